-- An addendum names the employment contract that it changes, and on what the head acts; earlier records did not say so.

alter table addendum
    add column contract_number text not null default '',
    add column contract_date date,
    add column authority text not null default '';
