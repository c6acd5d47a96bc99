-- +goose Up
-- A room that is out of use as a whole; its beds keep what was said of each.
ALTER TABLE facility_room ADD COLUMN out_of_use BOOLEAN;
