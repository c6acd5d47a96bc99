package paperpages_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/image/tiff"

	"guitu/internal/base/actor"
	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rule"
	"guitu/internal/domain/staff"
	"guitu/internal/domain/term"
	"guitu/internal/door/papercheck"
	"guitu/internal/door/paperpages"
	"guitu/internal/door/sheet"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/press"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
	"guitu/internal/platform/witness"
)

// house is a facility with one person, behind these pages.
type house struct {
	*web.Site
	t      *testing.T
	deps   paperpages.Deps
	files  *document.Room
	who    *actor.Actor // nobody when nil
	home   id.ID
	unit   id.ID
	person id.ID
	legal  actor.Actor

	measures *measure.Desk
}

func (h *house) Wrap(next http.Handler) http.Handler { return next }

func (h *house) Who(context.Context) (web.Who, error) {
	if h.who == nil {
		return web.Who{}, nil
	}
	return web.Who{Presence: web.SignedIn, Actor: *h.who, Name: "甲", Post: "所法制民警", Scope: "青川所"}, nil
}
func (*house) Unlock(context.Context, string) error { return nil }
func (*house) Lock(context.Context) error           { return nil }
func (*house) Prove(ctx context.Context, _, _ string) (context.Context, error) {
	return ctx, nil
}
func (*house) Signed(context.Context, string) {}

func build(t *testing.T) *house {
	t.Helper()
	hand := clock.At(storetest.Start)
	db := storetest.Open(t, storetest.Config(t, store.SQLite, hand))
	words, err := text.Load(
		cn.Catalogue, store.Catalogue, policy.Catalogue, document.Catalogue, law.Catalogue, term.Catalogue, facility.Catalogue, duty.Catalogue,
		person.Catalogue, resident.Catalogue, paper.Catalogue, press.Catalogue, witness.Catalogue, measure.Catalogue, rule.Catalogue, web.Catalogue,
		telling.Catalogue, sheet.Catalogue, papercheck.Catalogue, paperpages.Catalogue,
	)
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	places, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	v, p := sealtest.Vault(t, db), policytest.Engine(t, db.Clock())
	ledger, err := audit.NewLedger(t.Context(), db, v)
	if err != nil {
		t.Fatal(err)
	}
	persons := person.New(db, v, p, places)
	measures := measure.New(persons, db, v, p, rule.Open(db, p, cal))
	h := &house{t: t, measures: measures}
	h.files = document.New(db, v, p)
	h.deps = paperpages.Deps{
		DB: db, Policy: p, Person: persons, Paper: paper.New(db, v, p, ledger), Journey: journey.New(db, v, p, h.files), Words: words,
		Census: census.New(census.Rooms{Persons: persons, Staff: staff.New(db, v, p), Measures: measures}, db, v, p),
	}
	h.Site = web.New(web.Options{Words: words, Sessions: h, Clock: hand.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), SignInAt: "/sign-in"})
	paperpages.Routes(h.Site, h.deps)
	h.settle(persons, measures)
	h.legal = policytest.Officer("legal_officer", h.home, h.home)
	h.who = &h.legal
	return h
}

func (h *house) settle(persons *person.Desk, measures *measure.Desk) {
	h.t.Helper()
	ctx, db, p := actor.With(h.t.Context(), actor.Part("demo")), h.deps.DB, h.deps.Policy
	_, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (_ int, err error) {
		units := facility.New(db, p)
		bureau, err := units.FoundIn(ctx, tx, "省戒毒管理局")
		if err != nil {
			return 0, err
		}
		if h.home, err = units.AddIn(ctx, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "青川所", Code: "QC"}); err != nil {
			return 0, err
		}
		if h.unit, err = units.AddIn(ctx, tx, facility.Draft{Parent: string(h.home), Kind: "brigade", Name: "一大队"}); err != nil {
			return 0, err
		}
		who, err := persons.Parse(person.Draft{Name: "李𠮷远", Number: cn.Invent(civil.On(1992, 3, 8), 1).String()})
		if err != nil {
			return 0, err
		}
		h.person = who.ID
		if err := persons.CreateIn(ctx, tx, person.At{Facility: h.home, Unit: h.unit}, []person.Person{who}); err != nil {
			return 0, err
		}
		stay := resident.Resident{ID: id.New(), Person: who.ID, Facility: h.home, Unit: h.unit, Admitted: civil.On(2025, 7, 26)}
		if err := resident.New(db, p).OpenIn(ctx, tx, []resident.Resident{stay}); err != nil {
			return 0, err
		}
		life := measure.Life{Person: who.ID, Region: "51", Facility: h.home, Unit: h.unit, KnownFrom: storetest.Start}
		for n, f := range []term.Fact{term.OnDay(term.CIDecided, civil.On(2025, 7, 14)), term.OnDay(term.JAAdmitted, civil.On(2025, 7, 26)), term.OnDay(term.OutsideMedicalApproved, civil.On(2026, 1, 5))} {
			if n == 0 {
				f.By, f.Ground = term.County, term.Severe
			}
			if n == 2 {
				f.By = term.Supervisor
			}
			e := measure.Event{ID: id.New(), Seq: int64(n), Fact: f, Recorded: storetest.Start, By: "system:demo", Node: tx.Node()}
			if n == 0 {
				e.Note = measure.Note{Number: "美公强戒决字〔2025〕0417号", Organ: "美姑县公安局"}
			}
			life.Events = append(life.Events, e)
		}
		_, err = measures.OpenIn(ctx, tx, []measure.Opening{{Life: life, Who: who}})
		return 0, err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) path(part string) string { return "/people/" + string(h.person) + "/" + part }

func (h *house) ask(method, target string, form url.Values) *httptest.ResponseRecorder {
	h.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequestWithContext(h.t.Context(), method, target, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	w := httptest.NewRecorder()
	h.Handler().ServeHTTP(w, r)
	return w
}

// sheetOf issues the term sheet and gives its address.
func (h *house) sheetOf() string {
	h.t.Helper()
	w := h.ask("POST", h.path("papers/term-sheet"), url.Values{})
	if w.Code != 303 {
		h.t.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Header().Get("Location")
}

func TestTheTermSheetIsIssuedOnTheSpot(t *testing.T) {
	h := build(t)
	if w := h.ask("GET", h.path("papers"), nil); w.Code != 200 || !strings.Contains(w.Body.String(), "还没有出具过文书") || !strings.Contains(w.Body.String(), "打印期限计算书") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	first := h.sheetOf()
	body := h.ask("GET", first, nil).Body.String()
	for _, want := range []string{"李𠮷远", "QX-n1-QC-2026-000001", "美姑县公安局", "美公强戒决字〔2025〕0417号", "2027年7月13日", "《禁毒法》第47条", "校验码", "<svg class=\"g-paper-code\""} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Contains(body, "所外就医") && strings.Contains(body, "2026年1月5日") {
		t.Error("the sheet tells when somebody was in a hospital")
	}
	if title := regexp.MustCompile(`<title>([^<]*)`).FindStringSubmatch(body); strings.Contains(title[1], "李") {
		t.Error("the tab names somebody")
	}
	second := h.sheetOf()
	list := h.ask("GET", h.path("papers"), nil).Body.String()
	if second == first || strings.Count(list, "期限计算书</a>") != 2 || !strings.Contains(list, "已被替换") {
		t.Errorf("%s", list)
	}
	if body := h.ask("GET", first, nil).Body.String(); !strings.Contains(body, "已作废　已由新文书替换") || !strings.Contains(body, `href="`+second+`"`) {
		t.Error("the old one does not say so")
	}
	w := h.ask("GET", second+"/pdf", nil)
	if w.Code != 200 || !bytes.HasPrefix(w.Body.Bytes(), []byte("%PDF-")) || w.Header().Get("Content-Type") != "application/pdf" || strings.Contains(w.Header().Get("Content-Disposition"), "李") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

func TestAPaperIsVoidedWithAReason(t *testing.T) {
	h := build(t)
	at := h.sheetOf()
	form := h.ask("GET", at+"/void", nil).Body.String()
	version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(form)
	if version == nil || !strings.Contains(form, "QX-n1-QC-2026-000001") {
		t.Fatal(form)
	}
	if w := h.ask("POST", at+"/void", url.Values{"version": {version[1]}}); w.Code != 422 || !strings.Contains(w.Body.String(), "请写明作废的原因") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := h.ask("POST", at+"/void", url.Values{"version": {"99"}, "reason": {"写错"}}); w.Code != 409 {
		t.Errorf("another version: %d", w.Code)
	}
	if w := h.ask("POST", at+"/void", url.Values{"version": {version[1]}, "reason": {"期满日写错"}}); w.Code != 303 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if body := h.ask("GET", at, nil).Body.String(); !strings.Contains(body, "已作废") || !strings.Contains(body, "期满日写错") {
		t.Error(body)
	}
	if w := h.ask("GET", at+"/void", nil); w.Code != 409 {
		t.Errorf("twice: %d", w.Code)
	}
	other := strings.Replace(at, string(h.person), string(id.New()), 1)
	if w := h.ask("GET", other, nil); w.Code != 404 {
		t.Errorf("through another's file: %d", w.Code)
	}
	teacher := policytest.Officer("teacher", h.home, h.home)
	h.who = &teacher
	if w := h.ask("GET", at, nil); w.Code == 200 {
		t.Error("a teacher reads the papers")
	}
	if body := h.ask("GET", h.path("papers"), nil).Body.String(); !strings.Contains(body, "您的岗位不能看") || strings.Contains(body, "打印期限计算书") {
		t.Error(body)
	}
}

func TestAnybodyChecksAPaper(t *testing.T) {
	h := build(t)
	at := h.sheetOf()
	which, err := id.Parse(at[strings.LastIndex(at, "/")+1:])
	if err != nil {
		t.Fatal(err)
	}
	out, err := h.deps.Paper.Print(actor.With(t.Context(), h.legal), which)
	if err != nil {
		t.Fatal(err)
	}
	h.who = nil
	if body := h.ask("GET", "/papers/check", nil).Body.String(); !strings.Contains(body, h.deps.Paper.Key()) {
		t.Error("the key is not there to be taken along")
	}
	for name, c := range map[string]struct {
		form url.Values
		code int
		want string
	}{
		"genuine": {url.Values{"text": {out.Sheet.QR}, "number": {out.Number}}, 200, "属实"},
		"other":   {url.Values{"text": {out.Sheet.QR}, "number": {"QX-n1-QC-2026-000009"}}, 200, "二维码是另一份文书的"},
		"torn":    {url.Values{"text": {out.Sheet.QR[:300]}}, 422, "没有扫完整"},
		"nothing": {url.Values{"text": {""}}, 422, "没有扫完整"},
	} {
		w := h.ask("POST", "/papers/check", c.form)
		if body := w.Body.String(); w.Code != c.code || !strings.Contains(body, c.want) || strings.Contains(body, "𠮷远") {
			t.Errorf("%s: %d %s", name, w.Code, body)
		}
	}
	check := url.Values{"text": {out.Sheet.QR}, "number": {out.Number}}
	if body := h.ask("POST", "/papers/check", check).Body.String(); !strings.Contains(body, "没有作废") {
		t.Error(body)
	}
	if err := h.deps.Paper.Void(actor.With(t.Context(), h.legal), store.NewKey(), which, out.Version, "打错了人"); err != nil {
		t.Fatal(err)
	}
	if body := h.ask("POST", "/papers/check", check).Body.String(); !strings.Contains(body, "已经作废") || strings.Contains(body, "打错了人") {
		t.Error(body)
	}
}

func TestAScanIsLookedAt(t *testing.T) {
	h := build(t)
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	file := func(name string, content []byte) id.ID {
		which, err := h.files.Put(actor.With(t.Context(), h.legal), store.NewKey(), document.Draft{
			Place: document.Place{Record: h.person, About: h.person, Facility: h.home, Unit: h.unit, Compartment: seal.General},
			ID:    id.New(), Title: "决定书", Name: name, Content: bytes.NewReader(content),
		})
		if err != nil {
			t.Fatal(err)
		}
		return which
	}
	picture, letter := file("照片.jpg", photo.Bytes()), file("决定书.pdf", []byte("%PDF-1.4\nstartxref\n0\n%%EOF\n"))
	body := h.ask("GET", h.path("scans/"+string(picture)), nil).Body.String()
	if !strings.Contains(body, `<img class="g-scan" src="`+h.path("scans/"+string(picture)+"/content")+`"`) || !strings.Contains(body, "照片.jpg") {
		t.Error(body)
	}
	if body := h.ask("GET", h.path("scans/"+string(letter)), nil).Body.String(); strings.Contains(body, "<img class=\"g-scan\"") || !strings.Contains(body, "在新窗口看") {
		t.Error(body)
	}
	w := h.ask("GET", h.path("scans/"+string(picture)+"/content"), nil)
	if w.Code != 200 || w.Header().Get("Content-Type") != "image/jpeg" || !bytes.Equal(w.Body.Bytes(), photo.Bytes()) || !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	var sheet bytes.Buffer
	if err := tiff.Encode(&sheet, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	fax := file("决定书.tif", sheet.Bytes())
	if body := h.ask("GET", h.path("scans/"+string(fax)), nil).Body.String(); !strings.Contains(body, "/content") || !strings.Contains(body, "只画出第 1 页") || !strings.Contains(body, "下载") {
		t.Error(body)
	}
	if w := h.ask("GET", h.path("scans/"+string(fax)+"/content"), nil); w.Code != 200 || w.Header().Get("Content-Type") != "image/png" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := h.ask("GET", h.path("scans/"+string(id.New())), nil); w.Code != 404 {
		t.Errorf("%d", w.Code)
	}
	doctor := policytest.Officer("doctor", h.home, h.home)
	h.who = &doctor
	if w := h.ask("GET", h.path("scans/"+string(picture)+"/content"), nil); w.Code == 200 {
		t.Error("a doctor looks at the legal papers")
	}
}
