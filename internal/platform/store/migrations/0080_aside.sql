-- +goose Up

-- Rows that a sealing took out of their tables (封存). elements is what the log last said of them, by which they are still
-- proven while nobody can read them. The rows themselves lie in pieces, sealed with the box's own key, and that key lies
-- under the escrow.
create table aside_box (
  id       text   not null primary key,
  version  bigint not null,
  pieces   bigint not null,
  elements bytea  not null
);
create table aside_piece (
  month  bigint not null,               -- the box id's
  box    text   not null,
  n      bigint not null,
  sealed bytea  not null,
  primary key (month, box, n)
);
