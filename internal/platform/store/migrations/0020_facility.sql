-- +goose Up
CREATE TABLE facility_unit (
  id        TEXT   NOT NULL PRIMARY KEY,
  version   BIGINT NOT NULL,
  parent    TEXT   NOT NULL,
  facility  TEXT   NOT NULL,
  kind      TEXT   NOT NULL CHECK (kind IN ('bureau', 'facility', 'brigade', 'office', 'station')),
  name      TEXT   NOT NULL,
  code      TEXT   NOT NULL,
  seat      TEXT   NOT NULL,
  opened_on TEXT,
  closed_on TEXT,
  UNIQUE (parent, name)
);
CREATE TABLE facility_building (
  id       TEXT   NOT NULL PRIMARY KEY,
  version  BIGINT NOT NULL,
  facility TEXT   NOT NULL REFERENCES facility_unit (id),
  name     TEXT   NOT NULL,
  UNIQUE (facility, name)
);
CREATE TABLE facility_room (
  id       TEXT   NOT NULL PRIMARY KEY,
  version  BIGINT NOT NULL,
  facility TEXT   NOT NULL REFERENCES facility_unit (id),
  building TEXT   NOT NULL,
  unit     TEXT   NOT NULL,
  name     TEXT   NOT NULL,
  zone     TEXT   NOT NULL,
  UNIQUE (facility, name)
);
CREATE TABLE facility_bed (
  id       TEXT    NOT NULL PRIMARY KEY,
  version  BIGINT  NOT NULL,
  facility TEXT    NOT NULL REFERENCES facility_unit (id),
  room     TEXT    NOT NULL REFERENCES facility_room (id),
  name     TEXT    NOT NULL,
  out_of_use BOOLEAN NOT NULL,
  UNIQUE (room, name)
);
