-- +goose Up

-- What a resident says is wrong: a date, a paper, a duty, a score. His words and the answer are sealed with its own key.
create table objection_objection (
  id          text   not null primary key,
  version     bigint not null,
  person      text   not null,
  facility    text   not null,
  unit        text   not null,
  about       text   not null check (about in ('term', 'paper', 'owed', 'score', 'other')),
  record      text   not null,       -- the paper, '' where it is none
  words       bytea  not null,
  raised_at   bigint not null,
  answer      bytea,
  answered_at bigint,
  answered_by text   not null,
  role        text   not null        -- of the post that answered
);
create index objection_list on objection_objection (facility, unit, raised_at, id);
create index objection_of_person on objection_objection (person, raised_at);
