package policy

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
)

// anybody is an officer, a resident or a part of the house.
func anybody(t *rapid.T) actor.Actor {
	switch rapid.IntRange(0, 9).Draw(t, "who") {
	case 0:
		return actor.Actor{Kind: actor.Resident, Account: "his account", Person: id.ID(rapid.SampledFrom([]string{"p", "me", "q"}).Draw(t, "he"))}
	case 1:
		return actor.Part(rapid.SampledFrom([]string{"sweep", "authn", "setup", "jobs", "demo", "kiosk"}).Draw(t, "part"))
	}
	return anyActor(t)
}

// anyQuestion is any at all: every field of a resource, with ids that are the actor's own and others.
func anyQuestion(t *rapid.T) question {
	ids := []string{"", "me", "p", "other", "another"}
	r := anyResource(t)
	r.Owner = rapid.SampledFrom(ids).Draw(t, "whose")
	r.Receiver = rapid.SampledFrom(ids).Draw(t, "receiver")
	r.Person = id.ID(rapid.SampledFrom(ids).Draw(t, "person"))
	r.Kind = rapid.SampledFrom([]string{"", "measure", "duty", "session"}).Draw(t, "sort")
	r.State = rapid.SampledFrom([]string{"", StateSealed, StateApproved, "proposed"}).Draw(t, "state")
	r.Compartment = rapid.SampledFrom([]string{"", "general", "clinical", "infection", "psychology", "child", "voluntary", "complaint"}).Draw(t, "compartment")
	r.Role = rapid.SampledFrom(append(Roles(), "")).Draw(t, "role")
	r.Holds = rapid.SliceOfN(rapid.SampledFrom(Roles()), 0, 2).Draw(t, "holds")
	return question{
		who: anybody(t), action: rapid.SampledFrom(Actions()).Draw(t, "action"), resource: r, signed: rapid.Bool().Draw(t, "signed"),
		purpose: rapid.SampledFrom(append(Purposes(), "", "")).Draw(t, "purpose"),
	}
}

// What is remembered of a shape is what the policies say of each question of that shape, reasons and all.
func TestAnAnswerFromMemoryIsThatOfThePolicies(t *testing.T) {
	e, fromMemory := Must(clock.System), 0
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuestion(t)
		before := e.Work()
		allow, diag := e.decide(q)
		if e.Work() == before {
			fromMemory++
		}
		want, why := e.evaluate(e.actions[q.action], q)
		if allow != want {
			t.Fatalf("%+v: %v from memory, %v from the policies", q, allow, want)
		}
		if d := cmp.Diff(why.Reasons, diag.Reasons); d != "" {
			t.Fatalf("%+v: %s", q, d)
		}
	})
	if fromMemory > 0 {
		return
	}
	// So many shapes are rarely met twice by chance: ask once more what differs in ids alone.
	q := question{who: officer("duty_officer@A1"), action: PersonView, resource: Resource{ID: "one", Person: "p"}}
	q.resource.Facility, q.resource.Unit = place("A1")
	first, _ := e.decide(q)
	before := e.Work()
	q.resource.ID, q.resource.Person = "two", "q"
	if again, _ := e.decide(q); again != first || !first || e.Work() != before {
		t.Errorf("%v, then %v with %d evaluations", first, again, e.Work()-before)
	}
}

// All seats, all actions, and every way in which a resource can stand to them: the whole table, twice.
func TestTheWholeTableFromMemory(t *testing.T) {
	e := Must(clock.System)
	for range 2 {
		for _, role := range Roles() {
			for _, seat := range []string{"bureau", "A", "A1"} {
				who := officer(role + "@" + seat)
				for _, a := range Actions() {
					for _, owner := range []string{"", "me", "other"} {
						q := question{who: who, action: a, signed: true, resource: Resource{ID: "r", Owner: owner}}
						q.resource.Facility, q.resource.Unit = place("A1")
						allow, _ := e.decide(q)
						if want, _ := e.evaluate(e.actions[a], q); allow != want {
							t.Errorf("%s@%s %s of %q: %v from memory, %v from the policies", role, seat, a, owner, allow, want)
						}
					}
				}
			}
		}
	}
}

// ways are how a policy may speak of an id: whether there is one, and whether it is the actor's own. What is said of one in any
// other way is no matter of shape, and needs a field there first.
var ways = regexp.MustCompile(`resource has (owner|receiver|person|facility)\b|` +
	`resource\.(owner|receiver) [!=]= principal\.staff\b|resource\.person == principal\.person\b|` +
	`principal == System::"\w+"`)

var ids = regexp.MustCompile(`\b(resource\.(owner|receiver|person|facility)|principal\.(staff|person))\b|\b(principal|resource) (==|!=|in)|(==|!=|in) (principal|resource)\b[^.]`)

func TestPoliciesCompareIdsWithTheActorsOwn(t *testing.T) {
	files, err := filepath.Glob("cedar/*.cedar")
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if found := otherwise(string(text)); found != "" {
			t.Errorf("%s speaks of an id in a way that shapes do not know: %s", f, found)
		}
	}
	for _, wrong := range []string{`resource.owner == resource.receiver`, `principal == resource`, `resource.facility == "x"`, `principal.staff == "x"`} {
		if otherwise(wrong) == "" {
			t.Errorf("it is not noticed: %s", wrong)
		}
	}
}

func otherwise(text string) string {
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "//")
		if left := ways.ReplaceAllString(line, ""); ids.MatchString(left) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

func TestMemoryIsBounded(t *testing.T) {
	var m memo
	for n := range maxShapes + 10 {
		m.keep(shape{holds: string(rune(n))}, answer{})
	}
	if len(m.kept) > maxShapes {
		t.Error(len(m.kept))
	}
}
