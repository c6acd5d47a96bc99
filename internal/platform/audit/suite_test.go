package audit_test

import (
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// A house that changes to the national suite while it runs goes on with its tree and signs by SM2 from then on; what was
// signed before holds as well, and who has only the older key is told by the newer checkpoints that he needs another.
func TestAHouseChangesItsSuite(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		text := seal.NewRootText()
		in := func(s seal.Suite) house {
			root, err := seal.RootText(text, s)
			if err != nil {
				t.Fatal(err)
			}
			v, err := seal.Open(t.Context(), db, root, s)
			if err != nil {
				t.Fatal(err)
			}
			l, err := audit.NewLedger(t.Context(), db, v)
			if err != nil {
				t.Fatal(err)
			}
			l.Facts = 1
			return house{t: t, db: db, vault: v, ledger: l}
		}
		ctx := actor.With(t.Context(), officer(id.New()))
		before := in(seal.Intl)
		before.record(ctx, 5, audit.Fact{Kind: "duty.opened"})
		before.step()
		old := before.latest()

		after := in(seal.GM)
		after.record(ctx, 5, audit.Fact{Kind: "duty.opened"})
		after.step()
		last := after.latest()
		if after.ledger.Key() == before.ledger.Key() || len(after.ledger.Keys()) != 2 || after.ledger.Keys()[1] != before.ledger.Key() {
			t.Error("keys:", after.ledger.Keys())
		}
		r := after.verify(old.Note, last.Note)
		if !r.Whole() || !r.Signed(old.Note) || !r.Signed(last.Note) || len(r.Nodes) != 1 || r.Nodes[0].Covered != last.Size {
			t.Errorf("%+v", r)
		}
		proof, err := store.Read(t.Context(), db, func(tx *store.Tx) ([][]byte, error) {
			return after.ledger.Extends(t.Context(), tx, old.Note, last.Note)
		})
		if err != nil || len(proof) == 0 {
			t.Error("the log under SM2 does not go on from the one before:", err)
		}
		if again := in(seal.Intl); again.ledger.Key() != before.ledger.Key() { // back: the key of before, and no new one
			t.Error("a third key")
		}
	})
}
