package web_test

import (
	"mime"
	"strings"
	"testing"

	"guitu/internal/door/web"
)

// The name of a file that is sent stays one name, whatever stands in it, and its kind is what the house says.
func TestNamesOfSentFiles(t *testing.T) {
	for _, name := range []string{
		"decision.pdf", "决定书 2026.pdf", `a"; filename="evil.exe`, "x\r\nSet-Cookie: a=b", "../../etc/passwd", "𠮷;.pdf", "", strings.Repeat("长", 300),
	} {
		h := build(t)
		h.Get("/file", func(r *web.Request) error {
			return r.Send(web.Sent{MediaType: "application/pdf", Name: name, Size: 1, Content: strings.NewReader("x")})
		})
		w := h.ask(t, "GET", "/file", nil)
		how, params, err := mime.ParseMediaType(w.Header().Get("Content-Disposition"))
		if err != nil || how != "attachment" || params["filename"] != name || len(params) > 1 || strings.ContainsAny(w.Header().Get("Content-Disposition"), "\r\n") {
			t.Errorf("%q is sent as %q %v", name, w.Header().Get("Content-Disposition"), err)
		}
		if w.Header().Get("Set-Cookie") != "" && strings.Contains(w.Header().Get("Set-Cookie"), "a=b") || w.Header().Get("Content-Type") != "application/pdf" {
			t.Errorf("%q: %v", name, w.Header())
		}
	}
}
