package security_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
)

// Every act × role × where it sits × compartment, from the policies themselves, each with what it takes: a purpose, a fresh
// second factor, being named in the person's care team, its being the officer's own. The table is reviewed as a whole: a
// cell that opens shows as one line in review, and everything that is not in it is denied.
func TestUseCases(t *testing.T) {
	e := policy.Must(clock.System)
	var b strings.Builder
	b.WriteString(useCases)
	for _, a := range policy.Actions() {
		for _, c := range compartments {
			var cells []string
			for _, role := range policy.Roles() {
				if cell := opens(e, a, role, strings.ToLower(string(c))); cell != "" {
					cells = append(cells, role+":"+cell)
				}
			}
			if len(cells) > 0 {
				fmt.Fprintf(&b, "%s\t%s\t%s\n", a, c, strings.Join(cells, " "))
			}
		}
	}
	compare(t, "use-cases.tsv", b.String())
}

const useCases = `# Who may do what, from the policies: written by TestUseCases (internal/security), read by people. What is not here is denied.
# act, compartment, then role:seats. The seat, as seen from the record: unit (in it), facility (elsewhere in its facility),
# other (in another facility), bureau. After a seat what it takes besides, each the least of its kind: + a fresh second
# factor, = only what is his own, and the purposes that open it.
`

// opens says from which seats a role may do something, and what that takes.
func opens(e *policy.Engine, a policy.Action, role, compartment string) string {
	var seats []string
	for _, where := range []string{"unit", "facility", "other", "bureau"} {
		if how, ok := takes(e, a, role, where, compartment); ok {
			seats = append(seats, where+how)
		}
	}
	return strings.Join(seats, ",")
}

// takes finds the least that lets a seat do something: nothing, a signature, a purpose, its being his own.
func takes(e *policy.Engine, a policy.Action, role, where, compartment string) (string, bool) {
	at := map[string][2]id.ID{"unit": {"A", "A1"}, "facility": {"A", "A2"}, "other": {"B", "B1"}, "bureau": {"", ""}}[where]
	who := actor.Actor{Kind: actor.Officer, Staff: "me", Account: "mine", Posts: []actor.Post{{Role: role, Facility: at[0], Unit: at[1]}}}
	r := policy.Resource{ID: "r", Facility: "A", Unit: "A1", Compartment: compartment, Owner: "other"}
	for _, more := range []struct {
		mark string
		own  bool
	}{{"", false}, {"=", true}} {
		q := r
		if more.own {
			q.Owner, q.State = "me", policy.StateApproved
		}
		for _, sign := range []string{"", "+"} {
			if sign != "" {
				who.SecondAt = clock.System()
			}
			d := e.Explain(who, a, q, clock.System())
			if d.Allow {
				return sign + more.mark, true
			}
			if len(d.Purposes) > 0 && !d.SignAgain {
				return sign + more.mark + "(" + strings.Join(d.Purposes, "|") + ")", true
			}
		}
		who.SecondAt = clock.System().Add(-policy.Fresh * 2)
	}
	return "", false
}

// saying is ctx with a purpose; for an emergency, with an opening that stands for just what is asked.
func saying(ctx context.Context, why string, a policy.Action, r policy.Resource) context.Context {
	if why != policy.Emergency {
		return policy.WithPurpose(ctx, why)
	}
	c := r.Compartment
	if slices.Contains(compartments, seal.Compartment(a.Room())) {
		c = a.Room()
	}
	return policy.WithEmergency(ctx, policy.Grant{Person: r.Person, Compartment: c, Until: clock.System().Add(time.Hour)})
}

// Nobody who is not signed in, and no officer without a post, may do anything but look after his own session.
func TestNobodyMayDoNothing(t *testing.T) {
	e := policy.Must(clock.System)
	for _, who := range []actor.Actor{{}, {Kind: actor.Officer, Staff: "me", Account: "mine"}} {
		for _, a := range policy.Actions() {
			for _, c := range compartments {
				for _, p := range append(policy.Purposes(), "") {
					r := policy.Resource{ID: "r", Person: "p", Facility: "A", Unit: "A1", Compartment: strings.ToLower(string(c)), Owner: "other"}
					if e.Allows(saying(actor.With(t.Context(), who), p, a, r), a, r) {
						t.Errorf("%s of %s: %q may, for %q", a, c, who.Kind, p)
					}
				}
			}
		}
	}
}

// What stays shut whatever is said: the compartments to other facilities and to heads, the file itself to who keeps the
// machines, sealed records to everybody. These lines are written by hand and not by the policies.
func TestWhatStaysShut(t *testing.T) {
	e := policy.Must(clock.System)
	purposes, views := append(policy.Purposes(), ""), []policy.Action{
		policy.ClinicalView, policy.InfectionView, policy.PsychologyView, policy.ChildView,
		policy.PersonView, policy.PersonIdentity, policy.DocumentView, policy.PaperView,
	}
	may := func(role string, at [2]id.ID, a policy.Action, r policy.Resource) bool {
		who := actor.Actor{Kind: actor.Officer, Staff: "me", SecondAt: clock.System(), Posts: []actor.Post{{Role: role, Facility: at[0], Unit: at[1]}}}
		for _, p := range purposes {
			if e.Allows(saying(actor.With(t.Context(), who), p, a, r), a, r) {
				return true
			}
		}
		return false
	}
	mine := policy.Resource{ID: "r", Person: "p", Facility: "A", Unit: "A1", Owner: "other"}
	for _, role := range policy.Roles() {
		for _, a := range views {
			if may(role, [2]id.ID{"B", "B1"}, a, mine) {
				t.Errorf("%s of another facility: %s", role, a)
			}
			for _, at := range [][2]id.ID{{"A", "A1"}, {"A", "A"}, {"", ""}} {
				sealed := mine
				sealed.State = policy.StateSealed
				if may(role, at, a, sealed) {
					t.Errorf("%s at %s opens what is sealed: %s", role, at, a)
				}
				if keeper := role == policy.SystemKeeper || role == policy.FacilityAdmin || role == policy.BureauStatistician; keeper && may(role, at, a, mine) {
					t.Errorf("%s at %s keeps the house and reads a file: %s", role, at, a)
				}
			}
		}
	}
}
