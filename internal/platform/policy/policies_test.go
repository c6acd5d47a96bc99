package policy

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/schema"
	"github.com/cedar-policy/cedar-go/x/exp/schema/validate"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
)

func validator(t testing.TB) (*validate.Validator, []Action) {
	t.Helper()
	text, err := os.ReadFile("cedar/guitu.cedarschema")
	if err != nil {
		t.Fatal(err)
	}
	var s schema.Schema
	if err := s.UnmarshalCedar(text); err != nil {
		t.Fatal(err)
	}
	r, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	var actions []Action
	for uid := range r.Actions {
		actions = append(actions, Action(uid.ID))
	}
	return validate.New(r), actions
}

func TestPoliciesAreValid(t *testing.T) {
	v, declared := validator(t)
	e := Must(clock.System)
	for a := range e.actions {
		for _, n := range e.actions[a] {
			if err := v.Policy(string(n.id), (*ast.Policy)(n.policy.AST())); err != nil {
				t.Errorf("%s: %v", n.id, err)
			}
		}
	}
	want := Actions()
	slices.Sort(want)
	slices.Sort(declared)
	if !slices.Equal(want, declared) {
		t.Errorf("schema and action list differ:\n%v\n%v", declared, want)
	}
}

// The validator is only worth its place if it catches the trap it is here for.
func TestValidatorCatchesAnUnguardedAttribute(t *testing.T) {
	v, _ := validator(t)
	const text = `@id("x") @reason("y") forbid (principal, action == Action::"law.view", resource) when { context.purpose == "z" };`
	e, err := load(clock.System, map[string][]byte{"x.cedar": []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	if v.Policy("x", (*ast.Policy)(e.actions[LawView][0].policy.AST())) == nil {
		t.Error("an unguarded optional attribute passed")
	}
}

func TestEveryActionHasAPolicyOfItsOwn(t *testing.T) {
	e := Must(clock.System)
	for a, policies := range e.actions {
		if !slices.Contains(Actions(), a) {
			t.Errorf("%s names the unknown action %q", policies[0].id, a)
		}
	}
	for _, a := range Actions() {
		own := false
		for _, n := range e.actions[a].permits() {
			_, all := actionsOf(n.policy)
			own = own || !all
		}
		if !own {
			t.Errorf("no policy permits %s by name", a)
		}
	}
}

func TestEverythingHasWords(t *testing.T) {
	zh, en := catalogue(t, "zh-CN"), catalogue(t, "en")
	need := []string{
		"policy.denied", "policy.nobody", "policy.nothing_checked", "policy.purpose_needed", "policy.sign_again",
		"policy.reason.none", "policy.reason.broken",
	}
	for _, r := range Must(clock.System).reasons {
		need = append(need, r)
	}
	for _, p := range Purposes() {
		need = append(need, "policy.purpose."+p)
	}
	for _, k := range need {
		if zh[k] == "" || en[k] == "" {
			t.Errorf("%s has no text in both languages", k)
		}
	}
	for k := range zh {
		if !slices.Contains(need, k) || en[k] == "" {
			t.Errorf("%s is used by nothing, or has no English", k)
		}
	}
	if len(zh) != len(en) {
		t.Errorf("%d texts in Chinese, %d in English", len(zh), len(en))
	}
}

func catalogue(t *testing.T, lang string) (m map[string]string) {
	t.Helper()
	b, err := Catalogue.ReadFile("messages." + lang + ".json")
	if err == nil {
		err = json.Unmarshal(b, &m)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestBrokenPoliciesAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"no id":     `@reason("r") permit (principal, action, resource);`,
		"no reason": `@id("a") permit (principal, action, resource);`,
		"id twice":  `@id("a") @reason("r") permit (principal, action, resource); @id("a") @reason("r") permit (principal, action, resource);`,
		"nonsense":  `permit everything`,
	} {
		if _, err := load(clock.System, map[string][]byte{"x.cedar": []byte(text)}); err == nil {
			t.Errorf("%s: read without complaint", name)
		}
	}
}

// choices.md §5: Cedar skips a prohibition that fails, and permits. We do not.
func TestAPolicyThatFailsDenies(t *testing.T) {
	const text = `@id("yes") @reason("r") permit (principal, action, resource);
		@id("no") @reason("r") forbid (principal, action, resource) when { context.purpose == "x" };`
	e, err := load(clock.System, map[string][]byte{"x.cedar": []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	d := e.Explain(actor.Part("demo"), LawView, Resource{}, time.Time{})
	if d.Allow || !slices.Contains(d.Reasons, "policy.reason.broken") || !slices.Contains(d.Policies, "no") {
		t.Errorf("%+v", d)
	}
}

func FuzzPolicy(f *testing.F) {
	files, _ := os.ReadDir("cedar")
	for _, file := range files {
		text, _ := os.ReadFile("cedar/" + file.Name())
		f.Add(string(text))
	}
	f.Add(`@id("a") @reason("r") permit (principal, action in [Action::"law.view"], resource) when { context.purpose like "*" };`)
	f.Add(`@id("a") @reason("r") forbid (principal, action, resource) when { 1 + "a" == 2 };`)
	f.Fuzz(func(t *testing.T, text string) {
		e, err := load(clock.System, map[string][]byte{"fuzz.cedar": []byte(text)})
		if err != nil {
			return
		}
		q := question{who: actor.Part("demo"), action: LawView}
		allow, diag := e.decide(q)
		if allow && len(diag.Errors) > 0 {
			t.Errorf("permitted although a policy failed: %v", diag.Errors)
		}
		if code, _ := e.refusal(q, diag); !allow && !strings.HasPrefix(code, "policy.") && len(diag.Reasons) == 0 {
			t.Errorf("refused with %q", code)
		}
	})
}

// A post is lent only to who opens by his own post all that it opens: whatever compartments.cedar says of a role, the
// prohibitions of lending say the same.
func TestLendingLetsNobodyNewIn(t *testing.T) {
	e := Must(func() time.Time { return noon })
	opens := func(role string) (out []string) {
		for _, a := range []Action{ClinicalView, InfectionView, PsychologyView, ChildView, ComplaintView, PlacementMedical} {
			for _, seat := range []string{"A1", "bureau"} {
				r := Resource{Compartment: "clinical"}
				r.Facility, r.Unit = place("A1")
				q := question{who: officer(role + "@" + seat), action: a, resource: r}
				for _, purpose := range e.purposes(q) {
					if purpose != Emergency && !slices.Contains(out, string(a)) {
						out = append(out, string(a))
					}
				}
			}
		}
		return out
	}
	if len(opens(Doctor)) != 2 || len(opens(Teacher)) != 0 {
		t.Fatal(opens(Doctor), opens(Teacher))
	}
	for _, role := range Roles() {
		for _, holder := range Roles() {
			q := question{who: officer(role + "@A9"), action: StaffDelegate, signed: true, resource: Resource{
				Facility: "facility A", Unit: "unit A9", Owner: "me", Receiver: "another", Role: role, Holds: []string{holder},
			}}
			allowed, _ := e.decide(q)
			want := !slices.ContainsFunc(opens(role), func(a string) bool { return !slices.Contains(opens(holder), a) })
			if allowed != want {
				t.Errorf("%s lent to a %s: %v; one opens %v, the other %v", role, holder, allowed, opens(role), opens(holder))
			}
		}
	}
}

// Whoever may be the second of another holds a post that takes two to give: nobody makes himself his second.
func TestWhoAgreesIsGivenByTwo(t *testing.T) {
	e := Must(func() time.Time { return noon })
	for _, role := range Roles() {
		for _, seat := range []string{"A", "A9", "bureau"} {
			r := Resource{Kind: "proposal", Owner: "other"}
			if seat != "bureau" {
				r.Facility = "facility A"
			}
			if e.May(officer(role+"@"+seat), PairConfirm, r) && !slices.Contains(Agreeing, role) {
				t.Errorf("%s confirms what others propose, and one gives the post", role)
			}
		}
	}
}
