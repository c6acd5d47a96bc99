package casepages_test

import (
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/domain/roster/book"
	"guitu/internal/domain/roster/remark"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// What a roster said besides is read where the identity is; drugs only by who opens what is kept of health.
func TestWhatARosterSaidBesidesIsRead(t *testing.T) {
	h := build(t)
	who, run := h.people["何川"], id.New()
	setup := actor.With(t.Context(), actor.Part("import"))
	_, err := store.Write(setup, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if err := h.deps.Policy.Check(setup, tx, policy.RosterImport, policy.Resource{Kind: "roster", Facility: h.facility}); err != nil {
			return 0, err
		}
		if err := store.Insert(setup, tx, "roster_run", []string{
			"id", "version", "facility", "state", "made_at", "made_by", "loaded_by", "file", "report", "digest", "mends", "told",
			"line_count", "created", "updated", "unchanged", "rejected", "warnings",
		}, [][]any{{run, 1, h.facility, "loaded", store.Micros(tx.Now()), "system:import", "system:import", "", "", []byte{}, []byte{}, []byte{}, 1, 0, 1, 0, 0, 0}}); err != nil {
			return 0, err
		}
		notes := []book.Note{{Header: "备注", Text: "识字不多，请读给他听"}, {Header: string(book.Drugs), Text: "粉末甲"}}
		if err := remark.KeepIn(setup, tx, h.deps.Vault, run, []remark.Line{{Person: who, Row: 2, Notes: notes}}); err != nil {
			return 0, err
		}
		return 0, audit.Record(setup, tx, audit.Fact{Room: "roster", Kind: "roster.imported", Record: run, Version: 1, Facility: h.facility, Sort: audit.Computed})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []string{"legal_officer", "doctor"} {
		h.sit(role)
		if got := main(h.see(h.path("何川", "identity"), 200)); !strings.Contains(got, "识字不多，请读给他听") || !strings.Contains(got, "由医护人员在“医疗”页查看") || strings.Contains(got, "粉末甲") {
			t.Errorf("%s: %s", role, got)
		}
	}
	h.sit("doctor")
	if got := main(h.opened("何川", "clinical", "treatment")); !strings.Contains(got, "粉末甲") {
		t.Errorf("opened for treatment: %s", got)
	}
	h.sit("legal_officer")
	if got := main(h.see(h.path("吴桐", "identity"), 200)); strings.Contains(got, "名册里带来的") {
		t.Error("a card without content")
	}
}
