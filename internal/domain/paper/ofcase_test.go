package paper_test

import (
	"testing"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/paper"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/press"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// in does something in a transaction in which the legal officer may issue papers.
func (h house) in(do func(*store.Tx) error) {
	h.t.Helper()
	_, err := store.Write(h.ctx, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if err := policytest.Engine(h.t, h.db.Clock()).Check(h.ctx, tx, policy.PaperIssue, policy.Resource{Kind: "paper", Facility: h.home}); err != nil {
			return 0, err
		}
		return 0, do(tx)
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// again issues a paper of a case for nobody yet, as a step that may have been done before.
func (h house) again(record id.ID, says string) (p paper.Paper) {
	h.t.Helper()
	h.in(func(tx *store.Tx) (err error) {
		d := h.draft(paper.PropertyReceipt)
		d.Person, d.Record, d.States = "", record, civil.Date{}
		d.Sheet.Blocks = []press.Block{press.P(says)}
		p, err = h.desk.AgainIn(h.ctx, tx, d)
		return err
	})
	return p
}

func TestOnePaperOfAKindCountsInACase(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		record, other := id.New(), id.New()
		first, same, elsewhere := h.again(record, "手机1部"), h.again(record, "手机1部"), h.again(other, "手机1部")
		if first.ID != same.ID || elsewhere.ID == first.ID {
			t.Error("the same sheet is a second paper, or that of another case")
		}
		second := h.again(record, "手机2部")
		if second.Replaces != first.ID || h.get(first.ID).InForce() || !second.InForce() {
			t.Errorf("%+v", second)
		}
		if err := h.desk.Void(h.ctx, store.NewKey(), second.ID, second.Version, "写错了"); err != nil {
			t.Fatal(err)
		}
		third := h.again(record, "手机2部") // what was voided by hand is not replaced
		if third.Replaces != "" || !third.InForce() {
			t.Errorf("%+v", third)
		}
		for range 2 {
			h.in(func(tx *store.Tx) error {
				return h.desk.EndIn(h.ctx, tx, record, paper.PropertyReceipt, "没有财物")
			})
		}
		if out, err := h.desk.Print(h.ctx, third.ID); err != nil || out.InForce() || out.Reason != "没有财物" {
			t.Error(out.Paper, err)
		}
		d := h.draft(paper.PropertyReceipt)
		d.Person, d.Record, d.Replaces = "", other, h.again(record, "手机3部").ID
		if _, err := h.desk.Issue(h.ctx, store.NewKey(), d); !errs.Is(err, "paper.not_in_force") {
			t.Error("a paper of another case is replaced:", err)
		}
	})
}

func TestAPaperOfACaseBecomesThePersons(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		record, person := id.New(), id.New()
		first := h.again(record, "手机1部")
		h.again(record, "手机2部")
		before, err := h.desk.Print(h.ctx, first.ID)
		if err != nil {
			t.Fatal(err)
		}
		h.in(func(tx *store.Tx) error { return h.desk.AdoptIn(h.ctx, tx, record, person, "") })
		mine, err := store.Read(h.ctx, h.db, func(tx *store.Tx) ([]paper.Paper, error) { return h.desk.OfIn(h.ctx, tx, person, seal.General) })
		if err != nil || len(mine) != 2 {
			t.Fatal(mine, err)
		}
		for _, p := range mine {
			out, err := h.desk.Print(h.ctx, p.ID)
			if err != nil || !out.Proven || out.Person != person {
				t.Error("it proves itself no more:", out.Paper, err)
			}
			if p.ID == first.ID && out.Sheet.Code != before.Sheet.Code {
				t.Error("it is another paper")
			}
		}
	})
}
