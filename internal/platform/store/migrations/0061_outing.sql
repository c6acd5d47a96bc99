-- +goose Up
-- How an outing ended of somebody who did not come back: he died, was let go, moved on. NULL while it goes on, for who
-- came back, and for what was closed before this was asked.
ALTER TABLE outing_outing ADD COLUMN ended TEXT CHECK (ended IN ('died', 'released', 'annulled', 'moved', 'left'));
