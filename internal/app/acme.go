package app

import (
	"net"
	"net/http"
	"strings"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"guitu/internal/base/errs"
	"guitu/internal/platform/config"
)

// authority has certificates for the set names, and no others, from an ACME authority (RFC 8555). Account, keys and
// certificates lie in the data folder, for the house's own user alone; they are renewed thirty days before they end,
// while the one before is shown. Who asks by no name, or another, gets no certificate.
func (h *House) authority() *autocert.Manager {
	a := h.Config.ACME
	return &autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(config.ACMEFolder(h.Config.Data)),
		HostPolicy: autocert.HostWhitelist(a.Names()...), Email: a.Contact,
		Client: &acme.Client{DirectoryURL: a.URL, HTTPClient: h.outward, UserAgent: "guitu"},
	}
}

// outward is the client by which the house asks the authority.
func outward() *http.Client {
	return &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{TLSHandshakeTimeout: 10 * time.Second, IdleConnTimeout: time.Minute}}
}

// plain answers at the port without TLS: it leads pages to where TLS is and takes nothing else. Where it leads is what the
// house is told of itself, never what a request says.
func (h *House) plain() http.Handler {
	to := h.Config.BaseURL()
	if names := h.Config.ACME.Names(); h.Config.Public == "" && len(names) > 0 {
		to = "https://" + names[0]
		if _, port, err := net.SplitHostPort(h.Config.Listen); err == nil && port != "443" {
			to += ":" + port
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		page := r.Method == http.MethodGet || r.Method == http.MethodHead
		if !page || !strings.HasPrefix(r.URL.Path, "/") || strings.HasPrefix(r.URL.Path, "/static/") || !strings.Contains(r.Header.Get("Accept"), "text/html") {
			http.Error(w, "TLS only", http.StatusForbidden) // a machine that sends its secrets in the clear is to find out
			return
		}
		http.Redirect(w, r, to+r.URL.EscapedPath(), http.StatusFound)
	})
}

// listenPlain opens the port without TLS, where one is set; the answer closes it.
func (h *House) listenPlain(answers http.Handler) (end func(), err error) {
	if h.Config.Plain == "" {
		return func() {}, nil
	}
	l, err := net.Listen("tcp", h.Config.Plain)
	if err != nil {
		return nil, cannotListen(h.Config.Plain, err)
	}
	s := h.server(answers)
	s.WriteTimeout = time.Minute
	go func() {
		if err := s.Serve(l); err != nil && err != http.ErrServerClosed {
			h.Log.Error("plain HTTP has ended", "code", errs.CodeOf(err), "cause", err)
		}
	}()
	h.plainAt = l.Addr().String()
	return func() { _ = s.Close() }, nil // nothing waits there
}
