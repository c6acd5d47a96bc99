package signpages_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/authn/provider/providertest"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

var keyField = regexp.MustCompile(`name="secret" value="([A-Z2-7]+)"`)

// enrolled is a browser in which an officer with a second factor sits.
func (h *house) enrolled(b *browser, name string) (secret string) {
	h.t.Helper()
	b.want(b.enter(name), 303)
	secret = keyField.FindStringSubmatch(b.want(b.ask("/me/second", url.Values{}), 200).Body.String())[1]
	b.want(b.ask("/me/second/confirm", url.Values{"code": {authn.Code(secret, h.hand.Now())}}), 200)
	h.hand.Forward(time.Minute)
	return secret
}

// sent is where a page leads to.
func (b *browser) sent(path string, form url.Values) string {
	b.t.Helper()
	to, led := strings.CutPrefix(b.want(b.ask(path, form), 200).Header().Get("Refresh"), "0; url=")
	if !led {
		b.t.Fatal("the page leads nowhere")
	}
	return to
}

// back brings the provider's answer back, and answers where the house goes on.
func (b *browser) back(answer url.Values) (to string) {
	b.t.Helper()
	return b.want(b.ask("/sign-in/provider?"+answer.Encode(), nil), 303).Header().Get("Location")
}

var stepField = regexp.MustCompile(`name="step" value="([^"]+)"`)

func (b *browser) code(secret string) string {
	b.t.Helper()
	step := stepField.FindStringSubmatch(b.want(b.ask("/sign-in/code", nil), 200).Body.String())[1]
	return b.want(b.ask("/sign-in/code", url.Values{"step": {step}, "code": {authn.Code(secret, b.hand.Now())}}), 303).Header().Get("Location")
}

func TestSingleSignOn(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		there := h.withProvider()
		b := h.first()
		b.want(b.ask("/sign-in", nil), 200, "用统一身份认证登录")
		stranger := h.browser()
		if to := stranger.back(there.Visit(stranger.sent("/sign-in/provider", url.Values{}))); to != "/sign-in" {
			h.t.Error(to)
		}
		stranger.want(stranger.ask("/sign-in", nil), 200, "还没有绑定归途的账号")

		secret := h.enrolled(b, "keeper")
		b.want(b.ask("/me/provider", url.Values{}), 403, `name="_code"`) // a link is signed
		to := b.sent("/me/provider", url.Values{"_code": {authn.Code(secret, h.hand.Now())}})
		if to := b.back(there.Visit(to)); to != "/me" {
			h.t.Fatal(to)
		}
		b.want(b.ask("/me", nil), 200, "已绑定（2026年3月2日")
		b.want(b.ask("/sign-out", url.Values{}), 303)

		h.hand.Forward(time.Minute)
		if to := b.back(there.Visit(b.sent("/sign-in/provider", url.Values{"next": {"/people"}}))); to != "/sign-in/code" {
			h.t.Fatal(to)
		}
		if to := b.code(secret); to != "/people" {
			h.t.Error(to)
		}
		b.want(b.ask("/me", nil), 200)
		b.want(b.ask("/me/provider/end", url.Values{}), 303, "/me")
		if to := stranger.back(there.Visit(stranger.sent("/sign-in/provider", url.Values{}))); to != "/sign-in" {
			h.t.Error("a link that has ended lets in:", to)
		}
	})
}

// What a browser brings back belongs to what it began, once.
func TestAnAnswerBelongsToItsBrowser(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		there := h.withProvider()
		b := h.first()
		secret := h.enrolled(b, "keeper")
		b.back(there.Visit(b.sent("/me/provider", url.Values{"_code": {authn.Code(secret, h.hand.Now())}})))
		h.hand.Forward(time.Minute)

		victim, thief := h.browser(), h.browser()
		mine := there.Visit(victim.sent("/sign-in/provider", url.Values{}))
		if to := thief.back(mine); to != "/sign-in" { // never began
			h.t.Error(to)
		}
		thief.sent("/sign-in/provider", url.Values{})
		if to := thief.back(mine); to != "/sign-in" { // began another
			h.t.Error(to)
		}
		if to := victim.back(mine); to != "/sign-in/code" {
			h.t.Error(to)
		}
		if to := victim.back(mine); to != "/sign-in" { // sent again
			h.t.Error(to)
		}
		late := there.Visit(victim.sent("/sign-in/provider", url.Values{}))
		h.hand.Forward(authn.LinkPatience + time.Second)
		if to := victim.back(late); to != "/sign-in" {
			h.t.Error(to)
		}
		there.Sign = providertest.OtherKey
		if to := victim.back(there.Visit(victim.sent("/sign-in/provider", url.Values{}))); to != "/sign-in" {
			h.t.Error(to)
		}
		victim.want(victim.ask("/sign-in", nil), 200, "无法核实")
	})
}

// While the provider is down its button says so, and name and password are where they were.
func TestAProviderThatIsDownLeavesTheSignIn(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		there := h.withProvider()
		b := h.first()
		there.Down = true
		b.want(b.ask("/sign-in/provider", url.Values{}), 303, "/sign-in")
		b.want(b.ask("/sign-in", nil), 200, "现在连不上统一身份认证", `name="password"`)
		b.want(b.enter("keeper"), 303, "/")
		b.jar["guitu_locale"] = "en"
		b.want(b.ask("/sign-in", nil), 200, "Sign in by single sign-on")
	})
	each(t, func(_ *testing.T, h *house) { // and where there is none, there is no button and no address
		b := h.first()
		if page := b.ask("/sign-in", nil).Body.String(); strings.Contains(page, "/sign-in/provider") {
			h.t.Error("a button that leads nowhere")
		}
		b.want(b.ask("/sign-in/provider", url.Values{}), 404)
		b.want(b.ask("/sign-in/provider?code=x&state=y", nil), 404)
	})
}

func TestOwnSessionsOnTheAccountPage(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		here := h.first()
		here.want(here.enter("keeper"), 303)
		there, third := h.browser(), h.browser()
		there.want(there.enter("keeper"), 303)
		third.want(third.enter("keeper"), 303)
		page := here.want(here.ask("/me", nil), 200, "就是这里", "结束其他所有登录").Body.String()
		ids := regexp.MustCompile(`name="id" value="([^"]+)"`).FindAllStringSubmatch(page, -1)
		if len(ids) != 2 {
			h.t.Fatalf("%d sessions can be ended", len(ids))
		}
		here.want(here.ask("/me/sessions/end", url.Values{"id": {ids[0][1]}}), 303, "/me") // the newest: the third
		third.want(third.ask("/me", nil), 303, "/sign-in?next=%2Fme")
		there.want(there.ask("/me", nil), 200)
		secret := h.enrolled(here, "keeper") // he signs in anew, and his factor changes: the others are offered
		here.want(here.ask("/me/second", url.Values{"_code": {authn.Code(secret, h.hand.Now())}}), 200)
		h.hand.Forward(time.Minute)
		here.want(here.ask("/me/sessions/end", url.Values{}), 403, `name="_code"`)
		here.want(here.ask("/me/sessions/end", url.Values{"_code": {authn.Code(secret, h.hand.Now())}}), 303, "/me")
		there.want(there.ask("/me", nil), 303, "/sign-in?next=%2Fme")
		here.want(here.ask("/me", nil), 200)
	})
}

// Who tries tickets is slowed where he comes from, and is told until when.
func TestWhoGuessesTicketsWaits(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		b := h.browser()
		for range 5 {
			b.want(b.ask("/first", url.Values{"link": {"nonsense"}}), 422)
			b.want(b.ask("/ticket/nonsense", nil), 303, "/first")
		}
		b.want(b.ask("/first", url.Values{"link": {"nonsense"}}), 422)
		b.want(b.ask("/first", url.Values{"link": {"nonsense"}}), 429, "分钟再试")
		b.want(b.ask("/ticket/nonsense", nil), 429)
		h.hand.Forward(time.Minute)
		h.first()
	})
}

// The last day of the last post is a whole day, in the house's zone; at its midnight the officer is out, in the middle of
// his session, and comes in no more.
func TestALeaverIsOutAtMidnight(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		h.first()
		h.officer("legal1")
		ctx := actor.With(h.t.Context(), actor.Part("demo"))
		post, err := store.Read(ctx, h.db, func(tx *store.Tx) (out staff.Post, err error) {
			posts, err := staff.PostsOn(ctx, tx, "", tx.Today())
			for _, p := range posts {
				if p.Role == policy.BureauLegal {
					out = p
				}
			}
			return out, err
		})
		if err == nil {
			err = h.staff.Leave(ctx, store.NewKey(), post.ID, post.Version, civil.DateOf(h.hand.Now()))
		}
		if err != nil {
			h.t.Fatal(err)
		}
		midnight := time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC) // in Shanghai
		h.hand.Forward(midnight.Sub(h.hand.Now()) - time.Minute)
		b := h.browser()
		b.want(b.enter("legal1"), 303, "/")
		h.hand.Forward(time.Minute - time.Second)
		b.want(b.ask("/me", nil), 200)
		h.hand.Forward(time.Second)
		b.want(b.ask("/me", nil), 303, "/sign-in?next=%2Fme")
		b.want(h.browser().enter("legal1"), 422, "没有在任岗位")
	})
}

// A password manager finds its fields: the name, the present password, a new one, the code.
func TestAFieldIsForPasswordManagers(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		b := h.first()
		b.want(b.ask("/sign-in", nil), 200, `autocomplete="username"`, `autocomplete="current-password"`)
		b.want(b.enter("keeper"), 303)
		b.want(b.ask("/me", nil), 200, `autocomplete="current-password"`, `autocomplete="new-password"`)
		b.want(b.ask("/me/second", url.Values{}), 200, `autocomplete="one-time-code"`)
	})
}
