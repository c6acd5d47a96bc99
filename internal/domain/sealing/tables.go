package sealing

import (
	"guitu/internal/domain/outing"
	"guitu/internal/domain/person"
	"guitu/internal/platform/aside"
	"guitu/internal/platform/audit"
)

// Of whose file a row is. $1 is the person.
const (
	ofPerson  = `t.person = $1`
	ofCase    = `t.case_id in (select c.id from journey_case c where c.person = $1)`
	ofAccount = `t.account in (select k.id from kiosk_account k where k.person = $1)`
	ofDuty    = `t.duty in (select d.id from duty_duty d where d.subject = $1)`
	ofOuting  = `t.outing in (select o.id from outing_outing o where o.person = $1)`
	ofPair    = `t.a = $1 or t.b = $1`
	ofKin     = `t.person = $1 or t.relative = $1`
	ofFile    = `t.about = $1 or t.record = $1 or t.record in (select c.id from journey_case c where c.person = $1)`
	ofImport  = `t.erased_at is null and t.record in (select u.id from roster_run u join resident_resident s on s.facility = u.facility where s.person = $1)`
	ofPaper   = `t.person = $1 or t.record in (select c.id from journey_case c where c.person = $1)`
	onlyMove  = `t.id in (select s.move from placement_step s where s.person = $1) and not exists (select 1 from placement_step s where s.move = t.id and s.person <> $1)`
	inWork    = `t.args like '%"' || $1 || '"%'`
	onlyPaper = `t.id = $1`
)

// Away lists every table of which rows go with a file, children before what they refer to. Stay is the rest of the schema.
func Away() []aside.Table {
	byMonth := func(name, where string) aside.Table {
		return aside.Table{Table: audit.Table{Name: name, Month: true}, Where: where}
	}
	byID := func(name, where string) aside.Table { return aside.Table{Table: audit.Table{Name: name}, Where: where} }
	silent := func(name, where string, keys ...string) aside.Table {
		return aside.Table{Table: audit.Table{Name: name}, Where: where, Keys: keys, Silent: true}
	}
	words, facts, papers := byMonth("outing_words", ofOuting), byMonth("measure_fact", ofPerson), byID("paper_paper", ofPaper)
	words.Owner, facts.Owner, papers.Owner, papers.Part = outing.WordsOf, "t.person", "t.id", "t.compartment"
	tokens := silent("person_token", `t.person = $1 and t.token in (`+person.FoundBy+`)`, "token", "person")
	tokens.Lost = true // computed again from the name that is sealed
	jobs := byID("jobs_job", inWork)
	jobs.Goes = true
	objections := byID("objection_objection", ofPerson)
	objections.Owner = "t.id"
	emergencies := byID("emergency_opening", ofPerson)
	emergencies.Owner = "t.id"
	return []aside.Table{
		tokens, jobs, silent("kiosk_session", ofAccount), silent("kiosk_ticket", ofAccount, "account"), byID("kiosk_reset", ofPerson), byID("kiosk_account", ofPerson), objections, emergencies,
		byMonth("duty_proof", ofDuty), byID("duty_duty", `t.subject = $1`),
		byMonth("journey_entry", ofCase), byID("journey_ask", ofCase), papers, byID("document_file", ofFile+" or "+ofImport),
		byID("journey_case", ofPerson), byID("transfer_package", ofPerson), byID("supervision_question", ofPerson),
		words, byID("outing_outing", ofPerson),
		byMonth("rollcall_check", ofPerson), byMonth("rollcall_found", ofPerson), byMonth("rollcall_mark", ofPerson), byMonth("rollcall_row", ofPerson),
		byID("placement_step", ofPerson), byID("placement_move", onlyMove), byID("placement_apart", ofPair), byID("placement_need", ofPerson),
		byID("placement_reserve", ofPerson), byID("placement_trait", `t.id = $1`), byID("placement_stay", ofPerson),
		silent("roster_note", ofPerson),
		silent("measure_health", ofPerson, "month", "fact"), byID("measure_change", ofPerson), facts,
		silent("measure_extract", ofPerson, "person"), silent("measure_measure", ofPerson, "person", "number"), silent("measure_life", ofPerson, "person"),
		byID("resident_resident", ofPerson), byID("person_kin", ofKin), silent("person_person", `t.id = $1`),
		versions("history_row", "month", "record", "source", "version"), versions("history_version", "month", "record", "source", "compartment", "version"),
	}
}

// versions are of every row that goes.
func versions(name string, keys ...string) aside.Table {
	return aside.Table{Table: audit.Table{Name: name}, Keys: keys, Silent: true}
}

// onePaper lists the tables when a single paper is sealed while the file stays open.
func onePaper() []aside.Table {
	return []aside.Table{
		{Table: audit.Table{Name: "document_file"}, Where: onlyPaper},
		versions("history_row", "month", "record", "source", "version"),
	}
}

// Stay lists the tables that keep their rows, each with why nobody is told of him there.
var Stay = map[string]string{
	"aside_box":           "digests and lengths; whose they are is in no column",
	"aside_piece":         "sealed with a key that lies in the escrow",
	"audit_checkpoint":    "roots of the log",
	"audit_fact":          "the log keeps ids and digests, and a fact that was recorded is never taken back",
	"audit_number":        "ids of facts",
	"audit_pending":       "ids of facts",
	"audit_tile":          "hashes",
	"audit_tree":          "the size of the log",
	"authn_account":       "accounts of officers",
	"authn_browser":       "digests of an officer's browsers",
	"authn_guess":         "digests of who tried to sign in",
	"authn_link":          "tokens of officers at the provider of identities",
	"authn_recovery":      "digests of an officer's codes",
	"authn_session":       "what a page says once to the officer who did the act; sealed, and gone with the session",
	"authn_ticket":        "digests of links for officers",
	"complaint_complaint": "letters of an office outside the facility: whose they are stands in a box that only its readers open",
	"complaint_office":    "public keys of offices",
	"complaint_reader":    "who reads for an office",
	"daybook_book":        "sealed books of a night, erased after days; those that he stands in are erased in the act",
	"document_piece":      "pieces without their file's row and key are noise",
	"document_series":     "the last number of a series",
	"export_request":      "which list was asked for; lists are made anew when they are taken",
	"facility_bed":        "places", "facility_building": "places", "facility_room": "places", "facility_unit": "places",
	"jobs_turn":         "when work comes round",
	"reminder_look":     "until when an officer has seen his day",
	"reminder_reach":    "where an officer is reminded, sealed with his own key; what is sent holds counts",
	"pair_proposal":     "what two officers do to accounts and keys",
	"kiosk_series":      "how many numbers of sign-ins were given",
	"partner_partner":   "organs",
	"placement_class":   "what a brigade is for",
	"rollcall_call":     "how many were counted: a figure, which stays true",
	"resident_tally":    "how many lists are of: he is taken out of the figure in the act",
	"roster_run":        "figures of an import; its file, which names everybody in it, is erased after thirty days and goes with who may stand in it before",
	"rule_confirmation": "numbers of the law",
	"seal_key":          "keys by record, those of his records under the escrow",
	"seal_ring":         "the house's keys",
	"sealing_mark":      "digests under a key that lies in the escrow",
	"sealing_opening":   "numbers and dates; what was typed is sealed and goes to the escrow when the time is over",
	"sealing_sealing":   "numbers and dates; what was typed lies in the escrow",
	"staff_delegation":  "officers", "staff_member": "officers", "staff_post": "officers",
	"statistics_closed": "counts of ten and more, of quarters that are over",
	"statistics_sheet":  "counts",
	"store_command":     "keys of commands with the ids they answered, forgotten after thirteen months",
	"store_migration":   "the schema",
	"store_node":        "which process serves",
	"store_turn":        "that units, posts or rules were changed, not how",
}
