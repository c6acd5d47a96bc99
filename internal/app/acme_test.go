package app

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"guitu/internal/base/errs"
	"guitu/internal/platform/config"
)

// authority is a small ACME authority: it believes no account without its signature, and gives a certificate only after it
// has seen for itself that who asks answers at the name.
type authority struct {
	*httptest.Server
	t          *testing.T
	kind       string // of the challenge that it offers
	at         func() (tls, plain string)
	mu         sync.Mutex
	key        *ecdsa.PrivateKey
	account    *jose.JSONWebKey
	issued     []byte
	valid      bool
	given, met int
}

func newAuthority(t *testing.T, kind string, at func() (string, string)) *authority {
	a := &authority{t: t, kind: kind, at: at}
	a.key, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	a.Server = httptest.NewTLSServer(a)
	t.Cleanup(a.Close)
	return a
}

func (a *authority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	w.Header().Set("Replay-Nonce", fmt.Sprint(time.Now().UnixNano()))
	answer := func(status int, v any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(v)
	}
	if r.URL.Path == "/directory" {
		answer(200, map[string]any{"newNonce": a.URL + "/nonce", "newAccount": a.URL + "/account", "newOrder": a.URL + "/order"})
		return
	}
	if r.URL.Path == "/nonce" {
		return
	}
	payload, ok := a.signed(r)
	if !ok {
		answer(403, map[string]any{"type": "urn:ietf:params:acme:error:unauthorized"})
		return
	}
	state := map[bool]string{true: "valid", false: "pending"}[a.valid]
	challenge := map[string]any{"type": a.kind, "url": a.URL + "/challenge", "token": "a-token-of-the-tests-00", "status": state}
	order := map[string]any{"status": map[bool]string{true: "ready", false: "pending"}[a.valid], "finalize": a.URL + "/finalize", "authorizations": []string{a.URL + "/authz"}, "identifiers": []map[string]string{{"type": "dns", "value": named}}}
	switch r.URL.Path {
	case "/account":
		w.Header().Set("Location", a.URL+"/account/1")
		answer(201, map[string]any{"status": "valid"})
	case "/order":
		w.Header().Set("Location", a.URL+"/order/1")
		answer(201, order)
	case "/order/1":
		if a.issued != nil {
			order["status"], order["certificate"] = "valid", a.URL+"/certificate"
		}
		answer(200, order)
	case "/authz":
		answer(200, map[string]any{"status": state, "identifier": map[string]string{"type": "dns", "value": named}, "challenges": []any{challenge}})
	case "/challenge":
		a.valid = a.look("a-token-of-the-tests-00")
		answer(200, challenge)
	case "/finalize":
		if a.valid {
			a.give(payload)
			order["status"], order["certificate"] = "valid", a.URL+"/certificate"
		}
		w.Header().Set("Location", a.URL+"/order/1")
		answer(200, order)
	case "/certificate":
		w.Header().Set("Content-Type", "application/pem-certificate-chain")
		_, _ = w.Write(a.issued)
	default:
		http.NotFound(w, r)
	}
}

// signed opens a request that its account signed.
func (a *authority) signed(r *http.Request) ([]byte, bool) {
	text, _ := io.ReadAll(r.Body)
	s, err := jose.ParseSignedJSON(string(text), []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		return nil, false
	}
	if k := s.Signatures[0].Protected.JSONWebKey; k != nil {
		a.account = k
	}
	payload, err := s.Verify(a.account)
	return payload, err == nil
}

// look is the authority's own visit at the name.
func (a *authority) look(token string) bool {
	secure, plain := a.at()
	thumb, _ := a.account.Thumbprint(5) // SHA-256
	want := token + "." + base64.RawURLEncoding.EncodeToString(thumb)
	a.met++
	if a.kind == "http-01" {
		r, _ := http.NewRequest(http.MethodGet, "http://"+plain+"/.well-known/acme-challenge/"+token, nil)
		r.Host = named
		got, err := (&http.Client{}).Do(r)
		if err != nil {
			return false
		}
		defer got.Body.Close()
		text, _ := io.ReadAll(got.Body)
		return string(text) == want
	}
	c, err := tls.Dial("tcp", secure, &tls.Config{ServerName: named, NextProtos: []string{"acme-tls/1"}, InsecureSkipVerify: true})
	if err != nil {
		return false
	}
	defer c.Close()
	shown := c.ConnectionState()
	return shown.NegotiatedProtocol == "acme-tls/1" && len(shown.PeerCertificates[0].DNSNames) == 1 && shown.PeerCertificates[0].DNSNames[0] == named
}

func (a *authority) give(payload []byte) {
	var asked struct{ CSR string }
	_ = json.Unmarshal(payload, &asked)
	raw, _ := base64.RawURLEncoding.DecodeString(asked.CSR)
	csr, err := x509.ParseCertificateRequest(raw)
	if err != nil || csr.CheckSignature() != nil || len(csr.DNSNames) != 1 || csr.DNSNames[0] != named {
		a.t.Errorf("a request for %v: %v", csr, err)
		return
	}
	root := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority of the tests"}, IsCA: true, BasicConstraintsValid: true, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(365 * 24 * time.Hour)}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(7), DNSNames: csr.DNSNames, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, leaf, root, csr.PublicKey, a.key)
	if err != nil {
		a.t.Error(err)
	}
	a.issued = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	a.given++
}

const named = "guitu.example.org"

// served is a house that has its certificate by ACME, at ports of its own.
func served(t *testing.T, folder, kind string) (*House, *authority, string) {
	t.Helper()
	c := config.Default()
	c.Data, c.Listen, c.Plain, c.ACME = folder, "127.0.0.1:0", "127.0.0.1:0", config.ACME{Hosts: named, Contact: "keeper@example.org"}
	address := make(chan string, 1)
	var h *House
	var at string
	a := newAuthority(t, kind, func() (string, string) { return at, h.plainAt })
	c.ACME.URL = a.URL + "/directory"
	h, err := Open(t.Context(), c, Options{Found: true})
	if err != nil {
		t.Fatal(err)
	}
	h.outward = a.Client()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.Serve(ctx, func(a string) { address <- a }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	select {
	case at = <-address:
	case err := <-ended:
		ended <- err
		t.Fatal(err)
	}
	return h, a, at
}

func shownAt(at, name string) (int64, error) {
	c, err := tls.Dial("tcp", at, &tls.Config{ServerName: name, InsecureSkipVerify: true}) // the test looks at the number
	if err != nil {
		return 0, err
	}
	defer c.Close()
	return c.ConnectionState().PeerCertificates[0].SerialNumber.Int64(), nil
}

func TestACertificateFromAnAuthority(t *testing.T) {
	for _, kind := range []string{"tls-alpn-01", "http-01"} {
		t.Run(kind, func(t *testing.T) {
			folder := t.TempDir()
			h, a, at := served(t, folder, kind)
			if n, err := shownAt(at, named); err != nil || n != 7 {
				t.Fatal(n, err)
			}
			if n, err := shownAt(at, named); err != nil || n != 7 || a.given != 1 || a.met == 0 {
				t.Errorf("%d %v: %d given", n, err, a.given)
			}
			if _, err := shownAt(at, "other.example.org"); err == nil || a.given != 1 {
				t.Error("a name that is not the house's has a certificate")
			}
			files, err := os.ReadDir(filepath.Join(folder, "acme"))
			if err != nil || len(files) < 2 { // the account and the certificate
				t.Fatal(len(files), err)
			}
			for _, f := range files {
				if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
					t.Errorf("%s: %v %v", f.Name(), info.Mode(), err)
				}
			}
			for _, f := range h.examine(t.Context()) {
				if f.Check == "tls" && (f.Code != "doctor.tls" || len(f.Args) != 1) {
					t.Errorf("the doctor sees %+v", f)
				}
			}
		})
	}
}

// The port without TLS leads pages, where the house says, and takes nothing else.
func TestPlainHTTPLeadsPagesOnly(t *testing.T) {
	h, _, _ := served(t, t.TempDir(), "http-01")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, x := range []struct {
		method, path, accept string
		status               int
		to                   string
	}{
		{"GET", "/people?named=x", "text/html", 302, "https://" + named + ":0/people"},
		{"POST", "/sign-in", "text/html", 403, ""},
		{"GET", "/health", "", 403, ""},
		{"GET", "/static/1/a.js", "*/*", 403, ""},
		{"GET", "//evil.example/x", "text/html", 302, "https://" + named + ":0//evil.example/x"},
		{"GET", "/.well-known/acme-challenge/x", "", 404, ""},
	} {
		r, _ := http.NewRequest(x.method, "http://"+h.plainAt+x.path, nil)
		r.Host = "evil.example"
		if x.accept != "" {
			r.Header.Set("Accept", x.accept)
		}
		got, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		got.Body.Close()
		if got.StatusCode != x.status && (x.status != 404 || got.StatusCode < 400) || got.Header.Get("Location") != x.to {
			t.Errorf("%s %s: %d %q", x.method, x.path, got.StatusCode, got.Header.Get("Location"))
		}
		if strings.Contains(got.Header.Get("Location"), "named=") {
			t.Error("a query travels on")
		}
	}
	h.Config.Plain = h.plainAt
	if _, err := h.listenPlain(http.NotFoundHandler()); !errs.Is(err, "app.port_taken") {
		t.Error(err)
	}
}
