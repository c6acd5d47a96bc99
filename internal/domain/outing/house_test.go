package outing_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rule"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// house is a facility with two brigades, a room of eight beds, and six people who have three beds between them.
type house struct {
	t        *testing.T
	hand     *clock.Hand
	db       *store.DB
	policy   *policy.Engine
	vault    *seal.Vault
	persons  *person.Desk
	measures *measure.Desk
	desk     *outing.Desk
	facility id.ID
	units    []id.ID
	people   []id.ID
	beds     []id.ID
	demo     context.Context
	officer  context.Context // of the first brigade
	legal    context.Context
}

var start = time.Date(2026, 6, 1, 1, 0, 0, 0, time.UTC)

func each(t *testing.T, body func(*house)) {
	hand := clock.At(start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		hand.Set(start)
		body(raise(t, hand, db))
	})
}

func raise(t *testing.T, hand *clock.Hand, db *store.DB) *house {
	t.Helper()
	cal, err := calendar.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	places, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	vault, pol := sealtest.Vault(t, db), policytest.Engine(t, db.Clock())
	persons := person.New(db, vault, pol, places)
	h := &house{
		t: t, hand: hand, db: db, policy: pol, vault: vault, persons: persons,
		measures: measure.New(persons, db, vault, pol, rule.Open(db, pol, cal)), desk: outing.New(db, vault, pol),
		demo: actor.With(t.Context(), actor.Part("demo")),
	}
	h.must(h.write(h.furnish))
	h.must(h.write(h.settle))
	h.officer = policytest.As(t.Context(), "duty_officer", h.facility, h.units[0], hand.Now())
	h.legal = policytest.As(t.Context(), "legal_officer", h.facility, h.facility, hand.Now())
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) write(body func(*store.Tx) error) error {
	_, err := store.Write(h.demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, body(tx) })
	return err
}

// furnish makes the facility, its brigades and its beds. A body may run twice, so it only overwrites.
func (h *house) furnish(tx *store.Tx) error {
	places := facility.New(h.db, h.policy)
	bureau, err := places.FoundIn(h.demo, tx, "省戒毒管理局")
	if err != nil {
		return err
	}
	if h.facility, err = places.AddIn(h.demo, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "青川所", Code: "QC"}); err != nil {
		return err
	}
	h.units = make([]id.ID, 2)
	for i := range h.units {
		d := facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: []string{"一大队", "二大队"}[i]}
		if h.units[i], err = places.AddIn(h.demo, tx, d); err != nil {
			return err
		}
	}
	var named []facility.Place
	for i := range 8 {
		named = append(named, facility.Place{Room: "1", Bed: fmt.Sprint(i + 1)})
	}
	if err := h.policy.Check(h.demo, tx, policy.PlacementAssign, policy.Resource{Kind: "placement", Facility: h.facility}); err != nil {
		return err
	}
	beds, err := places.BedsAsNamed(h.demo, tx, h.facility, h.units[0], named)
	h.beds = nil
	for _, p := range named {
		h.beds = append(h.beds, beds[p])
	}
	return err
}

// settle takes six people in, decided 2025-03-10; half of them are in the second brigade, half have a bed.
func (h *house) settle(tx *store.Tx) error {
	h.people = nil
	var people []person.Person
	var stays []resident.Resident
	var lives []measure.Opening
	beds := map[id.ID]id.ID{}
	for i := range 6 {
		p := person.Person{ID: id.New(), Version: 1, Name: "马海木", Sex: cn.Male, Born: civil.On(1990, 5, i+1)}
		h.people, people = append(h.people, p.ID), append(people, p)
		unit := h.units[i%2]
		stays = append(stays, resident.Resident{ID: id.New(), Person: p.ID, Facility: h.facility, Unit: unit, Admitted: civil.On(2025, 6, 20)})
		decided := term.OnDay(term.CIDecided, civil.On(2025, 3, 10))
		decided.By, decided.Ground = term.County, term.Severe
		life := measure.Life{Person: p.ID, Region: "51", Facility: h.facility, Unit: unit, KnownFrom: tx.Now()}
		for j, f := range []term.Fact{decided, term.OnDay(term.JAAdmitted, civil.On(2025, 6, 20))} {
			life.Events = append(life.Events, measure.Event{ID: id.New(), Seq: int64(j), Fact: f, Recorded: tx.Now(), By: "system:demo", Node: tx.Node()})
		}
		lives = append(lives, measure.Opening{Life: life, Who: p})
		if i < 3 {
			beds[p.ID] = h.beds[i]
		}
	}
	if err := h.persons.CreateIn(h.demo, tx, person.At{Facility: h.facility}, people); err != nil {
		return err
	}
	if err := resident.New(h.db, h.policy).OpenIn(h.demo, tx, stays); err != nil {
		return err
	}
	if _, err := h.measures.OpenIn(h.demo, tx, lives); err != nil {
		return err
	}
	return placement.New(h.persons, h.db, h.vault, h.policy).PlaceIn(h.demo, tx, h.facility, beds)
}

func read[T any](h *house, body func(*store.Tx) (T, error)) T {
	h.t.Helper()
	got, err := store.Read(h.demo, h.db, body)
	h.must(err)
	return got
}

// current is the open outing of a person, nil when he is not out.
func (h *house) current(person id.ID) *outing.Outing {
	h.t.Helper()
	all := read(h, func(tx *store.Tx) ([]outing.Outing, error) {
		all, err := outing.Of(h.demo, tx, person)
		if err == nil {
			err = h.desk.Told(h.demo, tx, all)
		}
		return all, err
	})
	for _, o := range all {
		if o.Until.IsZero() {
			return &o
		}
	}
	return nil
}

func (h *house) owed(person id.ID, code duty.Code) []duty.Duty {
	h.t.Helper()
	var out []duty.Duty
	for _, d := range read(h, func(tx *store.Tx) ([]duty.Duty, error) { return duty.Of(h.demo, tx, person) }) {
		if d.Code == code {
			out = append(out, d)
		}
	}
	return out
}

func (h *house) leave(d outing.Departure) (id.ID, error) {
	return h.desk.Leave(h.officer, store.NewKey(), d)
}

func (h *house) fact(p id.ID, t term.Type, on civil.Date) (id.ID, error) {
	h.t.Helper()
	v, err := h.measures.View(h.legal, p)
	h.must(err)
	f := term.OnDay(t, on)
	switch t {
	case term.OutsideMedicalApproved:
		f.By = term.Supervisor
	case term.HeldElsewhere:
		f.Cause = term.Arrest
	}
	r := measure.Recording{Person: p, Version: v.Life.Version, Fact: f, Note: measure.Note{Words: "文书随后补"}, Happened: true}
	if t != term.Released {
		return h.measures.Record(h.legal, store.NewKey(), r)
	}
	return store.Write(h.demo, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) { // a step of the affair
		if err := h.policy.Check(h.demo, tx, policy.MeasureRecord, policy.Resource{Kind: "measure", Facility: h.facility}); err != nil {
			return "", err
		}
		return h.measures.RecordIn(h.demo, tx, r)
	})
}

// faults are the codes of the fields that an error answers.
func faults(err error) (codes []string) {
	if e := errs.Find(err); e != nil {
		for _, f := range e.Fields {
			codes = append(codes, f.Name+" "+f.Code)
		}
	}
	return codes
}
