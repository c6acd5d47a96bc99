package store_test

import (
	"database/sql"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

var update = flag.Bool("update", false, "rewrite schema.*.sql, add to testdata/migrations.sum")

// The schema that the migrations make is committed, so that a review sees what a migration comes to.
func TestSchemaIsAsCommitted(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			raw := open(t, storetest.Config(t, engine, clock.At(storetest.Start)))
			defer raw.Close()
			got := "-- What the migrations make. Rewritten by: go test ./internal/platform/store -run Schema -update\n" + schema(t, raw, engine)
			path := "schema." + string(engine) + ".sql"
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if string(want) != got {
				t.Errorf("%s is not what the migrations make; look at the difference after -update:\n%s", path, firstDifference(string(want), got))
			}
		})
	}
}

func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\n- %s\n+ %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(b), len(a))
}

func schema(t *testing.T, raw *sql.DB, engine store.Engine) string {
	t.Helper()
	if engine == store.SQLite {
		return lines(t, raw, `select '
' || sql || ';' from sqlite_master
			where sql is not null and tbl_name not like 'goose%' and name not like 'sqlite%' order by tbl_name, type desc, name`)
	}
	return lines(t, raw, `
		select line from (
			select c.relname as tab, 1 as part, 0 as n, '
table ' || c.relname as line from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
			union all
			select c.relname, 2, a.attnum, '    ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
				|| case when a.attnotnull then ' not null' else '' end
				|| coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
			from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
				left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
			where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
			union all
			select k.conrelid::regclass::text, 3, 0, '    ' || k.conname || ' ' || pg_get_constraintdef(k.oid) from pg_constraint k
			where k.connamespace = 'public'::regnamespace and k.conrelid <> 0
			union all
			select i.tablename, 4, 0, '    ' || replace(i.indexdef, ' ON public.', ' ON ') from pg_indexes i
			where i.schemaname = 'public' and not exists (select 1 from pg_constraint k where k.conname = i.indexname)
		) x where tab not like 'goose%' order by tab, part, n, line`)
}

func lines(t *testing.T, raw *sql.DB, query string) string {
	t.Helper()
	rows, err := raw.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		b.WriteString(line + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
