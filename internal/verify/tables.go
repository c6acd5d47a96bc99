package verify

import (
	"guitu/internal/domain/outing"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/authn"
)

// Digested are the names of the tables whose every row is held against the last fact about it.
func Digested() (names []string) {
	for _, t := range Tables() {
		if !t.Loose && !t.Goes && t.Only == "" {
			names = append(names, t.Name)
		}
	}
	return names
}

// Tables are those whose rows the facts of the house digest. A room that digests another table says so here: rows of a
// table that is not named are found missing.
func Tables() []audit.Table {
	list := []audit.Table{
		{Name: "measure_fact", Owner: "t.person", Month: true},
		{Name: "outing_words", Owner: outing.WordsOf, Month: true},
		{Name: "objection_objection", Owner: "t.id"},
		{Name: "emergency_opening", Owner: "t.id"},
		{Name: "paper_paper", Owner: "t.id", Part: "t.compartment"},
		{Name: "complaint_office", Words: true}, // 'bureau', and who else a resident writes to
		{Name: "authn_account", Loose: true},    // every sign-in writes it
		{Name: "authn_account", Only: authn.Lasting},
		{Name: "reminder_reach", Loose: true}, // every reminder writes it
		{Name: "jobs_job", Goes: true},        // made and done without a fact; only what an officer did to one is one
	}
	for _, name := range []string{"daybook_book", "duty_proof", "journey_entry", "rollcall_check", "rollcall_found", "rollcall_mark", "rollcall_row"} {
		list = append(list, audit.Table{Name: name, Month: true})
	}
	for _, name := range []string{
		"authn_link", "complaint_complaint", "complaint_reader", "document_file", "duty_duty", "export_request", "facility_bed", "facility_building", "facility_room", "facility_unit",
		"journey_ask", "journey_case", "kiosk_account", "kiosk_reset", "measure_change", "outing_outing", "pair_proposal", "partner_partner", "person_kin",
		"placement_apart", "placement_class", "placement_move", "placement_need", "placement_reserve", "placement_stay",
		"placement_step", "placement_trait", "resident_resident", "rollcall_call", "roster_run", "rule_confirmation",
		"aside_box", "sealing_opening", "sealing_sealing", "statistics_closed", "statistics_sheet", "supervision_question",
		"staff_delegation", "staff_member", "staff_post", "transfer_package",
	} {
		list = append(list, audit.Table{Name: name})
	}
	return list
}
