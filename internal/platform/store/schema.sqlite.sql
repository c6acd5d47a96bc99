-- What the migrations make. Rewritten by: go test ./internal/platform/store -run Schema -update

CREATE TABLE aside_box (
  id       text   not null primary key,
  version  bigint not null,
  pieces   bigint not null,
  elements bytea  not null
);

CREATE TABLE aside_piece (
  month  bigint not null,               -- the box id's
  box    text   not null,
  n      bigint not null,
  sealed bytea  not null,
  primary key (month, box, n)
);

CREATE TABLE audit_checkpoint (
  node text   not null,
  size bigint not null,
  at   bigint not null,
  note text   not null,
  primary key (node, size)
);

CREATE TABLE audit_fact (
  month       bigint not null,
  id          text   not null,
  node        text   not null,
  at          bigint not null,
  actor       text   not null,
  posts       text   not null,
  request     text   not null,
  room        text   not null,
  kind        text   not null,
  record      text   not null,
  version     bigint not null,
  about       text,
  facility    text,
  compartment text   not null,
  digest      bytea,
  purpose     text   not null,
  basis       text   not null,
  primary key (month, id)
);

CREATE INDEX audit_fact_about on audit_fact (about, at) where about is not null;

CREATE INDEX audit_fact_actor on audit_fact (actor, at);

CREATE INDEX audit_fact_at on audit_fact (at);

CREATE INDEX audit_fact_facility on audit_fact (facility, at) where facility is not null;

CREATE TABLE audit_number (
  node  text   not null,
  seq   bigint not null,
  id    text   not null,
  month bigint not null,
  primary key (node, seq)
);

CREATE UNIQUE INDEX audit_number_fact on audit_number (id);

CREATE TABLE audit_pending (
  node  text   not null,
  id    text   not null,
  month bigint not null, mac bytea, seen bigint not null default 0,
  primary key (node, id)
);

CREATE TABLE audit_tile (
  node   text   not null,
  level  bigint not null,
  n      bigint not null,
  hashes bytea  not null,
  primary key (node, level, n)
);

CREATE TABLE audit_tree (
  node  text   not null primary key,
  suite text   not null check (suite in ('intl', 'gm')),
  size  bigint not null
, mac bytea);

CREATE TABLE authn_account (
    id          text    not null primary key,
    version     bigint  not null,
    staff       text    not null unique,
    name_token  bytea   not null unique,
    name        bytea   not null,
    password    text    not null,
    second      bytea,                        -- TOTP secret, sealed; null while there is none
    second_step bigint  not null,             -- the last step used: a code counts once
    pending     bytea,                        -- a secret that is being enrolled, sealed
    state       text    not null check (state in ('open', 'closed')),
    demo        boolean not null,
    made_at     bigint  not null
);

CREATE INDEX authn_account_demo on authn_account (demo);

CREATE TABLE authn_browser (
    account text   not null references authn_account (id),
    browser bytea  not null,
    seen_at bigint not null,
    primary key (account, browser)
);

CREATE INDEX authn_browser_seen on authn_browser (seen_at);

CREATE TABLE authn_guess (
    subject  bytea  not null primary key,
    failures bigint not null,
    last_at  bigint not null,
    until_at bigint not null
);

CREATE INDEX authn_guess_last on authn_guess (last_at);

CREATE TABLE authn_link (
    id       text   not null primary key,
    version  bigint not null,
    account  text   not null references authn_account (id),
    issuer   text   not null,
    token    bytea  not null,                -- of issuer and subject
    made_at  bigint not null,
    ended_at bigint
);

CREATE UNIQUE INDEX authn_link_account on authn_link (account) where ended_at is null;

CREATE UNIQUE INDEX authn_link_token on authn_link (token) where ended_at is null;

CREATE TABLE authn_recovery (
    account text   not null references authn_account (id),
    digest  bytea  not null,
    used_at bigint,
    primary key (account, digest)
);

CREATE TABLE authn_session (
    id         text   not null primary key,
    digest     bytea  not null unique,
    account    text   not null references authn_account (id),
    seat       bytea  not null,               -- the browser
    state      text   not null check (state in ('active', 'locked')),
    started_at bigint not null,
    seen_at    bigint not null,
    ends_at    bigint not null,
    second_at  bigint,
    data       bytea                          -- what pages keep, sealed
);

CREATE INDEX authn_session_account on authn_session (account);

CREATE INDEX authn_session_ends on authn_session (ends_at);

CREATE TABLE authn_ticket (
    digest  bytea  not null primary key,
    account text   references authn_account (id),   -- null: the first administrator, who has none yet
    ends_at bigint not null
);

CREATE INDEX authn_ticket_account on authn_ticket (account);

CREATE TABLE complaint_complaint (
  id          text   not null primary key,
  version     bigint not null,
  office      text   not null,
  owner       bytea  not null,
  box         bytea  not null,
  reply_to    bytea  not null,
  sent_at     bigint not null,
  opened_at   bigint,
  opened_by   text   not null,
  answered_at bigint,
  answered_by text   not null,
  answer      bytea,
  copy        bytea
);

CREATE INDEX complaint_of_office on complaint_complaint (office, sent_at, id);

CREATE INDEX complaint_of_owner on complaint_complaint (owner, sent_at);

CREATE TABLE complaint_office (
  id       text   not null primary key,
  version  bigint not null,
  role     text   not null check (role in ('bureau_inspector', 'procurator')),
  facility text   not null,
  public   bytea  not null,
  made_at  bigint not null
);

CREATE TABLE complaint_reader (
  id        text   not null primary key,
  version   bigint not null,
  office    text   not null,
  staff     text   not null,
  public    bytea  not null,
  locked    bytea  not null,
  office_key bytea,                  -- null: he has asked to be let in
  made_at   bigint not null,
  admitted_by text not null, proposes bytea,         -- actor.Ref, '' while he waits
  unique (office, staff)
);

CREATE TABLE daybook_book (
  month     bigint  not null,
  id        text    not null,
  facility  text    not null,
  unit      text    not null,
  zone      text    not null,
  made_at   bigint  not null,
  made_by   text    not null,
  heads     bigint  not null,
  present   bigint  not null,
  away      bigint  not null,
  waiting   bigint  not null,
  leaving   bigint  not null,
  content   bytea,
  digest    bytea   not null,
  erase_at  bigint  not null,
  erased_at bigint,
  primary key (month, id)
);

CREATE INDEX daybook_erase on daybook_book (erase_at) where erased_at is null;

CREATE INDEX daybook_list on daybook_book (facility, unit, made_at);

CREATE TABLE document_file (
  id          text   not null primary key,
  record      text   not null,
  about       text   not null,
  facility    text   not null,
  unit        text   not null,
  compartment text   not null,
  media_type  text   not null,
  size        bigint not null,
  pieces      bigint not null,
  meta        bytea,                                -- name and digest, sealed
  at          bigint not null,
  erase_at    bigint,
  erased_at   bigint
);

CREATE INDEX document_file_due on document_file (erase_at) where erased_at is null and erase_at is not null;

CREATE INDEX document_file_record on document_file (record, compartment);

CREATE TABLE document_piece (
  month  bigint not null,                           -- the file id's
  file   text   not null,
  n      bigint not null,
  sealed bytea  not null,
  primary key (month, file, n)
);

CREATE TABLE document_series (
  node   text   not null,
  series text   not null,
  unit   text   not null,
  year   bigint not null,
  last   bigint not null,
  primary key (node, series, unit, year)
);

CREATE TABLE duty_duty (
  id          TEXT    NOT NULL PRIMARY KEY,
  version     BIGINT  NOT NULL,
  code        TEXT    NOT NULL,
  subject     TEXT    NOT NULL,
  cause       TEXT    NOT NULL,
  number      BIGINT  NOT NULL,
  facility    TEXT    NOT NULL,
  unit        TEXT    NOT NULL,
  owner       TEXT    NOT NULL,
  compartment TEXT    NOT NULL,
  due_at      BIGINT,
  due_day     TEXT,
  not_before  TEXT,
  opened_at   BIGINT  NOT NULL,
  state       TEXT    NOT NULL CHECK (state IN ('open', 'done', 'late', 'waived', 'void')),
  basis       TEXT    NOT NULL,
  certainty   TEXT    NOT NULL,
  paper       BOOLEAN NOT NULL,
  closed_at   BIGINT,
  closed_by   TEXT    NOT NULL,
  evidence    TEXT    NOT NULL,
  note        TEXT    NOT NULL, happened_at BIGINT, opened_by text not null default '',
  UNIQUE (subject, code, cause)
);

CREATE INDEX duty_closed ON duty_duty (facility, closed_at) WHERE closed_at IS NOT NULL;

CREATE INDEX duty_open_by_due ON duty_duty (due_at) WHERE state = 'open';

CREATE INDEX duty_open_by_seat ON duty_duty (facility, unit, owner, due_at) WHERE state = 'open';

CREATE TABLE duty_proof (
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

CREATE INDEX duty_proof_duty on duty_proof (duty, at);

CREATE TABLE emergency_opening (
  id          text   not null primary key,
  version     bigint not null,
  person      text   not null,
  facility    text   not null,
  unit        text   not null,
  compartment text   not null check (compartment in ('clinical', 'infection', 'child', 'psychology')),
  opened_by   text   not null,
  post        text   not null,       -- the role from which it was opened
  opened_at   bigint not null,
  until_at    bigint not null,
  why         bytea  not null,
  reviewer    text   not null check (reviewer in ('legal_officer', 'bureau_inspector')),
  due_at      bigint not null,       -- until when the review is owed: the house's setting
  outcome     text   not null check (outcome in ('', 'justified', 'unjustified')),
  reviewed_at bigint,
  reviewed_by text   not null,
  review_post text   not null,
  review      bytea,
  followed_at bigint,
  follow      bytea                  -- what followed from one that was not justified
);

CREATE INDEX emergency_list on emergency_opening (facility, opened_at, id);

CREATE INDEX emergency_standing on emergency_opening (person, opened_by, until_at);

CREATE TABLE export_request (
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

CREATE INDEX export_request_mine on export_request (requester, asked_at);

CREATE INDEX export_request_waiting on export_request (facility, asked_at) where state = 'asked';

CREATE TABLE facility_bed (
  id       TEXT    NOT NULL PRIMARY KEY,
  version  BIGINT  NOT NULL,
  facility TEXT    NOT NULL REFERENCES facility_unit (id),
  room     TEXT    NOT NULL REFERENCES facility_room (id),
  name     TEXT    NOT NULL,
  out_of_use BOOLEAN NOT NULL,
  UNIQUE (room, name)
);

CREATE INDEX facility_bed_of ON facility_bed (facility);

CREATE TABLE facility_building (
  id       TEXT   NOT NULL PRIMARY KEY,
  version  BIGINT NOT NULL,
  facility TEXT   NOT NULL REFERENCES facility_unit (id),
  name     TEXT   NOT NULL,
  UNIQUE (facility, name)
);

CREATE TABLE facility_room (
  id       TEXT   NOT NULL PRIMARY KEY,
  version  BIGINT NOT NULL,
  facility TEXT   NOT NULL REFERENCES facility_unit (id),
  building TEXT   NOT NULL,
  unit     TEXT   NOT NULL,
  name     TEXT   NOT NULL,
  zone     TEXT   NOT NULL, out_of_use BOOLEAN,
  UNIQUE (facility, name)
);

CREATE INDEX facility_room_by_name on facility_room (name);

CREATE TABLE facility_unit (
  id        TEXT   NOT NULL PRIMARY KEY,
  version   BIGINT NOT NULL,
  parent    TEXT   NOT NULL,
  facility  TEXT   NOT NULL,
  kind      TEXT   NOT NULL CHECK (kind IN ('bureau', 'facility', 'brigade', 'office', 'station')),
  name      TEXT   NOT NULL,
  code      TEXT   NOT NULL,
  seat      TEXT   NOT NULL,
  opened_on TEXT,
  closed_on TEXT, address TEXT, phone TEXT,
  UNIQUE (parent, name)
);

CREATE TABLE history_row (
  month   bigint not null,
  record  text   not null,
  source  text   not null,                      -- the table
  version bigint not null,
  at      bigint not null,
  actor   text   not null,
  content text   not null, mac bytea,                      -- JSON, by column
  primary key (month, record, source, version)
);

CREATE INDEX history_row_record on history_row (record, source, at);

CREATE TABLE history_version (
  month       bigint not null,
  record      text   not null,
  source      text   not null,                      -- the table
  compartment text   not null,
  version     bigint not null,
  at          bigint not null,
  actor       text   not null,
  sealed      bytea  not null, mac bytea,
  primary key (month, record, source, compartment, version)
);

CREATE INDEX history_version_record on history_version (record, source, compartment, at);

CREATE TABLE jobs_job (
  id          TEXT   NOT NULL PRIMARY KEY,
  kind        TEXT   NOT NULL,
  compartment TEXT   NOT NULL,
  args        TEXT   NOT NULL,          -- JSON of ids, codes, numbers, moments
  state       TEXT   NOT NULL CHECK (state IN ('waiting', 'running', 'failed')),
  due         BIGINT NOT NULL,
  attempt     BIGINT NOT NULL,
  made        BIGINT NOT NULL,
  node        TEXT   NOT NULL,          -- who runs it
  lease       TEXT   NOT NULL,          -- of this run; a worker that lost it changes nothing
  ended       BIGINT,                   -- of the last failed run
  code        TEXT   NOT NULL,          -- why it failed
  address     TEXT   NOT NULL           -- where: types and addresses, no values
);

CREATE INDEX jobs_due ON jobs_job (due, id) WHERE state <> 'failed';

CREATE INDEX jobs_failed ON jobs_job (ended, id) WHERE state = 'failed';

CREATE TABLE jobs_turn (
  kind TEXT   NOT NULL PRIMARY KEY,
  turn BIGINT NOT NULL
);

CREATE TABLE journey_ask (
  id        text   not null primary key,
  version   bigint not null,
  case_id   text   not null,
  step      text   not null,
  code      bytea  not null unique,
  sealed    bytea  not null,
  asked_at  bigint not null,
  asked_by  text   not null,
  until_at  bigint not null,
  answered  text   not null
, withdrawn_at bigint, withdrawn_by text NOT NULL DEFAULT '');

CREATE INDEX journey_ask_of on journey_ask (case_id);

CREATE TABLE journey_case (
  id        text   not null primary key,
  version   bigint not null,
  kind      text   not null,
  facility  text   not null,
  unit      text   not null,
  person    text   not null,
  state     text   not null,
  subject   bytea,
  opened_at bigint not null,
  opened_by text   not null,
  closed_at bigint,
  owed      text   not null
);

CREATE INDEX journey_case_of on journey_case (person, kind) where person <> '';

CREATE INDEX journey_case_open on journey_case (facility, kind, opened_at) where closed_at is null;

CREATE TABLE journey_entry (
  month       bigint not null,
  id          text   not null,
  case_id     text   not null,
  seq         bigint not null,
  step        text   not null,
  was         text   not null,
  becomes     text   not null,
  at          bigint not null,
  said_by     text   not null,
  compartment text   not null,
  sealed      bytea  not null,
  hidden      bytea,
  primary key (month, id),
  unique (case_id, seq)
);

CREATE TABLE kiosk_account (
  id           text    not null primary key,
  version      bigint  not null,
  person       text    not null unique,
  number_token bytea   not null unique,
  number       bytea   not null,
  secret       text    not null,
  public       bytea,
  locked       bytea,
  demo         boolean not null,
  made_at      bigint  not null
, changed_at bigint);

CREATE INDEX kiosk_account_public on kiosk_account (public);

CREATE TABLE kiosk_reset (
  id       text   not null primary key,
  version  bigint not null,
  account  text   not null references kiosk_account (id),
  person   text   not null,
  facility text   not null,
  unit     text   not null,          -- where he was
  kind     text   not null check (kind in ('opened', 'reset')),
  made_at  bigint not null,
  made_by  text   not null,          -- actor.Ref
  role     text   not null,          -- of the officer's post, and its unit
  seat     text   not null,
  used_at  bigint,                   -- the ticket was redeemed
  seen_at  bigint,                   -- the resident says that he has read it
  doubted  boolean not null          -- and that he had not asked for it
, told_at bigint, same_visit boolean);

CREATE INDEX kiosk_reset_account on kiosk_reset (account, made_at);

CREATE INDEX kiosk_reset_list on kiosk_reset (facility, made_at, id);

CREATE TABLE kiosk_series (
  id   text   not null primary key, -- 'account'
  last bigint not null              -- how many numbers were given
);

CREATE TABLE kiosk_session (
  id         text   not null primary key,
  digest     bytea  not null unique,
  account    text   not null references kiosk_account (id),
  started_at bigint not null,
  seen_at    bigint not null,
  ends_at    bigint not null
);

CREATE INDEX kiosk_session_account on kiosk_session (account);

CREATE INDEX kiosk_session_ends on kiosk_session (ends_at);

CREATE TABLE kiosk_ticket (
  account text   not null primary key references kiosk_account (id),
  digest  bytea  not null,
  ends_at bigint not null
);

CREATE TABLE measure_change (
  id           TEXT   NOT NULL PRIMARY KEY,
  version      BIGINT NOT NULL,
  person       TEXT   NOT NULL REFERENCES person_person (id),
  fact         TEXT   NOT NULL,
  type         TEXT   NOT NULL, -- of the fact that replaces it; '' for a withdrawal only
  at           BIGINT NOT NULL,
  fields       TEXT   NOT NULL,
  note         bytea  NOT NULL,
  document     TEXT   NOT NULL,
  end_before   TEXT   NOT NULL,
  end_after    TEXT   NOT NULL,
  proposed_at  BIGINT NOT NULL,
  proposed_by  TEXT   NOT NULL,
  state        TEXT   NOT NULL CHECK (state IN ('proposed', 'confirmed', 'refused')),
  decided_at   BIGINT,
  decided_by   TEXT   NOT NULL
);

CREATE INDEX measure_change_open ON measure_change (person) WHERE state = 'proposed';

CREATE TABLE measure_extract (
  person      text   not null primary key references person_person (id),
  form        bigint not null, -- what the numbers in it mean; one of another program is made anew
  compartment text   not null, -- whose key opens it
  sealed      bytea  not null
);

CREATE TABLE measure_fact (
  month       BIGINT  NOT NULL,
  id          TEXT    NOT NULL,
  person      TEXT    NOT NULL REFERENCES person_person (id),
  seq         BIGINT  NOT NULL,
  type        TEXT    NOT NULL,
  at          BIGINT  NOT NULL,
  fields      TEXT    NOT NULL,
  withdraws   TEXT    NOT NULL,
  outside     TEXT    NOT NULL, -- codes of the rules it breaks; '' when none
  note        bytea   NOT NULL, -- number of the document, words of the reason; sealed
  document    TEXT    NOT NULL,
  recorded_at BIGINT  NOT NULL,
  recorded_by TEXT    NOT NULL,
  node        TEXT    NOT NULL,
  PRIMARY KEY (month, id),
  UNIQUE (person, seq)
);

CREATE INDEX measure_fact_held on measure_fact (person) where type in ('restraint', 'single');

CREATE TABLE measure_health (
  month  BIGINT NOT NULL,
  fact   TEXT   NOT NULL,
  person TEXT   NOT NULL REFERENCES person_person (id),
  sealed bytea  NOT NULL,
  PRIMARY KEY (month, fact)
);

CREATE INDEX measure_health_of ON measure_health (person);

CREATE TABLE measure_life (
  person      TEXT    NOT NULL PRIMARY KEY REFERENCES person_person (id),
  version     BIGINT  NOT NULL,
  region      TEXT    NOT NULL,
  facility    TEXT    NOT NULL,
  unit        TEXT    NOT NULL,
  day_count   TEXT    NOT NULL,
  plan        BOOLEAN NOT NULL,
  known_from  BIGINT  NOT NULL,
  traits      bytea   NOT NULL, -- what the clock must know of the body, sealed in the clinical compartment; empty when nothing
  folded_on   TEXT    NOT NULL,
  next_change TEXT
);

CREATE INDEX measure_life_changes ON measure_life (next_change) WHERE next_change IS NOT NULL;

CREATE TABLE measure_measure (
  person     TEXT   NOT NULL REFERENCES person_person (id),
  number     BIGINT NOT NULL,
  facility   TEXT   NOT NULL,
  kind       TEXT   NOT NULL,
  state      TEXT   NOT NULL,
  substate   TEXT   NOT NULL,
  reason     TEXT   NOT NULL,
  decided_on TEXT   NOT NULL,
  started_on TEXT,
  ends_on    TEXT,
  legal_end  TEXT,
  early_on   TEXT,
  extension  BIGINT NOT NULL,
  bars       BIGINT NOT NULL,
  last       BOOLEAN NOT NULL, -- the latest of the person
  PRIMARY KEY (person, number)
);

CREATE INDEX measure_by_end ON measure_measure (facility, ends_on, person) WHERE last;

CREATE INDEX measure_of_person on measure_measure (person, ends_on, kind, state, substate, last) where last;

CREATE TABLE objection_objection (
  id          text   not null primary key,
  version     bigint not null,
  person      text   not null,
  facility    text   not null,
  unit        text   not null,
  about       text   not null check (about in ('term', 'paper', 'owed', 'score', 'other')),
  record      text   not null,       -- the paper, '' where it is none
  words       bytea  not null,
  raised_at   bigint not null,
  answer      bytea,
  answered_at bigint,
  answered_by text   not null,
  role        text   not null        -- of the post that answered
);

CREATE INDEX objection_list on objection_objection (facility, unit, raised_at, id);

CREATE INDEX objection_of_person on objection_objection (person, raised_at);

CREATE TABLE outing_outing (
  id        TEXT    NOT NULL PRIMARY KEY,
  version   BIGINT  NOT NULL,
  person    TEXT    NOT NULL REFERENCES person_person (id),
  facility  TEXT    NOT NULL REFERENCES facility_unit (id),
  unit      TEXT    NOT NULL,
  kind      TEXT    NOT NULL CHECK (kind IN ('hospital', 'visit', 'court', 'other', 'transfer', 'outside_medical', 'home_leave', 'held_elsewhere', 'absconded')),
  fact      TEXT    NOT NULL,
  from_at   BIGINT  NOT NULL,
  due_at    BIGINT,
  until_at  BIGINT,
  void      BOOLEAN NOT NULL,
  opened_by TEXT    NOT NULL,
  closed_by TEXT    NOT NULL
, ended TEXT CHECK (ended IN ('died', 'released', 'annulled', 'moved', 'left')), gave_way TEXT NOT NULL DEFAULT '');

CREATE INDEX outing_back ON outing_outing (facility, until_at) WHERE until_at IS NOT NULL;

CREATE INDEX outing_of_person ON outing_outing (person, from_at);

CREATE UNIQUE INDEX outing_one ON outing_outing (person) WHERE until_at IS NULL;

CREATE INDEX outing_out ON outing_outing (facility, unit, from_at) WHERE until_at IS NULL;

CREATE TABLE outing_words (
  month   BIGINT NOT NULL,
  id      TEXT   NOT NULL,
  outing  TEXT   NOT NULL,
  at      BIGINT NOT NULL,
  said_by TEXT   NOT NULL,
  words   BYTEA  NOT NULL,
  PRIMARY KEY (month, id)
);

CREATE INDEX outing_words_of ON outing_words (outing, at);

CREATE TABLE pair_proposal (
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

CREATE INDEX pair_proposal_at on pair_proposal (proposed_at);

CREATE TABLE paper_paper (
  id          text   not null primary key,
  version     bigint not null,
  kind        text   not null,
  number      text   not null,
  facility    text   not null,
  unit        text   not null,
  person      text   not null,   -- '' for a paper about nobody
  record      text   not null,   -- the case it belongs to, '' for none
  compartment text   not null,
  issued_at   bigint not null,
  issued_by   text   not null,
  states      text,              -- the end of a term that it states
  state       text   not null,   -- in_force, void
  void_at     bigint,
  void_by     text   not null,
  replaces    text   not null,
  replaced_by text   not null,
  stale       text   not null,   -- cause of the duty to replace it, '' while it states what the file says
  sheet       bytea  not null,   -- sealed
  said        bytea  not null,   -- sealed: what its proof says
  reason      bytea              -- sealed: why it no longer counts
);

CREATE UNIQUE INDEX paper_number on paper_paper (number);

CREATE INDEX paper_person on paper_paper (person, issued_at);

CREATE INDEX paper_record on paper_paper (record) where record <> '';

CREATE INDEX paper_states on paper_paper (person) where state = 'in_force' and states is not null;

CREATE TABLE partner_partner (
  id       TEXT    NOT NULL PRIMARY KEY,
  version  BIGINT  NOT NULL,
  kind     TEXT    NOT NULL,
  name     TEXT    NOT NULL,
  division TEXT    NOT NULL,
  phone    TEXT    NOT NULL,
  closed   BOOLEAN NOT NULL
);

CREATE INDEX partner_by_name ON partner_partner (kind, name, id);

CREATE TABLE person_kin (
  id       TEXT    NOT NULL PRIMARY KEY,
  person   TEXT    NOT NULL REFERENCES person_person (id),
  relative TEXT    NOT NULL REFERENCES person_person (id),
  relation TEXT    NOT NULL,
  contact  BOOLEAN NOT NULL, version bigint, ended_on text, why bytea,
  UNIQUE (person, relative, relation)
);

CREATE INDEX person_kin_relative ON person_kin (relative);

CREATE TABLE person_person (
  id      TEXT   NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  sealed  bytea  NOT NULL
, found bytea);

CREATE TABLE "person_token" (
  token  bytea not null,
  person text  not null,
  primary key (token, person)
) without rowid;

CREATE TABLE placement_apart (
  id        TEXT   NOT NULL PRIMARY KEY,
  version   BIGINT NOT NULL,
  facility  TEXT   NOT NULL REFERENCES facility_unit (id),
  a         TEXT   NOT NULL REFERENCES person_person (id),
  b         TEXT   NOT NULL REFERENCES person_person (id),
  since_at  BIGINT NOT NULL,
  made_by   TEXT   NOT NULL,
  sealed    bytea  NOT NULL,
  lifted_at BIGINT,
  lifted_by TEXT   NOT NULL
);

CREATE INDEX placement_apart_here ON placement_apart (facility) WHERE lifted_at IS NULL;

CREATE UNIQUE INDEX placement_apart_pair ON placement_apart (a, b) WHERE lifted_at IS NULL;

CREATE TABLE placement_class (
  id          TEXT   NOT NULL PRIMARY KEY,
  version     BIGINT NOT NULL,
  facility    TEXT   NOT NULL,
  unit        TEXT   NOT NULL,
  compartment TEXT   NOT NULL,
  sealed      bytea  NOT NULL,
  UNIQUE (unit, compartment)
);

CREATE INDEX placement_class_here ON placement_class (facility);

CREATE TABLE placement_move (
  id       TEXT   NOT NULL PRIMARY KEY,
  facility TEXT   NOT NULL REFERENCES facility_unit (id),
  kind     TEXT   NOT NULL CHECK (kind IN ('move', 'swap', 'undo')),
  moved_at BIGINT NOT NULL,
  moved_by TEXT   NOT NULL,
  undoes   TEXT   NOT NULL
);

CREATE INDEX placement_recent ON placement_move (facility, moved_at);

CREATE UNIQUE INDEX placement_undone ON placement_move (undoes) WHERE undoes <> '';

CREATE TABLE placement_need (
  id          TEXT   NOT NULL PRIMARY KEY,
  version     BIGINT NOT NULL,
  person      TEXT   NOT NULL REFERENCES person_person (id),
  compartment TEXT   NOT NULL,
  sealed      bytea  NOT NULL,
  UNIQUE (person, compartment)
);

CREATE TABLE placement_reserve (
  id       TEXT   NOT NULL PRIMARY KEY,
  version  BIGINT NOT NULL,
  facility TEXT   NOT NULL REFERENCES facility_unit (id),
  bed      TEXT   NOT NULL REFERENCES facility_bed (id),
  person   TEXT   NOT NULL,
  until_on TEXT   NOT NULL,
  made_at  BIGINT NOT NULL,
  made_by  TEXT   NOT NULL,
  sealed   bytea  NOT NULL,
  ended_at BIGINT,
  ended_by TEXT   NOT NULL
);

CREATE UNIQUE INDEX placement_reserve_bed ON placement_reserve (bed) WHERE ended_at IS NULL;

CREATE INDEX placement_reserve_here ON placement_reserve (facility) WHERE ended_at IS NULL;

CREATE TABLE placement_stay (
  id       TEXT   NOT NULL PRIMARY KEY,
  facility TEXT   NOT NULL REFERENCES facility_unit (id),
  person   TEXT   NOT NULL REFERENCES person_person (id),
  bed      TEXT   NOT NULL REFERENCES facility_bed (id),
  from_at  BIGINT NOT NULL,
  until_at BIGINT
);

CREATE INDEX placement_here ON placement_stay (facility) WHERE until_at IS NULL;

CREATE UNIQUE INDEX placement_one_bed ON placement_stay (person) WHERE until_at IS NULL;

CREATE UNIQUE INDEX placement_one_person ON placement_stay (bed) WHERE until_at IS NULL;

CREATE INDEX placement_stay_bed ON placement_stay (bed, from_at);

CREATE INDEX placement_stay_person ON placement_stay (person, from_at);

CREATE TABLE placement_step (
  id        TEXT  NOT NULL PRIMARY KEY,
  move      TEXT  NOT NULL REFERENCES placement_move (id),
  person    TEXT  NOT NULL REFERENCES person_person (id),
  from_bed  TEXT  NOT NULL,
  to_bed    TEXT  NOT NULL,
  from_stay TEXT  NOT NULL,
  to_stay   TEXT  NOT NULL,
  from_unit TEXT  NOT NULL,
  to_unit   TEXT  NOT NULL,
  words     bytea
);

CREATE INDEX placement_step_person ON placement_step (person);

CREATE INDEX placement_steps ON placement_step (move);

CREATE TABLE placement_trait (
  id       TEXT   NOT NULL PRIMARY KEY,
  version  BIGINT NOT NULL,
  facility TEXT   NOT NULL,
  sealed   bytea  NOT NULL
);

CREATE TABLE reminder_look (
  id      text   not null primary key,     -- the account
  version bigint not null,
  seen_at bigint not null
);

CREATE TABLE reminder_reach (
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

CREATE INDEX reminder_reach_hour on reminder_reach (state, hour, id);

CREATE TABLE resident_resident (
  id          TEXT   NOT NULL PRIMARY KEY,
  version     BIGINT NOT NULL,
  person      TEXT   NOT NULL REFERENCES person_person (id),
  facility    TEXT   NOT NULL REFERENCES facility_unit (id),
  unit        TEXT   NOT NULL,
  phase       TEXT   NOT NULL CHECK (phase IN ('', 'detox', 'adaptation', 'consolidation', 'reentry')),
  officer     TEXT   NOT NULL,
  admitted_on TEXT   NOT NULL,
  left_on     TEXT
);

CREATE INDEX resident_by_left ON resident_resident (coalesce(left_on, ''), id) WHERE left_on IS NOT NULL;

CREATE UNIQUE INDEX resident_here ON resident_resident (person) WHERE left_on IS NULL;

CREATE INDEX resident_here_list on resident_resident (facility, unit, admitted_on, id, person, left_on) where left_on is null;

CREATE INDEX resident_in_unit on resident_resident (unit, admitted_on, id, person, left_on) where left_on is null;

CREATE INDEX resident_left_unit on resident_resident (unit, left_on) where left_on is not null;

CREATE UNIQUE INDEX resident_of_person on resident_resident (person, admitted_on, id, facility, unit, phase, officer, left_on);

CREATE TABLE resident_tally (
  facility text    not null,
  unit     text    not null,
  phase    text    not null,
  here     boolean not null, -- the stay lasts
  n        bigint  not null,
  primary key (facility, unit, phase, here)
);

CREATE TABLE rollcall_call (
  id         TEXT    NOT NULL PRIMARY KEY,
  version    BIGINT  NOT NULL,
  facility   TEXT    NOT NULL REFERENCES facility_unit (id),
  unit       TEXT    NOT NULL,
  zone       TEXT    NOT NULL,
  shift      TEXT    NOT NULL CHECK (shift IN ('morning', 'evening', 'night', 'special')),
  state      TEXT    NOT NULL CHECK (state IN ('open', 'closing', 'closed')),
  heads      BIGINT  NOT NULL,
  missing    BIGINT  NOT NULL,
  opened_at  BIGINT  NOT NULL,
  opened_by  TEXT    NOT NULL,
  until_at   BIGINT,
  closing_by TEXT    NOT NULL,
  closed_at  BIGINT,
  closed_by  TEXT    NOT NULL
, closing_at BIGINT, asks BIGINT);

CREATE INDEX rollcall_list ON rollcall_call (facility, unit, opened_at);

CREATE UNIQUE INDEX rollcall_one ON rollcall_call (facility, unit, zone) WHERE state <> 'closed';

CREATE TABLE rollcall_check (
  month   BIGINT NOT NULL,
  id      TEXT   NOT NULL,
  call    TEXT   NOT NULL,
  person  TEXT   NOT NULL,
  item    TEXT   NOT NULL,
  at      BIGINT NOT NULL,
  said_by TEXT   NOT NULL,
  words   BYTEA  NOT NULL,
  PRIMARY KEY (month, id)
);

CREATE INDEX rollcall_check_of ON rollcall_check (month, call, person);

CREATE TABLE rollcall_found (
  month    BIGINT NOT NULL,
  id       TEXT   NOT NULL,
  call     TEXT   NOT NULL,
  person   TEXT   NOT NULL,
  question TEXT   NOT NULL,
  outing   TEXT   NOT NULL,
  kind     TEXT   NOT NULL,
  from_at  BIGINT,
  PRIMARY KEY (month, id)
);

CREATE UNIQUE INDEX rollcall_found_once ON rollcall_found (month, call, person);

CREATE TABLE rollcall_mark (
  month    BIGINT  NOT NULL,
  id       TEXT    NOT NULL,
  call     TEXT    NOT NULL,
  person   TEXT    NOT NULL,
  mark     TEXT    NOT NULL CHECK (mark IN ('present', 'hospital', 'visit', 'leave', 'court', 'other', 'missing')),
  at       BIGINT  NOT NULL,
  device   TEXT    NOT NULL,
  seq      BIGINT  NOT NULL,
  late     BOOLEAN NOT NULL,
  sent_at  BIGINT  NOT NULL,
  said_by  TEXT    NOT NULL,
  words    BYTEA   NOT NULL,
  PRIMARY KEY (month, id)
);

CREATE UNIQUE INDEX rollcall_mark_once ON rollcall_mark (month, call, person, device, seq);

CREATE TABLE rollcall_row (
  month  BIGINT NOT NULL,
  id     TEXT   NOT NULL,
  call   TEXT   NOT NULL,
  person TEXT   NOT NULL,
  place  BIGINT NOT NULL,
  room   TEXT   NOT NULL,
  bed    TEXT   NOT NULL,
  PRIMARY KEY (month, id)
);

CREATE UNIQUE INDEX rollcall_row_once ON rollcall_row (month, call, person);

CREATE TABLE roster_note (
  id       text   not null primary key,
  run      text   not null references roster_run (id),
  person   text   not null references person_person (id),
  line     bigint not null,
  sealed   bytea  not null
);

CREATE INDEX roster_note_person on roster_note (person);

CREATE TABLE roster_run (
  id         text   not null primary key,
  version    bigint not null,
  facility   text   not null references facility_unit (id),
  state      text   not null check (state in ('draft', 'loaded', 'dropped')),
  made_at    bigint not null,
  made_by    text   not null,
  loaded_at  bigint,
  loaded_by  text   not null,
  file       text   not null,                     -- document
  report     text   not null,                     -- document with the rejected rows, '' when none was
  digest     bytea  not null,                     -- keyed, of the file and its mends
  mends      bytea  not null,                     -- cells put right by hand; sealed with the file's key
  told       bytea  not null,                     -- rejections and warnings; sealed with the file's key
  line_count bigint not null,
  created    bigint not null,
  updated    bigint not null,
  unchanged  bigint not null,
  rejected   bigint not null,                     -- rows
  warnings   bigint not null
);

CREATE INDEX roster_run_digest on roster_run (facility, digest) where state = 'loaded';

CREATE INDEX roster_run_list on roster_run (facility, made_at);

CREATE TABLE rule_confirmation (
    id          text    not null primary key,
    version     bigint  not null,
    parameter   text    not null,               -- law.Key
    region      text    not null,               -- two digits, '' for the country
    facility    text    not null,               -- '' for all
    is_set      boolean not null,               -- false: the value as it stood
    amount      bigint  not null,
    unit        bigint  not null,               -- law.Unit
    word        text    not null,
    from_day    text,                           -- null: always
    document    text    not null,
    state       text    not null check (state in ('proposed', 'confirmed', 'refused')),
    proposer    text    not null,               -- member of staff
    proposed_at bigint  not null,
    settler     text    not null,
    settled_at  bigint
);

CREATE INDEX rule_confirmation_state on rule_confirmation (state, settled_at);

CREATE TABLE seal_key (
  record      text  not null,
  compartment text  not null,
  wrapped     bytea not null,
  kek         text  not null,               -- seal_ring.id; no foreign key: every insert would lock the ring's row
  suite       text  not null check (suite in ('intl', 'gm')),
  state       text  not null check (state in ('open', 'sealed')),
  primary key (record, compartment)
);

CREATE TABLE seal_ring (
  id         text   not null primary key,           -- purpose-generation
  purpose    text   not null,                       -- a compartment, index, escrow, sign:<name>
  generation bigint not null,
  suite      text   not null check (suite in ('intl', 'gm')),
  root       text   not null,                       -- id of the root key that wraps it
  wrapped    bytea  not null,
  public     bytea,                                 -- of the escrow: what sealing away needs
  made_at    bigint not null,
  unique (purpose, generation)
);

CREATE TABLE sealing_mark (
  token   bytea not null,
  sealing text  not null,
  primary key (token, sealing)
);

CREATE TABLE sealing_opening (
  id         text   not null primary key,
  version    bigint not null,
  number     text   not null,
  facility   text   not null,
  purpose    text   not null check (purpose in ('organ_case', 'entitled_unit')),
  state      text   not null check (state in ('asked', 'open', 'nothing', 'refused', 'closed')),
  letter     text   not null,                     -- document
  sealed     bytea  not null,
  asked_at   bigint not null,
  asked_by   text   not null,
  settled_at bigint,
  settled_by text   not null,
  until_at   bigint,
  closed_at  bigint,
  sealings   text   not null                      -- ids of what it opens, by commas
);

CREATE INDEX sealing_opening_due on sealing_opening (until_at) where state = 'open';

CREATE INDEX sealing_opening_list on sealing_opening (state, asked_at);

CREATE UNIQUE INDEX sealing_opening_number on sealing_opening (number);

CREATE TABLE sealing_sealing (
  id         text   not null primary key,
  version    bigint not null,
  number     text   not null,
  person     text   not null,
  document   text   not null,
  facility   text   not null,
  unit       text   not null,
  ground     text   not null check (ground in ('closed', 'minor', 'order')),
  state      text   not null check (state in ('asked', 'sealed', 'refused')),
  box        text   not null,
  gone       bigint not null,                     -- how many rows went
  sealed     bytea  not null,
  asked_at   bigint not null,
  asked_by   text   not null,                     -- member of staff
  settled_at bigint,
  settled_by text   not null
);

CREATE UNIQUE INDEX sealing_asked on sealing_sealing (person, document) where state = 'asked';

CREATE INDEX sealing_list on sealing_sealing (state, asked_at);

CREATE UNIQUE INDEX sealing_number on sealing_sealing (number);

CREATE TABLE staff_delegation (
  id        TEXT NOT NULL PRIMARY KEY,
  post      TEXT NOT NULL REFERENCES staff_post (id),
  to_member TEXT NOT NULL REFERENCES staff_member (id),
  from_day  TEXT NOT NULL,
  until_day TEXT NOT NULL
, version bigint not null default 1, ended_at bigint);

CREATE INDEX staff_delegation_to ON staff_delegation (to_member);

CREATE TABLE staff_member (
  id      TEXT   NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  sealed  bytea  NOT NULL
);

CREATE TABLE staff_post (
  id         TEXT   NOT NULL PRIMARY KEY,
  version    BIGINT NOT NULL,
  member     TEXT   NOT NULL REFERENCES staff_member (id),
  role       TEXT   NOT NULL,
  facility   TEXT   NOT NULL,
  unit       TEXT   NOT NULL,
  from_day   TEXT   NOT NULL,
  until_day  TEXT
);

CREATE INDEX staff_post_member ON staff_post (member);

CREATE INDEX staff_post_unit ON staff_post (unit, role);

CREATE TABLE statistics_closed (
  id      text   not null primary key,  -- the facility
  version bigint not null,
  through text   not null,              -- the last quarter that was closed, such as 2026-Q3
  content text   not null
);

CREATE TABLE statistics_sheet (
  id      text   not null primary key,  -- the facility
  version bigint not null,
  content text   not null
);

CREATE TABLE store_command (
    month  integer not null,
    key    text    not null,
    actor  text    not null,
    at     bigint  not null,
    result text    not null, said text not null default '',
    primary key (month, key)
);

CREATE TABLE store_migration (
    version  bigint not null primary key,
    name     text   not null,
    checksum text   not null
);

CREATE TABLE store_node (
    node text   not null primary key,
    boot text   not null, -- of the process
    beat bigint not null,
    seen bigint not null  -- the moment of the last beat, for people to read
);

CREATE TABLE store_turn (
  room text not null primary key,
  turn text not null
);

CREATE TABLE supervision_question (
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

CREATE INDEX supervision_question_about on supervision_question (person) where person is not null;

CREATE INDEX supervision_question_of on supervision_question (facility, asked_at);

CREATE TABLE transfer_package (
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

CREATE INDEX transfer_package_from on transfer_package (from_facility, made_at);

CREATE INDEX transfer_package_of on transfer_package (person);

CREATE INDEX transfer_package_sender on transfer_package (sender);

CREATE INDEX transfer_package_to on transfer_package (to_facility, made_at);
