package arrival

import (
	"context"
	"strings"

	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/law"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Body and belongings of who arrives, and what becomes of both when he does not stay.

// Search is the search of body and belongings: a woman is searched by a woman (NCL 42).
func Search() journey.Step {
	return journey.Step{
		Name: "search", From: affair.In(affair.Checking), Must: true, Action: policy.JourneyAttend, Needs: []string{"identity"},
		Fields: []journey.Field{
			{Name: "searchers", Sort: journey.Table, Must: true, Most: 6, Columns: []journey.Field{ask.Line("searcher", true), ask.Line("badge", false)}},
			ask.Choice("searched_by", "female", "male"), ask.Choice("contraband", "no", "yes"),
			{Name: "contraband_list", Sort: journey.Table, Must: true, When: "contraband=yes", Columns: []journey.Field{ask.Line("thing", true), ask.Line("amount", true), ask.Line("given_to", true)}},
			ask.Happened, ask.Words,
		},
		Judge: searched, Basis: []law.Citation{"NCL 42", "REG 28"}, Mark: law.S,
	}
}

// searched refuses that a woman is searched by another than a woman; that it was done is kept with its reason, and reported.
func searched(a *journey.Act, f *errs.Fields) error {
	switch {
	case !byMan(a.Case, a.Answers):
	case !a.Answers.Says("happened", "yes"):
		return errs.Law("law.refused."+law.AdmissionSearchSex.String(), act.Cited(law.AdmissionSearchSex)...)
	case a.Answers.Of("words") == "":
		f.Add("words", "journey.happened_why", "")
	}
	return nil
}

// byMan tells whether a woman was searched by another than a woman.
func byMan(c *journey.Case, search journey.Answers) bool {
	return c.Said("identity").Says("sex", string(cn.Female)) && search.Of("searched_by") != "" && !search.Says("searched_by", string(cn.Female))
}

// SearchedByMan owes the report of such a search where no admission on the clock does: she was not taken in, or came from
// another facility.
func SearchedByMan(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if !byMan(a.Case, a.Case.Said("search")) {
		return nil
	}
	_, err := duty.Open(ctx, tx, duty.Duty{
		Code: "act.report", Subject: a.Case.Person, Cause: a.Entry, Number: -1, Facility: a.Case.Facility, Unit: a.Case.Facility,
		Due: duty.On(tx.Today()), Basis: strings.Join(act.Cited(law.AdmissionSearchSex), "; "), Certainty: law.S.String(), Note: law.AdmissionSearchSex.String(),
	})
	return err
}

// ThingsBack says where the belongings are that were taken into keeping of somebody who does not stay after all.
var ThingsBack = journey.Field{Name: "things_back", Sort: journey.Choice, Words: []string{"returned", "went_along"}}

// NoThingsLeft asks for it where something is in keeping (REG 28): nothing stays behind of who goes on.
func NoThingsLeft(a *journey.Act, f *errs.Fields) error {
	if a.Case.Said("property").Says("property", "kept") && a.Answers.Of("things_back") == "" {
		f.Add("things_back", "journey.things_left", "")
	}
	return nil
}
