// Package history keeps every version of a row, sealed, so that "what did the file say on that day" has an
// answer.
//
// A room that changes a row keeps the new version in the same transaction, beside the fact that audit
// records: the fact proves that there was a version, history says what was in it. A version is the row as
// JSON, sealed with the key of the record's compartment; a row whose columns lie in several compartments is
// kept once with each key. When the record is sealed away or its keys are destroyed, so are its versions.
//
// Moments are moments of recording. What a row says about the past (a date of decision, a date of birth) is
// the row's own matter.
package history

import (
	"context"
	"embed"
	"encoding/json"
	"strconv"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Keep keeps a version of a row, at tx.Now. row is what encoding/json makes of it: exported fields. A version
// that was kept before is store.exists (Conflict).
func Keep(ctx context.Context, tx *store.Tx, key *seal.Key, table string, record id.ID, version int64, row any) (err error) {
	defer errs.Wrap(&err, "history.Keep(%s, %s, %d)", table, record, version)
	return KeepAll(ctx, tx, table, []Row{{Key: key, Record: record, Version: version, Row: row}})
}

// Row is a version to be kept, with the key of its record's compartment.
type Row struct {
	Key     *seal.Key
	Record  id.ID
	Version int64
	Row     any // exported fields
}

// KeepAll is Keep for many rows of one table in as few statements as it takes, for imports.
func KeepAll(ctx context.Context, tx *store.Tx, table string, rows []Row) (err error) {
	defer errs.Wrap(&err, "history.KeepAll(%s, %d)", table, len(rows))
	now, who := tx.Now(), actor.From(ctx).Ref()
	out := make([][]any, len(rows))
	for i, r := range rows {
		plain, err := json.Marshal(r.Row)
		if err != nil {
			return errs.Because(errs.Internal, "history.unreadable", err)
		}
		out[i] = []any{
			now.Year()*100 + int(now.Month()), string(r.Record), table, string(r.Key.Compartment()), r.Version,
			store.Micros(now), who, r.Key.Seal(column(table, r.Record, r.Version), plain),
		}
	}
	if out, err = marked(tx, "history_version", out); err != nil {
		return err
	}
	return store.Insert(ctx, tx, "history_version",
		[]string{"month", "record", "source", "compartment", "version", "at", "actor", "sealed", "mac"}, out)
}

// column binds a sealed version to its row and number. The key may be another record's: a measure is kept
// with the key of its person.
func column(table string, record id.ID, version int64) string {
	return "history_version.sealed/" + table + "/" + string(record) + "/" + strconv.FormatInt(version, 10)
}

// At is the row as the file said at a moment, as JSON, from the part that the key opens. A row that was not
// yet recorded then is history.not_yet (NotFound).
func At(ctx context.Context, tx *store.Tx, key *seal.Key, table string, record id.ID, moment time.Time) (_ []byte, err error) {
	defer errs.Wrap(&err, "history.At(%s, %s)", table, record)
	return find(ctx, tx, key, row{table: table, record: record},
		store.Where(" and at <= $4 order by at desc, version desc limit 1", store.Micros(moment)))
}

// Numbered is a version of the row by its number, as JSON. One that was never kept is history.not_yet
// (NotFound).
func Numbered(ctx context.Context, tx *store.Tx, key *seal.Key, table string, record id.ID, version int64) (_ []byte, err error) {
	defer errs.Wrap(&err, "history.Numbered(%s, %s, %d)", table, record, version)
	return find(ctx, tx, key, row{table: table, record: record}, store.Where(" and version = $4", version))
}

// Begun is when the first of the versions of a row was kept, the zero time where none is. It is one look into an index, however
// many there are.
func Begun(ctx context.Context, tx *store.Tx, c seal.Compartment, table string, record id.ID) (at time.Time, err error) {
	defer errs.Wrap(&err, "history.Begun(%s, %s)", table, record)
	return store.One(ctx, tx, func(s store.Scanner) (at time.Time, err error) { return at, s.Scan(store.Instant(&at)) },
		"select min(at) from history_version where record = $1 and source = $2 and compartment = $3", string(record), table, string(c))
}

// row names a row of a room.
type row struct {
	table  string
	record id.ID
}

func find(ctx context.Context, tx *store.Tx, key *seal.Key, r row, which store.Cond) ([]byte, error) {
	type found struct {
		version int64
		sealed  []byte
	}
	list, err := store.Collect(ctx, tx, func(s store.Scanner) (f found, err error) {
		return f, s.Scan(&f.version, &f.sealed)
	}, "select version, sealed from history_version where record = $1 and source = $2 and compartment = $3"+which.SQL,
		append([]any{string(r.record), r.table, string(key.Compartment())}, which.Args...)...)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, errs.New(errs.NotFound, "history.not_yet")
	}
	return key.Open(column(r.table, r.record, list[0].version), list[0].sealed)
}
