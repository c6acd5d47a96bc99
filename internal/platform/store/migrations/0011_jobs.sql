-- +goose Up
-- Work to be done after a transaction. A row is a job that is not done: success deletes it. due is when it may
-- start while waiting, and when its lease ends while running, so that one index finds both.
CREATE TABLE jobs_job (
  id          TEXT   NOT NULL PRIMARY KEY,
  kind        TEXT   NOT NULL,
  compartment TEXT   NOT NULL,
  args        TEXT   NOT NULL,          -- JSON of ids, codes, numbers, moments
  state       TEXT   NOT NULL CHECK (state IN ('waiting', 'running', 'failed')),
  due         BIGINT NOT NULL,
  attempt     BIGINT NOT NULL,
  made        BIGINT NOT NULL,
  node        TEXT   NOT NULL,          -- who runs it
  lease       TEXT   NOT NULL,          -- of this run; a worker that lost it changes nothing
  ended       BIGINT,                   -- of the last failed run
  code        TEXT   NOT NULL,          -- why it failed
  address     TEXT   NOT NULL           -- where: types and addresses, no values
);
CREATE INDEX jobs_due ON jobs_job (due, id) WHERE state <> 'failed';
CREATE INDEX jobs_failed ON jobs_job (ended, id) WHERE state = 'failed';
-- The last turn of each periodic kind that was enqueued.
CREATE TABLE jobs_turn (
  kind TEXT   NOT NULL PRIMARY KEY,
  turn BIGINT NOT NULL
);
