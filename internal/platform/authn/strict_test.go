package authn

import (
	"net/http/httptest"
	"strings"
	"testing"

	"guitu/internal/base/errs"
)

// Ten characters to 128, whatever they are, compared as they were typed.
func TestPasswordsOfEveryLength(t *testing.T) {
	r := &Room{hasher: newHasher()}
	long := strings.Repeat("归去来兮田园将芜", 16) // 128 characters, 384 bytes
	for p, want := range map[string]string{
		"三餐四季 walk": "authn.short", long + "胡": "authn.long", "三餐四季 walks": "", long: "", strings.Repeat(" ab-c", 13): "",
	} {
		_, err := r.Hash(t.Context(), "li.min", p)
		got := ""
		if e := errs.Find(err); e != nil && len(e.Fields) > 0 {
			got = e.Fields[0].Code
		}
		if got != want {
			t.Errorf("%d characters: %q", len([]rune(p)), got)
		}
	}
	kept, err := r.Hash(t.Context(), "", " Long River flows ")
	if err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]bool{" Long River flows ": true, "Long River flows": false, " long river flows ": false, " Long River flow": false} {
		if ok, err := r.hasher.matches(t.Context(), typed, kept); ok != want || err != nil {
			t.Errorf("%q: %v %v", typed, ok, err)
		}
	}
}

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
