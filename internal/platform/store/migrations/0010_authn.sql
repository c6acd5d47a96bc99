-- +goose Up

-- An officer's account. The name is sealed and found by its token: a stolen file lists nobody. The key of the
-- record is in seal_key; the password is an Argon2id hash, '' until a ticket is redeemed.
create table authn_account (
    id          text    not null primary key,
    version     bigint  not null,
    staff       text    not null unique,
    name_token  bytea   not null unique,
    name        bytea   not null,
    password    text    not null,
    second      bytea,                        -- TOTP secret, sealed; null while there is none
    second_step bigint  not null,             -- the last step used: a code counts once
    pending     bytea,                        -- a secret that is being enrolled, sealed
    state       text    not null check (state in ('open', 'closed')),
    demo        boolean not null,
    made_at     bigint  not null
);
create index authn_account_demo on authn_account (demo);

-- Recovery codes, each good once, as digests under the record's key.
create table authn_recovery (
    account text   not null references authn_account (id),
    digest  bytea  not null,
    used_at bigint,
    primary key (account, digest)
);

-- One-time tickets by which somebody sets his own password: no clerk ever knows it.
create table authn_ticket (
    digest  bytea  not null primary key,
    account text   references authn_account (id),   -- null: the first administrator, who has none yet
    ends_at bigint not null
);
create index authn_ticket_account on authn_ticket (account);

-- Who sits where. Only digests of the tokens that browsers hold.
create table authn_session (
    id         text   not null primary key,
    digest     bytea  not null unique,
    account    text   not null references authn_account (id),
    seat       bytea  not null,               -- the browser
    state      text   not null check (state in ('active', 'locked')),
    started_at bigint not null,
    seen_at    bigint not null,
    ends_at    bigint not null,
    second_at  bigint,
    data       bytea                          -- what pages keep, sealed
);
create index authn_session_account on authn_session (account);
create index authn_session_ends on authn_session (ends_at);

-- Wrong guesses by subject (the token of a sign-in name, known or not, or of a source) and until when the next
-- must wait.
create table authn_guess (
    subject  bytea  not null primary key,
    failures bigint not null,
    last_at  bigint not null,
    until_at bigint not null
);
create index authn_guess_last on authn_guess (last_at);
