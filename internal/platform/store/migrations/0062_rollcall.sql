-- +goose Up
-- When somebody asked to close a call while somebody was not found; NULL where nobody had to ask.
ALTER TABLE rollcall_call ADD COLUMN closing_at BIGINT;
-- How many rows differed from the outings when it was closed; NULL of a call that is not, and of one from before this was kept.
ALTER TABLE rollcall_call ADD COLUMN asks BIGINT;

-- What a call found when it was closed, of who was out or was asked about: an outing may be ended or taken back later, with
-- a day before the closing. outing, kind and from_at are empty of who was not out. Never changed. month is that of the call.
CREATE TABLE rollcall_found (
  month    BIGINT NOT NULL,
  id       TEXT   NOT NULL,
  call     TEXT   NOT NULL,
  person   TEXT   NOT NULL,
  question TEXT   NOT NULL,
  outing   TEXT   NOT NULL,
  kind     TEXT   NOT NULL,
  from_at  BIGINT,
  PRIMARY KEY (month, id)
);
CREATE UNIQUE INDEX rollcall_found_once ON rollcall_found (month, call, person);
