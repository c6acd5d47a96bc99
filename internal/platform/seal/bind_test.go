package seal

import (
	"testing"

	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// A new house is bound from its first key on. One of an older program is bound once, by whoever may make keys, and neither
// a turn of the root nor another process makes it anything else; its digests stay what they were.
func TestAHouseIsBoundOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, text := t.Context(), NewRootText()
		opened := func(lines string) *Vault {
			r, err := RootText(lines, Intl)
			if err != nil {
				t.Fatal(err)
			}
			v, err := Open(ctx, db, r, Intl)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		v := opened(text)
		if !v.Bound() {
			t.Fatal("a new house is not bound")
		}
		was := string(v.Digest("room", []byte("row")))

		key := v.ring.Load().current[forDigest] // as an older program left it
		r := ringRow{id: key.id, purpose: key.purpose, suite: string(key.suite)}
		var err error
		if r.wrapped, r.root, err = v.root.Wrap(ctx, key.secret, r.place()); err != nil {
			t.Fatal(err)
		}
		if err := store.Ledger(ctx, db, func(tx *store.Tx) error {
			return store.Update(ctx, tx, "update seal_ring set wrapped = $1 where id = $2", r.wrapped, r.id)
		}); err != nil {
			t.Fatal(err)
		}
		one, two := opened(text), opened(text)
		if one.Bound() {
			t.Fatal("an older house is bound before anybody bound it")
		}
		n := 0
		body := func(*store.Tx) error { n++; return nil }
		for _, v := range []*Vault{one, two, one, opened(text)} {
			if err := v.Bind(ctx, body); err != nil || !v.Bound() {
				t.Error(err, v.Bound())
			}
		}
		if n == 0 || n > 2 { // tests run every body twice
			t.Error("marked", n, "times")
		}
		turned := text + "\n" + NewRootText()
		if _, err := opened(turned).TurnRoot(ctx); err != nil {
			t.Fatal(err)
		}
		if v := opened(turned); !v.Bound() || string(v.Digest("room", []byte("row"))) != was {
			t.Error("a turn of the root unbinds the house, or changes its digests")
		}
	})
}
