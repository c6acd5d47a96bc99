// Package provider speaks OpenID Connect with the provider of identities that a house is told of (统一身份认证): it sends a
// browser there, and judges what comes back. It answers with an issuer and a subject and nothing else: whose account that
// is, and whether he may come in, is for authn.
//
// One provider, by its set address. Every answer belongs to one flow, begun in the same browser: state, nonce and the
// verifier of PKCE are made anew each time and are good once. The ID token is signed by a key that the provider publishes,
// with one of the listed algorithms; who is asked by HMAC with a public key, or by none, is refused. Access tokens are not
// kept. Nothing follows a redirect, and no answer is read beyond a megabyte.
package provider

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
)

// Config is what a house is told of its provider.
type Config struct {
	Issuer   string // https://… exactly as the provider calls itself
	Client   string // the house's name at the provider
	Secret   string // and its secret
	Callback string // where the provider sends browsers back
	Clock    clock.Clock
}

// Identity is who somebody is at a provider. A subject is never given to another, a name or an address is.
type Identity struct{ Issuer, Subject string }

// Flow is one way to the provider and back. Only the house knows it.
type Flow struct {
	State, Nonce, Verifier string
	Began                  time.Time
}

const (
	slack   = 5 * time.Minute // between the two clocks
	anew    = time.Hour       // after which the provider's own description is read again
	lately  = 5 * time.Second // and before a browser is sent there, that it finds somebody; or is told at once that nobody was
	waiting = 10 * time.Second
	most    = 1 << 20 // bytes of an answer
)

// algorithms are those by which an ID token may be signed. None of them is symmetric.
var algorithms = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

// Provider is the provider of a house. It is found when it is first needed, so that a house starts without it.
type Provider struct {
	config Config
	client *http.Client

	mu     sync.Mutex
	known  *known
	silent error // why it was not reached the last time
	missed time.Time
}

// known is what a provider says of itself.
type known struct {
	*oidc.Provider
	at  time.Time
	own struct {
		Methods []string `json:"token_endpoint_auth_methods_supported"`
		Keys    string   `json:"jwks_uri"`
		Named   bool     `json:"authorization_response_iss_parameter_supported"`
	}
}

// New makes one; nobody is asked yet.
func New(c Config) *Provider {
	return &Provider{config: c, client: &http.Client{
		Timeout:       waiting,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     bounded{&http.Transport{TLSHandshakeTimeout: waiting, MaxIdleConns: 4, IdleConnTimeout: time.Minute}},
	}}
}

// bounded reads no answer beyond its size.
type bounded struct{ inner http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.inner.RoundTrip(r)
	if err == nil {
		answer.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(answer.Body, most), answer.Body}
	}
	return answer, err
}

// Begin is the address to which a browser is sent, and the flow by which its answer is judged. fresh asks the provider to
// let nobody in by a session of before. It fails with authn.provider_unreachable (Unavailable).
func (p *Provider) Begin(ctx context.Context, fresh bool) (to string, f Flow, err error) {
	k, err := p.find(ctx, lately)
	if err != nil {
		return "", f, err
	}
	f = Flow{State: oauth2.GenerateVerifier(), Nonce: oauth2.GenerateVerifier(), Verifier: oauth2.GenerateVerifier(), Began: p.config.Clock()}
	options := []oauth2.AuthCodeOption{oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)}
	if fresh {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"))
	}
	return p.exchange(k).AuthCodeURL(f.State, options...), f, nil
}

// Finish judges what a browser brought back, and says who the provider says it is. It fails with authn.provider_cancelled
// (Denied: the provider did not let him in), authn.provider_refused (Denied: an answer that cannot be believed; the cause
// says why) and authn.provider_unreachable.
func (p *Provider) Finish(ctx context.Context, f Flow, answer url.Values) (who Identity, err error) {
	k, err := p.find(ctx, anew)
	if err != nil {
		return who, err
	}
	if err := p.belongs(k, f, answer); err != nil {
		return who, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.exchange(k).Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return who, exchanged(err)
	}
	raw, _ := token.Extra("id_token").(string)
	if err := ofItsKind(raw); err != nil {
		return who, err
	}
	checked := k.VerifierContext(ctx, &oidc.Config{ClientID: p.config.Client, SupportedSigningAlgs: algorithms, Now: p.config.Clock})
	id, err := checked.Verify(ctx, raw)
	if err != nil {
		return who, refused(err)
	}
	if err := p.meant(f, id, token.AccessToken); err != nil {
		return who, err
	}
	return Identity{Issuer: id.Issuer, Subject: id.Subject}, nil
}

// belongs tells whether an answer is to this flow, and from this provider (RFC 9207 where it says so).
func (p *Provider) belongs(k *known, f Flow, answer url.Values) error {
	switch iss := answer.Get("iss"); {
	case !same(answer.Get("state"), f.State):
		return refused(errors.New("another state"))
	case iss != "" && iss != p.config.Issuer, iss == "" && k.own.Named:
		return refused(errors.New("another issuer's answer"))
	case answer.Get("error") == "access_denied":
		return errs.New(errs.Denied, "authn.provider_cancelled")
	case answer.Get("error") != "" || answer.Get("code") == "":
		return refused(errors.New("no code"))
	}
	return nil
}

// meant holds what go-oidc leaves to its caller: that the token answers this flow, is this client's, and goes with the
// access token that came with it.
func (p *Provider) meant(f Flow, id *oidc.IDToken, access string) error {
	var own struct {
		Party string `json:"azp"`
	}
	if err := id.Claims(&own); err != nil {
		return refused(err)
	}
	switch now := p.config.Clock(); {
	case !same(id.Nonce, f.Nonce):
		return refused(errors.New("another nonce"))
	case own.Party != "" && own.Party != p.config.Client, own.Party == "" && len(id.Audience) > 1:
		return refused(errors.New("another party's token"))
	case id.IssuedAt.After(now.Add(slack)), id.IssuedAt.Before(f.Began.Add(-slack)):
		return refused(errors.New("not issued for this sign-in"))
	case id.Subject == "" || len(id.Subject) > 255:
		return refused(errors.New("no subject"))
	}
	if id.AccessTokenHash != "" {
		return refused(id.VerifyAccessToken(access))
	}
	return nil
}

// ofItsKind refuses a token that says itself that it is another kind, such as an access token (RFC 9068).
func ofItsKind(raw string) error {
	head, _, _ := strings.Cut(raw, ".")
	text, err := base64.RawURLEncoding.DecodeString(head)
	var own struct {
		Kind string `json:"typ"`
	}
	if err == nil {
		err = json.Unmarshal(text, &own)
	}
	if err == nil && own.Kind != "" && !strings.EqualFold(own.Kind, "JWT") {
		err = errors.New("no ID token")
	}
	return refused(err)
}

// exchange is the house as a client of the provider.
func (p *Provider) exchange(k *known) *oauth2.Config {
	at := k.Endpoint()
	at.AuthStyle = oauth2.AuthStyleInHeader // what a provider takes that says nothing
	for i, m := range k.own.Methods {
		if m == "client_secret_basic" {
			at.AuthStyle = oauth2.AuthStyleInHeader
			break
		}
		if m == "client_secret_post" || i == 0 {
			at.AuthStyle = oauth2.AuthStyleInParams
		}
	}
	return &oauth2.Config{
		ClientID: p.config.Client, ClientSecret: p.config.Secret, Endpoint: at, RedirectURL: p.config.Callback, Scopes: []string{oidc.ScopeOpenID},
	}
}

// Reach tells whether the provider answers now, with what it must say of itself: nil, or authn.provider_unreachable.
func (p *Provider) Reach(ctx context.Context) error {
	_, err := p.find(ctx, lately)
	return err
}

// find reads what the provider says of itself, unless it did so within some time. One that was silent a moment ago is not
// waited for by everybody anew.
func (p *Provider) find(ctx context.Context, within time.Duration) (*known, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.config.Clock()
	if p.known != nil && now.Sub(p.known.at) < within {
		return p.known, nil
	}
	if p.silent != nil && now.Sub(p.missed) < lately {
		return nil, p.silent
	}
	k, err := p.read(ctx, now)
	if p.silent, p.missed = err, now; ctx.Err() != nil {
		p.silent = nil // who asked went away
	}
	if err != nil {
		return nil, err
	}
	p.known = k
	return k, nil
}

// read reads what the provider says of itself.
func (p *Provider) read(ctx context.Context, now time.Time) (*known, error) {
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.config.Issuer)
	if err != nil {
		return nil, errs.Because(errs.Unavailable, "authn.provider_unreachable", err)
	}
	k := &known{Provider: found, at: now}
	if err := found.Claims(&k.own); err != nil {
		return nil, errs.Because(errs.Unavailable, "authn.provider_unreachable", err)
	}
	for _, at := range []string{found.Endpoint().AuthURL, found.Endpoint().TokenURL, k.own.Keys} {
		if !Guarded(at) {
			return nil, errs.Because(errs.Unavailable, "authn.provider_unreachable", errors.New("an address without TLS"))
		}
	}
	return k, nil
}

// Guarded tells whether an address is reached by TLS, or on this machine alone.
func Guarded(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return false
	}
	host, _, err := net.SplitHostPort(u.Host)
	if err != nil {
		host = u.Host
	}
	a, _ := netip.ParseAddr(strings.Trim(host, "[]"))
	return u.Scheme == "https" || u.Scheme == "http" && (host == "localhost" || a.IsLoopback())
}

// exchanged tells a provider that refused the code from one that did not answer. What it wrote is not passed on: nobody
// knows what stands in it.
func exchanged(err error) error {
	var answer *oauth2.RetrieveError
	if errors.As(err, &answer) && answer.Response != nil && answer.Response.StatusCode < 500 {
		return refused(fmt.Errorf("the code was refused: %d", answer.Response.StatusCode))
	}
	if answer != nil {
		err = errors.New("the provider failed")
	}
	return errs.Because(errs.Unavailable, "authn.provider_unreachable", err)
}

func refused(cause error) error {
	if cause == nil {
		return nil
	}
	return errs.Because(errs.Denied, "authn.provider_refused", cause)
}

func same(a, b string) bool { return b != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
