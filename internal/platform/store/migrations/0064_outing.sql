-- +goose Up
-- What somebody is out by since an outing ended from which he did not come back: he absconded from a hospital, he was taken
-- into custody on a leave. If that was a mistake, the outing that gave way goes on. '' for who came back or left for good,
-- and for what was closed before this was asked.
ALTER TABLE outing_outing ADD COLUMN gave_way TEXT NOT NULL DEFAULT '';
