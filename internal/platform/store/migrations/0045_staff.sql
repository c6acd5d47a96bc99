-- +goose Up

-- A delegation can be taken back before its last day: it keeps its days, and the moment from which it no longer counts.
alter table staff_delegation add column version bigint not null default 1;
alter table staff_delegation add column ended_at bigint;
