// Package crash ends the real program at random, takes its disk and its database away, and looks what is left.
package crash

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"guitu/internal/app"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/config"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
	"guitu/internal/verify"
)

// program is the one that is ended: built once, from this tree.
var program string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "guitu-crash-")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(folder, "guitu")
	if out, err := exec.Command("go", "build", "-o", program, "guitu/cmd/guitu").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%s%v\n", out, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// house is a province with one facility, some people in it and one legal officer who has signed in.
type house struct {
	config  config.Config
	people  []id.ID
	version int64 // of each life, to begin with
	cookies []*http.Cookie
}

const password = "青山一道同云雨明月何曾"

// found makes a house of so many people.
func found(t *testing.T, engine store.Engine, people int) *house {
	t.Helper()
	url := ""
	if engine == store.Postgres {
		url = storetest.Config(t, engine, clock.At(storetest.Start)).URL
	}
	return foundAt(t, url, people)
}

// foundAt is found in a database, or in a file where url is "".
func foundAt(t *testing.T, url string, people int) *house {
	t.Helper()
	c := config.Default()
	c.Data, c.Database, c.Listen, c.Drain = t.TempDir(), url, "127.0.0.1:0", 5*time.Second
	h := &house{config: c}
	h.look(t, func(a *app.House) {
		roster := filepath.Join(t.TempDir(), "roster.csv")
		if err := os.WriteFile(roster, []byte(rows(people)), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := a.Import(t.Context(), app.Import{File: roster, Facility: "云岭示范所", Words: a.Words.In("zh-CN"), Progress: func(int, int) {}})
		if err != nil || got.Created != people {
			t.Fatalf("%+v, %v", got, err)
		}
		h.people, err = store.Read(t.Context(), a.DB, func(tx *store.Tx) ([]id.ID, error) {
			if h.version, err = store.One(t.Context(), tx, store.Value[int64], "select max(version) from measure_life"); err != nil {
				return nil, err
			}
			return store.Collect(t.Context(), tx, store.Value[id.ID], "select id from person_person order by id")
		})
		if err != nil {
			t.Fatal(err)
		}
		h.seat(t, a)
	})
	return h
}

// seat gives a legal officer a post, an account, and a browser that is signed in.
func (h *house) seat(t *testing.T, a *app.House) {
	t.Helper()
	ctx := t.Context()
	link, err := a.AddOfficer(ctx, store.NewKey(), app.Newcomer{SignIn: "he", Name: "何大江", Role: "legal_officer", Unit: "云岭示范所"})
	if err != nil {
		t.Fatal(err)
	}
	_, ticket, _ := strings.Cut(link, app.TicketPath)
	if err := a.Accounts.Redeem(ctx, authn.Ticket(ticket), password, "127.0.0.1"); err != nil {
		t.Fatal(err)
	}
	e, err := a.Accounts.SignIn(ctx, authn.Attempt{Name: "he", Password: password, Source: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	a.Accounts.Enter(w, e)
	h.cookies = w.Result().Cookies()
}

// look opens the house in this process, where nobody serves it now.
func (h *house) look(t *testing.T, do func(*app.House)) {
	t.Helper()
	a, err := app.Open(context.WithoutCancel(t.Context()), h.config, app.Options{Found: true, Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	do(a)
}

// proven looks at the log, every row and every life.
func proven(t *testing.T, a *app.House) {
	t.Helper()
	r, err := verify.Run(t.Context(), verify.House{DB: a.DB, Vault: a.Vault, Measures: a.Measure, Persons: a.Person}, nil, func(verify.Stage) {})
	if err != nil || !r.Proven() {
		t.Errorf("the house is not proven: log %+v, rows %+v, clock %+v, %v %v", r.Log.Findings, r.Rows.Findings, r.Clock.Findings, r.Stopped, err)
	}
}

// rows is a roster of invented people.
func rows(n int) string {
	var b bytes.Buffer
	decided := time.Now().AddDate(0, -10, 0)
	b.WriteString("姓名,性别,证件号码,决定日期,决定机关,文号,入所日期\n")
	for i := range n {
		fmt.Fprintf(&b, "周远%c,男,%s,%s,云岭县公安局,云公强戒决字〔2026〕%d号,%s\n", rune('山'+i), number(i),
			decided.Format(time.DateOnly), i+1, decided.AddDate(0, 0, 20).Format(time.DateOnly))
	}
	return b.String()
}

// number is an identity number that nobody has (GB 11643 with a division that does not exist).
func number(i int) string {
	s := fmt.Sprintf("51990019900101%03d", 2*i+1)
	sum := 0
	for k, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(s[k]-'0') * w
	}
	return s + string("10X98765432"[sum%11])
}
