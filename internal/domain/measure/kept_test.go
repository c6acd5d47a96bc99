package measure_test

import (
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/term"
	"guitu/internal/domain/term/written"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// What a fact says of the body stands nowhere in the open: not in its fields, its marks, its duty or the log.
func TestTheBodyIsKeptApart(t *testing.T) {
	each(t, func(h *house) {
		again := fact(term.JAAdmitted, "2025-07-01")
		again.Pregnant = true
		if err := h.record(again, false); errs.CodeOf(err) != "law.refused.admission.pregnant" {
			h.t.Fatalf("the officer who typed it is told: %v", err)
		}
		if err := h.record(again, true); err != nil {
			h.t.Fatal(err)
		}
		e := h.view().Life.Events[2]
		if !e.Fact.Pregnant || e.Outside != measure.Neutral {
			h.t.Errorf("the clock knows, the mark is neutral: %+v", e)
		}
		if v := written.ValuesOf(e.Fact); v["pregnant"] != "" {
			h.t.Errorf("a page would say %v", v)
		}
		if d := h.duties()["health.report"]; d.Compartment != seal.Clinical || d.Owner != "doctor" {
			h.t.Errorf("%+v", d)
		}
		open, err := store.Read(h.legal, h.db, func(tx *store.Tx) (string, error) {
			return store.One(h.legal, tx, store.Value[string], `select fields || outside from measure_fact where id = $1`, e.ID)
		})
		if err != nil || open != measure.Neutral {
			h.t.Errorf("the row says %q (%v)", open, err)
		}
	})
}

// Somebody may have a medical file before the house keeps the clock of a life.
func TestALifeBeginsBesideAMedicalFile(t *testing.T) {
	each(t, func(h *house) {
		demo, p := actor.With(t.Context(), actor.Part("demo")), id.New()
		if _, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
			who := person.Person{ID: p, Version: 1, Name: "吉克阿呷", Sex: cn.Female, Born: day("1992-03-01")}
			if err := h.persons.CreateIn(demo, tx, person.At{Facility: h.facility}, []person.Person{who}); err != nil {
				return "", err
			}
			if _, err := h.vault.Create(demo, tx, p, seal.Clinical); err != nil {
				return "", err
			}
			life := measure.Life{Person: p, Region: "51", Facility: h.facility, KnownFrom: tx.Now(), Traits: measure.Traits{Pregnant: true}}
			_, err := h.desk.OpenIn(demo, tx, []measure.Opening{{Life: life, Who: who}})
			return p, err
		}); err != nil {
			h.t.Fatal(err)
		}
	})
}

// A fact of a life that somebody changes in the database is found against the log, and so is a duty.
func TestAChangedFactIsFound(t *testing.T) {
	each(t, func(h *house) {
		if err := h.record(fact(term.JAFamilyLetter, "2025-07-01"), false); err != nil {
			h.t.Fatal(err)
		}
		events := h.view().Life.Events
		changed := func() (n int) {
			h.t.Helper()
			r, err := audit.VerifyRows(h.legal, h.db, h.vault, []audit.Table{{Name: "measure_fact", Owner: "t.person", Month: true}, {Name: "duty_duty"}})
			if err != nil || r.Rows < int64(len(events)+len(h.duties())) {
				h.t.Fatal(r, err)
			}
			for _, f := range r.Findings {
				if f.What == audit.RowChanged || f.What == audit.RowUnsaid {
					n++
				}
			}
			return n
		}
		if n := changed(); n != 0 {
			h.t.Fatalf("%d rows changed by nobody", n)
		}
		behind := func(text string, args ...any) {
			h.t.Helper()
			if _, err := store.Write(h.legal, h.db, store.NewKey(), func(tx *store.Tx) (int64, error) {
				for _, room := range []string{"measure", "duty"} {
					tx.MarkPolicy(room)
					tx.MarkAudit(room)
				}
				return tx.Exec(h.legal, text, args...)
			}); err != nil {
				h.t.Fatal(err)
			}
		}
		behind(`update measure_fact set at = at + 1 where id = $1`, events[1].ID)
		if n := changed(); n != 1 {
			h.t.Errorf("a changed fact: %d", n)
		}
		behind(`update duty_duty set note = 'x' where id = (select min(id) from duty_duty where subject = $1)`, h.person)
		if n := changed(); n != 2 {
			h.t.Errorf("a changed duty: %d", n)
		}
	})
}
