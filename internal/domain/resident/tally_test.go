package resident_test

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// place is a province of two facilities with two brigades each and some people.
type place struct {
	ctx    context.Context
	db     *store.DB
	desk   *resident.Desk
	policy *policy.Engine
	units  [][2]id.ID // facility and brigade
	people []id.ID
}

func open(t *testing.T, db *store.DB) *place {
	t.Helper()
	divisions, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	pol := policytest.Engine(t, db.Clock())
	h := &place{ctx: actor.With(t.Context(), actor.Part("demo")), db: db, desk: resident.New(db, pol), policy: pol}
	persons, places := person.New(db, sealtest.Vault(t, db), pol, divisions), facility.New(db, pol)
	units, people := [][2]id.ID(nil), []id.ID(nil)
	h.does(t, func(tx *store.Tx) error {
		units, people = nil, nil
		bureau, err := places.FoundIn(h.ctx, tx, "省戒毒管理局")
		for _, name := range []string{"青川所", "南河所"} {
			house, none := places.AddIn(h.ctx, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: name, Code: map[string]string{"青川所": "QC", "南河所": "NH"}[name]})
			if err != nil || none != nil {
				t.Fatal(err, none)
			}
			units = append(units, [2]id.ID{house, house}, [2]id.ID{house, id.ID(name)})
		}
		for range 4 {
			p := person.Person{ID: id.New(), Version: 1, Name: "马海木"}
			if err := persons.CreateIn(h.ctx, tx, person.At{}, []person.Person{p}); err != nil {
				return err
			}
			people = append(people, p.ID)
		}
		return nil
	})
	h.units, h.people = units, people
	return h
}

func (h *place) does(t testing.TB, act func(tx *store.Tx) error) {
	t.Helper()
	if _, err := store.Write(h.ctx, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if err := h.policy.Check(h.ctx, tx, policy.MeasureRecord, policy.Resource{Kind: "measure"}); err != nil {
			return 0, err
		}
		return 0, act(tx)
	}); err != nil {
		t.Fatal(err)
	}
}

// Whoever comes, goes, comes back, moves or never went: the figures of the lists are the stays.
func TestTheTallyIsTheStays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		steps, wrote := 0, 0
		rapid.Check(t, func(r *rapid.T) { // of one province that goes on and on
			if steps++; steps > 40 {
				return
			}
			p := h.people[rapid.IntRange(0, len(h.people)-1).Draw(r, "person")]
			at := h.units[rapid.IntRange(0, len(h.units)-1).Draw(r, "unit")]
			on := civil.On(2024, 1, 1).AddDays(rapid.IntRange(0, 900).Draw(r, "day"))
			phase := rapid.SampledFrom(append(resident.Phases, "")).Draw(r, "phase")
			act := rapid.SampledFrom([]string{"come", "come", "go", "back", "since", "move", "change"}).Draw(r, "act")
			h.does(t, func(tx *store.Tx) error { return h.one(tx, p, at, on, phase, act, &wrote) })
			if off, err := resident.Agree(h.ctx, db); err != nil || len(off) > 0 {
				t.Fatalf("after %s: %+v %v", act, off, err)
			}
		})
		if wrote < 10 {
			t.Errorf("only %d acts wrote anything", wrote)
		}
	})
}

func (h *place) one(tx *store.Tx, p id.ID, at [2]id.ID, on civil.Date, phase resident.Phase, act string, wrote *int) error {
	stays, err := resident.OfPerson(h.ctx, tx, p)
	if err != nil {
		return err
	}
	here := len(stays) > 0 && stays[0].Here()
	*wrote++
	switch {
	case act == "come" && len(stays) == 0, act == "come" && !here && stays[0].Left.Before(on):
		return h.desk.OpenIn(h.ctx, tx, []resident.Resident{{ID: id.New(), Person: p, Facility: at[0], Unit: at[1], Phase: phase, Admitted: on}})
	case act == "go" && here:
		return resident.CloseIn(h.ctx, tx, p, on)
	case act == "back" && len(stays) > 0 && !here:
		return resident.ReopenIn(h.ctx, tx, p)
	case act == "since" && here && len(stays) == 1:
		return resident.SinceIn(h.ctx, tx, stays[0], on)
	case act == "move" && here:
		return resident.MoveIn(h.ctx, tx, stays[0], at[1])
	case act == "change" && len(stays) > 0:
		next := stays[0]
		next.Unit, next.Phase, next.Person = at[1], phase, ""
		return h.desk.ChangeIn(h.ctx, tx, next)
	}
	*wrote--
	return nil
}

// A fact is about whose stay the row says it is, whatever the caller filled in.
func TestAChangeIsAboutWhoseStayItIs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		stay := resident.Resident{ID: id.New(), Person: h.people[0], Facility: h.units[0][0], Unit: h.units[0][1], Admitted: civil.On(2025, 1, 1)}
		h.does(t, func(tx *store.Tx) error { return h.desk.OpenIn(h.ctx, tx, []resident.Resident{stay}) })
		stay.Version, stay.Person, stay.Facility = 1, h.people[1], "elsewhere"
		h.does(t, func(tx *store.Tx) error { return h.desk.ChangeIn(h.ctx, tx, stay) })
		h.does(t, func(tx *store.Tx) error {
			list, err := audit.List(h.ctx, tx, audit.Filter{Kinds: []string{"resident.changed"}}, store.Page{Limit: 5})
			if err == nil && (len(list.Rows) != 1 || list.Rows[0].About != h.people[0] || list.Rows[0].Facility != h.units[0][0]) {
				t.Errorf("%+v", list.Rows)
			}
			return err
		})
	})
}

func TestAFigureThatIsChangedIsFound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.does(t, func(tx *store.Tx) error {
			return h.desk.OpenIn(h.ctx, tx, []resident.Resident{{ID: id.New(), Person: h.people[0], Facility: h.units[0][0], Unit: h.units[0][1], Admitted: civil.On(2025, 1, 1)}})
		})
		for _, alter := range []string{`update resident_tally set n = n + 1`, `delete from resident_tally`} {
			h.does(t, func(tx *store.Tx) error {
				tx.MarkPolicy("resident")
				tx.MarkAudit("resident")
				_, err := tx.Exec(h.ctx, alter)
				return err
			})
			if off, err := resident.Agree(h.ctx, db); err != nil || len(off) != 1 || off[0].Is != 1 || off[0].Unit != h.units[0][1] {
				t.Errorf("%s: %+v %v", alter, off, err)
			}
		}
	})
}
