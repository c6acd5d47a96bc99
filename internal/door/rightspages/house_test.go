package rightspages_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/complaint"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/door/rightspages"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/kiosk"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// chair is a Sessions with one reader, who can be exchanged.
type chair struct {
	who  actor.Actor
	hand *clock.Hand
}

func (c *chair) Wrap(next http.Handler) http.Handler { return next }
func (c *chair) Who(context.Context) (web.Who, error) {
	return web.Who{Presence: web.SignedIn, Actor: c.who, Name: "甲", Post: "局督察", Scope: "示范省局"}, nil
}
func (c *chair) Unlock(context.Context, string) error { return nil }
func (c *chair) Lock(context.Context) error           { return nil }
func (c *chair) Prove(ctx context.Context, _, _ string) (context.Context, error) {
	return actor.With(ctx, policytest.Signed(actor.From(ctx), c.hand.Now())), nil
}
func (*chair) Signed(context.Context, string) {}

type house struct {
	*testing.T
	db         *store.DB
	vault      *seal.Vault
	policy     *policy.Engine
	hand       *clock.Hand
	pages      http.Handler
	chair      *chair
	complaints *complaint.Desk
	kiosk      *kiosk.Room
	demo       context.Context
	bureau     id.ID
	one, two   id.ID // facilities
}

func each(t *testing.T, body func(*house)) {
	t.Helper()
	hand := clock.At(storetest.Start)
	words, err := text.Load(store.Catalogue, policy.Catalogue, audit.Catalogue, facility.Catalogue, staff.Catalogue, complaint.Catalogue, kiosk.Catalogue,
		telling.Catalogue, web.Catalogue, rightspages.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		p, v := policytest.Engine(t, hand.Now), sealtest.Vault(t, db)
		h := &house{
			T: t, db: db, vault: v, policy: p, hand: hand, chair: &chair{hand: hand}, complaints: complaint.New(db, v, p),
			kiosk: kiosk.New(kiosk.Config{DB: db, Vault: v, Policy: p}), demo: actor.With(t.Context(), actor.Part("demo")),
		}
		places := facility.New(db, p)
		h.write(func(tx *store.Tx) (err error) {
			if h.bureau, err = places.FoundIn(h.demo, tx, "示范省局"); err != nil {
				return err
			}
			if h.one, err = places.AddIn(h.demo, tx, facility.Draft{Parent: string(h.bureau), Kind: "facility", Name: "沙河所", Code: "F1"}); err != nil {
				return err
			}
			h.two, err = places.AddIn(h.demo, tx, facility.Draft{Parent: string(h.bureau), Kind: "facility", Name: "柳林所", Code: "F2"})
			return err
		})
		site := web.New(web.Options{Words: words, Sessions: h.chair, Clock: hand.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), SignInAt: "/sign-in"})
		rightspages.Routes(site, rightspages.Deps{DB: db, Policy: p, Kiosk: h.kiosk, Staff: staff.New(db, v, p), Complaints: h.complaints})
		h.pages = site.Handler()
		body(h)
	})
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) write(body func(*store.Tx) error) {
	h.Helper()
	_, err := store.Write(h.demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, body(tx) })
	h.must(err)
}

// sit puts an officer with a role at some places into the chair: enrolled and appointed. "" is the bureau.
func (h *house) sit(role string, at ...id.ID) {
	h.Helper()
	k := staff.New(h.db, h.vault, h.policy)
	who := policytest.Officer(role, at[0], at[0])
	who.Posts = nil
	h.write(func(tx *store.Tx) (err error) {
		first := at[0]
		if first == "" {
			first = h.bureau
		}
		if who.Staff, err = k.EnrolIn(h.demo, tx, first, staff.Draft{Name: "周文博"}); err != nil {
			return err
		}
		for _, f := range at {
			unit := f
			if f == "" {
				unit = h.bureau
			}
			if _, err = k.AppointIn(h.demo, tx, staff.PostDraft{Member: who.Staff, Unit: unit, Role: role, From: "2026-01-01"}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, f := range at {
		who.Posts = append(who.Posts, actor.Post{ID: id.New(), Role: role, Facility: f, Unit: f})
	}
	h.chair.who = who
}

// acting is the reader in the chair outside of the pages.
func (h *house) acting() context.Context {
	return policy.WithPurpose(actor.With(h.Context(), policytest.Signed(h.chair.who, h.hand.Now())), policy.ComplaintWork)
}

func (h *house) resident(person id.ID) context.Context {
	return actor.With(h.Context(), actor.Actor{Kind: actor.Resident, Account: "a", Person: person})
}

// ask sends a request as a browser would, a form when there is one, in Chinese unless told.
func (h *house) ask(path string, form url.Values, locale ...text.Locale) *httptest.ResponseRecorder {
	h.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: "guitu_locale", Value: string(append(locale, text.ZH)[0])})
	w := httptest.NewRecorder()
	h.pages.ServeHTTP(w, r)
	return w
}

// shows wants a page in both languages, with words in the Chinese one.
func (h *house) shows(path string, want ...string) string {
	h.Helper()
	if w := h.ask(path, nil, text.EN); w.Code != 200 {
		h.Fatalf("%s in English: %d", path, w.Code)
	}
	w := h.ask(path, nil)
	for _, s := range want {
		if w.Code != 200 || !strings.Contains(w.Body.String(), s) {
			h.Errorf("%s (%d) does not say %q", path, w.Code, s)
		}
	}
	return w.Body.String()
}
