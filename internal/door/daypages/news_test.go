package daypages_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"guitu/internal/domain/duty"
)

// What came since one last looked is marked until one says that one has seen it.
func TestWhatCameIsNewUntilItWasSeen(t *testing.T) {
	each(t, func(h *house) {
		h.sit("return_officer")
		words, leads := h.see("/")
		if strings.Contains(words, "新到") || leadsTo(leads, "/seen") {
			t.Fatalf("nothing came: %s", words)
		}
		h.owe(duty.Duty{Code: "ci.release.notice", Due: duty.By(morning.Add(5 * time.Hour)), Basis: "REG 32"})
		words, leads = h.see("/")
		if !strings.Contains(words, "新到 1 项") || !strings.Contains(words, " 新 ") || !leadsTo(leads, "/seen") {
			t.Fatalf("what came is not told: %s", words)
		}
		until := url.Values{"until": {"9" + strings.Repeat("0", 15)}}
		if w := h.ask("POST", "/seen", until); w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusBadRequest {
			t.Errorf("a moment to come was taken: %d", w.Code)
		}
		if w := h.ask("POST", "/seen", url.Values{"until": {strconv.FormatInt(morning.UnixMicro(), 10)}}); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code)
		}
		words, leads = h.see("/")
		if strings.Contains(words, "新到") || strings.Contains(words, " 新 ") || leadsTo(leads, "/seen") {
			t.Errorf("it stays new: %s", words)
		}
		h.sit("facility_head") // another one has not looked
		h.see("/")
	})
}
