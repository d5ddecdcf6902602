-- What somebody typed and did not send: as a draft while they type, or when their session ended before they sent it.
-- It is theirs alone, sealed for their account, and gone after a week, with its sending or with «Удалить».

create table kept_form (
    id uuid primary key,
    account_id uuid not null references account on delete cascade,
    path text not null,
    box bytea not null,
    at timestamptz not null,
    constraint kept_form_once unique (account_id, path)
);
comment on table kept_form is 'Forms that were typed and not sent, by the path they are sent to; sealed, of one account each, gone after a week.';
comment on column kept_form.box is 'The fields with what was typed, encrypted for this account; no password, no file.';
create index kept_form_at on kept_form (at);
drop policy if exists scope on kept_form;
create policy scope on kept_form using (true) with check (true);
