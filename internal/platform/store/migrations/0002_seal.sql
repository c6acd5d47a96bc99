-- +goose Up

-- The house's own keys, wrapped by the root, which stands outside the database.
create table seal_ring (
  id         text   not null primary key,           -- purpose-generation
  purpose    text   not null,                       -- a compartment, index, escrow, sign:<name>
  generation bigint not null,
  suite      text   not null check (suite in ('intl', 'gm')),
  root       text   not null,                       -- id of the root key that wraps it
  wrapped    bytea  not null,
  public     bytea,                                 -- of the escrow: what sealing away needs
  made_at    bigint not null,
  unique (purpose, generation)
);

-- One data key per record and compartment. state 'sealed' (封存): wrapped for the escrow, opens for nobody.
create table seal_key (
  record      text  not null,
  compartment text  not null,
  wrapped     bytea not null,
  kek         text  not null,               -- seal_ring.id; no foreign key: every insert would lock the ring's row
  suite       text  not null check (suite in ('intl', 'gm')),
  state       text  not null check (state in ('open', 'sealed')),
  primary key (record, compartment)
);
