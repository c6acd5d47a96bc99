-- +goose Up

-- What the clock needs of a life, in one sealed row: a cache of its facts, written with them and held against them.
create table measure_extract (
  person      text   not null primary key references person_person (id),
  form        bigint not null, -- what the numbers in it mean; one of another program is made anew
  compartment text   not null, -- whose key opens it
  sealed      bytea  not null
);
