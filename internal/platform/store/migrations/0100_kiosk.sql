-- +goose Up

-- Whether what is sealed to a key still opens for anybody is asked with every letter that an office opens.
create index kiosk_account_public on kiosk_account (public);
