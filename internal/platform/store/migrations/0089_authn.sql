-- +goose Up

-- Who somebody is at the house's provider of identities (统一身份认证): an account that its officer linked himself. The
-- subject is kept as its token only. A link is ended and never removed, so that one slipped in or taken out is found.
create table authn_link (
    id       text   not null primary key,
    version  bigint not null,
    account  text   not null references authn_account (id),
    issuer   text   not null,
    token    bytea  not null,                -- of issuer and subject
    made_at  bigint not null,
    ended_at bigint
);
create unique index authn_link_token on authn_link (token) where ended_at is null;
create unique index authn_link_account on authn_link (account) where ended_at is null;
