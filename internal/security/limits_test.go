package security_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// endless is a body that goes on beyond what may be read of it, and counts what is.
type endless struct {
	head string
	read int64
	most int64
}

func (e *endless) Read(p []byte) (int, error) {
	if e.read > e.most+4<<20 { // whoever reads on would read for ever
		return 0, io.EOF
	}
	n := copy(p, e.head)
	e.head = e.head[n:]
	for i := n; i < len(p); i++ {
		p[i] = 'a'
	}
	e.read += int64(len(p))
	return len(p), nil
}

func (e *endless) Close() error { return nil }

// No address reads a body to its end that has none: a form up to a megabyte, files up to 64; and none is believed.
func TestEveryBodyIsBounded(t *testing.T) {
	w := open(t)
	kinds := map[string]struct {
		kind, head string
		most       int64
	}{
		"form":  {"application/x-www-form-urlencoded", "x=", 1 << 20},
		"files": {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"x\"; filename=\"x.pdf\"\r\n\r\n", 64 << 20},
	}
	posts := 0
	for _, route := range w.site.Routes() {
		method, path, _ := strings.Cut(route.Pattern, " ")
		if method != http.MethodPost {
			continue
		}
		posts++
		for name, k := range kinds {
			if name == "files" && posts%25 != 0 { // 64 MB each: every twenty-fifth; the bound is one for all
				continue
			}
			for _, token := range []string{w.enter(t, w.seats[0].member, ""), ""} { // a session of its own: one address ends it
				body := &endless{head: k.head, most: k.most}
				r := httptest.NewRequestWithContext(t.Context(), method, w.fill(path), io.Reader(body))
				r.Header.Set("Sec-Fetch-Site", "same-origin")
				r.Header.Set("Content-Type", k.kind)
				if token != "" {
					r.AddCookie(&http.Cookie{Name: "guitu", Value: token})
				}
				out := w.ask(r)
				if body.read > k.most+1<<20 || out.Code < 300 && body.read > 0 {
					t.Errorf("%s (%s): %d after %d bytes", route.Pattern, name, out.Code, body.read)
				}
			}
		}
	}
	if posts < 100 {
		t.Errorf("only %d addresses take posts", posts)
	}
}

// fill puts any record into an address: the body is bounded before anybody asks for one.
func (w *world) fill(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, "{") {
			parts[i] = string(w.chosen["p"])
		}
	}
	return strings.TrimSuffix(strings.Join(parts, "/"), string(w.chosen["p"]+"$"))
}
