package history

import (
	"context"
	"encoding/json"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/store"
)

// Record is audit.Record for rooms whose rows stand in the clear: it keeps a version of every row that the facts
// name, as it stands after the act. A row in the clear is kept in the clear; what is sealed is kept by Keep, under its
// own key.
func Record(ctx context.Context, tx *store.Tx, facts ...audit.Fact) (err error) {
	defer errs.Wrap(&err, "history.Record(%d)", len(facts))
	now, who := tx.Now(), actor.From(ctx).Ref()
	month := now.Year()*100 + int(now.Month())
	var rows [][]any
	seen := map[state]bool{}
	for _, f := range facts {
		for _, r := range f.Rows {
			version, columns, err := r.Content(ctx, tx)
			if err != nil {
				return err
			}
			s := state{r.Table(), r.ID(), version}
			if seen[s] {
				continue // an act may name a row twice
			}
			seen[s] = true
			plain, err := json.Marshal(columns)
			if err != nil {
				return errs.Because(errs.Internal, "history.unreadable", err)
			}
			rows = append(rows, []any{month, r.ID(), r.Table(), version, store.Micros(now), who, string(plain)})
		}
	}
	if rows, err = marked(tx, "history_row", rows); err != nil {
		return err
	}
	if err := store.Insert(ctx, tx, "history_row", []string{"month", "record", "source", "version", "at", "actor", "content", "mac"}, rows); err != nil {
		return err
	}
	return audit.Record(ctx, tx, facts...)
}

// state is one version of one row.
type state struct {
	table   string
	row     id.ID
	version int64
}

// RowAt is a row of a table in the clear as the file said at a moment, as JSON by column. One that was not yet
// recorded then is history.not_yet (NotFound).
func RowAt(ctx context.Context, tx *store.Tx, table string, record id.ID, moment time.Time) (_ []byte, err error) {
	defer errs.Wrap(&err, "history.RowAt(%s, %s)", table, record)
	list, err := store.Collect(ctx, tx, store.Value[string], `select content from history_row
		where record = $1 and source = $2 and at <= $3 order by at desc, version desc limit 1`, record, table, store.Micros(moment))
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, errs.New(errs.NotFound, "history.not_yet")
	}
	return []byte(list[0]), nil
}
