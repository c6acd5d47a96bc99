-- +goose Up
-- What is owed. due_at is the last microsecond in time; due_day is set when the law names a day.
CREATE TABLE duty_duty (
  id          TEXT    NOT NULL PRIMARY KEY,
  version     BIGINT  NOT NULL,
  code        TEXT    NOT NULL,
  subject     TEXT    NOT NULL,
  cause       TEXT    NOT NULL,
  number      BIGINT  NOT NULL,
  facility    TEXT    NOT NULL,
  unit        TEXT    NOT NULL,
  owner       TEXT    NOT NULL,
  compartment TEXT    NOT NULL,
  due_at      BIGINT,
  due_day     TEXT,
  not_before  TEXT,
  opened_at   BIGINT  NOT NULL,
  state       TEXT    NOT NULL CHECK (state IN ('open', 'done', 'late', 'waived', 'void')),
  basis       TEXT    NOT NULL,
  certainty   TEXT    NOT NULL,
  paper       BOOLEAN NOT NULL,
  closed_at   BIGINT,
  closed_by   TEXT    NOT NULL,
  evidence    TEXT    NOT NULL,
  note        TEXT    NOT NULL,
  UNIQUE (subject, code, cause)
);
-- My day reads by seat and moment; the person's page reads by subject (the unique key).
CREATE INDEX duty_open_by_seat ON duty_duty (facility, unit, owner, due_at) WHERE state = 'open';
CREATE INDEX duty_open_by_due ON duty_duty (due_at) WHERE state = 'open';
CREATE INDEX duty_closed ON duty_duty (facility, closed_at) WHERE closed_at IS NOT NULL;
