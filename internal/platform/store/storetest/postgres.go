package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// server is the PostgreSQL that this process tests on. A migrated, empty database, the model, is copied into
// test databases, which go from test to test and from process to process: emptying one is ten times as fast
// as copying. Advisory locks, which end with the process, say which is in use.
type server struct {
	admin  *url.URL  // of its maintenance database
	conn   *sql.Conn // to that; holds this process's locks
	users  *os.File  // the lock that says the cluster is in use; nil when the cluster is not ours
	model  string
	schema int32 // of this program, the first number of its locks

	mu     sync.Mutex
	leased map[int]bool
}

// modelLock is the second number of the lock on a model; test databases have theirs from 0.
const modelLock = -1

// running finds or starts the server, once in a process. GUITU_TEST_PG names one that runs already.
var running = sync.OnceValues(func() (*server, error) {
	s := &server{model: "model_" + store.Fingerprint(), leased: map[int]bool{}}
	s.schema = number(s.model)
	address := os.Getenv("GUITU_TEST_PG")
	var err error
	if address == "" {
		if address, s.users, err = join(); err != nil {
			return nil, err
		}
	}
	if s.admin, err = url.Parse(address); err != nil {
		return nil, err
	}
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	if s.conn, err = pool.Conn(ctx); err != nil {
		return nil, err
	}
	return s, s.prepare(ctx)
})

// number is the schema's number in locks, from the name of its model.
func number(model string) int32 {
	n, _ := strconv.ParseUint(model[len("model_"):][:8], 16, 32) // hexadecimal by Fingerprint
	return int32(n)
}

func (s *server) address(database string) string {
	u := *s.admin
	u.Path = "/" + database
	return u.String()
}

// prepare makes the model of this schema, unless it is there, and removes those of schemas nobody uses now.
// It grows under another name and is renamed when it is complete: a crash leaves no half of one.
func (s *server) prepare(ctx context.Context) error {
	const maker = 7115117 // any number: who makes a model
	if _, err := s.conn.ExecContext(ctx, "select pg_advisory_lock($1)", maker); err != nil {
		return err
	}
	defer s.conn.ExecContext(ctx, "select pg_advisory_unlock($1)", maker)
	if _, err := s.conn.ExecContext(ctx, "select pg_advisory_lock_shared($1, $2)", s.schema, modelLock); err != nil {
		return err
	}
	there, err := s.exists(ctx, s.model)
	if err != nil || there {
		return err
	}
	if err := s.sweep(ctx); err != nil {
		return err
	}
	growing := "growing_" + string(id.New())
	if err := s.copy(ctx, growing, "template0"); err != nil {
		return err
	}
	if err := migrate(store.Config{URL: s.address(growing)}); err != nil {
		return errors.Join(err, s.exec(ctx, "drop database "+growing+" with (force)"))
	}
	return s.exec(ctx, "alter database "+growing+" rename to "+s.model)
}

// sweep removes the models, and their test databases, that no process holds.
func (s *server) sweep(ctx context.Context) error {
	models, err := s.names(ctx, `select datname from pg_database where datname like 'model\_%'`)
	if err != nil {
		return err
	}
	for _, m := range models {
		var free bool
		err := s.conn.QueryRowContext(ctx, "select pg_try_advisory_lock($1, $2)", number(m), modelLock).Scan(&free)
		if err != nil {
			return err
		}
		if !free {
			continue
		}
		all, err := s.names(ctx, `select datname from pg_database where datname like $1 or datname = $2`, "test\\_"+m[len("model_"):]+"\\_%", m)
		for _, name := range all {
			err = errors.Join(err, s.exec(ctx, "drop database if exists "+name+" with (force)"))
		}
		if _, e := s.conn.ExecContext(ctx, "select pg_advisory_unlock($1, $2)", number(m), modelLock); err != nil || e != nil {
			return errors.Join(err, e)
		}
	}
	return nil
}

// lease gives the test an empty database of its own; it is given back when the test ends.
func (s *server) lease(t testing.TB) string {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx := context.Background()
	n := 0
	for ; ; n++ {
		free := !s.leased[n]
		if free {
			if err := s.conn.QueryRowContext(ctx, "select pg_try_advisory_lock($1, $2)", s.schema, n).Scan(&free); err != nil {
				t.Fatal(err)
			}
		}
		if free {
			break
		}
	}
	s.leased[n] = true
	t.Cleanup(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.leased, n)
		if _, err := s.conn.ExecContext(ctx, "select pg_advisory_unlock($1, $2)", s.schema, n); err != nil {
			t.Error(err)
		}
	})
	name := "test_" + s.model[len("model_"):] + "_" + strconv.Itoa(n)
	if err := s.empty(ctx, name); err != nil {
		t.Fatal(err)
	}
	return s.address(name)
}

// own gives the test a database that it may change as it likes, and drops it afterwards.
func (s *server) own(t testing.TB) string {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx := context.Background()
	name := "own_" + string(id.New())
	if err := s.copy(ctx, name, s.model); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if err := s.exec(ctx, "drop database "+name+" with (force)"); err != nil {
			t.Error(err)
		}
	})
	return s.address(name)
}

// empty makes the database, or empties the one another test has left.
func (s *server) empty(ctx context.Context, name string) error {
	there, err := s.exists(ctx, name)
	if err != nil {
		return err
	}
	if there && s.wipe(ctx, name) == nil {
		return nil
	}
	if err := s.exec(ctx, "drop database if exists "+name+" with (force)"); err != nil {
		return err
	}
	return s.copy(ctx, name, s.model)
}

func (s *server) wipe(ctx context.Context, name string) error {
	if _, err := s.conn.ExecContext(ctx, "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name); err != nil {
		return err
	}
	pool, err := sql.Open("pgx", s.address(name))
	if err != nil {
		return err
	}
	defer pool.Close()
	_, err = pool.ExecContext(ctx, `do $$ declare t text; begin
		set local session_replication_role = replica; -- foreign keys do not matter where everything goes
		set local lock_timeout = '5s';
		for t in select tablename from pg_tables where schemaname = 'public' and tablename not in ('goose_db_version', 'store_migration') loop
			execute 'delete from ' || t;
		end loop;
	end $$`)
	return err
}

// copy copies a database. Another copy, or a connection that is just closing, may hold the source.
func (s *server) copy(ctx context.Context, name, from string) error {
	var err error
	for range 20 {
		if err = s.exec(ctx, "create database "+name+" template "+from); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("copy of %s: %w", from, err)
}

func (s *server) exec(ctx context.Context, text string) error {
	_, err := s.conn.ExecContext(ctx, text)
	return err
}

func (s *server) exists(ctx context.Context, name string) (bool, error) {
	all, err := s.names(ctx, "select datname from pg_database where datname = $1", name)
	return len(all) == 1, err
}

func (s *server) names(ctx context.Context, query string, args ...any) (all []string, err error) {
	rows, err := s.conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		all = append(all, name)
	}
	return all, rows.Err()
}
