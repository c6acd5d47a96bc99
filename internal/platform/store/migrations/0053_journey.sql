-- +goose Up

-- What another organ is asked to answer with a code and no account: a receipt, that somebody is expected. code is a keyed
-- token of it; sealed, under the key of the case, says who was asked. answered is the step that the answer became.
create table journey_ask (
  id        text   not null primary key,
  version   bigint not null,
  case_id   text   not null,
  step      text   not null,
  code      bytea  not null unique,
  sealed    bytea  not null,
  asked_at  bigint not null,
  asked_by  text   not null,
  until_at  bigint not null,
  answered  text   not null
);
create index journey_ask_of on journey_ask (case_id);
