-- +goose Up
CREATE TABLE placement_stay (
  id       TEXT   NOT NULL PRIMARY KEY,
  facility TEXT   NOT NULL REFERENCES facility_unit (id),
  person   TEXT   NOT NULL REFERENCES person_person (id),
  bed      TEXT   NOT NULL REFERENCES facility_bed (id),
  from_at  BIGINT NOT NULL,
  until_at BIGINT
);
-- One bed a person, one person a bed.
CREATE UNIQUE INDEX placement_one_bed ON placement_stay (person) WHERE until_at IS NULL;
CREATE UNIQUE INDEX placement_one_person ON placement_stay (bed) WHERE until_at IS NULL;
CREATE INDEX placement_here ON placement_stay (facility) WHERE until_at IS NULL;
