package measure_test

import (
	"context"
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
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rule"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// house is a facility with one resident: decided 2025-03-10, admitted 2025-06-20.
type house struct {
	t        *testing.T
	hand     *clock.Hand
	db       *store.DB
	vault    *seal.Vault
	persons  *person.Desk
	desk     *measure.Desk
	facility id.ID
	person   id.ID
	legal    context.Context
	second   context.Context
}

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func fact(t term.Type, on string) term.Fact { return term.OnDay(t, day(on)) }

func decided(on string) term.Fact {
	f := fact(term.CIDecided, on)
	f.By, f.Ground = term.County, term.Severe
	return f
}

func open(t *testing.T, hand *clock.Hand, db *store.DB) *house {
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
	h := &house{t: t, hand: hand, db: db, vault: vault, persons: persons, desk: measure.New(persons, db, vault, pol, rule.Open(db, pol, cal))}
	demo := actor.With(t.Context(), actor.Part("demo"))
	h.person = id.New()
	_, err = store.Write(demo, db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		places := facility.New(db, pol)
		bureau, err := places.FoundIn(demo, tx, "省戒毒管理局")
		if err != nil {
			return "", err
		}
		if h.facility, err = places.AddIn(demo, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "青川所", Code: "QC"}); err != nil {
			return "", err
		}
		who := person.Person{ID: h.person, Version: 1, Name: "马海木", Sex: cn.Male, Born: day("1990-05-01")}
		if err := persons.CreateIn(demo, tx, person.At{Facility: h.facility}, []person.Person{who}); err != nil {
			return "", err
		}
		if err := resident.New(db, pol).OpenIn(demo, tx, []resident.Resident{{ID: id.New(), Person: h.person, Facility: h.facility, Admitted: day("2025-06-20")}}); err != nil {
			return "", err
		}
		life := measure.Life{Person: h.person, Region: "51", Facility: h.facility, KnownFrom: tx.Now(), Events: []measure.Event{
			{ID: id.New(), Seq: 0, Fact: decided("2025-03-10"), Note: measure.Note{Number: "强戒字〔2025〕1号"}, Recorded: tx.Now(), By: "system:demo", Node: tx.Node()},
			{ID: id.New(), Seq: 1, Fact: fact(term.JAAdmitted, "2025-06-20"), Recorded: tx.Now(), By: "system:demo", Node: tx.Node()},
		}}
		_, err = h.desk.OpenIn(demo, tx, []measure.Opening{{Life: life, Who: who}})
		return h.person, err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.legal = h.officer("legal_officer")
	h.second = h.officer("legal_officer")
	return h
}

func (h *house) officer(role string) context.Context {
	return policytest.As(h.t.Context(), role, h.facility, h.facility, h.hand.Now())
}

func (h *house) view() measure.View {
	h.t.Helper()
	v, err := h.desk.View(h.legal, h.person)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

func (h *house) record(f term.Fact, happened bool) error {
	h.t.Helper()
	r := measure.Recording{Person: h.person, Version: h.view().Life.Version, Fact: f, Happened: happened}
	if paper.Decides(f.Type) {
		r.Note.Words = "决定书原件在途。"
	}
	if measure.ByAffair(f.Type) {
		return h.goes(r)
	}
	_, err := h.desk.Record(h.legal, store.NewKey(), r)
	return err
}

func (h *house) duties() map[duty.Code]duty.Duty {
	h.t.Helper()
	all, err := store.Read(h.legal, h.db, func(tx *store.Tx) ([]duty.Duty, error) { return duty.Of(h.legal, tx, h.person) })
	if err != nil {
		h.t.Fatal(err)
	}
	out := map[duty.Code]duty.Duty{}
	for _, d := range all {
		out[d.Code] = d
	}
	return out
}

func each(t *testing.T, body func(*house)) {
	hand := clock.At(time.Date(2026, 6, 1, 1, 0, 0, 0, time.UTC))
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		hand.Set(time.Date(2026, 6, 1, 1, 0, 0, 0, time.UTC))
		body(open(t, hand, db))
	})
}

func TestALifeIsItsFold(t *testing.T) {
	each(t, func(h *house) {
		v := h.view()
		if m := v.Answer.Measures[0]; m.End != day("2027-03-09") || m.State.String() != "CI_JA_FACILITY" {
			h.t.Errorf("%+v", m)
		}
		if len(v.Answer.Trace) == 0 {
			h.t.Error("a page's fold says why")
		}
		ds := h.duties()
		if d := ds["ci.release"]; d.Due.Day != day("2027-03-09") || d.State != duty.Pending || d.Paper {
			h.t.Errorf("%+v", d)
		}
		if d := ds["ci.family_letter"]; !d.Paper || d.State != duty.Pending {
			h.t.Errorf("due before the house knew: %+v", d)
		}
	})
}

func TestTheHouseIsRefusedAndTheWorldIsNot(t *testing.T) {
	each(t, func(h *house) {
		early := fact(term.Released, "2026-06-01")
		err := h.record(early, false)
		if e := errs.Find(err); e == nil || e.Kind != errs.Refused || len(e.Basis) == 0 {
			h.t.Fatalf("a release before the end: %v", err)
		}
		if n := len(h.view().Life.Events); n != 2 {
			h.t.Fatalf("a refused act left %d events", n)
		}
		if err := h.record(early, true); err != nil {
			h.t.Fatal(err)
		}
		v := h.view()
		if v.Life.Events[2].Outside == "" || v.Answer.Measures[0].End != day("2027-03-09") {
			h.t.Errorf("what happened outside the law is marked and moves no date: %+v", v.Life.Events[2])
		}
		if d, ok := h.duties()["act.report"]; !ok || d.State != duty.Pending {
			h.t.Errorf("and is to be reported: %+v", d)
		}
	})
}

func TestARecaptureMovesTheEndAndItsDuties(t *testing.T) {
	each(t, func(h *house) {
		for _, f := range []term.Fact{fact(term.Abscond, "2025-10-01"), fact(term.Recapture, "2025-10-06")} {
			if err := h.record(f, false); err != nil {
				h.t.Fatal(err)
			}
		}
		if d := h.duties()["ci.release"]; d.Due.Day != day("2027-03-14") {
			h.t.Errorf("release is due %v", d.Due.Day)
		}
	})
}

func TestTwoOfficersAndOneRecord(t *testing.T) {
	each(t, func(h *house) {
		seen := h.view().Life.Version
		if err := h.record(fact(term.JAFamilyLetter, "2025-06-22"), false); err != nil {
			h.t.Fatal(err)
		}
		_, err := h.desk.Record(h.second, store.NewKey(), measure.Recording{Person: h.person, Version: seen, Fact: fact(term.Abscond, "2025-10-01")})
		if errs.KindOf(err) != errs.Conflict {
			h.t.Errorf("the second officer must see the first one's version: %v", err)
		}
		if d := h.duties()["ci.family_letter"]; d.State != duty.Done {
			h.t.Errorf("%+v", d)
		}
	})
}

func TestACorrectionThatMovesTheEndWaitsForASecondOfficer(t *testing.T) {
	each(t, func(h *house) {
		v := h.view()
		c := measure.Correction{Person: h.person, Version: v.Life.Version, Event: v.Life.Events[0].ID, With: decided("2025-03-01"), Note: measure.Note{Words: "文书日期看错"}}
		change, err := h.desk.Correct(h.legal, store.NewKey(), c)
		if err != nil {
			h.t.Fatal(err)
		}
		if h.view().Answer.Measures[0].End != day("2027-03-09") {
			h.t.Fatal("a proposal moves nothing")
		}
		if err := h.desk.Confirm(h.legal, store.NewKey(), h.looked(change, true)); errs.KindOf(err) != errs.Denied {
			h.t.Fatalf("nobody confirms himself: %v", err)
		}
		if err := h.desk.Confirm(h.second, store.NewKey(), h.looked(change, true)); err != nil {
			h.t.Fatal(err)
		}
		v = h.view()
		// The new decision is recorded after the admission, which is therefore told again behind it.
		if len(v.Life.Events) != 6 || v.Life.Events[2].Withdraws == "" {
			h.t.Errorf("the struck fact stays in the file: %+v", v.Life.Events)
		}
		if m := v.Answer.Measures[0]; m.End != day("2027-02-28") || m.State.String() != "CI_JA_FACILITY" {
			h.t.Errorf("end %v, %v", m.End, m.State)
		}
		if d := h.duties()["measure.confirm"]; d.State != duty.Done {
			h.t.Errorf("%+v", d)
		}
	})
}

func TestACorrectionThatMovesNoDateCountsAtOnce(t *testing.T) {
	each(t, func(h *house) {
		if err := h.record(fact(term.JAFamilyLetter, "2025-06-30"), false); err != nil {
			h.t.Fatal(err)
		}
		v := h.view()
		if _, err := h.desk.Correct(h.legal, store.NewKey(), measure.Correction{
			Person: h.person, Version: v.Life.Version, Event: v.Life.Events[2].ID, With: fact(term.JAFamilyLetter, "2025-06-24"),
		}); err != nil {
			h.t.Fatal(err)
		}
		if d := h.duties()["ci.family_letter"]; d.State != duty.Done {
			h.t.Errorf("%+v", d)
		}
	})
}

func TestAReleaseOnTheDayEmptiesTheStay(t *testing.T) {
	each(t, func(h *house) {
		h.hand.Set(time.Date(2027, 3, 9, 1, 0, 0, 0, time.UTC))
		h.legal = h.officer("legal_officer")
		for _, f := range []term.Fact{fact(term.ReleaseNoticed, "2027-03-05"), fact(term.CertificateIssued, "2027-03-09"), fact(term.Released, "2027-03-09")} {
			if err := h.record(f, false); err != nil {
				h.t.Fatal(err)
			}
		}
		if d := h.duties()["ci.release"]; d.State != duty.Done {
			h.t.Errorf("%+v", d)
		}
		stays, err := store.Read(h.legal, h.db, func(tx *store.Tx) ([]resident.Resident, error) { return resident.OfPerson(h.legal, tx, h.person) })
		if err != nil || stays[0].Here() || stays[0].Left != day("2027-03-09") {
			h.t.Errorf("%+v %v", stays, err)
		}
	})
}

func TestACommandSentTwiceActsOnce(t *testing.T) {
	each(t, func(h *house) {
		key := store.NewKey()
		r := measure.Recording{Person: h.person, Version: h.view().Life.Version, Fact: fact(term.JAFamilyLetter, "2025-06-22")}
		first, err := h.desk.Record(h.legal, key, r)
		if err != nil {
			h.t.Fatal(err)
		}
		again, err := h.desk.Record(h.legal, key, r)
		if err != nil || again != first {
			h.t.Errorf("%v %v", again, err)
		}
		if n := len(h.view().Life.Events); n != 3 {
			h.t.Errorf("%d events", n)
		}
	})
}

func TestAStrangerMayNot(t *testing.T) {
	each(t, func(h *house) {
		stranger := policytest.As(h.t.Context(), "legal_officer", id.New(), id.New(), h.hand.Now())
		_, err := h.desk.Record(stranger, store.NewKey(), measure.Recording{Person: h.person, Version: 1, Fact: fact(term.JAFamilyLetter, "2025-06-22")})
		if k := errs.KindOf(err); k != errs.Denied && k != errs.NotFound {
			h.t.Errorf("%v", err)
		}
		if _, err := h.desk.View(actor.With(h.t.Context(), actor.Actor{}), h.person); errs.KindOf(err) != errs.Unauthenticated {
			h.t.Errorf("nobody reads: %v", err)
		}
	})
}

// What has not happened yet is no fact: it would discharge today what somebody still owes, or end a stay.
func TestTheFutureIsNoFact(t *testing.T) {
	each(t, func(h *house) {
		for _, f := range []term.Fact{fact(term.CIDeceased, "2031-05-05"), fact(term.JAFamilyLetter, "2026-06-02"), fact(term.Abscond, "2030-01-01")} {
			for _, happened := range []bool{false, true} {
				if e := errs.Find(h.record(f, happened)); e == nil || e.Kind != errs.Invalid || e.Fields[0].Code != "measure.not_yet" {
					h.t.Errorf("%s on %s: %v", f.Type, f.On, e)
				}
			}
		}
		v := h.view()
		c := measure.Correction{Person: h.person, Version: v.Life.Version, Event: v.Life.Events[1].ID, With: fact(term.JAAdmitted, "2026-06-02")}
		if _, err := h.desk.Correct(h.legal, store.NewKey(), c); errs.KindOf(err) != errs.Invalid {
			h.t.Errorf("nor by correction: %v", err)
		}
		if err := h.record(fact(term.JAFamilyLetter, "2026-06-01"), false); err != nil {
			h.t.Errorf("today has come: %v", err)
		}
	})
}

func TestWhoComesWithoutADecisionIsOwedItToday(t *testing.T) {
	each(t, func(h *house) {
		intake := h.officer("intake_officer")
		at, err := h.desk.Enter(intake, store.NewKey(), measure.Entry{
			Who: person.Draft{Name: "沙马木呷", Sex: "male"}, Facility: h.facility, Admitted: day("2026-05-31"), Region: "51",
		})
		if err != nil {
			h.t.Fatal(err)
		}
		h.person = at
		got := h.duties()
		if d := got["entry.decision"]; d.State != duty.Pending || d.Due != duty.On(day("2026-06-01")) || d.Owner != "legal_officer" || d.Basis != "NCL 40; NCL 41" || d.Reached(h.hand.Now()) != duty.ToBureau {
			h.t.Errorf("%+v", d)
		}
		if d := got["entry.letter"]; d.State != duty.Pending || d.Due != duty.On(day("2026-06-05")) || d.Owner != "intake_officer" {
			h.t.Errorf("%+v", d)
		}
		if err := h.record(decided("2026-05-28"), false); err != nil {
			h.t.Fatal(err)
		}
		got = h.duties()
		if got["entry.decision"].State != duty.Done || got["entry.decision"].Evidence == "" || got["entry.letter"].State != duty.Pending {
			h.t.Errorf("%+v", got)
		}
		if err := h.record(fact(term.JAAdmitted, "2026-05-31"), false); err != nil {
			h.t.Fatal(err)
		}
		if got = h.duties(); got["entry.letter"].State != duty.Void || got["ci.family_letter"].State != duty.Pending {
			h.t.Errorf("%+v", got)
		}
	})
}

func TestAReleaseAndItsCertificateAreOneAct(t *testing.T) {
	each(t, func(h *house) {
		h.hand.Set(time.Date(2027, 3, 9, 1, 0, 0, 0, time.UTC))
		both := measure.Recording{Person: h.person, Version: h.view().Life.Version, Fact: fact(term.Released, "2027-03-08"), Before: []measure.Recording{{Fact: fact(term.CertificateIssued, "2027-03-08")}}}
		if _, err := h.desk.Record(h.officer("legal_officer"), store.NewKey(), both); errs.CodeOf(err) != "measure.by_affair" {
			h.t.Errorf("by hand: %v", err)
		}
		if err := h.goes(both); errs.CodeOf(err) != "law.refused.release.too_early" {
			h.t.Errorf("%v", err)
		}
		if n := len(h.view().Life.Events); n != 2 {
			h.t.Errorf("%d facts after a refusal", n)
		}
		both.Fact, both.Before[0].Fact = fact(term.Released, "2027-03-09"), fact(term.CertificateIssued, "2027-03-09")
		if err := h.goes(both); err != nil {
			h.t.Fatal(err)
		}
		if v := h.view(); len(v.Life.Events) != 4 || v.Life.Events[3].Outside != "" || v.Answer.Measures[0].State != law.CIReleased {
			h.t.Errorf("%+v", v.Answer.Measures)
		}
	})
}
