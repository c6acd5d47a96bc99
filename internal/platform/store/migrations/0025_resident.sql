-- +goose Up
CREATE TABLE resident_resident (
  id          TEXT   NOT NULL PRIMARY KEY,
  version     BIGINT NOT NULL,
  person      TEXT   NOT NULL REFERENCES person_person (id),
  facility    TEXT   NOT NULL REFERENCES facility_unit (id),
  unit        TEXT   NOT NULL,
  phase       TEXT   NOT NULL CHECK (phase IN ('', 'detox', 'adaptation', 'consolidation', 'reentry')),
  officer     TEXT   NOT NULL,
  admitted_on TEXT   NOT NULL,
  left_on     TEXT
);
CREATE INDEX resident_of_person ON resident_resident (person);
-- One stay at a time: who is here cannot be here twice.
CREATE UNIQUE INDEX resident_here ON resident_resident (person) WHERE left_on IS NULL;
CREATE INDEX resident_list ON resident_resident (facility, unit, admitted_on, id);
