-- +goose Up

-- A relative is mended and ends, and stays in the file. Empty in every row that was there before: an empty column
-- alters no digest, and a link that nobody changed stands in version 1.
alter table person_kin add column version bigint;
alter table person_kin add column ended_on text;
alter table person_kin add column why bytea; -- sealed with the key of the person
