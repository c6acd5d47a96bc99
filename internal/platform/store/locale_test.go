package store_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// A database that cannot hold every name, or sorts otherwise than the other engine, is refused before anything is made in
// it. One that was founded so before is told of, and goes on.
func TestADatabaseOfAnotherLocaleIsRefused(t *testing.T) {
	if !slices.Contains(storetest.Engines(), store.Postgres) {
		t.Log("SQLite has one encoding and one order")
		return
	}
	ours := storetest.Config(t, store.Postgres, clock.At(storetest.Start))
	pool := open(t, ours)
	defer pool.Close()
	for how, said := range map[string]string{
		"encoding 'UTF8' locale 'C'":   "",
		"encoding 'LATIN1' locale 'C'": "LATIN1",
		"encoding 'UTF8' locale 'C' locale_provider icu icu_locale 'zh-Hans-u-co-pinyin'": "ICU",
	} {
		name := "locale_" + string(id.New())
		if _, err := pool.Exec("create database " + name + " template template0 " + how); err != nil {
			t.Fatal(how, err)
		}
		u, err := url.Parse(ours.URL)
		if err != nil {
			t.Fatal(err)
		}
		u.Path = "/" + name
		db, err := store.Open(t.Context(), store.Config{URL: u.String()})
		if err != nil {
			t.Fatal(how, err)
		}
		err = db.Migrate(t.Context())
		if empty, ask := db.Empty(t.Context()); ask != nil || empty != (said != "") {
			t.Errorf("%s: something was made, or nothing: %v %v", how, empty, ask)
		}
		if fits := db.Fits(t.Context()); errs.CodeOf(err) != errs.CodeOf(fits) || errs.Is(err, "store.locale") != (said != "") {
			t.Errorf("%s: %v, then %v", how, err, fits)
		}
		if e := errs.Find(err); e != nil && (e.Args[0] != name || !strings.Contains(e.Args[1].(string)+" "+e.Args[2].(string), said)) {
			t.Errorf("%s: %v", how, e.Args)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if _, err := pool.ExecContext(context.WithoutCancel(t.Context()), "drop database "+name); err != nil {
			t.Error(err)
		}
	}
}

// Whether the role was refused or the database is not there is told apart from a server that is away.
func TestWhyPostgresIsNotReached(t *testing.T) {
	if !slices.Contains(storetest.Engines(), store.Postgres) {
		return
	}
	ours := storetest.Config(t, store.Postgres, clock.At(storetest.Start))
	for code, change := range map[string]func(*url.URL){
		"store.no_database": func(u *url.URL) { u.Path = "/nowhere" },
		"store.role_refused": func(u *url.URL) {
			q := u.Query()
			q.Set("user", "nobody_here")
			q.Set("password", "a secret word")
			u.RawQuery, u.User = q.Encode(), nil
		},
		"store.unavailable": func(u *url.URL) { u.RawQuery, u.Host = "", "127.0.0.1:1" },
	} {
		u, err := url.Parse(ours.URL)
		if err != nil {
			t.Fatal(err)
		}
		change(u)
		db, err := store.Open(t.Context(), store.Config{URL: u.String()})
		if err == nil {
			t.Fatal(code, db.Close())
		}
		if !errs.Is(err, code) || strings.Contains(err.Error(), "a secret word") {
			t.Errorf("%v, want %s", err, code)
		}
	}
}
