-- What the migrations make. Rewritten by: go test ./internal/platform/store -run Schema -update

table aside_box
    id text not null
    version bigint not null
    pieces bigint not null
    elements bytea not null
    aside_box_pkey PRIMARY KEY (id)

table aside_piece
    month bigint not null
    box text not null
    n bigint not null
    sealed bytea not null
    aside_piece_pkey PRIMARY KEY (month, box, n)

table audit_checkpoint
    node text not null
    size bigint not null
    at bigint not null
    note text not null
    audit_checkpoint_pkey PRIMARY KEY (node, size)

table audit_fact
    month bigint not null
    id text not null
    node text not null
    at bigint not null
    actor text not null
    posts text not null
    request text not null
    room text not null
    kind text not null
    record text not null
    version bigint not null
    about text
    facility text
    compartment text not null
    digest bytea
    purpose text not null
    basis text not null
    audit_fact_pkey PRIMARY KEY (month, id)
    CREATE INDEX audit_fact_about ON audit_fact USING btree (about, at) WHERE (about IS NOT NULL)
    CREATE INDEX audit_fact_actor ON audit_fact USING btree (actor, at)
    CREATE INDEX audit_fact_at ON audit_fact USING btree (at)
    CREATE INDEX audit_fact_facility ON audit_fact USING btree (facility, at) WHERE (facility IS NOT NULL)

table audit_number
    node text not null
    seq bigint not null
    id text not null
    month bigint not null
    audit_number_pkey PRIMARY KEY (node, seq)
    CREATE UNIQUE INDEX audit_number_fact ON audit_number USING btree (id)

table audit_pending
    node text not null
    id text not null
    month bigint not null
    mac bytea
    seen bigint not null default 0
    audit_pending_pkey PRIMARY KEY (node, id)

table audit_tile
    node text not null
    level bigint not null
    n bigint not null
    hashes bytea not null
    audit_tile_pkey PRIMARY KEY (node, level, n)

table audit_tree
    node text not null
    suite text not null
    size bigint not null
    mac bytea
    audit_tree_pkey PRIMARY KEY (node)
    audit_tree_suite_check CHECK ((suite = ANY (ARRAY['intl'::text, 'gm'::text])))

table authn_account
    id text not null
    version bigint not null
    staff text not null
    name_token bytea not null
    name bytea not null
    password text not null
    second bytea
    second_step bigint not null
    pending bytea
    state text not null
    demo boolean not null
    made_at bigint not null
    authn_account_name_token_key UNIQUE (name_token)
    authn_account_pkey PRIMARY KEY (id)
    authn_account_staff_key UNIQUE (staff)
    authn_account_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])))
    CREATE INDEX authn_account_demo ON authn_account USING btree (demo)

table authn_browser
    account text not null
    browser bytea not null
    seen_at bigint not null
    authn_browser_account_fkey FOREIGN KEY (account) REFERENCES authn_account(id)
    authn_browser_pkey PRIMARY KEY (account, browser)
    CREATE INDEX authn_browser_seen ON authn_browser USING btree (seen_at)

table authn_guess
    subject bytea not null
    failures bigint not null
    last_at bigint not null
    until_at bigint not null
    authn_guess_pkey PRIMARY KEY (subject)
    CREATE INDEX authn_guess_last ON authn_guess USING btree (last_at)

table authn_link
    id text not null
    version bigint not null
    account text not null
    issuer text not null
    token bytea not null
    made_at bigint not null
    ended_at bigint
    authn_link_account_fkey FOREIGN KEY (account) REFERENCES authn_account(id)
    authn_link_pkey PRIMARY KEY (id)
    CREATE UNIQUE INDEX authn_link_account ON authn_link USING btree (account) WHERE (ended_at IS NULL)
    CREATE UNIQUE INDEX authn_link_token ON authn_link USING btree (token) WHERE (ended_at IS NULL)

table authn_recovery
    account text not null
    digest bytea not null
    used_at bigint
    authn_recovery_account_fkey FOREIGN KEY (account) REFERENCES authn_account(id)
    authn_recovery_pkey PRIMARY KEY (account, digest)

table authn_session
    id text not null
    digest bytea not null
    account text not null
    seat bytea not null
    state text not null
    started_at bigint not null
    seen_at bigint not null
    ends_at bigint not null
    second_at bigint
    data bytea
    authn_session_account_fkey FOREIGN KEY (account) REFERENCES authn_account(id)
    authn_session_digest_key UNIQUE (digest)
    authn_session_pkey PRIMARY KEY (id)
    authn_session_state_check CHECK ((state = ANY (ARRAY['active'::text, 'locked'::text])))
    CREATE INDEX authn_session_account ON authn_session USING btree (account)
    CREATE INDEX authn_session_ends ON authn_session USING btree (ends_at)

table authn_ticket
    digest bytea not null
    account text
    ends_at bigint not null
    authn_ticket_account_fkey FOREIGN KEY (account) REFERENCES authn_account(id)
    authn_ticket_pkey PRIMARY KEY (digest)
    CREATE INDEX authn_ticket_account ON authn_ticket USING btree (account)

table complaint_complaint
    id text not null
    version bigint not null
    office text not null
    owner bytea not null
    box bytea not null
    reply_to bytea not null
    sent_at bigint not null
    opened_at bigint
    opened_by text not null
    answered_at bigint
    answered_by text not null
    answer bytea
    copy bytea
    complaint_complaint_pkey PRIMARY KEY (id)
    CREATE INDEX complaint_of_office ON complaint_complaint USING btree (office, sent_at, id)
    CREATE INDEX complaint_of_owner ON complaint_complaint USING btree (owner, sent_at)

table complaint_office
    id text not null
    version bigint not null
    role text not null
    facility text not null
    public bytea not null
    made_at bigint not null
    complaint_office_pkey PRIMARY KEY (id)
    complaint_office_role_check CHECK ((role = ANY (ARRAY['bureau_inspector'::text, 'procurator'::text])))

table complaint_reader
    id text not null
    version bigint not null
    office text not null
    staff text not null
    public bytea not null
    locked bytea not null
    office_key bytea
    made_at bigint not null
    admitted_by text not null
    proposes bytea
    complaint_reader_office_staff_key UNIQUE (office, staff)
    complaint_reader_pkey PRIMARY KEY (id)

table daybook_book
    month bigint not null
    id text not null
    facility text not null
    unit text not null
    zone text not null
    made_at bigint not null
    made_by text not null
    heads bigint not null
    present bigint not null
    away bigint not null
    waiting bigint not null
    leaving bigint not null
    content bytea
    digest bytea not null
    erase_at bigint not null
    erased_at bigint
    daybook_book_pkey PRIMARY KEY (month, id)
    CREATE INDEX daybook_erase ON daybook_book USING btree (erase_at) WHERE (erased_at IS NULL)
    CREATE INDEX daybook_list ON daybook_book USING btree (facility, unit, made_at)

table document_file
    id text not null
    record text not null
    about text not null
    facility text not null
    unit text not null
    compartment text not null
    media_type text not null
    size bigint not null
    pieces bigint not null
    meta bytea
    at bigint not null
    erase_at bigint
    erased_at bigint
    document_file_pkey PRIMARY KEY (id)
    CREATE INDEX document_file_due ON document_file USING btree (erase_at) WHERE ((erased_at IS NULL) AND (erase_at IS NOT NULL))
    CREATE INDEX document_file_record ON document_file USING btree (record, compartment)

table document_piece
    month bigint not null
    file text not null
    n bigint not null
    sealed bytea not null
    document_piece_pkey PRIMARY KEY (month, file, n)

table document_series
    node text not null
    series text not null
    unit text not null
    year bigint not null
    last bigint not null
    document_series_pkey PRIMARY KEY (node, series, unit, year)

table duty_duty
    id text not null
    version bigint not null
    code text not null
    subject text not null
    cause text not null
    number bigint not null
    facility text not null
    unit text not null
    owner text not null
    compartment text not null
    due_at bigint
    due_day text
    not_before text
    opened_at bigint not null
    state text not null
    basis text not null
    certainty text not null
    paper boolean not null
    closed_at bigint
    closed_by text not null
    evidence text not null
    note text not null
    happened_at bigint
    opened_by text not null default ''::text
    duty_duty_pkey PRIMARY KEY (id)
    duty_duty_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'late'::text, 'waived'::text, 'void'::text])))
    duty_duty_subject_code_cause_key UNIQUE (subject, code, cause)
    CREATE INDEX duty_closed ON duty_duty USING btree (facility, closed_at) WHERE (closed_at IS NOT NULL)
    CREATE INDEX duty_open_by_due ON duty_duty USING btree (due_at) WHERE (state = 'open'::text)
    CREATE INDEX duty_open_by_seat ON duty_duty USING btree (facility, unit, owner, due_at) WHERE (state = 'open'::text)

table duty_proof
    month bigint not null
    id text not null
    duty text not null
    kind text not null
    at bigint not null
    said_by text not null
    done_at bigint
    sealed bytea not null
    duty_proof_kind_check CHECK ((kind = ANY (ARRAY['done'::text, 'reopened'::text])))
    duty_proof_pkey PRIMARY KEY (month, id)
    CREATE INDEX duty_proof_duty ON duty_proof USING btree (duty, at)

table emergency_opening
    id text not null
    version bigint not null
    person text not null
    facility text not null
    unit text not null
    compartment text not null
    opened_by text not null
    post text not null
    opened_at bigint not null
    until_at bigint not null
    why bytea not null
    reviewer text not null
    due_at bigint not null
    outcome text not null
    reviewed_at bigint
    reviewed_by text not null
    review_post text not null
    review bytea
    followed_at bigint
    follow bytea
    emergency_opening_compartment_check CHECK ((compartment = ANY (ARRAY['clinical'::text, 'infection'::text, 'child'::text, 'psychology'::text])))
    emergency_opening_outcome_check CHECK ((outcome = ANY (ARRAY[''::text, 'justified'::text, 'unjustified'::text])))
    emergency_opening_pkey PRIMARY KEY (id)
    emergency_opening_reviewer_check CHECK ((reviewer = ANY (ARRAY['legal_officer'::text, 'bureau_inspector'::text])))
    CREATE INDEX emergency_list ON emergency_opening USING btree (facility, opened_at, id)
    CREATE INDEX emergency_standing ON emergency_opening USING btree (person, opened_by, until_at)

table export_request
    id text not null
    version bigint not null
    facility text not null
    unit text not null
    list text not null
    format text not null
    sealed bytea not null
    counted bigint not null
    requester text not null
    asked_at bigint not null
    state text not null
    decided_by text not null
    decided_at bigint
    taken_at bigint
    export_request_format_check CHECK ((format = ANY (ARRAY['xlsx'::text, 'csv'::text])))
    export_request_pkey PRIMARY KEY (id)
    export_request_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'approved'::text, 'refused'::text])))
    CREATE INDEX export_request_mine ON export_request USING btree (requester, asked_at)
    CREATE INDEX export_request_waiting ON export_request USING btree (facility, asked_at) WHERE (state = 'asked'::text)

table facility_bed
    id text not null
    version bigint not null
    facility text not null
    room text not null
    name text not null
    out_of_use boolean not null
    facility_bed_facility_fkey FOREIGN KEY (facility) REFERENCES facility_unit(id)
    facility_bed_pkey PRIMARY KEY (id)
    facility_bed_room_fkey FOREIGN KEY (room) REFERENCES facility_room(id)
    facility_bed_room_name_key UNIQUE (room, name)
    CREATE INDEX facility_bed_of ON facility_bed USING btree (facility)

table facility_building
    id text not null
    version bigint not null
    facility text not null
    name text not null
    facility_building_facility_fkey FOREIGN KEY (facility) REFERENCES facility_unit(id)
    facility_building_facility_name_key UNIQUE (facility, name)
    facility_building_pkey PRIMARY KEY (id)

table facility_room
    id text not null
    version bigint not null
    facility text not null
    building text not null
    unit text not null
    name text not null
    zone text not null
    out_of_use boolean
    facility_room_facility_fkey FOREIGN KEY (facility) REFERENCES facility_unit(id)
    facility_room_facility_name_key UNIQUE (facility, name)
    facility_room_pkey PRIMARY KEY (id)
    CREATE INDEX facility_room_by_name ON facility_room USING btree (name)

table facility_unit
    id text not null
    version bigint not null
    parent text not null
    facility text not null
    kind text not null
    name text not null
    code text not null
    seat text not null
    opened_on text
    closed_on text
    address text
    phone text
    facility_unit_kind_check CHECK ((kind = ANY (ARRAY['bureau'::text, 'facility'::text, 'brigade'::text, 'office'::text, 'station'::text])))
    facility_unit_parent_name_key UNIQUE (parent, name)
    facility_unit_pkey PRIMARY KEY (id)

table history_row
    month bigint not null
    record text not null
    source text not null
    version bigint not null
    at bigint not null
    actor text not null
    content text not null
    mac bytea
    history_row_pkey PRIMARY KEY (month, record, source, version)
    CREATE INDEX history_row_record ON history_row USING btree (record, source, at)

table history_version
    month bigint not null
    record text not null
    source text not null
    compartment text not null
    version bigint not null
    at bigint not null
    actor text not null
    sealed bytea not null
    mac bytea
    history_version_pkey PRIMARY KEY (month, record, source, compartment, version)
    CREATE INDEX history_version_record ON history_version USING btree (record, source, compartment, at)

table jobs_job
    id text not null
    kind text not null
    compartment text not null
    args text not null
    state text not null
    due bigint not null
    attempt bigint not null
    made bigint not null
    node text not null
    lease text not null
    ended bigint
    code text not null
    address text not null
    jobs_job_pkey PRIMARY KEY (id)
    jobs_job_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'failed'::text])))
    CREATE INDEX jobs_due ON jobs_job USING btree (due, id) WHERE (state <> 'failed'::text)
    CREATE INDEX jobs_failed ON jobs_job USING btree (ended, id) WHERE (state = 'failed'::text)

table jobs_turn
    kind text not null
    turn bigint not null
    jobs_turn_pkey PRIMARY KEY (kind)

table journey_ask
    id text not null
    version bigint not null
    case_id text not null
    step text not null
    code bytea not null
    sealed bytea not null
    asked_at bigint not null
    asked_by text not null
    until_at bigint not null
    answered text not null
    withdrawn_at bigint
    withdrawn_by text not null default ''::text
    journey_ask_code_key UNIQUE (code)
    journey_ask_pkey PRIMARY KEY (id)
    CREATE INDEX journey_ask_of ON journey_ask USING btree (case_id)

table journey_case
    id text not null
    version bigint not null
    kind text not null
    facility text not null
    unit text not null
    person text not null
    state text not null
    subject bytea
    opened_at bigint not null
    opened_by text not null
    closed_at bigint
    owed text not null
    journey_case_pkey PRIMARY KEY (id)
    CREATE INDEX journey_case_of ON journey_case USING btree (person, kind) WHERE (person <> ''::text)
    CREATE INDEX journey_case_open ON journey_case USING btree (facility, kind, opened_at) WHERE (closed_at IS NULL)

table journey_entry
    month bigint not null
    id text not null
    case_id text not null
    seq bigint not null
    step text not null
    was text not null
    becomes text not null
    at bigint not null
    said_by text not null
    compartment text not null
    sealed bytea not null
    hidden bytea
    journey_entry_case_id_seq_key UNIQUE (case_id, seq)
    journey_entry_pkey PRIMARY KEY (month, id)

table kiosk_account
    id text not null
    version bigint not null
    person text not null
    number_token bytea not null
    number bytea not null
    secret text not null
    public bytea
    locked bytea
    demo boolean not null
    made_at bigint not null
    changed_at bigint
    kiosk_account_number_token_key UNIQUE (number_token)
    kiosk_account_person_key UNIQUE (person)
    kiosk_account_pkey PRIMARY KEY (id)
    CREATE INDEX kiosk_account_public ON kiosk_account USING btree (public)

table kiosk_reset
    id text not null
    version bigint not null
    account text not null
    person text not null
    facility text not null
    unit text not null
    kind text not null
    made_at bigint not null
    made_by text not null
    role text not null
    seat text not null
    used_at bigint
    seen_at bigint
    doubted boolean not null
    told_at bigint
    same_visit boolean
    kiosk_reset_account_fkey FOREIGN KEY (account) REFERENCES kiosk_account(id)
    kiosk_reset_kind_check CHECK ((kind = ANY (ARRAY['opened'::text, 'reset'::text])))
    kiosk_reset_pkey PRIMARY KEY (id)
    CREATE INDEX kiosk_reset_account ON kiosk_reset USING btree (account, made_at)
    CREATE INDEX kiosk_reset_list ON kiosk_reset USING btree (facility, made_at, id)

table kiosk_series
    id text not null
    last bigint not null
    kiosk_series_pkey PRIMARY KEY (id)

table kiosk_session
    id text not null
    digest bytea not null
    account text not null
    started_at bigint not null
    seen_at bigint not null
    ends_at bigint not null
    kiosk_session_account_fkey FOREIGN KEY (account) REFERENCES kiosk_account(id)
    kiosk_session_digest_key UNIQUE (digest)
    kiosk_session_pkey PRIMARY KEY (id)
    CREATE INDEX kiosk_session_account ON kiosk_session USING btree (account)
    CREATE INDEX kiosk_session_ends ON kiosk_session USING btree (ends_at)

table kiosk_ticket
    account text not null
    digest bytea not null
    ends_at bigint not null
    kiosk_ticket_account_fkey FOREIGN KEY (account) REFERENCES kiosk_account(id)
    kiosk_ticket_pkey PRIMARY KEY (account)

table measure_change
    id text not null
    version bigint not null
    person text not null
    fact text not null
    type text not null
    at bigint not null
    fields text not null
    note bytea not null
    document text not null
    end_before text not null
    end_after text not null
    proposed_at bigint not null
    proposed_by text not null
    state text not null
    decided_at bigint
    decided_by text not null
    measure_change_person_fkey FOREIGN KEY (person) REFERENCES person_person(id)
    measure_change_pkey PRIMARY KEY (id)
    measure_change_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'refused'::text])))
    CREATE INDEX measure_change_open ON measure_change USING btree (person) WHERE (state = 'proposed'::text)

table measure_extract
    person text not null
    form bigint not null
    compartment text not null
    sealed bytea not null
    measure_extract_person_fkey FOREIGN KEY (person) REFERENCES person_person(id)
    measure_extract_pkey PRIMARY KEY (person)

table measure_fact
    month bigint not null
    id text not null
    person text not null
    seq bigint not null
    type text not null
    at bigint not null
    fields text not null
    withdraws text not null
    outside text not null
    note bytea not null
    document text not null
    recorded_at bigint not null
    recorded_by text not null
    node text not null
    measure_fact_person_fkey FOREIGN KEY (person) REFERENCES person_person(id)
    measure_fact_person_seq_key UNIQUE (person, seq)
    measure_fact_pkey PRIMARY KEY (month, id)
    CREATE INDEX measure_fact_held ON measure_fact USING btree (person) WHERE (type = ANY (ARRAY['restraint'::text, 'single'::text]))

table measure_health
    month bigint not null
    fact text not null
    person text not null
    sealed bytea not null
    measure_health_person_fkey FOREIGN KEY (person) REFERENCES person_person(id)
    measure_health_pkey PRIMARY KEY (month, fact)
    CREATE INDEX measure_health_of ON measure_health USING btree (person)

table measure_life
    person text not null
    version bigint not null
    region text not null
    facility text not null
    unit text not null
    day_count text not null
    plan boolean not null
    known_from bigint not null
    traits bytea not null
    folded_on text not null
    next_change text
    measure_life_person_fkey FOREIGN KEY (person) REFERENCES person_person(id)
    measure_life_pkey PRIMARY KEY (person)
    CREATE INDEX measure_life_changes ON measure_life USING btree (next_change) WHERE (next_change IS NOT NULL)

table measure_measure
    person text not null
    number bigint not null
    facility text not null
    kind text not null
    state text not null
    substate text not null
    reason text not null
    decided_on text not null
    started_on text
    ends_on text
    legal_end text
    early_on text
    extension bigint not null
    bars bigint not null
    last boolean not null
    measure_measure_person_fkey FOREIGN KEY (person) REFERENCES person_person(id)
    measure_measure_pkey PRIMARY KEY (person, number)
    CREATE INDEX measure_by_end ON measure_measure USING btree (facility, ends_on, person) WHERE last
    CREATE INDEX measure_of_person ON measure_measure USING btree (person, ends_on, kind, state, substate, last) WHERE last

table objection_objection
    id text not null
    version bigint not null
    person text not null
    facility text not null
    unit text not null
    about text not null
    record text not null
    words bytea not null
    raised_at bigint not null
    answer bytea
    answered_at bigint
    answered_by text not null
    role text not null
    objection_objection_about_check CHECK ((about = ANY (ARRAY['term'::text, 'paper'::text, 'owed'::text, 'score'::text, 'other'::text])))
    objection_objection_pkey PRIMARY KEY (id)
    CREATE INDEX objection_list ON objection_objection USING btree (facility, unit, raised_at, id)
    CREATE INDEX objection_of_person ON objection_objection USING btree (person, raised_at)

table outing_outing
    id text not null
    version bigint not null
    person text not null
    facility text not null
    unit text not null
    kind text not null
    fact text not null
    from_at bigint not null
    due_at bigint
    until_at bigint
    void boolean not null
    opened_by text not null
    closed_by text not null
    ended text
    gave_way text not null default ''::text
    outing_outing_ended_check CHECK ((ended = ANY (ARRAY['died'::text, 'released'::text, 'annulled'::text, 'moved'::text, 'left'::text])))
    outing_outing_facility_fkey FOREIGN KEY (facility) REFERENCES facility_unit(id)
    outing_outing_kind_check CHECK ((kind = ANY (ARRAY['hospital'::text, 'visit'::text, 'court'::text, 'other'::text, 'transfer'::text, 'outside_medical'::text, 'home_leave'::text, 'held_elsewhere'::text, 'absconded'::text])))
    outing_outing_person_fkey FOREIGN KEY (person) REFERENCES person_person(id)
    outing_outing_pkey PRIMARY KEY (id)
    CREATE INDEX outing_back ON outing_outing USING btree (facility, until_at) WHERE (until_at IS NOT NULL)
    CREATE INDEX outing_of_person ON outing_outing USING btree (person, from_at)
    CREATE INDEX outing_out ON outing_outing USING btree (facility, unit, from_at) WHERE (until_at IS NULL)
    CREATE UNIQUE INDEX outing_one ON outing_outing USING btree (person) WHERE (until_at IS NULL)

table outing_words
    month bigint not null
    id text not null
    outing text not null
    at bigint not null
    said_by text not null
    words bytea not null
    outing_words_pkey PRIMARY KEY (month, id)
    CREATE INDEX outing_words_of ON outing_words USING btree (outing, at)

table pair_proposal
    id text not null
    version bigint not null
    kind text not null
    about text not null
    word text not null
    facility text not null
    subject text not null
    proposer text not null
    proposed_at bigint not null
    ends_at bigint not null
    state text not null
    settler text not null
    settled_at bigint
    pair_proposal_pkey PRIMARY KEY (id)
    pair_proposal_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'withdrawn'::text])))
    CREATE INDEX pair_proposal_at ON pair_proposal USING btree (proposed_at)

table paper_paper
    id text not null
    version bigint not null
    kind text not null
    number text not null
    facility text not null
    unit text not null
    person text not null
    record text not null
    compartment text not null
    issued_at bigint not null
    issued_by text not null
    states text
    state text not null
    void_at bigint
    void_by text not null
    replaces text not null
    replaced_by text not null
    stale text not null
    sheet bytea not null
    said bytea not null
    reason bytea
    paper_paper_pkey PRIMARY KEY (id)
    CREATE INDEX paper_person ON paper_paper USING btree (person, issued_at)
    CREATE INDEX paper_record ON paper_paper USING btree (record) WHERE (record <> ''::text)
    CREATE INDEX paper_states ON paper_paper USING btree (person) WHERE ((state = 'in_force'::text) AND (states IS NOT NULL))
    CREATE UNIQUE INDEX paper_number ON paper_paper USING btree (number)

table partner_partner
    id text not null
    version bigint not null
    kind text not null
    name text not null
    division text not null
    phone text not null
    closed boolean not null
    partner_partner_pkey PRIMARY KEY (id)
    CREATE INDEX partner_by_name ON partner_partner USING btree (kind, name, id)

table person_kin
    id text not null
    person text not null
    relative text not null
    relation text not null
    contact boolean not null
    version bigint
    ended_on text
    why bytea
    person_kin_person_fkey FOREIGN KEY (person) REFERENCES person_person(id)
    person_kin_person_relative_relation_key UNIQUE (person, relative, relation)
    person_kin_pkey PRIMARY KEY (id)
    person_kin_relative_fkey FOREIGN KEY (relative) REFERENCES person_person(id)
    CREATE INDEX person_kin_relative ON person_kin USING btree (relative)

table person_person
    id text not null
    version bigint not null
    sealed bytea not null
    found bytea
    person_person_pkey PRIMARY KEY (id)

table person_token
    token bytea not null
    person text not null
    person_token_pkey PRIMARY KEY (token, person)

table placement_apart
    id text not null
    version bigint not null
    facility text not null
    a text not null
    b text not null
    since_at bigint not null
    made_by text not null
    sealed bytea not null
    lifted_at bigint
    lifted_by text not null
    placement_apart_a_fkey FOREIGN KEY (a) REFERENCES person_person(id)
    placement_apart_b_fkey FOREIGN KEY (b) REFERENCES person_person(id)
    placement_apart_facility_fkey FOREIGN KEY (facility) REFERENCES facility_unit(id)
    placement_apart_pkey PRIMARY KEY (id)
    CREATE INDEX placement_apart_here ON placement_apart USING btree (facility) WHERE (lifted_at IS NULL)
    CREATE UNIQUE INDEX placement_apart_pair ON placement_apart USING btree (a, b) WHERE (lifted_at IS NULL)

table placement_class
    id text not null
    version bigint not null
    facility text not null
    unit text not null
    compartment text not null
    sealed bytea not null
    placement_class_pkey PRIMARY KEY (id)
    placement_class_unit_compartment_key UNIQUE (unit, compartment)
    CREATE INDEX placement_class_here ON placement_class USING btree (facility)

table placement_move
    id text not null
    facility text not null
    kind text not null
    moved_at bigint not null
    moved_by text not null
    undoes text not null
    placement_move_facility_fkey FOREIGN KEY (facility) REFERENCES facility_unit(id)
    placement_move_kind_check CHECK ((kind = ANY (ARRAY['move'::text, 'swap'::text, 'undo'::text])))
    placement_move_pkey PRIMARY KEY (id)
    CREATE INDEX placement_recent ON placement_move USING btree (facility, moved_at)
    CREATE UNIQUE INDEX placement_undone ON placement_move USING btree (undoes) WHERE (undoes <> ''::text)

table placement_need
    id text not null
    version bigint not null
    person text not null
    compartment text not null
    sealed bytea not null
    placement_need_person_compartment_key UNIQUE (person, compartment)
    placement_need_person_fkey FOREIGN KEY (person) REFERENCES person_person(id)
    placement_need_pkey PRIMARY KEY (id)

table placement_reserve
    id text not null
    version bigint not null
    facility text not null
    bed text not null
    person text not null
    until_on text not null
    made_at bigint not null
    made_by text not null
    sealed bytea not null
    ended_at bigint
    ended_by text not null
    placement_reserve_bed_fkey FOREIGN KEY (bed) REFERENCES facility_bed(id)
    placement_reserve_facility_fkey FOREIGN KEY (facility) REFERENCES facility_unit(id)
    placement_reserve_pkey PRIMARY KEY (id)
    CREATE INDEX placement_reserve_here ON placement_reserve USING btree (facility) WHERE (ended_at IS NULL)
    CREATE UNIQUE INDEX placement_reserve_bed ON placement_reserve USING btree (bed) WHERE (ended_at IS NULL)

table placement_stay
    id text not null
    facility text not null
    person text not null
    bed text not null
    from_at bigint not null
    until_at bigint
    placement_stay_bed_fkey FOREIGN KEY (bed) REFERENCES facility_bed(id)
    placement_stay_facility_fkey FOREIGN KEY (facility) REFERENCES facility_unit(id)
    placement_stay_person_fkey FOREIGN KEY (person) REFERENCES person_person(id)
    placement_stay_pkey PRIMARY KEY (id)
    CREATE INDEX placement_here ON placement_stay USING btree (facility) WHERE (until_at IS NULL)
    CREATE INDEX placement_stay_bed ON placement_stay USING btree (bed, from_at)
    CREATE INDEX placement_stay_person ON placement_stay USING btree (person, from_at)
    CREATE UNIQUE INDEX placement_one_bed ON placement_stay USING btree (person) WHERE (until_at IS NULL)
    CREATE UNIQUE INDEX placement_one_person ON placement_stay USING btree (bed) WHERE (until_at IS NULL)

table placement_step
    id text not null
    move text not null
    person text not null
    from_bed text not null
    to_bed text not null
    from_stay text not null
    to_stay text not null
    from_unit text not null
    to_unit text not null
    words bytea
    placement_step_move_fkey FOREIGN KEY (move) REFERENCES placement_move(id)
    placement_step_person_fkey FOREIGN KEY (person) REFERENCES person_person(id)
    placement_step_pkey PRIMARY KEY (id)
    CREATE INDEX placement_step_person ON placement_step USING btree (person)
    CREATE INDEX placement_steps ON placement_step USING btree (move)

table placement_trait
    id text not null
    version bigint not null
    facility text not null
    sealed bytea not null
    placement_trait_pkey PRIMARY KEY (id)

table reminder_look
    id text not null
    version bigint not null
    seen_at bigint not null
    reminder_look_pkey PRIMARY KEY (id)

table reminder_reach
    id text not null
    version bigint not null
    staff text not null
    way text not null
    state text not null
    address bytea
    hour bigint not null
    lang text not null
    code bytea
    code_ends bigint
    tries bigint not null
    asked_on text not null
    asks bigint not null
    due_on text not null
    told_on text not null
    failed_on text not null
    reminder_reach_pkey PRIMARY KEY (id)
    reminder_reach_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'on'::text, 'off'::text])))
    reminder_reach_way_check CHECK ((way = ANY (ARRAY['mail'::text, 'sms'::text])))
    CREATE INDEX reminder_reach_hour ON reminder_reach USING btree (state, hour, id)

table resident_resident
    id text not null
    version bigint not null
    person text not null
    facility text not null
    unit text not null
    phase text not null
    officer text not null
    admitted_on text not null
    left_on text
    resident_resident_facility_fkey FOREIGN KEY (facility) REFERENCES facility_unit(id)
    resident_resident_person_fkey FOREIGN KEY (person) REFERENCES person_person(id)
    resident_resident_phase_check CHECK ((phase = ANY (ARRAY[''::text, 'detox'::text, 'adaptation'::text, 'consolidation'::text, 'reentry'::text])))
    resident_resident_pkey PRIMARY KEY (id)
    CREATE INDEX resident_by_left ON resident_resident USING btree (COALESCE(left_on, ''::text), id) WHERE (left_on IS NOT NULL)
    CREATE INDEX resident_here_list ON resident_resident USING btree (facility, unit, admitted_on, id, person, left_on) WHERE (left_on IS NULL)
    CREATE INDEX resident_in_unit ON resident_resident USING btree (unit, admitted_on, id, person, left_on) WHERE (left_on IS NULL)
    CREATE INDEX resident_left_unit ON resident_resident USING btree (unit, left_on) WHERE (left_on IS NOT NULL)
    CREATE UNIQUE INDEX resident_here ON resident_resident USING btree (person) WHERE (left_on IS NULL)
    CREATE UNIQUE INDEX resident_of_person ON resident_resident USING btree (person, admitted_on, id, facility, unit, phase, officer, left_on)

table resident_tally
    facility text not null
    unit text not null
    phase text not null
    here boolean not null
    n bigint not null
    resident_tally_pkey PRIMARY KEY (facility, unit, phase, here)

table rollcall_call
    id text not null
    version bigint not null
    facility text not null
    unit text not null
    zone text not null
    shift text not null
    state text not null
    heads bigint not null
    missing bigint not null
    opened_at bigint not null
    opened_by text not null
    until_at bigint
    closing_by text not null
    closed_at bigint
    closed_by text not null
    closing_at bigint
    asks bigint
    rollcall_call_facility_fkey FOREIGN KEY (facility) REFERENCES facility_unit(id)
    rollcall_call_pkey PRIMARY KEY (id)
    rollcall_call_shift_check CHECK ((shift = ANY (ARRAY['morning'::text, 'evening'::text, 'night'::text, 'special'::text])))
    rollcall_call_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closing'::text, 'closed'::text])))
    CREATE INDEX rollcall_list ON rollcall_call USING btree (facility, unit, opened_at)
    CREATE UNIQUE INDEX rollcall_one ON rollcall_call USING btree (facility, unit, zone) WHERE (state <> 'closed'::text)

table rollcall_check
    month bigint not null
    id text not null
    call text not null
    person text not null
    item text not null
    at bigint not null
    said_by text not null
    words bytea not null
    rollcall_check_pkey PRIMARY KEY (month, id)
    CREATE INDEX rollcall_check_of ON rollcall_check USING btree (month, call, person)

table rollcall_found
    month bigint not null
    id text not null
    call text not null
    person text not null
    question text not null
    outing text not null
    kind text not null
    from_at bigint
    rollcall_found_pkey PRIMARY KEY (month, id)
    CREATE UNIQUE INDEX rollcall_found_once ON rollcall_found USING btree (month, call, person)

table rollcall_mark
    month bigint not null
    id text not null
    call text not null
    person text not null
    mark text not null
    at bigint not null
    device text not null
    seq bigint not null
    late boolean not null
    sent_at bigint not null
    said_by text not null
    words bytea not null
    rollcall_mark_mark_check CHECK ((mark = ANY (ARRAY['present'::text, 'hospital'::text, 'visit'::text, 'leave'::text, 'court'::text, 'other'::text, 'missing'::text])))
    rollcall_mark_pkey PRIMARY KEY (month, id)
    CREATE UNIQUE INDEX rollcall_mark_once ON rollcall_mark USING btree (month, call, person, device, seq)

table rollcall_row
    month bigint not null
    id text not null
    call text not null
    person text not null
    place bigint not null
    room text not null
    bed text not null
    rollcall_row_pkey PRIMARY KEY (month, id)
    CREATE UNIQUE INDEX rollcall_row_once ON rollcall_row USING btree (month, call, person)

table roster_note
    id text not null
    run text not null
    person text not null
    line bigint not null
    sealed bytea not null
    roster_note_person_fkey FOREIGN KEY (person) REFERENCES person_person(id)
    roster_note_pkey PRIMARY KEY (id)
    roster_note_run_fkey FOREIGN KEY (run) REFERENCES roster_run(id)
    CREATE INDEX roster_note_person ON roster_note USING btree (person)

table roster_run
    id text not null
    version bigint not null
    facility text not null
    state text not null
    made_at bigint not null
    made_by text not null
    loaded_at bigint
    loaded_by text not null
    file text not null
    report text not null
    digest bytea not null
    mends bytea not null
    told bytea not null
    line_count bigint not null
    created bigint not null
    updated bigint not null
    unchanged bigint not null
    rejected bigint not null
    warnings bigint not null
    roster_run_facility_fkey FOREIGN KEY (facility) REFERENCES facility_unit(id)
    roster_run_pkey PRIMARY KEY (id)
    roster_run_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'loaded'::text, 'dropped'::text])))
    CREATE INDEX roster_run_digest ON roster_run USING btree (facility, digest) WHERE (state = 'loaded'::text)
    CREATE INDEX roster_run_list ON roster_run USING btree (facility, made_at)

table rule_confirmation
    id text not null
    version bigint not null
    parameter text not null
    region text not null
    facility text not null
    is_set boolean not null
    amount bigint not null
    unit bigint not null
    word text not null
    from_day text
    document text not null
    state text not null
    proposer text not null
    proposed_at bigint not null
    settler text not null
    settled_at bigint
    rule_confirmation_pkey PRIMARY KEY (id)
    rule_confirmation_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'refused'::text])))
    CREATE INDEX rule_confirmation_state ON rule_confirmation USING btree (state, settled_at)

table seal_key
    record text not null
    compartment text not null
    wrapped bytea not null
    kek text not null
    suite text not null
    state text not null
    seal_key_pkey PRIMARY KEY (record, compartment)
    seal_key_state_check CHECK ((state = ANY (ARRAY['open'::text, 'sealed'::text])))
    seal_key_suite_check CHECK ((suite = ANY (ARRAY['intl'::text, 'gm'::text])))

table seal_ring
    id text not null
    purpose text not null
    generation bigint not null
    suite text not null
    root text not null
    wrapped bytea not null
    public bytea
    made_at bigint not null
    seal_ring_pkey PRIMARY KEY (id)
    seal_ring_purpose_generation_key UNIQUE (purpose, generation)
    seal_ring_suite_check CHECK ((suite = ANY (ARRAY['intl'::text, 'gm'::text])))

table sealing_mark
    token bytea not null
    sealing text not null
    sealing_mark_pkey PRIMARY KEY (token, sealing)

table sealing_opening
    id text not null
    version bigint not null
    number text not null
    facility text not null
    purpose text not null
    state text not null
    letter text not null
    sealed bytea not null
    asked_at bigint not null
    asked_by text not null
    settled_at bigint
    settled_by text not null
    until_at bigint
    closed_at bigint
    sealings text not null
    sealing_opening_pkey PRIMARY KEY (id)
    sealing_opening_purpose_check CHECK ((purpose = ANY (ARRAY['organ_case'::text, 'entitled_unit'::text])))
    sealing_opening_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'open'::text, 'nothing'::text, 'refused'::text, 'closed'::text])))
    CREATE INDEX sealing_opening_due ON sealing_opening USING btree (until_at) WHERE (state = 'open'::text)
    CREATE INDEX sealing_opening_list ON sealing_opening USING btree (state, asked_at)
    CREATE UNIQUE INDEX sealing_opening_number ON sealing_opening USING btree (number)

table sealing_sealing
    id text not null
    version bigint not null
    number text not null
    person text not null
    document text not null
    facility text not null
    unit text not null
    ground text not null
    state text not null
    box text not null
    gone bigint not null
    sealed bytea not null
    asked_at bigint not null
    asked_by text not null
    settled_at bigint
    settled_by text not null
    sealing_sealing_ground_check CHECK ((ground = ANY (ARRAY['closed'::text, 'minor'::text, 'order'::text])))
    sealing_sealing_pkey PRIMARY KEY (id)
    sealing_sealing_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'sealed'::text, 'refused'::text])))
    CREATE INDEX sealing_list ON sealing_sealing USING btree (state, asked_at)
    CREATE UNIQUE INDEX sealing_asked ON sealing_sealing USING btree (person, document) WHERE (state = 'asked'::text)
    CREATE UNIQUE INDEX sealing_number ON sealing_sealing USING btree (number)

table staff_delegation
    id text not null
    post text not null
    to_member text not null
    from_day text not null
    until_day text not null
    version bigint not null default 1
    ended_at bigint
    staff_delegation_pkey PRIMARY KEY (id)
    staff_delegation_post_fkey FOREIGN KEY (post) REFERENCES staff_post(id)
    staff_delegation_to_member_fkey FOREIGN KEY (to_member) REFERENCES staff_member(id)
    CREATE INDEX staff_delegation_to ON staff_delegation USING btree (to_member)

table staff_member
    id text not null
    version bigint not null
    sealed bytea not null
    staff_member_pkey PRIMARY KEY (id)

table staff_post
    id text not null
    version bigint not null
    member text not null
    role text not null
    facility text not null
    unit text not null
    from_day text not null
    until_day text
    staff_post_member_fkey FOREIGN KEY (member) REFERENCES staff_member(id)
    staff_post_pkey PRIMARY KEY (id)
    CREATE INDEX staff_post_member ON staff_post USING btree (member)
    CREATE INDEX staff_post_unit ON staff_post USING btree (unit, role)

table statistics_closed
    id text not null
    version bigint not null
    through text not null
    content text not null
    statistics_closed_pkey PRIMARY KEY (id)

table statistics_sheet
    id text not null
    version bigint not null
    content text not null
    statistics_sheet_pkey PRIMARY KEY (id)

table store_command
    month integer not null
    key text not null
    actor text not null
    at bigint not null
    result text not null
    said text not null default ''::text
    store_command_pkey PRIMARY KEY (month, key)

table store_migration
    version bigint not null
    name text not null
    checksum text not null
    store_migration_pkey PRIMARY KEY (version)

table store_node
    node text not null
    boot text not null
    beat bigint not null
    seen bigint not null
    store_node_pkey PRIMARY KEY (node)

table store_turn
    room text not null
    turn text not null
    store_turn_pkey PRIMARY KEY (room)

table supervision_question
    id text not null
    version bigint not null
    facility text not null
    person text
    topic text not null
    earlier text
    asked_at bigint not null
    asked_by text not null
    due_on text not null
    asked bytea not null
    answered bytea
    answered_at bigint
    answered_by text not null
    state text not null
    closed_at bigint
    supervision_question_pkey PRIMARY KEY (id)
    supervision_question_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'answered'::text, 'closed'::text, 'withdrawn'::text])))
    CREATE INDEX supervision_question_about ON supervision_question USING btree (person) WHERE (person IS NOT NULL)
    CREATE INDEX supervision_question_of ON supervision_question USING btree (facility, asked_at)

table transfer_package
    id text not null
    version bigint not null
    from_facility text not null
    to_facility text not null
    person text not null
    sender text not null
    receiver text not null
    number text not null
    made_at bigint not null
    made_by text not null
    leaves_on text
    state text not null
    closed_at bigint
    digest text not null
    file bytea not null
    transfer_package_pkey PRIMARY KEY (id)
    CREATE INDEX transfer_package_from ON transfer_package USING btree (from_facility, made_at)
    CREATE INDEX transfer_package_of ON transfer_package USING btree (person)
    CREATE INDEX transfer_package_sender ON transfer_package USING btree (sender)
    CREATE INDEX transfer_package_to ON transfer_package USING btree (to_facility, made_at)
