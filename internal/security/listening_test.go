package security_test

import (
	"net/http"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Who reads a file leaves a trace that the person sees, whatever he says why: every seat says "for a complaint" on the page and
// to the interface for machines, before it opens a file. What the bureau's inspection reads for one is the only exception.
func TestNobodyHidesHisReadingByAWord(t *testing.T) {
	w := open(t)
	next := func(after id.ID) id.ID { // of those about whom no other test asks
		return id.ID(w.one(t, `select person from resident_resident where unit = ? and left_on is null and person <> ? and person > ? order by person limit 1`, w.at.brigade, w.chosen["p"], after))
	}
	first := next("")
	second := next(first)
	opened := map[string]int{}
	for _, s := range w.seats {
		if s.token == "" || s.where == "locked" {
			continue
		}
		for of, read := range map[id.ID]func() *http.Request{
			first: func() *http.Request {
				file := string(first)
				said := w.ask(request(t.Context(), t, try{method: http.MethodPost, path: "/purpose", body: "record=" + file + "&person=" + file + "&compartment=general&purpose=complaint&next=/"}, s.token))
				r := request(t.Context(), t, try{method: http.MethodGet, path: "/people/" + file}, s.token)
				for _, c := range said.Result().Cookies() {
					r.AddCookie(c)
				}
				return r
			},
			second: func() *http.Request {
				r := request(t.Context(), t, try{method: http.MethodGet, path: "/api/people/" + string(second)}, s.token)
				r.Header.Set("Guitu-Purpose", policy.ComplaintWork)
				return r
			},
		} {
			before, were := w.openings(t, s, of)
			w.ask(read())
			after, are := w.openings(t, s, of)
			if after == before {
				continue // he does not get in, or has had it open a moment ago
			}
			opened[s.role]++
			if hidden := s.role == policy.BureauInspector; (are-were == after-before) == hidden {
				t.Errorf("%s opened a file: %d facts, %d listed", s, after-before, are-were)
			}
		}
	}
	if opened[policy.DutyOfficer] == 0 || opened[policy.CaseOfficer] == 0 || opened[policy.BureauInspector] != 2 || len(opened) < 15 {
		t.Errorf("opened: %v", opened)
	}
}

// openings is how many facts say that a seat opened a file, and how many of them are in a list.
func (w *world) openings(t *testing.T, s seat, of id.ID) (kept, listed int) {
	t.Helper()
	if err := w.raw.QueryRow(`select count(*) from audit_fact where kind = 'person.opened' and about = ? and actor = ?`, of, "staff:"+string(s.member)).Scan(&kept); err != nil {
		t.Fatal(err)
	}
	facts, err := store.Read(t.Context(), w.DB, func(tx *store.Tx) (store.Slice[audit.Entry], error) {
		return audit.List(t.Context(), tx, audit.Filter{About: of, Actor: "staff:" + string(s.member), Kinds: []string{"person.opened"}}, store.Page{Limit: 100, Uncounted: true})
	})
	if err != nil {
		t.Fatal(err)
	}
	return kept, len(facts.Rows)
}
