package casepages_test

import (
	"strings"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/domain/outing"
	"guitu/internal/platform/store"
)

// Every page of the file of somebody who is out says so beside his bed, and whether he is late.
func TestTheFileSaysThatHeIsOut(t *testing.T) {
	h := build(t)
	const name = "周文博"
	if got := main(h.see(h.path(name, ""), 200)); strings.Contains(got, "在外") {
		t.Error(got)
	}
	_, err := outing.New(h.db, h.deps.Vault, h.deps.Policy).Leave(policyAs(h, "duty_officer"), store.NewKey(), outing.Departure{
		Person: h.people[name], Kind: string(outing.Hospital), From: civil.InstantOf(h.hand.Now().Add(-2 * time.Hour)).String()[:16], Due: civil.InstantOf(h.hand.Now().Add(-time.Hour)).String()[:16], Words: outing.Words{Where: "市第三医院"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := main(h.see(h.path(name, "law"), 200)); !strings.Contains(got, "在外：就医，超时未回") {
		t.Error(got)
	}
}
