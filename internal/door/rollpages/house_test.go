package rollpages_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rollcall"
	"guitu/internal/domain/staff"
	"guitu/internal/door/outpages"
	"guitu/internal/door/rollpages"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// chair is a Sessions with one reader, who can be exchanged.
type chair struct{ who actor.Actor }

func (c *chair) Wrap(next http.Handler) http.Handler { return next }
func (c *chair) Who(context.Context) (web.Who, error) {
	return web.Who{Presence: web.SignedIn, Actor: c.who, Name: "甲", Post: "值班民警", Scope: "云岭所 一大队", Signed: ""}, nil
}
func (c *chair) Unlock(context.Context, string) error { return nil }
func (c *chair) Lock(context.Context) error           { return nil }
func (c *chair) Prove(ctx context.Context, _, _ string) (context.Context, error) {
	return ctx, nil
}
func (*chair) Signed(context.Context, string) {}

// house is a brigade of five people without beds, and the pages of roll and movements.
type house struct {
	t        *testing.T
	db       *store.DB
	site     http.Handler
	chair    *chair
	rolls    *rollcall.Desk
	outings  *outing.Desk
	facility id.ID
	unit     id.ID
	beside   id.ID // another brigade, once somebody was moved
	people   []id.ID
	vouched  actor.Actor
	persons  *person.Desk
	policy   *policy.Engine
	said     []*http.Cookie // what the last answer tells the next page
}

func each(t *testing.T, body func(*house)) {
	words, err := text.Load(cn.Catalogue, store.Catalogue, policy.Catalogue, facility.Catalogue, staff.Catalogue, duty.Catalogue,
		person.Catalogue, resident.Catalogue, outing.Catalogue, rollcall.Catalogue, census.Catalogue, web.Catalogue, telling.Catalogue,
		rollpages.Catalogue, outpages.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		vault, pol := sealtest.Vault(t, db), policytest.Engine(t, db.Clock())
		places, err := cn.OpenDivisions()
		if err != nil {
			t.Fatal(err)
		}
		persons := person.New(db, vault, pol, places)
		h := &house{t: t, db: db, chair: new(chair), rolls: rollcall.New(db, vault, pol), outings: outing.New(db, vault, pol), persons: persons, policy: pol}
		demo := actor.With(t.Context(), actor.Part("demo"))
		_, err = store.Write(demo, db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, h.furnish(demo, tx, pol, persons) })
		if err != nil {
			t.Fatal(err)
		}
		site := web.New(web.Options{Words: words, Sessions: h.chair, Clock: db.Clock(), Log: slog.New(slog.DiscardHandler), SignInAt: "/sign-in"})
		people := census.New(census.Rooms{Persons: persons, Staff: staff.New(db, vault, pol)}, db, vault, pol)
		rollpages.Routes(site, rollpages.Deps{
			DB: db, Policy: pol, Census: people, Rolls: h.rolls, Outing: h.outings,
			Vouch: func(_ *web.Request, name, password, _ string) (actor.Actor, error) {
				if name != "yi" || password != "right" {
					return actor.Actor{}, errs.New(errs.Denied, "policy.denied")
				}
				return h.vouched, nil
			},
		})
		outpages.Routes(site, outpages.Deps{DB: db, Policy: pol, Census: people, Outing: h.outings})
		h.site = site.Handler()
		h.sit("duty_officer")
		h.vouched = policytest.Signed(policytest.Officer("zone_officer", h.facility, h.unit), db.Clock()())
		body(h)
	})
}

func (h *house) furnish(ctx context.Context, tx *store.Tx, pol *policy.Engine, persons *person.Desk) error {
	units := facility.New(h.db, pol)
	bureau, err := units.FoundIn(ctx, tx, "示范省局")
	if err != nil {
		return err
	}
	if h.facility, err = units.AddIn(ctx, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "云岭所", Code: "YL"}); err != nil {
		return err
	}
	if h.unit, err = units.AddIn(ctx, tx, facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: "一大队"}); err != nil {
		return err
	}
	h.people = nil
	for i := range 5 {
		p := person.Person{ID: id.New(), Version: 1, Name: []string{"周甲", "吴乙", "郑丙", "王丁", "冯戊"}[i], Sex: cn.Male, Born: civil.On(1990, 5, 1)}
		h.people = append(h.people, p.ID)
		if err := persons.CreateIn(ctx, tx, person.At{Facility: h.facility, Unit: h.unit}, []person.Person{p}); err != nil {
			return err
		}
		stay := resident.Resident{ID: id.New(), Person: p.ID, Facility: h.facility, Unit: h.unit, Admitted: civil.On(2025, 6, 1)}
		if err := resident.New(h.db, pol).OpenIn(ctx, tx, []resident.Resident{stay}); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) sit(role string) { h.chair.who = policytest.Officer(role, h.facility, h.unit) }

func (h *house) as() context.Context { return actor.With(h.t.Context(), h.chair.who) }

func (h *house) ask(method, path string, form url.Values) (int, string) {
	h.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for _, c := range h.said {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.site.ServeHTTP(w, r)
	h.said = w.Result().Cookies()
	body := w.Body.String()
	if at := w.Header().Get("Location"); at != "" {
		body = at
	}
	return w.Code, body
}

// open calls the roll of the brigade.
func (h *house) open() string {
	h.t.Helper()
	code, at := h.ask("POST", "/rolls", url.Values{"whom": {string(h.facility) + "/" + string(h.unit)}, "shift": {"morning"}, "until": {""}})
	if code != http.StatusSeeOther || !strings.HasPrefix(at, "/rolls/") {
		h.t.Fatal(code, at)
	}
	return at
}

func (h *house) want(code int, body string, want int, has ...string) {
	h.t.Helper()
	if code != want {
		h.t.Errorf("%d, not %d: %s", code, want, body)
	}
	for _, x := range has {
		if !strings.Contains(body, x) {
			h.t.Errorf("it does not say %q: %s", x, body)
		}
	}
}

// batch is what the script of the page sends.
func (h *house) batch(officer id.ID, list ...string) url.Values {
	return url.Values{"batch": {"[" + strings.Join(list, ",") + "]"}, "device": {"tablet"}, "officer": {string(officer)}}
}

func (h *house) mark(i int, sort string, seq int) string {
	return fmt.Sprintf(`{"p":%q,"m":%q,"w":"","at":%d,"seq":%d}`, h.people[i], sort, h.db.Clock()().UnixMilli(), seq)
}
