package lately_test

import (
	"errors"
	"testing"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/lately"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// What was opened lately is answered from memory, but never other than the row says, and never for a record that Keys
// would not open.
func TestOpenedLately(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			hand := clock.At(storetest.Start)
			db := storetest.Open(t, storetest.Config(t, engine, hand))
			v := sealtest.Vault(t, db)
			const column = "person_person.sealed"
			a := id.New()
			sealed := func(words ...string) (out []byte) {
				return must(t, db, func(tx *store.Tx) ([]byte, error) {
					k, err := v.Ensure(t.Context(), tx, a, seal.General)
					if err != nil {
						return nil, err
					}
					return k.SealValue(column, words)
				})
			}
			l := lately.New[[]string](v, column, seal.General)
			open := func(tx *store.Tx, text []byte) ([]string, error) {
				found, err := l.Open(t.Context(), tx, []lately.Row{{Record: a, Sealed: text}, {Record: id.New(), Sealed: text}})
				if len(found) > 1 {
					t.Error("opened without a key")
				}
				return found[a], err
			}
			look := func(text []byte) []string {
				return must(t, db, func(tx *store.Tx) ([]string, error) { return open(tx, text) })
			}
			is := func(what string, got []string, want string) {
				t.Helper()
				if len(got) != 1 || got[0] != want {
					t.Errorf("%s: %q, not %q", what, got, want)
				}
			}

			old, changed := sealed("单雄信"), sealed("单通")
			first := look(old)
			is("opened", first, "单雄信")
			if again := look(old); &again[0] != &first[0] {
				t.Error("it was not kept")
			}
			is("changed", look(changed), "单通")
			is("as another still sees it", look(old), "单雄信")

			back := errors.New("back")
			_, err := in(t, db, func(tx *store.Tx) ([]string, error) {
				if _, err := v.SealAway(t.Context(), tx, a); err != nil {
					return nil, err
				}
				if got, err := open(tx, old); len(got) > 0 || err != nil {
					t.Errorf("sealed away, and opened: %q %v", got, err)
				}
				return nil, back
			})
			if !errors.Is(err, back) {
				t.Fatal(err)
			}
			is("not sealed away after all", look(old), "单雄信")

			second := look(old)
			hand.Forward(11 * time.Minute)
			if again := look(old); &again[0] != &second[0] {
				t.Error("what is used does not stay")
			}
			hand.Forward(11 * time.Minute)
			look(changed)
			hand.Forward(11 * time.Minute)
			if again := look(old); &again[0] == &second[0] {
				t.Error("what nobody asked for stayed")
			}

			must(t, db, func(tx *store.Tx) (int, error) { return 0, v.Destroy(t.Context(), tx, a) })
			if got := look(old); len(got) > 0 {
				t.Errorf("destroyed, and opened: %q", got)
			}
		})
	}
}

// in does something in a transaction that is kept.
func in[T any](t *testing.T, db *store.DB, body func(*store.Tx) (T, error)) (out T, err error) {
	t.Helper()
	err = store.Ledger(t.Context(), db, func(tx *store.Tx) (err error) {
		out, err = body(tx)
		return err
	})
	return out, err
}

func must[T any](t *testing.T, db *store.DB, body func(*store.Tx) (T, error)) T {
	t.Helper()
	out, err := in(t, db, body)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
