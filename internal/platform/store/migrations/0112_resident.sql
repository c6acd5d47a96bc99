-- +goose Up
-- What a roll, a headline and a list ask of each of 180 people is answered by an index alone, with the column by which a part of
-- a table is told from the rest, for SQLite looks at it again. Who is here and who has left are asked for apart; an index of both
-- was taken for the narrowest of a brigade's, and held five times as many who have left.
drop index resident_list;
drop index resident_here_list;
create index resident_here_list on resident_resident (facility, unit, admitted_on, id, person, left_on) where left_on is null;
drop index resident_in_unit;
create index resident_in_unit on resident_resident (unit, admitted_on, id, person, left_on) where left_on is null;
create index resident_left_unit on resident_resident (unit, left_on) where left_on is not null;
create index measure_of_person on measure_measure (person, ends_on, kind, state, substate, last) where last;
-- Unique, which it is by the id: so it stays while a house is filled in bulk, where the tally asks for the stays of everybody who comes.
-- With all that is asked of a stay: a name that a thousand people of a province bear is looked for among all of them.
drop index resident_of_person;
create unique index resident_of_person on resident_resident (person, admitted_on, id, facility, unit, phase, officer, left_on);
