-- +goose Up
CREATE TABLE staff_member (
  id      TEXT   NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  sealed  bytea  NOT NULL
);
CREATE TABLE staff_post (
  id         TEXT   NOT NULL PRIMARY KEY,
  version    BIGINT NOT NULL,
  member     TEXT   NOT NULL REFERENCES staff_member (id),
  role       TEXT   NOT NULL,
  facility   TEXT   NOT NULL,
  unit       TEXT   NOT NULL,
  from_day   TEXT   NOT NULL,
  until_day  TEXT
);
CREATE INDEX staff_post_member ON staff_post (member);
CREATE INDEX staff_post_unit ON staff_post (unit, role);
CREATE TABLE staff_delegation (
  id        TEXT NOT NULL PRIMARY KEY,
  post      TEXT NOT NULL REFERENCES staff_post (id),
  to_member TEXT NOT NULL REFERENCES staff_member (id),
  from_day  TEXT NOT NULL,
  until_day TEXT NOT NULL
);
CREATE INDEX staff_delegation_to ON staff_delegation (to_member);
