-- +goose Up

-- A roster that was brought, looked at, and perhaps loaded. The file, the report and what is sealed here go
-- together, by the file's key, thirty days after the loading; counts and moments stay.
create table roster_run (
  id         text   not null primary key,
  version    bigint not null,
  facility   text   not null references facility_unit (id),
  state      text   not null check (state in ('draft', 'loaded', 'dropped')),
  made_at    bigint not null,
  made_by    text   not null,
  loaded_at  bigint,
  loaded_by  text   not null,
  file       text   not null,                     -- document
  report     text   not null,                     -- document with the rejected rows, '' when none was
  digest     bytea  not null,                     -- keyed, of the file and its mends
  mends      bytea  not null,                     -- cells put right by hand; sealed with the file's key
  told       bytea  not null,                     -- rejections and warnings; sealed with the file's key
  line_count bigint not null,
  created    bigint not null,
  updated    bigint not null,
  unchanged  bigint not null,
  rejected   bigint not null,                     -- rows
  warnings   bigint not null
);
create index roster_run_list on roster_run (facility, made_at);
create index roster_run_digest on roster_run (facility, digest) where state = 'loaded';

-- What a roster says of somebody that the house has no other place for, sealed with the person's key.
create table roster_note (
  id       text   not null primary key,
  run      text   not null references roster_run (id),
  person   text   not null references person_person (id),
  line     bigint not null,
  sealed   bytea  not null
);
create index roster_note_person on roster_note (person);
