package audit_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func storetestDay(n int) civil.Date { return civil.DateOf(storetest.Start).AddDays(n) }

// Every way of changing the log behind the house's back is found, and says where it begins.
func TestTamperingIsFound(t *testing.T) {
	const facts = 600
	at := func(seq int) string { return fmt.Sprintf("(select id from audit_number where seq = %d)", seq) }
	cases := []struct {
		name string
		do   func(h house)
		want []string // "what seq through", first ones
	}{
		{"nothing", func(h house) {}, nil},
		{"a fact is altered", func(h house) {
			h.tamper("update audit_fact set purpose = 'treatment' where id = " + at(123))
		}, []string{"altered 123 124"}},
		{"the officer is another", func(h house) {
			h.tamper("update audit_fact set actor = 'staff:x' where id = " + at(0))
		}, []string{"altered 0 1"}},
		{"the moment is another", func(h house) {
			h.tamper("update audit_fact set at = at - 1 where id = " + at(599))
		}, []string{"altered 599 600"}},
		{"two facts are altered", func(h house) {
			h.tamper("update audit_fact set version = version + 1 where id in (" + at(7) + ", " + at(400) + ")")
		}, []string{"altered 7 8", "altered 400 401"}},
		{"a fact is removed", func(h house) {
			h.tamper("delete from audit_fact where id = " + at(300))
		}, []string{"removed 300 301"}},
		{"a number is removed", func(h house) {
			h.tamper("delete from audit_number where seq = 300")
		}, []string{"removed 300 301"}},
		{"two facts change places", func(h house) {
			h.tamper("update audit_number set seq = -1 where seq = 10")
			h.tamper("update audit_number set seq = 10 where seq = 11")
			h.tamper("update audit_number set seq = 11 where seq = -1")
		}, []string{"altered 10 11", "altered 11 12"}},
		{"fact and leaf are altered together", func(h house) {
			h.tamper("update audit_fact set kind = 'duty.waived' where id = " + at(520))
			h.rehash(520)
		}, []string{"rewritten 500 600"}},
		{"an upper hash is altered", func(h house) {
			h.tamper("update audit_tile set hashes = $1 where level = 1", make([]byte, 64))
		}, []string{"tree 0 600"}},
		{"a tile is removed", func(h house) {
			h.tamper("delete from audit_tile where level = 0 and n = 1")
		}, []string{"tree 256 257"}},
		{"the end is cut", func(h house) {
			h.tamper("delete from audit_number where seq >= 550")
			h.tamper("update audit_tree set size = 550")
		}, []string{"cut 550 600"}},
		{"the tree's row is removed", func(h house) {
			h.tamper("delete from audit_tree")
		}, []string{"cut 0 0"}},
		{"a checkpoint is altered", func(h house) {
			h.tamper("update audit_checkpoint set note = $1 where size = 600", strings.Replace(h.latest().Note, "600", "601", 1))
		}, []string{"signature 600 600"}},
		{"a fact is slipped in", func(h house) {
			h.tamper(`insert into audit_fact select month, $1, node, at, actor, posts, request, room, kind, record, version,
				about, facility, compartment, digest, purpose, basis from audit_fact where id = `+at(5), string(id.New()))
		}, []string{"slipped_in 0 0"}},
		{"a waiting fact is unmarked", func(h house) {
			h.record(h.t.Context(), 1, audit.Fact{Kind: "duty.opened"})
			h.tamper("delete from audit_pending")
		}, []string{"slipped_in 0 0"}},
		{"a numbered fact waits again", func(h house) {
			h.tamper("insert into audit_pending (node, id, month) select node, id, month from audit_number where seq = 3")
			h.record(h.t.Context(), 1, audit.Fact{Kind: "duty.opened"})
			h.ledger.Step(h.t.Context()) // goes on all the same
		}, []string{"stuck 0 0"}},
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		h.ledger.Batch = 100
		h.record(t.Context(), facts, audit.Fact{Kind: "duty.opened", Basis: "NCL 47"})
		h.ledger.Facts = 100
		h.step()
		if h.latest().Size < facts {
			t.Fatal("no checkpoint over all of it")
		}
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				back := h.save()
				defer back()
				h := h
				h.t = t
				c.do(h)
				var got []string
				for _, f := range h.verify().Findings {
					got = append(got, fmt.Sprint(f.What, " ", f.Seq, " ", f.Through))
				}
				if len(got) < len(c.want) || fmt.Sprint(got[:len(c.want)]) != fmt.Sprint(c.want) || len(c.want) == 0 && len(got) > 0 {
					t.Errorf("found %v, want %v", got, c.want)
				}
			})
		}
	})
}

var tables = map[string]string{
	"audit_fact":       "month id node at actor posts request room kind record version about facility compartment digest purpose basis",
	"audit_pending":    "node id month mac seen",
	"audit_number":     "node seq id month",
	"audit_tree":       "node suite size mac",
	"audit_tile":       "node level n hashes",
	"audit_checkpoint": "node size at note",
}

// save keeps the log as it is; what it returns puts it back.
func (h house) save() func() {
	ctx := context.Background()
	kept := map[string][][]any{}
	_, err := store.Read(ctx, h.db, func(tx *store.Tx) (_ int, err error) {
		for table, columns := range tables {
			names := strings.Fields(columns)
			kept[table], err = store.Collect(ctx, tx, func(s store.Scanner) ([]any, error) {
				row, into := make([]any, len(names)), make([]any, len(names))
				for i := range row {
					into[i] = &row[i]
				}
				return row, s.Scan(into...)
			}, "select "+strings.Join(names, ", ")+" from "+table)
			if err != nil {
				return 0, err
			}
		}
		return 0, nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return func() {
		err := store.Ledger(ctx, h.db, func(tx *store.Tx) error {
			for table, columns := range tables {
				if _, err := tx.Exec(ctx, "delete from "+table); err != nil {
					return err
				}
				if err := store.Insert(ctx, tx, table, strings.Fields(columns), kept[table]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			h.t.Fatal(err)
		}
	}
}

// rehash does what somebody would do who knows the house: computes the leaf of a fact anew and puts it into
// its tile. He cannot sign.
func (h house) rehash(seq int64) {
	h.t.Helper()
	leaf := audit.LeafForTest(h.since(seq)[0].Entry)
	tile, err := store.Read(h.t.Context(), h.db, func(tx *store.Tx) ([]byte, error) {
		return store.One(h.t.Context(), tx, store.Value[[]byte], "select hashes from audit_tile where level = 0 and n = $1", seq/256)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	copy(tile[seq%256*32:], leaf)
	h.tamper("update audit_tile set hashes = $1 where level = 0 and n = $2", tile, seq/256)
}

// A past that was signed anew, by one who holds database and root key, is caught by a checkpoint kept elsewhere.
func TestKnownCheckpointsBindTheHouse(t *testing.T) {
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		h := open(t, db, seal.Intl)
		h.record(t.Context(), 20, audit.Fact{Kind: "duty.opened"})
		h.step()
		kept := h.latest()
		if r := h.verify(kept.Note); !r.Whole() {
			t.Fatalf("%+v", r)
		}
		h.tamper("delete from audit_checkpoint")
		h.tamper("delete from audit_number")
		h.tamper("delete from audit_tile")
		h.tamper("update audit_fact set kind = 'duty.waived'")
		h.tamper("insert into audit_pending (node, id, month) select node, id, month from audit_fact")
		h.tamper("update audit_tree set size = 0")
		if err := audit.AdoptForTest(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		h.step()
		if r := h.verify(); !r.Whole() || r.Nodes[0].Covered != 20 {
			t.Fatalf("the new past should look whole from inside: %+v", r)
		}
		if r := h.verify(kept.Note); r.Whole() || r.Findings[0].What != audit.Rewritten {
			t.Errorf("%+v", r)
		}
	})
}

// Two ledgers of one node, and officers who write meanwhile: every fact gets one number.
func TestTwoLedgersAreSafe(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		v := sealtest.Vault(t, db)
		var wg sync.WaitGroup
		ctx, stop := context.WithCancel(t.Context())
		h := house{t: t, db: db, vault: v}
		for range 2 {
			l, err := audit.NewLedger(t.Context(), db, v)
			if err != nil {
				t.Fatal(err)
			}
			l.Batch = 16
			h.ledger = l
			wg.Go(func() { l.Run(ctx, time.Millisecond, func(err error) { t.Error(err) }) })
		}
		var writers sync.WaitGroup
		for range 4 {
			writers.Go(func() {
				for range 25 {
					h.record(t.Context(), 2, audit.Fact{Kind: "duty.opened"})
				}
			})
		}
		writers.Wait()
		stop()
		wg.Wait()
		h.step()
		r := h.verify()
		if !r.Whole() || r.Nodes[0].Facts != 200 || r.Waiting != 0 {
			t.Errorf("%+v", r)
		}
	})
}
