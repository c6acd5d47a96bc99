package stories

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/person"
	"guitu/internal/platform/store"
	"guitu/internal/security/namestest"
)

// traces are the tables in which nobody may be named: jobs, facts, commands that are remembered, versions of rows.
var traces = map[store.Engine]string{
	store.SQLite:   `select name from sqlite_master where type = 'table' and (name like 'jobs\_%' escape '\' or name like 'audit\_%' escape '\' or name like 'store\_%' escape '\' or name like 'history\_%' escape '\')`,
	store.Postgres: `select table_name from information_schema.tables where table_schema = current_schema() and table_name similar to '(jobs|audit|store|history)\_%'`,
}

// namesNobody holds what a story left behind it against everybody in it: whatever was done and signed, from the van to the
// gate, no name and no number stands in a job, a fact, a log, or in the clear in a file.
func (w *world) namesNobody() {
	names, err := w.everybody()
	if err != nil {
		w.t.Fatal(err)
	}
	driver, at := "sqlite", filepath.Join(w.house.Config.Data, "guitu.db")
	if w.engine == store.Postgres {
		driver, at = "pgx", w.house.Config.Database
	}
	db, err := sql.Open(driver, at)
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	left, err := tables(db, traces[w.engine])
	if err != nil || len(left) < 8 {
		w.t.Fatal("tables: ", len(left), err)
	}
	left["the log"] = w.log.String()
	err = filepath.WalkDir(w.house.Config.Data, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			var raw []byte
			raw, err = os.ReadFile(path)
			left[path] = path + "\n" + string(raw)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	for where, body := range left {
		if got := names.In(body); len(got) > 0 {
			w.t.Errorf("%s names %q", where, got)
		}
	}
}

func tables(db *sql.DB, query string) (map[string]string, error) {
	rows, err := db.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		out[name] = ""
	}
	for name := range out {
		if out[name], err = namestest.Rows(db, name); err != nil {
			return nil, err
		}
	}
	return out, rows.Err()
}

// everybody is the words that would tell the persons of a story. What everybody reads in the catalogue is none.
func (w *world) everybody() (namestest.Needles, error) {
	ctx := actor.With(context.Background(), actor.Part("demo"))
	all, err := store.Read(ctx, w.house.DB, func(tx *store.Tx) (map[id.ID]person.Person, error) {
		ids, err := store.Collect(ctx, tx, store.Value[id.ID], `select id from person_person`)
		if err != nil {
			return nil, err
		}
		return w.house.Person.Load(ctx, tx, ids)
	})
	var known strings.Builder
	for _, l := range []text.Locale{text.ZH, text.EN} {
		for _, k := range w.house.Words.Keys(l) {
			known.WriteString(w.house.Words.In(l).Or(k, "") + "\n")
		}
	}
	return namestest.Of(all, known.String()), err
}
