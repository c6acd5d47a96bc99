-- +goose Up
-- A list of one brigade, or of all who have left, began with every stay of the province: the bench of 150,000 people showed
-- it. Who is in a unit is found by the unit alone, for that is what a scope names; who has left, by the day of leaving and in
-- its order, which is the order of that list.
CREATE INDEX resident_in_unit ON resident_resident (unit, left_on);
CREATE INDEX resident_by_left ON resident_resident (coalesce(left_on, ''), id) WHERE left_on IS NOT NULL;
