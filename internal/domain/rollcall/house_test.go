package rollcall_test

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
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rollcall"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// house is a facility with one brigade; all but the last of its people have a bed.
type house struct {
	t        testing.TB
	hand     *clock.Hand
	db       *store.DB
	policy   *policy.Engine
	vault    *seal.Vault
	desk     *rollcall.Desk
	outings  *outing.Desk
	facility id.ID
	unit     id.ID
	people   []id.ID
	demo     context.Context
	first    context.Context // two officers of the brigade
	second   context.Context
}

var start = time.Date(2026, 6, 1, 1, 0, 0, 0, time.UTC)

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
	h := &house{
		t: t, hand: hand, db: db, policy: pol, vault: vault, desk: rollcall.New(db, vault, pol), outings: outing.New(db, vault, pol),
		demo: actor.With(t.Context(), actor.Part("demo")),
	}
	_, err := store.Write(h.demo, db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, h.furnish(tx, people) })
	h.must(err)
	h.sign()
	return h
}

func (h *house) furnish(tx *store.Tx, n int) error {
	places, err := cn.OpenDivisions()
	if err != nil {
		return err
	}
	sites := facility.New(h.db, h.policy)
	bureau, err := sites.FoundIn(h.demo, tx, "省戒毒管理局")
	if err != nil {
		return err
	}
	if h.facility, err = sites.AddIn(h.demo, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "青川所", Code: "QC"}); err != nil {
		return err
	}
	if h.unit, err = sites.AddIn(h.demo, tx, facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: "一大队"}); err != nil {
		return err
	}
	h.people = nil
	var people []person.Person
	var stays []resident.Resident
	var named []facility.Place
	for i := range n {
		p := person.Person{ID: id.New(), Version: 1, Name: "马海木", Sex: cn.Male, Born: civil.On(1990, 5, 1)}
		h.people, people = append(h.people, p.ID), append(people, p)
		stays = append(stays, resident.Resident{ID: id.New(), Person: p.ID, Facility: h.facility, Unit: h.unit, Phase: resident.Detox, Admitted: civil.On(2025, 6, 20)})
		named = append(named, facility.Place{Room: fmt.Sprint(n/8 - i/8 + 1), Bed: fmt.Sprint(i%8 + 1)})
	}
	if err := person.New(h.db, h.vault, h.policy, places).CreateIn(h.demo, tx, person.At{Facility: h.facility}, people); err != nil {
		return err
	}
	if err := resident.New(h.db, h.policy).OpenIn(h.demo, tx, stays); err != nil {
		return err
	}
	if err := h.policy.Check(h.demo, tx, policy.PlacementAssign, policy.Resource{Kind: "placement", Facility: h.facility}); err != nil {
		return err
	}
	at, err := sites.BedsAsNamed(h.demo, tx, h.facility, h.unit, named)
	if err != nil {
		return err
	}
	beds := map[id.ID]id.ID{}
	for i, p := range h.people[:n-1] {
		beds[p] = at[named[i]]
	}
	return placement.New(person.New(h.db, h.vault, h.policy, nil), h.db, h.vault, h.policy).PlaceIn(h.demo, tx, h.facility, beds)
}

// sign makes both officers sign anew.
func (h *house) sign() {
	h.first = policytest.As(h.t.Context(), "duty_officer", h.facility, h.unit, h.hand.Now())
	h.second = policytest.As(h.t.Context(), "zone_officer", h.facility, id.New(), h.hand.Now()) // of another brigade
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) open() id.ID {
	h.t.Helper()
	call, err := h.desk.Open(h.first, store.NewKey(), rollcall.Opening{Facility: h.facility, Unit: h.unit, Shift: "morning"})
	h.must(err)
	return call
}

func (h *house) sheet(call id.ID) rollcall.Sheet {
	h.t.Helper()
	s, err := store.Read(h.demo, h.db, func(tx *store.Tx) (rollcall.Sheet, error) {
		s, err := h.desk.Sheet(h.first, tx, call)
		if err == nil {
			err = h.desk.Tell(h.first, tx, s, h.outings)
		}
		return s, err
	})
	h.must(err)
	return s
}

func (h *house) row(call, person id.ID) rollcall.Row {
	h.t.Helper()
	for _, r := range h.sheet(call).Rows {
		if r.Person == person {
			return r
		}
	}
	h.t.Fatal("not on the list")
	return rollcall.Row{}
}

// mark marks one person on a device.
func (h *house) mark(ctx context.Context, call id.ID, m rollcall.Mark) rollcall.Answer {
	h.t.Helper()
	if m.At.IsZero() {
		m.At = h.hand.Now()
	}
	a, err := h.desk.Mark(ctx, store.NewKey(), call, []rollcall.Mark{m})
	h.must(err)
	return a
}

// all marks everybody who is not marked yet as present.
func (h *house) all(call id.ID) {
	h.t.Helper()
	for _, r := range h.sheet(call).Rows {
		if r.Mark.Sort == "" {
			h.mark(h.first, call, rollcall.Mark{Person: r.Person, Sort: rollcall.Present, Device: "all", Seq: 1})
		}
	}
}

func (h *house) owed(person id.ID) (d duty.Duty, known bool) {
	h.t.Helper()
	all, err := store.Read(h.demo, h.db, func(tx *store.Tx) ([]duty.Duty, error) { return duty.Of(h.demo, tx, person) })
	h.must(err)
	for _, d := range all {
		if d.Code == "rollcall.missing" {
			return d, true
		}
	}
	return d, false
}
