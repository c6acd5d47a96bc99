package placement_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// house is a facility of two brigades with three rooms of three beds each, and whoever a test brings in.
type house struct {
	t        testing.TB
	db       *store.DB
	hand     *clock.Hand
	vault    *seal.Vault
	policy   *policy.Engine
	persons  *person.Desk
	units    *facility.Desk
	desk     *placement.Desk
	facility id.ID
	brigades [2]id.ID
	beds     map[string]id.ID // "101/1"
	people   map[string]id.ID
	demo     context.Context
}

func each(t *testing.T, body func(*testing.T, *house)) {
	t.Helper()
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) { body(t, build(t, db, hand)) })
}

func build(t testing.TB, db *store.DB, hand *clock.Hand) *house {
	t.Helper()
	places, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	v, p := sealtest.Vault(t, db), policytest.Engine(t, db.Clock())
	persons := person.New(db, v, p, places)
	h := &house{
		t: t, db: db, hand: hand, vault: v, policy: p, persons: persons, units: facility.New(db, p), desk: placement.New(persons, db, v, p),
		beds: map[string]id.ID{}, people: map[string]id.ID{}, demo: actor.With(t.Context(), actor.Part("demo")),
	}
	h.write(func(tx *store.Tx) error {
		bureau, err := h.units.FoundIn(h.demo, tx, "省戒毒管理局")
		if err != nil {
			return err
		}
		if h.facility, err = h.units.AddIn(h.demo, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "青川所", Code: "QC", Seat: "510822"}); err != nil {
			return err
		}
		for i, name := range []string{"一大队", "二大队"} {
			if h.brigades[i], err = h.units.AddIn(h.demo, tx, facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: name}); err != nil {
				return err
			}
			var list []facility.Place
			for room := range 3 {
				for bed := range 3 {
					list = append(list, facility.Place{Room: fmt.Sprintf("%d0%d", i+1, room+1), Bed: fmt.Sprint(bed + 1)})
				}
			}
			made, err := h.units.BedsAsNamed(h.demo, tx, h.facility, h.brigades[i], list)
			if err != nil {
				return err
			}
			for p, b := range made {
				h.beds[p.Room+"/"+p.Bed] = b
			}
		}
		return nil
	})
	return h
}

func (h *house) write(body func(*store.Tx) error) {
	h.t.Helper()
	if _, err := store.Write(h.demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, body(tx) }); err != nil {
		h.t.Fatal(err)
	}
}

func read[T any](h *house, body func(*store.Tx) (T, error)) T {
	h.t.Helper()
	got, err := store.Read(h.demo, h.db, body)
	if err != nil {
		h.t.Fatal(err)
	}
	return got
}

// guest is somebody as a test brings him in: where nothing is said, a man of thirty of the first brigade.
type guest struct {
	name     string
	woman    bool
	age      int
	phase    resident.Phase
	brigade  int
	bed      string
	language string
}

// bring takes people in as found, whatever the rules say.
func (h *house) bring(guests ...guest) {
	h.t.Helper()
	h.write(func(tx *store.Tx) error {
		for i, g := range guests {
			age := g.age
			if age == 0 {
				age = 30
			}
			serial := 2*(len(h.people)+i) + 1
			d := person.Draft{Name: g.name, Sex: "male", Number: cn.Invent(tx.Today().AddYears(-age).AddDays(-10), serial).String(), Language: g.language}
			if g.woman {
				d.Sex, d.Number = "female", cn.Invent(tx.Today().AddYears(-age).AddDays(-10), serial+1).String()
			}
			who, err := h.persons.Parse(d)
			if err != nil {
				return err
			}
			unit := h.brigades[g.brigade]
			if err := h.persons.CreateIn(h.demo, tx, person.At{Facility: h.facility, Unit: unit}, []person.Person{who}); err != nil {
				return err
			}
			if err := resident.New(h.db, h.policy).OpenIn(h.demo, tx, []resident.Resident{{
				ID: id.New(), Person: who.ID, Facility: h.facility, Unit: unit, Phase: g.phase, Admitted: civil.On(2026, 1, 5),
			}}); err != nil {
				return err
			}
			if g.bed != "" {
				if err := h.desk.PlaceIn(h.demo, tx, h.facility, map[id.ID]id.ID{who.ID: h.beds[g.bed]}); err != nil {
					return err
				}
			}
			h.people[g.name] = who.ID
		}
		return nil
	})
}

// as is a new officer of a role, in the first brigade where the role sits in one.
func (h *house) as(role string) context.Context {
	unit := h.facility
	switch role {
	case policy.ZoneOfficer, policy.DutyOfficer, policy.BrigadeHead:
		unit = h.brigades[0]
	}
	return policytest.As(h.t.Context(), role, h.facility, unit, time.Time{})
}

// bedOf is where somebody sleeps, as a test says it.
func (h *house) bedOf(name string) string {
	h.t.Helper()
	s, err := store.Read(h.demo, h.db, func(tx *store.Tx) (placement.Stay, error) { return placement.Of(h.demo, tx, h.people[name]) })
	if errs.KindOf(err) == errs.NotFound {
		return ""
	}
	if err != nil {
		h.t.Fatal(err)
	}
	for place, bed := range h.beds {
		if bed == s.Bed {
			return place
		}
	}
	return "?"
}

// move lets an officer of a role move somebody.
func (h *house) move(role, name, to string) (id.ID, error) {
	h.t.Helper()
	return h.desk.Move(h.as(role), store.NewKey(), placement.Move{Person: h.people[name], From: h.beds[h.bedOf(name)], To: h.beds[to], Words: "同乡不和"})
}

func (h *house) swap(a, b string) (id.ID, error) {
	h.t.Helper()
	return h.desk.Swap(h.as(policy.ZoneOfficer), store.NewKey(), placement.Swap{A: h.people[a], B: h.people[b], BedA: h.beds[h.bedOf(a)], BedB: h.beds[h.bedOf(b)]})
}

// owed lists of whom a code is owed.
func (h *house) owed(code duty.Code) (names []string) {
	h.t.Helper()
	for _, d := range read(h, func(tx *store.Tx) ([]duty.Duty, error) { return duty.Standing(h.demo, tx, code, h.facility) }) {
		for name, p := range h.people {
			if p == d.Subject {
				names = append(names, name)
			}
		}
	}
	return names
}

func (h *house) review() {
	h.t.Helper()
	if err := h.desk.Review(actor.With(h.t.Context(), actor.Part("sweep")), store.NewKey(), h.facility); err != nil {
		h.t.Fatal(err)
	}
}

// want compares the code of an error.
func want(t testing.TB, what string, err error, code string) {
	t.Helper()
	if errs.CodeOf(err) != code {
		t.Errorf("%s: %v, want %q", what, err, code)
	}
}
