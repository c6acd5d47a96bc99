package signpages_test

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
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/door/signpages"
	"guitu/internal/door/web"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/authn/provider"
	"guitu/internal/platform/authn/provider/providertest"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/reminder"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

const password = "三餐四季 walks by the lake"

// seats joins the kit to sign-in, as app does.
type seats struct {
	room *authn.Room
	act  *string
}

func (s seats) Wrap(next http.Handler) http.Handler { return s.room.Handler(next) }
func (s seats) Who(ctx context.Context) (web.Who, error) {
	x := authn.From(ctx)
	who := web.Who{Presence: web.SignedIn, Actor: x.Actor(), Signed: *s.act, Name: "某人", Post: "值班民警", Scope: "示范所"}
	switch x.State {
	case authn.None, authn.Left:
		return web.Who{}, nil
	case authn.Locked:
		who.Presence, who.Actor.Account = web.Locked, x.Account
	}
	return who, nil
}
func (s seats) Unlock(context.Context, string) error { return nil }
func (s seats) Lock(ctx context.Context) error       { return s.room.Lock(ctx) }
func (s seats) Prove(ctx context.Context, code, act string) (context.Context, error) {
	*s.act = act
	return s.room.Prove(ctx, code, "10.0.0.7")
}
func (s seats) Signed(_ context.Context, act string) { *s.act = act }

// posts is what sign-in asks of staff.
type posts struct{}

func (posts) Posts(ctx context.Context, tx *store.Tx, who id.ID, now time.Time) ([]actor.Post, error) {
	return staff.Held(ctx, tx, who, civil.DateOf(now))
}

type house struct {
	t        *testing.T
	db       *store.DB
	hand     *clock.Hand
	room     *authn.Room
	staff    *staff.Desk
	facility *facility.Desk
	pages    http.Handler
	words    *text.Catalogue

	reminders *reminder.Room
	jobs      *jobs.Room
	box       *box
}

func each(t *testing.T, body func(*testing.T, *house)) {
	t.Helper()
	hand := clock.At(storetest.Start)
	words, err := text.Load(cn.Catalogue, store.Catalogue, policy.Catalogue, authn.Catalogue, facility.Catalogue, staff.Catalogue, web.Catalogue, signpages.Catalogue, reminder.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		engine, vault := policytest.Engine(t, hand.Now), sealtest.Vault(t, db)
		h := &house{t: t, db: db, hand: hand, words: words, staff: staff.New(db, vault, engine), facility: facility.New(db, engine)}
		h.room = authn.New(authn.Config{DB: db, Vault: vault, Policy: engine, Posts: posts{}})
		h.box = &box{}
		h.jobs = jobs.New(jobs.Config{DB: db, Policy: engine})
		h.reminders = reminder.New(reminder.Config{DB: db, Vault: vault, Policy: engine, Words: words, Ways: map[reminder.Way]reminder.Sender{reminder.Mail: h.box}})
		h.reminders.Work(h.jobs)
		h.open(signpages.Deps{})
		body(t, h)
		if missing := words.Missing(); len(missing) > 0 {
			t.Errorf("words that nobody wrote: %v", missing)
		}
	})
}

// open opens the pages, with what is told of a provider of identities.
func (h *house) open(deps signpages.Deps) {
	site := web.New(web.Options{Words: h.words, Sessions: seats{h.room, new(string)}, Clock: h.hand.Now, Log: slog.New(slog.DiscardHandler), SignInAt: "/sign-in"})
	deps.DB, deps.Accounts, deps.Staff, deps.Begin, deps.Reminders = h.db, h.room, h.staff, h.begin, h.reminders
	deps.Source = func(*http.Request) string { return "10.0.0.7" }
	signpages.Routes(site, deps)
	site.Get("/{$}", func(r *web.Request) error { return r.Redirect("/me") })
	site.Get("/people", func(r *web.Request) error { return r.Redirect("/me") })
	h.pages = site.Handler()
}

// withProvider opens the pages of a house that was told of a provider.
func (h *house) withProvider() *providertest.Provider {
	there := providertest.New(h.t, h.hand.Now)
	h.open(signpages.Deps{Provider: provider.New(provider.Config{
		Issuer: there.URL, Client: providertest.Client, Secret: providertest.Secret, Callback: "https://guitu.example.invalid/sign-in/provider", Clock: h.hand.Now,
	})})
	return there
}

// begin is the journey of the first administrator, as app makes it.
func (h *house) begin(ctx context.Context, key store.Key, f signpages.First) error {
	hash, err := h.room.Hash(ctx, f.SignIn, f.Password)
	if err != nil {
		return err
	}
	ctx = actor.With(ctx, actor.Part("setup"))
	_, err = store.Write(ctx, h.db, key, func(tx *store.Tx) (id.ID, error) {
		bureau, err := h.facility.FoundIn(ctx, tx, f.Bureau)
		if err != nil {
			return "", err
		}
		who, err := h.staff.EnrolIn(ctx, tx, bureau, staff.Draft{Name: f.Name})
		if err != nil {
			return "", err
		}
		post := staff.PostDraft{Member: who, Unit: bureau, Role: policy.SystemKeeper, From: tx.Today().String()}
		if _, err := h.staff.AppointIn(ctx, tx, post); err != nil {
			return "", err
		}
		return h.room.RedeemFirstIn(ctx, tx, f.Ticket, authn.Opening{Staff: who, Name: f.SignIn}, hash)
	})
	return err
}

// browser keeps cookies, as a person's does.
type browser struct {
	*house
	jar map[string]string
}

func (h *house) browser() *browser { return &browser{h, map[string]string{}} }

func (b *browser) ask(path string, form url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for name, value := range b.jar {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.pages.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if b.jar[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.jar, c.Name)
		}
	}
	return w
}

func (b *browser) want(w *httptest.ResponseRecorder, status int, words ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	if w.Code != status {
		b.t.Fatalf("%d, want %d: %s", w.Code, status, w.Header().Get("Location"))
	}
	for _, s := range words {
		if !strings.Contains(w.Body.String(), s) && w.Header().Get("Location") != s {
			b.t.Fatalf("nothing says %q", s)
		}
	}
	return w
}

func (b *browser) enter(name string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.ask("/sign-in", url.Values{"account": {name}, "password": {password}})
}

// first sets the house up: its first administrator is "keeper".
func (h *house) first() *browser {
	h.t.Helper()
	ticket, needed, err := h.room.FirstTicket(h.t.Context())
	if err != nil || !needed {
		h.t.Fatal(needed, err)
	}
	b := h.browser()
	at := "/ticket/" + string(ticket)
	b.want(b.ask("/first", url.Values{"link": {" http://localhost:8080" + at + " "}}), 303, at)
	b.want(b.ask(at, nil), 200, "戒毒管理局名称", "您的姓名")
	b.want(b.ask(at, url.Values{"bureau": {""}, "name": {""}, "sign_in": {""}, "password": {"一二"}, "again": {"三四"}}), 422,
		"请写单位名称", "请写姓名", "请写登录名", "两次输入的密码不一样")
	form := url.Values{"bureau": {"示范省局"}, "name": {"林知远"}, "sign_in": {"keeper"}, "password": {"1234567890"}, "again": {"1234567890"}}
	b.want(b.ask(at, form), 422, "太容易猜到", `value="林知远"`)
	form.Set("password", password)
	form.Set("again", password)
	b.want(b.ask(at, form), 303, "/sign-in")
	b.want(b.ask(at, nil), 303, "/first")
	return b
}

// officer gives somebody a post and an account.
func (h *house) officer(name string) {
	h.t.Helper()
	ctx := actor.With(h.t.Context(), actor.Part("setup"))
	_, err := store.Write(ctx, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		bureau, err := facility.Root(ctx, tx)
		if err != nil {
			return "", err
		}
		who, err := h.staff.EnrolIn(ctx, tx, bureau.ID, staff.Draft{Name: "方舟"})
		if err != nil {
			return "", err
		}
		post := staff.PostDraft{Member: who, Unit: bureau.ID, Role: policy.BureauLegal, From: tx.Today().String()}
		if _, err := h.staff.AppointIn(ctx, tx, post); err != nil {
			return "", err
		}
		return h.room.OpenIn(ctx, tx, authn.Opening{Staff: who, Name: name}, "")
	})
	if err != nil {
		h.t.Fatal(err)
	}
	ticket, err := h.room.ResetByHand(ctx, name)
	if err != nil {
		h.t.Fatal(err)
	}
	b := h.browser()
	b.want(b.ask("/ticket/"+string(ticket), nil), 200, "设置密码")
	b.want(b.ask("/ticket/"+string(ticket), url.Values{"password": {password}, "again": {password}}), 303, "/sign-in")
}

func TestTheFirstAdministratorThenOfficers(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		b := h.first()
		b.want(b.enter("keeper"), 303, "/")
		b.want(b.ask("/me", nil), 200, "我的账号", "系统员", "还没有绑定")
		b.want(b.ask("/first", url.Values{"link": {"nonsense"}}), 422, "这个凭证不能用", `value="nonsense"`)
		h.officer("legal1")
	})
}

// What cannot be told from outside: whether an account exists.
func TestAWrongNameReadsLikeAWrongPassword(t *testing.T) {
	volatile := regexp.MustCompile(`(name="_key" value|name="_token" value|name="account" type="text" value)="[^"]*"`)
	each(t, func(_ *testing.T, h *house) {
		h.first()
		answer := func(name string) string {
			b := h.browser()
			b.ask("/sign-in", nil)
			w := b.ask("/sign-in", url.Values{"account": {name}, "password": {"wrong wrong wrong"}})
			b.want(w, 422, "登录名、密码或动态口令不对")
			return volatile.ReplaceAllString(w.Body.String(), "$1")
		}
		if answer("keeper") != answer("nobody") {
			h.t.Error("the answers differ")
		}
		for range 5 {
			answer("somebody")
		}
		b := h.browser()
		b.want(b.ask("/sign-in", url.Values{"account": {"somebody"}, "password": {"x"}}), 429, "输错次数较多")
	})
}

// What was left empty is said, and is no guess.
func TestAnEmptyFormSaysWhatToFillIn(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		h.first()
		for range 8 {
			b := h.browser()
			b.want(b.ask("/sign-in", url.Values{}), 422, "请填写登录名和密码")
			b.want(b.ask("/sign-in", url.Values{"account": {"keeper"}}), 422, "请填写密码", `value="keeper"`)
			b.want(b.ask("/sign-in", url.Values{"password": {"x"}}), 422, "请填写登录名。")
		}
		b := h.browser()
		b.want(b.enter("keeper"), 303, "/")
	})
}

// Both see that a post is lent: who lends it, and who stands in.
func TestALoanStandsOnBothPages(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		keeper := h.first()
		h.officer("legal1")
		ctx := actor.With(h.t.Context(), actor.Part("demo"))
		of, err := store.Read(ctx, h.db, func(tx *store.Tx) (map[staff.Role]staff.Post, error) {
			posts, err := staff.PostsOn(ctx, tx, "", tx.Today())
			of := map[staff.Role]staff.Post{}
			for _, p := range posts {
				of[p.Role] = p
			}
			return of, err
		})
		if err == nil {
			_, err = h.staff.Delegate(ctx, store.NewKey(), staff.Loan{
				Post: of[policy.BureauLegal].ID, To: of[policy.SystemKeeper].Member, From: "2026-03-02", Until: "2026-03-09",
			})
		}
		if err != nil {
			h.t.Fatal(err)
		}
		keeper.want(keeper.enter("keeper"), 303)
		keeper.want(keeper.ask("/me", nil), 200, "系统员", "局法制人员", "代 方舟", "2026年3月2日 至 2026年3月9日", `href="/admin/posts/`)
		lender := h.browser()
		lender.want(lender.enter("legal1"), 303)
		lender.want(lender.ask("/me", nil), 200, "林知远 代理（2026年3月2日 至 2026年3月9日）")
	})
}

func TestTheSecondFactor(t *testing.T) {
	secret := regexp.MustCompile(`name="secret" value="([A-Z2-7]+)"`)
	code := regexp.MustCompile(`<code>([a-z0-9]{5}-[a-z0-9]{6})</code>`)
	each(t, func(_ *testing.T, h *house) {
		b := h.first()
		b.enter("keeper")
		page := b.want(b.ask("/me/second", url.Values{}), 200, "data:image/png;base64,").Body.String()
		key := secret.FindStringSubmatch(page)[1]
		b.want(b.ask("/me/second/confirm", url.Values{"code": {"000000"}, "secret": {key}, "link": {"otpauth://totp/Guitu:keeper?secret=" + key}}), 422, key, "动态口令不对")
		page = b.want(b.ask("/me/second/confirm", url.Values{"code": {authn.Code(key, h.hand.Now())}}), 200, "恢复码").Body.String()
		codes := code.FindAllStringSubmatch(page, -1)
		if len(codes) != 10 {
			h.t.Fatalf("%d recovery codes", len(codes))
		}
		b.want(b.ask("/me/codes", url.Values{}), 403, `name="_code"`)
		b.want(b.ask("/me/codes", url.Values{"_code": {""}}), 422, `name="_code"`, "请输入动态口令")
		h.hand.Forward(time.Minute)
		b.want(b.ask("/me/codes", url.Values{"_code": {authn.Code(key, h.hand.Now())}}), 200, "已换成新的恢复码")
		b.want(b.ask("/sign-out", url.Values{}), 303, "/sign-in")

		b.want(b.enter("keeper"), 303, "/sign-in/code")
		step := regexp.MustCompile(`name="step" value="([^"]+)"`).FindStringSubmatch(b.want(b.ask("/sign-in/code", nil), 200, "输入动态口令").Body.String())[1]
		b.want(b.ask("/sign-in/code", url.Values{"step": {step}, "code": {"　"}}), 422, "请输入动态口令，或一个恢复码")
		b.want(b.ask("/sign-in/code", url.Values{"step": {step}, "code": {"000000"}}), 422, "动态口令不对")
		h.hand.Forward(time.Minute)
		b.want(b.ask("/sign-in/code", url.Values{"step": {step}, "code": {authn.Code(key, h.hand.Now())}}), 303, "/")
		b.want(b.ask("/sign-in/code", nil), 303, "/") // who goes back from his day comes upon no form
		b.want(b.ask("/sign-in/code", url.Values{"step": {step}, "code": {"1"}}), 303, "/sign-in")
		b.want(b.ask("/me", nil), 200, "已绑定", "10 个恢复码")
	})
}

// Officers change at one browser: each has his own session, and no form of one is taken for the other's.
func TestOfficersChangeAtOneBrowser(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		b := h.first()
		h.officer("legal1")
		b.want(b.enter("keeper"), 303)
		drawn := b.ask("/me", nil).Body.String()
		seat := regexp.MustCompile(`name="_seat" value="([^"]+)"`).FindStringSubmatch(drawn)[1]
		page := b.want(b.ask("/sign-in?next=/people", nil), 200, "现在登录的是", "/people").Body.String()
		if strings.Contains(page, "某人") || strings.Contains(page, "g-side") {
			h.t.Error("the page of who comes shows who sits there")
		}
		b.want(b.ask("/sign-in", url.Values{"account": {"legal1"}, "password": {password}, "next": {"/people"}}), 303, "/")
		w := b.ask("/me/password", url.Values{"_seat": {seat}, "old": {password}, "password": {"another long one"}, "again": {"another long one"}})
		if w.Code != 409 || !strings.Contains(w.Body.String(), "这台电脑已换人登录") || strings.Contains(w.Body.String(), "another long one") {
			h.t.Fatalf("a form of another officer was taken or shown: %d", w.Code)
		}
		b.want(b.enter("keeper"), 303)
		b.want(b.ask("/me", nil), 200, "系统员")
	})
}

func TestAPasswordIsChanged(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		b := h.first()
		b.enter("keeper")
		b.want(b.ask("/me/password", url.Values{}), 422, "请输入现在的密码", "请设置密码")
		b.want(b.ask("/me/password", url.Values{"old": {"no"}, "password": {"short"}, "again": {"short"}}), 422, "密码至少 10 个字")
		b.want(b.ask("/me/password", url.Values{"old": {"no"}, "password": {"四季三餐 by the sea"}, "again": {"四季三餐 by the sea"}}), 422, "现在的密码不对")
		b.want(b.ask("/me/password", url.Values{"old": {password}, "password": {"四季三餐 by the sea"}, "again": {"四季三餐 by the sea"}}), 303, "/me")
		b.want(h.browser().enter("keeper"), 422)
	})
}
