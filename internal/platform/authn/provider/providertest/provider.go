// Package providertest is a small provider of identities for tests: discovery, keys, codes and signed tokens over HTTP on
// this machine, and every way in which one can be forged.
package providertest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"guitu/internal/base/clock"
)

// Client and Secret are the house's at the provider.
const Client, Secret = "guitu-of-the-tests", "a secret of the tests"

// Provider is the provider. Its fields may be changed between requests.
type Provider struct {
	*httptest.Server
	Subject string
	Issuer  string                      // what it calls itself; "" for its address
	Claims  func(map[string]any)        // changes what a token says; nil changes nothing
	Sign    func(payload []byte) string // signs otherwise; nil signs as the provider does
	Answer  func(url.Values)            // changes what the browser brings back
	Down    bool                        // answers nothing
	Named   bool                        // says its own name in every answer
	key     *ecdsa.PrivateKey
	now     clock.Clock
	mu      sync.Mutex
	codes   map[string]url.Values // code → the request that it answers
	numbers int
}

// New starts one for a test.
func New(t testing.TB, now clock.Clock) *Provider {
	t.Helper()
	p := &Provider{Subject: "person-1", now: now, codes: map[string]url.Values{}}
	var err error
	if p.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

// ServeHTTP answers as a provider does.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.Down:
		http.Error(w, "down", http.StatusBadGateway)
	case r.URL.Path == "/.well-known/openid-configuration":
		write(w, map[string]any{
			"issuer": p.name(), "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"ES256", "HS256", "none"}, "authorization_response_iss_parameter_supported": p.Named,
		})
	case r.URL.Path == "/keys":
		write(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &p.key.PublicKey, KeyID: "one", Algorithm: "ES256", Use: "sig"}}})
	case r.URL.Path == "/token":
		p.token(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (p *Provider) name() string {
	if p.Issuer != "" {
		return p.Issuer
	}
	return p.URL
}

func write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// Visit is a browser at the provider: it signs in there, and is sent back with the answer.
func (p *Provider) Visit(to string) url.Values {
	u, err := url.Parse(to)
	if err != nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.numbers++
	code := "code-" + string(rune('a'+p.numbers))
	p.codes[code] = u.Query()
	answer := url.Values{"code": {code}, "state": {u.Query().Get("state")}}
	if p.Named {
		answer.Set("iss", p.name())
	}
	if p.Answer != nil {
		p.Answer(answer)
	}
	return answer
}

// token gives a token for a code: once, to the client, who shows what the challenge was made of.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	asked, ok := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	client, secret, _ := r.BasicAuth()
	client, _ = url.QueryUnescape(client)
	secret, _ = url.QueryUnescape(secret)
	challenge := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !ok || client != Client || secret != Secret || asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(challenge[:]) ||
		asked.Get("code_challenge_method") != "S256" || r.PostFormValue("redirect_uri") != asked.Get("redirect_uri") {
		w.WriteHeader(http.StatusBadRequest)
		write(w, map[string]any{"error": "invalid_grant"})
		return
	}
	now := p.now()
	claims := map[string]any{
		"iss": p.name(), "sub": p.Subject, "aud": Client, "nonce": asked.Get("nonce"), "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(),
		"preferred_username": "li.min", "email": "li.min@example.invalid",
	}
	if p.Claims != nil {
		p.Claims(claims)
	}
	payload, _ := json.Marshal(claims)
	sign := p.Sign
	if sign == nil {
		sign = func(b []byte) string { return Signed(jose.ES256, p.key, "JWT", b) }
	}
	write(w, map[string]any{"access_token": "nobody keeps this", "token_type": "Bearer", "expires_in": 300, "id_token": sign(payload)})
}

// Signed is a token of a kind by a key of anybody's.
func Signed(how jose.SignatureAlgorithm, key any, kind string, payload []byte) string {
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: how, Key: jose.JSONWebKey{Key: key, KeyID: "one"}},
		(&jose.SignerOptions{}).WithType(jose.ContentType(kind)))
	if err != nil {
		return ""
	}
	signed, err := s.Sign(payload)
	if err != nil {
		return ""
	}
	text, _ := signed.CompactSerialize()
	return text
}

// OtherKey signs by a key that is not the provider's.
func OtherKey(payload []byte) string {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return ""
	}
	return Signed(jose.ES256, key, "JWT", payload)
}

// ByNone is a token without a signature.
func ByNone(payload []byte) string {
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString(payload) + "."
}

// ByPublicKey signs by HMAC with the provider's public key, which everybody has.
func (p *Provider) ByPublicKey(payload []byte) string {
	public, err := x509.MarshalPKIXPublicKey(&p.key.PublicKey)
	if err != nil {
		return ""
	}
	return Signed(jose.HS256, public, "JWT", payload)
}

// AsAccess is a well-signed token of another kind.
func (p *Provider) AsAccess(payload []byte) string {
	return Signed(jose.ES256, p.key, "at+jwt", payload)
}

// Signed is a token as the provider signs it.
func (p *Provider) Signed(payload []byte) string { return Signed(jose.ES256, p.key, "JWT", payload) }

// Led answers everything by leading to the provider.
func (p *Provider) Led() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, p.URL+r.URL.Path, http.StatusFound)
	})
}
