package policy

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
)

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

type marks []string

func (m *marks) MarkPolicy(room string)        { *m = append(*m, room) }
func (m *marks) PolicyMarked(room string) bool { return slices.Contains(*m, room) }

// place reads "A" (the whole facility A), "A1" (its unit 1), "bureau" or "-".
func place(s string) (facility, unit id.ID) {
	switch {
	case s == "bureau" || s == "-":
		return "", ""
	case len(s) == 1:
		return id.ID("facility " + s), ""
	default:
		return id.ID("facility " + s[:1]), id.ID("unit " + s)
	}
}

// officer reads "zone_officer@A1+doctor@A"; "system:sweep"; "resident:p"; "nobody"; "leaver" (an officer without a post).
func officer(s string) actor.Actor {
	if part, ok := strings.CutPrefix(s, "system:"); ok {
		return actor.Part(part)
	}
	if person, ok := strings.CutPrefix(s, actor.ResidentRef); ok {
		return actor.Actor{Kind: actor.Resident, Account: "his account", Person: id.ID(person)}
	}
	if s == "nobody" {
		return actor.Actor{}
	}
	who := actor.Actor{Kind: actor.Officer, Staff: "me", Account: "my account"}
	for _, seat := range strings.Split(s, "+") {
		if role, at, ok := strings.Cut(seat, "@"); ok {
			f, u := place(at)
			who.Posts = append(who.Posts, actor.Post{Role: role, Facility: f, Unit: u})
		}
	}
	return who
}

// with reads the words of the third column on: owner=me, in=clinical, purpose=treatment, signed …
func with(words []string, who *actor.Actor) (r Resource, purpose string) {
	r.ID = "r"
	r.Facility, r.Unit = place(words[0])
	for _, w := range words[1:] {
		name, value, _ := strings.Cut(w, "=")
		switch name {
		case "owner":
			r.Owner = value
		case "in":
			r.Compartment = value
		case "state":
			r.State = value
		case "role":
			r.Role = value
		case "to":
			r.Receiver = value
		case "holds":
			r.Holds = strings.Split(value, "+")
		case "person":
			r.Person = id.ID(value)
		case "purpose":
			purpose = value
		case "signed":
			who.SecondAt = noon.Add(-4 * time.Minute)
		case "stale":
			who.SecondAt = noon.Add(-Fresh)
		default:
			panic("scenario word " + w)
		}
	}
	return r, purpose
}

// Every line of testdata/scenarios.txt is one question and its answer, in words that a legal officer can check.
func TestScenarios(t *testing.T) {
	text, err := os.ReadFile("testdata/scenarios.txt")
	if err != nil {
		t.Fatal(err)
	}
	e := Must(func() time.Time { return noon })
	lines, fired := 0, map[string]bool{}
	for i, line := range strings.Split(string(text), "\n") {
		question, answer, ok := strings.Cut(line, " → ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		lines++
		words := strings.Fields(question)
		who := officer(words[0])
		r, purpose := with(words[2:], &who)
		ctx := WithPurpose(actor.With(context.Background(), who), purpose)
		if purpose == Emergency { // an opening of his stands; what it takes to count, TestAnEmergencyCountsWithinItsGrant tries
			if r.Person == "" {
				r.Person = "p"
			}
			ctx = WithEmergency(ctx, Grant{Person: r.Person, Compartment: r.compartment(Action(words[1])), Until: noon.Add(time.Minute)})
		}
		var m marks
		err := e.Check(ctx, &m, Action(words[1]), r)
		got := errs.CodeOf(err)
		if err == nil {
			d := e.explain(asked(who, words[1], r, purpose))
			for _, by := range d.Policies {
				fired[by] = true
			}
			got = "yes " + strings.TrimPrefix(d.Reasons[0], "policy.reason.")
			if a := Action(words[1]); a.Looks() != (len(m) == 0) || !a.Looks() && m[0] != a.Room() {
				t.Errorf("line %d: marks %v", i+1, m)
			}
		} else if len(m) != 0 {
			t.Errorf("line %d: refused, and yet marked %v", i+1, m)
		}
		if want := strings.Join(strings.Fields(answer), " "); strings.TrimPrefix(got, "policy.") != want {
			t.Errorf("line %d: %s\n got %s", i+1, line, got)
		}
	}
	if lines < 100 {
		t.Errorf("only %d scenarios were read", lines)
	}
	for _, rule := range e.Permits() {
		if !fired[rule] {
			t.Errorf("%s permits in no scenario", rule)
		}
	}
}

func asked(who actor.Actor, a string, r Resource, purpose string) question {
	return question{who: who, action: Action(a), resource: r, purpose: purpose, signed: signed(who, noon)}
}

func TestDerived(t *testing.T) {
	var m marks
	if err := Derived(&m, "duty"); errs.CodeOf(err) != "policy.nothing_checked" {
		t.Errorf("%v", err)
	}
	m.MarkPolicy("staff")
	if err := Derived(&m, "duty"); errs.CodeOf(err) != "policy.nothing_checked" {
		t.Errorf("an act on posts owes nothing of the clock: %v", err)
	}
	m.MarkPolicy("measure")
	if err := Derived(&m, "duty"); err != nil || m[2] != "duty" {
		t.Errorf("%v %v", err, m)
	}
	if err := Derived(&m, "duty"); err != nil || len(m) != 3 {
		t.Errorf("once marked is marked: %v %v", err, m)
	}
	for room, acting := range follows {
		for _, r := range acting {
			if !slices.ContainsFunc(Actions(), func(a Action) bool { return a.Room() == r }) {
				t.Errorf("%s follows %s, which has no action", room, r)
			}
		}
	}
}

// A refusal may be logged: it says ids and rule names, and nothing else.
func TestRefusalSaysOnlyIDs(t *testing.T) {
	e := Must(clock.System)
	ctx := actor.With(context.Background(), officer("teacher@A1"))
	err := e.Check(ctx, new(marks), MeasureRecord, Resource{ID: "m1", Facility: "facility A"})
	if got := err.Error(); got != "policy.denied: measure.record by staff:me on m1: no policy permits" {
		t.Error(got)
	}
}

type late struct{ marks }

func (late) Now() time.Time { return noon.Add(time.Hour) }

func TestTheTransactionSaysTheMoment(t *testing.T) {
	e := Must(func() time.Time { return noon })
	who := officer("bureau_legal@bureau")
	who.SecondAt = noon
	err := e.Check(actor.With(context.Background(), who), &late{}, LawConfirm, Resource{Owner: "another"})
	if errs.CodeOf(err) != "policy.sign_again" {
		t.Errorf("an hour later: %v", err)
	}
}

func TestExplainSaysWhatIsMissing(t *testing.T) {
	e := Must(clock.System)
	d := e.Explain(officer("doctor@A1"), ClinicalView, Resource{Facility: "facility A"}, noon)
	if d.Allow || len(d.Purposes) != 3 || d.SignAgain || d.Reasons[0] != "policy.reason.none" {
		t.Errorf("%+v", d)
	}
	if !e.May(officer("doctor@A1"), ClinicalView, Resource{Facility: "facility A"}) {
		t.Error("the door to a purpose prompt must be drawn")
	}
	d = e.Explain(officer("bureau_legal@bureau"), LawConfirm, Resource{Owner: "another"}, noon)
	if d.Allow || !d.SignAgain || d.Purposes != nil {
		t.Errorf("%+v", d)
	}
	d = e.Explain(officer("zone_officer@A1"), PersonView, Resource{Facility: "facility A", Unit: "unit A1"}, noon)
	if !d.Allow || d.Policies[0] != "people.unit.read" || d.Reasons[0] != "policy.reason.own_unit" {
		t.Errorf("%+v", d)
	}
}

func TestSomewhereIsAtOneOfHisPosts(t *testing.T) {
	e := Must(clock.At(noon).Now)
	for _, c := range []struct {
		who    string
		action Action
		want   bool
	}{
		{"facility_admin@A", AuthnAccount, true},
		{"doctor@A+facility_admin@B", AuthnAccount, true},
		{"doctor@A", AuthnAccount, false},
		{"doctor@A", DutyList, true},
		{"facility_admin@A", AuditView, true}, // what is his own
		{"leaver", DutyList, false},
	} {
		if got := e.Somewhere(officer(c.who), c.action); got != c.want {
			t.Errorf("%s %s: %v", c.who, c.action, got)
		}
	}
	for who, want := range map[string]bool{"facility_head@A": true, "bureau_inspector@bureau": true, "legal_officer@A": false, "nobody": false} {
		if got := e.MayAsk(officer(who)); got != want {
			t.Errorf("%s asks: %v", who, got)
		}
	}
}
