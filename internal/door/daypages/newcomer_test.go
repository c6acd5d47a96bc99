package daypages_test

import (
	"context"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// arrival is a course of somebody who is not taken in yet, at whose home somebody may be alone.
func arrival() *journey.Course {
	return &journey.Course{
		Kind: "intake", Newcomer: true, Stages: []journey.Stage{{State: "arrived", Owes: "journey.intake"}},
		Steps: []journey.Step{{
			Name: "arrive", To: "arrived", Action: policy.JourneyIntake, Fields: []journey.Field{{Name: "name", Must: true}},
			Judge: func(a *journey.Act, _ *errs.Fields) error {
				a.Case.Name = a.Answers.Of("name")
				return nil
			},
			Do: func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
				_, err := duty.Open(ctx, tx, duty.Duty{
					Code: "child.ask", Cause: a.Entry, Number: -1, Facility: a.Case.Facility, Unit: a.Case.Facility,
					Compartment: seal.Child, Due: duty.On(tx.Today()), Basis: "MPL 93", Certainty: "S",
				})
				return err
			},
		}},
	}
}

// Who is not taken in yet has a name on the card all the same, for who may look at his case; the question about a child
// leads to where it is answered, and stays what it is to those without its key.
func TestANewcomerHasANameOnTheDay(t *testing.T) {
	each(t, func(h *house) {
		for _, name := range []string{"马阿依", "吉木日"} {
			ctx := actor.With(h.t.Context(), h.sit("intake_officer"))
			_, err := h.journeys.Begin(ctx, store.NewKey(), journey.Start{Kind: "intake", Facility: h.facility, Said: journey.Posted{"name": {name}}})
			if err != nil {
				h.t.Fatal(err)
			}
		}
		words, leads := h.see("/")
		for _, want := range []string{"马阿依", "吉木日", "问清家里有没有人没人照看"} {
			if !strings.Contains(words, want) {
				h.t.Errorf("no %s in %s", want, words)
			}
		}
		if !leadsTo(leads, "/journeys/of/") || leadsTo(leads, "/done?back=/") {
			h.t.Errorf("%v", leads)
		}
		h.sit("facility_head")
		if words, _ = h.see("/"); strings.Contains(words, "照看") {
			h.t.Errorf("a child's question is told to who has no key: %s", words)
		}
		h.sit("system_keeper")
		if words, leads = h.see("/"); strings.Contains(words, "马阿依") || leadsTo(leads, "/done") {
			h.t.Errorf("%s", words)
		}
	})
}
