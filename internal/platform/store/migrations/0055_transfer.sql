-- +goose Up

-- Packages with which one facility hands somebody over to another. file is the signed parcel; its parts are sealed with the
-- keys of the package, one a compartment. sender and receiver are the cases of the two sides.
create table transfer_package (
  id            text   not null primary key,
  version       bigint not null,
  from_facility text   not null,
  to_facility   text   not null,
  person        text   not null,
  sender        text   not null,
  receiver      text   not null,
  number        text   not null,
  made_at       bigint not null,
  made_by       text   not null,
  leaves_on     text,
  state         text   not null,
  closed_at     bigint,
  digest        text   not null,
  file          bytea  not null
);
create index transfer_package_to on transfer_package (to_facility, made_at);
create index transfer_package_from on transfer_package (from_facility, made_at);
create index transfer_package_of on transfer_package (person);
create index transfer_package_sender on transfer_package (sender);
