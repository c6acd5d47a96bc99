package app

import (
	"crypto/tls"
	"net/http"
	"os"
	"sync"
	"time"

	"golang.org/x/crypto/acme"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
)

// lookEvery is how often it is looked whether the certificate's files were exchanged: at a handshake, so that an idle
// house does nothing.
const lookEvery = 10 * time.Second

// certificate is the one of given files. They are read anew when they have changed, so that renewing it stops nobody;
// while what lies there cannot be used (one of the two is not there yet), the one before is shown.
type certificate struct {
	cert, key string
	now       clock.Clock
	failed    func(error)

	mu     sync.Mutex
	shown  *tls.Certificate
	stamp  [2]time.Time
	sizes  [2]int64
	looked time.Time
}

// newCertificate reads the pair; one that cannot be used at the start is app.bad_certificate.
func newCertificate(cert, key string, now clock.Clock, failed func(error)) (*certificate, error) {
	c := &certificate{cert: cert, key: key, now: now, failed: failed}
	if err := c.read(); err != nil {
		return nil, err
	}
	c.looked = now()
	return c, nil
}

// read reads the pair, unless it is the one that is shown already.
func (c *certificate) read() error {
	var stamp [2]time.Time
	var sizes [2]int64
	for i, path := range []string{c.cert, c.key} {
		info, err := os.Stat(path)
		if err != nil {
			return errs.Because(errs.Unavailable, "app.bad_certificate", err)
		}
		stamp[i], sizes[i] = info.ModTime(), info.Size()
	}
	if c.shown != nil && stamp == c.stamp && sizes == c.sizes {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return errs.Because(errs.Unavailable, "app.bad_certificate", err)
	}
	c.shown, c.stamp, c.sizes = &pair, stamp, sizes
	return nil
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.now(); now.Sub(c.looked) >= lookEvery {
		c.looked = now
		if err := c.read(); err != nil {
			c.failed(err)
		}
	}
	return c.shown, nil
}

// tlsConfig is what the house speaks: TLS 1.3, or 1.2 with forward secrecy and authenticated ciphers only.
// protocols are asked for beside those of pages.
func tlsConfig(get func(*tls.ClientHelloInfo) (*tls.Certificate, error), protocols ...string) *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		GetCertificate: get,
		NextProtos:     append([]string{"h2", "http/1.1"}, protocols...),
		CipherSuites: []uint16{
			tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
			tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
			tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		},
	}
}

// secure is how the house speaks TLS, by its files or by an authority, and what answers at the port without TLS; nil where
// a proxy ends TLS or nobody but this machine comes.
func (h *House) secure() (*tls.Config, http.Handler, error) {
	switch {
	case h.Config.Cert != "":
		shown, err := newCertificate(h.Config.Cert, h.Config.Key, h.Clock, func(err error) {
			h.Log.Error("the certificate cannot be read anew", "code", errs.CodeOf(err), "cause", err)
		})
		if err != nil {
			return nil, nil, err
		}
		return tlsConfig(shown.get), h.plain(), nil
	case h.Config.TLS():
		a := h.authority()
		return tlsConfig(a.GetCertificate, acme.ALPNProto), a.HTTPHandler(h.plain()), nil
	}
	return nil, nil, nil
}
