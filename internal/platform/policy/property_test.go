package policy

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
)

func anyPlace(t *rapid.T, name string) (id.ID, id.ID) {
	return place(rapid.SampledFrom([]string{"bureau", "A", "A1", "A2", "B", "B1", "C3"}).Draw(t, name))
}

func anyActor(t *rapid.T) actor.Actor {
	who := actor.Actor{Kind: actor.Officer, Staff: "me", Account: "my account"}
	for range rapid.IntRange(0, 3).Draw(t, "posts") {
		p := actor.Post{Role: rapid.SampledFrom(Roles()).Draw(t, "role")}
		p.Facility, p.Unit = anyPlace(t, "seat")
		if p.Unit == "" && rapid.Bool().Draw(t, "wide seats are written both ways") {
			p.Unit = p.Facility
		}
		who.Posts = append(who.Posts, p)
	}
	return who
}

func anyResource(t *rapid.T) Resource {
	r := Resource{ID: "r", Owner: rapid.SampledFrom([]string{"", "me", "other"}).Draw(t, "owner")}
	r.Facility, r.Unit = anyPlace(t, "place")
	return r
}

// What a list shows is exactly what may be seen one by one: no row too many, none too few.
func TestScopeIsWhatTheRowCheckAllows(t *testing.T) {
	e := Must(clock.System)
	rapid.Check(t, func(t *rapid.T) {
		who, r := anyActor(t), anyResource(t)
		a := rapid.SampledFrom(Listable()).Draw(t, "action")
		switch a {
		case ExportApprove, AuthnAccount: // separation of duty is about one row, not about the list
			r.Owner = "other"
		}
		allow, _ := e.decide(question{who: who, action: a, resource: r, signed: true})
		if covers := e.Scope(who, a).Covers(who, r); covers != allow {
			t.Fatalf("%s: allowed %v, in scope %v %+v", a, allow, covers, e.Scope(who, a))
		}
	})
}

// Taking posts away never opens anything: the house has no rule of the form "unless he is also".
func TestFewerPostsNeverAllowMore(t *testing.T) {
	e := Must(clock.System)
	rapid.Check(t, func(t *rapid.T) {
		who, r := anyActor(t), anyResource(t)
		r.Compartment = rapid.SampledFrom([]string{"", "clinical", "infection", "complaint"}).Draw(t, "compartment")
		q := question{
			who: who, action: rapid.SampledFrom(Actions()).Draw(t, "action"), resource: r, signed: rapid.Bool().Draw(t, "signed"),
			purpose: rapid.SampledFrom(append(Purposes(), "")).Draw(t, "purpose"),
		}
		more, _ := e.decide(q)
		if len(who.Posts) > 0 {
			q.who.Posts = who.Posts[1:]
		}
		if fewer, _ := e.decide(q); fewer && !more {
			t.Fatalf("%s: allowed with fewer posts", q.action)
		}
	})
}

// Nobody of the bureau opens a compartment by office, whatever he says he wants; complaints go to the inspector.
func TestTheBureauHasNoCompartments(t *testing.T) {
	e := Must(clock.System)
	closed := []Action{ClinicalView, InfectionView, PsychologyView, ChildView, ComplaintView}
	for _, role := range []string{BureauHead, BureauLegal, BureauStatistician, SystemKeeper} {
		for _, a := range closed {
			for _, p := range append(Purposes(), "") {
				who := officer(role + "@bureau")
				r := Resource{Facility: "facility A", Unit: "unit A1"}
				if ok, _ := e.decide(question{who: who, action: a, resource: r, purpose: p, signed: true}); ok {
					t.Errorf("%s may %s for %s", role, a, p)
				}
			}
		}
	}
}

// A resident reaches what is his and nothing else, whatever is asked about it and wherever it lies; and he lists nothing.
func TestAResidentReachesOnlyWhatIsHis(t *testing.T) {
	e := Must(clock.System)
	who := actor.Actor{Kind: actor.Resident, Account: "his account", Person: "p"}
	rapid.Check(t, func(t *rapid.T) {
		r := anyResource(t)
		r.Compartment = rapid.SampledFrom([]string{"", "general", "clinical", "infection", "psychology", "child", "voluntary", "complaint"}).Draw(t, "compartment")
		r.Role = rapid.SampledFrom(append(Roles(), "")).Draw(t, "role")
		r.Person = id.ID(rapid.SampledFrom([]string{"", "p", "other"}).Draw(t, "person"))
		a := rapid.SampledFrom(Actions()).Draw(t, "action")
		q := question{who: who, action: a, resource: r, signed: true, purpose: rapid.SampledFrom(append(Purposes(), "")).Draw(t, "purpose")}
		if !e.Scope(who, a).Empty() {
			t.Fatalf("he lists %s", a)
		}
		ok, _ := e.decide(q)
		if !ok {
			return
		}
		if r.Person != "p" {
			t.Fatalf("%s of %q, who is another", a, r.Person)
		}
		if c := r.compartment(a); c != "general" && !(a == PaperView && c == "clinical") && a != ComplaintSend && a != ObjectionRaise {
			t.Fatalf("%s in %s", a, c)
		}
	})
}

// What was written to one office is closed to the other, whoever asks and for whatever purpose.
func TestAComplaintIsForItsOfficeAlone(t *testing.T) {
	e := Must(clock.System)
	rapid.Check(t, func(t *rapid.T) {
		who, r := anyActor(t), anyResource(t)
		r.Role = rapid.SampledFrom(append(Roles(), "")).Draw(t, "office")
		a := rapid.SampledFrom([]Action{ComplaintList, ComplaintHandle, ComplaintKey}).Draw(t, "action")
		ok, _ := e.decide(question{who: who, action: a, resource: r, signed: true})
		may := false
		for _, p := range who.Posts {
			may = may || p.Role == r.Role && (p.Role == BureauInspector && p.Facility == "" || p.Role == Procurator && p.Facility != "" && p.Facility == r.Facility)
		}
		if ok != may {
			t.Fatalf("%s of %q in %q by %+v: %v", a, r.Role, r.Facility, who.Posts, ok)
		}
	})
}

// Every decision of any question ends without a policy that fails.
func TestNoShippedPolicyFails(t *testing.T) {
	e := Must(clock.System)
	rapid.Check(t, func(t *rapid.T) {
		r := anyResource(t)
		for _, f := range []*string{&r.Compartment, &r.State, &r.Role, &r.Receiver, &r.Kind} {
			*f = rapid.SampledFrom([]string{"", "clinical", "sealed", "approved", "nurse", "me"}).Draw(t, "attribute")
		}
		who := anyActor(t)
		if rapid.Bool().Draw(t, "a resident") {
			who, r.Person = actor.Actor{Kind: actor.Resident, Person: "p"}, id.ID(rapid.SampledFrom([]string{"", "p", "other"}).Draw(t, "person"))
		}
		if rapid.Bool().Draw(t, "a part of the house") {
			who = actor.Part(rapid.SampledFrom([]string{"sweep", "demo", "import", ""}).Draw(t, "part"))
		}
		a := rapid.SampledFrom(Actions()).Draw(t, "action")
		if _, diag := e.decide(question{who: who, action: a, resource: r}); len(diag.Errors) > 0 {
			t.Fatal(diag.Errors)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	e := Must(func() time.Time { return noon })
	for _, c := range []struct{ name, who, action, about string }{
		{"allow", "zone_officer@A1+duty_officer@A2", "person.view", "A1"},
		{"document", "doctor@A9", "document.view", "A1"},
		{"deny", "teacher@A9", "measure.record", "A1"},
	} {
		b.Run(c.name, func(b *testing.B) {
			who := officer(c.who)
			r, _ := with([]string{c.about}, &who)
			r.Kind, r.Person, r.Owner = "person", "p", "other"
			ctx, m := actor.With(context.Background(), who), new(marks)
			b.ReportAllocs()
			for b.Loop() {
				*m = (*m)[:0]
				_ = e.Check(ctx, m, Action(c.action), r)
			}
		})
	}
}

func BenchmarkScope(b *testing.B) {
	e := Must(clock.System)
	who := officer("zone_officer@A1+duty_officer@A2")
	b.ReportAllocs()
	for b.Loop() {
		_ = e.Scope(who, PersonList)
	}
}
