-- +goose Up
-- Where an officer wants to be reminded of what he owes: by mail or by a text message, at an hour of his own. The address is
-- sealed with his account's key and is shown to nobody else. A row is written by him, and by each reminder.
create table reminder_reach (
  id        text   not null primary key,   -- the account
  version   bigint not null,
  staff     text   not null,
  way       text   not null check (way in ('mail', 'sms')),
  state     text   not null check (state in ('asked', 'on', 'off')),
  address   bytea,                         -- sealed; null while it is off
  hour      bigint not null,               -- of the day in Shanghai, 0 to 23
  lang      text   not null,               -- of the reminder
  code      bytea,                         -- sealed: sent to the address, and typed here; null when none waits
  code_ends bigint,
  tries     bigint not null,               -- wrong codes since it was sent
  asked_on  text   not null,               -- the day of the last code
  asks      bigint not null,               -- codes on that day
  due_on    text   not null,               -- the last day whose reminder was made ready; '' for none
  told_on   text   not null,               -- the last day on which one was sent
  failed_on text   not null                -- the day whose reminder could not be sent; '' when the last one could
);
create index reminder_reach_hour on reminder_reach (state, hour, id);
-- What came since an officer last looked: until when he has seen his day.
create table reminder_look (
  id      text   not null primary key,     -- the account
  version bigint not null,
  seen_at bigint not null
);
