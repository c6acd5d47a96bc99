package casepages_test

import (
	"net/url"
	"strings"
	"testing"

	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// dies records the death of somebody of the fixture, as the affair of it does.
func (h *house) dies(name, on string) {
	h.t.Helper()
	h.deps.Person.Frozen = measure.Frozen
	ctx := policyAs(h, "legal_officer")
	_, err := store.Write(ctx, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if err := h.deps.Policy.Check(ctx, tx, policy.MeasureRecord, policy.Resource{Kind: "measure", Facility: h.facility, Person: h.people[name]}); err != nil {
			return 0, err
		}
		_, err := h.deps.Measure.RecordIn(ctx, tx, measure.Recording{Person: h.people[name], Fact: fact(term.CIDeceased, on), Happened: true, Left: day(on)})
		return 0, err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// Once somebody has died his pages offer nothing that would be refused and say why, and what is sent all the same is
// refused with that sentence and leaves nothing behind.
func TestTheFileOfTheDeadStandsStill(t *testing.T) {
	h := build(t)
	const name, why = "何川", "档案已封住"
	offers := map[string]string{
		"": "记一条", "documents": "放入文件", "identity": "修改身份资料", "family": "登记一位亲属", "law": "更正或撤回",
	}
	for part, what := range offers {
		if got := main(h.see(h.path(name, part), 200)); !strings.Contains(got, what) || strings.Contains(got, why) {
			t.Errorf("alive, %s: no %q in %s", part, what, got)
		}
	}
	forms := map[string]url.Values{} // drawn while he lived
	for at, part := range map[string]string{"documents": "documents", "identity/edit": "identity/edit", "family": "family"} {
		forms[part] = h.form(h.path(name, at), h.path(name, part))
	}
	h.dies(name, "2026-11-20")
	for part, what := range offers {
		n := h.see(h.path(name, part), 200)
		if got := main(n); strings.Contains(got, what) && part != "law" || !strings.Contains(got, why) || !strings.Contains(got, "2026年11月20日") {
			t.Errorf("%s: %s", part, got)
		}
		if n := strings.Count(main(n), what); part == "law" && n != 1 { // whether he has died can still be put right
			t.Errorf("%d facts can be corrected", n)
		}
	}
	for _, part := range []string{"identity/edit", "record?type=ja.booklet"} {
		if n := h.see(h.path(name, part), 200); len(all(n, "textarea")) > 0 || !strings.Contains(main(n), why) {
			t.Errorf("%s: %s", part, main(n))
		}
	}
	if w := h.bring(h.path(name, "documents"), with(forms["documents"], "title", "说明"), "a.pdf", wholePDF); w.Code != 422 || !strings.Contains(w.Body.String(), why) {
		t.Errorf("a paper is filed: %d", w.Code)
	}
	for part, v := range map[string]url.Values{"identity/edit": with(forms["identity/edit"], "name", "何山"), "family": with(with(forms["family"], "name", "何父"), "relation", "father")} {
		if w := h.ask("POST", h.path(name, part), v); w.Code != 422 || !strings.Contains(w.Body.String(), why) {
			t.Errorf("%s: %d %s", part, w.Code, main(parse(t, w.Body.String())))
		}
	}
	if got := main(h.see(h.path(name, "documents"), 200)); strings.Contains(got, "说明.pdf") || !strings.Contains(got, "还没有") {
		t.Error(got)
	}
}

// A correction that was proposed while he lived can only be turned down.
func TestWhatWaitsWhenSomebodyDiesCanOnlyBeRefused(t *testing.T) {
	h := build(t)
	const name = "周文博"
	view, err := h.deps.Measure.View(policyAs(h, "legal_officer"), h.people[name])
	if err != nil {
		t.Fatal(err)
	}
	to := h.path(name, "facts/"+string(view.Life.Events[0].ID)+"/correct")
	v := with(h.form(to, to), "how", "replace", "at", "2024-12-10", "by", "county", "ground", "severe", "words", "决定书日期看错", "_code", "246810")
	change := h.ask("POST", to, v).Header().Get("Location")
	h.sit("legal_officer")
	if n := h.see(change, 200); len(all(n, "input", "value", "confirm")) != 1 {
		t.Fatal(main(n))
	}
	h.dies(name, "2026-11-20")
	n := h.see(change, 200)
	if len(all(n, "input", "value", "confirm")) != 0 || len(all(n, "input", "value", "refuse")) != 1 || !strings.Contains(main(n), "档案已封住") {
		t.Error(main(n))
	}
}
