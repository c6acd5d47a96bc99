-- +goose Up

-- Versions of rows, sealed. Rows are never changed. month is that of at, UTC.
create table history_version (
  month       bigint not null,
  record      text   not null,
  source      text   not null,                      -- the table
  compartment text   not null,
  version     bigint not null,
  at          bigint not null,
  actor       text   not null,
  sealed      bytea  not null,
  primary key (month, record, source, compartment, version)
);
create index history_version_record on history_version (record, source, compartment, at);
