-- +goose Up
-- When what a duty arises from happened, where that is known: it may be entered later, and what was done meanwhile was done
-- then. NULL where nobody said.
ALTER TABLE duty_duty ADD COLUMN happened_at BIGINT;
