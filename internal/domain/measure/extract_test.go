package measure_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/measure/extract"
	"guitu/internal/domain/person"
	"guitu/internal/domain/term"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// asked is the extract of the resident, and the case that his facts make.
func (h *house) asked() (kept, told term.Case) {
	h.t.Helper()
	kept, err := store.Read(h.legal, h.db, func(tx *store.Tx) (term.Case, error) {
		c, behind, err := extract.Of(h.legal, tx, h.vault, h.person)
		if behind {
			h.t.Error("there is no extract")
		}
		return c, err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	who, err := store.Read(h.legal, h.db, func(tx *store.Tx) (person.Person, error) { return h.persons.Get(h.legal, tx, h.person) })
	if err != nil {
		h.t.Fatal(err)
	}
	told = h.view().Life.Case(term.Person{Born: who.Born, Sex: map[cn.Sex]term.Word{cn.Male: term.Male, cn.Female: term.Female}[who.Sex]}, h.hand.Now())
	return kept, told
}

func (h *house) extractIsTrue(after string) {
	h.t.Helper()
	kept, told := h.asked()
	if !slices.Equal(kept.Facts, told.Facts) || kept.Person != told.Person || kept.Settings != told.Settings || kept.Region != told.Region || kept.Facility != told.Facility {
		h.t.Errorf("after %s the clock is given\n%+v\nand the facts say\n%+v", after, kept, told)
	}
	if a, err := h.desk.Agree(h.legal, "", 10); err != nil || len(a.Findings) > 0 || a.Lives == 0 {
		h.t.Errorf("after %s: %+v %v", after, a, err)
	}
	r, err := h.desk.Reckon(h.legal, extract.Span{})
	if n, none := h.desk.Count(h.legal); err != nil || none != nil || r.Off != 0 || r.All() != n || r.Dates == 0 {
		h.t.Errorf("after %s: %+v of %d, %v", after, r, n, err)
	}
}

// Whatever is recorded, corrected and withdrawn in whatever order: the extract is what the facts say.
func TestTheExtractIsTheFacts(t *testing.T) {
	kinds := []term.Type{
		term.JAFamilyLetter, term.JABooklet, term.JAInductionClosed, term.Abscond, term.Recapture, term.HomeLeave, term.HomeLeaveEnded,
		term.OutsideMedicalApproved, term.OutsideMedicalEnded, term.HeldElsewhere, term.HeldElsewhereEnded, term.EarlyProposed, term.ExtensionProposed,
	}
	each(t, func(h *house) {
		h.extractIsTrue("the opening")
		steps, done := 0, 0
		rapid.Check(h.t, func(t *rapid.T) { // of one life that goes on and on
			if steps++; steps > 25 {
				return
			}
			v := h.view()
			standing := v.Life.Standing()
			e := standing[rapid.IntRange(0, len(standing)-1).Draw(t, "event")]
			on := civil.On(2025, 7, 1).AddDays(rapid.IntRange(0, 300).Draw(t, "day"))
			kind := rapid.SampledFrom(kinds).Draw(t, "kind")
			with := fact(kind, on.String())
			c := measure.Correction{Person: h.person, Version: v.Life.Version, Event: e.ID, Note: measure.Note{Words: "抄错"}}
			var err error
			switch rapid.SampledFrom([]string{"record", "record", "correct", "withdraw"}).Draw(t, "act") {
			case "record":
				err = h.record(with, true)
			case "correct":
				c.With = term.OnDay(e.Fact.Type, e.Fact.On.AddDays(1))
				c.With.By, c.With.Ground = e.Fact.By, e.Fact.Ground
				err = h.counts(c)
			case "withdraw":
				if e.Fact.Type != term.CIDecided && e.Fact.Type != term.JAAdmitted { // the decision and the admission are corrected, not taken back
					err = h.counts(c)
				}
			}
			if err != nil && errs.KindOf(err) == errs.Internal {
				t.Fatal(err)
			}
			if err == nil {
				done++
			}
			h.extractIsTrue(kind.String())
		})
		if n := len(h.view().Life.Events); done < 10 || n < 12 {
			h.t.Errorf("only %d acts were taken, %d facts stand", done, n)
		}
	})
}

// counts corrects, and lets a second officer say yes where one is asked.
func (h *house) counts(c measure.Correction) error {
	change, err := h.desk.Correct(h.legal, store.NewKey(), c)
	if err != nil {
		return err
	}
	for _, w := range h.view().Changes {
		if w.ID == change {
			return h.desk.Confirm(h.second, store.NewKey(), h.looked(change, true))
		}
	}
	return nil
}

// A birth that was put right moves what the clock is given, in the act.
func TestTheExtractFollowsThePerson(t *testing.T) {
	each(t, func(h *house) {
		h.persons.Changed = h.desk.Reborn
		who, err := store.Read(h.legal, h.db, func(tx *store.Tx) (person.Person, error) { return h.persons.Get(h.legal, tx, h.person) })
		if err != nil {
			h.t.Fatal(err)
		}
		who.Born, who.Sex = day("2008-01-02"), cn.Female // decided at 17
		if err := h.persons.Change(h.officer("intake_officer"), store.NewKey(), person.At{Facility: h.facility}, who); err != nil {
			h.t.Fatal(err)
		}
		if kept, _ := h.asked(); kept.Person.Born != day("2008-01-02") || kept.Person.Sex != term.Female {
			h.t.Errorf("%+v", kept.Person)
		}
		h.extractIsTrue("another birth")
		before := h.view().Life.Version
		who.Version, who.Aliases = 2, []string{"阿木"}
		if err := h.persons.Change(h.officer("intake_officer"), store.NewKey(), person.At{Facility: h.facility}, who); err != nil || h.view().Life.Version != before {
			h.t.Errorf("another name folds the life again: %v", err)
		}
	})
}

// What says something of the body lies in the clinical compartment, also when it is said later.
func TestTheExtractOfABodyIsClinical(t *testing.T) {
	each(t, func(h *house) {
		at := func() string {
			c, err := store.Read(h.legal, h.db, func(tx *store.Tx) (string, error) {
				return store.One(h.legal, tx, store.Value[string], `select compartment from measure_extract where person = $1`, h.person)
			})
			if err != nil {
				h.t.Fatal(err)
			}
			return c
		}
		if at() != string(seal.General) {
			h.t.Errorf("%s", at())
		}
		again := fact(term.JAAdmitted, "2025-07-01")
		again.Nursing = true
		if err := h.record(again, true); err != nil {
			h.t.Fatal(err)
		}
		if at() != string(seal.Clinical) {
			h.t.Errorf("%s", at())
		}
		h.extractIsTrue("a nursed infant")
	})
}

// A house that is older than extracts, or than this program, gets them by the sweep; until then nobody is told wrongly.
func TestExtractsAreMadeAnew(t *testing.T) {
	each(t, func(h *house) {
		for _, behind := range []string{`delete from measure_extract`, `update measure_extract set form = form + 1, sealed = person`} {
			if _, err := store.Write(h.legal, h.db, store.NewKey(), func(tx *store.Tx) (int64, error) {
				tx.MarkPolicy("measure")
				tx.MarkAudit("measure")
				return tx.Exec(h.legal, map[bool]string{true: `update measure_extract set form = form + 1`, false: behind}[h.db.Engine() == store.Postgres && behind[0] == 'u'])
			}); err != nil {
				h.t.Fatal(err)
			}
			if a, err := h.desk.Agree(h.legal, "", 10); err != nil || a.Unmade != 1 || len(a.Findings) > 0 {
				h.t.Errorf("%+v %v", a, err)
			}
			if r, err := h.desk.Reckon(h.legal, extract.Span{}); err != nil || r.Lives != 0 {
				h.t.Errorf("reckoned from what it cannot read: %+v %v", r, err)
			}
			for _, n := range []int{1, 0} {
				if got, err := h.desk.Extract(actor.With(h.t.Context(), actor.Part("demo")), 10); err != nil || got != n {
					h.t.Fatalf("%d made, %v", got, err)
				}
			}
			h.extractIsTrue(behind)
		}
	})
}

// Whose key is away is in no reckoning, and is counted.
func TestWhoIsSealedAwayIsNotReckoned(t *testing.T) {
	each(t, func(h *house) {
		if _, err := store.Write(h.legal, h.db, store.NewKey(), func(tx *store.Tx) (int, error) { return h.vault.SealAway(h.legal, tx, h.person) }); err != nil {
			h.t.Fatal(err)
		}
		if r, err := h.desk.Reckon(h.legal, extract.Span{}); err != nil || r.Closed != 1 || r.Lives != 0 {
			h.t.Errorf("%+v %v", r, err)
		}
	})
}
