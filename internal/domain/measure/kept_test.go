package measure_test

import (
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
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
		if d := h.duties()["act.report"]; d.Compartment != seal.Clinical || d.Owner != "doctor" {
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
		standing := func() (out map[audit.Standing]int) {
			h.t.Helper()
			out, err := store.Read(h.legal, h.db, func(tx *store.Tx) (map[audit.Standing]int, error) {
				out := map[audit.Standing]int{}
				said, err := audit.Recall(h.legal, tx, audit.Filter{About: h.person})
				if err != nil {
					return nil, err
				}
				key, err := h.vault.Key(h.legal, tx, h.person, seal.General)
				if err != nil {
					return nil, err
				}
				for _, e := range events {
					s, err := said.Of(h.legal, tx, key, audit.Kept("measure_fact", e.ID))
					if err != nil {
						return nil, err
					}
					out[s]++
				}
				duties, err := duty.Of(h.legal, tx, h.person)
				if err != nil {
					return nil, err
				}
				for _, d := range duties {
					s, err := said.Of(h.legal, tx, nil, audit.Kept("duty_duty", d.ID))
					if err != nil {
						return nil, err
					}
					out[s]++
				}
				return out, nil
			})
			if err != nil {
				h.t.Fatal(err)
			}
			return out
		}
		duties := len(h.duties())
		if got := standing(); got[audit.AsSaid] < len(events)+duties || len(got) != 1 {
			h.t.Fatalf("%v for %d events and %d duties", got, len(events), duties)
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
		if got := standing(); got[audit.Changed] != 1 {
			h.t.Errorf("a changed fact: %v", got)
		}
		behind(`update duty_duty set note = 'x' where id = (select min(id) from duty_duty where subject = $1)`, h.person)
		if got := standing(); got[audit.Changed] < 2 {
			h.t.Errorf("a changed duty: %v", got)
		}
	})
}
