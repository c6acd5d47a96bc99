package measure_test

import (
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// free lets the resident of the house go on his last day, and moves the clock to a day two months later.
func (h *house) free() {
	h.t.Helper()
	h.hand.Set(time.Date(2027, 3, 9, 1, 0, 0, 0, time.UTC))
	both := measure.Recording{Person: h.person, Fact: fact(term.Released, "2027-03-09"), Before: []measure.Recording{{Fact: fact(term.CertificateIssued, "2027-03-09")}}}
	if err := h.goes(both); err != nil {
		h.t.Fatal(err)
	}
	h.hand.Set(time.Date(2027, 5, 20, 1, 0, 0, 0, time.UTC))
}

// goes is a release as its affair records it: by hand nobody who lives here is let go.
func (h *house) goes(r measure.Recording) error {
	h.t.Helper()
	officer, pol := h.officer("return_officer"), policytest.Engine(h.t, h.db.Clock())
	_, err := store.Write(officer, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		if err := pol.Check(officer, tx, policy.JourneyRelease, policy.Resource{Kind: "journey", Facility: h.facility, Person: h.person}); err != nil {
			return "", err
		}
		return h.desk.RecordIn(officer, tx, r)
	})
	return err
}

func (h *house) stays() []resident.Resident {
	h.t.Helper()
	list, err := store.Read(h.t.Context(), h.db, func(tx *store.Tx) ([]resident.Resident, error) { return resident.OfPerson(h.t.Context(), tx, h.person) })
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

func again(h *house) measure.Entry {
	return measure.Entry{Person: h.person, Facility: h.facility, Admitted: day("2027-05-18"), Decided: decided("2027-05-12"), Note: measure.Note{Number: "强戒字〔2027〕9号", Words: "扫描件随后补"}, Region: "51"}
}

func TestWhoComesAgainIsHereAgain(t *testing.T) {
	each(t, func(h *house) {
		h.hand.Set(time.Date(2027, 5, 20, 1, 0, 0, 0, time.UTC))
		intake := h.officer("intake_officer")
		if _, err := h.desk.Enter(intake, store.NewKey(), again(h)); errs.CodeOf(err) != "measure.still_here" {
			h.t.Fatalf("who is here comes again: %v", err)
		} else if args := errs.Find(err).Args; args[0] != "青川所" || args[1] != day("2025-06-20") {
			h.t.Errorf("neither where nor since when: %v", args)
		}
		h.free()
		intake = h.officer("intake_officer")
		early := again(h)
		early.Decided, early.Admitted = decided("2027-03-01"), day("2027-03-08")
		if _, err := h.desk.Enter(intake, store.NewKey(), early); errs.Find(err) == nil || errs.Find(err).Fields[0].Code != "measure.before_left" {
			h.t.Errorf("before he left: %v", err)
		}
		key := store.NewKey()
		for range 2 {
			if at, err := h.desk.Enter(intake, key, again(h)); err != nil || at != h.person {
				h.t.Fatalf("%s %v", at, err)
			}
		}
		stays := h.stays()
		if len(stays) != 2 || !stays[0].Here() || stays[0].Admitted != day("2027-05-18") || stays[1].Here() {
			h.t.Fatalf("%+v", stays)
		}
		v := h.view()
		if m := v.Answer.Measures[len(v.Answer.Measures)-1]; len(v.Answer.Measures) != 2 || m.End != day("2029-05-11") || m.State.Final() {
			h.t.Errorf("%+v", v.Answer.Measures)
		}
		if e := v.Life.Events[len(v.Life.Events)-2]; e.Note.Number != "强戒字〔2027〕9号" || e.Outside != "" {
			h.t.Errorf("%+v", e)
		}
	})
}

// Where the decision is recorded already the entry adds the admission; without any paper he is here and the paper is owed.
func TestWhoComesAgainRestsOnTheDecisionThatRuns(t *testing.T) {
	each(t, func(h *house) {
		h.free()
		if err := h.record(decided("2027-05-12"), false); err != nil {
			h.t.Fatal(err)
		}
		if err := h.record(fact(term.JAAdmitted, "2027-05-18"), false); errs.CodeOf(err) != "measure.no_stay" {
			h.t.Fatalf("an admission alone leaves him outside: %v", err)
		}
		bare := again(h)
		bare.Decided, bare.Note = term.Fact{}, measure.Note{}
		if _, err := h.desk.Enter(h.officer("intake_officer"), store.NewKey(), bare); err != nil {
			h.t.Fatal(err)
		}
		v := h.view()
		if e := v.Life.Events[len(v.Life.Events)-1]; e.Fact.Type != term.JAAdmitted || e.Outside != "" || v.Answer.Measures[1].State.Final() {
			h.t.Errorf("%+v %+v", e, v.Answer.Measures)
		}
		if d, owed := h.duties()["entry.decision"]; owed {
			h.t.Errorf("the decision is there: %+v", d)
		}
	})
	each(t, func(h *house) {
		h.free()
		bare := again(h)
		bare.Decided, bare.Note = term.Fact{}, measure.Note{}
		if _, err := h.desk.Enter(h.officer("intake_officer"), store.NewKey(), bare); err != nil {
			h.t.Fatal(err)
		}
		if _, owed := h.duties()["entry.decision"]; !owed || !h.stays()[0].Here() {
			h.t.Errorf("%+v", h.duties())
		}
	})
}

func TestAnotherHouseTakesHimInOnHisOldFile(t *testing.T) {
	each(t, func(h *house) {
		h.free()
		demo := actor.With(h.t.Context(), actor.Part("demo"))
		other, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
			units := facility.New(h.db, policytest.Engine(h.t, h.db.Clock()))
			here, err := facility.Get(demo, tx, h.facility)
			if err != nil {
				return "", err
			}
			return units.AddIn(demo, tx, facility.Draft{Parent: string(here.Parent), Kind: "facility", Name: "南河所", Code: "NH"})
		})
		if err != nil {
			h.t.Fatal(err)
		}
		e := again(h)
		e.Facility = other
		if _, err := h.desk.Enter(h.officer("intake_officer"), store.NewKey(), e); errs.KindOf(err) != errs.Denied {
			h.t.Errorf("into a house that is not his: %v", err)
		}
		intake := policytest.As(h.t.Context(), "intake_officer", other, other, h.hand.Now())
		if _, err := h.desk.Enter(intake, store.NewKey(), e); err != nil {
			h.t.Fatal(err)
		}
		if s := h.stays()[0]; s.Facility != other || !s.Here() {
			h.t.Errorf("%+v", s)
		}
		v, err := h.desk.View(intake, h.person)
		if err != nil || v.Life.Facility != other {
			h.t.Errorf("who has charge: %+v %v", v.Life, err)
		}
	})
}

func TestOneNumberIsOneFile(t *testing.T) {
	each(t, func(h *house) {
		e := measure.Entry{Who: person.Draft{Name: "沙马木呷", Number: "519900196601105831"}, Facility: h.facility, Admitted: day("2026-05-31"), Region: "51"}
		intake := h.officer("intake_officer")
		if _, err := h.desk.Enter(intake, store.NewKey(), e); err != nil {
			h.t.Fatal(err)
		}
		e.Who.Name = "别的名字"
		if _, err := h.desk.Enter(intake, store.NewKey(), e); errs.Find(err) == nil || errs.Find(err).Fields[0].Code != "measure.number_known" {
			h.t.Errorf("%v", err)
		}
	})
}

func TestDaysOfAnEntryThatCannotBe(t *testing.T) {
	today, born := day("2026-06-01"), day("1987-03-02")
	for _, c := range []struct{ decided, admitted, name, code string }{
		{"1890-01-01", "1900-01-01", "decided", "measure.before_birth"},
		{"2007-01-01", "2026-05-01", "decided", "measure.before_law"},
		{"2026-05-10", "2026-05-01", "admitted", "measure.admitted_before_decision"},
		{"2026-06-02", "2026-06-01", "decided", "measure.not_yet"},
		{"2026-05-01", "2026-06-02", "admitted", "measure.not_yet"},
	} {
		var f errs.Fields
		measure.Entry{Decided: decided(c.decided), Admitted: day(c.admitted)}.Days(&f, born, today)
		if e := errs.Find(f.Err("x")); e == nil || e.Fields[0].Name != c.name || e.Fields[0].Code != c.code {
			t.Errorf("%+v: %v", c, e)
		}
	}
	var f errs.Fields
	measure.Entry{Decided: decided("2026-05-01"), Admitted: day("2026-05-01")}.Days(&f, born, today)
	if err := f.Err("x"); err != nil {
		t.Error(err)
	}
}

func TestABedComesWithTheArrival(t *testing.T) {
	each(t, func(h *house) {
		h.free()
		demo := actor.With(h.t.Context(), actor.Part("demo"))
		pol := policytest.Engine(h.t, h.db.Clock())
		place := facility.Place{Room: "101", Bed: "1"}
		bed, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
			if err := pol.Check(demo, tx, policy.ResidentOpen, policy.Resource{Kind: "resident", Facility: h.facility}); err != nil {
				return "", err
			}
			beds, err := facility.New(h.db, pol).BedsAsNamed(demo, tx, h.facility, "", []facility.Place{place})
			return beds[place], err
		})
		if err != nil {
			h.t.Fatal(err)
		}
		e := again(h)
		e.Bed, e.Phase = bed, resident.Detox
		if _, err := h.desk.Enter(h.officer("legal_officer"), store.NewKey(), e); errs.KindOf(err) != errs.Denied {
			h.t.Errorf("who may give no bed gives one: %v", err)
		}
		if _, err := h.desk.Enter(h.officer("intake_officer"), store.NewKey(), e); err != nil {
			h.t.Fatal(err)
		}
		s, err := store.Read(h.t.Context(), h.db, func(tx *store.Tx) (placement.Stay, error) { return placement.Of(h.t.Context(), tx, h.person) })
		if err != nil || s.Bed != bed || h.stays()[0].Phase != resident.Detox {
			h.t.Errorf("%+v %v %+v", s, err, h.stays()[0])
		}
		other := measure.Entry{Who: person.Draft{Name: "沙马木呷", Sex: "male"}, Facility: h.facility, Admitted: day("2027-05-18"), Region: "51", Bed: bed}
		if _, err := h.desk.Enter(h.officer("intake_officer"), store.NewKey(), other); errs.Find(err) == nil || errs.Find(err).Fields[0].Code != "bed.not_free" {
			h.t.Errorf("a bed for two: %v", err)
		}
	})
}

func TestNobodyIsAdmittedOnTheFileOfTheDead(t *testing.T) {
	each(t, func(h *house) {
		h.hand.Set(time.Date(2027, 5, 20, 1, 0, 0, 0, time.UTC))
		if err := h.goes(measure.Recording{Person: h.person, Fact: fact(term.CIDeceased, "2026-08-01")}); err != nil {
			h.t.Fatal(err)
		}
		if n := len(h.stays()); n != 1 || h.stays()[0].Here() {
			h.t.Fatalf("%+v", h.stays())
		}
		_, err := h.desk.Enter(h.officer("intake_officer"), store.NewKey(), again(h))
		if errs.CodeOf(err) != "measure.died" || errs.Find(err).Args[0] != day("2026-08-01") || len(h.stays()) != 1 {
			h.t.Errorf("%v, %d stays", err, len(h.stays()))
		}
	})
}

// What was proposed while he lived does not move the file of the dead; it can only be turned down.
func TestNothingProposedMovesTheFileOfTheDead(t *testing.T) {
	each(t, func(h *house) {
		v := h.view()
		change, err := h.desk.Correct(h.legal, store.NewKey(), measure.Correction{
			Person: h.person, Version: v.Life.Version, Event: v.Life.Events[0].ID, With: decided("2025-03-01"), Note: measure.Note{Words: "文书日期看错"},
		})
		if err != nil {
			h.t.Fatal(err)
		}
		if err := h.goes(measure.Recording{Person: h.person, Fact: fact(term.CIDeceased, h.view().Answer.Measures[0].End.AddDays(-300).String())}); err != nil {
			h.t.Fatal(err)
		}
		if err := h.desk.Confirm(h.second, store.NewKey(), h.looked(change, true)); errs.CodeOf(err) != "measure.frozen" {
			h.t.Errorf("confirmed after the death: %v", err)
		}
		if err := h.desk.Confirm(h.second, store.NewKey(), h.looked(change, false)); err != nil || h.duties()["measure.confirm"].State != "done" {
			h.t.Errorf("it cannot be turned down: %v", err)
		}
	})
}
