package casepages_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"guitu/internal/domain/term"
)

// proposed has the officer who sits there correct the fact of a kind, and gives the page of what waits.
func (h *house) proposed(who string, kind term.Type, pairs ...string) string {
	h.t.Helper()
	view, err := h.deps.Measure.View(policyAs(h, "legal_officer"), h.people[who])
	if err != nil {
		h.t.Fatal(err)
	}
	for _, e := range view.Life.Standing() {
		if e.Fact.Type != kind {
			continue
		}
		to := h.path(who, "facts/"+string(e.ID)+"/correct")
		w := h.ask("POST", to, with(h.form(to, to), append(pairs, "words", "经核对原件，登记有误", "_code", "246810")...))
		if change := w.Header().Get("Location"); w.Code == 303 && strings.Contains(change, "/changes/") {
			return change
		}
		h.t.Fatalf("%d %s", w.Code, main(parse(h.t, w.Body.String())))
	}
	h.t.Fatal("no such fact")
	return ""
}

// A correction that moves no day speaks of none; and who says that somebody was never taken in reads that he lives here.
func TestACorrectionThatMovesNoDaySaysSo(t *testing.T) {
	h := build(t)
	change := h.proposed("周文博", term.JAAdmitted, "how", "withdraw")
	if got := main(h.see(h.path("周文博", ""), 200)); !strings.Contains(got, "他现在住在青川所") {
		t.Errorf("the overview: %s", got)
	}
	h.sit("legal_officer")
	got := main(h.see(change, 200))
	for _, want := range []string{"一项不改变期满日的更正", "改变他是不是在本所", "期满日不变，仍是 2026年12月19日"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q: %s", want, got)
		}
	}
	if strings.Contains(got, "期满日变为") {
		t.Error(got)
	}
	w := h.ask("POST", change, with(h.form(change, change), "decision", "confirm", "_code", "246810"))
	kept, _, _ := strings.Cut(strings.TrimPrefix(w.Header().Get("Set-Cookie"), "guitu_said="), ";")
	if said, err := base64.RawURLEncoding.DecodeString(kept); err != nil || w.Code != 303 || !strings.Contains(string(said), "case.change.done.same") {
		t.Errorf("%d %s %v", w.Code, said, err)
	}
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}

// The number and the organ of the paper are set side by side like the day.
func TestAChangedNumberStandsBesideTheOldOne(t *testing.T) {
	h := build(t)
	change := h.proposed("周文博", term.CIDecided, "how", "replace", "at", "2024-12-10", "by", "county", "ground", "severe", "number", "资公强戒决字〔2024〕77号")
	got := main(h.see(change, 200))
	if !strings.Contains(got, "一项改变期满日的更正") || !strings.Contains(got, "文书编号 更正后 资公强戒决字") {
		t.Error(got)
	}
}
