package measure_test

import (
	"slices"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/domain/measure"
	"guitu/internal/platform/store"
)

func (h *house) agree() measure.Agreement {
	h.t.Helper()
	a, err := h.desk.Agree(h.legal, "", 10)
	if err != nil {
		h.t.Fatal(err)
	}
	return a
}

// past changes rows past the desk.
func (h *house) past(texts ...string) {
	h.t.Helper()
	_, err := store.Write(h.legal, h.db, store.NewKey(), func(tx *store.Tx) (_ int64, err error) {
		tx.MarkPolicy("measure")
		tx.MarkAudit("measure")
		for _, text := range texts {
			if _, err = tx.Exec(h.legal, text); err != nil {
				break
			}
		}
		return 0, err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// Whoever alters the cache cannot hide it by having the life wait for the sweep, nor can he keep the sweep away from it.
func TestALifeThatWaitsIsComparedAllTheSame(t *testing.T) {
	each(t, func(h *house) {
		if a := h.agree(); len(a.Findings) > 0 || a.Lives != 1 {
			h.t.Fatalf("%+v", a)
		}
		h.past(`update measure_measure set ends_on = '2031-01-01'`, `update measure_life set next_change = '2026-06-01', folded_on = '2020-01-01'`)
		if a := h.agree(); len(a.Findings) == 0 || a.Findings[0].What != "measure" || a.Behind > 0 {
			h.t.Errorf("an altered end date is hidden: %+v", a)
		}
	})
	each(t, func(h *house) {
		h.past(`update measure_life set folded_on = '2027-06-01'`)
		if a := h.agree(); len(a.Findings) != 1 || a.Findings[0].What != "sweep" {
			h.t.Errorf("a day of the last fold that has not come: %+v", a)
		}
	})
}

// A life that is to be looked at sooner than its facts say was altered, as one that is to be looked at later.
func TestTheDayOfTheNextLookIsTheFolds(t *testing.T) {
	for _, next := range []string{`substr(folded_on, 1, 8) || '28'`, `null`, `'2031-01-01'`} {
		each(t, func(h *house) {
			h.past(`update measure_life set next_change = ` + next)
			if a := h.agree(); len(a.Findings) != 1 || a.Findings[0].What != "sweep" {
				h.t.Errorf("%s: %+v", next, a)
			}
		})
	}
}

// What stands of a person without a life was slipped in, or his life was taken away.
func TestRowsWithoutALifeAreNamed(t *testing.T) {
	each(t, func(h *house) {
		unlived := func() (out []string) {
			all, err := h.desk.Unlived(h.legal, 10)
			if err != nil {
				h.t.Fatal(err)
			}
			for _, d := range all {
				out = append(out, d.What)
			}
			return out
		}
		if got := unlived(); len(got) > 0 {
			h.t.Fatal(got)
		}
		h.past(`delete from measure_life`)
		if got := unlived(); !slices.Equal(got, []string{"life", "measure", "extract"}) {
			h.t.Error(got)
		}
	})
}

// A house that slept for days or years, and was not swept, is as it was left: what time has changed since is no alteration.
func TestAHouseThatSleptAgrees(t *testing.T) {
	each(t, func(h *house) {
		waited := 0
		for range 30 {
			h.hand.Set(h.hand.Now().AddDate(0, 1, 3).Add(5 * time.Hour))
			if a := h.agree(); len(a.Findings) > 0 || a.Behind > 0 {
				h.t.Fatalf("%s: %+v", h.hand.Now(), a)
			}
			if n, err := store.Read(h.legal, h.db, func(tx *store.Tx) (int, error) {
				return store.One(h.legal, tx, store.Value[int], `select count(*) from measure_life where next_change <= $1`, tx.Today().String())
			}); err != nil || n > 0 {
				waited++
			}
		}
		if waited == 0 {
			h.t.Error("time changed nothing in it: this shows nothing")
		}
		if err := h.desk.Unsettle(actor.With(h.t.Context(), actor.Part("demo")), store.NewKey()); err != nil {
			h.t.Fatal(err)
		}
		if a := h.agree(); len(a.Findings) > 0 || a.Behind != 1 {
			h.t.Errorf("what waits for the changed book is said to be compared: %+v", a)
		}
		if _, err := h.desk.Refresh(actor.With(h.t.Context(), actor.Part("demo")), 10); err != nil {
			h.t.Fatal(err)
		}
		if a := h.agree(); len(a.Findings) > 0 || a.Behind > 0 {
			h.t.Errorf("%+v", a)
		}
	})
}
