-- +goose Up

-- The last number that was given to a sign-in. A count of the accounts gives a number twice: those of sealed files are gone. A
-- house that sealed some before this step begins above all that it can have given: one file takes one account with it.
create table kiosk_series (
  id   text   not null primary key, -- 'account'
  last bigint not null              -- how many numbers were given
);
insert into kiosk_series (id, last)
  select 'account', (select count(*) from kiosk_account) + (select count(*) from sealing_sealing where state = 'sealed' and document = '');
