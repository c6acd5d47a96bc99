package complaint_test

import (
	"testing"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/complaint"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// The only reader lost his phrase and the code: two of the office make a new key, never one. What was written before opens for
// nobody; who wrote is told so, and what was owed for it falls.
func TestANewKeyIsMadeByTwo(t *testing.T) {
	each(t, func(h house) {
		first, _, c := h.sent()
		if _, err := h.desk.Make(h.as(policy.BureauInspector, ""), store.NewKey(), complaint.Bureau, phrase); !errs.Is(err, "complaint.key_stands") {
			t.Error("a new key beside a reader:", err)
		}
		h.must(h.desk.Ask(first, store.NewKey(), complaint.Bureau, phrase)) // what he knew is lost
		h.hand.Forward(time.Minute)
		code, err := h.desk.Make(h.signed(first), store.NewKey(), complaint.Bureau, phrase)
		h.must(err)
		if h.ready(complaint.Bureau) {
			t.Fatal("made by one")
		}
		second := h.as(policy.BureauInspector, "")
		which := h.proposal(complaint.Bureau)
		if err := h.desk.Agree(h.signed(first), store.NewKey(), complaint.Bureau, which); errs.KindOf(err) != errs.Denied {
			t.Error("he agrees with himself:", err)
		}
		if err := h.desk.Agree(h.as(policy.BureauHead, ""), store.NewKey(), complaint.Bureau, which); errs.KindOf(err) != errs.Denied {
			t.Error("agreed by who is not of the office:", err)
		}
		if _, err := h.desk.Unlock(first, complaint.Bureau, phrase); !errs.Is(err, "complaint.not_admitted") {
			t.Error("he opens by what was not agreed to:", err)
		}
		h.must(h.desk.Agree(second, store.NewKey(), complaint.Bureau, which))
		office, err := h.desk.Unlock(first, complaint.Bureau, phrase)
		if err != nil || !h.ready(complaint.Bureau) || code == "" {
			t.Fatal(err)
		}
		if _, err := h.desk.Open(first, complaint.Bureau, c, office); !errs.Is(err, "complaint.lost") {
			t.Error(err)
		}
		list, err := store.Read(first, h.db, func(tx *store.Tx) ([]complaint.Complaint, error) { return h.desk.List(first, tx, complaint.Bureau) })
		if err != nil || len(list) != 1 || !list[0].Lost() {
			t.Errorf("%+v %v", list, err)
		}
		if d := h.duties(first, "complaint.answer", c); d.State != duty.Void {
			t.Errorf("%+v", d)
		}
	})
}

// proposal is what waits for a second of an office.
func (h house) proposal(o complaint.Office) id.ID {
	h.Helper()
	in := h.as(policy.BureauInspector, "")
	keys, err := store.Read(in, h.db, func(tx *store.Tx) (complaint.Keys, error) { return h.desk.Keys(in, tx, o) })
	h.must(err)
	for _, r := range keys.Readers {
		if r.Proposes {
			return r.ID
		}
	}
	h.Fatalf("nothing is proposed: %+v", keys)
	return ""
}
