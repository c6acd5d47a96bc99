-- +goose Up

-- What two officers of the bureau's legal post confirmed or set, on a document. Nothing here names a resident.
create table rule_confirmation (
    id          text    not null primary key,
    version     bigint  not null,
    parameter   text    not null,               -- law.Key
    region      text    not null,               -- two digits, '' for the country
    facility    text    not null,               -- '' for all
    is_set      boolean not null,               -- false: the value as it stood
    amount      bigint  not null,
    unit        bigint  not null,               -- law.Unit
    word        text    not null,
    from_day    text,                           -- null: always
    document    text    not null,
    state       text    not null check (state in ('proposed', 'confirmed', 'refused')),
    proposer    text    not null,               -- member of staff
    proposed_at bigint  not null,
    settler     text    not null,
    settled_at  bigint
);
create index rule_confirmation_state on rule_confirmation (state, settled_at);
