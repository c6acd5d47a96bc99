package measure_test

import (
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/placement"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// A bed in another brigade gives the life to that brigade, with what is owed of it; taking the bed back gives it back.
func TestALifeGoesWithTheBed(t *testing.T) {
	each(t, func(h *house) {
		pol := policytest.Engine(h.t, h.db.Clock())
		places, beds := facility.New(h.db, pol), placement.New(h.persons, h.db, h.vault, pol)
		beds.Follow = h.desk.Reseat
		demo := actor.With(h.t.Context(), actor.Part("demo"))
		brigade, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
			unit, err := places.AddIn(demo, tx, facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: "一大队"})
			if err == nil {
				_, err = places.BedsAsNamed(demo, tx, h.facility, unit, []facility.Place{{Room: "101", Bed: "1"}, {Room: "101", Bed: "2"}})
			}
			return unit, err
		})
		if err != nil {
			h.t.Fatal(err)
		}
		before := h.duties()
		officer := h.officer(policy.Doctor)
		offers, err := beds.Elsewhere(officer, store.NewKey(), h.person)
		if err != nil || len(offers) == 0 {
			h.t.Fatal(offers, err)
		}
		act, err := beds.Move(officer, store.NewKey(), placement.Move{Person: h.person, To: offers[0].Bed})
		if err != nil {
			h.t.Fatal(err)
		}
		if got := h.view().Life.Unit; got != brigade {
			h.t.Errorf("the life is in the charge of %q", got)
		}
		after := h.duties()
		if len(after) != len(before) {
			h.t.Errorf("%d duties, %d before", len(after), len(before))
		}
		if _, err := beds.Undo(officer, store.NewKey(), act); err != nil {
			h.t.Fatal(err)
		}
		if got := h.view().Life.Unit; got != "" {
			h.t.Errorf("taken back, in the charge of %q", got)
		}
	})
}
