package bookpages_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/daybook"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/staff"
	"guitu/internal/door/bookpages"
	"guitu/internal/door/sheet"
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
	return web.Who{Presence: web.SignedIn, Actor: c.who, Name: "甲", Post: "值班民警", Scope: "云岭所 一大队"}, nil
}
func (c *chair) Unlock(context.Context, string) error { return nil }
func (c *chair) Lock(context.Context) error           { return nil }
func (c *chair) Prove(ctx context.Context, _, _ string) (context.Context, error) {
	return ctx, nil
}
func (*chair) Signed(context.Context, string) {}

// house is a brigade of three people, one of them with a name that the face of the PDF lacks, and the pages of the book.
type house struct {
	t              *testing.T
	site           http.Handler
	chair          *chair
	facility, unit id.ID
}

func each(t *testing.T, body func(*house)) {
	words, err := text.Load(cn.Catalogue, store.Catalogue, policy.Catalogue, facility.Catalogue, staff.Catalogue, duty.Catalogue,
		person.Catalogue, resident.Catalogue, outing.Catalogue, daybook.Catalogue, census.Catalogue, web.Catalogue, telling.Catalogue, sheet.Catalogue,
		bookpages.Catalogue)
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
		h := &house{t: t, chair: new(chair)}
		demo := actor.With(t.Context(), actor.Part("demo"))
		if _, err = store.Write(demo, db, store.NewKey(), func(tx *store.Tx) (int, error) {
			return 0, h.furnish(demo, tx, facility.New(db, pol), persons, resident.New(db, pol))
		}); err != nil {
			t.Fatal(err)
		}
		site := web.New(web.Options{Words: words, Sessions: h.chair, Clock: db.Clock(), Log: slog.New(slog.DiscardHandler), SignInAt: "/sign-in"})
		bookpages.Routes(site, bookpages.Deps{
			DB: db, Policy: pol, Census: census.New(census.Rooms{Persons: persons, Staff: staff.New(db, vault, pol)}, db, vault, pol), Words: words,
			Set: daybook.Setting{Words: words.In(text.ZH)}, Books: daybook.New(daybook.Rooms{Persons: persons, Outings: outing.New(db, vault, pol)}, db, vault, pol),
		})
		h.site = site.Handler()
		h.sit("duty_officer", h.facility, h.unit)
		body(h)
	})
}

func (h *house) furnish(ctx context.Context, tx *store.Tx, units *facility.Desk, persons *person.Desk, stays *resident.Desk) error {
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
	for _, name := range []string{"周小甲", "吴乙", "郑\U0003134F"} {
		p := person.Person{ID: id.New(), Version: 1, Name: name, Sex: cn.Male, Born: civil.On(1990, 5, 1)}
		if err := persons.CreateIn(ctx, tx, person.At{Facility: h.facility, Unit: h.unit}, []person.Person{p}); err != nil {
			return err
		}
		if err := stays.OpenIn(ctx, tx, []resident.Resident{{ID: id.New(), Person: p.ID, Facility: h.facility, Unit: h.unit, Admitted: civil.On(2025, 6, 1)}}); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) sit(role string, facility, unit id.ID) {
	h.chair.who = policytest.Officer(role, facility, unit)
}

func (h *house) ask(method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	w := httptest.NewRecorder()
	h.site.ServeHTTP(w, r)
	return w
}

func (h *house) says(path string, code int, has ...string) string {
	h.t.Helper()
	w := h.ask("GET", path, nil)
	if w.Code != code {
		h.t.Errorf("%s: %d, not %d: %s", path, w.Code, code, w.Body)
	}
	for _, x := range has {
		if !strings.Contains(w.Body.String(), x) {
			h.t.Errorf("%s does not say %q: %s", path, x, w.Body)
		}
	}
	return w.Body.String()
}

func TestABookIsMadeReadAndTakenOut(t *testing.T) {
	each(t, func(h *house) {
		h.says("/daybook", 200, "还没有日册", "一天多没有新的日册", "云岭所 一大队")
		w := h.ask("POST", "/daybook", url.Values{"whom": {string(h.facility) + "/" + string(h.unit) + "/"}})
		at := w.Header().Get("Location")
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(at, "/daybook/") {
			t.Fatal(w.Code, w.Body)
		}
		h.says(at, 200, "在床 0 + 外出 0 + 待安排床位 3 = 在所 3", "周小甲", "吴乙", "用药目前不在本系统登记", "补记五")
		if said := h.says("/daybook", 200, at); strings.Contains(said, "一天多没有新的日册") {
			t.Error("it is new")
		}
		pdf := h.ask("GET", at+"/pdf", nil) // although the face lacks a character of one name
		if pdf.Code != 200 || !strings.HasPrefix(pdf.Body.String(), "%PDF-") || strings.Contains(pdf.Header().Get("Content-Disposition"), "周") {
			t.Error(pdf.Code, pdf.Header())
		}

		h.sit("bureau_inspector", "", "") // reads the roll of the province with names masked
		if said := h.says(at, 200, "周"); strings.Contains(said, "周小甲") {
			t.Error("a name is whole that the roll masks")
		}
		h.sit("duty_officer", h.facility, id.New())
		h.says(at, 404)
		h.says(at+"/pdf", 404)
		h.sit("teacher", h.facility, "")
		h.says("/daybook", 404)
	})
}

func TestABookOfOthersIsNotMade(t *testing.T) {
	each(t, func(h *house) {
		for _, whom := range []string{"", "x", string(h.facility) + "//", string(h.facility) + "//detox", string(h.facility) + "/" + string(id.New()) + "/"} {
			if w := h.ask("POST", "/daybook", url.Values{"whom": {whom}}); w.Code == http.StatusSeeOther || w.Code == 500 {
				t.Errorf("%q: %d", whom, w.Code)
			}
		}
	})
}
