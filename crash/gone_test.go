package crash

import (
	"database/sql"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"guitu/internal/app"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// wire is the line between the program and PostgreSQL, which can be cut.
type wire struct {
	listener net.Listener
	network  string
	address  string

	mu    sync.Mutex
	down  bool
	conns []net.Conn
}

// lay lays a line to a database, and gives the database's URL by that line.
func lay(t *testing.T, database string) (*wire, string) {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{network: "tcp", address: u.Host}
	if folder := u.Query().Get("host"); folder != "" {
		port := u.Query().Get("port")
		if port == "" {
			port = "5432"
		}
		w.network, w.address = "unix", folder+"/.s.PGSQL."+port
	}
	if w.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.listener.Close(); w.cut() })
	go w.serve()
	by, q := *u, u.Query()
	q.Del("host")
	q.Set("sslmode", "disable")
	by.Host, by.RawQuery = w.listener.Addr().String(), q.Encode()
	return w, by.String()
}

func (w *wire) serve() {
	for {
		here, err := w.listener.Accept()
		if err != nil {
			return
		}
		there, err := net.Dial(w.network, w.address)
		w.mu.Lock()
		if w.down || err != nil {
			here.Close()
			if err == nil {
				there.Close()
			}
		} else {
			w.conns = append(w.conns, here, there)
			for _, way := range [][2]net.Conn{{here, there}, {there, here}} {
				go func() {
					io.Copy(way[0], way[1]) // it ends when either is closed
					way[0].Close()
				}()
			}
		}
		w.mu.Unlock()
	}
}

// cut takes the database away; mend gives it back.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = true
	for _, c := range w.conns {
		c.Close()
	}
	w.conns = nil
}

func (w *wire) mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = false
}

// The database goes and comes back under the running program: its pages say so, nothing that was typed is lost, and
// everything goes on without help: acts, jobs, and the numbers of the log.
func TestTheDatabaseGoesAndComesBack(t *testing.T) {
	if !slices.Contains(storetest.Engines(), store.Postgres) {
		return // SQLite's file is with the program
	}
	h := found(t, store.Postgres, 1)
	direct := h.config
	line, by := lay(t, direct.Database)
	h.config.Database = by
	s := h.start(t)
	s.ready(t)
	o := h.officers(1)[0]
	for range 2 {
		line.cut()
		o.refused(t, s.Address, "数据库暂时不可用")
		if status, answer := s.health(t); status != 503 || answer.Parts["store"] == "ok" {
			t.Errorf("health says %d %v", status, answer.Parts)
		}
		line.mend()
		s.well(t)
		o.acts(t, s.Address)
	}
	h.config = direct
	h.look(t, func(a *app.House) { // beside the program, which goes on
		for waiting := 1; waiting > 0; {
			n, err := store.Read(t.Context(), a.DB, func(tx *store.Tx) (int, error) {
				return store.One(t.Context(), tx, store.Value[int], "select count(*) from audit_pending")
			})
			if err != nil {
				t.Fatal(err)
			}
			waiting = n
			time.Sleep(50 * time.Millisecond)
		}
		h.judge(t, a, []*officer{o})
	})
	if !strings.Contains(s.errors.String(), "facts wait for their numbers") {
		t.Error("the keeper of the system was not told by the log")
	}
}

// Connections are lost in the middle of transactions, while officers work.
func TestConnectionsAreLostInMidTransaction(t *testing.T) {
	if !slices.Contains(storetest.Engines(), store.Postgres) {
		return
	}
	h := found(t, store.Postgres, 8)
	s := h.start(t)
	s.ready(t)
	pool, err := sql.Open("pgx", h.config.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	officers, over := h.officers(4), make(chan struct{})
	var wg sync.WaitGroup
	done := make(chan struct{}, 1000)
	for i, o := range officers {
		wg.Go(func() { o.work(t, s.Address, i, done, over) })
	}
	ended := 0
	for ended < 20 {
		var n int
		if err := pool.QueryRow(`select count(pg_terminate_backend(pid)) from pg_stat_activity
			where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		ended += n
		time.Sleep(20 * time.Millisecond)
	}
	close(over)
	wg.Wait()
	s.well(t)
	for _, o := range officers {
		if o.doing != nil {
			o.acts(t, s.Address)
		}
	}
	if len(done) == 0 {
		t.Error("nothing was acknowledged meanwhile")
	}
	h.look(t, func(a *app.House) { h.judge(t, a, officers) })
}
