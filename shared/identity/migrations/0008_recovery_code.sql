-- Codes on paper, for whoever has lost the phone: each logs in once, in place of the phone's code.

create table recovery_code (
    account_id uuid not null references account on delete cascade,
    code_hash bytea not null,
    primary key (account_id, code_hash)
);
comment on table recovery_code is 'Hashes of the codes that are left; a used one is deleted.';
