-- +goose Up

-- The affairs that go through the house: from the police van to the gate. subject names somebody who is not taken in yet,
-- sealed with the case's own key; person is '' until then. owed is the duty of the state in which it stands.
create table journey_case (
  id        text   not null primary key,
  version   bigint not null,
  kind      text   not null,
  facility  text   not null,
  unit      text   not null,
  person    text   not null,
  state     text   not null,
  subject   bytea,
  opened_at bigint not null,
  opened_by text   not null,
  closed_at bigint,
  owed      text   not null
);
create index journey_case_open on journey_case (facility, kind, opened_at) where closed_at is null;
create index journey_case_of on journey_case (person, kind) where person <> '';

-- What somebody did in a case. Append-only. sealed is the general part of the answers, hidden what stays with another
-- compartment, each under the key of the case for that compartment. month is that of at, UTC.
create table journey_entry (
  month       bigint not null,
  id          text   not null,
  case_id     text   not null,
  seq         bigint not null,
  step        text   not null,
  was         text   not null,
  becomes     text   not null,
  at          bigint not null,
  said_by     text   not null,
  compartment text   not null,
  sealed      bytea  not null,
  hidden      bytea,
  primary key (month, id),
  unique (case_id, seq)
);
