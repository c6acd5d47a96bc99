package rule

import (
	"context"

	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

var columns = []string{
	"id", "version", "parameter", "region", "facility", "is_set", "amount", "unit", "word", "from_day", "document",
	"state", "proposer", "proposed_at", "settler", "settled_at",
}

const selectRow = `select id, version, parameter, region, facility, is_set, amount, unit, word, from_day, document,
	state, proposer, proposed_at, settler, settled_at from rule_confirmation `

func scan(s store.Scanner) (c Confirmation, err error) {
	err = s.Scan(&c.ID, &c.Version, &c.Key, &c.Scope.Region, &c.Scope.Facility, &c.Value.Set, &c.Value.N, &c.Value.Unit,
		&c.Value.Word, store.Day(&c.From), &c.Document, &c.State, &c.Proposer, store.Instant(&c.Proposed), &c.Settler,
		store.Instant(&c.Settled))
	return c, err
}

func insert(ctx context.Context, tx *store.Tx, c Confirmation) error {
	return store.Insert(ctx, tx, "rule_confirmation", columns, [][]any{{
		c.ID, c.Version, c.Key, c.Scope.Region, c.Scope.Facility, c.Value.Set, c.Value.N, int(c.Value.Unit), c.Value.Word,
		store.DayArg(c.From), c.Document, c.State, c.Proposer, store.Micros(c.Proposed), c.Settler, store.NullMicros(c.Settled),
	}})
}

func save(ctx context.Context, tx *store.Tx, c Confirmation, version int64) error {
	return store.Update(ctx, tx, `update rule_confirmation set state = $3, settler = $4, settled_at = $5, version = version + 1
		where id = $1 and version = $2`, c.ID, version, c.State, c.Settler, store.Micros(c.Settled))
}

// Get is one row; NotFound when there is none.
func Get(ctx context.Context, tx *store.Tx, row id.ID) (Confirmation, error) {
	return store.One(ctx, tx, scan, selectRow+`where id = $1`, row)
}

func list(ctx context.Context, tx *store.Tx, s State) ([]Confirmation, error) {
	return store.Collect(ctx, tx, scan, selectRow+`where state = $1 or $1 = '' order by id desc`, s)
}

// confirmed lists what counts, in the order in which it came to count.
func confirmed(ctx context.Context, tx *store.Tx) ([]Confirmation, error) {
	return store.Collect(ctx, tx, scan, selectRow+`where state = 'confirmed' order by settled_at, id`)
}

// stamp tells one set of confirmed rows from another: rows are never taken out of it, and the moment tells a
// row that was rolled back from the same row confirmed later.
func stamp(ctx context.Context, tx *store.Tx) (string, error) {
	return known.Remember(ctx, tx, struct{}{}, func() (string, error) {
		return store.One(ctx, tx, store.Value[string], `select cast(count(*) as text) || '/' || cast(coalesce(max(settled_at), 0) as text)
			|| '/' || coalesce(max(id), '') from rule_confirmation where state = 'confirmed'`)
	})
}

// known is the stamp, until somebody writes a rule: every file and every day of an officer asks for the clock.
var known store.Memory[struct{}, string]
