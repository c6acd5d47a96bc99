-- +goose Up

-- The books of the night (日册): what a brigade, a zone or those of no brigade yet need on paper when the house cannot be
-- asked. unit and zone are as of a call of the roll; both '' for those of no brigade. content is sealed with the book's
-- own key; it is taken away, and the key with it, when the book is erased. Figures name nobody. month is that of made_at.
create table daybook_book (
  month     bigint  not null,
  id        text    not null,
  facility  text    not null,
  unit      text    not null,
  zone      text    not null,
  made_at   bigint  not null,
  made_by   text    not null,
  heads     bigint  not null,
  present   bigint  not null,
  away      bigint  not null,
  waiting   bigint  not null,
  leaving   bigint  not null,
  content   bytea,
  digest    bytea   not null,
  erase_at  bigint  not null,
  erased_at bigint,
  primary key (month, id)
);
create index daybook_list on daybook_book (facility, unit, made_at);
create index daybook_erase on daybook_book (erase_at) where erased_at is null;
