package placepages_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/resident"
	"guitu/internal/door/placepages"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// chair is a Sessions with one reader, who can be exchanged.
type chair struct{ who actor.Actor }

func (c *chair) Wrap(next http.Handler) http.Handler { return next }
func (c *chair) Who(context.Context) (web.Who, error) {
	return web.Who{Presence: web.SignedIn, Actor: c.who, Name: "甲", Post: "所管理员", Scope: "云岭所"}, nil
}
func (c *chair) Unlock(context.Context, string) error { return nil }
func (c *chair) Lock(context.Context) error           { return nil }
func (c *chair) Prove(ctx context.Context, _, _ string) (context.Context, error) {
	return ctx, nil
}
func (*chair) Signed(context.Context, string) {}

func TestTheRoomsOfAFacility(t *testing.T) {
	words, err := text.Load(cn.Catalogue, store.Catalogue, policy.Catalogue, facility.Catalogue, resident.Catalogue, web.Catalogue, placepages.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		engine := policytest.Engine(t, db.Clock())
		units, setup := facility.New(db, engine), actor.With(t.Context(), actor.Part("setup"))
		bureau, err := units.Found(setup, store.NewKey(), "示范省局")
		if err != nil {
			t.Fatal(err)
		}
		house := func(name, code string) id.ID {
			u, err := units.Add(setup, store.NewKey(), facility.Draft{Parent: string(bureau), Kind: "facility", Name: name, Code: code})
			if err == nil {
				_, err = units.AddRoom(setup, store.NewKey(), facility.RoomDraft{Facility: u, Building: "一号楼", Name: code + "101", Beds: "4"})
			}
			if err != nil {
				t.Fatal(err)
			}
			return u
		}
		mine, other := house("云岭所", "YL"), house("绵阳所", "MY")
		c := new(chair)
		site := web.New(web.Options{Words: words, Sessions: c, Clock: db.Clock(), Log: slog.New(slog.DiscardHandler), SignInAt: "/sign-in"})
		placepages.Routes(site, placepages.Deps{DB: db, Policy: engine, Facility: units})
		see := func(role string, at id.ID) (int, string) {
			c.who = policytest.Officer(role, mine, mine)
			w := httptest.NewRecorder()
			site.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/places/"+string(at)+"?sort=-name", nil))
			return w.Code, w.Body.String()
		}
		link := `href="/export?list=rooms&amp;sort=-name&amp;facility=` + string(mine) + `"`
		if code, body := see(policy.LegalOfficer, mine); code != 200 || !strings.Contains(body, "YL101") || strings.Contains(body, "MY101") || !strings.Contains(body, link) {
			t.Errorf("%d %s", code, body)
		}
		if code, body := see(policy.FacilityAdmin, mine); code != 200 || strings.Contains(body, "/export?") {
			t.Errorf("%d: who may not export is offered it", code)
		}
		if code, _ := see(policy.LegalOfficer, other); code == 200 {
			t.Error("the rooms of another house")
		}
	})
}
