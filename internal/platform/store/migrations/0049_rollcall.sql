-- +goose Up
-- A call of the roll (点名): of a brigade, or of a zone when zone is set. until_at is when it should be closed, as its
-- opener said. closing_by asked to close it while somebody was not found; closed_by closed it, or was the second.
CREATE TABLE rollcall_call (
  id         TEXT    NOT NULL PRIMARY KEY,
  version    BIGINT  NOT NULL,
  facility   TEXT    NOT NULL REFERENCES facility_unit (id),
  unit       TEXT    NOT NULL,
  zone       TEXT    NOT NULL,
  shift      TEXT    NOT NULL CHECK (shift IN ('morning', 'evening', 'night', 'special')),
  state      TEXT    NOT NULL CHECK (state IN ('open', 'closing', 'closed')),
  heads      BIGINT  NOT NULL,
  missing    BIGINT  NOT NULL,
  opened_at  BIGINT  NOT NULL,
  opened_by  TEXT    NOT NULL,
  until_at   BIGINT,
  closing_by TEXT    NOT NULL,
  closed_at  BIGINT,
  closed_by  TEXT    NOT NULL
);
-- Nobody calls the same people twice at once.
CREATE UNIQUE INDEX rollcall_one ON rollcall_call (facility, unit, zone) WHERE state <> 'closed';
CREATE INDEX rollcall_list ON rollcall_call (facility, unit, opened_at);

-- Who is called, in which order, as it stood when the call was opened. Never changed. month is that of the call.
CREATE TABLE rollcall_row (
  month  BIGINT NOT NULL,
  id     TEXT   NOT NULL,
  call   TEXT   NOT NULL,
  person TEXT   NOT NULL,
  place  BIGINT NOT NULL,
  room   TEXT   NOT NULL,
  bed    TEXT   NOT NULL,
  PRIMARY KEY (month, id)
);
CREATE UNIQUE INDEX rollcall_row_once ON rollcall_row (month, call, person);

-- What was marked, and by which device in which order: never changed, the latest moment counts. late is one that came
-- after the call was closed: kept, and it changes nothing. words are under the key of the person, empty where nothing
-- was said. month is that of the call.
CREATE TABLE rollcall_mark (
  month    BIGINT  NOT NULL,
  id       TEXT    NOT NULL,
  call     TEXT    NOT NULL,
  person   TEXT    NOT NULL,
  mark     TEXT    NOT NULL CHECK (mark IN ('present', 'hospital', 'visit', 'leave', 'court', 'other', 'missing')),
  at       BIGINT  NOT NULL,
  device   TEXT    NOT NULL,
  seq      BIGINT  NOT NULL,
  late     BOOLEAN NOT NULL,
  sent_at  BIGINT  NOT NULL,
  said_by  TEXT    NOT NULL,
  words    BYTEA   NOT NULL,
  PRIMARY KEY (month, id)
);
CREATE UNIQUE INDEX rollcall_mark_once ON rollcall_mark (month, call, person, device, seq);

-- Where somebody was looked for who was not found, and who was told. Never changed. month is that of the call.
CREATE TABLE rollcall_check (
  month   BIGINT NOT NULL,
  id      TEXT   NOT NULL,
  call    TEXT   NOT NULL,
  person  TEXT   NOT NULL,
  item    TEXT   NOT NULL,
  at      BIGINT NOT NULL,
  said_by TEXT   NOT NULL,
  words   BYTEA  NOT NULL,
  PRIMARY KEY (month, id)
);
CREATE INDEX rollcall_check_of ON rollcall_check (month, call, person);
