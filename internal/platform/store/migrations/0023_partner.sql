-- +goose Up
CREATE TABLE partner_partner (
  id       TEXT    NOT NULL PRIMARY KEY,
  version  BIGINT  NOT NULL,
  kind     TEXT    NOT NULL,
  name     TEXT    NOT NULL,
  division TEXT    NOT NULL,
  phone    TEXT    NOT NULL,
  closed   BOOLEAN NOT NULL
);
CREATE INDEX partner_by_name ON partner_partner (kind, name, id);
