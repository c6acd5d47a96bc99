-- +goose Up
-- Nothing here names anybody: sealed is opened with the person's own key, a token is a keyed digest.
CREATE TABLE person_person (
  id      TEXT   NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  sealed  bytea  NOT NULL
);
CREATE TABLE person_token (
  token  bytea NOT NULL,
  person TEXT  NOT NULL,
  PRIMARY KEY (token, person)
);
CREATE INDEX person_token_person ON person_token (person);
CREATE TABLE person_kin (
  id       TEXT    NOT NULL PRIMARY KEY,
  person   TEXT    NOT NULL REFERENCES person_person (id),
  relative TEXT    NOT NULL REFERENCES person_person (id),
  relation TEXT    NOT NULL,
  contact  BOOLEAN NOT NULL,
  UNIQUE (person, relative, relation)
);
CREATE INDEX person_kin_relative ON person_kin (relative);
