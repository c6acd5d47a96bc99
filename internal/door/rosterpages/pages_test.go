package rosterpages_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

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
	"guitu/internal/domain/export"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/partner"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/roster"
	"guitu/internal/domain/rule"
	"guitu/internal/domain/staff"
	"guitu/internal/domain/term"
	"guitu/internal/door/rosterpages"
	"guitu/internal/door/web"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/document"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/sheet"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

var morning = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)

// house is a facility behind these pages, with one officer at the screen.
type house struct {
	*web.Site
	t        *testing.T
	words    text.Printer
	facility id.ID
	chair    chair
	db       *store.DB
	staff    *staff.Desk
	units    *facility.Desk
	persons  *person.Desk
	vault    *seal.Vault
	sources  rosterpages.Sources
}

type chair struct{ who web.Who }

func (c *chair) Wrap(next http.Handler) http.Handler  { return next }
func (c *chair) Who(context.Context) (web.Who, error) { return c.who, nil }
func (c *chair) Unlock(context.Context, string) error { return nil }
func (c *chair) Lock(context.Context) error           { return nil }

// Prove takes one code and knows no other.
func (c *chair) Prove(ctx context.Context, code, act string) (context.Context, error) {
	if code != "246810" {
		return ctx, errs.New(errs.Denied, "authn.code_wrong")
	}
	c.who.Actor.SecondAt, c.who.Signed = morning, act
	return actor.With(ctx, c.who.Actor), nil
}
func (c *chair) Signed(_ context.Context, act string) { c.who.Signed = act }

func (h *house) sit(role string) {
	h.chair.who = web.Who{Presence: web.SignedIn, Name: "陈立", Post: role, Scope: "绵阳示范所", Actor: policytest.Officer(role, h.facility, h.facility)}
}

func words(t *testing.T) *text.Catalogue {
	t.Helper()
	c, err := text.Load([]fs.FS{
		cn.Catalogue, store.Catalogue, sheet.Catalogue, policy.Catalogue, audit.Catalogue, history.Catalogue, document.Catalogue, authn.Catalogue,
		law.Catalogue, term.Catalogue, facility.Catalogue, staff.Catalogue, duty.Catalogue, person.Catalogue, resident.Catalogue,
		measure.Catalogue, rule.Catalogue, partner.Catalogue, roster.Catalogue, export.Catalogue, census.Catalogue, web.Catalogue, rosterpages.Catalogue,
	}...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func build(t *testing.T) *house {
	t.Helper()
	hand := clock.At(morning)
	return buildOn(t, storetest.Open(t, storetest.Config(t, store.SQLite, hand)), hand)
}

func buildOn(t *testing.T, db *store.DB, hand *clock.Hand) *house {
	t.Helper()
	days, err := calendar.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	places, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	v, p := sealtest.Vault(t, db), policytest.Engine(t, db.Clock())
	persons, units := person.New(db, v, p, places), facility.New(db, p)
	measures := measure.New(persons, db, v, p, rule.Open(db, p, days))
	rosters := roster.New(roster.Rooms{
		Persons: persons, Residents: resident.New(db, p), Measures: measures, Places: units, Beds: placement.New(persons, db, v, p),
		Documents: document.New(db, v, p), Divisions: places,
	}, db, v, p)
	seats := staff.New(db, v, p)
	lists := census.New(census.Rooms{Persons: persons, Staff: seats, Measures: measures}, db, v, p)
	all := words(t)
	h := &house{t: t, db: db, staff: seats, units: units, persons: persons, vault: v, words: all.In(text.ZH)}
	setup := actor.With(t.Context(), actor.Part("setup"))
	h.sources = rosterpages.Sources{DB: db, Policy: p, Census: lists, Roster: rosters, Staff: seats}
	if h.facility, err = store.Write(setup, db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		bureau, err := units.FoundIn(setup, tx, "省戒毒管理局")
		if err != nil {
			return "", err
		}
		return units.AddIn(setup, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "绵阳示范所", Code: "MY"})
	}); err != nil {
		t.Fatal(err)
	}
	h.Site = web.New(web.Options{Words: all, Sessions: &h.chair, Clock: hand.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	rosterpages.Routes(h.Site, rosterpages.Deps{
		Census: lists, Roster: rosters, Policy: p,
		Exports: export.New(db, v, p, rosterpages.Lists(h.sources)),
	})
	h.sit("intake_officer")
	return h
}

// ask sends a request; form is nil for a reading.
func (h *house) ask(target string, form url.Values) *httptest.ResponseRecorder {
	h.t.Helper()
	method, body := "GET", io.Reader(nil)
	if form != nil {
		method, body = "POST", strings.NewReader(form.Encode())
	}
	r := httptest.NewRequestWithContext(h.t.Context(), method, target, body)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	h.Handler().ServeHTTP(w, r)
	return w
}

// see is the body of a page.
func (h *house) see(target string, status int, has ...string) string {
	h.t.Helper()
	w := h.ask(target, nil)
	h.holds(target, w, status, has...)
	return w.Body.String()
}

func (h *house) holds(what string, w *httptest.ResponseRecorder, status int, has ...string) {
	h.t.Helper()
	if w.Code != status {
		h.t.Fatalf("%s: %d, want %d\n%s", what, w.Code, status, plain(w.Body.String()))
	}
	for _, s := range has {
		if !strings.Contains(w.Body.String(), s) {
			h.t.Errorf("%s: no %q in\n%s", what, s, plain(w.Body.String()))
		}
	}
}

var tag = regexp.MustCompile(`(?s)<(script|style).*?</(script|style)>|<[^>]*>|\s+`)

func plain(body string) string {
	s := tag.ReplaceAllString(body, " ")
	return s[:min(len(s), 1500)]
}

// upload sends a file and gives the address of its preview.
func (h *house) upload(raw []byte, key string) *httptest.ResponseRecorder {
	h.t.Helper()
	return h.uploadAs("花名册.csv", raw, key)
}

func (h *house) uploadAs(name string, raw []byte, key string) *httptest.ResponseRecorder {
	h.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, err := m.CreateFormFile("file", name)
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := f.Write(raw); err != nil {
		h.t.Fatal(err)
	}
	if err := m.WriteField("_key", key); err != nil {
		h.t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		h.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(h.t.Context(), "POST", "/roster", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	h.Handler().ServeHTTP(w, r)
	return w
}

func sample(t *testing.T) []byte {
	t.Helper()
	raw, err := os.ReadFile("../../domain/roster/book/testdata/sample.csv")
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// What is wrong with a file is said of the file: that it is empty, or damaged, and not what its header row lacks.
func TestABrokenFileIsSaidToBeBroken(t *testing.T) {
	h := build(t)
	for name, x := range map[string]struct{ raw, says string }{
		"坏.xlsx": {"PK garbage", "文件不完整"}, "空.csv": {"", "“空.csv”是空文件"},
	} {
		w := h.uploadAs(name, []byte(x.raw), string(id.New()))
		if body := w.Body.String(); w.Code != 422 || !strings.Contains(body, x.says) || strings.Contains(body, "没有看懂") || strings.Contains(body, "表头里没有找到") {
			t.Errorf("%s: %d %s", name, w.Code, plain(body))
		}
	}
}

// A page that cannot hold anything for its reader says so, and who can.
func TestExportsSayWhoAsksForThem(t *testing.T) {
	h := build(t)
	h.sit("teacher")
	h.see("/exports", 403, "您的岗位不能申请导出", "收治")
}

func TestARosterIsLookedAtMendedAndLoaded(t *testing.T) {
	h := build(t)
	h.see("/roster", 200, "选择名册文件", "还没有导入过名册")
	key := string(id.New())
	w := h.upload(sample(t), key)
	run := w.Header().Get("Location")
	if w.Code != 303 || h.upload(sample(t), key).Header().Get("Location") != run {
		t.Fatalf("%d %s: a form sent twice acts once", w.Code, run)
	}
	body := h.see(run, 200, "新增", "校验位不对", "2025年2月30日", `name="cell-12-10"`, "确认导入")
	if !strings.Contains(body, "<strong>54</strong>") || !strings.Contains(body, "<strong>6</strong>") {
		t.Error(plain(body))
	}
	version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(body)[1]

	w = h.ask(run+"/mend", url.Values{"version": {version}, "cell-12-10": {"2025年1月25日"}, "cell-61-10": {"2025-10-02"}})
	h.holds("mend", w, 303)
	body = h.see(run, 200, "<strong>56</strong>", "<strong>4</strong>")
	h.holds("somebody else's version", h.ask(run+"/mend", url.Values{"version": {version}, "cell-13-3": {"x"}}), 409)
	version = regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(body)[1]

	load := url.Values{"version": {version}, "_key": {string(id.New())}}
	if w := h.ask(run+"/load", load); w.Code == 303 {
		t.Fatal("loaded without a signature")
	}
	load.Set("_code", "246810")
	h.holds("load", h.ask(run+"/load", load), 303)
	h.holds("load again", h.ask(run+"/load", load), 303)
	h.see(run, 200, "导入结果", "下载问题报告", "519900196910059848")
	h.see("/roster", 200, "已导入", "56")
	w = h.ask(run+"/report", nil)
	h.holds("report", w, 200)
	if !bytes.HasPrefix(w.Body.Bytes(), []byte("PK")) {
		t.Error("the report is no workbook")
	}
	h.sit("nurse")
	if w := h.ask(run, nil); w.Code == 200 {
		t.Error("a nurse reads rosters")
	}
}

// A file of names that is sent never lies readable in the folder for temporary files.
func TestAnUploadTouchesNoDisk(t *testing.T) {
	h := build(t)
	t.Setenv("TMPDIR", t.TempDir())
	raw := append(sample(t), bytes.Repeat([]byte(",,,,,,,,,\n"), 1<<18)...)
	h.holds("a large file", h.upload(raw, string(id.New())), 303)
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("%v %v", left, err)
	}
}

func TestAFileThatIsNoRoster(t *testing.T) {
	h := build(t)
	h.holds("a letter", h.upload([]byte("您好，\n见附件。\n"), string(id.New())), 422, "表头")
	h.holds("nothing", h.upload(nil, string(id.New())), 422)
	h.see("/roster/"+string(id.New()), 404)
	h.see("/roster/x", 404)
}

func TestAListLeavesWithAPurpose(t *testing.T) {
	h := build(t)
	run := h.upload(sample(t), string(id.New())).Header().Get("Location")
	h.holds("load", h.ask(run+"/load", url.Values{"version": {"1"}, "_code": {"246810"}}), 303)
	h.see("/export", 200, "戒毒人员名单")
	h.see("/export?list=residents&phase=detox", 200, "共 7 行", "分期")
	h.see("/export?list=nothing", 404)
	h.holds("no purpose", h.ask("/export?list=residents", url.Values{"format": {"csv"}}), 422, "请写明导出的用途")
	w := h.ask("/export?list=residents", url.Values{"format": {"csv"}, "purpose": {"=送检察院核对"}})
	h.holds("ask", w, 303)
	one := w.Header().Get("Location")
	h.see(one, 200, "可以下载")
	w = h.ask(one+"/file", url.Values{"_code": {"246810"}})
	h.holds("take", w, 200, "送检察院核对", "周明")
	if n := strings.Count(w.Body.String(), "\r\n"); n != 56 {
		t.Errorf("%d lines", n)
	}
	h.see("/exports", 200, "戒毒人员名单")
	h.sit("legal_officer")
	h.see(one, 200)
	h.sit("nurse")
	h.see(one, 404)

	h.sit("intake_officer")
	w = h.ask("/export?list=duties", url.Values{"format": {"xlsx"}, "purpose": {"核对"}})
	many := w.Header().Get("Location")
	h.see(many, 200, "正在等待第二人批准")
	if w := h.ask(many+"/file", url.Values{"_code": {"246810"}}); w.Code == 200 {
		t.Error("taken without a second person")
	}
	asked := h.chair.who
	h.sit("legal_officer")
	h.see("/exports", 200, "等我批准")
	h.holds("who asks for what", h.ask(many, nil), 200, "申请人", "包含的栏", "姓名")
	h.holds("approve", h.ask(many+"/decide", url.Values{"version": {"1"}, "answer": {"yes"}, "_code": {"246810"}}), 303)
	h.chair.who = asked
	w = h.ask(many+"/file", url.Values{"_code": {"246810"}})
	h.holds("take", w, 200)
	if !bytes.HasPrefix(w.Body.Bytes(), []byte("PK")) {
		t.Error("no workbook")
	}
}

const columns = "姓名,性别,证件号码,民族,户籍地,决定机关,决定书文号,决定日期,入所日期,管教\n"

// The preview asks about a number under another name, says values in words, tells what has no place, and makes the
// loading of nothing no main act.
func TestThePreviewAsksAndTells(t *testing.T) {
	h := build(t)
	number := cn.Invent(civil.On(1990, 1, 2), 11).String()
	first := columns + "周明,男," + number + ",汉,西昌市,内江市公安局,甲1号,2023-01-27,2023-05-07,张\n"
	run := h.upload([]byte(first), string(id.New())).Header().Get("Location")
	h.see(run, 200, "管教", `<button class="g-btn g-btn-primary">确认导入`)
	h.holds("load", h.ask(run+"/load", url.Values{"version": {"1"}, "_code": {"246810"}}), 303)

	run = h.upload([]byte(first+"\n"), string(id.New())).Header().Get("Location")
	if body := h.see(run, 200, "没有新的内容"); strings.Contains(body, `g-btn-primary">确认导入`) {
		t.Error("there is nothing to load")
	}
	second := columns + "周亮,男," + number + ",彝,美姑县,内江市公安局,甲9号,2026-01-27,2026-05-07,张\n" +
		"吴新,男," + cn.Invent(civil.On(1991, 1, 2), 13).String() + ",火星族,西昌市,内江市公安局,甲2号,2026-01-27,2026-05-07,张\n"
	run = h.upload([]byte(second), string(id.New())).Header().Get("Location")
	h.see(run, 200, "是同一个人，改了名", `name="cell-2-0"`, `name="cell-2-3"`, `name="cell-2-23"`, "火星族", "和系统里登记的不是")
	h.holds("mend", h.ask(run+"/mend", url.Values{"version": {"1"}, "cell-2-0": {"周亮"}, "cell-2-3": {number}, "cell-2-23": {"true"}}), 303)
	body := h.see(run, 200, "彝族", "汉族", "四川省凉山彝族自治州美姑县", "周亮")
	if strings.Contains(body, "513436") {
		t.Error("codes are shown")
	}
	// a second decision of somebody known is told with its dates
	third := columns + "周亮,男," + number + ",,,内江市公安局,甲0号,2020-01-27,2020-05-07,\n"
	h.holds("load", h.ask(run+"/load", url.Values{"version": {"2"}, "_code": {"246810"}}), 303)
	run = h.upload([]byte(third), string(id.New())).Header().Get("Location")
	h.see(run, 200, "决定日期", "2020-01-27", "入所日期", "2020-05-07")
}
