package audit

import "testing"

// A checkpoint comes from outside (a print, a mail): reading one must not fall over.
func FuzzCheckpoint(f *testing.F) {
	f.Add("guitu/n1\n345\nAAAA\ntime 2026-03-02T01:00:00Z\n\n— guitu/n1 AAAA\n")
	f.Add("guitu/n1\n-1\n\n\n")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parseCheckpoint(text)
		if err == nil && (c.size < 0 || len(c.root) != hashSize) {
			t.Errorf("%+v was taken", c)
		}
	})
}
