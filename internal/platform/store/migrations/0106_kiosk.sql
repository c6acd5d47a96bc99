-- +goose Up

-- When the secret that counts now was chosen on the page itself, by the one before; null where it was chosen by a slip. No page
-- can say of a change that was made before this column that it was not.
alter table kiosk_account add column changed_at bigint;
