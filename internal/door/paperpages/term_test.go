package paperpages_test

import (
	"net/url"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// adds records facts of the person as they are found.
func (h *house) adds(facts ...term.Fact) {
	h.t.Helper()
	all := make([]measure.Recording, len(facts))
	for i, x := range facts {
		all[i] = measure.Recording{Fact: x}
	}
	ctx := actor.With(h.t.Context(), actor.Part("demo"))
	_, err := store.Write(ctx, h.deps.DB, store.NewKey(), func(tx *store.Tx) (int, error) {
		_, err := h.measures.AddIn(ctx, tx, h.person, all)
		return len(all), err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func decided(on civil.Date) term.Fact {
	x := term.OnDay(term.CIDecided, on)
	x.By, x.Ground = term.County, term.Severe
	return x
}

// Of who has absconded nobody knows the end of his term, and the sheet of an earlier one would be taken for it.
func TestNoTermSheetWhileHeIsGone(t *testing.T) {
	h := build(t)
	h.adds(
		term.OnDay(term.CIAnnulled, civil.On(2026, 1, 10)), decided(civil.On(2026, 1, 20)), term.OnDay(term.JAAdmitted, civil.On(2026, 2, 1)),
		term.OnDay(term.Abscond, civil.On(2026, 2, 10)),
	)
	if w := h.ask("POST", h.path("papers/term-sheet"), url.Values{}); w.Code != 422 || !strings.Contains(w.Body.String(), "追回后才能算") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	h.adds(term.OnDay(term.Recapture, civil.On(2026, 2, 15)))
	body := h.ask("GET", h.sheetOf(), nil).Body.String()
	if !strings.Contains(body, "2028年1月24日") || strings.Contains(body, "2025年7月14日") || strings.Contains(body, "美姑县公安局") {
		t.Error(body)
	}
}

// A decision that is kept and does not count is not among the facts that the sum was computed from.
func TestTheTermSheetListsOnlyWhatCounts(t *testing.T) {
	h := build(t)
	over := term.OnDay(term.ExtensionDecided, civil.On(2026, 2, 3))
	over.By, over.Approved, over.Months = term.DecidingAuthority, true, 13
	h.adds(term.OnDay(term.ExtensionProposed, civil.On(2026, 2, 1)), over)
	body := h.ask("GET", h.sheetOf(), nil).Body.String()
	if !strings.Contains(body, "2027年7月13日") || strings.Contains(body, "2026年2月3日") {
		t.Error(body)
	}
	again := over
	again.On, again.At, again.Months = civil.On(2026, 2, 5), civil.On(2026, 2, 5).Start(), 6
	h.adds(term.OnDay(term.ExtensionProposed, civil.On(2026, 2, 4)), again)
	if body := h.ask("GET", h.sheetOf(), nil).Body.String(); !strings.Contains(body, "2028年1月13日") || !strings.Contains(body, "2026年2月5日") || strings.Contains(body, "2026年2月3日") {
		t.Error(body)
	}
}
