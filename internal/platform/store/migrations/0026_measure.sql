-- +goose Up
-- A person's legal life: who has charge, and the last fold in short.
CREATE TABLE measure_life (
  person      TEXT    NOT NULL PRIMARY KEY REFERENCES person_person (id),
  version     BIGINT  NOT NULL,
  region      TEXT    NOT NULL,
  facility    TEXT    NOT NULL,
  unit        TEXT    NOT NULL,
  day_count   TEXT    NOT NULL,
  plan        BOOLEAN NOT NULL,
  known_from  BIGINT  NOT NULL,
  traits      bytea   NOT NULL, -- what the clock must know of the body, sealed in the clinical compartment; empty when nothing
  folded_on   TEXT    NOT NULL,
  next_change TEXT
);
CREATE INDEX measure_life_changes ON measure_life (next_change) WHERE next_change IS NOT NULL;

-- What happened. Append-only: a row is never updated or deleted.
CREATE TABLE measure_fact (
  month       BIGINT  NOT NULL,
  id          TEXT    NOT NULL,
  person      TEXT    NOT NULL REFERENCES person_person (id),
  seq         BIGINT  NOT NULL,
  type        TEXT    NOT NULL,
  at          BIGINT  NOT NULL,
  fields      TEXT    NOT NULL,
  withdraws   TEXT    NOT NULL,
  outside     TEXT    NOT NULL, -- codes of the rules it breaks; '' when none
  note        bytea   NOT NULL, -- number of the document, words of the reason; sealed
  document    TEXT    NOT NULL,
  recorded_at BIGINT  NOT NULL,
  recorded_by TEXT    NOT NULL,
  node        TEXT    NOT NULL,
  PRIMARY KEY (month, id),
  UNIQUE (person, seq)
);

-- What a fact says of somebody's body: sealed in the clinical compartment, apart from the fact itself.
CREATE TABLE measure_health (
  month  BIGINT NOT NULL,
  fact   TEXT   NOT NULL,
  person TEXT   NOT NULL REFERENCES person_person (id),
  sealed bytea  NOT NULL,
  PRIMARY KEY (month, fact)
);
CREATE INDEX measure_health_of ON measure_health (person);

-- The measures of a life as last folded: a cache that can be computed again.
CREATE TABLE measure_measure (
  person     TEXT   NOT NULL REFERENCES person_person (id),
  number     BIGINT NOT NULL,
  facility   TEXT   NOT NULL,
  kind       TEXT   NOT NULL,
  state      TEXT   NOT NULL,
  substate   TEXT   NOT NULL,
  reason     TEXT   NOT NULL,
  decided_on TEXT   NOT NULL,
  started_on TEXT,
  ends_on    TEXT,
  legal_end  TEXT,
  early_on   TEXT,
  extension  BIGINT NOT NULL,
  bars       BIGINT NOT NULL,
  last       BOOLEAN NOT NULL, -- the latest of the person
  PRIMARY KEY (person, number)
);
CREATE INDEX measure_by_end ON measure_measure (facility, ends_on, person) WHERE last;

-- A withdrawal or correction that moves an end date waits here for a second officer.
CREATE TABLE measure_change (
  id           TEXT   NOT NULL PRIMARY KEY,
  version      BIGINT NOT NULL,
  person       TEXT   NOT NULL REFERENCES person_person (id),
  fact         TEXT   NOT NULL,
  type         TEXT   NOT NULL, -- of the fact that replaces it; '' for a withdrawal only
  at           BIGINT NOT NULL,
  fields       TEXT   NOT NULL,
  note         bytea  NOT NULL,
  document     TEXT   NOT NULL,
  end_before   TEXT   NOT NULL,
  end_after    TEXT   NOT NULL,
  proposed_at  BIGINT NOT NULL,
  proposed_by  TEXT   NOT NULL,
  state        TEXT   NOT NULL CHECK (state IN ('proposed', 'confirmed', 'refused')),
  decided_at   BIGINT,
  decided_by   TEXT   NOT NULL
);
CREATE INDEX measure_change_open ON measure_change (person) WHERE state = 'proposed';
