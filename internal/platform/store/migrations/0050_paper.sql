-- +goose Up

-- Papers that the house issues, each sealed with a key of its own, exactly as it was issued.
create table paper_paper (
  id          text   not null primary key,
  version     bigint not null,
  kind        text   not null,
  number      text   not null,
  facility    text   not null,
  unit        text   not null,
  person      text   not null,   -- '' for a paper about nobody
  record      text   not null,   -- the case it belongs to, '' for none
  compartment text   not null,
  issued_at   bigint not null,
  issued_by   text   not null,
  states      text,              -- the end of a term that it states
  state       text   not null,   -- in_force, void
  void_at     bigint,
  void_by     text   not null,
  replaces    text   not null,
  replaced_by text   not null,
  stale       text   not null,   -- cause of the duty to replace it, '' while it states what the file says
  sheet       bytea  not null,   -- sealed
  said        bytea  not null,   -- sealed: what its proof says
  reason      bytea              -- sealed: why it no longer counts
);
create unique index paper_number on paper_paper (number);
create index paper_person on paper_paper (person, issued_at);
create index paper_record on paper_paper (record) where record <> '';
create index paper_states on paper_paper (person) where state = 'in_force' and states is not null;
