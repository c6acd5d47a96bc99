package audit_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// The log only grows: whatever is recorded and whenever the ledger steps, what was numbered keeps its number,
// each checkpoint extends the last, and everything verifies.
func TestTheLogOnlyGrows(t *testing.T) {
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.GM)
		h.ledger.Batch, h.ledger.Facts = 7, 50
		var past []audit.Numbered
		var last audit.Checkpoint
		rapid.Check(t, func(rt *rapid.T) {
			h.record(t.Context(), rapid.IntRange(1, 9).Draw(rt, "facts"), audit.Fact{
				Kind: "duty.opened", Purpose: rapid.StringN(0, 20, -1).Filter(noZero).Draw(rt, "purpose"),
				Digest: rapid.SliceOfN(rapid.Byte(), 0, 32).Draw(rt, "digest"), About: id.New(),
			})
			for range rapid.IntRange(0, 2).Draw(rt, "steps") {
				if _, err := h.ledger.Step(t.Context()); err != nil {
					rt.Fatal(err)
				}
				hand.Forward(time.Duration(rapid.IntRange(0, 40).Draw(rt, "seconds")) * time.Second)
			}
			now := h.since(0)
			if len(now) < len(past) {
				rt.Fatalf("%d facts became %d", len(past), len(now))
			}
			for i := range past {
				if now[i].ID != past[i].ID || now[i].Seq != int64(i) {
					rt.Fatalf("number %d changed hands", i)
				}
			}
			past = now
			next := h.latest()
			if last.Size > 0 {
				proof, err := store.Read(t.Context(), db, func(tx *store.Tx) ([][]byte, error) {
					return h.ledger.Extends(t.Context(), tx, last.Note, next.Note)
				})
				if err != nil {
					rt.Fatal(err)
				}
				if err := audit.CheckExtends(h.ledger.Key(), seal.GM, last.Note, next.Note, proof); err != nil {
					rt.Fatal(err)
				}
			}
			last = next
		})
		h.step()
		if r := h.verify(last.Note); !r.Whole() || r.Waiting != 0 || r.Nodes[0].Facts != int64(len(h.since(0))) {
			t.Errorf("%+v", r)
		}
	})
}

func noZero(s string) bool { // PostgreSQL keeps no zero byte in a text
	for _, c := range s {
		if c == 0 {
			return false
		}
	}
	return true
}

// Any change of any column of any fact is found, and nothing else is.
func TestAnyAlterationIsFoundWhereItIs(t *testing.T) {
	texts := []string{"node", "actor", "posts", "request", "room", "kind", "record", "about", "facility", "compartment", "purpose", "basis"}
	numbers := []string{"at", "version"}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		h.record(t.Context(), 40, audit.Fact{Kind: "duty.opened", About: id.New(), Facility: id.New(), Digest: []byte{1}})
		h.step()
		all := h.since(0)
		rapid.Check(t, func(rt *rapid.T) {
			n := rapid.SampledFrom(all).Draw(rt, "fact")
			column := rapid.SampledFrom(append(append([]string{"digest"}, texts...), numbers...)).Draw(rt, "column")
			change := column + " || 'x'"
			back := fmt.Sprintf("substr(%s, 1, length(%s) - 1)", column, column)
			switch column {
			case "at", "version":
				change, back = column+" + 1", column+" - 1"
			case "digest":
				change, back = "null", "$2"
			}
			h.tamper("update audit_fact set "+column+" = "+change+" where id = $1", string(n.ID))
			r := h.verify()
			if len(r.Findings) == 0 || r.Findings[0].What != audit.Altered || r.Findings[0].Seq != n.Seq {
				rt.Fatalf("%s of %d: %+v", column, n.Seq, r.Findings)
			}
			args := []any{string(n.ID)}
			if column == "digest" {
				args = append(args, []byte{1})
			}
			h.tamper("update audit_fact set "+column+" = "+back+" where id = $1", args...)
			if r := h.verify(); !r.Whole() {
				rt.Fatalf("after undoing: %+v", r.Findings)
			}
		})
	})
}
