package casepages_test

import (
	"strings"
	"testing"
	"time"

	"guitu/internal/domain/term"
)

// overdue is the house two days after 周文博 should have left (2026-12-19).
func overdue(t *testing.T) (*house, string) {
	t.Helper()
	h := build(t)
	h.hand.Set(time.Date(2026, 12, 21, 2, 0, 0, 0, time.UTC))
	h.sit("return_officer")
	return h, h.path("周文博", "record")
}

func (h *house) types(name string) []string {
	h.t.Helper()
	v, err := h.deps.Measure.View(policyAs(h, "legal_officer"), h.people[name])
	if err != nil {
		h.t.Fatal(err)
	}
	var out []string
	for _, e := range v.Life.Events {
		out = append(out, e.Fact.Type.String())
	}
	return out
}

func TestWhoIsHeldTooLongIsTheLoudestThingOnHisFile(t *testing.T) {
	h, to := overdue(t)
	n := h.see(h.path("周文博", ""), 200)
	box := all(n, "div", "class", "g-tone-danger")
	if len(box) != 1 {
		t.Fatalf("%d alarms in %s", len(box), main(n))
	}
	if got := plain(box[0]); !strings.Contains(got, "今天必须解除") || !strings.Contains(got, "超期 2 天") || !strings.Contains(got, "《禁毒法》第47条") {
		t.Errorf("%s", got)
	}
	if a := all(box[0], "a", "href", to+"?type=released"); len(a) != 1 {
		t.Errorf("%d ways to the release", len(a))
	}
	h.sit("teacher")
	box = all(h.see(h.path("周文博", ""), 200), "div", "class", "g-tone-danger")
	if len(box) != 1 || len(all(box[0], "a", "class", "g-btn")) != 0 || !strings.Contains(plain(box[0]), "由回归指导民警办理") {
		t.Errorf("a teacher: %d", len(box))
	}
	if box := all(h.see(h.path("何川", ""), 200), "div", "class", "g-tone-danger"); len(box) != 0 {
		t.Error("an alarm for somebody whose term runs")
	}
}

func TestAReleaseWithoutItsCertificateLeadsToIt(t *testing.T) {
	h, to := overdue(t)
	owed := all(h.see(to, 200), "ul", "class", "g-lines")[0]
	if got := plain(owed); !strings.Contains(got, "出具解除证明书") || strings.Index(got, "出具解除证明书") > strings.Index(got, "解除出所") {
		t.Errorf("the certificate comes before the release: %s", got)
	}
	w := h.ask("POST", to, with(h.form(to+"?type=released", to), "at", "2026-12-21"))
	n := parse(t, w.Body.String())
	if w.Code != 422 || len(all(all(n, "section", "class", "g-trouble")[0], "a", "href", to+"?type=certificate.issued")) != 1 || len(all(n, "input", "name", "certificate")) != 1 {
		t.Fatalf("%d %s", w.Code, main(n))
	}
	w = h.ask("POST", to, with(h.form(to+"?type=certificate.issued", to), "at", "2026-12-21", "number", "解字9号"))
	if w.Code != 303 || w.Header().Get("Location") != to+"?type=released" {
		t.Fatalf("%d %q", w.Code, w.Header().Get("Location"))
	}
	if n := h.see(to+"?type=released", 200); len(all(n, "input", "name", "certificate")) != 0 {
		t.Error("a certificate that stands is asked for again")
	}
	if w := h.ask("POST", to, with(h.form(to+"?type=released", to), "at", "2026-12-21")); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}

func TestTheReleaseTakesItsCertificateAlong(t *testing.T) {
	h, to := overdue(t)
	v := with(h.form(to+"?type=released", to), "at", "2026-12-21", "certificate", "青解〔2026〕31号")
	if w := h.ask("POST", to, with(v, "at", "2026-12-18")); w.Code != 422 || len(h.types("周文博")) != 2 {
		t.Fatalf("too early: %d, and %v", w.Code, h.types("周文博"))
	}
	if w := h.ask("POST", to, v); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	if got := h.types("周文博"); len(got) != 4 || got[2] != term.CertificateIssued.String() || got[3] != term.Released.String() {
		t.Errorf("%v", got)
	}
	if got := main(h.see(h.path("周文博", "law"), 200)); !strings.Contains(got, "青解〔2026〕31号") || strings.Contains(got, "不符合规定") {
		t.Errorf("%s", got)
	}
}
