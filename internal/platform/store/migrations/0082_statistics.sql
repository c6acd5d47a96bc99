-- +goose Up

-- Outcomes of those whose files were sealed away, without them (去标识统计). One row a facility, rewritten whole: content is
-- a sorted list of cells with how many each counts, so that neither the order of rows nor a moment says who came last.
create table statistics_sheet (
  id      text   not null primary key,  -- the facility
  version bigint not null,
  content text   not null
);
