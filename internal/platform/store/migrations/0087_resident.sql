-- +goose Up

-- How many people a list is of: by where the latest stay of each is, or was. A cache of the stays, written with them and held
-- against them: to count a million rows takes longer than to show a page of them.
create table resident_tally (
  facility text    not null,
  unit     text    not null,
  phase    text    not null,
  here     boolean not null, -- the stay lasts
  n        bigint  not null,
  primary key (facility, unit, phase, here)
);
insert into resident_tally (facility, unit, phase, here, n)
  select r.facility, r.unit, r.phase, r.left_on is null, count(*) from resident_resident r
  where not exists (select 1 from resident_resident n where n.person = r.person and (n.admitted_on, n.id) > (r.admitted_on, r.id))
  group by r.facility, r.unit, r.phase, r.left_on is null;
