package casepages_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"guitu/internal/base/actor"
	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/emergency"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rule"
	"guitu/internal/domain/staff"
	"guitu/internal/domain/term"
	"guitu/internal/door/casepages"
	"guitu/internal/door/findpages"
	"guitu/internal/door/purpose"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/document"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/scan"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// morning is the moment of every test: 24 November 2026, 07:02 in Shanghai.
var morning = time.Date(2026, 11, 23, 23, 2, 0, 0, time.UTC)

// house is a facility with a few people, behind its pages.
type house struct {
	*web.Site
	t        *testing.T
	hand     *clock.Hand
	db       *store.DB
	words    *text.Catalogue
	deps     casepages.Deps
	chair    chair
	facility id.ID
	brigades []id.ID
	people   map[string]id.ID
}

// chair is a Sessions with one officer in it, whom tests exchange.
type chair struct {
	who   web.Who
	later time.Duration
}

func (c *chair) Wrap(next http.Handler) http.Handler  { return next }
func (c *chair) Who(context.Context) (web.Who, error) { return c.who, nil }

// Prove takes one code and knows no other.
func (c *chair) Prove(ctx context.Context, code, act string) (context.Context, error) {
	if code != "246810" {
		return ctx, errs.New(errs.Denied, "authn.code_wrong")
	}
	c.who.Actor.SecondAt, c.who.Signed = morning.Add(c.later), act
	return actor.With(ctx, c.who.Actor), nil
}
func (c *chair) Signed(_ context.Context, act string) { c.who.Signed = act }
func (c *chair) Unlock(context.Context, string) error { return nil }
func (c *chair) Lock(context.Context) error           { return nil }
func (c *chair) sit(name, post string, a actor.Actor) web.Who {
	c.who = web.Who{Presence: web.SignedIn, Name: name, Post: post, Scope: "青川所（演示）", Actor: a}
	return c.who
}

func words(t testing.TB) *text.Catalogue {
	t.Helper()
	c, err := text.Load(
		cn.Catalogue, store.Catalogue, policy.Catalogue, audit.Catalogue, history.Catalogue, document.Catalogue, scan.Catalogue, authn.Catalogue,
		law.Catalogue, term.Catalogue, facility.Catalogue, staff.Catalogue, duty.Catalogue, person.Catalogue, resident.Catalogue,
		paper.Catalogue, outing.Catalogue, measure.Catalogue, rule.Catalogue, web.Catalogue, telling.Catalogue, purpose.Catalogue, emergency.Catalogue, journey.Catalogue, casepages.Catalogue, findpages.Catalogue,
	)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		return civil.Date{}
	}
	return d
}

func fact(t term.Type, on string) term.Fact { return term.OnDay(t, day(on)) }

func decided(on string) term.Fact {
	f := fact(term.CIDecided, on)
	f.By, f.Ground = term.County, term.Severe
	return f
}

func build(t *testing.T) *house {
	t.Helper()
	hand := clock.At(morning)
	db := storetest.Open(t, storetest.Config(t, store.SQLite, hand))
	cal, err := calendar.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	places, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	vault, pol := sealtest.Vault(t, db), policytest.Engine(t, db.Clock())
	persons := person.New(db, vault, pol, places)
	measures := measure.New(persons, db, vault, pol, rule.Open(db, pol, cal))
	h := &house{t: t, hand: hand, db: db, words: words(t), people: map[string]id.ID{}}
	h.deps = casepages.Deps{
		DB: db, Vault: vault, Policy: pol, Person: persons, Measure: measures, Document: document.New(db, vault, pol), Journey: journey.New(db, vault, pol, document.New(db, vault, pol)), Places: places,
		Census: census.New(census.Rooms{Persons: persons, Staff: staff.New(db, vault, pol), Measures: measures}, db, vault, pol),
	}
	h.deps.Purpose = &purpose.Desk{
		DB: db, Policy: pol, Census: h.deps.Census, Emergency: emergency.New(db, vault, pol), Person: persons, Journey: h.deps.Journey, Document: h.deps.Document,
		Paper: paper.New(db, vault, pol, nil),
	}
	h.Site = web.New(web.Options{
		Words: h.words, Sessions: &h.chair, Clock: hand.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), SearchAt: "/search",
		Demo: true, Menu: menu,
	})
	casepages.Routes(h.Site, h.deps)
	h.deps.Purpose.Routes(h.Site)
	findpages.Routes(h.Site, findpages.Deps{Policy: h.deps.Policy, Census: h.deps.Census}) // what leads to a file
	h.settle()
	h.sit("legal_officer")
	return h
}

func menu(web.Page) web.Menu {
	return web.Menu{
		Desk:  "案卷",
		Items: []web.Item{{Label: "我的一天", Icon: "sun", URL: "/"}, {Label: "人员", Icon: "users", URL: "/people"}, {Label: "期限与文书", Icon: "calendar-event", URL: "/paper"}},
		Last:  []web.Item{{Label: "帮助", Icon: "help", URL: "/help"}},
	}
}

// sit seats another officer of the facility.
func (h *house) sit(role string) actor.Actor {
	unit := h.facility
	if k, _ := staff.KindOf(staff.Role(role)); k.Where == staff.InBrigade {
		unit = h.brigades[0]
	}
	a := policytest.Officer(role, h.facility, unit)
	if k, _ := staff.KindOf(staff.Role(role)); k.Where == staff.InBureau {
		a = policytest.Officer(role, "", "")
	}
	h.chair.sit("陈立", h.words.In(text.ZH).T("role."+role), a)
	return a
}

// guest is somebody of the fixture.
type guest struct {
	name, aliases, admitted, decided, phase, left, language string
	unit                                                    int
	room, bed                                               string
	facts                                                   []term.Fact
}

func guests() []guest {
	return []guest{
		{name: "李明远", aliases: "明哥", decided: "2025-07-14", admitted: "2025-07-26", phase: "consolidation", room: "6舍", bed: "01床", facts: eventful()},
		{name: "吉克·阿牛木", decided: "2026-03-02", admitted: "2026-03-20", phase: "adaptation", room: "3舍", bed: "04床", language: "ii"},
		{name: "周文博", decided: "2024-12-20", admitted: "2025-01-05", phase: "reentry", room: "4舍", bed: "02床"},
		{name: "高原", decided: "2025-09-01", admitted: "2025-09-15", phase: "consolidation", room: "3舍", bed: "05床", facts: []term.Fact{approvedOutside("2026-11-20")}},
		{name: "林小满", decided: "2026-10-12", admitted: "2026-11-01", phase: "detox", room: "1舍", bed: "02床", unit: 1},
		{name: "秦岭", decided: "2026-01-05", admitted: "2026-01-21", phase: "adaptation", room: "2舍", bed: "07床", unit: 1},
		{name: "马海木", decided: "2025-05-06", admitted: "2025-05-20", phase: "consolidation", room: "6舍", bed: "03床", language: "ii"},
		{name: "何川", decided: "2026-08-18", admitted: "2026-09-02", room: "2舍", bed: "01床", unit: 1},
		{name: "李明远", decided: "2026-06-01", admitted: "2026-06-12", phase: "adaptation", room: "2舍", bed: "03床", unit: 1},
		{name: "吴桐", decided: "2022-12-25", admitted: "2023-01-10", left: "2024-12-24", facts: []term.Fact{fact(term.CertificateIssued, "2024-12-24"), fact(term.Released, "2024-12-24")}},
	}
}

func approvedOutside(on string) term.Fact {
	f := fact(term.OutsideMedicalApproved, on)
	f.By = term.Supervisor
	return f
}

func eventful() []term.Fact {
	back := fact(term.OutsideMedicalEnded, "2026-03-20")
	proposed, received, answer := fact(term.EarlyProposed, "2026-08-03"), fact(term.EarlyReceived, "2026-08-05"), fact(term.EarlyDecided, "2026-08-11")
	return []term.Fact{fact(term.JAFamilyLetter, "2025-07-29"), fact(term.JABooklet, "2025-08-02"), fact(term.JAInductionClosed, "2025-09-05"), approvedOutside("2026-03-02"), back, proposed, received, answer}
}

func (h *house) settle() {
	h.t.Helper()
	demo := actor.With(h.t.Context(), actor.Part("demo"))
	_, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		units := facility.New(h.db, h.deps.Policy)
		bureau, err := units.FoundIn(demo, tx, "省戒毒管理局")
		if err != nil {
			return 0, err
		}
		if h.facility, err = units.AddIn(demo, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "青川所", Code: "QC"}); err != nil {
			return 0, err
		}
		h.brigades, h.people = nil, map[string]id.ID{} // the body runs twice
		for _, name := range []string{"一大队", "二大队"} {
			b, err := units.AddIn(demo, tx, facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: name})
			if err != nil {
				return 0, err
			}
			h.brigades = append(h.brigades, b)
		}
		for i, g := range guests() {
			if err := h.admit(demo, tx, units, i, g); err != nil {
				return 0, err
			}
		}
		return 0, nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) admit(ctx context.Context, tx *store.Tx, units *facility.Desk, i int, g guest) error {
	who, err := h.deps.Person.Parse(person.Draft{
		Name: g.name, Aliases: g.aliases, Number: cn.Invent(day("1992-03-08").AddDays(100*i), 2*i+1).String(), Language: g.language,
		Ethnic: map[bool]string{true: "彝族", false: "汉族"}[g.language == "ii"], Home: "四川省凉山彝族自治州美姑县巴普镇", Phone: "13800005278",
	})
	if err != nil {
		return err
	}
	who.Identifiers = append(who.Identifiers, person.Identifier{Kind: person.FileNumber, Value: "DA-n1-QC-2025-00041" + string(rune('0'+i))})
	if h.people[g.name] == "" {
		h.people[g.name] = who.ID
	}
	at := person.At{Facility: h.facility, Unit: h.brigades[g.unit]}
	if err := h.deps.Person.CreateIn(ctx, tx, at, []person.Person{who}); err != nil {
		return err
	}
	stay := resident.Resident{ID: id.New(), Person: who.ID, Facility: h.facility, Unit: h.brigades[g.unit], Phase: resident.Phase(g.phase), Admitted: day(g.admitted), Left: day(g.left)}
	if err := resident.New(h.db, h.deps.Policy).OpenIn(ctx, tx, []resident.Resident{stay}); err != nil {
		return err
	}
	life := measure.Life{Person: who.ID, Region: "51", Facility: h.facility, Unit: h.brigades[g.unit], KnownFrom: day(g.admitted).Start().Time()}
	for n, f := range append([]term.Fact{decided(g.decided), fact(term.JAAdmitted, g.admitted)}, g.facts...) {
		e := measure.Event{ID: id.New(), Seq: int64(n), Fact: f, Recorded: f.On.Start().Time().Add(10 * time.Hour), By: "system:demo", Node: tx.Node()}
		if n == 0 {
			e.Note = measure.Note{Number: "美公强戒决字〔2025〕0417号", Organ: "美姑县公安局"}
		}
		life.Events = append(life.Events, e)
	}
	if _, err = h.deps.Measure.OpenIn(ctx, tx, []measure.Opening{{Life: life, Who: who}}); err != nil || g.room == "" {
		return err
	}
	beds, err := units.BedsAsNamed(ctx, tx, h.facility, h.brigades[g.unit], []facility.Place{{Room: g.room, Bed: g.bed}})
	if err != nil {
		return err
	}
	return placement.New(h.deps.Person, h.db, h.deps.Vault, h.deps.Policy).PlaceIn(ctx, tx, h.facility, map[id.ID]id.ID{who.ID: beds[facility.Place{Room: g.room, Bed: g.bed}]})
}

// ask sends a request as a browser of the same site would.
func (h *house) ask(method, target string, form url.Values, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	h.t.Helper()
	var body io.Reader
	kind := ""
	if form != nil {
		body, kind = strings.NewReader(form.Encode()), "application/x-www-form-urlencoded"
	}
	return h.send(method, target, body, kind, cookies...)
}

// bring posts a form with a file in the field "content".
func (h *house) bring(target string, form url.Values, name, content string) *httptest.ResponseRecorder {
	h.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range form {
		if err := m.WriteField(k, v[0]); err != nil {
			h.t.Fatal(err)
		}
	}
	if name != "" {
		field := "content"
		if strings.HasSuffix(target, "/record") {
			field = "scan"
		}
		part, err := m.CreateFormFile(field, name)
		if err == nil {
			_, err = io.WriteString(part, content)
		}
		if err != nil {
			h.t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		h.t.Fatal(err)
	}
	return h.send("POST", target, &b, m.FormDataContentType())
}

func (h *house) send(method, target string, body io.Reader, kind string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(h.t.Context(), method, target, body)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.Handler().ServeHTTP(w, r)
	return w
}

// see gets a page and wants the status.
func (h *house) see(target string, status int) *html.Node {
	h.t.Helper()
	w := h.ask("GET", target, nil)
	if w.Code != status {
		h.t.Fatalf("GET %s: %d, want %d\n%.600s", target, w.Code, status, plain(parse(h.t, w.Body.String())))
	}
	return parse(h.t, w.Body.String())
}

// policyAs is a context in which a new officer of the facility acts, freshly signed.
func policyAs(h *house, role string) context.Context {
	return policytest.As(h.t.Context(), role, h.facility, h.facility, h.hand.Now())
}
