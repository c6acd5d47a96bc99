-- +goose Up
-- Who is out of the walls. fact is the fact of the legal clock whose cache the row is, '' for one that an officer
-- recorded; void says that this fact was taken back: nobody was out.
CREATE TABLE outing_outing (
  id        TEXT    NOT NULL PRIMARY KEY,
  version   BIGINT  NOT NULL,
  person    TEXT    NOT NULL REFERENCES person_person (id),
  facility  TEXT    NOT NULL REFERENCES facility_unit (id),
  unit      TEXT    NOT NULL,
  kind      TEXT    NOT NULL CHECK (kind IN ('hospital', 'visit', 'court', 'other', 'transfer', 'outside_medical', 'home_leave', 'held_elsewhere', 'absconded')),
  fact      TEXT    NOT NULL,
  from_at   BIGINT  NOT NULL,
  due_at    BIGINT,
  until_at  BIGINT,
  void      BOOLEAN NOT NULL,
  opened_by TEXT    NOT NULL,
  closed_by TEXT    NOT NULL
);
-- Nobody is in two places out of the house.
CREATE UNIQUE INDEX outing_one ON outing_outing (person) WHERE until_at IS NULL;
CREATE INDEX outing_of_person ON outing_outing (person, from_at);
CREATE INDEX outing_out ON outing_outing (facility, unit, from_at) WHERE until_at IS NULL;
CREATE INDEX outing_back ON outing_outing (facility, until_at) WHERE until_at IS NOT NULL;

-- What was said of an outing: where to, who escorts, what else; the latest counts. Never changed. words are under the key
-- of the person. month is that of at, UTC.
CREATE TABLE outing_words (
  month   BIGINT NOT NULL,
  id      TEXT   NOT NULL,
  outing  TEXT   NOT NULL,
  at      BIGINT NOT NULL,
  said_by TEXT   NOT NULL,
  words   BYTEA  NOT NULL,
  PRIMARY KEY (month, id)
);
CREATE INDEX outing_words_of ON outing_words (outing, at);
