-- +goose Up
-- What the house did with beds: a move, a swap, one taken back. Nothing here is changed or removed; taking an act back is
-- an act of its own that names the one it undoes, and only one can.
CREATE TABLE placement_move (
  id       TEXT   NOT NULL PRIMARY KEY,
  facility TEXT   NOT NULL REFERENCES facility_unit (id),
  kind     TEXT   NOT NULL CHECK (kind IN ('move', 'swap', 'undo')),
  moved_at BIGINT NOT NULL,
  moved_by TEXT   NOT NULL,
  undoes   TEXT   NOT NULL
);
CREATE UNIQUE INDEX placement_undone ON placement_move (undoes) WHERE undoes <> '';
CREATE INDEX placement_recent ON placement_move (facility, moved_at);

-- Each person of an act: from where to where, and which stays in a bed ended and began. The words of a reason are sealed
-- with the person's key.
CREATE TABLE placement_step (
  id        TEXT  NOT NULL PRIMARY KEY,
  move      TEXT  NOT NULL REFERENCES placement_move (id),
  person    TEXT  NOT NULL REFERENCES person_person (id),
  from_bed  TEXT  NOT NULL,
  to_bed    TEXT  NOT NULL,
  from_stay TEXT  NOT NULL,
  to_stay   TEXT  NOT NULL,
  from_unit TEXT  NOT NULL,
  to_unit   TEXT  NOT NULL,
  words     bytea
);
CREATE INDEX placement_steps ON placement_step (move);
CREATE INDEX placement_step_person ON placement_step (person);
CREATE INDEX placement_stay_person ON placement_stay (person, from_at);
CREATE INDEX placement_stay_bed ON placement_stay (bed, from_at);

-- Two who are not to sleep in one room (分开安置); a is the smaller id. Why is sealed under a key of its own.
CREATE TABLE placement_apart (
  id        TEXT   NOT NULL PRIMARY KEY,
  version   BIGINT NOT NULL,
  facility  TEXT   NOT NULL REFERENCES facility_unit (id),
  a         TEXT   NOT NULL REFERENCES person_person (id),
  b         TEXT   NOT NULL REFERENCES person_person (id),
  since_at  BIGINT NOT NULL,
  made_by   TEXT   NOT NULL,
  sealed    bytea  NOT NULL,
  lifted_at BIGINT,
  lifted_by TEXT   NOT NULL
);
CREATE UNIQUE INDEX placement_apart_pair ON placement_apart (a, b) WHERE lifted_at IS NULL;
CREATE INDEX placement_apart_here ON placement_apart (facility) WHERE lifted_at IS NULL;

-- A bed kept free (预留) until a day, for a person or for what the words say.
CREATE TABLE placement_reserve (
  id       TEXT   NOT NULL PRIMARY KEY,
  version  BIGINT NOT NULL,
  facility TEXT   NOT NULL REFERENCES facility_unit (id),
  bed      TEXT   NOT NULL REFERENCES facility_bed (id),
  person   TEXT   NOT NULL,
  until_on TEXT   NOT NULL,
  made_at  BIGINT NOT NULL,
  made_by  TEXT   NOT NULL,
  sealed   bytea  NOT NULL,
  ended_at BIGINT,
  ended_by TEXT   NOT NULL
);
CREATE UNIQUE INDEX placement_reserve_bed ON placement_reserve (bed) WHERE ended_at IS NULL;
CREATE INDEX placement_reserve_here ON placement_reserve (facility) WHERE ended_at IS NULL;

-- What separation needs to know of a person beside sex, age and phase, sealed with his key: his grade, and whether he is
-- here of his own will.
CREATE TABLE placement_trait (
  id       TEXT   NOT NULL PRIMARY KEY,
  version  BIGINT NOT NULL,
  facility TEXT   NOT NULL,
  sealed   bytea  NOT NULL
);

-- The medical class of each brigade and the medical need of a person, sealed in their compartment. Every brigade of a
-- facility has a row or none has, and all are written anew whenever one is: a row tells nothing by being there, by its
-- version or by its moment.
CREATE TABLE placement_class (
  id          TEXT   NOT NULL PRIMARY KEY,
  version     BIGINT NOT NULL,
  facility    TEXT   NOT NULL,
  unit        TEXT   NOT NULL,
  compartment TEXT   NOT NULL,
  sealed      bytea  NOT NULL,
  UNIQUE (unit, compartment)
);
CREATE INDEX placement_class_here ON placement_class (facility);
CREATE TABLE placement_need (
  id          TEXT   NOT NULL PRIMARY KEY,
  version     BIGINT NOT NULL,
  person      TEXT   NOT NULL REFERENCES person_person (id),
  compartment TEXT   NOT NULL,
  sealed      bytea  NOT NULL,
  UNIQUE (person, compartment)
);
