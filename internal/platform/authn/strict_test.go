package authn

import (
	"net/http/httptest"
	"testing"
)

// Over TLS a session's cookie is bound to the host, to TLS and to no script.
func TestCookiesOverTLS(t *testing.T) {
	r := &Room{secure: true}
	w := httptest.NewRecorder()
	r.cookie(w, r.cookieName("guitu"), "x", 0)
	c := w.Result().Cookies()[0]
	if c.Name != "__Host-guitu" || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" {
		t.Errorf("%+v", c)
	}
}
