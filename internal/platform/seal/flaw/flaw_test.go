package flaw_test

import (
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
		if flaws, err := flaw.Keys(ctx, db, v); err != nil || len(flaws) != 0 {
			t.Fatal(flaws, err)
		}
		write(func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, "update seal_key set wrapped = (select wrapped from seal_key where record = $2) where record = $1", string(altered), string(whole))
			if err == nil {
				_, err = tx.Exec(ctx, "update seal_key set state = 'sealed' where record = $1", string(aside))
			}
			return err
		})
		flaws, err := flaw.Keys(ctx, db, v)
		if err != nil || len(flaws) != 2 || flaws[0].Record != altered || flaws[1].Record != aside {
			t.Error(flaws, err)
		}
		_, err = store.Read(ctx, db, func(tx *store.Tx) (int, error) {
			keys, missing, err := flaw.Usable(ctx, tx, v, append(all, gone, gone), seal.General)
			if len(keys) != 1 || keys[whole] == nil || len(missing) != 1 || missing[0] != gone {
				t.Error(keys, missing)
			}
			return 0, err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
