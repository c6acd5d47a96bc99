package backup

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"guitu/internal/base/errs"
)

// The parts of PostgreSQL: a table each.
const tables, ending = "tables/", ".copy"

// connect opens one connection, whose errors show no password.
func connect(url string) (*sql.DB, error) {
	c, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errs.New(errs.Invalid, "store.bad_url")
	}
	pool := stdlib.OpenDB(*c)
	pool.SetMaxOpenConns(1)
	return pool, nil
}

// conn does something on the connection of a transaction: COPY has no place in database/sql.
func raw(ctx context.Context, c *sql.Conn, do func(*pgx.Conn) error) error {
	return c.Raw(func(x any) error { return do(x.(*stdlib.Conn).Conn()) })
}

// postgres copies every table of one moment.
func (b *box) postgres(ctx context.Context, url string) (err error) {
	pool, err := connect(url)
	if err != nil {
		return err
	}
	defer pool.Close()
	c, err := pool.Conn(ctx)
	if err != nil {
		return unreadable(err)
	}
	defer c.Close()
	if _, err := c.ExecContext(ctx, "begin isolation level repeatable read read only"); err != nil {
		return unreadable(err)
	}
	if err := b.manifest.describe(ctx, c); err != nil {
		return err
	}
	names, err := tablesOf(ctx, c)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := b.table(ctx, c, name); err != nil {
			return err
		}
	}
	if _, err := c.ExecContext(ctx, "commit"); err != nil {
		return unreadable(err)
	}
	return nil
}

func (b *box) table(ctx context.Context, c *sql.Conn, name string) error {
	f, err := os.OpenFile(b.spool, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return writing(b.spool, err)
	}
	err = raw(ctx, c, func(p *pgx.Conn) error {
		columns, err := columnsOf(ctx, p, name)
		if err == nil {
			_, err = p.PgConn().CopyTo(ctx, f, "copy "+quoted(name)+" ("+columns+") to stdout")
		}
		return err
	})
	if err != nil {
		return errors.Join(unreadable(err), f.Close())
	}
	if err := f.Close(); err != nil {
		return writing(b.spool, err)
	}
	return b.add(tables + name + ending)
}

// tablesOf are the tables of the schema, each after those that it refers to: so they can be filled one by one. What tells
// which steps have run is made by the steps.
func tablesOf(ctx context.Context, q asker) (names []string, err error) {
	needs := map[string][]string{}
	err = each(ctx, q, `select c.relname, coalesce(string_agg(f.relname, ' '), '') from pg_class c
		left join pg_constraint k on k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid
		left join pg_class f on f.oid = k.confrelid
		where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace and c.relname <> 'goose_db_version'
		group by c.relname order by c.relname`, func(r *sql.Rows) error {
		var name, others string
		err := r.Scan(&name, &others)
		names = append(names, name)
		needs[name] = strings.Fields(others)
		return err
	})
	var ordered []string
	placed := map[string]bool{}
	var place func(string)
	place = func(name string) {
		if placed[name] {
			return
		}
		placed[name] = true
		for _, other := range needs[name] {
			place(other)
		}
		ordered = append(ordered, name)
	}
	for _, name := range names {
		place(name)
	}
	return ordered, err
}

// columnsOf are spelt out: a step that adds a column adds it at the end, and a database that took the steps in another
// order has another order of columns.
func columnsOf(ctx context.Context, p *pgx.Conn, table string) (string, error) {
	var list string
	err := p.QueryRow(ctx, `select string_agg(quote_ident(attname), ', ' order by attname) from pg_attribute
		where attrelid = $1::regclass and attnum > 0 and not attisdropped`, table).Scan(&list)
	return list, err
}

func quoted(name string) string { return pgx.Identifier{name}.Sanitize() }

// fill puts one table's rows back.
func fill(ctx context.Context, p *pgx.Conn, name string, rows io.Reader) error {
	columns, err := columnsOf(ctx, p, name)
	if err != nil {
		return err
	}
	if _, err := p.Exec(ctx, "delete from "+quoted(name)); err != nil { // what the steps of the schema put there
		return err
	}
	_, err = p.PgConn().CopyFrom(ctx, rows, "copy "+quoted(name)+" ("+columns+") from stdin")
	return err
}
