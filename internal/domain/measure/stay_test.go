package measure_test

import (
	"testing"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// puts corrects the latest fact of a kind to another day; the change that waits, or the event.
func (h *house) puts(t term.Type, on string) (id.ID, error) {
	h.t.Helper()
	v := h.view()
	c := measure.Correction{Person: h.person, Version: v.Life.Version, Note: measure.Note{Words: "日期写错"}}
	for _, e := range v.Life.Standing() {
		if e.Fact.Type == t {
			c.Event, c.With = e.ID, e.Fact
		}
	}
	if on == "" {
		c.With = term.Fact{}
	} else {
		c.With.On = day(on)
	}
	return h.desk.Correct(h.officer("legal_officer"), store.NewKey(), c)
}

// Nobody was out of a house in which he did not live: whoever was here before is held against the stay of the day, and not
// against the first day on which he ever came.
func TestNobodyWasOutBetweenTwoStays(t *testing.T) {
	each(t, func(h *house) {
		h.free()
		if _, err := h.desk.Enter(h.officer("intake_officer"), store.NewKey(), again(h)); err != nil {
			h.t.Fatal(err)
		}
		h.hand.Set(time.Date(2027, 6, 20, 1, 0, 0, 0, time.UTC))
		for _, f := range []term.Fact{fact(term.Abscond, "2027-06-01"), fact(term.Recapture, "2027-06-05")} {
			if err := h.record(f, true); err != nil {
				h.t.Fatal(err)
			}
		}
		end := h.view().Answer.Measures[1].End
		_, err := h.puts(term.Abscond, "2027-04-01")
		h.isWrong(err, "measure.not_here_then")
		_, err = h.puts(term.JAAdmitted, "2027-06-02")
		h.isWrong(err, "measure.leaves_outside")
		if now := h.view().Answer.Measures[1].End; now != end {
			h.t.Errorf("the last day moved from %s to %s", end, now)
		}
		if _, err := h.puts(term.Abscond, "2027-05-25"); err != nil { // a day on which he was here
			h.t.Error(err)
		}
	})
}

// Who lives here and whose decision falls is looked at today, and the second officer is told that he lives here. A decision
// that is recorded again settles it.
func TestNobodyIsHeldOnNothing(t *testing.T) {
	each(t, func(h *house) {
		owed := func(change id.ID) duty.State {
			d, err := store.Read(h.legal, h.db, func(tx *store.Tx) (duty.Duty, error) {
				return duty.Owed(h.legal, tx, h.person, "stay.unfounded", change)
			})
			if err != nil {
				h.t.Error(err)
			}
			return d.State
		}
		change, err := h.puts(term.CIDecided, "")
		if err != nil {
			h.t.Fatal(err)
		}
		ch, _, err := h.desk.Proposal(h.second, change)
		if err != nil || !ch.Unhouses {
			h.t.Fatalf("%+v %v", ch, err)
		}
		if err := h.desk.Confirm(h.second, store.NewKey(), h.looked(change, true)); err != nil {
			h.t.Fatal(err)
		}
		if s := owed(change); s != duty.Pending {
			h.t.Errorf("held on nothing, and nobody is told: %q", s)
		}
		if err := h.record(decided("2025-03-10"), false); err != nil {
			h.t.Fatal(err)
		}
		if s := owed(change); s != duty.Done {
			h.t.Errorf("%q", s)
		}
	})
}
