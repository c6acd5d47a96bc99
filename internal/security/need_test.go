package security_test

import (
	"net/http"
	"regexp"
	"testing"

	"guitu/internal/domain/placement/known"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// asked is what is new in every answer: ids of forms, tokens, nonces and how long ago a thing was.
var asked = regexp.MustCompile(`[0-9a-z]{26}|[A-Za-z0-9_-]{40,}|data-seat="[0-9a-f]+"`)

// Whatever a doctor says that somebody needs, the pages of those who do not treat him are the same, byte by byte: his beds,
// what is offered elsewhere, his file, and the day of each (AIDS 39).
func TestANeedChangesNoPage(t *testing.T) {
	w := open(t)
	p, f := w.chosen["p"], w.chosen["f"]
	doctor := w.as("doctor", f, f)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	say := func(c seal.Compartment, illness string) {
		t.Helper()
		why := map[seal.Compartment]string{seal.Clinical: policy.Treatment, seal.Infection: policy.InfectionControl}[c]
		must(w.Placement.SetNeed(policy.WithPurpose(doctor, why), store.NewKey(), p, c, known.Medical{Illness: illness}))
	}
	must(w.Placement.SetClass(policy.WithPurpose(doctor, policy.InfectionControl), store.NewKey(), w.at.neighbour, seal.Infection, known.Medical{Illness: "infectious"}))
	must(w.Placement.SetClass(policy.WithPurpose(doctor, policy.Treatment), store.NewKey(), w.at.neighbour, seal.Clinical, known.Medical{Illness: known.None}))
	pages := []string{"/", "/beds", "/beds/person/" + string(p), "/beds/person/" + string(p) + "/elsewhere", "/people/" + string(p), "/people/" + string(p) + "/duties", "/people"}
	tell := func() map[string]string {
		out := map[string]string{}
		for _, role := range []string{"intake_officer", "return_officer", "facility_head", "legal_officer", "brigade_head", "zone_officer", "duty_officer", "case_officer", "teacher"} {
			s := w.seated(t, role)
			for _, path := range pages {
				got := w.ask(request(t.Context(), t, try{method: "GET", path: path}, s.token))
				out[role+" "+path] = http.StatusText(got.Code) + asked.ReplaceAllString(got.Body.String(), "-")
			}
		}
		return out
	}
	say(seal.Infection, known.None)
	say(seal.Clinical, known.None)
	tell() // what was opened before is drawn as opened before
	first := tell()
	for _, need := range []struct {
		c       seal.Compartment
		illness string
	}{{seal.Infection, "infectious"}, {seal.Clinical, "mental"}} {
		say(need.c, need.illness)
		for path, page := range tell() {
			if page != first[path] {
				t.Errorf("%s tells %s: %s", path, need.illness, difference(first[path], page))
			}
		}
		say(need.c, known.None)
	}
}

// difference is where two pages part.
func difference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return s[max(0, i-200):min(len(s), i+200)] }
	return cut(a) + "\n--- and ---\n" + cut(b)
}
