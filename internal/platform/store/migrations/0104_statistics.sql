-- +goose Up

-- Figures of closed quarters as they may leave the bureau: laid down once, and never changed, so that nobody tells from the
-- tables of two days who came between them. One row a facility; content is a line for each ending of each quarter.
create table statistics_closed (
  id      text   not null primary key,  -- the facility
  version bigint not null,
  through text   not null,              -- the last quarter that was closed, such as 2026-Q3
  content text   not null
);
