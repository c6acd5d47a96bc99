-- +goose Up

-- Who opened something of somebody's compartment because a life was at risk (紧急调阅), for how long, and how the review by
-- another ended. The sentence of who opened it and the words of who judges are sealed with its own key; what was read stands
-- nowhere but in the log.
create table emergency_opening (
  id          text   not null primary key,
  version     bigint not null,
  person      text   not null,
  facility    text   not null,
  unit        text   not null,
  compartment text   not null check (compartment in ('clinical', 'infection', 'child', 'psychology')),
  opened_by   text   not null,
  post        text   not null,       -- the role from which it was opened
  opened_at   bigint not null,
  until_at    bigint not null,
  why         bytea  not null,
  reviewer    text   not null check (reviewer in ('legal_officer', 'bureau_inspector')),
  due_at      bigint not null,       -- until when the review is owed: the house's setting
  outcome     text   not null check (outcome in ('', 'justified', 'unjustified')),
  reviewed_at bigint,
  reviewed_by text   not null,
  review_post text   not null,
  review      bytea,
  followed_at bigint,
  follow      bytea                  -- what followed from one that was not justified
);
create index emergency_list on emergency_opening (facility, opened_at, id);
create index emergency_standing on emergency_opening (person, opened_by, until_at);
