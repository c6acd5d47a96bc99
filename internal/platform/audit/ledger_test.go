package audit_test

import (
	"testing"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// Before a stop and before a copy nothing waits, and all is signed, however young the last checkpoint is and however many wait.
func TestFinishLeavesNothingWaiting(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		h.ledger.Batch = 4
		h.record(t.Context(), 1, audit.Fact{Kind: "duty.opened"})
		h.step()
		h.record(t.Context(), 9, audit.Fact{Kind: "duty.opened"})
		for range 2 { // the second time there is nothing to do
			if err := h.ledger.Finish(t.Context()); err != nil {
				t.Fatal(err)
			}
			if c := h.latest(); c.Size != 10 {
				t.Errorf("the checkpoint is over %d", c.Size)
			}
		}
		if n := h.step(); n != 0 {
			t.Errorf("%d waited", n)
		}
	})
}

// A checkpoint that was signed by a clock that ran ahead keeps no other from being due when the clock is right again: proofs
// of papers would wait for months.
func TestACheckpointFromAheadDelaysNoOther(t *testing.T) {
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		now := hand.Now()
		hand.Set(now.AddDate(1, 0, 0))
		h.record(t.Context(), 1, audit.Fact{Kind: "duty.opened"})
		h.step()
		hand.Set(now)
		for i := range int64(2) {
			h.record(t.Context(), 1, audit.Fact{Kind: "duty.opened"})
			h.step()
			if c := h.latest(); c.Size != i+2 {
				t.Errorf("the checkpoint is over %d of %d", c.Size, i+2)
			}
			hand.Forward(time.Hour)
		}
		if r := h.verify(); !r.Whole() {
			t.Errorf("%+v", r)
		}
	})
}
