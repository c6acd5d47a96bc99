-- +goose Up
-- Who is here, and whether another stay followed, are asked for everybody of a roll and of a headline: the index answers alone.
drop index resident_of_person;
create index resident_of_person on resident_resident (person, admitted_on, id);
drop index resident_here_list;
create index resident_here_list on resident_resident (facility, unit, admitted_on, id, person) where left_on is null;
