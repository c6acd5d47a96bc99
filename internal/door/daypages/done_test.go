package daypages_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/domain/duty"
)

// A duty of the house is closed on a page of its own, from the day and back to it: when, and by what proof. Whoever
// closed it opens it again by saying why.
func TestADutyIsClosedWithItsProof(t *testing.T) {
	each(t, func(h *house) {
		h.owe(duty.Duty{Code: "organ.correct_letter", Due: duty.By(morning.Add(72 * time.Hour)), Basis: "NCL 47"})
		h.sit("legal_officer")
		_, leads := h.see("/")
		at := leads[slices.IndexFunc(leads, func(l string) bool { return strings.Contains(l, "/done?back=/") })]
		words, _ := h.see(at)
		for _, want := range []string{"确认已办", "李明远", "什么时候办的", "凭什么办结", "《禁毒法》第47条"} {
			if !strings.Contains(words, want) {
				t.Errorf("no %q in %s", want, words)
			}
		}
		to, _, _ := strings.Cut(at, "?")
		w := h.ask("POST", to, url.Values{"version": {"1"}, "back": {"/"}, "words": {""}, "at": {"2199-01-01T08:00"}})
		if got := w.Body.String(); w.Code != 422 || !strings.Contains(got, "办理时间不能晚于现在") || !strings.Contains(got, "请写明凭什么办结") || !strings.Contains(got, `value="2199-01-01T08:00"`) || !strings.Contains(got, `name="back" value="/"`) {
			t.Fatalf("%d", w.Code)
		}
		if w = h.ask("POST", to, url.Values{"version": {"1"}, "back": {"/"}, "words": {"重新送达回执3号"}}); w.Code != 303 || w.Header().Get("Location") != "/" {
			t.Fatalf("%d %s", w.Code, w.Header().Get("Location"))
		}
		again := strings.Replace(to, "/done", "/reopen", 1)
		if words, _ := h.see(again); !strings.Contains(words, "为什么重新打开") {
			t.Errorf("%s", words)
		}
		mine := h.chair.who
		h.sit("legal_officer")
		if w = h.ask("POST", again, url.Values{"version": {"2"}, "words": {"别人办的"}}); w.Code == 303 {
			t.Error("opened again by somebody else")
		}
		h.chair.who = mine
		if w = h.ask("POST", again, url.Values{"version": {"2"}, "back": {"//elsewhere.example"}, "words": {"回执编号写错"}}); w.Code != 303 || w.Header().Get("Location") != "/" {
			t.Fatalf("%d %s", w.Code, w.Header().Get("Location"))
		}
		if _, leads = h.see("/"); !leadsTo(leads, "/done?back=/") {
			t.Error("it is not owed again")
		}
		if m := h.words.Missing(); len(m) > 0 {
			t.Errorf("missing words: %v", m)
		}
	})
}
