package store

import (
	"context"
	"errors"
	"fmt"

	"guitu/internal/base/errs"
)

// Bulk lets body fill a house that nobody serves yet, in transactions as always, but faster: a commit does not wait for the
// disk, nobody else's part stands in the same transaction, and what only readers need (indexes that are not unique, and on
// PostgreSQL the checks of references) is taken away before and made anew after, from all rows at once. What is written is
// the same. A table whose keys come in no order gets its rows when all of them are there, by its key: until then they are not
// found. When it returns without an error everything is on the disk and as it was before.
//
// Whoever is interrupted in it has a database that is not whole: it is cleared and filled anew. Only one body at a time.
func (db *DB) Bulk(ctx context.Context, body func() error) (err error) {
	defer errs.Wrap(&err, "store.Bulk")
	list := bulkSQLite
	if db.engine == Postgres {
		list = bulkPostgres
		db.writer.SetMaxOpenConns(1) // the settings are the connection's
		defer db.writer.SetMaxOpenConns(pgConns)
	}
	var undo []string
	for _, q := range list.aside {
		some, err := db.pairs(ctx, q)
		if err != nil {
			return err
		}
		for _, p := range some {
			undo = append(undo, p.again)
			if err := db.outside(ctx, p.away); err != nil {
				return err
			}
		}
	}
	if err := db.outside(ctx, list.fast...); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.outside(ctx, list.safe...)) }()
	db.bulk.Store(true)
	err = body()
	if db.bulk.Store(false); err != nil {
		return err
	}
	if err := db.outside(ctx, list.gather...); err != nil {
		return err
	}
	// Last first: a reference needs no index of these, but what was taken away last depends on nothing taken before.
	for i := range undo {
		if err := db.outside(ctx, undo[len(undo)-1-i]); err != nil {
			return err
		}
	}
	return db.Analyse(ctx)
}

// bulking is how an engine is made fast and safe again.
type bulking struct {
	aside      []string // queries for pairs of statements: what takes something away, and what makes it anew
	fast, safe []string
	gather     []string // what puts rows by their key that were written in the order in which they came
}

// person_token is a tree of keyed digests: every batch of new ones would touch, and write, nearly all of its pages. On SQLite
// its rows wait in a table of the connection that hides it, on PostgreSQL its key is made last.

var bulkSQLite = bulking{
	aside: []string{`select 'drop index ' || name, sql from sqlite_master where type = 'index' and sql is not null and sql not like 'CREATE UNIQUE%' order by rowid`},
	fast:  []string{"pragma synchronous = off", "pragma secure_delete = off", "pragma cache_size = -1000000", "pragma wal_autocheckpoint = 50000", "create temp table person_token (token bytea, person text)"},
	gather: []string{
		"insert into main.person_token (token, person) select token, person from temp.person_token order by token, person",
		"drop table temp.person_token",
	},
	safe: []string{
		"drop table if exists temp.person_token", // of a body that failed
		"pragma synchronous = full", "pragma secure_delete = on", "pragma cache_size = -65536", "pragma wal_autocheckpoint = 4000",
		"pragma wal_checkpoint(truncate)", // waits for the disk, with everything
	},
}

var bulkPostgres = bulking{
	aside: []string{
		`select 'drop index ' || i.indexrelid::regclass, pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indrelid
			where c.relnamespace = current_schema()::regnamespace and not i.indisunique order by i.indexrelid`,
		`select format('alter table %s drop constraint %I', conrelid::regclass, conname),
			format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
			from pg_constraint where (contype = 'f' or contype = 'p' and conrelid = 'person_token'::regclass) and connamespace = current_schema()::regnamespace order by oid`,
	},
	fast: []string{"set synchronous_commit = off", "set maintenance_work_mem = '512MB'"},
	safe: []string{"reset synchronous_commit", "reset maintenance_work_mem", "checkpoint"},
}

type pair struct{ away, again string }

func (db *DB) pairs(ctx context.Context, query string) (out []pair, err error) {
	rows, err := db.writer.QueryContext(ctx, query)
	if err != nil {
		return nil, failed("bulk", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var p pair
		if err := rows.Scan(&p.away, &p.again); err != nil {
			return nil, failed("bulk", err)
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// outside runs statements of the schema or of a connection, outside any transaction.
func (db *DB) outside(ctx context.Context, list ...string) error {
	for _, text := range list {
		rows, err := db.writer.QueryContext(ctx, text) // some pragmas answer with a row
		if err == nil {
			for rows.Next() {
			}
			err = errors.Join(rows.Err(), rows.Close())
		}
		if err != nil {
			return failed(fmt.Sprintf("bulk: %.40s", text), err)
		}
	}
	return nil
}
