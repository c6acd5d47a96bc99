package daybook_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/daybook"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/outing"
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

// house is a facility with two brigades: people go by turns into the first, the second and none; every seventh has no bed.
type house struct {
	t        testing.TB
	hand     *clock.Hand
	db       *store.DB
	policy   *policy.Engine
	vault    *seal.Vault
	desk     *daybook.Desk
	outings  *outing.Desk
	facility id.ID
	units    []id.ID // the two brigades, then ""
	people   []id.ID
	demo     context.Context
}

var start = time.Date(2026, 6, 1, 12, 30, 0, 0, time.UTC) // half past eight in the evening

func each(t *testing.T, people int, body func(*house)) {
	hand := clock.At(start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		hand.Set(start)
		body(raise(t, hand, db, people))
	})
}

func raise(t testing.TB, hand *clock.Hand, db *store.DB, people int) *house {
	t.Helper()
	vault, pol := sealtest.Vault(t, db), policytest.Engine(t, db.Clock())
	places, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	persons, outings := person.New(db, vault, pol, places), outing.New(db, vault, pol)
	h := &house{
		t: t, hand: hand, db: db, policy: pol, vault: vault, outings: outings,
		desk: daybook.New(daybook.Rooms{Persons: persons, Outings: outings}, db, vault, pol),
		demo: actor.With(t.Context(), actor.Part("demo")),
	}
	h.write(func(tx *store.Tx) error { return h.furnish(tx, persons, people) })
	return h
}

func (h *house) furnish(tx *store.Tx, persons *person.Desk, n int) error {
	sites := facility.New(h.db, h.policy)
	bureau, err := sites.FoundIn(h.demo, tx, "省戒毒管理局")
	if err != nil {
		return err
	}
	if h.facility, err = sites.AddIn(h.demo, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "青川所", Code: "QC"}); err != nil {
		return err
	}
	h.units, h.people = nil, nil
	for _, name := range []string{"一大队", "二大队"} {
		unit, err := sites.AddIn(h.demo, tx, facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: name})
		if err != nil {
			return err
		}
		h.units = append(h.units, unit)
	}
	h.units = append(h.units, "")
	var people []person.Person
	var stays []resident.Resident
	named := make([]facility.Place, n)
	for i := range n {
		p := person.Person{
			ID: id.New(), Version: 1, Name: "马海木", Sex: cn.Male, Born: civil.On(1990, 5, 1),
			Identifiers: []person.Identifier{{Kind: person.FileNumber, Value: fmt.Sprintf("QC-2026-%06d", i+1)}},
		}
		h.people, people = append(h.people, p.ID), append(people, p)
		stays = append(stays, resident.Resident{
			ID: id.New(), Person: p.ID, Facility: h.facility, Unit: h.units[i%3], Phase: resident.Phases[i%4], Admitted: civil.On(2025, 6, 20),
		})
		named[i] = facility.Place{Room: fmt.Sprint(100 + i/8), Bed: fmt.Sprint(i%8 + 1)}
	}
	if err := persons.CreateIn(h.demo, tx, person.At{Facility: h.facility}, people); err != nil {
		return err
	}
	if err := resident.New(h.db, h.policy).OpenIn(h.demo, tx, stays); err != nil {
		return err
	}
	if err := h.policy.Check(h.demo, tx, policy.PlacementAssign, policy.Resource{Kind: "placement", Facility: h.facility}); err != nil {
		return err
	}
	at, err := sites.BedsAsNamed(h.demo, tx, h.facility, h.units[0], named)
	if err != nil {
		return err
	}
	beds := map[id.ID]id.ID{}
	for i, p := range h.people {
		if i%7 != 6 {
			beds[p] = at[named[i]]
		}
	}
	return placement.New(persons, h.db, h.vault, h.policy).PlaceIn(h.demo, tx, h.facility, beds)
}

func (h *house) write(do func(*store.Tx) error) {
	h.t.Helper()
	_, err := store.Write(h.demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, do(tx) })
	h.must(err)
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) as(role string, unit id.ID) context.Context {
	return policytest.As(h.t.Context(), role, h.facility, unit, h.hand.Now())
}

// whole is every book of the facility.
func (h *house) whole() (out []daybook.Whom) {
	for _, u := range h.units {
		out = append(out, daybook.Whom{Facility: h.facility, Unit: u})
	}
	for _, z := range resident.Phases {
		out = append(out, daybook.Whom{Facility: h.facility, Zone: z})
	}
	return out
}

func (h *house) make(w daybook.Whom) (daybook.Book, daybook.Content) {
	h.t.Helper()
	book, err := h.desk.Make(h.demo, store.NewKey(), w)
	h.must(err)
	b, c, err := h.desk.Open(h.demo, book)
	h.must(err)
	return b, c
}
