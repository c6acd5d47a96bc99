-- +goose Up

-- A code that was handed out can be taken back before it is used, each for itself.
ALTER TABLE journey_ask ADD COLUMN withdrawn_at bigint;
ALTER TABLE journey_ask ADD COLUMN withdrawn_by text NOT NULL DEFAULT '';
