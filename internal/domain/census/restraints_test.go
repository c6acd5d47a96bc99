package census_test

import (
	"context"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func (h *house) restraints(who context.Context, facility id.ID) ([]census.Restrained, error) {
	got, err := store.Read(who, h.db, func(tx *store.Tx) (store.Slice[census.Restrained], error) {
		return h.desk.Restraints(who, tx, facility, store.Page{Limit: 5})
	})
	return got.Rows, err
}

// happened records that somebody was restrained, or kept apart, some hours ago.
func (h *house) happened(who string, of term.Type, hours int) id.ID {
	h.t.Helper()
	demo := actor.With(h.t.Context(), actor.Part("demo"))
	x := term.AtMoment(of, civil.InstantOf(storetest.Start)-civil.Instant(hours)*3600e6)
	fact, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		if err := h.policy.Check(demo, tx, policy.MeasureRecord, policy.Resource{Person: h.people[who]}); err != nil {
			return "", err
		}
		return h.measures.RecordIn(demo, tx, measure.Recording{Person: h.people[who], Fact: x, Happened: true, Note: measure.Note{Words: "登记"}})
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return fact
}

func TestRestraintsAreListedWithTheirEnd(t *testing.T) {
	each(t, func(h *house) {
		who := h.as("procurator", 0, -1)
		if got, err := h.restraints(who, h.facilities[0]); err != nil || len(got) != 0 {
			t.Fatal(got, err)
		}
		h.happened("0", term.Restraint, 9)
		h.happened("2", term.Single, 30)
		h.happened("2", term.SingleEnded, 4)
		got, err := h.restraints(who, h.facilities[0])
		if err != nil || len(got) != 2 {
			t.Fatal(got, err)
		}
		if r := got[0]; r.Person != h.people["0"] || r.Name.Text != "李明远" || r.Type != "restraint" || r.Ended != 0 || r.Outside == "" {
			t.Errorf("nobody approved it, and it lasts: %+v", r)
		}
		if r := got[1]; r.Type != "single" || r.Ended-r.At != 26*3600e6 {
			t.Errorf("%+v", r)
		}
		if got, err := h.restraints(h.as("procurator", 1, -1), h.facilities[0]); err != nil || len(got) != 0 {
			t.Errorf("of another facility: %v %v", got, err)
		}
		if _, err := h.restraints(h.as("facility_admin", 0, -1), h.facilities[0]); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
	})
}

// What happened in a facility stays in its list when the man is moved, and is none of the facility that received him; who lies
// there now opens his file, who watched over him then does not.
func TestARestraintStaysWhereItHappened(t *testing.T) {
	each(t, func(h *house) {
		who, demo := h.people["0"], actor.With(t.Context(), actor.Part("demo"))
		before := h.happened("0", term.Restraint, 80)
		_, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
			on := civil.DateOf(storetest.Start).AddDays(-1)
			if err := h.policy.Check(demo, tx, policy.MeasureRecord, policy.Resource{Person: who}); err != nil {
				return 0, err
			}
			if err := resident.CloseIn(demo, tx, who, on); err != nil {
				return 0, err
			}
			stay := resident.Resident{ID: id.New(), Person: who, Facility: h.facilities[1], Unit: h.brigades[1][0], Phase: resident.Adaptation, Admitted: on}
			if err := resident.New(h.db, h.policy).OpenIn(demo, tx, []resident.Resident{stay}); err != nil {
				return 0, err
			}
			if err := h.measures.Reseat(demo, tx, who, h.brigades[1][0]); err != nil {
				return 0, err
			}
			_, err := tx.Exec(demo, `update measure_life set facility = $2 where person = $1`, who, h.facilities[1]) // as TransferIn does, with a bed
			return 0, err
		})
		if err != nil {
			t.Fatal(err)
		}
		after := h.happened("0", term.Single, 2)
		for i, want := range []id.ID{before, after} {
			got, err := h.restraints(h.as("procurator", i, -1), h.facilities[i])
			if err != nil || len(got) != 1 || got[0].Fact != want || got[0].Facility != h.facilities[i] || got[0].Name.Text != "李明远" || got[0].Opens != (i == 1) {
				t.Errorf("facility %d: %+v %v", i, got, err)
			}
		}
	})
}

// Deaths and injuries are read from the facts, however they came to the house: most of them came by no affair and no paper of it.
func TestDeathsAndInjuriesAreReadFromTheFacts(t *testing.T) {
	each(t, func(h *house) {
		who := h.as("procurator", 0, -1)
		lists := func() (died, injured []census.Restrained) {
			_, err := store.Read(who, h.db, func(tx *store.Tx) (int, error) {
				d, err := h.desk.Deaths(who, tx, h.facilities[0], store.Page{Limit: 5})
				if err != nil {
					return 0, err
				}
				i, err := h.desk.Injured(who, tx, h.facilities[0], store.Page{Limit: 5})
				died, injured = d.Rows, i.Rows
				return 0, err
			})
			if err != nil {
				t.Fatal(err)
			}
			return died, injured
		}
		if died, injured := lists(); len(died) != 0 || len(injured) != 1 || injured[0].Person != h.people["2"] { // one is elsewhere, one has left
			t.Fatalf("%+v %+v", died, injured)
		}
		h.dies("0")
		if died, injured := lists(); len(died) != 1 || died[0].Person != h.people["0"] || died[0].Type != "ci.deceased" || len(injured) != 1 {
			t.Errorf("%+v %+v", died, injured)
		}
	})
}

// dies records a death as a list or another house tells of it: a fact, and no affair.
func (h *house) dies(who string) {
	h.t.Helper()
	demo := actor.With(h.t.Context(), actor.Part("demo"))
	_, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		if err := h.policy.Check(demo, tx, policy.MeasureRecord, policy.Resource{Person: h.people[who]}); err != nil {
			return "", err
		}
		return h.measures.RecordIn(demo, tx, measure.Recording{Person: h.people[who], Fact: term.OnDay(term.CIDeceased, civil.DateOf(storetest.Start)), Happened: true})
	})
	if err != nil {
		h.t.Fatal(err)
	}
}
