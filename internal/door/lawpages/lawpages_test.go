package lawpages_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/calendar"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/text"
	"guitu/internal/domain/export"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/rule"
	"guitu/internal/domain/staff"
	"guitu/internal/domain/term"
	"guitu/internal/door/lawpages"
	"guitu/internal/door/telling"
	"guitu/internal/door/termfilter"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
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
	return web.Who{Presence: web.SignedIn, Actor: c.who, Name: "甲", Post: "局法制人员", Scope: "示范省局"}, nil
}
func (c *chair) Unlock(context.Context, string) error { return nil }
func (c *chair) Lock(context.Context) error           { return nil }
func (c *chair) Prove(ctx context.Context, _, _ string) (context.Context, error) {
	return actor.With(ctx, policytest.Signed(actor.From(ctx), c.hand.Now())), nil
}
func (*chair) Signed(context.Context, string) {}

type house struct {
	t     *testing.T
	pages http.Handler
	chair *chair
	words *text.Catalogue

	exports *export.Desk
}

var confirmAt = regexp.MustCompile(`action="(/rules/[^"]*/confirm)"`)

// each opens the pages on every engine, at nine in the morning.
func each(t *testing.T, body func(*testing.T, *house)) {
	t.Helper()
	hand := clock.At(storetest.Start)
	words, err := text.Load(cn.Catalogue, store.Catalogue, policy.Catalogue, facility.Catalogue, staff.Catalogue, law.Catalogue, term.Catalogue,
		rule.Catalogue, measure.Catalogue, termfilter.Catalogue, export.Catalogue, web.Catalogue, telling.Catalogue, lawpages.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		engine := policytest.Engine(t, hand.Now)
		h := &house{t: t, words: words, chair: &chair{who: policytest.Officer(policy.BureauLegal, "", ""), hand: hand}}
		site := web.New(web.Options{Words: words, Sessions: h.chair, Clock: hand.Now, Log: slog.New(slog.DiscardHandler), SignInAt: "/sign-in"})
		vault := sealtest.Vault(t, db)
		deps := lawpages.Deps{DB: db, Rules: rule.Open(db, engine, new(calendar.Calendar)), Staff: staff.New(db, vault, engine), Policy: engine}
		lawpages.Routes(site, deps)
		h.exports = export.New(db, vault, engine, []export.List{lawpages.Export(deps)})
		h.pages = site.Handler()
		body(t, h)
		if missing := words.Missing(); len(missing) > 0 {
			t.Errorf("words that nobody wrote: %v", missing)
		}
	})
}

// ask sends a request as a browser would; a form when there is one.
func (h *house) ask(path string, form url.Values, cookies ...string) *httptest.ResponseRecorder {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, c := range cookies {
		r.Header.Add("Cookie", c)
	}
	w := httptest.NewRecorder()
	h.pages.ServeHTTP(w, r)
	return w
}

func (h *house) shows(path string, status int, want ...string) string {
	h.t.Helper()
	w := h.ask(path, nil)
	if w.Code != status {
		h.t.Fatalf("%s: %d", path, w.Code)
	}
	for _, s := range want {
		if !strings.Contains(w.Body.String(), s) {
			h.t.Errorf("%s does not say %q", path, s)
		}
	}
	return w.Body.String()
}

func TestTheRegistrySaysWhereEveryNumberComesFrom(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		h.shows("/rules?rows=200", 200, "强制隔离戒毒期限", "2 年", "《禁毒法》第47条", "已读全文", "我们的理解", "未知", "由人决定", "只提示", "16 周岁", "上海市")
		if page := h.shows("/rules?mark=unknown", 200, "把握程度"); strings.Contains(page, ">强制隔离戒毒期限<") {
			h.t.Error("a certain number is listed among the unknown ones")
		}
		h.shows("/rules?region=33", 200, "浙江省")
		h.shows("/rules?q="+url.QueryEscape("行政复议"), 200, "申请行政复议的期限")
		h.shows("/rules?q=nothing-of-the-kind", 200, "没有符合条件的结果")
		first := h.shows("/rules?rows=20", 200)
		next := regexp.MustCompile(`href="(/rules\?[^"]*after=[^"]*)"`).FindStringSubmatch(first)
		if next == nil {
			h.t.Fatal("a list of sixty has no second page of twenty")
		}
		if again := h.shows(strings.ReplaceAll(next[1], "&amp;", "&"), 200); strings.Contains(again, ">强制隔离戒毒期限<") {
			h.t.Error("the second page begins with the first")
		}
		h.shows("/rules/states", 200, "已决定强制隔离戒毒", "法定时限", "期满当天", "仅广东省", "不予采用的情形", "脱逃后被追回")
		h.shows("/rules/no.such", 404)
		if page := h.shows("/rules", 200); strings.Contains(page, ">ci.term") {
			h.t.Error("the list shows keys")
		}
		if page := h.ask("/rules/ci.term", nil, "guitu_locale=en").Body.String(); !strings.Contains(page, "Narcotics Control Law (《中华人民共和国禁毒法》") || !strings.Contains(page, "ci.term") {
			h.t.Error("an instrument has no English name, or its parameter no key")
		}
		if w := h.ask("/rules/states", nil, "guitu_locale=en"); !strings.Contains(w.Body.String(), "What is not taken") {
			h.t.Error("the tables are not in English")
		}
		h.ask("/rules?rows=200", nil, "guitu_locale=en")
		h.ask("/rules/ci.term", nil, "guitu_locale=en")
	})
}

func TestTwoOfficersConfirmOnADocument(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		at := "/rules/ci.familyNotice"
		w := h.ask(at+"/proposals", url.Values{"value": {"三"}, "unit": {"day"}, "from": {"2026-02-30"}})
		for _, s := range []string{"须注明依据文件", "请填写整数", "请写完整、存在的日期", `value="三"`} {
			if w.Code != 422 || !strings.Contains(w.Body.String(), s) {
				h.t.Errorf("%d without %q", w.Code, s)
			}
		}
		if w = h.ask(at+"/proposals", url.Values{"_code": {"123456"}, "value": {"3"}, "unit": {"day"}, "document": {"川戒毒法〔2026〕3号"}}); w.Code != 303 {
			h.t.Fatalf("proposed: %d", w.Code)
		}
		if page := h.shows(at, 200, "等待另一人确认", "您提出的"); strings.Contains(page, "/confirm\"") {
			h.t.Error("the proposer may confirm his own")
		}
		h.chair.who = policytest.Officer(policy.BureauLegal, "", "")
		page := h.shows(at, 200, "确认：3 日")
		confirm := confirmAt.FindStringSubmatch(page)[1]
		if w = h.ask(confirm, url.Values{"version": {"1"}}); w.Code != 403 || !strings.Contains(w.Body.String(), `name="_code"`) {
			h.t.Fatalf("confirmed without a signature: %d", w.Code)
		}
		if w = h.ask(confirm, url.Values{"version": {"1"}, "_code": {"123456"}}); w.Code != 303 {
			h.t.Fatalf("confirmed: %d", w.Code)
		}
		h.shows("/rules?mark=confirmed", 200, "收治后通知家属的时限", "3 日", "局里已确认", "川戒毒法〔2026〕3号", "不符则拒绝")
		if w = h.ask(confirm, url.Values{"version": {"1"}, "_code": {"123456"}}); w.Code != 409 || !strings.Contains(w.Body.String(), "已经有了结论") {
			h.t.Errorf("settled twice: %d", w.Code)
		}
	})
}

func TestAWorseNumberIsRefusedWithItsArticle(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		w := h.ask("/rules/ci.extension.maxTotal/proposals", url.Values{"_code": {"123456"}, "value": {"18"}, "unit": {"month"}, "document": {"某文"}})
		for _, s := range []string{"《禁毒法》第47条", "18 个月", "12 个月", `value="某文"`} {
			if w.Code != 422 || !strings.Contains(w.Body.String(), s) {
				h.t.Errorf("%d without %q", w.Code, s)
			}
		}
		h.chair.who = policytest.Officer(policy.DutyOfficer, "f", "u")
		if page := h.shows("/rules/ci.term", 200); strings.Contains(page, `id="propose"`) {
			h.t.Error("a duty officer is offered the form")
		}
		if w := h.ask("/rules/ci.term/proposals", url.Values{"_code": {"123456"}, "document": {"某文"}}); w.Code != 404 {
			h.t.Errorf("a duty officer proposed: %d", w.Code)
		}
	})
}

// What the page says about changing a number is what the law's book does: bound where an enacted text sets it, the
// bureau's to decide elsewhere, where a worse one is pointed out to who proposes and to who confirms.
func TestTheSentenceAboutAChangeIsTrue(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		h.shows("/rules/ci.extension.maxTotal", 200, "只能改小，不能比法定的大")
		for _, key := range []string{"ci.familyNotice", "ci.single.max", "ci.work.maxPerDay", "ci.term.dayCount"} {
			if page := h.shows("/rules/"+key, 200, "由局里凭文件决定"); strings.Contains(page, "只能改") || strings.Contains(page, "不能比法定") {
				h.t.Errorf("%s: said to be bound", key)
			}
		}
		at := "/rules/ci.familyNotice"
		form := url.Values{"value": {"9"}, "unit": {"day"}, "document": {"某文"}}
		if w := h.ask(at+"/proposals", form); w.Code != 422 || !strings.Contains(w.Body.String(), "比现在的 5 日 对本人更不利") || !strings.Contains(w.Body.String(), `name="worse"`) {
			h.t.Fatalf("worse, and not pointed out: %d", w.Code)
		}
		form.Set("worse", "true")
		if w := h.ask(at+"/proposals", form); w.Code != 403 || !strings.Contains(w.Body.String(), `name="_code"`) {
			h.t.Fatalf("proposed without a signature: %d", w.Code)
		}
		form.Set("_code", "123456")
		if w := h.ask(at+"/proposals", form); w.Code != 303 {
			h.t.Fatalf("proposed: %d", w.Code)
		}
		h.chair.who = policytest.Officer(policy.BureauLegal, "", "")
		h.shows(at, 200, "确认：9 日", "比现在的 5 日 对本人更不利")
	})
}

func TestTheClockOnAPage(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		h.shows("/rules/try", 200, "试算期限", time.Time(storetest.Start).In(clock.Shanghai).Format(time.DateOnly))
		h.shows("/rules/try?as_of=2026-11-24&region=51&decided=2025-03-02&ps=2025-03-03&ja=2025-08-20", 200,
			"2027年3月1日", "在司法行政戒毒所执行", "解除前通知决定机关", "自决定之日",
			"自期限第一日 2025年3月2日 起满 1 年", "本系统的理解") // what the article does not say is not laid upon it
		h.shows("/rules/try?as_of=2026-11-24&decided=2025-03-02&extension=2026-10-05&months=3", 200, "依法不予采用", "缺少此前的对应事实")
		h.shows("/rules/try?as_of=tomorrow&decided=2025-13-02&extension=2026-10-05", 200, "请写完整、存在的日期", "请写延长几个月", `value="2025-13-02"`)
		line := `{"id":"x","asOf":"2026-11-24T00:00:00+08:00","facts":[{"type":"cd.ordered","at":"2026-01-05"}]}`
		if w := h.ask("/rules/try", url.Values{"line": {line}}); !strings.Contains(w.Body.String(), "已责令社区戒毒") {
			h.t.Error("a pasted case has no answer")
		}
		if w := h.ask("/rules/try", url.Values{"line": {`{"id":1}`}}); !strings.Contains(w.Body.String(), "{&#34;id&#34;:1}") || !strings.Contains(w.Body.String(), `role="alert"`) {
			h.t.Error("a line that is no case is not explained, or lost")
		}
	})
}
