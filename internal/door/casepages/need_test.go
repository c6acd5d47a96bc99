package casepages_test

import (
	"strings"
	"testing"
)

// Who teaches opens a file without the parts that are not his work: no tab leads there, no address opens them, and
// what the file said once does not say them either.
func TestWhoTeachesReadsNoIdentity(t *testing.T) {
	h := build(t)
	h.sit("teacher")
	n := h.see(h.path("李明远", ""), 200)
	if head := plain(n); !strings.Contains(head, "李明远") || !strings.Contains(head, "6舍") {
		t.Error("the head of the file is not his")
	}
	for _, part := range []string{"identity", "family"} {
		if len(all(n, "a", "href", h.path("李明远", part))) != 0 {
			t.Errorf("a tab leads to %s", part)
		}
		h.see(h.path("李明远", part), 404)
	}
	if was := main(h.see(h.path("李明远", "was?on=2026-03-10"), 200)); strings.Contains(was, "美姑县") {
		t.Error("the file of that day tells where he lives")
	}
	h.sit("nurse")
	h.see(h.path("李明远", "identity"), 200)
}
