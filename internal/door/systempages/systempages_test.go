package systempages_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/staff"
	"guitu/internal/door/adminpages"
	"guitu/internal/door/systempages"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/doctor"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/keys"
	"guitu/internal/platform/obs"
	"guitu/internal/platform/pair"
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
	return web.Who{Presence: web.SignedIn, Actor: c.who, Name: "甲", Post: "系统员", Scope: "示范省局"}, nil
}
func (c *chair) Unlock(context.Context, string) error { return nil }
func (c *chair) Lock(context.Context) error           { return nil }
func (c *chair) Prove(ctx context.Context, _, _ string) (context.Context, error) {
	return actor.With(ctx, policytest.Signed(actor.From(ctx), c.hand.Now())), nil
}
func (*chair) Signed(context.Context, string) {}

type house struct {
	t      *testing.T
	db     *store.DB
	hand   *clock.Hand
	pages  http.Handler
	chair  *chair
	places *facility.Desk
	staff  *staff.Desk
	jobs   *jobs.Room
	ledger *audit.Ledger
	bureau id.ID

	policy  *policy.Engine
	persons *person.Desk
	turned  bool // what needs two was done
}

// failing is a job that cannot be done.
type failing struct{ Which id.ID }

func (failing) Kind() string        { return "sweep.lives" }
func (failing) Limits() jobs.Limits { return jobs.Limits{Attempts: 1} }

func each(t *testing.T, body func(*testing.T, *house)) {
	t.Helper()
	hand := clock.At(storetest.Start)
	// The words that the two rooms share are with adminpages.
	words, err := text.Load(pair.Catalogue, cn.Catalogue, store.Catalogue, policy.Catalogue, audit.Catalogue, jobs.Catalogue, facility.Catalogue,
		staff.Catalogue, law.Catalogue, duty.Catalogue, measure.Catalogue, telling.Catalogue, doctor.Catalogue, web.Catalogue, adminpages.Catalogue, systempages.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		h := open(t, db, hand, words)
		body(t, h)
		if missing := words.Missing(); len(missing) > 0 {
			t.Errorf("words that nobody wrote: %v", missing)
		}
	})
}

func open(t *testing.T, db *store.DB, hand *clock.Hand, words *text.Catalogue) *house {
	t.Helper()
	engine, vault := policytest.Engine(t, hand.Now), sealtest.Vault(t, db)
	h := &house{
		t: t, db: db, hand: hand, places: facility.New(db, engine), staff: staff.New(db, vault, engine),
		jobs: jobs.New(jobs.Config{DB: db, Policy: engine}),
	}
	h.chair = &chair{who: policytest.Officer(policy.SystemKeeper, "", ""), hand: hand}
	places, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	h.policy, h.persons = engine, person.New(db, vault, engine, places)
	if h.bureau, err = h.places.Found(actor.With(t.Context(), actor.Part("setup")), store.NewKey(), "示范省局"); err != nil {
		t.Fatal(err)
	}
	if h.ledger, err = audit.NewLedger(t.Context(), db, vault); err != nil {
		t.Fatal(err)
	}
	jobs.Handle(h.jobs, func(context.Context, failing) error {
		return jobs.Cancel(errs.Because(errs.Unavailable, "store.busy", errors.New("x")))
	})
	health := new(obs.Health)
	health.Watch("jobs", h.jobs.Well)
	site := web.New(web.Options{Words: words, Sessions: h.chair, Clock: hand.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), SignInAt: "/sign-in"})
	systempages.Routes(site, systempages.Deps{
		DB: db, Policy: engine, Staff: h.staff, Census: census.New(census.Rooms{Persons: h.persons}, db, vault, engine), Ledger: h.ledger, Jobs: h.jobs, Health: health,
		Pairs: pair.New(db, engine, h.kind()), Keys: keys.New(keys.Config{DB: db, Vault: vault, Policy: engine}),
		Examine: h.examine,
	})
	h.pages = site.Handler()
	return h
}

// ask sends a request as a browser would, in a language; a form when there is one.
func (h *house) ask(path string, form url.Values, locale text.Locale) *httptest.ResponseRecorder {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: "guitu_locale", Value: string(locale)})
	w := httptest.NewRecorder()
	h.pages.ServeHTTP(w, r)
	return w
}

var title = regexp.MustCompile(`<title>([^<]*)</title>`)

// shows wants a page in both languages, with words in the Chinese one, and no officer's name in its title.
func (h *house) shows(path string, want ...string) string {
	h.t.Helper()
	if w := h.ask(path, nil, text.EN); w.Code != 200 {
		h.t.Fatalf("%s in English: %d", path, w.Code)
	}
	w := h.ask(path, nil, text.ZH)
	if w.Code != 200 {
		h.t.Fatalf("%s: %d", path, w.Code)
	}
	for _, s := range want {
		if !strings.Contains(w.Body.String(), s) {
			h.t.Errorf("%s does not say %q", path, s)
		}
	}
	if strings.Contains(title.FindString(w.Body.String()), "沈长河") {
		h.t.Errorf("%s: a name in the title", path)
	}
	return w.Body.String()
}

// post sends a form with a signature and wants a status.
func (h *house) post(path string, status int) {
	h.t.Helper()
	if w := h.ask(path, url.Values{"_code": {"123456"}}, text.ZH); w.Code != status {
		h.t.Fatalf("%s: %d, want %d", path, w.Code, status)
	}
}

// signed is the reader acting outside the pages.
func (h *house) signed() context.Context {
	return actor.With(h.t.Context(), policytest.Signed(h.chair.who, h.hand.Now()))
}

// facility adds one and answers its id.
func (h *house) facility(name, code string) id.ID {
	h.t.Helper()
	f, err := h.places.Add(h.signed(), store.NewKey(), facility.Draft{Parent: string(h.bureau), Kind: "facility", Name: name, Code: code})
	if err != nil {
		h.t.Fatal(err)
	}
	return f
}

// appointed gives a newcomer a post and answers who he is.
func (h *house) appointed(unit id.ID, role, name string) id.ID {
	h.t.Helper()
	who, err := h.staff.Engage(h.signed(), store.NewKey(), staff.Draft{Name: name, Number: "51900" + name}, staff.PostDraft{Unit: unit, Role: role, From: "2020-01-01"})
	if err != nil {
		h.t.Fatal(err)
	}
	return who
}

func TestMayHeAndWhy(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		f := h.facility("云岭示范所", "YL")
		who := h.appointed(f, "facility_head", "沈长河")
		h.shows("/admin/may", "他在哪个单位")
		h.shows("/admin/may?unit="+string(f), "沈长河（所长）")
		ask := "/admin/may?officer=" + string(who) + "&place=" + string(f) + "&action="
		h.shows(ask+"duty.list", "可以：沈长河", "属于本所")
		h.shows(ask+"staff.manage", "先用动态口令签名")
		h.shows(ask+"clinical.view&compartment=clinical", "先说明查看目的：紧急救治")
		h.shows(ask+"jobs.view", "不可以", "没有规则允许这个岗位这样做")
		h.shows(ask+"person.view&file=https://house/people/"+string(id.New()), "不可以")
		h.shows(ask+"person.view&file=nonsense", "没有这个档案编号")
		for _, a := range policy.Actions() {
			if a != policy.AuthnSignIn {
				h.shows(ask + string(a))
			}
		}
		h.chair.who = policytest.Officer(policy.DutyOfficer, f, f)
		if w := h.ask("/admin/may", nil, text.ZH); w.Code != 403 {
			h.t.Errorf("a duty officer asks: %d", w.Code)
		}
	})
}

// admitted enters somebody with a file number, and owes him a duty.
func (h *house) admitted(f id.ID, number string) id.ID {
	h.t.Helper()
	who, err := h.persons.Parse(person.Draft{Name: "李明远", Sex: "男", Number: cn.Invent(civil.On(1992, 3, 8), 1).String()})
	if err != nil {
		h.t.Fatal(err)
	}
	who.Identifiers = append(who.Identifiers, person.Identifier{Kind: person.FileNumber, Value: number})
	demo := actor.With(h.t.Context(), actor.Part("demo"))
	_, err = store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if err := h.persons.CreateIn(demo, tx, person.At{Facility: f}, []person.Person{who}); err != nil {
			return 0, err
		}
		stay := resident.Resident{ID: id.New(), Person: who.ID, Facility: f, Unit: f, Admitted: civil.On(2025, 7, 26)}
		if err := resident.New(h.db, h.policy).OpenIn(demo, tx, []resident.Resident{stay}); err != nil {
			return 0, err
		}
		_, err := duty.Open(demo, tx, duty.Duty{Code: "bed.move", Subject: who.ID, Facility: f, Unit: f, Number: -1, Due: duty.On(tx.Today()), Certainty: "S"})
		return 0, err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return who.ID
}

// A question about a file is asked by its number: nobody has to open the file for its address.
func TestAFileIsMeantByItsNumber(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		f, g := h.facility("云岭示范所", "YL"), h.facility("东山示范所", "DS")
		who := h.appointed(f, "doctor", "沈长河")
		h.admitted(f, "DA-n1-YL-2025-000417")
		other := h.admitted(g, "DA-n1-DS-2025-000008")
		h.chair.who = policytest.Officer(policy.FacilityAdmin, f, f)
		ask := "/admin/may?officer=" + string(who) + "&action=person.view&file="
		page := h.shows(ask+"DA-n1-YL-2025-000417", "可以：沈长河", "<optgroup label=\"人员和档案\">")
		if strings.Contains(page, "李明远") {
			h.t.Error("the keeper reads a name")
		}
		h.shows(ask+"DA-n1-YL-2025-000999", "没有这个档案编号")
		// A file of another facility answers to the letter like one that is nobody's.
		for _, role := range []string{policy.FacilityAdmin, policy.FacilityHead} {
			h.chair.who = policytest.Officer(role, f, f)
			for _, file := range []string{"DA-n1-DS-2025-000008", "/people/" + string(other)} {
				if page := h.shows(ask+url.QueryEscape(file), "没有这个档案编号"); strings.Contains(page, "没有规则允许") {
					h.t.Errorf("%s learns that %s exists", role, file)
				}
			}
		}
		h.chair.who = policytest.Officer(policy.SystemKeeper, "", "")
		h.shows(ask+"DA-n1-DS-2025-000008", "没有规则允许")
	})
}

// The log says which duty and which file, by number, and only to who may list the person.
func TestTheLogSaysWhatItWasAbout(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		f := h.facility("云岭示范所", "YL")
		officer := h.appointed(f, "doctor", "沈长河")
		who := h.admitted(f, "DA-n1-YL-2025-000417")
		err := store.Ledger(actor.With(h.t.Context(), policytest.Officer(policy.Doctor, f, f)), h.db, func(tx *store.Tx) error {
			return audit.Record(h.t.Context(), tx, audit.Fact{Room: "policy", Kind: "policy.refused", Record: who, Compartment: seal.General, Basis: "policy.denied GET /people/{id}", Sort: audit.Read})
		})
		if err != nil {
			h.t.Fatal(err)
		}
		h.chair.who = policytest.Officer(policy.BureauInspector, "", "")
		page := h.shows("/admin/audit", "DA-n1-YL-2025-000417", "调换床位", "人员档案")
		if strings.Contains(page, "李明远") {
			h.t.Error("the log names somebody")
		}
		h.shows("/admin/audit?person=DA-n1-YL-2025-000417", "生成待办")
		h.shows("/admin/audit?place="+string(f), `value="`+string(officer)+`"`)
		if page := h.shows("/admin/audit?person=DA-n1-YL-2025-000999", "没有符合条件的结果"); strings.Contains(page, "任命岗位") {
			h.t.Error("a number that is nobody's finds everything")
		}
		for ask, said := range map[string]string{
			"?place=" + string(id.New()): "“单位”里没有", "?officer=" + string(id.New()): "里没有", "?officer=x": "里没有“x”",
			"?sort=evil": "重新打开这一页", "?after=zzz": "重新打开这一页",
		} {
			if w := h.ask("/admin/audit"+ask, nil, text.ZH); w.Code != 422 || !strings.Contains(w.Body.String(), said) {
				h.t.Errorf("%s: %d", ask, w.Code)
			}
		}
		if w := h.ask("/admin/audit?day=2025-02-30", nil, text.ZH); strings.Contains(w.Body.String(), "检查点") {
			h.t.Error("nothing was read, and yet something is said of the checkpoints")
		}
		if w := h.ask("/admin/audit?day=2025-02-30", nil, text.ZH); w.Code != 422 || !strings.Contains(w.Body.String(), `name="day"`) || strings.Contains(w.Body.String(), "您写的内容") {
			h.t.Error("a day that does not exist takes the form away", w.Code)
		}
	})
}

func TestWhatWasDoneIsShownWithinTheReadersScope(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		f := h.facility("云岭示范所", "YL")
		other := h.facility("青川示范所", "QC")
		officer := h.appointed(f, "doctor", "沈长河")
		abroad := h.appointed(other, "doctor", "白苇")
		if _, err := h.ledger.Step(h.t.Context()); err != nil {
			h.t.Fatal(err)
		}
		if page := h.shows("/admin/audit", "任命岗位", "设立单位", "云岭示范所"); !strings.Contains(page, "系统员") {
			h.t.Error("the post of who acted is not said")
		}
		h.chair.who = policytest.Officer(policy.BureauInspector, "", "")
		h.shows("/admin/audit?day="+civil.DateOf(h.hand.Now()).String(), "登记工作人员", "青川示范所", "条记录列入签名的检查点", "guitu verify")
		h.shows("/admin/audit?place="+string(other)+"&rows=20", "青川示范所")
		if w := h.ask("/admin/audit?day=2025-02-30", nil, text.ZH); w.Code != 422 || !strings.Contains(w.Body.String(), "“日期”填的是“2025-02-30”，没有这一天") {
			h.t.Error("a day that does not exist", w.Code)
		}
		h.shows("/admin/audit?officer="+string(officer), "没有符合条件的结果")
		h.chair.who = policytest.Officer(policy.FacilityHead, f, f)
		h.shows("/admin/audit?place="+string(f), "云岭示范所")
		if w := h.ask("/admin/audit?place="+string(other), nil, text.ZH); w.Code != 422 || strings.Contains(w.Body.String(), "青川示范所") {
			h.t.Error("a head sees another facility's log")
		}
		h.chair.who = policytest.Officer(policy.Doctor, f, f)
		if page := h.shows("/admin/audit", "没有"); strings.Contains(page, "任命岗位") {
			h.t.Error("a doctor sees what others did")
		}
		h.tellsNobody("/admin/audit?officer="+string(officer), "沈长河")
		h.chair.who = policytest.Officer(policy.FacilityHead, f, f)
		h.tellsNobody("/admin/audit?own=1&officer="+string(officer), "沈长河")
		h.tellsNobody("/admin/audit?officer="+string(abroad), "白苇")
	})
}

// tellsNobody asks for an officer who is not the reader's to choose: he is refused as one who is none is, and not named.
func (h *house) tellsNobody(path, name string) {
	h.t.Helper()
	if w := h.ask(path, nil, text.ZH); w.Code != 422 || !strings.Contains(w.Body.String(), "里没有") || strings.Contains(w.Body.String(), name) {
		h.t.Errorf("%s: %d, or it names %s", path, w.Code, name)
	}
}

func TestTheLogLeadsToItsFile(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		f := h.facility("云岭示范所", "YL")
		h.appointed(f, "doctor", "沈长河")
		if strings.Contains(h.shows("/admin/audit"), "/export?") {
			h.t.Error("the keeper is offered an export")
		}
		h.chair.who = policytest.Officer(policy.BureauLegal, "", "")
		h.shows("/admin/audit?place="+string(f), `href="/export?list=audit&amp;place=`+string(f)+`"`)
		h.shows("/admin/audit", `href="/export?list=audit&amp;day=2026-`) // what the page shows is today
	})
}

func TestARefusalInTheLogHasWords(t *testing.T) {
	words, err := text.Load(systempages.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	for l, want := range map[text.Locale]string{text.ZH: "没有找到，或者无权办理", text.EN: "not found, or refused"} {
		if got := words.In(l).Or("admin.fact.policy.refused", ""); got != want {
			t.Errorf("%s: %q", l, got)
		}
	}
}
