-- +goose Up
-- The day of a whole facility is read in the order of its due moments, and no further than it is shown: by seat, all that a large
-- house owes was looked at and sorted each time its head opened his page.
create index duty_open_by_facility on duty_duty (facility, due_at, not_before, id) where state = 'open';
