package audit_test

import (
	"bytes"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func TestACompactProofIsTheProof(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, s := range []seal.Suite{seal.GM} {
			h := open(t, db, s)
			h.record(t.Context(), 20, audit.Fact{Kind: "duty.opened"})
			record, person := id.New(), id.New()
			ctx := actor.With(t.Context(), officer(id.New()))
			h.record(ctx, 1, audit.Fact{
				Kind: "paper.sealed", Record: record, About: person, Facility: id.New(),
				Digest: []byte("\x00\x01\x02\x03 32 bytes or so, with marks \x02\x00"), Basis: "NCL 47; " + string(person) + string(person),
			})
			// nobody waits a minute for the next checkpoint
			if err := h.ledger.Publish(ctx); err != nil {
				t.Fatal(err)
			}
			fact := h.since(20)[0]
			p, err := store.Read(ctx, db, func(tx *store.Tx) (audit.Proof, error) { return h.ledger.Prove(ctx, tx, fact.ID) })
			if err != nil {
				t.Fatal(err)
			}
			short, err := p.Compact()
			if err != nil {
				t.Fatal(err)
			}
			if whole := len(p.Fact) + len(p.Checkpoint) + 32*len(p.Path); len(short) > whole*3/4 {
				t.Errorf("%d bytes of %d", len(short), whole)
			}
			again, err := audit.ReadCompact(short)
			if err != nil || !bytes.Equal(again.Fact, p.Fact) || again.Checkpoint != p.Checkpoint || again.Seq != p.Seq {
				t.Fatal(again, err)
			}
			e, err := again.Entry()
			if err != nil || e.Record != record || e.About != person || e.Basis != fact.Basis || !e.At.Equal(fact.At) || !bytes.Equal(e.Digest, fact.Digest) || e.Version != 1 {
				t.Errorf("%+v %v", e, err)
			}
			for i := range short { // every byte counts
				bad := bytes.Clone(short)
				bad[i] ^= 4
				if p, err := audit.ReadCompact(bad); err == nil && p.Check(h.ledger.Key()) == nil {
					t.Fatalf("byte %d was changed and it still proves", i)
				}
			}
			if err := h.ledger.Publish(ctx); err != nil { // with nothing to do
				t.Fatal(err)
			}
		}
	})
}

// What is printed comes back from anywhere: reading it must not fall over.
func FuzzReadCompact(f *testing.F) {
	f.Add([]byte{3, 'g', 'c', 'm', 1, 2, 'n', '1', 2, 0, 1, 'x', 1})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := audit.ReadCompact(b)
		if err != nil {
			if !errs.Is(err, "audit.no_proof") {
				t.Error(err)
			}
			return
		}
		if _, err := p.Entry(); err != nil {
			t.Error(err)
		}
	})
}
