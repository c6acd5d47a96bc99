package census_test

import (
	"strings"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// What the procurator asks about somebody, and what is owed to him for it, those of the facility see who answer him: neither the
// trail nor the duties of the file tell his brigade.
func TestWhatTheProcuratorAsksIsForWhoAnswers(t *testing.T) {
	each(t, func(h *house) {
		person, of := h.people["0"], h.facilities[0]
		asks := h.as(policy.Procurator, 0, -1)
		_, err := store.Write(asks, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
			if err := h.policy.Check(asks, tx, policy.SupervisionAsk, policy.Resource{Kind: "supervision", Facility: of, Person: person}); err != nil {
				return "", err
			}
			question := id.New()
			if err := audit.Record(asks, tx, audit.Fact{Room: "supervision", Kind: "supervision.asked", Record: question, About: person, Facility: of, Sort: audit.Read}); err != nil {
				return "", err
			}
			return duty.Open(asks, tx, duty.Duty{Code: "supervision.answer", Subject: person, Cause: question, Number: -1, Facility: of, Unit: of, Due: duty.On(tx.Today())})
		})
		if err != nil {
			t.Fatal(err)
		}
		for role, sees := range map[string]bool{policy.CaseOfficer: false, policy.BrigadeHead: false, policy.LegalOfficer: true, policy.FacilityHead: true} {
			unit := -1
			if !sees {
				unit = 0
			}
			f, err := h.desk.File(h.as(role, 0, unit), person, census.Parts{Measure: true, Duties: true, Trail: true})
			if err != nil {
				t.Fatal(role, err)
			}
			told := false
			for _, o := range f.Openings {
				told = told || strings.HasPrefix(o.Kind, "supervision.")
			}
			for _, d := range f.Duties {
				told = told || d.Code == "supervision.answer"
			}
			if told != sees {
				t.Errorf("%s: told %v, want %v", role, told, sees)
			}
		}
	})
}
