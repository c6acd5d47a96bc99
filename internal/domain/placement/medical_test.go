package placement_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/placement/known"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// class says what the second brigade is for, as the doctor does.
func (h *house) class(illness string) {
	h.t.Helper()
	doctor := policy.WithPurpose(h.as(policy.Doctor), policy.Treatment)
	if err := h.desk.SetClass(doctor, store.NewKey(), h.brigades[1], seal.Clinical, known.Medical{Illness: illness}); err != nil {
		h.t.Fatal(err)
	}
}

// elsewhere has the officer of intake look for a bed elsewhere.
func (h *house) elsewhere(name string) []placement.Offer {
	return h.offered(policy.IntakeOfficer, name)
}

// offered is what an officer is offered for somebody elsewhere.
func (h *house) offered(role, name string) []placement.Offer {
	h.t.Helper()
	list, err := h.desk.Elsewhere(h.as(role), store.NewKey(), h.people[name])
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

func TestABedElsewhere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(
			guest{name: "甲", bed: "101/1", language: "ii"}, guest{name: "丙", brigade: 1, bed: "201/1"},
			guest{name: "同乡", brigade: 1, bed: "202/1", language: "ii"}, guest{name: "少年", brigade: 1, age: 15, bed: "203/1"},
		)
		list := h.elsewhere("甲")
		if len(list) == 0 || len(list) > 3 || list[0].Place.Room != "202" || !slices.Contains(list[0].Why, placement.Why{Code: "language", N: 1}) {
			t.Fatalf("first where somebody speaks his language: %+v", list)
		}
		for _, o := range list {
			if o.Unit != h.brigades[1] || o.Place.Room == "203" {
				t.Errorf("%+v", o)
			}
		}
		h.bring(guest{name: "女", woman: true, bed: "103/1"})
		if got := h.elsewhere("女"); len(got) != 0 {
			t.Errorf("an empty room of a men's brigade is no bed for a woman: %+v", got)
		}
		if again := h.elsewhere("甲"); again[0].Bed != list[0].Bed {
			t.Error("asked again, another answer")
		}
		if _, err := h.desk.Elsewhere(h.as(policy.Nurse), store.NewKey(), h.people["甲"]); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
		_, err := h.move(policy.ZoneOfficer, "甲", list[0].Place.Room+"/"+list[0].Place.Bed)
		want(t, "an officer who has no say there", err, "placement.not_offered")
		if _, err := h.move(policy.Doctor, "甲", "202/"+list[0].Place.Bed); err != nil {
			t.Fatal(err)
		}
		moved := read(h, func(tx *store.Tx) ([]placement.Done, error) { return h.desk.Recent(h.demo, tx, h.facility) })
		if len(moved) != 1 || moved[0].Steps[0].ToUnit != h.brigades[1] {
			t.Fatalf("%+v", moved)
		}
		// He is in the charge of the second brigade now: the first has no say in his bed.
		_, err = h.desk.Move(h.as(policy.ZoneOfficer), store.NewKey(), placement.Move{Person: h.people["甲"], From: h.beds["202/"+list[0].Place.Bed], To: h.beds["202/3"]})
		want(t, "of another brigade", err, "policy.denied")
		_, err = h.desk.Undo(h.as(policy.IntakeOfficer), store.NewKey(), moved[0].ID)
		want(t, "not taken back past who gave it", err, "placement.undo_medical")
		if _, err := h.desk.Undo(h.as(policy.Doctor), store.NewKey(), moved[0].ID); err != nil || h.bedOf("甲") != "101/1" {
			t.Error(err)
		}
		if fits := read(h, func(tx *store.Tx) ([]placement.Fit, error) {
			return h.desk.Choices(h.as(policy.ZoneOfficer), tx, h.people["甲"])
		}); len(fits) != 9 {
			t.Error("back, in the first brigade's charge")
		}
	})
}

// A brigade that is for something is offered to nobody else, and no answer tells that it is.
func TestAMedicalClassIsNeverSaid(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(guest{name: "甲", bed: "101/1"}, guest{name: "病", bed: "101/2"}, guest{name: "丙", brigade: 1, bed: "201/1"})
		if len(h.elsewhere("甲")) == 0 {
			t.Fatal("the second brigade fits")
		}
		var before, after []string
		answers := func() (out []string) {
			for _, bed := range []string{"201/1", "201/2", "202/1", "203/3"} {
				_, err := h.move(policy.ZoneOfficer, "甲", bed)
				out = append(out, errs.CodeOf(err))
			}
			return out
		}
		before = answers()
		for _, try := range []struct {
			what, role, purpose string
		}{{"without a purpose", policy.Doctor, ""}, {"the head", policy.FacilityHead, policy.Emergency}, {"a zone officer", policy.ZoneOfficer, policy.Treatment}} {
			ctx := policy.WithPurpose(h.as(try.role), try.purpose)
			if err := h.desk.SetClass(ctx, store.NewKey(), h.brigades[1], seal.Clinical, known.Medical{Illness: "mental"}); errs.KindOf(err) != errs.Denied {
				t.Errorf("%s: %v", try.what, err)
			}
			if err := h.desk.SetNeed(ctx, store.NewKey(), h.people["病"], seal.Clinical, known.Medical{Illness: "mental"}); errs.KindOf(err) != errs.Denied {
				t.Errorf("%s: %v", try.what, err)
			}
		}
		h.class("mental")
		if after = answers(); !slices.Equal(before, after) {
			t.Errorf("refusals differ: %v, %v", before, after)
		}
		if got := h.elsewhere("甲"); len(got) != 0 {
			t.Errorf("offered: %+v", got)
		}
		_, err := h.move(policy.IntakeOfficer, "甲", "202/1")
		want(t, "who may give a bed there hears the same", err, "placement.not_offered")

		doctor := policy.WithPurpose(h.as(policy.Doctor), policy.Treatment)
		if err := h.desk.SetNeed(doctor, store.NewKey(), h.people["病"], seal.Clinical, known.Medical{Illness: "mental"}); err != nil {
			t.Fatal(err)
		}
		if got := h.owed("bed.care"); !slices.Equal(got, []string{"病"}) {
			t.Fatalf("owed to the doctor: %v", got)
		}
		d := read(h, func(tx *store.Tx) ([]duty.Duty, error) { return duty.Standing(h.demo, tx, "bed.care", h.facility) })
		if d[0].Compartment != seal.Clinical || len(duty.Veil(h.as(policy.FacilityHead), h.policy, slices.Clone(d))) != 0 {
			t.Errorf("to the head not even a neutral line: %+v", d[0])
		}
		if seen := duty.Veil(h.as(policy.Doctor), h.policy, slices.Clone(d)); len(seen) != 1 || seen[0].Code != "bed.care" {
			t.Errorf("to the doctor what it is: %+v", seen)
		}
		list := h.offered(policy.Doctor, "病")
		if len(list) == 0 {
			t.Fatal("the brigade is for him")
		}
		if _, err := h.move(policy.Doctor, "病", list[0].Place.Room+"/"+list[0].Place.Bed); err != nil {
			t.Fatal(err)
		}
		h.review()
		if got := h.owed("bed.care"); len(got) != 0 {
			t.Errorf("he lies where he should: %v", got)
		}
	})
}

// Neither the rows nor the log tell of which brigade something was said: all are written anew, alike.
func TestTheRowsOfClassesAreAlike(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.class("mental")
		h.hand.Forward(time.Hour)
		h.class(known.None)
		type row struct {
			version int64
			size    int
		}
		rows := read(h, func(tx *store.Tx) ([]row, error) {
			return store.Collect(h.demo, tx, func(s store.Scanner) (r row, err error) { return r, s.Scan(&r.version, &r.size) },
				`select version, length(sealed) from placement_class`)
		})
		if len(rows) != 2 || rows[0] != rows[1] || rows[0].version != 2 {
			t.Errorf("%v", rows)
		}
		about := read(h, func(tx *store.Tx) ([]id.ID, error) {
			return store.Collect(h.demo, tx, store.Value[id.ID], `select distinct record from audit_fact where kind = 'placement.class_kept'`)
		})
		if len(about) != 1 || about[0] != h.facility {
			t.Errorf("the log says of what: %v", about)
		}
	})
}

// With the infection record a doctor of the facility says what a brigade is for and what somebody needs, to control
// infection; no nurse does by office, and what was said opens nothing.
func TestTheInfectionRecord(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bring(guest{name: "甲", bed: "101/1"}, guest{name: "乙", bed: "101/2"}, guest{name: "丙", brigade: 1, bed: "201/1"})
		infectious := known.Medical{Illness: "infectious"}
		as := func(role, purpose string) context.Context {
			return policy.WithPurpose(policytest.As(t.Context(), role, h.facility, h.facility, time.Time{}), purpose)
		}
		doctor := as(policy.Doctor, policy.InfectionControl)
		if err := h.desk.SetClass(doctor, store.NewKey(), h.brigades[1], seal.Infection, infectious); err != nil {
			t.Error(err)
		}
		for _, try := range []struct {
			what, role, purpose string
		}{
			{"a nurse", policy.Nurse, policy.InfectionControl},
			{"another purpose", policy.Doctor, policy.Treatment},
			{"the head", policy.FacilityHead, policy.Emergency},
		} {
			if err := h.desk.SetNeed(as(try.role, try.purpose), store.NewKey(), h.people["甲"], seal.Infection, infectious); errs.KindOf(err) != errs.Denied {
				t.Errorf("%s: %v", try.what, err)
			}
		}
		if got := h.elsewhere("甲"); len(got) != 0 {
			t.Errorf("the brigade is for others: %+v", got)
		}
		if err := h.desk.SetNeed(doctor, store.NewKey(), h.people["甲"], seal.Infection, infectious); err != nil {
			t.Error(err)
		}
		if got := h.offered(policy.Doctor, "甲"); len(got) == 0 {
			t.Error("the brigade is for him")
		}
		if got := h.elsewhere("甲"); len(got) != 0 {
			t.Errorf("to who does not treat he is as everybody: %+v", got)
		}
		if got := h.offered(policy.Doctor, "乙"); len(got) != 0 {
			t.Errorf("and for nobody else: %+v", got)
		}
		err := h.desk.SetClass(doctor, store.NewKey(), h.brigades[1], seal.Infection, known.Medical{Illness: "mental"})
		want(t, "an illness of another compartment", err, "placement.bad_input")
		err = h.desk.SetNeed(doctor, store.NewKey(), h.people["甲"], seal.Infection, known.Medical{Illness: "infectious", Drug: "opioid"})
		if e := errs.Find(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Code != "placement.drug_clinical" {
			t.Errorf("a drug belongs to the clinical record: %v", err)
		}
	})
}
