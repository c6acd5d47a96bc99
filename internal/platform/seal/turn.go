package seal

import (
	"context"
	"slices"
	"sync"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// Signer gives the signer with a name, making its key on first use, and anew where the house has changed its suite, as far
// as the way of the vault allows: to who only looks, one that never signed is seal.unknown_kek. What it signed before still
// verifies.
func (v *Vault) Signer(ctx context.Context, name string) (_ *Signer, err error) {
	defer errs.Wrap(&err, "seal.Signer(%s)", name)
	if k := v.ring.Load().current[signs+name]; k == nil || k.suite != v.suite && v.way == Leads {
		if err := v.ensure(ctx, signs+name); err != nil {
			return nil, err
		}
	}
	return v.signer(name)
}

// Signed gives the signer with a name to whoever checks what it signed: no key is made. One that never signed is
// seal.no_signer.
func (v *Vault) Signed(ctx context.Context, tx *store.Tx, name string) (_ *Signer, err error) {
	defer errs.Wrap(&err, "seal.Signed(%s)", name)
	if _, err := v.refresh(ctx, tx); err != nil {
		return nil, err
	}
	return v.signer(name)
}

func (v *Vault) signer(name string) (*Signer, error) {
	r := v.ring.Load()
	now := r.current[signs+name]
	if now == nil {
		return nil, errs.New(errs.NotFound, "seal.no_signer", name)
	}
	all := []*ringKey{now}
	for _, k := range r.byID {
		if k.purpose == now.purpose && k != now {
			all = append(all, k)
		}
	}
	slices.SortFunc(all[1:], func(a, b *ringKey) int { return b.nth - a.nth })
	s := &Signer{}
	for _, k := range all {
		p, err := newPair(k.suite, k.secret)
		if err != nil {
			return nil, err
		}
		s.pairs = append(s.pairs, p)
	}
	return s, nil
}

// Roots lists the ids of the root keys that something of the ring is wrapped with. A root key that is not among them may
// go, but for copies of the database that were made before.
func (v *Vault) Roots(ctx context.Context) (_ []string, err error) {
	defer errs.Wrap(&err, "seal.Roots")
	return store.Read(ctx, v.db, func(tx *store.Tx) ([]string, error) {
		return store.Collect(ctx, tx, store.Value[string], "select distinct root from seal_ring order by root")
	})
}

// askAgain is how long the answer of a slow root counts.
const askAgain = time.Minute

// standing is what a slow root answered last.
type standing struct {
	mu     sync.Mutex
	asking bool
	at     time.Time
	err    error
}

// Well tells whether what is wrapped can be opened anew, cheaply enough to be asked every second: where the keys are at
// hand (a file, the environment) whether they hold every root key that the ring is under; a command is asked for its key
// at most once a minute, beside the caller, who is told its last answer. It fails like Root.Unwrap. Records that cannot be
// asked are no fault of the key.
func (v *Vault) Well(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "seal.Well")
	held := holder(v.root)
	if held == nil {
		return v.lastAnswer(ctx)
	}
	roots, err := v.Roots(ctx)
	if err != nil {
		return nil //nolint:nilerr // the store is a part of its own
	}
	for _, r := range roots {
		if err := held(r); err != nil {
			return err
		}
	}
	return nil
}

// holder asks a root whose keys are at hand for one of them; nil where they are with a command.
func holder(root Root) func(id string) error {
	switch r := root.(type) {
	case both:
		next, before := holder(r.Root), holder(r.before)
		if next == nil || before == nil {
			return nil
		}
		return func(id string) error {
			if err := next(id); !errs.Is(err, "seal.wrong_root") {
				return err
			}
			return before(id)
		}
	case interface{ Holds(id string) error }:
		return r.Holds
	}
	return nil
}

// lastAnswer is what a slow root said when it was asked last, and asks it anew where that is long ago.
func (v *Vault) lastAnswer(ctx context.Context) error {
	v.said.mu.Lock()
	defer v.said.mu.Unlock()
	now := v.db.Clock()()
	if v.said.asking || now.Sub(v.said.at) < askAgain {
		return v.said.err
	}
	v.said.asking = true
	go func() {
		_, err := v.root.Current(context.WithoutCancel(ctx)) // it has its own patience
		v.said.mu.Lock()
		defer v.said.mu.Unlock()
		v.said.at, v.said.err, v.said.asking = now, err, false
	}()
	return v.said.err
}

// CurrentRoot is the id of the root key that wraps now.
func (v *Vault) CurrentRoot(ctx context.Context) (string, error) { return v.root.Current(ctx) }

// TurnRoot re-wraps the ring under the root's current key, while the house runs. Afterwards the older root
// keys may be taken from the key file. It tells how many ring keys were re-wrapped.
func (v *Vault) TurnRoot(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "seal.TurnRoot")
	current, err := v.root.Current(ctx)
	if err != nil {
		return 0, err
	}
	rows, err := store.Read(ctx, v.db, func(tx *store.Tx) ([]ringRow, error) { return ringRows(ctx, tx) })
	if err != nil {
		return 0, err
	}
	type turned struct {
		ringRow
		before string
		was    []byte
	}
	var all []turned
	for _, r := range rows {
		if r.root == current {
			continue
		}
		secret, err := v.root.Unwrap(ctx, r.root, r.wrapped, r.place())
		if err != nil {
			return 0, err
		}
		next := turned{r, r.root, r.wrapped}
		if next.wrapped, next.root, err = v.root.Wrap(ctx, secret, r.place()); err != nil {
			return 0, err
		}
		all = append(all, next)
	}
	err = store.Ledger(ctx, v.db, func(tx *store.Tx) error {
		n = 0
		for _, r := range all { // one that another process has turned meanwhile is turned
			changed, err := tx.Exec(ctx, "update seal_ring set wrapped = $1, root = $2 where id = $3 and root = $4 and wrapped = $5", r.wrapped, r.root, r.id, r.before, r.was)
			if err != nil {
				return err
			}
			n += int(changed)
		}
		return nil
	})
	return n, err
}

// TurnRing makes a new generation of a compartment's key, under the vault's suite and under every other that data keys
// of it still have: new data keys are wrapped by it at once. Rewrap then moves the old ones, page by page.
func (v *Vault) TurnRing(ctx context.Context, c Compartment) (err error) {
	defer errs.Wrap(&err, "seal.TurnRing(%s)", c)
	if !c.Valid() {
		return errs.New(errs.Invalid, "seal.unknown_compartment", string(c))
	}
	rows, err := store.Read(ctx, v.db, func(tx *store.Tx) ([]ringRow, error) { return ringRows(ctx, tx) })
	if err != nil {
		return err
	}
	generation, suites := 0, []Suite{v.suite}
	for _, r := range rows {
		if r.purpose != string(c) {
			continue
		}
		generation = r.generation
		if s := Suite(r.suite); !slices.Contains(suites, s) {
			suites = append(suites, s)
		}
	}
	var made []ringRow
	for i, s := range slices.Backward(suites) { // the house's own is the newest
		r, err := v.forge(ctx, string(c), generation+len(suites)-i, s)
		if err != nil {
			return err
		}
		made = append(made, r)
	}
	if err := v.keep(ctx, made); err != nil {
		return err
	}
	_, err = store.Read(ctx, v.db, func(tx *store.Tx) (*ring, error) { return v.refresh(ctx, tx) })
	return err
}

// Rewrap moves up to limit data keys of a compartment, after the record, to the newest ring key of their
// suite. It tells the last record looked at, "" at the end. Interrupted, it may begin again anywhere.
func (v *Vault) Rewrap(ctx context.Context, c Compartment, after id.ID, limit int) (last id.ID, err error) {
	defer errs.Wrap(&err, "seal.Rewrap(%s)", c)
	err = store.Ledger(ctx, v.db, func(tx *store.Tx) error {
		last = ""
		rows, err := store.Collect(ctx, tx, scanKey, "select "+keyColumns+` from seal_key
			where compartment = $1 and state = $2 and record > $3 order by record limit $4`,
			string(c), open, string(after), limit)
		if err != nil || len(rows) == 0 {
			return err
		}
		ring, err := ringRows(ctx, tx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			old, err := v.ringKey(ctx, tx, r.kek)
			if err != nil {
				return err
			}
			next, err := v.ringKey(ctx, tx, newest(ring, c, old.suite))
			if err != nil {
				return err
			}
			if next.id == old.id {
				continue
			}
			data, err := old.unwrap(r)
			if err != nil {
				return err
			}
			if err := rewrite(ctx, tx, r, keyRow{wrapped: next.wrap(r.record, c, data), kek: next.id}, open); err != nil {
				return err
			}
		}
		last = rows[len(rows)-1].record
		return nil
	})
	return last, err
}

// Behind counts the data keys that an older key of their compartment wraps than the newest of their suite.
func (v *Vault) Behind(ctx context.Context) (_ int64, err error) {
	defer errs.Wrap(&err, "seal.Behind")
	return store.Read(ctx, v.db, func(tx *store.Tx) (int64, error) {
		return store.One(ctx, tx, store.Value[int64], `select count(*) from seal_key k join seal_ring r on r.id = k.kek
			where k.state = $1 and exists (select 1 from seal_ring n where n.purpose = r.purpose and n.suite = r.suite and n.generation > r.generation)`, open)
	})
}
