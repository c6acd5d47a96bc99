package placepages_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/law"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/staff"
	"guitu/internal/door/placepages"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
)

// house is a facility with two brigades, as its pages show it.
type house struct {
	t        testing.TB
	db       *store.DB
	policy   *policy.Engine
	persons  *person.Desk
	units    *facility.Desk
	beds     *placement.Desk
	site     *web.Site
	words    *text.Catalogue
	chair    *chair
	demo     context.Context
	facility id.ID
	away     map[id.ID]string

	brigades [2]id.ID
	bed      map[string]id.ID // "101/1"
	people   map[string]id.ID
}

// open is a facility with nothing in it.
func open(t testing.TB, db *store.DB) *house {
	t.Helper()
	words, err := text.Load(cn.Catalogue, store.Catalogue, policy.Catalogue, law.Catalogue, facility.Catalogue, staff.Catalogue, duty.Catalogue,
		person.Catalogue, resident.Catalogue, placement.Catalogue, web.Catalogue, telling.Catalogue, placepages.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	places, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	v, p := sealtest.Vault(t, db), policytest.Engine(t, db.Clock())
	h := &house{
		t: t, db: db, policy: p, persons: person.New(db, v, p, places), units: facility.New(db, p), words: words, chair: new(chair),
		demo: actor.With(t.Context(), actor.Part("demo")), bed: map[string]id.ID{}, people: map[string]id.ID{},
	}
	h.beds = placement.New(h.persons, db, v, p)
	h.site = web.New(web.Options{Words: words, Sessions: h.chair, Clock: db.Clock(), Log: slog.New(slog.DiscardHandler), SignInAt: "/sign-in"})
	placepages.Routes(h.site, placepages.Deps{
		DB: db, Policy: p, Facility: h.units, Placement: h.beds, Person: h.persons, Staff: staff.New(db, v, p),
		Away: func(context.Context, *store.Tx, id.ID) (map[id.ID]string, error) { return h.away, nil },
	})
	h.write(func(tx *store.Tx) error {
		bureau, err := h.units.FoundIn(h.demo, tx, "省戒毒管理局")
		if err != nil {
			return err
		}
		h.facility, err = h.units.AddIn(h.demo, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "青川所", Code: "QC", Seat: "510822"})
		return err
	})
	return h
}

func (h *house) write(body func(*store.Tx) error) {
	h.t.Helper()
	if _, err := store.Write(h.demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, body(tx) }); err != nil {
		h.t.Fatal(err)
	}
}

// settle makes two brigades of two rooms of two beds.
func (h *house) settle() *house {
	h.t.Helper()
	h.write(func(tx *store.Tx) (err error) {
		for i, name := range []string{"一大队", "二大队"} {
			if h.brigades[i], err = h.units.AddIn(h.demo, tx, facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: name}); err != nil {
				return err
			}
			room := string(rune('1' + i))
			made, err := h.units.BedsAsNamed(h.demo, tx, h.facility, h.brigades[i], []facility.Place{
				{Room: room + "01", Bed: "1"}, {Room: room + "01", Bed: "2"}, {Room: room + "02", Bed: "1"}, {Room: room + "02", Bed: "2"},
			})
			if err != nil {
				return err
			}
			for p, b := range made {
				h.bed[p.Room+"/"+p.Bed] = b
			}
		}
		return nil
	})
	return h
}

// bring lets somebody live in a brigade, in a bed where one is named.
func (h *house) bring(d person.Draft, brigade int, bed string) {
	h.t.Helper()
	h.write(func(tx *store.Tx) error {
		serial := 2*len(h.people) + 1
		if d.Sex == "female" {
			serial++
		}
		d.Number = cn.Invent(civil.On(1990, 5, 6), serial).String()
		who, err := h.persons.Parse(d)
		if err != nil {
			return err
		}
		unit := h.brigades[brigade]
		if err := h.persons.CreateIn(h.demo, tx, person.At{Facility: h.facility, Unit: unit}, []person.Person{who}); err != nil {
			return err
		}
		h.people[d.Name] = who.ID
		if err := resident.New(h.db, h.policy).OpenIn(h.demo, tx, []resident.Resident{{
			ID: id.New(), Person: who.ID, Facility: h.facility, Unit: unit, Admitted: civil.On(2026, 1, 5),
		}}); err != nil || bed == "" {
			return err
		}
		return h.beds.PlaceIn(h.demo, tx, h.facility, map[id.ID]id.ID{who.ID: h.bed[bed]})
	})
}

// sit puts an officer of a role before the screen; one of a brigade in the first.
func (h *house) sit(role string) {
	unit := h.facility
	switch role {
	case policy.ZoneOfficer, policy.DutyOfficer, policy.BrigadeHead:
		unit = h.brigades[0]
	}
	h.chair.who = policytest.Officer(role, h.facility, unit)
}

// see opens a page.
func (h *house) see(path string, status int) string {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.site.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != status {
		h.t.Fatalf("%s: %d, want %d: %s", path, w.Code, status, plainText(w.Body.String()))
	}
	return w.Body.String()
}

// send posts a form as its page would, and gives where it leads or the page that answers.
func (h *house) send(path string, pairs ...string) (int, string) {
	h.t.Helper()
	form := url.Values{"_key": {string(store.NewKey())}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	h.site.Handler().ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// plainText is a page without its marks.
func plainText(body string) string {
	var b strings.Builder
	n, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return body
	}
	for x := range n.Descendants() {
		if x.Type == html.TextNode && x.Parent.Data != "script" && x.Parent.Data != "style" {
			if word := strings.TrimSpace(x.Data); word != "" {
				b.WriteString(word + " ")
			}
		}
	}
	return b.String()
}
