-- +goose Up

-- Which process serves a node, on an engine that has no folder to lock. beat goes up while it lives.
create table store_node (
    node text   not null primary key,
    boot text   not null, -- of the process
    beat bigint not null,
    seen bigint not null  -- the moment of the last beat, for people to read
);
