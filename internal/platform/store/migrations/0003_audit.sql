-- +goose Up

-- Facts, as they were recorded. Rows are never changed or removed; month is the id's.
create table audit_fact (
  month       bigint not null,
  id          text   not null,
  node        text   not null,
  at          bigint not null,
  actor       text   not null,
  posts       text   not null,
  request     text   not null,
  room        text   not null,
  kind        text   not null,
  record      text   not null,
  version     bigint not null,
  about       text,
  facility    text,
  compartment text   not null,
  digest      bytea,
  purpose     text   not null,
  basis       text   not null,
  primary key (month, id)
);
create index audit_fact_about on audit_fact (about, at) where about is not null;
create index audit_fact_actor on audit_fact (actor, at);
create index audit_fact_facility on audit_fact (facility, at) where facility is not null;
create index audit_fact_at on audit_fact (at);

-- Facts that have no number yet.
create table audit_pending (
  node  text   not null,
  id    text   not null,
  month bigint not null,
  primary key (node, id)
);

-- The number of a fact is its leaf in the node's tree. Two ledgers of one node cannot give one twice.
create table audit_number (
  node  text   not null,
  seq   bigint not null,
  id    text   not null,
  month bigint not null,
  primary key (node, seq)
);
create unique index audit_number_fact on audit_number (id);

-- One Merkle tree a node (RFC 6962), its hashes in tiles of 256.
create table audit_tree (
  node  text   not null primary key,
  suite text   not null check (suite in ('intl', 'gm')),
  size  bigint not null
);
create table audit_tile (
  node   text   not null,
  level  bigint not null,
  n      bigint not null,
  hashes bytea  not null,
  primary key (node, level, n)
);

-- Signed roots.
create table audit_checkpoint (
  node text   not null,
  size bigint not null,
  at   bigint not null,
  note text   not null,
  primary key (node, size)
);
