package seal

import (
	"bytes"
	"context"
	"crypto/cipher"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store"
)

// Purposes of ring keys besides the seven compartments.
const (
	forIndex  = "index"  // blind indexes; one generation for ever, since tokens cannot be re-wrapped
	forEscrow = "escrow" // sealed-away records
	forDigest = "digest" // of rows that are no record's; one generation for ever, since the log is not written anew
	signs     = "sign:"  // and the name of the signer
)

// ringKey is one of the house's own keys, unwrapped.
type ringKey struct {
	id      string // purpose-generation
	purpose string
	nth     int // generation
	suite   Suite
	secret  []byte
	aead    cipher.AEAD // of compartments' keys
	public  []byte      // of the escrow: made of its secret, for the column is bound to nothing
}

// ring is the unwrapped keys. It is replaced as a whole, never changed.
type ring struct {
	byID    map[string]*ringKey
	current map[string]*ringKey // by purpose: the newest generation of the house's suite, or the newest of all
	derived *sync.Map           // what for → key, derived when first asked for
}

// ringRow is a ring key as it stands in seal_ring.
type ringRow struct {
	id, purpose, suite, root string
	generation               int
	wrapped, public          []byte
}

const ringColumns = "id, purpose, generation, suite, root, wrapped, public"

func scanRing(s store.Scanner) (r ringRow, err error) {
	err = s.Scan(&r.id, &r.purpose, &r.generation, &r.suite, &r.root, &r.wrapped, &r.public)
	return r, err
}

func ringRows(ctx context.Context, tx *store.Tx) ([]ringRow, error) {
	return store.Collect(ctx, tx, scanRing, "select "+ringColumns+" from seal_ring order by purpose, generation")
}

// Fresh tells whether a migrated database has no ring yet: only then may a root be made for it. A new root
// does not open an old house.
func Fresh(ctx context.Context, db *store.DB) (bool, error) {
	if has, err := db.Has(ctx, "seal_ring"); err != nil || !has {
		return err == nil, err
	}
	return store.Read(ctx, db, func(tx *store.Tx) (bool, error) {
		n, err := store.One(ctx, tx, store.Value[int], "select count(*) from seal_ring")
		return n == 0, err
	})
}

// rest is how long Fits goes on when it has opened one key of each root: a command that takes a second a key is as good as
// a file.
const rest = 3 * time.Second

// Fits tells whether a root opens the ring of a database, without opening a vault on it: one key of each root key for sure,
// the others for as long as that takes no more than some seconds. It fails like Root.Unwrap.
func Fits(ctx context.Context, db *store.DB, root Root) (err error) {
	defer errs.Wrap(&err, "seal.Fits")
	rows, err := store.Read(ctx, db, func(tx *store.Tx) ([]ringRow, error) { return ringRows(ctx, tx) })
	if err != nil {
		return err
	}
	var others []ringRow
	tried := map[string]bool{}
	for _, r := range rows {
		if tried[r.root] {
			others = append(others, r)
			continue
		}
		tried[r.root] = true
		if _, err := root.Unwrap(ctx, r.root, r.wrapped, r.place()); err != nil {
			return err
		}
	}
	some, cancel := context.WithTimeout(ctx, rest)
	defer cancel()
	for _, r := range others {
		if _, err := root.Unwrap(some, r.root, r.wrapped, r.place()); some.Err() != nil {
			return ctx.Err()
		} else if err != nil {
			return err
		}
	}
	return nil
}

// load reads and unwraps the ring; keys already in old are taken over, so that a slow root is asked once.
func (v *Vault) load(ctx context.Context, rows []ringRow) (*ring, error) {
	next := &ring{byID: map[string]*ringKey{}, current: map[string]*ringKey{}, derived: &sync.Map{}}
	if old := v.ring.Load(); old != nil {
		next.byID, next.current, next.derived = maps.Clone(old.byID), maps.Clone(old.current), old.derived
	}
	for _, r := range rows {
		k, have := next.byID[r.id]
		if !have {
			secret, err := v.root.Unwrap(ctx, r.root, r.wrapped, r.place())
			if err != nil {
				return nil, err
			}
			if r.purpose == forDigest && len(secret) > macSize {
				secret = secret[:macSize]
				v.bound.Store(true)
			}
			k = newRingKey(r, secret)
			next.byID[r.id] = k
		}
		if c := next.current[r.purpose]; c == nil || v.rather(k, c) { // rows may be older than what we know
			next.current[r.purpose] = k
		}
	}
	return next, nil
}

func newRingKey(r ringRow, secret []byte) *ringKey {
	k := &ringKey{id: r.id, purpose: r.purpose, nth: r.generation, suite: Suite(r.suite), secret: secret}
	if r.purpose == forEscrow {
		k.public = publicOf(secret)
	}
	if Compartment(r.purpose).Valid() {
		k.aead = k.suite.aead(secret)
	}
	return k
}

// Misled tells the keys of the escrow whose public half is not that of their secret: who holds the database can write his own
// there. This house does not seal to it; another program might.
func (v *Vault) Misled(ctx context.Context, tx *store.Tx) (out []string, err error) {
	rows, err := ringRows(ctx, tx)
	for _, r := range rows {
		if k := v.ring.Load().byID[r.id]; k != nil && !bytes.Equal(k.public, r.public) {
			out = append(out, r.id)
		}
	}
	return out, err
}

func (r ringRow) place() []byte {
	return Suite(r.suite).place("seal_ring.wrapped", r.id, r.purpose)
}

// rather tells whether k is to seal instead of c: what is under the house's suite, then what is newer. The keys that
// stay for ever have one generation, whatever its suite.
func (v *Vault) rather(k, c *ringKey) bool {
	if a, b := k.suite == v.suite, c.suite == v.suite; a != b {
		return a
	}
	return k.nth > c.nth
}

// forge makes a new generation of a purpose, wrapped by the current root key. It asks the root, so it runs outside of
// transactions; keep writes what it made.
func (v *Vault) forge(ctx context.Context, purpose string, generation int, s Suite) (r ringRow, err error) {
	r = ringRow{id: fmt.Sprintf("%s-%d", purpose, generation), purpose: purpose, generation: generation, suite: string(s)}
	var secret []byte
	switch {
	case purpose == forEscrow:
		r.public, secret = s.NewBox()
	case purpose == forDigest:
		secret = append(random(macSize), bound)
	case purpose == forIndex, strings.HasPrefix(purpose, signs):
		secret = random(macSize)
	default:
		secret = random(s.cipherKeySize())
	}
	r.wrapped, r.root, err = v.root.Wrap(ctx, secret, r.place())
	return r, err
}

// keep writes ring keys that were forged, in the place of nothing: a generation that another process made meanwhile
// stays, and what was forged here is forgotten.
func (v *Vault) keep(ctx context.Context, made []ringRow) error {
	return store.Ledger(ctx, v.db, func(tx *store.Tx) error {
		rows, err := ringRows(ctx, tx)
		if err != nil {
			return err
		}
		var fresh [][]any
		for _, r := range made {
			if !slices.ContainsFunc(rows, func(x ringRow) bool { return x.id == r.id }) {
				fresh = append(fresh, []any{r.id, r.purpose, r.generation, r.suite, r.root, r.wrapped, r.public, store.Micros(tx.Now())})
			}
		}
		if len(fresh) == 0 {
			return nil
		}
		return store.Insert(ctx, tx, "seal_ring", []string{"id", "purpose", "generation", "suite", "root", "wrapped", "public", "made_at"}, fresh)
	})
}

// suiteHeld is the suite that a house seals under: the one that was asked for, if its compartments have keys of it, else that
// of their newest.
func suiteHeld(rows []ringRow, asked Suite) Suite {
	held := asked
	for _, r := range rows { // by generation
		if r.purpose != string(General) {
			continue
		}
		if held = Suite(r.suite); held == asked {
			break
		}
	}
	return held
}

// refresh reads the ring anew, in the transaction at hand.
func (v *Vault) refresh(ctx context.Context, tx *store.Tx) (*ring, error) {
	rows, err := ringRows(ctx, tx)
	if err != nil {
		return nil, err
	}
	v.loading.Lock()
	defer v.loading.Unlock()
	next, err := v.load(ctx, rows)
	if err != nil {
		return nil, err
	}
	v.ring.Store(next)
	return next, nil
}

// ringKey finds the ring key with the id; one made by another process since is read from the table.
func (v *Vault) ringKey(ctx context.Context, tx *store.Tx, id string) (*ringKey, error) {
	if k, ok := v.ring.Load().byID[id]; ok {
		return k, nil
	}
	r, err := v.refresh(ctx, tx)
	if err != nil {
		return nil, err
	}
	if k, ok := r.byID[id]; ok {
		return k, nil
	}
	return nil, errs.New(errs.Internal, "seal.unknown_kek", id)
}

// ensure makes the purposes that the ring lacks, and those that it has only under another suite than the house's, but
// for the keys that stay for ever: as far as the vault's way allows.
func (v *Vault) ensure(ctx context.Context, purposes ...string) error {
	rows, err := store.Read(ctx, v.db, func(tx *store.Tx) ([]ringRow, error) { return ringRows(ctx, tx) })
	if err != nil {
		return err
	}
	if v.way != Leads {
		v.suite = suiteHeld(rows, v.suite)
	}
	var made []ringRow
	for _, p := range purposes {
		newest, have := 0, false
		for _, r := range rows {
			if r.purpose == p {
				newest = max(newest, r.generation)
				have = have || v.way != Leads || Suite(r.suite) == v.suite || p == forIndex || p == forDigest
			}
		}
		if have {
			continue
		}
		if v.way == Looks {
			return errs.New(errs.Unavailable, "seal.unknown_kek", p)
		}
		r, err := v.forge(ctx, p, newest+1, v.suite)
		if err != nil {
			return err
		}
		made = append(made, r)
	}
	if len(made) > 0 {
		if err := v.keep(ctx, made); err != nil {
			return err
		}
	}
	_, err = store.Read(ctx, v.db, func(tx *store.Tx) (*ring, error) { return v.refresh(ctx, tx) })
	return err
}
