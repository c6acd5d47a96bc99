// Package security_test holds the whole house, as it is put together, against what docs/security.md promises: who
// reaches which address and which act (matrix, use cases), what leaves traces of a name (traces), and that every line of
// the document leads to a test that is there (asvs).
package security_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guitu/internal/app"
	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/demo"
	"guitu/internal/door/web"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/config"
	"guitu/internal/platform/store"
)

// day is the day of the province that the tests walk through.
const day = "2026-03-02"

// A world is a small demo province with its doors, and somebody signed in for every role and place.
type world struct {
	*app.House
	site   *web.Site
	doors  http.Handler
	raw    *sql.DB // the same records, past the house
	folder string
	logs   *logs
	seats  []seat
	at     places
	chosen map[string]id.ID
	now    time.Time
}

// logs keeps what the house says, as text and as JSON, from the lowest level on.
type logs struct {
	mu         sync.Mutex
	text, json bytes.Buffer
}

// locked is a buffer that many may write.
type locked struct {
	mu *sync.Mutex
	io.Writer
}

func (l locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Writer.Write(b)
}

func (l *logs) logger() *slog.Logger {
	o := &slog.HandlerOptions{Level: slog.LevelDebug}
	return slog.New(slog.NewMultiHandler(
		slog.NewTextHandler(locked{&l.mu, &l.text}, o), slog.NewJSONHandler(locked{&l.mu, &l.json}, o)))
}

// shared is the province of all tests here: making it takes seconds. Whoever changes something in it puts it back.
var shared struct {
	once   sync.Once
	folder string
	world  *world
}

func TestMain(m *testing.M) {
	var err error
	if shared.folder, err = os.MkdirTemp("", "guitu-security-"); err != nil {
		panic(err)
	}
	code := m.Run()
	if w := shared.world; w != nil {
		err = errors.Join(w.raw.Close(), w.Close())
	}
	if err = errors.Join(err, os.RemoveAll(shared.folder)); err != nil {
		panic(err)
	}
	os.Exit(code)
}

// open gives the province with its doors open.
func open(t *testing.T) *world {
	t.Helper()
	shared.once.Do(func() { shared.world = build(t, filepath.Join(shared.folder, "data"), func(*config.Config) {}) })
	if shared.world == nil {
		t.Fatal("there is no province; the first test says why")
	}
	return shared.world
}

// build makes a province and opens it, as a house that set says.
func build(t *testing.T, folder string, set func(*config.Config)) *world {
	t.Helper()
	ctx := context.Background()
	c := config.Default()
	c.Data, c.Rate = folder, 0 // everything is tried at one moment; TestFlooding slows
	if _, err := app.MakeDemo(ctx, c, app.Demo{Seed: 1, Day: day, Size: 400}, app.Options{}); err != nil {
		t.Fatal(err)
	}
	w := &world{folder: c.Data, logs: &logs{}}
	c.OIDC = config.OIDC{Issuer: "http://127.0.0.1:1", Client: "guitu", SecretFile: folder + "-secret"} // its pages are there, it is not
	if err := os.WriteFile(c.OIDC.SecretFile, []byte("a secret of the tests"), 0o600); err != nil {
		t.Fatal(err)
	}
	set(&c)
	date, err := civil.ParseDate(day)
	if err != nil {
		t.Fatal(err)
	}
	w.now = demo.Moment(date).Add(time.Minute)
	if w.House, err = app.Open(ctx, c, app.Options{Clock: clock.At(w.now).Now, Log: w.logs.logger()}); err != nil {
		t.Fatal(err)
	}
	if w.site, err = w.Site(ctx); err != nil {
		t.Fatal(err)
	}
	if w.doors, err = w.Handler(ctx); err != nil {
		t.Fatal(err)
	}
	if w.raw, err = sql.Open("sqlite", filepath.Join(c.Data, "guitu.db")+"?_pragma=busy_timeout(20000)"); err != nil {
		t.Fatal(err)
	}
	w.settle(t)
	w.sit(t)
	w.furnish(t)
	return w
}

// one reads one value past the house; "" where there is none.
func (w *world) one(t testing.TB, q string, args ...any) (out string) {
	t.Helper()
	if err := w.raw.QueryRow(q, args...).Scan(&out); err != nil && err != sql.ErrNoRows {
		t.Fatal(q, err)
	}
	return out
}

func (w *world) exec(t testing.TB, q string, args ...any) {
	t.Helper()
	if _, err := w.raw.Exec(q, args...); err != nil {
		t.Fatal(q, err)
	}
}

// enter gives a member of staff a session, as if he had signed in. The sign-in itself has its own tests.
func (w *world) enter(t testing.TB, member id.ID, password authn.Hashed) string {
	t.Helper()
	ctx := actor.With(context.Background(), actor.Part("demo"))
	account := w.one(t, `select id from authn_account where staff = ?`, member)
	if account == "" {
		made, err := store.Write(ctx, w.DB, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
			return w.Accounts.OpenDemoIn(ctx, tx, authn.Opening{Staff: member, Name: "w-" + string(member)}, password)
		})
		if err != nil {
			t.Fatal(err)
		}
		account = string(made)
	}
	token, session, at := string(id.New())+string(id.New()), id.New(), w.now.UnixMicro()
	mark := w.Vault.Bearer("authn_session.mark", token, string(session), account) // without the key nobody makes one
	w.exec(t, `insert into authn_session (id, digest, account, seat, state, started_at, seen_at, ends_at) values (?, ?, ?, ?, 'active', ?, ?, ?)`,
		session, mark, account, []byte("browser"), at, at, w.now.Add(time.Hour).UnixMicro())
	return token
}

// session is that of a token.
func (w *world) session(t testing.TB, token string) id.ID {
	t.Helper()
	s, err := w.Accounts.Find(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	return s.ID
}

// request is what a browser sends from a page of the house.
func request(ctx context.Context, t testing.TB, x try, token string) *http.Request {
	body, kind := "", ""
	if x.method == http.MethodPost {
		body, kind = x.sent(t)
	}
	r := httptest.NewRequestWithContext(ctx, x.method, x.path, strings.NewReader(body))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if token != "" {
		r.AddCookie(&http.Cookie{Name: "guitu", Value: token})
	}
	if strings.HasPrefix(x.path, "/ticket/") || x.path == "/first" { // who tries wrong ones from one address must wait
		n := callers.Add(1)
		r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:1", n>>16&255, n>>8&255, n&255)
	}
	return r
}

// callers counts addresses from which nobody has called yet.
var callers atomic.Uint32

func (w *world) ask(r *http.Request) *httptest.ResponseRecorder {
	out := httptest.NewRecorder()
	w.doors.ServeHTTP(out, r)
	return out
}

func readFile(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
