-- +goose Up

-- An office that complaints may be written to: 'bureau', or a facility's id for the procurators appointed for it. Whoever
-- writes needs its public half; the private half is nowhere but sealed to its readers, and on the sheet in a safe.
create table complaint_office (
  id       text   not null primary key,
  version  bigint not null,
  role     text   not null check (role in ('bureau_inspector', 'procurator')),
  facility text   not null,
  public   bytea  not null,
  made_at  bigint not null
);

-- Who can open the office's letters: his own key, locked by his phrase, and the office's, sealed to his.
create table complaint_reader (
  id        text   not null primary key,
  version   bigint not null,
  office    text   not null,
  staff     text   not null,
  public    bytea  not null,
  locked    bytea  not null,
  office_key bytea,                  -- null: he has asked to be let in
  made_at   bigint not null,
  admitted_by text not null,         -- actor.Ref, '' while he waits
  unique (office, staff)
);

-- A complaint as the house keeps it: a sealed box. owner is a keyed token of who wrote: his own session finds it by that,
-- and no list leads from a person to it. reply_to is the public half of his key, answer the box sealed to it, copy the same
-- for the office.
create table complaint_complaint (
  id          text   not null primary key,
  version     bigint not null,
  office      text   not null,
  owner       bytea  not null,
  box         bytea  not null,
  reply_to    bytea  not null,
  sent_at     bigint not null,
  opened_at   bigint,
  opened_by   text   not null,
  answered_at bigint,
  answered_by text   not null,
  answer      bytea,
  copy        bytea
);
create index complaint_of_office on complaint_complaint (office, sent_at, id);
create index complaint_of_owner on complaint_complaint (owner, sent_at);
