-- +goose Up

-- Who redeems another's slip reads the notice in his place. So it comes again with every later redemption: seen_at stays the
-- first time at which somebody said that he had read it, told_at is the last.
alter table kiosk_reset add column told_at bigint;
alter table kiosk_reset add column same_visit boolean; -- seen in the visit that began with the redemption of the slip
