-- +goose Up

-- Versions of rows that stand in the clear in their own table: places, stays, rules, partners. Never changed. month is
-- that of at, UTC.
create table history_row (
  month   bigint not null,
  record  text   not null,
  source  text   not null,                      -- the table
  version bigint not null,
  at      bigint not null,
  actor   text   not null,
  content text   not null,                      -- JSON, by column
  primary key (month, record, source, version)
);
create index history_row_record on history_row (record, source, at);
