-- +goose Up

-- At what turn a room stands that changes seldom and is read with every page: a fresh id with each transaction that writes the
-- room (none before the first), so that a reader knows by one row whether what he remembers of it still stands.
create table store_turn (
  room text not null primary key,
  turn text not null
);

-- A search asks which room is meant by what was typed.
create index facility_room_by_name on facility_room (name);
