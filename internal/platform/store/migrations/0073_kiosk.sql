-- +goose Up

-- The sign-in of a resident at his own page. The number is sealed and found by its token. secret is an Argon2id hash of
-- what he chose, keyed by the house; '' until his ticket is redeemed. The private half of his key is locked by that secret:
-- an answer that is sealed to him opens for nobody else, not for who resets his sign-in.
create table kiosk_account (
  id           text    not null primary key,
  version      bigint  not null,
  person       text    not null unique,
  number_token bytea   not null unique,
  number       bytea   not null,
  secret       text    not null,
  public       bytea,
  locked       bytea,
  demo         boolean not null,
  made_at      bigint  not null
);

-- One-time tickets, handed over in his presence.
create table kiosk_ticket (
  account text   not null primary key references kiosk_account (id),
  digest  bytea  not null,
  ends_at bigint not null
);

create table kiosk_session (
  id         text   not null primary key,
  digest     bytea  not null unique,
  account    text   not null references kiosk_account (id),
  started_at bigint not null,
  seen_at    bigint not null,
  ends_at    bigint not null
);
create index kiosk_session_account on kiosk_session (account);
create index kiosk_session_ends on kiosk_session (ends_at);

-- Each time somebody gave a resident a sign-in: told to him at his next one, and listed to those outside the facility.
create table kiosk_reset (
  id       text   not null primary key,
  version  bigint not null,
  account  text   not null references kiosk_account (id),
  person   text   not null,
  facility text   not null,
  unit     text   not null,          -- where he was
  kind     text   not null check (kind in ('opened', 'reset')),
  made_at  bigint not null,
  made_by  text   not null,          -- actor.Ref
  role     text   not null,          -- of the officer's post, and its unit
  seat     text   not null,
  used_at  bigint,                   -- the ticket was redeemed
  seen_at  bigint,                   -- the resident says that he has read it
  doubted  boolean not null          -- and that he had not asked for it
);
create index kiosk_reset_list on kiosk_reset (facility, made_at, id);
create index kiosk_reset_account on kiosk_reset (account, made_at);
