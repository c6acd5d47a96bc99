package demo

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// content is every row of a house, column by column, with what is sealed opened.
type content struct {
	columns map[string][]string
	rows    map[string][]*row
}

// Not compared, each for its reason.
var apart = map[string]string{
	"store_command":    "a command a transaction: how many there are is what the two differ in",
	"audit_number":     "the order of the log, which is the order of the acts; audit.Verify looks at it",
	"audit_tile":       "hashes of that order",
	"audit_tree":       "hashes of that order",
	"audit_pending":    "empty when the log is numbered",
	"audit_checkpoint": "signatures of that order",
	"seal_ring":        "the house's own keys",
	"store_migration":  "the schema, the same by definition",
}

// opened are the columns that are sealed with a person's or an officer's general key, each with the column of the record.
var opened = map[string]string{
	"person_person.sealed": "id", "measure_fact.note": "person", "staff_member.sealed": "id", "history_version.sealed": "record",
}

func contentOf(t *testing.T, h House, v *seal.Vault) *content {
	t.Helper()
	c := &content{columns: map[string][]string{}, rows: map[string][]*row{}}
	for _, table := range tables(t, h) {
		if apart[table] != "" {
			continue
		}
		read(t, h, func(ctx context.Context, tx *store.Tx) (int, error) { return 0, c.take(ctx, tx, v, table) })
	}
	return c
}

func tables(t *testing.T, h House) []string {
	t.Helper()
	return read(t, h, func(ctx context.Context, tx *store.Tx) ([]string, error) {
		return store.Collect(ctx, tx, store.Value[string], tx.Pick(
			`select tablename from pg_tables where schemaname = current_schema() order by 1`,
			`select name from sqlite_master where type = 'table' and name not like 'sqlite%' order by 1`))
	})
}

func (c *content) take(ctx context.Context, tx *store.Tx, v *seal.Vault, table string) error {
	raw, err := store.Collect(ctx, tx, func(s store.Scanner) ([]any, error) {
		names, err := s.(interface{ Columns() ([]string, error) }).Columns()
		c.columns[table] = names
		values, into := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err == nil {
			err = s.Scan(into...)
		}
		return values, err
	}, "select * from "+table)
	if err != nil {
		return err
	}
	records, err := c.keys(ctx, tx, v, table, raw)
	if err != nil {
		return err
	}
	for _, values := range raw {
		cells := make([]string, len(values))
		for i, name := range c.columns[table] {
			cells[i] = c.cell(records, table, name, values, values[i])
		}
		c.rows[table] = append(c.rows[table], rowOf(cells))
	}
	return nil
}

// keys are the general keys of the records of a table, where one of its columns is to be opened.
func (c *content) keys(ctx context.Context, tx *store.Tx, v *seal.Vault, table string, raw [][]any) (map[string]*seal.Key, error) {
	out := map[string]*seal.Key{}
	for column, of := range opened {
		if !strings.HasPrefix(column, table+".") {
			continue
		}
		var ids []id.ID
		for _, values := range raw {
			ids = append(ids, id.ID(fmt.Sprint(values[slices.Index(c.columns[table], of)])))
		}
		keys, err := v.Keys(ctx, tx, ids, seal.General)
		if err != nil {
			return nil, err
		}
		for r, k := range keys {
			out[string(r)] = k
		}
	}
	return out, nil
}

// cell is a value as it is compared.
func (c *content) cell(keys map[string]*seal.Key, table, name string, row []any, value any) string {
	at := func(column string) string { return fmt.Sprint(row[slices.Index(c.columns[table], column)]) }
	b, bytes := value.([]byte)
	switch of := opened[table+"."+name]; {
	case name == "month":
		return "" // of an id, which carries the machine's clock
	case !bytes:
		return strings.ReplaceAll(fmt.Sprintf("%T %v", value, value), "$argon2id", "hash")
	case table == "person_token":
		return "token:" + hex.EncodeToString(b)
	case of != "" && keys[at(of)] != nil && len(b) > 0:
		column := table + "." + name
		if table == "history_version" {
			column += "/" + at("source") + "/" + at("record") + "/" + at("version")
		}
		plain, err := keys[at(of)].Open(column, b)
		if err != nil {
			return "closed: " + err.Error()
		}
		return string(plain)
	}
	return fmt.Sprintf("%d bytes", len(b)) // under another key, or digests under one
}
