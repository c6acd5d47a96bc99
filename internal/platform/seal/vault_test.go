package seal_test

import (
	"bytes"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// in runs a body in a Write, and gives what it gives without keeping it.
func in[T any](t testing.TB, db *store.DB, body func(*store.Tx) (T, error)) (out T, err error) {
	t.Helper()
	_, err = store.Write(t.Context(), db, store.NewKey(), func(tx *store.Tx) (_ int, err error) {
		out, err = body(tx)
		return 0, err
	})
	return out, err
}

func must[T any](t testing.TB, db *store.DB, body func(*store.Tx) (T, error)) T {
	t.Helper()
	out, err := in(t, db, body)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func root(t testing.TB, text string, s seal.Suite) seal.Root {
	t.Helper()
	r, err := seal.RootText(text, s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRecordKeys(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		text := seal.NewRootText()
		v, err := seal.Open(ctx, db, root(t, text, seal.Intl), seal.Intl)
		if err != nil {
			t.Fatal(err)
		}
		a, b := id.New(), id.New()
		sealed := must(t, db, func(tx *store.Tx) ([]byte, error) {
			if _, err := v.Create(ctx, tx, b, seal.Clinical); err != nil {
				return nil, err
			}
			k, err := v.Create(ctx, tx, a, seal.General)
			if err != nil {
				return nil, err
			}
			return k.SealString("person_person.name", "单雄信"), nil
		})

		// Another process, later, with the same root.
		again, err := seal.Open(ctx, db, root(t, text, seal.Intl), seal.Intl)
		if err != nil {
			t.Fatal(err)
		}
		name := must(t, db, func(tx *store.Tx) (string, error) {
			k, err := again.Key(ctx, tx, a, seal.General)
			if err != nil {
				return "", err
			}
			return k.OpenString("person_person.name", sealed)
		})
		if name != "单雄信" {
			t.Errorf("%q", name)
		}
		if !bytes.Equal(v.Token("person.name", "x"), again.Token("person.name", "x")) {
			t.Error("tokens of two processes differ")
		}
		if bytes.Equal(v.Token("person.name", "x"), v.Token("person.alias", "x")) {
			t.Error("tokens of two indexes can be compared")
		}

		_, err = store.Read(ctx, db, func(tx *store.Tx) (int, error) {
			keys, err := v.Keys(ctx, tx, []id.ID{a, b, id.New()}, seal.General)
			if err != nil || len(keys) != 1 || keys[a] == nil {
				t.Errorf("%v %v", keys, err)
			}
			if _, err := v.Key(ctx, tx, a, seal.Clinical); !errs.Is(err, "seal.no_key") {
				t.Error("another compartment:", err)
			}
			return 0, nil
		})
		if err != nil {
			t.Fatal(err)
		}

		if _, err := in(t, db, func(tx *store.Tx) (*seal.Key, error) { return v.Create(ctx, tx, a, seal.General) }); errs.KindOf(err) != errs.Conflict {
			t.Error("a second key:", err)
		}
		k := must(t, db, func(tx *store.Tx) (*seal.Key, error) { return v.Ensure(ctx, tx, a, seal.General) })
		if got, err := k.OpenString("person_person.name", sealed); err != nil || got != name {
			t.Error("Ensure made another key:", err)
		}
		must(t, db, func(tx *store.Tx) (*seal.Key, error) { return v.Ensure(ctx, tx, a, seal.Child) })

		if _, err := seal.Open(ctx, db, root(t, seal.NewRootText(), seal.Intl), seal.Intl); !errs.Is(err, "seal.wrong_root") {
			t.Error("another root opens the house:", err)
		}
	})
}

func TestManyKeysInOneQuery(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		v := sealtest.With(t, db, seal.GM)
		ids := make([]id.ID, 300)
		for i := range ids {
			ids[i] = id.New()
		}
		made := must(t, db, func(tx *store.Tx) (map[id.ID]*seal.Key, error) {
			return v.CreateAll(t.Context(), tx, ids, seal.General)
		})
		got := must(t, db, func(tx *store.Tx) (map[id.ID]*seal.Key, error) {
			return v.Keys(t.Context(), tx, ids, seal.General)
		})
		if len(made) != 300 || len(got) != 300 {
			t.Fatal(len(made), len(got))
		}
		for _, i := range ids {
			if got[i].Record() != i || !bytes.Equal(got[i].Digest(nil), made[i].Digest(nil)) {
				t.Fatal("the keys are mixed up")
			}
		}
		none := must(t, db, func(tx *store.Tx) (map[id.ID]*seal.Key, error) {
			return v.Keys(t.Context(), tx, nil, seal.General)
		})
		if len(none) != 0 {
			t.Error("keys of nothing")
		}
	})
}

func TestSealedAway(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		v := sealtest.Vault(t, db)
		person := id.New()
		sealed := must(t, db, func(tx *store.Tx) ([]byte, error) {
			if _, err := v.Create(ctx, tx, person, seal.Clinical); err != nil {
				return nil, err
			}
			k, err := v.Create(ctx, tx, person, seal.General)
			return k.SealString("person_person.name", "秦琼"), err
		})
		if n := must(t, db, func(tx *store.Tx) (int, error) { return v.SealAway(ctx, tx, person) }); n != 2 {
			t.Errorf("%d keys sealed", n)
		}
		for what, try := range map[string]func(*store.Tx) error{
			"Key":    func(tx *store.Tx) error { _, err := v.Key(ctx, tx, person, seal.General); return err },
			"Ensure": func(tx *store.Tx) error { _, err := v.Ensure(ctx, tx, person, seal.General); return err },
			"never":  func(tx *store.Tx) error { _, err := v.Key(ctx, tx, id.New(), seal.General); return err },
			"twice": func(tx *store.Tx) error {
				if n, err := v.SealAway(ctx, tx, person); n != 0 || err != nil {
					t.Errorf("sealed again: %d %v", n, err)
				}
				_, err := v.Key(ctx, tx, person, seal.General)
				return err
			},
		} {
			_, err := in(t, db, func(tx *store.Tx) (int, error) { return 0, try(tx) })
			if !errs.Is(err, "seal.no_key") || errs.KindOf(err) != errs.NotFound {
				t.Errorf("%s: %v", what, err)
			}
		}
		must(t, db, func(tx *store.Tx) (int, error) { return v.Restore(ctx, tx, person) })
		name := must(t, db, func(tx *store.Tx) (string, error) {
			k, err := v.Key(ctx, tx, person, seal.General)
			if err != nil {
				return "", err
			}
			return k.OpenString("person_person.name", sealed)
		})
		if name != "秦琼" {
			t.Error(name)
		}
		must(t, db, func(tx *store.Tx) (int, error) { return 0, v.Destroy(ctx, tx, person) })
		if _, err := in(t, db, func(tx *store.Tx) (int, error) { return v.Restore(ctx, tx, person) }); !errs.Is(err, "seal.no_key") {
			t.Error("destroyed keys come back:", err)
		}
	})
}

// The house turns its keys, and changes its suite, while it runs; everything sealed before still opens.
func TestTurningKeys(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		first, second := seal.NewRootText(), seal.NewRootText()
		v, err := seal.Open(ctx, db, root(t, first, seal.Intl), seal.Intl)
		if err != nil {
			t.Fatal(err)
		}
		other, err := seal.Open(ctx, db, root(t, first, seal.Intl), seal.Intl) // runs on
		if err != nil {
			t.Fatal(err)
		}
		ids := []id.ID{id.New(), id.New(), id.New()}
		sealed := must(t, db, func(tx *store.Tx) ([][]byte, error) {
			keys, err := v.CreateAll(ctx, tx, ids, seal.Psychology)
			var out [][]byte
			for _, i := range ids {
				out = append(out, keys[i].SealString("psych_note.text", string(i)))
			}
			return out, err
		})
		if err := v.TurnRing(ctx, seal.Psychology); err != nil {
			t.Fatal(err)
		}
		after, pages := id.ID(""), 0
		for ; ; pages++ {
			if after, err = v.Rewrap(ctx, seal.Psychology, after, 2); err != nil || after == "" {
				break
			}
		}
		if err != nil || pages != 2 {
			t.Fatal(pages, err)
		}
		left, err := store.Read(ctx, db, func(tx *store.Tx) (int, error) {
			return store.One(ctx, tx, store.Value[int], "select count(*) from seal_key where kek <> $1", "psychology-2")
		})
		if err != nil || left != 0 {
			t.Errorf("%d keys left behind (%v)", left, err)
		}

		both, err := seal.Open(ctx, db, root(t, first+"\n"+second, seal.GM), seal.GM)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := both.TurnRoot(ctx); err != nil || n < 10 {
			t.Fatal(n, err)
		}
		if err := both.TurnRing(ctx, seal.Psychology); err != nil { // now SM4
			t.Fatal(err)
		}
		late, err := seal.Open(ctx, db, root(t, second, seal.GM), seal.GM) // the old root is gone
		if err != nil {
			t.Fatal(err)
		}
		for name, v := range map[string]*seal.Vault{"v": v, "late": late} {
			for i, r := range ids {
				got, err := store.Read(ctx, db, func(tx *store.Tx) (string, error) {
					k, err := v.Key(ctx, tx, r, seal.Psychology)
					if err != nil {
						return "", err
					}
					return k.OpenString("psych_note.text", sealed[i])
				})
				if err != nil || got != string(r) {
					t.Errorf("%s: %q %v", name, got, err)
				}
			}
		}
		fresh := id.New()
		must(t, db, func(tx *store.Tx) (*seal.Key, error) { return late.Create(ctx, tx, fresh, seal.Psychology) })
		// The process that ran on has only the first root: what it has not unwrapped yet, it cannot.
		if _, err := in(t, db, func(tx *store.Tx) (*seal.Key, error) { return other.Key(ctx, tx, fresh, seal.Psychology) }); !errs.Is(err, "seal.wrong_root") {
			t.Error(err)
		}
	})
}

func TestKeysAreBoundToTheirRow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		v := sealtest.Vault(t, db)
		a, b := id.New(), id.New()
		must(t, db, func(tx *store.Tx) (map[id.ID]*seal.Key, error) {
			return v.CreateAll(ctx, tx, []id.ID{a, b}, seal.General)
		})
		must(t, db, func(tx *store.Tx) (int64, error) {
			return tx.Exec(ctx, `update seal_key set wrapped = (select k.wrapped from seal_key k where k.record = $1) where record = $2`, string(a), string(b))
		})
		if _, err := in(t, db, func(tx *store.Tx) (*seal.Key, error) { return v.Key(ctx, tx, b, seal.General) }); !errs.Is(err, "seal.broken") {
			t.Error("a key moved to another record opens it:", err)
		}
	})
}

func TestSignersAreKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		v := sealtest.Vault(t, db)
		one, err := v.Signer(t.Context(), "ledger/n1")
		if err != nil {
			t.Fatal(err)
		}
		two, err := v.Signer(t.Context(), "ledger/n1")
		if err != nil || !bytes.Equal(one.Public(), two.Public()) || err != nil {
			t.Error("a signer has one key", err)
		}
		if three, err := v.Signer(t.Context(), "ledger/n2"); err != nil || bytes.Equal(one.Public(), three.Public()) {
			t.Error("two signers have one key", err)
		}
	})
}

// The digest of a row is the same tomorrow, after a restart and after the root was turned; other rooms have others.
func TestDigestOfARowStays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		root, err := seal.RootText(seal.NewRootText(), seal.Intl)
		if err != nil {
			t.Fatal(err)
		}
		v, err := seal.Open(t.Context(), db, root, seal.Intl)
		if err != nil {
			t.Fatal(err)
		}
		row := []byte("a row")
		first := v.Digest("facility", row)
		if len(first) != 32 || bytes.Equal(first, v.Digest("rule", row)) || bytes.Equal(first, v.Digest("facility", []byte("another"))) {
			t.Error("rows and rooms must be told apart")
		}
		again, err := seal.Open(t.Context(), db, root, seal.GM) // new seals by another suite; this key stays
		if err != nil {
			t.Fatal(err)
		}
		lent, err := store.Read(t.Context(), db, func(tx *store.Tx) ([]byte, error) { return tx.Digest("facility", row) })
		if err != nil || !bytes.Equal(first, again.Digest("facility", row)) || !bytes.Equal(first, lent) {
			t.Errorf("the digest changed: %v", err)
		}
	})
}

// The public half of the escrow stands in the database, bound to nothing. Who writes his own there is not sealed to: what is
// sealed away goes to the house's, and the alteration is told.
func TestTheEscrowIsTheHousesOwn(t *testing.T) {
	for _, suite := range []seal.Suite{seal.Intl, seal.GM} {
		storetest.Each(t, func(t *testing.T, db *store.DB) {
			root, err := seal.RootText(seal.NewRootText(), suite)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := seal.Open(t.Context(), db, root, suite); err != nil {
				t.Fatal(err)
			}
			theirs, _ := suite.NewBox()
			if err := store.Ledger(t.Context(), db, func(tx *store.Tx) error {
				_, err := tx.Exec(t.Context(), "update seal_ring set public = $1 where purpose = 'escrow'", theirs)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			v, err := seal.Open(t.Context(), db, root, suite)
			if err != nil {
				t.Fatal(err)
			}
			record := id.New()
			if err := store.Ledger(t.Context(), db, func(tx *store.Tx) error {
				if _, err := v.Create(t.Context(), tx, record, seal.General); err != nil {
					return err
				}
				if _, err := v.SealAway(t.Context(), tx, record); err != nil {
					return err
				}
				if keys, err := v.Peek(t.Context(), tx, record); err != nil || keys[seal.General] == nil {
					t.Errorf("%s: sealed away to another: %v", suite, err)
				}
				misled, err := v.Misled(t.Context(), tx)
				if err != nil || len(misled) != 1 || misled[0] != "escrow-1" {
					t.Errorf("%s: %v %v", suite, misled, err)
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		})
	}
}
