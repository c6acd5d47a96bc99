package authn_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// within runs f as a request with a session's token would.
func (h house) within(token string, f func(context.Context)) {
	h.t.Helper()
	ran := false
	req := httptest.NewRequestWithContext(h.t.Context(), "GET", "/", nil)
	req.AddCookie(&http.Cookie{Name: "guitu", Value: token})
	w := httptest.NewRecorder()
	h.room.Handler(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		ran = true
		f(req.Context())
	})).ServeHTTP(w, req)
	if !ran {
		h.t.Fatalf("the request was stopped: %d %s", w.Code, w.Body)
	}
}

func TestAnIdleSessionLocksAndOpensWhereItWas(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		staff := h.officer("li", policy.Nurse)
		e := h.signIn("li")
		h.within(e.Token, func(ctx context.Context) { h.room.Values().Put(ctx, "page", "/people/7") })
		for range 4 { // an hour of work
			h.hand.Forward(authn.Idle)
			h.within(e.Token, func(ctx context.Context) {
				if actor.From(ctx).Staff != staff {
					t.Error("locked while at work")
				}
			})
		}
		h.hand.Forward(authn.Idle + time.Second)
		var next authn.Entry
		h.within(e.Token, func(ctx context.Context) {
			if s := authn.From(ctx); s.State != authn.Locked || s.ID != e.Session.ID || actor.From(ctx).Kind != actor.Nobody {
				t.Errorf("not locked: %+v", s)
			}
			_, err := h.room.Unlock(ctx, wrong, ward)
			h.is(err, "authn.refused")
			next, err = h.room.Unlock(ctx, password, ward)
			h.must(err)
		})
		if next.Session.ID != e.Session.ID || next.Token == e.Token {
			t.Error("unlocking keeps the session and changes the token")
		}
		h.within(e.Token, func(ctx context.Context) {
			if authn.From(ctx).State != authn.None {
				t.Error("the old token is still good")
			}
		})
		h.within(next.Token, func(ctx context.Context) {
			if actor.From(ctx).Staff != staff || h.room.Values().GetString(ctx, "page") != "/people/7" {
				t.Error("the page is lost")
			}
		})
		if h.facts("authn.idle_locked") != 1 || h.facts("authn.unlocked") != 1 {
			t.Error("locking and unlocking are facts")
		}
	})
}

// A poll of the page is not the officer.
func TestBackgroundRequestsDoNotKeepASessionOpen(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.officer("li", policy.Nurse)
		e := h.signIn("li")
		for range 4 {
			h.hand.Forward(5 * time.Minute)
			req := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
			req.AddCookie(&http.Cookie{Name: "guitu", Value: e.Token})
			req.Header.Set(authn.Background, "1")
			h.room.Handler(http.NotFoundHandler()).ServeHTTP(httptest.NewRecorder(), req)
		}
		if s, err := h.room.Find(t.Context(), e.Token); s.State != authn.Locked {
			t.Errorf("%v %v", s.State, err)
		}
	})
}

// Two officers at one machine: each in a session of his own, and each finds his own again.
func TestOfficersChangeAtOneMachine(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.officer("li", policy.Nurse)
		wang := h.officer("wang", policy.ZoneOfficer)
		first := h.signIn("li")
		h.within(first.Token, func(ctx context.Context) { h.room.Values().Put(ctx, "draft", "李的草稿") })
		in := func(name string) authn.Entry {
			e, err := h.room.SignIn(t.Context(), authn.Attempt{Name: name, Password: password, Source: ward, Browser: first.Browser})
			h.must(err)
			return e
		}
		second := in("wang")
		if second.Session.ID == first.Session.ID {
			t.Fatal("two officers in one session")
		}
		h.within(second.Token, func(ctx context.Context) {
			if actor.From(ctx).Staff != wang || h.room.Values().Exists(ctx, "draft") {
				t.Error("the second officer sees the first one's form")
			}
		})
		h.within(first.Token, func(ctx context.Context) {
			if authn.From(ctx).State != authn.Locked {
				t.Error("the first officer's session is open under the second one's hands")
			}
		})
		back := in("li")
		if back.Session.ID != first.Session.ID {
			t.Error("the first officer did not find his session again")
		}
		h.within(back.Token, func(ctx context.Context) {
			if h.room.Values().GetString(ctx, "draft") != "李的草稿" {
				t.Error("the draft is lost")
			}
		})
		if e := h.signIn("li"); e.Session.ID == first.Session.ID {
			t.Error("another machine is another session")
		}
	})
}

func TestSignOutAndLock(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.officer("li", policy.Nurse)
		e := h.signIn("li")
		h.within(e.Token, func(ctx context.Context) { h.must(h.room.Lock(ctx)) })
		h.within(e.Token, func(ctx context.Context) {
			if authn.From(ctx).State != authn.Locked {
				t.Error("not locked")
			}
			h.must(h.room.SignOut(ctx))
		})
		h.within(e.Token, func(ctx context.Context) {
			if authn.From(ctx).State != authn.None {
				t.Error("not signed out")
			}
			h.must(h.room.SignOut(ctx))
		})
		if h.facts("authn.locked") != 1 || h.facts("authn.signed_out") != 1 {
			t.Error("each is one fact")
		}
	})
}

// What pages keep before anybody is signed in is not kept: strangers write nothing.
func TestStrangersWriteNothing(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.within("", func(ctx context.Context) { h.room.Values().Put(ctx, "flash", "x") })
		h.within("invented", func(ctx context.Context) { h.room.Values().Put(ctx, "flash", "x") })
		n, err := store.Read(t.Context(), h.db, func(tx *store.Tx) (int, error) {
			return store.One(t.Context(), tx, store.Value[int], `select count(*) from authn_session`)
		})
		if n != 0 || err != nil {
			t.Errorf("%d rows, %v", n, err)
		}
	})
}

func TestSeenIsWrittenSeldom(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.officer("li", policy.Nurse)
		e := h.signIn("li")
		writes := func() int {
			n, err := store.Read(t.Context(), h.db, func(tx *store.Tx) (int, error) {
				return store.One(t.Context(), tx, store.Value[int], `select count(*) from store_command`)
			})
			h.must(err)
			return n
		}
		before := writes()
		for range 60 {
			h.hand.Forward(10 * time.Second)
			h.within(e.Token, func(context.Context) {})
		}
		if n := writes() - before; n < 2 || n > 4 {
			t.Errorf("ten minutes of work wrote %d times", n)
		}
	})
}

func TestCookies(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.officer("li", policy.Nurse)
		w := httptest.NewRecorder()
		h.room.Enter(w, h.signIn("li"))
		set := w.Result().Cookies()
		if len(set) != 2 || set[0].Name != "guitu" || set[0].MaxAge != 0 || !set[0].HttpOnly || set[0].SameSite != http.SameSiteLaxMode {
			t.Errorf("%v", set)
		}
		req := httptest.NewRequest("GET", "/", nil)
		req.AddCookie(set[1])
		if h.room.Browser(req) != set[1].Value || h.room.Browser(httptest.NewRequest("GET", "/", nil)) != "" {
			t.Error("the browser is not known again")
		}
	})
}

func TestSweepForgetsWhatHasEnded(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.officer("li", policy.Nurse)
		h.signIn("li")
		_, err := h.room.SignIn(t.Context(), authn.Attempt{Name: "x", Password: wrong, Source: ward})
		h.is(err, "authn.refused")
		_, _, err = h.room.FirstTicket(t.Context())
		h.must(err)
		h.hand.Forward(25 * time.Hour)
		h.must(h.room.Sweep(t.Context()))
		n, err := store.Read(t.Context(), h.db, func(tx *store.Tx) (int, error) {
			return store.One(t.Context(), tx, store.Value[int],
				`select (select count(*) from authn_session) + (select count(*) from authn_guess) + (select count(*) from authn_ticket)`)
		})
		if n != 0 || err != nil {
			t.Errorf("%d rows are left, %v", n, err)
		}
	})
}

// What every request pays for knowing who it is from.
func BenchmarkFind(b *testing.B) {
	hand := clock.At(storetest.Start)
	db := storetest.Open(b, storetest.Config(b, store.SQLite, hand))
	vault := sealtest.Vault(b, db)
	s := &seats{posts: map[id.ID][]actor.Post{}}
	room := authn.New(authn.Config{DB: db, Vault: vault, Policy: policytest.Engine(b, hand.Now), Posts: s})
	staff := id.New()
	s.give(staff, policy.Nurse, "")
	ctx := actor.With(b.Context(), actor.Part("demo"))
	hash, err := room.Hash(ctx, "demo", password)
	if err != nil {
		b.Fatal(err)
	}
	_, err = store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		return room.OpenDemoIn(ctx, tx, authn.Opening{Staff: staff, Name: "demo"}, hash)
	})
	if err != nil {
		b.Fatal(err)
	}
	e, err := room.SignIn(ctx, authn.Attempt{Name: "demo", Password: password, Code: authn.Code(authn.DemoSecret, hand.Now())})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := room.Find(ctx, e.Token); err != nil {
			b.Fatal(err)
		}
	}
}

// No date ends a password.
func TestAPasswordDoesNotAge(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.officer("li", policy.Nurse)
		h.hand.Forward(3 * 365 * 24 * time.Hour)
		if e := h.signIn("li"); e.Token == "" {
			t.Error("after three years it opens nothing")
		}
	})
}
