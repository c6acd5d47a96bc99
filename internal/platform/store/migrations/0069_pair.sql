-- +goose Up
-- What weakens protection and needs two: proposed by one who signs, done when another signs. It holds codes and ids only.
create table pair_proposal (
  id          text   not null primary key,
  version     bigint not null,
  kind        text   not null,
  about       text   not null,          -- the record that it is about, '' when it is the house
  word        text   not null,          -- a code: which key it was
  facility    text   not null,          -- whose keepers it concerns, '' for the bureau
  subject     text   not null,          -- staff whom it is about, who is no second
  proposer    text   not null,          -- staff
  proposed_at bigint not null,
  ends_at     bigint not null,
  state       text   not null check (state in ('open', 'done', 'withdrawn')),
  settler     text   not null,          -- staff who confirmed or withdrew it
  settled_at  bigint                    -- null while it is open
);
create index pair_proposal_at on pair_proposal (proposed_at);
