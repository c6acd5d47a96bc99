package audit

import (
	"context"
	"errors"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Ledger numbers a node's facts, grows its tree and signs it. One runs in every process; two for one node
// are safe (one of them loses each race and comes again), merely wasteful.
type Ledger struct {
	db     *store.DB
	vault  *seal.Vault
	tree   tree
	suite  seal.Suite // of a tree that is not begun yet
	signer *noteSigner

	// Set before Run; the zero value of each means the usual one.
	Batch int           // facts numbered in one transaction, 512
	Facts int64         // a checkpoint after so many facts, 4096
	Every time.Duration // or after so long, when there is any new one; a minute
}

// NewLedger opens the ledger of this node, making its tree and its signing key on first use. With a vault that only looks
// nothing is made, and a node that never signed has no key.
func NewLedger(ctx context.Context, db *store.DB, v *seal.Vault) (_ *Ledger, err error) {
	defer errs.Wrap(&err, "audit.NewLedger")
	l := &Ledger{db: db, vault: v, suite: v.Suite(), Batch: 512, Facts: 4096, Every: time.Minute}
	if v.Looks() {
		return l, l.seen(ctx)
	}
	if err := v.Bind(ctx, func(tx *store.Tx) error { return Adopt(ctx, tx) }); err != nil {
		return nil, err
	}
	// The tree itself is begun with the first fact: a server that is refused its node, because another serves, leaves none.
	s, err := store.Read(ctx, db, func(tx *store.Tx) (state, error) { return stateOf(ctx, tx, tx.Node()) })
	switch {
	case errs.KindOf(err) == errs.NotFound:
		s = state{node: db.Node(), suite: string(v.Suite())}
	case err != nil:
		return nil, err
	}
	l.tree = treeOf(s.suite)
	db.Reach(s.size)
	l.signer, err = newNoteSigner(ctx, v, s.node)
	return l, err
}

// seen opens the ledger for who reads.
func (l *Ledger) seen(ctx context.Context) error {
	l.tree, l.signer = treeOf(string(l.vault.Suite())), &noteSigner{NoteSigner: &seal.NoteSigner{}, node: l.db.Node()}
	_, err := store.Read(ctx, l.db, func(tx *store.Tx) (int, error) {
		s, err := stateOf(ctx, tx, tx.Node())
		switch {
		case err == nil:
			l.tree = treeOf(s.suite)
		case errs.KindOf(err) != errs.NotFound: // a tree that is not begun: its key is there before it
			return 0, err
		}
		notes, err := signedBy(ctx, tx, l.vault, tx.Node())
		if err == nil {
			l.signer = &noteSigner{NoteSigner: notes, node: tx.Node()}
		}
		return 0, err
	})
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	return err
}

func treeOf(suite string) tree { return tree{newHash: seal.Suite(suite).NewHash} }

// Run steps until the context ends: at once while facts are waiting, else every interval. What fails is given
// to report and tried again; the business goes on meanwhile, its facts wait. Finish numbers those of the last moment.
func (l *Ledger) Run(ctx context.Context, interval time.Duration, report func(error)) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		n, err := l.Step(ctx)
		if err != nil && ctx.Err() == nil {
			report(err)
		}
		if n > 0 && n == l.Batch && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Finish numbers all that waits, and signs it. What it doubts (Doubted) is told when the rest is numbered.
func (l *Ledger) Finish(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "audit.Finish")
	last := *l
	last.Every = -1 // due whenever there is anything that no checkpoint covers
	for n := last.Batch; n > 0; {
		if n, err = last.Step(ctx); err != nil && !Doubted(err) {
			return err
		}
	}
	return err
}

// Step numbers up to a batch of facts and signs a checkpoint when one is due. It tells how many facts it
// numbered; 0 with no error also when another process was faster.
func (l *Ledger) Step(ctx context.Context) (_ int, err error) {
	defer errs.Wrap(&err, "audit.Step")
	// Facts never change, so they are read outside the writing transaction: a sequencer that scanned the
	// pending ones in a serialisable transaction would stand in every writer's way.
	work, err := store.Read(ctx, l.db, l.look(ctx))
	if work.begins {
		if err = store.Ledger(ctx, l.db, func(tx *store.Tx) error { return begin(ctx, tx, l.suite) }); err == nil {
			work, err = store.Read(ctx, l.db, l.look(ctx))
		}
	}
	if err != nil {
		return 0, err
	}
	if work.forged != "" {
		defer func() { err = errors.Join(err, errs.New(errs.Internal, "audit.forged", work.forged)) }()
	}
	if len(work.facts) == 0 && !work.sign {
		return 0, nil
	}
	err = store.Ledger(ctx, l.db, func(tx *store.Tx) error { return l.grow(ctx, tx, work) })
	if errs.Is(err, "store.changed_meanwhile") {
		return 0, nil // the other one numbered them
	}
	if err != nil {
		return 0, err
	}
	l.db.Reach(work.size + int64(len(work.facts)))
	return len(work.facts), nil
}

// work is what one step has to do.
type work struct {
	state
	facts  []Entry
	forged id.ID // the first of what waits that the house did not write: it stays, and is complained of
	sign   bool
	begins bool // there is no tree yet, and something waits
	edge   map[tileKey][]byte
}

func (l *Ledger) look(ctx context.Context) func(*store.Tx) (work, error) {
	return func(tx *store.Tx) (w work, err error) {
		list, err := waiting(ctx, tx, tx.Node(), "", l.Batch)
		if err != nil {
			return w, err
		}
		if w.state, err = stateOf(ctx, tx, tx.Node()); errs.KindOf(err) == errs.NotFound {
			return work{begins: len(list) > 0}, nil
		}
		if err != nil {
			return w, err
		}
		if err := l.gather(ctx, tx, &w, list); err != nil {
			return w, err
		}
		last, err := lastCheckpoint(ctx, tx, w.node)
		if err != nil {
			return w, err
		}
		size := w.size + int64(len(w.facts))
		due := tx.Now().Sub(last.at()).Abs() >= l.Every // also after one that was signed by a clock that ran ahead
		w.sign = size > last.Size && (due || size-last.Size >= l.Facts)
		w.edge = map[tileKey][]byte{}
		read := tiles(ctx, tx, w.node)
		for _, k := range edgeKeys(w.size) {
			if w.edge[k], err = read(k); err != nil {
				return w, err
			}
		}
		return w, nil
	}
}

// gather takes what may be numbered, from the first batch of what waits on. It goes on behind what the house did not write:
// else enough of that, with low ids, would keep everything else waiting, where it can be taken away unseen.
func (l *Ledger) gather(ctx context.Context, tx *store.Tx, w *work, list []wait) error {
	for after := ""; ; {
		facts, forged, err := authentic(tx, w.state, list)
		if err != nil {
			return err
		}
		w.facts = append(w.facts, facts...)
		if w.forged == "" {
			w.forged = forged
		}
		if len(w.facts) >= l.Batch {
			return nil
		}
		last, n, err := batch(ctx, tx, tx.Node(), after, l.Batch)
		if err != nil || n < l.Batch || last == after {
			return err
		}
		after = last
		if list, err = waiting(ctx, tx, tx.Node(), after, l.Batch-len(w.facts)); err != nil {
			return err
		}
	}
}

// grow numbers facts and extends the tree, if the tree is still as it was looked at.
func (l *Ledger) grow(ctx context.Context, tx *store.Tx, w work) error {
	size := w.size + int64(len(w.facts))
	e, err := l.tree.newEdge(w.size, func(k tileKey) ([]byte, error) { return w.edge[k], nil })
	if err != nil {
		return err
	}
	if whole, err := w.bound(tx, e.root()); err != nil {
		return err
	} else if !whole {
		return errs.New(errs.Internal, "audit.unbound", w.size)
	}
	numbers, ids := make([][]any, len(w.facts)), make([]string, len(w.facts))
	for i, f := range w.facts {
		numbers[i], ids[i] = []any{f.Node, e.size, string(f.ID), f.ID.Month()}, string(f.ID)
		e.add(l.tree.leaf(f.bytes()))
	}
	root := e.root()
	mac, err := state{node: w.node, suite: w.suite, size: size}.mark(tx, root)
	if err != nil {
		return err
	}
	if err := store.Update(ctx, tx, "update audit_tree set size = $1, mac = $2 where node = $3 and size = $4",
		size, mac, tx.Node(), w.size); err != nil {
		return err
	}
	if err := store.Insert(ctx, tx, "audit_number", []string{"node", "seq", "id", "month"}, numbers); err != nil {
		return err
	}
	for k, hashes := range e.dirty {
		if err := saveTile(ctx, tx, tx.Node(), k, hashes); err != nil {
			return err
		}
	}
	if len(ids) > 0 {
		list, args := store.In(2, ids)
		if _, err := tx.Exec(ctx, "delete from audit_pending where node = $1 and id in "+list,
			append([]any{tx.Node()}, args...)...); err != nil {
			return err
		}
	}
	if !w.sign {
		return nil
	}
	note, err := l.signer.checkpoint(size, root, tx.Now())
	if err != nil {
		return err
	}
	// Where there was nothing to number, the size did not move and another process may have signed it as well.
	_, err = tx.Exec(ctx, "insert into audit_checkpoint (node, size, at, note) values ($1, $2, $3, $4) on conflict (node, size) do nothing",
		tx.Node(), size, store.Micros(tx.Now()), note)
	return err
}
