package audit_test

import (
	"fmt"
	"strings"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// Who holds the database and no key cannot have the log numbered and signed anew: neither by making facts wait again, nor
// by taking from the tree what was not signed yet, nor by numbers of his own.
func TestTheLogIsNotBegunAgain(t *testing.T) {
	again := func(h house) {
		h.tamper("insert into audit_pending (node, id, month) select node, id, month from audit_number")
		h.tamper("delete from audit_number")
		h.tamper("delete from audit_tile")
		h.tamper("delete from audit_checkpoint")
	}
	cases := []struct {
		name    string
		do      func(h house)
		found   string
		refuses string // by the sequencer; "" where it cannot know
	}{
		{"nothing", func(house) {}, "", ""},
		{"an altered fact waits again, with all others", func(h house) {
			h.tamper("update audit_fact set actor = 'staff:x', at = at - 1000000 where id = (select id from audit_number where seq = 5)")
			again(h)
			h.tamper("delete from audit_tree")
		}, audit.Forged, "audit.forged"},
		{"all facts wait again as they were", func(h house) {
			again(h)
			h.tamper("delete from audit_tree")
		}, audit.Forged, "audit.forged"},
		{"the tree is set to nothing", func(h house) {
			again(h)
			h.tamper("update audit_tree set size = 0")
		}, audit.Unbound, "audit.forged"},
		{"the tree says that it was never marked", func(h house) {
			again(h)
			h.tamper("update audit_tree set size = 0, mac = null")
		}, audit.Unbound, "audit.forged"},
		{"what waits is altered", func(h house) {
			h.record(h.t.Context(), 1, audit.Fact{Kind: "duty.opened"})
			h.tamper("update audit_fact set actor = 'staff:x' where id = (select id from audit_pending)")
		}, audit.Forged, "audit.forged"},
		{"what is numbered and not signed is altered with its leaf", func(h house) {
			h.ledger.Facts, h.ledger.Every = 1000, 1<<40
			h.record(h.t.Context(), 1, audit.Fact{Kind: "duty.opened"})
			h.step()
			h.tamper("update audit_fact set actor = 'staff:x' where id = (select id from audit_number where seq = 20)")
			h.rehash(20)
		}, audit.Unbound, ""},
		{"a fact is slipped in with a number beyond the end", func(h house) {
			forged := string(id.New())
			h.tamper(`insert into audit_fact select month, $1, node, at, actor, posts, request, room, kind, record, version,
				about, facility, compartment, digest, purpose, basis from audit_fact where id = (select id from audit_number where seq = 5)`, forged)
			h.tamper("insert into audit_number (node, seq, id, month) select node, 1000, $1, month from audit_number where seq = 5", forged)
		}, audit.SlippedIn, ""},
		{"tree and checkpoints are gone, and the numbers stay", func(h house) {
			h.tamper("delete from audit_checkpoint")
			h.tamper("delete from audit_tree")
		}, audit.Cut, ""},
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		h.ledger.Facts = 1
		h.record(t.Context(), 20, audit.Fact{Kind: "duty.opened"})
		h.step()
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				defer h.save()()
				h := h
				h.t = t
				c.do(h)
				r := h.verify()
				if c.found == "" && !r.Whole() || c.found != "" && (r.Whole() || r.Findings[0].What != c.found) {
					t.Errorf("found %+v, want %s", r.Findings, c.found)
				}
				l, err := audit.NewLedger(t.Context(), db, h.vault) // the house is started again
				if err != nil {
					t.Fatal(err)
				}
				if _, err = l.Step(t.Context()); c.refuses != "" && !errs.Is(err, c.refuses) {
					t.Errorf("the sequencer goes on: %v", err)
				}
				if r := h.verify(); c.found != "" && r.Whole() {
					t.Error("the sequencer covered it up")
				}
			})
		}
	})
}

// Who kept every mark since the house began can set the log back and put the facts back in their order, but he cannot leave
// one out.
func TestKeptMarksDoNotHelp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		var kept [][]any
		back := h.save() // the empty log
		for range 6 {
			h.record(t.Context(), 1, audit.Fact{Kind: "duty.opened"})
			row, err := store.Read(t.Context(), db, func(tx *store.Tx) ([]any, error) {
				return store.One(t.Context(), tx, func(s store.Scanner) ([]any, error) {
					var node, id string
					var month, seen int64
					var mac []byte
					err := s.Scan(&node, &id, &month, &mac, &seen)
					return []any{node, id, month, mac, seen}, err
				}, "select node, id, month, mac, seen from audit_pending")
			})
			if err != nil {
				t.Fatal(err)
			}
			kept = append(kept, row)
			h.step()
		}
		facts := h.since(0)
		for _, left := range []int{-1, 2} {
			back()
			for i, row := range kept {
				if i == left {
					continue
				}
				h.insert(facts[i].Entry)
				h.tamper("insert into audit_pending (node, id, month, mac, seen) values ($1, $2, $3, $4, $5)", row...)
			}
			_, err := h.ledger.Step(t.Context())
			if what := h.verify().Findings; len(what) == 0 || what[0].What != audit.SetBack || !errs.Is(err, "audit.set_back") {
				t.Errorf("%d left out: %v, %v", left, what, err)
			}
		}
		// In steps, as they came: whole, it is the log that was; one short, the next is refused.
		for _, left := range []int{-1, 2} {
			back()
			var err error
			for i, row := range kept {
				if i == left || err != nil {
					continue
				}
				h.insert(facts[i].Entry)
				h.tamper("insert into audit_pending (node, id, month, mac, seen) values ($1, $2, $3, $4, $5)", row...)
				_, err = h.ledger.Step(t.Context())
			}
			if (left < 0) != (err == nil) || (left < 0) != h.verify().Whole() {
				t.Errorf("%d left out, in steps: %v", left, err)
			}
		}
	})
}

// insert puts a fact back past the house.
func (h house) insert(e audit.Entry) {
	h.t.Helper()
	columns := strings.Fields(tables["audit_fact"])
	marks := make([]string, len(columns))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	h.tamper("insert into audit_fact ("+strings.Join(columns, ", ")+") values ("+strings.Join(marks, ", ")+")",
		e.ID.Month(), string(e.ID), e.Node, store.Micros(e.At), e.Actor, e.Posts, string(e.Request), e.Room, e.Kind, string(e.Record), e.Version,
		nil, nil, string(e.Compartment), e.Digest, e.Purpose, e.Basis)
}

// A process that was refused its node leaves no log behind: the tree is begun with the first fact.
func TestALogBeginsWithItsFirstFact(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		if n := h.step(); n != 0 || len(h.verify().Nodes) != 0 {
			t.Error("a log without a fact")
		}
		h.record(t.Context(), 1, audit.Fact{Kind: "duty.opened"})
		if n := h.step(); n != 1 || len(h.verify().Nodes) != 1 || !h.verify().Whole() {
			t.Errorf("%d, %+v", n, h.verify())
		}
	})
}

// What the house did not write does not stand in the way of what it wrote, however much of it there is and wherever it stands.
func TestForgedFactsDoNotStopTheOthers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		h.record(t.Context(), 1, audit.Fact{Kind: "duty.opened"})
		h.step()
		h.ledger.Batch = 4
		for i := range 9 { // with a fact, and without one
			forged := fmt.Sprintf("0%025d", i)
			if i%2 == 0 {
				h.tamper(`insert into audit_fact select month, $1, node, at, actor, posts, request, room, kind, record, version,
					about, facility, compartment, digest, purpose, basis from audit_fact where id = (select id from audit_number where seq = 0)`, forged)
			}
			h.tamper("insert into audit_pending (node, id, month, mac, seen) select node, $1, month, null, 0 from audit_number where seq = 0", forged)
		}
		h.record(t.Context(), 6, audit.Fact{Kind: "duty.opened"})
		got := 0
		for range 3 {
			n, err := h.ledger.Step(t.Context())
			if !audit.Doubted(err) {
				t.Error("not said:", err)
			}
			got += n
		}
		if got != 6 {
			t.Errorf("%d of 6 honest facts have a number", got)
		}
	})
}
