-- +goose Up
-- Who holds the database alone must not be able to write the log anew: what waits for its number, and the tree itself, carry
-- a keyed mark of the house. The mark of a waiting fact goes when it is numbered, so that nobody who comes later finds it.
alter table audit_pending add column mac bytea;                    -- over the fact and seen; null in a house older than this step
alter table audit_pending add column seen bigint not null default 0; -- how many facts of its node had a number when it was recorded
alter table audit_tree add column mac bytea;                       -- over size and root; null as above
-- Kept versions carry one as well: no fact digests them.
alter table history_row add column mac bytea;
alter table history_version add column mac bytea;
