-- +goose Up

-- What people said of a duty that no fact of the clock discharges: when it was done and what proves it, and why it was
-- opened again. Never changed. sealed is under the key of whom the duty is about, in its compartment; under the duty's
-- own where it is about nobody. month is that of at, UTC.
create table duty_proof (
  month    bigint not null,
  id       text   not null,
  duty     text   not null,
  kind     text   not null check (kind in ('done', 'reopened')),
  at       bigint not null,
  said_by  text   not null,
  done_at  bigint,
  sealed   bytea  not null,
  primary key (month, id)
);
create index duty_proof_duty on duty_proof (duty, at);
