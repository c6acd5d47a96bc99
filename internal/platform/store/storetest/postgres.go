package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// server is the PostgreSQL that this process tests on.
type server struct {
	admin *url.URL // of its maintenance database
	pool  *sql.DB  // connections to that
	model string   // a migrated, empty database, copied for each test
	users *os.File // the lock that says the cluster is in use; nil when the cluster is not ours
}

// running finds or starts the server, once in a process. GUITU_TEST_PG names one that runs already.
var running = sync.OnceValues(func() (*server, error) {
	s := new(server)
	address := os.Getenv("GUITU_TEST_PG")
	if address == "" {
		var err error
		if address, s.users, err = join(); err != nil {
			return nil, err
		}
	}
	var err error
	if s.admin, err = url.Parse(address); err != nil {
		return nil, err
	}
	if s.pool, err = sql.Open("pgx", address); err != nil {
		return nil, err
	}
	s.pool.SetMaxOpenConns(4)
	return s, s.prepare(context.Background())
})

// freshPostgres is the address of a fresh, migrated, empty database.
func freshPostgres(t testing.TB) string {
	t.Helper()
	s, err := running()
	if err != nil {
		t.Fatal(err)
	}
	name := "test_" + string(id.New())
	if err := s.create(t.Context(), name, s.model); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.pool.Exec("drop database " + name + " with (force)"); err != nil {
			t.Error(err)
		}
	})
	return s.address(name)
}

func (s *server) address(database string) string {
	u := *s.admin
	u.Path = "/" + database
	return u.String()
}

// prepare makes the model database for this schema, unless another process has. It grows under another name
// and is renamed when it is complete, so that a crash leaves no half of one.
func (s *server) prepare(ctx context.Context) error {
	conn, err := s.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	const one = 7115117 // any number: who makes a model
	if _, err := conn.ExecContext(ctx, "select pg_advisory_lock($1)", one); err != nil {
		return err
	}
	defer conn.ExecContext(ctx, "select pg_advisory_unlock($1)", one)
	s.model = "model_" + store.Fingerprint()
	var n int
	if err := conn.QueryRowContext(ctx, "select count(*) from pg_database where datname = $1", s.model).Scan(&n); err != nil || n == 1 {
		return err
	}
	growing := "growing_" + string(id.New())
	if err := s.create(ctx, growing, "template0"); err != nil {
		return err
	}
	if err := migrate(store.Config{URL: s.address(growing)}); err != nil {
		conn.ExecContext(ctx, "drop database "+growing+" with (force)")
		return err
	}
	_, err = conn.ExecContext(ctx, "alter database "+growing+" rename to "+s.model)
	return err
}

// create copies a database. Another copy, or a connection that is just closing, may hold the source.
func (s *server) create(ctx context.Context, name, from string) error {
	var err error
	for range 20 {
		if _, err = s.pool.ExecContext(ctx, "create database "+name+" template "+from); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("copy of %s: %w", from, err)
}

// migrate opens, migrates and closes a store.
func migrate(c store.Config) error {
	ctx := context.Background()
	db, err := store.Open(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(db.Migrate(ctx), db.Close())
}
