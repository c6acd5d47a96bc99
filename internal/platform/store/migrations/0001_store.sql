-- +goose Up

-- Commands done, so that one that arrives again is answered and not repeated. The result is in the clear:
-- ids and numbers only.
create table store_command (
    month  integer not null,
    key    text    not null,
    actor  text    not null,
    at     bigint  not null,
    result text    not null,
    primary key (month, key)
);

-- What each migration's text was when it ran here: a text that changes afterwards is noticed.
create table store_migration (
    version  bigint not null primary key,
    name     text   not null,
    checksum text   not null
);
