-- +goose Up

-- A list that somebody wants out of the house as a file. The purpose and the filters may hold words about
-- somebody: they are sealed with the request's own key.
create table export_request (
  id          text   not null primary key,
  version     bigint not null,
  facility    text   not null,                    -- the seat from which it is asked, '' for the bureau
  unit        text   not null,
  list        text   not null,
  format      text   not null check (format in ('xlsx', 'csv')),
  sealed      bytea  not null,
  counted     bigint not null,                    -- rows when it was asked
  requester   text   not null,                    -- member of staff, '' for the machine's keeper
  asked_at    bigint not null,
  state       text   not null check (state in ('asked', 'approved', 'refused')),
  decided_by  text   not null,
  decided_at  bigint,
  taken_at    bigint                              -- the last download
);
create index export_request_mine on export_request (requester, asked_at);
create index export_request_waiting on export_request (facility, asked_at) where state = 'asked';
