package course_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// latest is a correction of the latest fact of a kind that stands, which withdraws it as long as nobody says otherwise; was is
// the fact as it stands.
func (h *house) latest(p id.ID, kind term.Type) (c measure.Correction, was measure.Event) {
	h.t.Helper()
	v, err := h.measures.View(h.as("legal_officer"), p)
	h.must(err)
	for _, e := range v.Life.Standing() {
		if e.Fact.Type == kind {
			was = e
		}
	}
	return measure.Correction{Person: p, Version: v.Life.Version, Event: was.ID, Note: measure.Note{Words: "经核对原件，登记有误"}}, was
}

// correct has two officers correct the latest fact of a kind: change makes the new one of the old, nil withdraws it.
func (h *house) correct(p id.ID, kind term.Type, change func(*term.Fact)) {
	h.t.Helper()
	c, was := h.latest(p, kind)
	c.Note.Number, c.Note.Organ = was.Note.Number, was.Note.Organ
	if change != nil {
		c.With = was.Fact
		change(&c.With)
	}
	of, err := h.measures.Correct(h.as("legal_officer"), store.NewKey(), c)
	h.must(err)
	ch, _, err := h.measures.Proposal(h.as("legal_officer/2"), of)
	if err == nil {
		h.must(h.measures.Confirm(h.as("legal_officer/2"), store.NewKey(), measure.Second{Change: ch.ID, Version: ch.Version, Life: ch.Life, Yes: true}))
	}
}

// one is an officer who withdraws the latest fact of a kind; two is the other, who lets count what waits for him.
func (h *house) one(p id.ID, kind term.Type) {
	h.t.Helper()
	c, _ := h.latest(p, kind)
	_, err := h.measures.Correct(h.as("legal_officer"), store.NewKey(), c)
	h.must(err)
}

func (h *house) two(p id.ID) {
	h.t.Helper()
	v, err := h.measures.View(h.as("legal_officer/2"), p)
	h.must(err)
	if len(v.Changes) != 1 {
		h.t.Fatalf("%d corrections wait", len(v.Changes))
	}
	h.must(h.measures.Confirm(h.as("legal_officer/2"), store.NewKey(), measure.Second{Change: v.Changes[0].ID, Version: v.Changes[0].Version, Life: v.Life.Version, Yes: true}))
}

// receipts are those of a case, oldest first.
func (h *house) receipts(of id.ID) (out []paper.Paper) {
	h.read(func(ctx context.Context, tx *store.Tx) error {
		all, err := paper.OfCase(ctx, tx, of)
		for _, p := range all {
			if p.Kind == paper.DecisionReceipt {
				out = append(out, p)
			}
		}
		return err
	})
	return out
}

// The months are corrected: the organ holds a receipt with a day that never was right.
func TestACorrectedExtensionHasAnotherReceipt(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 60)
		end := h.term(p).End
		of := h.extended(p, "3")
		h.hand.Forward(time.Hour)
		h.correct(p, term.ExtensionDecided, func(x *term.Fact) { x.Months = 2 })
		if m := h.term(p); m.End != end.AddMonths(2) {
			h.t.Fatal(m.End)
		}
		list := h.receipts(of)
		if len(list) != 2 || list[0].InForce() || list[0].ReplacedBy != list[1].ID || !list[1].InForce() || list[1].States != end.AddMonths(2) {
			h.t.Fatalf("%+v", list)
		}
		said := h.says(of, paper.DecisionReceipt)
		for _, want := range []string{"延长2个月", "替换我所" + list[0].Number + "号回执", "请以本回执为准"} {
			if !strings.Contains(said, want) {
				h.t.Errorf("%s is not in %s", want, said)
			}
		}
		h.hand.Forward(time.Hour)
		h.correct(p, term.ExtensionDecided, func(x *term.Fact) { x.Months = 1 }) // and once more
		if list = h.receipts(of); len(list) != 3 || list[1].ReplacedBy != list[2].ID || list[2].States != end.AddMonths(1) {
			h.t.Fatalf("%+v", list)
		}
		h.hand.Forward(time.Hour)
		h.correct(p, term.ExtensionDecided, nil)
		if list = h.receipts(of); len(list) != 3 || list[2].InForce() {
			h.t.Errorf("what is withdrawn is still confirmed: %+v", list)
		}
	})
}

// The first day of the decision is corrected after an extension: the receipt states a last day that is another. What follows
// later makes no receipt wrong.
func TestAReceiptIsOfItsDayUnlessAFactIsCorrected(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 60)
		first := h.extended(p, "3")
		h.hand.Forward(time.Hour)
		for _, step := range [][]string{{"serve", "served=" + h.minute(0), "resident_signs=signed"}, {"tell_family", "told_at=" + h.minute(0), "told=甲"}, {"tell_employer", "told_at=" + h.minute(0), "told=乙"}, {"tell_police_station", "told_at=" + h.minute(0), "told=丙"}, {"close"}} {
			h.must(h.do("legal_officer", first, step[0], step[1:]...))
		}
		second := h.extended(p, "2")
		if list := h.receipts(first); len(list) != 1 || !list[0].InForce() {
			h.t.Fatalf("a second extension replaced the receipt of the first: %+v", list)
		}
		h.hand.Forward(time.Hour)
		h.correct(p, term.CIDecided, func(x *term.Fact) { x.On = x.On.AddDays(-3); x.At = x.On.Start() })
		h.hand.Forward(time.Hour)
		h.correct(p, term.ExtensionProposed, func(x *term.Fact) { x.On = x.On.AddDays(-1); x.At = x.On.Start() }) // and something that no receipt says
		for _, of := range []id.ID{first, second} {
			if list := h.receipts(of); len(list) != 2 || !list[1].States.Before(list[0].States) || !list[1].InForce() {
				h.t.Errorf("%+v", list)
			}
		}
	})
}

// The first day is corrected to a later one after an early release was approved: by the law it came before the year was over, and
// counts no more. Somebody reports it, and the organ has a receipt that does not say that he goes.
func TestAnApprovalThatACorrectionPutsOutsideTheLawIsReported(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		of := h.approvedFor(p, "2026-03-05")
		h.hand.Forward(time.Hour)
		h.correct(p, term.CIDecided, func(x *term.Fact) { x.On = x.On.AddDays(70); x.At = x.On.Start() })
		if m := h.term(p); !m.EarlyOn.IsZero() || m.End.String() != "2027-03-07" {
			h.t.Fatalf("%+v", m)
		}
		if d := h.owes(p, "act.report"); d.State != duty.Pending {
			h.t.Errorf("nobody reports it: %+v", d)
		}
		list := h.receipts(of)
		if said := h.says(of, paper.DecisionReceipt); len(list) != 2 || list[0].InForce() || strings.Contains(said, "提前解除强制隔离戒毒。") || !strings.Contains(said, "期满日没有因此改变") {
			h.t.Errorf("%+v\n%s", list, said)
		}
	})
}
