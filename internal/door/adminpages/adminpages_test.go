package adminpages_test

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
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/partner"
	"guitu/internal/domain/staff"
	"guitu/internal/door/adminpages"
	"guitu/internal/door/web"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/obs"
	"guitu/internal/platform/pair"
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
	return web.Who{Presence: web.SignedIn, Actor: c.who, Name: "甲", Post: "系统员", Scope: "示范省局"}, nil
}
func (c *chair) Unlock(context.Context, string) error { return nil }
func (c *chair) Lock(context.Context) error           { return nil }
func (c *chair) Prove(ctx context.Context, _, _ string) (context.Context, error) {
	return actor.With(ctx, policytest.Signed(actor.From(ctx), c.hand.Now())), nil
}
func (*chair) Signed(context.Context, string) {}

// held is what sign-in asks of staff.
type held struct{}

func (held) Posts(ctx context.Context, tx *store.Tx, who id.ID, now time.Time) ([]actor.Post, error) {
	return staff.Held(ctx, tx, who, civil.DateOf(now))
}

type house struct {
	t      *testing.T
	db     *store.DB
	hand   *clock.Hand
	pages  http.Handler
	chair  *chair
	staff  *staff.Desk
	jobs   *jobs.Room
	bureau id.ID
}

// failing is a job that cannot be done.
type failing struct{ Which id.ID }

func (failing) Kind() string        { return "sweep.lives" }
func (failing) Limits() jobs.Limits { return jobs.Limits{Attempts: 1} }

func each(t *testing.T, body func(*testing.T, *house)) {
	t.Helper()
	hand := clock.At(storetest.Start)
	words, err := text.Load(pair.Catalogue, cn.Catalogue, store.Catalogue, policy.Catalogue, authn.Catalogue, audit.Catalogue, jobs.Catalogue, facility.Catalogue,
		staff.Catalogue, partner.Catalogue, web.Catalogue, adminpages.Catalogue)
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
	h := &house{t: t, db: db, hand: hand, staff: staff.New(db, vault, engine), jobs: jobs.New(jobs.Config{DB: db, Policy: engine})}
	h.chair = &chair{who: policytest.Officer(policy.SystemKeeper, "", ""), hand: hand}
	places := facility.New(db, engine)
	bureau, err := places.Found(actor.With(t.Context(), actor.Part("setup")), store.NewKey(), "示范省局")
	if err != nil {
		t.Fatal(err)
	}
	h.bureau = bureau
	jobs.Handle(h.jobs, func(context.Context, failing) error {
		return jobs.Cancel(errs.Because(errs.Unavailable, "store.busy", errors.New("x")))
	})
	health := new(obs.Health)
	health.Watch("jobs", h.jobs.Well)
	site := web.New(web.Options{Words: words, Sessions: h.chair, Clock: hand.Now, Log: slog.New(slog.DiscardHandler), SignInAt: "/sign-in"})
	adminpages.Routes(site, adminpages.Deps{
		DB: db, Policy: engine, Facility: places, Staff: h.staff, Partner: partner.Open(db, engine),
		Accounts: authn.New(authn.Config{DB: db, Vault: vault, Policy: engine, Posts: held{}}),
		Jobs:     h.jobs, Health: health, Pairs: pair.New(db, engine, h.kinds()...), Link: func(t authn.Ticket) string { return "http://house/ticket/" + string(t) },
	})
	h.pages = site.Handler()
	return h
}

// kinds are what needs two: of accounts nothing is done, of posts what the room does.
func (h *house) kinds() []pair.Kind {
	out := []pair.Kind{{
		Name:     authn.Strip,
		Concerns: func(context.Context, *store.Tx, pair.Act) (pair.Concern, error) { return pair.Concern{}, nil },
		Do:       func(context.Context, *store.Tx, pair.Act) error { return nil },
	}}
	for _, name := range []string{staff.GiveTwo, staff.LendTwo, staff.LeaveTwo} {
		out = append(out, pair.Kind{
			Name: name,
			Concerns: func(ctx context.Context, tx *store.Tx, a pair.Act) (c pair.Concern, err error) {
				c.Facility, c.Subject, err = h.staff.Concerns(ctx, tx, a.Kind, a.About, a.Word)
				return c, err
			},
			Do: func(ctx context.Context, tx *store.Tx, a pair.Act) error {
				return h.staff.DoIn(ctx, tx, a.Kind, a.About, a.Word)
			},
		})
	}
	return out
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

// post sends a form with a signature and wants a status and words; it answers where it leads.
func (h *house) post(path string, form url.Values, status int, want ...string) string {
	h.t.Helper()
	form.Set("_code", "123456")
	w := h.ask(path, form, text.ZH)
	if w.Code != status {
		h.t.Fatalf("%s: %d, want %d", path, w.Code, status)
	}
	for _, s := range want {
		if !strings.Contains(w.Body.String(), s) {
			h.t.Errorf("%s does not answer %q", path, s)
		}
	}
	if to := w.Header().Get("Location"); to != "" {
		return to
	}
	return w.Body.String()
}

// unit adds one and answers its id.
func (h *house) unit(parent id.ID, kind, name, code string) id.ID {
	h.t.Helper()
	to := h.post("/admin/units", url.Values{"parent": {string(parent)}, "kind": {kind}, "name": {name}, "code": {code}}, 303)
	return id.ID(strings.TrimPrefix(to, "/admin/units/"))
}

// appointed gives a newcomer a post and answers the address of his page.
func (h *house) appointed(unit id.ID, role, name string) string {
	h.t.Helper()
	return h.post("/admin/posts", url.Values{"unit": {string(unit)}, "role": {role}, "name": {name}, "number": {"51900" + name}, "from": {"2020-01-01"}}, 303)
}

func TestUnitsAndWhoHeadsThem(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		h.post("/admin/units", url.Values{"name": {""}, "kind": {""}}, 422, "请选择上级单位", "请写单位名称", "请选择单位种类")
		f := h.unit(h.bureau, "facility", "云岭示范所", "YL")
		b := h.unit(f, "brigade", "一大队", "")
		h.shows("/admin/units", "云岭示范所", "一大队", "空缺")
		h.shows("/admin/units/new?parent="+string(f), "戒毒所")
		h.shows("/admin/posts", "个单位没有负责人在任", "云岭示范所 一大队", "大队长")
		h.shows("/admin/overview", "3 个单位没有负责人在任", "账号")

		at := "/admin/units/" + string(b)
		h.shows(at, "上级单位", "改名")
		h.post(at+"/name", url.Values{"version": {"1"}, "name": {"三大队"}}, 303)
		h.post(at+"/name", url.Values{"version": {"1"}, "name": {"五大队"}}, 409, "您写的", "现在的", `value="五大队"`, `name="version" value="2"`)
		h.post(at+"/close", url.Values{"version": {"2"}, "on": {""}}, 422, "请写完整、存在的日期")
		h.post(at+"/close", url.Values{"version": {"2"}, "on": {"2030-01-31"}}, 303)
		h.shows(at, "2030年1月31日 撤销")
		h.post("/admin/units/"+string(h.bureau)+"/name", url.Values{"version": {"1"}, "name": {"示范省戒毒管理局"}}, 303)
	})
}

func TestAPostIsGivenLentAndEnded(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		f := h.unit(h.bureau, "facility", "云岭示范所", "YL")
		form := url.Values{"unit": {string(f)}, "role": {""}, "name": {""}, "from": {"2026-02-30"}}
		h.post("/admin/posts", form, 422, "请写姓名", "请选择岗位", "“从哪天”填的是“2026-02-30”，没有这一天")
		form = url.Values{"unit": {string(f)}, "role": {"doctor"}, "name": {"李新<b>"}, "from": {""}}
		h.post("/admin/posts", form, 422, "姓名“李新&lt;b&gt;”里的“&lt;&gt;”不像姓名", "请写“从哪天”")
		form = url.Values{"unit": {string(f)}, "role": {"doctor"}, "name": {"沈长河"}, "from": {"2020-01-01"}}
		if w := h.ask("/admin/posts", form, text.ZH); w.Code != 403 || !strings.Contains(w.Body.String(), `value="沈长河"`) {
			h.t.Fatalf("unsigned: %d", w.Code)
		}
		officer := h.appointed(f, "doctor", "沈长河")
		h.appointed(f, "doctor", "白苇")
		teacher := strings.TrimPrefix(h.appointed(f, "teacher", "胡平"), "/admin/staff/")
		h.shows(officer, "沈长河", "医生", "云岭示范所", "没有账号")
		page := h.shows("/admin/posts?unit="+string(f)+"&role=doctor", "沈长河", "白苇", "2020年1月1日 起")
		post := regexp.MustCompile(`href="(/admin/posts/[0-9a-z]{26})"`).FindStringSubmatch(page)[1]
		h.shows(post, "离任")
		h.post(post+"/end", url.Values{"version": {"1"}, "last": {"2019-12-31"}}, 422, "早于到任日期")
		h.chair.who = policytest.Officer(policy.FacilityHead, f, f)
		other := regexp.MustCompile(`<option value="([0-9a-z]{26})">[^<]*医生`).FindStringSubmatch(h.shows(post, "请人代理"))[1]
		h.lends(post, other, teacher)
		h.post(post+"/end", url.Values{"version": {"1"}, "last": {"2030-01-31"}}, 303)
		h.shows("/admin/posts?role=doctor&on=2031-01-01", "白苇", `<optgroup label="戒毒所">`)
		for ask, said := range map[string]string{
			"/admin/posts?on=2025-02-30": "“日期”填的是“2025-02-30”，没有这一天", "/admin/posts?role=king": "“岗位”里没有“king”",
			"/admin/posts?unit=" + string(id.New()): "“单位”里没有", "/admin/partners?kind=king": "里没有“king”",
			"/admin/posts?after=zzz": "重新打开这一页", "/admin/posts?sort=evil": "重新打开这一页", "/admin/partners?after=zzz": "重新打开这一页",
		} {
			if w := h.ask(ask, nil, text.ZH); w.Code != 422 || !strings.Contains(w.Body.String(), said) {
				h.t.Error(ask, w.Code)
			}
		}
		h.shows("/admin/posts/new", "先选在哪个单位任职")
		h.shows("/admin/posts/new?unit="+string(f)+"&member="+strings.TrimPrefix(officer, "/admin/staff/"), "新来的人员")
	})
}

// lends tries every way to lend the post of a doctor that may not be, then the one that may, and takes it back.
func (h *house) lends(post, other, teacher string) {
	h.t.Helper()
	loan := func(to, from, until string) url.Values {
		return url.Values{"to": {to}, "from": {from}, "until": {until}}
	}
	if page := h.shows(post); strings.Contains(page, teacher) {
		h.t.Error("a teacher is offered the post of a doctor")
	}
	h.post(post+"/lend", loan("", "", ""), 422, "请选择代理人", "请写“从哪天”", "请写“到哪天”")
	h.post(post+"/lend", loan(other, "2020-01-02", "2026-02-30"), 422, "“从哪天”填的是 2020年1月2日，已经过去了", "“到哪天”填的是“2026-02-30”，没有这一天")
	h.post(post+"/lend", loan(other, "2026-11-25", "2026-11-24"), 422, "早于开始的 2026年11月25日")
	h.post(post+"/lend", loan(other, "2026-11-25", "2099-12-01"), 422, "一次代理最多 1 年，最晚到 2027年3月2日")
	h.post(post+"/lend", loan(teacher, "2026-03-02", "2026-03-09"), 422, "只能请本来就能打开同样内容的人代理", `id="f-to-fault"`)
	if w := h.ask(post+"/lend", loan(other, "2026-03-02", "2026-03-09"), text.ZH); w.Code != 403 || !strings.Contains(w.Body.String(), `name="_code"`) {
		h.t.Errorf("lent without a signature: %d", w.Code)
	}
	h.post(post+"/lend", loan(other, "2026-03-02", "2026-03-09"), 303)
	h.shows("/admin/posts?role=doctor", "2026年3月2日 至 2026年3月9日")
	acts := func() (n int) {
		posts, err := store.Read(h.t.Context(), h.db, func(tx *store.Tx) ([]actor.Post, error) {
			return staff.Held(h.t.Context(), tx, id.ID(other), tx.Today())
		})
		if err != nil {
			h.t.Fatal(err)
		}
		return len(posts)
	}
	if acts() != 2 {
		h.t.Error("the stand-in does not act by the post")
	}
	lent := regexp.MustCompile(`name="lent" value="([0-9a-z]{26})"`).FindStringSubmatch(h.shows(post, "收回"))[1]
	h.post(post+"/take-back", url.Values{"lent": {lent}, "version": {"2"}}, 409)
	h.post(post+"/take-back", url.Values{"lent": {lent}, "version": {"1"}}, 303)
	if page := h.shows(post); acts() != 1 || strings.Contains(page, "收回") {
		h.t.Error("taken back, and still lent")
	}
}

func TestAccountsAreKeptByAnother(t *testing.T) {
	link := regexp.MustCompile(`http://house/ticket/[0-9a-z]+`)
	each(t, func(_ *testing.T, h *house) {
		f := h.unit(h.bureau, "facility", "云岭示范所", "YL")
		officer := h.appointed(f, "doctor", "沈长河")
		h.post(officer+"/account", url.Values{"sign_in": {"x"}}, 422, "登录名用 2 到 40 个字", `id="f-sign_in-fault"`)
		h.post(officer+"/account", url.Values{"sign_in": {"沈😀"}}, 422, "“😀”不能用", `id="f-sign_in-fault"`)
		if !link.MatchString(h.post(officer+"/account", url.Values{"sign_in": {"shench"}}, 200, "只能用一次")) {
			h.t.Error("no link is handed over")
		}
		account := regexp.MustCompile(`action="(` + officer + `/account/[0-9a-z]{26})/reset"`).FindStringSubmatch(h.shows(officer, "等本人设置密码"))[1]
		h.shows("/admin/accounts", "沈长河", "shench", "云岭示范所 医生")
		h.shows("/admin/accounts?unit="+string(f), "沈长河")
		if to := h.post("/admin/accounts/find", url.Values{"named": {"长河"}}, 200, "shench"); strings.Contains(to, "?named") {
			h.t.Error("a name in an address")
		}
		h.post("/admin/accounts/find", url.Values{"named": {"没有此人"}}, 200, "没有找到")
		h.post(account+"/reset", url.Values{}, 200, "http://house/ticket/")
		h.post(account+"/reset", url.Values{"second": {"true"}}, 303, "") // proposed: nothing is changed by one
		h.post(account+"/close", url.Values{"version": {"2"}}, 303)
		h.post(account+"/close", url.Values{"version": {"2"}}, 409, "刚刚被别人改过")
		h.shows(officer, "已停用", "恢复账号")
		h.post(account+"/reopen", url.Values{"version": {"3"}}, 303)
		h.post(account+"/unlock", url.Values{}, 303)
		h.post(account+"/end", url.Values{}, 303)
		h.post(account+"/nothing", url.Values{}, 404)
		h.chair.who = policytest.Officer(policy.DutyOfficer, f, f)
		if w := h.ask("/admin/accounts", nil, text.ZH); w.Code != 403 || strings.Contains(w.Body.String(), "shench") {
			h.t.Errorf("a duty officer at the accounts: %d", w.Code)
		}
		h.post(account+"/reset", url.Values{}, 404)
	})
}

func TestPartnersInTwoHands(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		h.shows("/admin/partners", "名录还是空的")
		h.chair.who = policytest.Officer(policy.BureauLegal, "", "")
		h.shows("/admin/partners/new", "写全称")
		h.post("/admin/partners", url.Values{"name": {""}, "kind": {""}}, 422, "请写单位名称", "请从列表中选择单位种类")
		h.post("/admin/partners", url.Values{"name": {"云岭县公安局"}, "kind": {"police"}}, 303)
		page := h.shows("/admin/partners?kind=police", "云岭县公安局")
		at := regexp.MustCompile(`href="(/admin/partners/[0-9a-z]{26})"`).FindStringSubmatch(page)[1]
		h.shows(at, "云岭县公安局")
		change := func(phone string) url.Values {
			return url.Values{"version": {"1"}, "name": {"云岭县公安局"}, "kind": {"police"}, "phone": {phone}}
		}
		h.post(at, change("0816-2222222"), 303)
		h.post(at, change("0816-3333333"), 409, "0816-", "2222222", `value="0816-3333333"`, `name="version" value="2"`)
	})
}

func TestTheOverviewTellsOfFailedJobs(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		_, err := store.Write(h.t.Context(), h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
			return 0, jobs.Enqueue(h.t.Context(), tx, failing{Which: id.New()})
		})
		if err == nil {
			_, err = h.jobs.Drain(h.t.Context())
		}
		if err != nil {
			h.t.Fatal(err)
		}
		h.shows("/admin/overview", "1 项后台任务没有办成")
	})
}

// Who keeps nothing is told so at the first step, and by whom it is done; not after a whole form.
func TestWhoKeepsNothingIsToldAtOnce(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		f := h.unit(h.bureau, "facility", "云岭示范所", "YL")
		h.chair.who = policytest.Officer(policy.Teacher, f, f)
		for path, says := range map[string]string{
			"/admin/overview": "系统管理由", "/admin/posts/new": "岗位由", "/admin/units/new": "单位由", "/admin/partners/new": "协同单位名录由",
		} {
			if w := h.ask(path, nil, text.ZH); w.Code != 403 || !strings.Contains(w.Body.String(), says) {
				h.t.Errorf("%s: %d", path, w.Code)
			}
		}
	})
}
