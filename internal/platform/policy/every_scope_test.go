package policy

import (
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
)

// One post of every role in every place, against every place and owner, for every list: the whole table, so that a role
// put into the wrong reach is found by every run and not by a lucky one. The random test beside it joins posts.
func TestEveryScopeOfOnePost(t *testing.T) {
	e := Must(clock.System)
	places := []string{"bureau", "A", "A1", "B1"}
	for _, role := range Roles() {
		for _, seat := range places {
			post := actor.Post{Role: role}
			post.Facility, post.Unit = place(seat)
			who := actor.Actor{Kind: actor.Officer, Staff: "me", Account: "my account", Posts: []actor.Post{post}}
			for _, a := range Listable() {
				scope := e.Scope(who, a)
				for _, at := range []string{"bureau", "A", "A1", "A2", "B1"} {
					for _, owner := range []string{"", "me", "other"} {
						if owner != "other" && (a == ExportApprove || a == AuthnAccount) {
							continue // separation of duty is about one row, not about the list
						}
						r := Resource{ID: "r", Owner: owner}
						r.Facility, r.Unit = place(at)
						allow, _ := e.decide(question{who: who, action: a, resource: r, signed: true})
						if scope.Covers(who, r) != allow {
							t.Errorf("%s in %s, %s of %s owned by %q: allowed %v, listed %v", role, seat, a, at, owner, allow, !allow)
						}
					}
				}
			}
		}
	}
}
