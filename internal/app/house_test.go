package app_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"guitu/internal/app"
	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/door/signpages"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/config"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// each opens an empty house on every engine.
func each(t *testing.T, body func(*testing.T, *app.House)) {
	t.Helper()
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) { body(t, open(t, engine, clock.At(storetest.Start))) })
	}
}

// settings are those of a house of its own.
func settings(t *testing.T, engine store.Engine, hand *clock.Hand) config.Config {
	t.Helper()
	s := storetest.Config(t, engine, hand)
	c := config.Default()
	c.Data, c.Database, c.Listen, c.Drain = s.Data, s.URL, "127.0.0.1:0", 5*time.Second
	if c.Data == "" {
		c.Data = t.TempDir()
	}
	return c
}

func open(t *testing.T, engine store.Engine, hand *clock.Hand) *app.House {
	t.Helper()
	c := settings(t, engine, hand)
	h, err := app.Open(t.Context(), c, app.Options{Clock: hand.Now, Exercise: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func TestEveryPackageWithWordsIsMerged(t *testing.T) {
	words, err := app.Words()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, k := range words.Keys(text.ZH) {
		known[k] = true
	}
	err = filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && len(d.Name()) > 2) {
			return fs.SkipDir
		}
		if d.Name() != "messages.zh-CN.json" || strings.Contains(path, "cmd/guitu") {
			return nil
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		messages := map[string]string{}
		if err := json.Unmarshal(body, &messages); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		for k := range messages {
			if !known[k] {
				t.Errorf("%s: its words are not in app.catalogues", path)
				break
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAFolderBecomesAHouseOnce(t *testing.T) {
	c := config.Default()
	c.Data = filepath.Join(t.TempDir(), "data")
	if _, err := app.Open(t.Context(), c, app.Options{}); errs.CodeOf(err) != "app.no_house" {
		t.Fatalf("an empty folder was opened without being told to: %v", err)
	}
	if _, err := os.Stat(c.Data); err == nil {
		t.Fatal("a command that only reads made a folder")
	}
	h, err := app.Open(t.Context(), c, app.Options{Found: true})
	if err != nil || !h.Founded {
		t.Fatal("not founded", err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(c.KeyPath()); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the key file: %v %v", info, err)
	}
	if err := os.Remove(c.KeyPath()); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Open(t.Context(), c, app.Options{Migrate: true}); errs.CodeOf(err) != "seal.no_root" {
		t.Fatalf("a new key was made for an old house: %v", err)
	}
}

// A machine that lost power while the first house was made finishes it by itself: nothing was ever kept there.
func TestAFirstMigrationThatWasCutShortIsFinished(t *testing.T) {
	c := config.Default()
	c.Data = t.TempDir()
	db, err := sql.Open("sqlite", filepath.Join(c.Data, "guitu.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		`create table goose_db_version (id integer primary key autoincrement, version_id integer not null, is_applied integer not null, tstamp timestamp default (datetime('now')))`,
		`insert into goose_db_version (version_id, is_applied) values (0, 1)`,
	} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(c.KeyPath()+".part", []byte("# Guitu root k"), 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := app.Open(t.Context(), c, app.Options{Found: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(c.KeyPath() + ".part"); err == nil {
		t.Error("half a key is left")
	}
}

// Several programs that come to an empty folder at the same moment make one house and one facility.
func TestSeveralFoundOneHouse(t *testing.T) {
	c := config.Default()
	c.Data = filepath.Join(t.TempDir(), "data")
	ids, bad := make([]id.ID, 4), make([]error, 4)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			h, err := app.Open(t.Context(), c, app.Options{Found: true})
			if err != nil {
				bad[i] = err
				return
			}
			ids[i], err = h.FacilityNamed(t.Context(), store.NewKey(), "云岭示范所")
			bad[i] = errors.Join(err, h.Close())
		})
	}
	all.Wait()
	for i := range ids {
		if bad[i] != nil || ids[i] != ids[0] {
			t.Errorf("%s %v", ids[i], bad[i])
		}
	}
}

func TestTheFirstAdministratorComesByALink(t *testing.T) {
	each(t, func(t *testing.T, h *app.House) {
		link, needed, err := h.FirstLink(t.Context())
		if err != nil || !needed {
			t.Fatal(needed, err)
		}
		_, ticket, _ := strings.Cut(link, app.TicketPath)
		first := signpages.First{Ticket: authn.Ticket(ticket), Bureau: "川西戒毒管理局", Name: "钱守一", SignIn: "qian", Password: "青山一道同云雨明月何曾"}
		if err := h.Begin(t.Context(), store.NewKey(), first); err != nil {
			t.Fatal(err)
		}
		if err := h.Begin(t.Context(), store.NewKey(), first); errs.CodeOf(err) != "authn.bad_ticket" && errs.CodeOf(err) != "authn.bad_name" {
			t.Errorf("the link worked twice: %v", err)
		}
		if _, needed, err := h.FirstLink(t.Context()); needed || err != nil {
			t.Error("there is an account, and still a link:", err)
		}
		all, err := h.Officers(t.Context())
		if err != nil || len(all) != 1 || all[0].SignIn != "qian" || all[0].Posts[0].Role != "system_keeper" || !all[0].Ready {
			t.Errorf("%+v %v", all, err)
		}
	})
}

func TestOfficersByTheCommandLine(t *testing.T) {
	each(t, func(t *testing.T, h *app.House) {
		if _, err := h.FacilityNamed(t.Context(), store.NewKey(), "云岭示范所"); err != nil {
			t.Fatal(err)
		}
		if _, err := h.FacilityNamed(t.Context(), store.NewKey(), "　云岭示范所 "); err != nil {
			t.Errorf("the same name with a space is another: %v", err)
		}
		if _, err := h.FacilityNamed(t.Context(), store.NewKey(), "云领示范所"); errs.CodeOf(err) != "app.no_facility" {
			t.Errorf("a slip of the pen founded a second facility: %v", err)
		}
		link, err := h.AddOfficer(t.Context(), store.NewKey(), app.Newcomer{SignIn: "lin", Name: "林见微", Role: "intake_officer", Unit: "云岭示范所"})
		if err != nil || !strings.Contains(link, app.TicketPath) {
			t.Fatal(link, err)
		}
		err = h.Post(t.Context(), store.NewKey(), app.Newcomer{SignIn: "Lin", Role: "legal_officer", Unit: "云岭示范所"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.AddOfficer(t.Context(), store.NewKey(), app.Newcomer{SignIn: "bo", Name: "薄云", Role: "doctor", Unit: "山外所"})
		if e := errs.Find(err); e == nil || e.Code != "app.bad_input" || e.Fields[0].Code != "app.no_unit" {
			t.Errorf("%v", err)
		}
		all, err := h.Officers(t.Context())
		if err != nil || len(all) != 1 || len(all[0].Posts) != 2 || all[0].Ready {
			t.Fatalf("%+v %v", all, err)
		}
		again, err := h.ResetOfficer(t.Context(), "lin")
		if err != nil || again == link {
			t.Error(again, err)
		}
	})
}

func TestServing(t *testing.T) {
	each(t, func(t *testing.T, h *app.House) {
		ctx, stop := context.WithCancel(t.Context())
		address, ended := make(chan string, 1), make(chan error, 1)
		go func() { ended <- h.Serve(ctx, func(a string) { address <- a }) }()
		var base string
		select {
		case a := <-address:
			base = "http://" + a
		case err := <-ended:
			t.Fatal(err)
		}
		for path, want := range map[string]int{"/live": 200, "/ready": 200, "/health": 200, "/": 303, "/no-such-page": 404} {
			client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			r, err := client.Get(base + path)
			if err != nil {
				t.Fatal(err)
			}
			r.Body.Close()
			if r.StatusCode != want && !(path == "/" && r.StatusCode == 404) { // until the day's page lands
				t.Errorf("%s: %d, want %d", path, r.StatusCode, want)
			}
		}
		second, err := app.Open(t.Context(), h.Config, app.Options{Clock: h.Clock})
		if err != nil {
			t.Fatal("a command could not work beside the server:", err)
		}
		defer second.Close()
		if err := second.Serve(t.Context(), func(string) { t.Error("two serve") }); errs.CodeOf(err) != "store.served" {
			t.Error(err)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// What comes round by the clock is done when its turn comes, and as a part of the house that may.
func TestTheNight(t *testing.T) {
	hand := clock.At(storetest.Start)
	h := open(t, storetest.Engines()[0], hand)
	if _, err := h.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	hand.Forward(25 * time.Hour)
	runs, err := h.Jobs.Drain(t.Context())
	if err != nil || runs < 2 {
		t.Errorf("%d runs, %v", runs, err)
	}
	loads, err := h.Jobs.Loads(t.Context())
	for _, l := range loads {
		if l.Failed > 0 {
			t.Errorf("%s failed", l.Kind)
		}
	}
	if err != nil && errs.KindOf(err) != errs.Denied && errs.KindOf(err) != errs.Unauthenticated {
		t.Error(err)
	}
}

func TestAnAddressThatCannotBeServed(t *testing.T) {
	h := open(t, storetest.Engines()[0], clock.At(storetest.Start))
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for listen, code := range map[string]string{taken.Addr().String(): "app.port_taken", "203.0.113.9:8080": "app.not_our_address"} {
		h.Config.Listen = listen
		err := h.Serve(t.Context(), func(string) { t.Error("it listens") })
		if e := errs.Find(err); e == nil || e.Code != code || e.Args[0] != listen {
			t.Error(err)
		}
	}
	for _, listen := range []string{"0.0.0.0:8080", ":8080", "[::]:8080"} {
		h.Config.Listen = listen
		if a := h.Address(); strings.Contains(a, "0.0.0.0") || strings.Contains(a, "::") || a == "http://:8080" || !strings.HasSuffix(a, ":8080") {
			t.Errorf("%s is reached at %s", listen, a)
		}
	}
	h.Config.Public = "https://guitu.example.cn"
	if a := h.Address(); a != "https://guitu.example.cn" {
		t.Error(a)
	}
}

// A demo that is looked at on another day says so on every page.
func TestADemoOfAnotherDaySaysSo(t *testing.T) {
	c := bare(t, store.SQLite)
	if _, err := app.MakeDemo(t.Context(), c, small, app.Options{}); err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]bool{"2026-03-02": false, "2026-03-05": true} {
		now, err := app.ClockOn(day)
		if err != nil {
			t.Fatal(err)
		}
		h, err := app.Open(t.Context(), c, app.Options{Clock: now})
		if err != nil {
			t.Fatal(err)
		}
		pages, err := h.Handler(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/sign-in", nil))
		said := strings.Contains(w.Body.String(), "演示日期 2026年3月2日，今天是 2026年3月5日")
		if said != want || !strings.Contains(w.Body.String(), "g-demo") {
			t.Errorf("%s: said %v", day, said)
		}
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestInventedPeopleStayOnThisMachine(t *testing.T) {
	h := open(t, storetest.Engines()[0], clock.At(storetest.Start))
	ctx := actor.With(t.Context(), actor.Part("demo"))
	_, err := store.Write(ctx, h.DB, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		return h.Accounts.OpenDemoIn(ctx, tx, authn.Opening{Staff: id.New(), Name: "demo-doctor"}, "x")
	})
	if err != nil {
		t.Fatal(err)
	}
	h.Config.Listen = "0.0.0.0:0"
	if err := h.Serve(t.Context(), func(string) { t.Error("it listens") }); errs.CodeOf(err) != "app.demo_beyond_loopback" {
		t.Error(err)
	}
}
