package flaw_test

import (
	"slices"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/flaw"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// A data key that was altered, or put aside by hand, is named; one that was taken away is missed where it is needed, and one
// that was sealed away is not.
func TestAKeyThatIsNotAsItWasMade(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		v := sealtest.Vault(t, db)
		whole, altered, aside, away, gone := id.New(), id.New(), id.New(), id.New(), id.New()
		all := []id.ID{whole, altered, aside, away}
		write := func(body func(*store.Tx) error) {
			t.Helper()
			if err := store.Ledger(ctx, db, body); err != nil {
				t.Fatal(err)
			}
		}
		write(func(tx *store.Tx) error {
			if _, err := v.CreateAll(ctx, tx, all, seal.General); err != nil {
				return err
			}
			_, err := v.SealAway(ctx, tx, away)
			return err
		})
		if flaws, err := flaw.Keys(ctx, db, v, func(id.ID) bool { return true }); err != nil || len(flaws) != 0 {
			t.Fatal(flaws, err)
		}
		if flaws, err := flaw.Keys(ctx, db, v, func(id.ID) bool { return false }); err != nil || len(flaws) != 1 || flaws[0].Record != away {
			t.Error("a key that no sealing took:", flaws, err)
		}
		write(func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, "update seal_key set wrapped = (select wrapped from seal_key where record = $2) where record = $1", string(altered), string(whole))
			if err == nil {
				_, err = tx.Exec(ctx, "update seal_key set state = 'sealed' where record = $1", string(aside))
			}
			return err
		})
		flaws, err := flaw.Keys(ctx, db, v, func(id.ID) bool { return true })
		if err != nil || len(flaws) != 2 || flaws[0].Record != altered || flaws[1].Record != aside {
			t.Error(flaws, err)
		}
		_, err = store.Read(ctx, db, func(tx *store.Tx) (int, error) {
			f, err := flaw.Usable(ctx, tx, v, append(all, gone, gone), seal.General)
			if len(f.Open) != 1 || f.Open[whole] == nil || len(f.Gone) != 1 || f.Gone[0] != gone || !slices.Contains(f.Away, aside) {
				t.Error(f)
			}
			return 0, err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
