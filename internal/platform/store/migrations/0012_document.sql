-- +goose Up

-- Files, sealed with a key of their own. After erased_at nothing but these columns is left of one.
create table document_file (
  id          text   not null primary key,
  record      text   not null,
  about       text   not null,
  facility    text   not null,
  unit        text   not null,
  compartment text   not null,
  media_type  text   not null,
  size        bigint not null,
  pieces      bigint not null,
  meta        bytea,                                -- name and digest, sealed
  at          bigint not null,
  erase_at    bigint,
  erased_at   bigint
);
create index document_file_record on document_file (record, compartment);
create index document_file_due on document_file (erase_at) where erased_at is null and erase_at is not null;

create table document_piece (
  month  bigint not null,                           -- the file id's
  file   text   not null,
  n      bigint not null,
  sealed bytea  not null,
  primary key (month, file, n)
);

-- The last number taken: each node counts for itself.
create table document_series (
  node   text   not null,
  series text   not null,
  unit   text   not null,
  year   bigint not null,
  last   bigint not null,
  primary key (node, series, unit, year)
);
