-- +goose Up

-- What the procurator asks a facility, and what it answers. The words of both are sealed with the question's own key.
create table supervision_question (
  id          text   not null primary key,
  version     bigint not null,
  facility    text   not null,
  person      text,                               -- whom it is about; null for one about the house
  topic       text   not null,
  earlier     text,                               -- the question of which this is the next
  asked_at    bigint not null,
  asked_by    text   not null,                    -- actor.Ref
  due_on      text   not null,                    -- the day that the procurator names
  asked       bytea  not null,
  answered    bytea,
  answered_at bigint,
  answered_by text   not null,                    -- actor.Ref, '' while nobody has
  state       text   not null check (state in ('asked', 'answered', 'closed', 'withdrawn')),
  closed_at   bigint
);
create index supervision_question_of on supervision_question (facility, asked_at);
create index supervision_question_about on supervision_question (person) where person is not null;
