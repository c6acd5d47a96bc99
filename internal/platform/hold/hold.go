// Package hold lets one process at a time serve the records of a node: a second one is told. Two that served would take
// back each other's jobs and know nothing of each other's work. Only who serves holds; commands work beside him, as the
// engines allow it.
package hold

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/lite"
)

// Hold says that this process serves, until it is closed or the process ends.
type Hold struct {
	lost chan struct{}
	let  func() error // gives it back
}

// patience is how many beats a process may miss before another takes its place.
const patience = 3

// Take makes this process the one that serves. It fails with store.served (Unavailable) while another does.
//
// On SQLite the folder is locked by the operating system, which knows when a process is gone. On PostgreSQL a row
// of the node beats; one that has missed three beats is taken over. No clock is compared with another machine's:
// Take watches the row, and so waits that long after a process that died without a word.
func Take(ctx context.Context, db *store.DB, beat time.Duration) (_ *Hold, err error) {
	defer errs.Wrap(&err, "hold.Take")
	if db.Engine() == store.SQLite {
		return folder(ctx, db.Folder())
	}
	return node(ctx, db, beat)
}

// Lost is closed when another process has taken the place: this one was still for too long.
func (h *Hold) Lost() <-chan struct{} { return h.lost }

// Close gives the place back.
func (h *Hold) Close() error { return h.let() }

// folder locks a file of its own, so that commands still write the records.
func folder(ctx context.Context, data string) (*Hold, error) {
	release, err := lite.Lock(ctx, filepath.Join(data, serving), 0)
	if lite.Busy(err) {
		return nil, errs.New(errs.Unavailable, "store.served", data)
	}
	if err != nil {
		return nil, errs.Because(errs.Unavailable, "store.unavailable", err)
	}
	return &Hold{lost: make(chan struct{}), let: release}, nil
}

// pulse is the row of a node.
type pulse struct {
	boot string
	beat int64
}

func scanPulse(s store.Scanner) (p pulse, err error) { return p, s.Scan(&p.boot, &p.beat) }

// look reads the node's row; the zero value when nobody serves.
func look(ctx context.Context, db *store.DB) (pulse, error) {
	p, err := store.Read(ctx, db, func(tx *store.Tx) (pulse, error) {
		return store.One(ctx, tx, scanPulse, "select boot, beat from store_node where node = $1", tx.Node())
	})
	if errs.Is(err, "store.not_found") {
		return pulse{}, nil
	}
	return p, err
}

func node(ctx context.Context, db *store.DB, beat time.Duration) (*Hold, error) {
	served := errs.New(errs.Unavailable, "store.served", db.Node())
	before, err := look(ctx, db)
	if err != nil {
		return nil, err
	}
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for still := 0; before.boot != "" && still < patience; still++ {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, errs.Because(errs.Unavailable, "store.cancelled", context.Cause(ctx))
		}
		now, err := look(ctx, db)
		switch {
		case err != nil:
			return nil, err
		case now.boot == "":
			before = now
		case now != before:
			return nil, served
		}
	}
	boot := string(id.New())
	ours := false
	err = store.Ledger(ctx, db, func(tx *store.Tx) error {
		n, err := tx.Exec(ctx, `insert into store_node (node, boot, beat, seen) values ($1, $2, 0, $3)
			on conflict (node) do update set boot = excluded.boot, beat = 0, seen = excluded.seen
			where store_node.boot = $4 and store_node.beat = $5`, tx.Node(), boot, store.Micros(tx.Now()), before.boot, before.beat)
		ours = n == 1
		return err
	})
	if err != nil {
		return nil, err
	}
	if !ours {
		return nil, served
	}
	return beating(context.WithoutCancel(ctx), db, boot, beat), nil
}

// beating keeps the row alive in the background. Trouble of the database is no reason to give up: who finds the row
// taken over when it comes back has lost it.
func beating(ctx context.Context, db *store.DB, boot string, every time.Duration) *Hold {
	ctx, stop := context.WithCancel(ctx)
	h := &Hold{lost: make(chan struct{})}
	var at sync.WaitGroup
	at.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
			ours := true
			err := store.Ledger(ctx, db, func(tx *store.Tx) error {
				n, err := tx.Exec(ctx, "update store_node set beat = beat + 1, seen = $1 where node = $2 and boot = $3",
					store.Micros(tx.Now()), tx.Node(), boot)
				ours = n == 1
				return err
			})
			if err == nil && !ours {
				close(h.lost)
				return
			}
		}
	})
	h.let = func() error {
		stop()
		at.Wait()
		last, cancel := context.WithTimeout(context.Background(), every)
		defer cancel()
		err := store.Ledger(last, db, func(tx *store.Tx) error {
			_, err := tx.Exec(last, "delete from store_node where node = $1 and boot = $2", tx.Node(), boot)
			return err
		})
		if errs.KindOf(err) == errs.Unavailable {
			return nil // the row ends by itself
		}
		return err
	}
	return h
}
