package outing_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// An outing that was entered by mistake is withdrawn with a reason, though its return was entered: it stays, withdrawn, and
// another can be entered for the same hours.
func TestAMistakenOutingIsWithdrawn(t *testing.T) {
	each(t, func(h *house) {
		p := h.people[0]
		words := outing.Words{Where: "县医院", Escort: "民警 2 人"}
		o, err := h.leave(outing.Departure{Person: p, Kind: "hospital", From: "2026-06-01T08:30", Due: "2026-06-01T17:00", Words: words})
		h.must(err)
		h.hand.Forward(2 * time.Hour)
		h.must(h.desk.Return(h.officer, store.NewKey(), outing.Coming{Outing: o, Version: 1}))
		withdraw := func(version int64, why string) error {
			return h.desk.Withdraw(h.officer, store.NewKey(), outing.Withdrawal{Outing: o, Version: version, Words: why})
		}
		if err := withdraw(2, " "); !slices.Equal(faults(err), []string{"words outing.wrong_missing"}) {
			h.t.Error("without a reason:", err)
		}
		if err := withdraw(2, strings.Repeat("错", 121)); !slices.Equal(faults(err), []string{"words outing.words_long"}) {
			h.t.Error(err)
		}
		if err := withdraw(1, "同名"); !errs.Is(err, "store.changed_meanwhile") {
			h.t.Error("as it stood before:", err)
		}
		other := policytest.As(h.t.Context(), "duty_officer", h.facility, h.units[1], h.hand.Now())
		if err := h.desk.Withdraw(other, store.NewKey(), outing.Withdrawal{Outing: o, Version: 2, Words: "同名"}); errs.KindOf(err) != errs.Denied {
			h.t.Error("of another brigade:", err)
		}
		h.must(withdraw(2, "是同名的另一人"))
		if err := withdraw(3, "再撤"); !errs.Is(err, "outing.withdrawn_already") {
			h.t.Error("twice:", err)
		}
		all := read(h, func(tx *store.Tx) ([]outing.Outing, error) {
			all, err := outing.Of(h.demo, tx, p)
			if err == nil {
				err = h.desk.Told(h.demo, tx, all)
			}
			return all, err
		})
		if len(all) != 1 || !all[0].Void || all[0].Words.Wrong != "是同名的另一人" || all[0].Words.Where != "县医院" || all[0].Until.IsZero() || !all[0].Said.Equal(h.hand.Now()) {
			h.t.Fatalf("%+v", all)
		}
		if during := read(h, func(tx *store.Tx) ([]outing.Outing, error) {
			return outing.During(h.demo, tx, h.facility, all[0].From.Add(time.Hour))
		}); len(during) != 0 {
			h.t.Errorf("he was out all the same: %+v", during)
		}
		_, err = h.leave(outing.Departure{Person: p, Kind: "court", From: "2026-06-01T08:30"})
		h.must(err)
	})
}

// One that goes on ends with its withdrawal, and nobody is late from it; one by law is withdrawn by its fact.
func TestAnOutingThatGoesOnIsWithdrawn(t *testing.T) {
	each(t, func(h *house) {
		p := h.people[0]
		o, err := h.leave(outing.Departure{Person: p, Kind: "court", Due: "2026-06-01T17:00"})
		h.must(err)
		h.hand.Forward(time.Hour)
		h.must(h.desk.Withdraw(h.officer, store.NewKey(), outing.Withdrawal{Outing: o, Version: 1, Words: "没有开庭"}))
		if h.current(p) != nil {
			h.t.Error("he is out")
		}
		if d := h.owed(p, "outing.late"); len(d) != 1 || d[0].State != duty.Void {
			h.t.Errorf("%+v", d)
		}
		_, err = h.fact(p, term.Abscond, civil.On(2026, 6, 1))
		h.must(err)
		law := h.current(p)
		if err := h.desk.Withdraw(h.officer, store.NewKey(), outing.Withdrawal{Outing: law.ID, Version: 1, Words: "错"}); !errs.Is(err, "outing.by_fact") {
			h.t.Error(err)
		}
		if err := h.desk.Withdraw(h.officer, store.NewKey(), outing.Withdrawal{Outing: id.New(), Version: 1, Words: "错"}); errs.KindOf(err) != errs.NotFound {
			h.t.Error(err)
		}
	})
}
