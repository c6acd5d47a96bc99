-- +goose Up

-- Sealings (封存): who asked for which file, on what ground, and who sealed it. person is an id that opens nothing any more;
-- document is the one paper that is sealed while the file stays open, '' for the whole file. reason and letter are sealed,
-- and lie under the escrow with the file once it is sealed away.
create table sealing_sealing (
  id         text   not null primary key,
  version    bigint not null,
  number     text   not null,
  person     text   not null,
  document   text   not null,
  facility   text   not null,
  unit       text   not null,
  ground     text   not null check (ground in ('closed', 'minor', 'order')),
  state      text   not null check (state in ('asked', 'sealed', 'refused')),
  box        text   not null,
  gone       bigint not null,                     -- how many rows went
  sealed     bytea  not null,
  asked_at   bigint not null,
  asked_by   text   not null,                     -- member of staff
  settled_at bigint,
  settled_by text   not null
);
create unique index sealing_number on sealing_sealing (number);
create unique index sealing_asked on sealing_sealing (person, document) where state = 'asked';
create index sealing_list on sealing_sealing (state, asked_at);

-- By what a sealed file is found again: a digest of each identity number under a key that lies in the escrow. Nobody can
-- compute it who has not the escrow's key, so that no list of numbers can be tried against it.
create table sealing_mark (
  token   bytea not null,
  sealing text  not null,
  primary key (token, sealing)
);

-- Openings (查阅封存): asked with the organ's letter, granted by another officer, for a time. What was typed is sealed.
create table sealing_opening (
  id         text   not null primary key,
  version    bigint not null,
  number     text   not null,
  facility   text   not null,
  purpose    text   not null check (purpose in ('organ_case', 'entitled_unit')),
  state      text   not null check (state in ('asked', 'open', 'nothing', 'refused', 'closed')),
  letter     text   not null,                     -- document
  sealed     bytea  not null,
  asked_at   bigint not null,
  asked_by   text   not null,
  settled_at bigint,
  settled_by text   not null,
  until_at   bigint,
  closed_at  bigint,
  sealings   text   not null                      -- ids of what it opens, by commas
);
create unique index sealing_opening_number on sealing_opening (number);
create index sealing_opening_list on sealing_opening (state, asked_at);
create index sealing_opening_due on sealing_opening (until_at) where state = 'open';
