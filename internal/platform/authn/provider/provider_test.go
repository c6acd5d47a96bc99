package provider_test

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/platform/authn/provider"
	"guitu/internal/platform/authn/provider/providertest"
)

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

const callback = "https://guitu.example.invalid/sign-in/provider"

func both(t *testing.T) (*providertest.Provider, *provider.Provider, *clock.Hand) {
	hand := clock.At(start)
	there := providertest.New(t, hand.Now)
	return there, provider.New(provider.Config{
		Issuer: there.URL, Client: providertest.Client, Secret: providertest.Secret, Callback: callback, Clock: hand.Now,
	}), hand
}

func TestTheProviderSaysWhoHeIs(t *testing.T) {
	there, here, _ := both(t)
	for range 2 { // and again: every flow is new
		to, flow, err := here.Begin(t.Context(), false)
		if err != nil {
			t.Fatal(err)
		}
		asked := mustParse(t, to).Query()
		if asked.Get("state") != flow.State || asked.Get("nonce") != flow.Nonce || asked.Get("code_challenge_method") != "S256" ||
			asked.Get("redirect_uri") != callback || asked.Get("scope") != "openid" || asked.Has("prompt") || strings.Contains(to, flow.Verifier) {
			t.Error(to)
		}
		who, err := here.Finish(t.Context(), flow, there.Visit(to))
		if err != nil || who != (provider.Identity{Issuer: there.URL, Subject: "person-1"}) {
			t.Errorf("%+v %v", who, err)
		}
	}
	if to, _, _ := here.Begin(t.Context(), true); mustParse(t, to).Query().Get("prompt") != "login" {
		t.Error("a link is made by whoever sat at the provider before:", to)
	}
}

// Every way to forge an answer that a token, a code or a browser can carry.
func TestForgedAnswersAreRefused(t *testing.T) {
	claim := func(name string, value any) func(*providertest.Provider) {
		return func(p *providertest.Provider) { p.Claims = func(c map[string]any) { c[name] = value } }
	}
	for name, forge := range map[string]func(*providertest.Provider){
		"another key":           func(p *providertest.Provider) { p.Sign = providertest.OtherKey },
		"no signature":          func(p *providertest.Provider) { p.Sign = providertest.ByNone },
		"the public key's HMAC": func(p *providertest.Provider) { p.Sign = p.ByPublicKey },
		"an access token":       func(p *providertest.Provider) { p.Sign = p.AsAccess },
		"no token":              func(p *providertest.Provider) { p.Sign = func([]byte) string { return "" } },
		"changed after signing": func(p *providertest.Provider) {
			p.Sign = func(b []byte) string {
				var c map[string]any
				_ = json.Unmarshal(b, &c)
				c["sub"] = "person-2"
				other, _ := json.Marshal(c)
				mine, theirs := strings.Split(p.Signed(b), "."), strings.Split(p.Signed(other), ".")
				return mine[0] + "." + theirs[1] + "." + mine[2]
			}
		},
		"another issuer":             claim("iss", "https://other.example.invalid"),
		"another audience":           claim("aud", "another house"),
		"expired":                    claim("exp", start.Add(-time.Minute).Unix()),
		"not valid yet":              claim("nbf", start.Add(time.Hour).Unix()),
		"issued before":              claim("iat", start.Add(-time.Hour).Unix()),
		"issued tomorrow":            claim("iat", start.Add(24*time.Hour).Unix()),
		"a nonce of before":          claim("nonce", "of another flow"),
		"no nonce":                   claim("nonce", nil),
		"no subject":                 claim("sub", ""),
		"another party":              claim("azp", "another house"),
		"two audiences and no party": claim("aud", []string{providertest.Client, "another house"}),
		"another access token":       claim("at_hash", "bm90IHRoaXMgb25lIQ"),
		"another state":              func(p *providertest.Provider) { p.Answer = func(v url.Values) { v.Set("state", "of another flow") } },
		"no state":                   func(p *providertest.Provider) { p.Answer = func(v url.Values) { v.Del("state") } },
		"no code":                    func(p *providertest.Provider) { p.Answer = func(v url.Values) { v.Del("code") } },
		"a code of another":          func(p *providertest.Provider) { p.Answer = func(v url.Values) { v.Set("code", "guessed") } },
		"mixed up": func(p *providertest.Provider) {
			p.Answer = func(v url.Values) { v.Set("iss", "https://other.example.invalid") }
		},
		"mixed up, and silent": func(p *providertest.Provider) { p.Named, p.Answer = true, func(v url.Values) { v.Del("iss") } },
	} {
		t.Run(name, func(t *testing.T) {
			there, here, _ := both(t)
			forge(there)
			to, flow, err := here.Begin(t.Context(), false)
			if err != nil {
				t.Fatal(err)
			}
			if who, err := here.Finish(t.Context(), flow, there.Visit(to)); !errs.Is(err, "authn.provider_refused") || who.Subject != "" {
				t.Errorf("%+v %v", who, err)
			}
		})
	}
}

// What is right in two ways is let in: a second audience that names its party, and a provider that names itself.
func TestWhatIsRightIsNotRefused(t *testing.T) {
	there, here, hand := both(t)
	there.Named = true
	there.Claims = func(c map[string]any) { c["aud"], c["azp"] = []string{providertest.Client, "x"}, providertest.Client }
	to, flow, err := here.Begin(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	hand.Forward(4 * time.Minute)
	if _, err := here.Finish(t.Context(), flow, there.Visit(to)); err != nil {
		t.Error(err)
	}
}

func TestACodeIsGoodOnceAndForItsOwnFlow(t *testing.T) {
	there, here, _ := both(t)
	to, flow, _ := here.Begin(t.Context(), false)
	answer := there.Visit(to)
	if _, err := here.Finish(t.Context(), flow, answer); err != nil {
		t.Fatal(err)
	}
	if _, err := here.Finish(t.Context(), flow, answer); !errs.Is(err, "authn.provider_refused") {
		t.Error("a code worked twice:", err)
	}
	to, mine, _ := here.Begin(t.Context(), false)
	_, stolen, _ := here.Begin(t.Context(), false)
	answer = there.Visit(to)
	mine.Verifier = stolen.Verifier // a code in the hands of who does not know the verifier
	if _, err := here.Finish(t.Context(), mine, answer); !errs.Is(err, "authn.provider_refused") {
		t.Error("a stolen code worked:", err)
	}
}

func TestAProviderThatIsDown(t *testing.T) {
	there, here, hand := both(t)
	there.Down = true
	if _, _, err := here.Begin(t.Context(), false); !errs.Is(err, "authn.provider_unreachable") {
		t.Error(err)
	}
	there.Down = false
	if _, _, err := here.Begin(t.Context(), false); !errs.Is(err, "authn.provider_unreachable") {
		t.Error("everybody waits anew for one that was silent a moment ago:", err)
	}
	hand.Forward(6 * time.Second)
	to, flow, err := here.Begin(t.Context(), false)
	if err != nil {
		t.Fatal("it is back:", err)
	}
	there.Down = true
	hand.Forward(6 * time.Second)
	if _, _, err := here.Begin(t.Context(), false); !errs.Is(err, "authn.provider_unreachable") {
		t.Error("a browser is sent to a provider that went away:", err)
	}
	there.Down = false
	hand.Forward(6 * time.Second)
	answer := there.Visit(to)
	there.Down = true
	if _, err := here.Finish(t.Context(), flow, answer); !errs.Is(err, "authn.provider_unreachable") {
		t.Error(err)
	}
	there.Down = false
	there.Answer = func(v url.Values) { v.Del("code"); v.Set("error", "access_denied") }
	if _, err := here.Finish(t.Context(), flow, there.Visit(to)); !errs.Is(err, "authn.provider_cancelled") {
		t.Error(err)
	}
	hand.Forward(2 * time.Hour)
	there.Down = true
	if _, _, err := here.Begin(t.Context(), false); !errs.Is(err, "authn.provider_unreachable") {
		t.Error("what it said two hours ago still counts:", err)
	}
}

// No redirect is followed, and an address without TLS is none.
func TestOnlyGuardedAddresses(t *testing.T) {
	for at, want := range map[string]bool{
		"https://id.example.invalid": true, "http://127.0.0.1:8080/x": true, "http://localhost": true, "http://[::1]:80": true,
		"http://id.example.invalid": false, "http://10.0.0.1": false, "ftp://127.0.0.1": false, "": false, "id.example.invalid": false,
	} {
		if provider.Guarded(at) != want {
			t.Error(at)
		}
	}
	there, _, hand := both(t)
	led := httptest.NewServer(there.Led())
	defer led.Close()
	there.Issuer = led.URL
	here := provider.New(provider.Config{Issuer: led.URL, Client: providertest.Client, Callback: callback, Clock: hand.Now})
	if _, _, err := here.Begin(t.Context(), false); !errs.Is(err, "authn.provider_unreachable") {
		t.Error("it was led to another address:", err)
	}
}

func mustParse(t *testing.T, to string) *url.URL {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
