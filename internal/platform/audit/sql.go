package audit

import (
	"context"

	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

var factColumns = []string{
	"month", "id", "node", "at", "actor", "posts", "request", "room", "kind", "record", "version",
	"about", "facility", "compartment", "digest", "purpose", "basis",
}

const factText = `f.id, f.node, f.at, f.actor, f.posts, f.request, f.room, f.kind, f.record, f.version,
	coalesce(f.about, ''), coalesce(f.facility, ''), f.compartment, f.digest, f.purpose, f.basis`

func (e Entry) row() []any {
	return []any{
		e.ID.Month(), string(e.ID), e.Node, store.Micros(e.At), e.Actor, e.Posts, string(e.Request), e.Room, e.Kind,
		string(e.Record), e.Version, orNull(e.About), orNull(e.Facility), string(e.Compartment), e.Digest, e.Purpose, e.Basis,
	}
}

// orNull keeps facts about nobody out of the partial indexes.
func orNull(i id.ID) any {
	if i == "" {
		return nil
	}
	return string(i)
}

func scanEntry(s store.Scanner) (e Entry, err error) {
	return e, s.Scan(e.fields()...)
}

// fields are where factText scans to.
func (e *Entry) fields() []any {
	return []any{
		&e.ID, &e.Node, store.Instant(&e.At), &e.Actor, &e.Posts, &e.Request, &e.Room, &e.Kind, &e.Record, &e.Version,
		&e.About, &e.Facility, &e.Compartment, &e.Digest, &e.Purpose, &e.Basis,
	}
}

// state is a node's tree as it stands in audit_tree.
type state struct {
	node, suite string
	size        int64
	mac         []byte
}

func scanState(s store.Scanner) (t state, err error) {
	return t, s.Scan(&t.node, &t.suite, &t.size, &t.mac)
}

func states(ctx context.Context, tx *store.Tx) ([]state, error) {
	return store.Collect(ctx, tx, scanState, "select node, suite, size, mac from audit_tree order by node")
}

func stateOf(ctx context.Context, tx *store.Tx, node string) (state, error) {
	return store.One(ctx, tx, scanState, "select node, suite, size, mac from audit_tree where node = $1", node)
}

// waiting are a node's facts behind one that have no number yet, oldest first. One that has a number and waits all the
// same was put there by hand; it is passed over. The limit stands inside, or PostgreSQL sorts the whole backlog
// for every batch.
func waiting(ctx context.Context, tx *store.Tx, node, after string, limit int) ([]wait, error) {
	return store.Collect(ctx, tx, scanWait, "select "+factText+`, p.mac, p.seen from
		(select id, month, mac, seen from audit_pending where node = $1 and id > $3 order by id limit $2) p
		join audit_fact f on f.month = p.month and f.id = p.id
		where not exists (select 1 from audit_number n where n.id = p.id)
		order by p.id`, node, limit, after)
}

// batch is where a batch of what waits ends, and how many marks it has, those without a fact too.
func batch(ctx context.Context, tx *store.Tx, node, after string, limit int) (last string, n int, err error) {
	_, err = store.One(ctx, tx, func(s store.Scanner) (int, error) { return 0, s.Scan(&n, &last) },
		`select count(*), coalesce(max(id), '') from (select id from audit_pending where node = $1 and id > $3 order by id limit $2) p`, node, limit, after)
	return last, n, err
}

const waitText = "select " + factText + `, p.mac, p.seen from audit_pending p
	join audit_fact f on f.month = p.month and f.id = p.id and f.node = p.node `

// tiles reads tiles of a node, each once.
func tiles(ctx context.Context, tx *store.Tx, node string) func(tileKey) ([]byte, error) {
	seen := map[tileKey][]byte{}
	return func(k tileKey) ([]byte, error) {
		if data, ok := seen[k]; ok {
			return data, nil
		}
		list, err := store.Collect(ctx, tx, store.Value[[]byte],
			"select hashes from audit_tile where node = $1 and level = $2 and n = $3", node, k.level, k.n)
		if err != nil || len(list) == 0 {
			return nil, err
		}
		seen[k] = list[0]
		return list[0], nil
	}
}

func saveTile(ctx context.Context, tx *store.Tx, node string, k tileKey, hashes []byte) error {
	_, err := tx.Exec(ctx, `insert into audit_tile (node, level, n, hashes) values ($1, $2, $3, $4)
		on conflict (node, level, n) do update set hashes = excluded.hashes`, node, k.level, k.n, hashes)
	return err
}

// Checkpoint is a signed root.
type Checkpoint struct {
	Node string
	Size int64  // how many facts it covers
	Note string // the signed text, to be kept elsewhere
}

func scanCheckpoint(s store.Scanner) (c Checkpoint, err error) {
	return c, s.Scan(&c.Node, &c.Size, &c.Note)
}

const checkpointText = "select node, size, note from audit_checkpoint "

func lastCheckpoint(ctx context.Context, tx *store.Tx, node string) (Checkpoint, error) {
	list, err := store.Collect(ctx, tx, scanCheckpoint, checkpointText+"where node = $1 order by size desc limit 1", node)
	if err != nil || len(list) == 0 {
		return Checkpoint{Node: node}, err
	}
	return list[0], nil
}
