package audit

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// First is when an actor first wrote into the log; the zero time when he never did.
func First(ctx context.Context, tx *store.Tx, who actor.Actor) (time.Time, error) {
	at, err := store.One(ctx, tx, store.Value[*int64], `select min(at) from audit_fact where actor = $1`, who.Ref())
	if err != nil || at == nil {
		return time.Time{}, err
	}
	return time.UnixMicro(*at), nil
}

// Last is the latest moment in the log; the zero time when it is empty.
func Last(ctx context.Context, tx *store.Tx) (time.Time, error) {
	at, err := store.One(ctx, tx, store.Value[*int64], `select max(at) from audit_fact`)
	if err != nil || at == nil {
		return time.Time{}, err
	}
	return time.UnixMicro(*at), nil
}

// LastOf are the digests in the last fact of some kinds about each of some persons; who has none is left out.
func LastOf(ctx context.Context, tx *store.Tx, about []id.ID, kinds ...string) (map[id.ID][]byte, error) {
	type fact struct {
		about  id.ID
		digest []byte
	}
	in, args := store.In(1, about)
	of, more := store.In(1+len(args), kinds)
	list, err := store.Collect(ctx, tx, func(s store.Scanner) (f fact, err error) { return f, s.Scan(&f.about, &f.digest) },
		`select about, digest from audit_fact where about in `+in+` and kind in `+of+` order by at, id`, append(args, more...)...)
	out := make(map[id.ID][]byte, len(list))
	for _, f := range list {
		out[f.about] = f.digest
	}
	return out, err
}

// FirstOf are the records about which there is a fact of a kind, each with the first one.
func FirstOf(ctx context.Context, tx *store.Tx, kind string) (map[id.ID]id.ID, error) {
	out := map[id.ID]id.ID{}
	type fact struct{ about, id id.ID }
	for f, err := range store.Each(ctx, tx, func(s store.Scanner) (f fact, err error) { return f, s.Scan(&f.about, &f.id) },
		`select about, id from audit_fact where kind = $1 and about is not null order by at desc, id desc`, kind) {
		if err != nil {
			return nil, err
		}
		out[f.about] = f.id
	}
	return out, nil
}

// Backlog is what waits for the sequencer, of all nodes.
type Backlog struct {
	Facts  int
	Oldest time.Time // zero when nothing waits
}

// Waiting tells how much is recorded and not yet numbered, and since when.
func Waiting(ctx context.Context, tx *store.Tx) (b Backlog, err error) {
	var oldest *int64
	b, err = store.One(ctx, tx, func(s store.Scanner) (b Backlog, err error) { return b, s.Scan(&b.Facts, &oldest) },
		`select count(*), min(f.at) from audit_pending p join audit_fact f on f.month = p.month and f.id = p.id`)
	if oldest != nil {
		b.Oldest = time.UnixMicro(*oldest)
	}
	return b, err
}
