package ownpages

import (
	"strings"
	"testing"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey/course/remedy"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
)

func on(t *testing.T, typ term.Type, day string) term.Fact {
	t.Helper()
	d, err := civil.ParseDate(day)
	if err != nil {
		t.Fatal(err)
	}
	return term.OnDay(typ, d)
}

// lived is a life of facts as they were recorded.
func lived(facts ...term.Fact) (l measure.Life) {
	for i, f := range facts {
		l.Events = append(l.Events, measure.Event{ID: id.New(), Seq: int64(i), Fact: f, Note: measure.Note{Number: f.Type.String()}})
	}
	return l
}

func granted(f term.Fact) term.Fact { f.Approved = true; return f }

// He may go against the decisions of the present isolation, and is told of which of them nobody recorded that he knows.
func TestTheDecisionsThatHeMayGoAgainst(t *testing.T) {
	old := []term.Fact{on(t, term.CIDecided, "2019-01-01"), on(t, term.DecisionKnown, "2019-01-02")}
	for name, x := range map[string]struct {
		facts []term.Fact
		want  map[string]bool // number of the decision: known
		first string
	}{
		"one, served":     {[]term.Fact{on(t, term.CIDecided, "2025-01-01"), on(t, term.DecisionKnown, "2025-01-02")}, map[string]bool{"ci.decided": true}, "ci.decided"},
		"one, untold":     {[]term.Fact{on(t, term.CIDecided, "2025-01-01")}, map[string]bool{"ci.decided": false}, "ci.decided"},
		"a second, known": {append(old, on(t, term.CIDecided, "2025-01-01"), on(t, term.DecisionKnown, "2025-01-02"), granted(on(t, term.ExtensionDecided, "2026-12-01")), on(t, term.DecisionKnown, "2026-12-02")), map[string]bool{"ci.decided": true, "extension.decided": true}, "extension.decided"},
		"a second that nobody served": {
			append(old, on(t, term.CIDecided, "2025-01-01"), on(t, term.DecisionKnown, "2025-01-02"), granted(on(t, term.ExtensionDecided, "2026-12-01"))),
			map[string]bool{"ci.decided": true, "extension.decided": false},
			"extension.decided",
		},
		"known, recorded first": {[]term.Fact{on(t, term.DecisionKnown, "2025-01-02"), on(t, term.CIDecided, "2025-01-01")}, map[string]bool{"ci.decided": true}, "ci.decided"},
		"refused":               {[]term.Fact{on(t, term.CIDecided, "2025-01-01"), on(t, term.ExtensionDecided, "2026-12-01")}, map[string]bool{"ci.decided": false}, "ci.decided"},
		"none":                  {nil, map[string]bool{}, ""},
	} {
		got := remedy.Decisions(lived(x.facts...))
		if len(got) != len(x.want) {
			t.Errorf("%s: %+v", name, got)
			continue
		}
		for i, d := range got {
			if known, ok := x.want[d.Note.Number]; !ok || known != (d.Known != "") || i == 0 && d.Note.Number != x.first {
				t.Errorf("%s: %+v", name, d)
			}
		}
	}
}

// The decision whose limit runs is the first that is meant, also where it is the limit for going to court after a reconsideration.
func TestTheDecisionWhoseSuitAfterReconsiderationRuns(t *testing.T) {
	l := lived(on(t, term.CIDecided, "2025-01-01"), on(t, term.DecisionKnown, "2025-01-02"), granted(on(t, term.ExtensionDecided, "2025-03-01")),
		on(t, term.DecisionKnown, "2025-03-02"), on(t, term.ReconApplied, "2025-02-20"), on(t, term.ReconDecidedReceived, "2025-10-01"))
	over := func(code law.DutyCode, opened, discharged int) term.Duty {
		return term.Duty{Code: code, Status: term.Late, Opened: opened, Discharged: discharged}
	}
	applied := over(law.ReconApply, 1, 4)
	applied.Status = term.Done
	duties := []term.Duty{applied, over(law.SuitDirect, 1, -1), over(law.ReconApply, 3, -1), over(law.SuitDirect, 3, -1)}
	for _, x := range []struct {
		status term.Status
		want   string
	}{{term.Pending, "ci.decided"}, {term.Late, "extension.decided"}} {
		after := over(law.SuitAfterRecon, 5, -1)
		after.Status = x.status
		got, ok := remedy.Running(measure.View{Life: l, Answer: term.Answer{Duties: append(duties, after)}})
		if !ok || got.Fact.Type.String() != x.want {
			t.Errorf("%v: %s, want %s", x.status, got.Fact.Type, x.want)
		}
	}
}

// After reconsideration was asked for, the day until which he could have gone to court directly counts no more (ALL 44, 45).
func TestWhoAskedForReconsiderationSuesAfterIt(t *testing.T) {
	first, second := id.New(), id.New()
	suit := duty.Duty{Code: "suit.direct", Cause: first, State: duty.Pending}
	for name, x := range map[string]struct {
		recon duty.Duty
		want  bool
	}{
		"asked":             {duty.Duty{Code: "recon.apply", Cause: first, State: duty.Done}, true},
		"asked late":        {duty.Duty{Code: "recon.apply", Cause: first, State: duty.Late}, true},
		"not asked":         {duty.Duty{Code: "recon.apply", Cause: first, State: duty.Pending}, false},
		"taken back":        {duty.Duty{Code: "recon.apply", Cause: first, State: duty.Void}, false},
		"of another":        {duty.Duty{Code: "recon.apply", Cause: second, State: duty.Done}, false},
		"of another remedy": {duty.Duty{Code: "legal_aid.forward", Cause: first, State: duty.Done}, false},
	} {
		if got := asks([]duty.Duty{suit, x.recon}, suit); got != x.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// What another organ decides, no officer of the facility "does"; and what is his own right, nobody does for him.
func TestWhoDoesWhatIsOwed(t *testing.T) {
	words, err := text.Load(Catalogue, duty.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	p := words.In(text.ZH)
	for code, want := range map[duty.Code]string{
		"ci.decide.extension": p.T("own.owed.by_authority", text.Key("role.x")), "cd.end_notice": p.T("own.owed.by_police", text.Key("role.x")),
		"ci.release": p.T("own.owed.by", text.Key("role.x")), "journey.suit": p.T("own.owed.by", text.Key("role.x")), "suit.direct": "", "recon.apply": "",
	} {
		if got := by(p, duty.Duty{Code: code, Owner: "x"}); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

// What he asked for is owed to him like all else, and what is his own to do is not.
func TestWhatHeAskedForIsOwedToHim(t *testing.T) {
	for code, want := range map[duty.Code]bool{
		"journey.reconsideration": true, "journey.suit": true, "remedy.tell": true, "remedy.overturned": true, "legal_aid.forward": true,
		"suit.direct": false, "recon.apply": false, "rollcall.missing": false, "bed.move": false,
	} {
		if got := isHis(duty.Duty{Code: code}); got != want {
			t.Errorf("%s: %v", code, got)
		}
	}
}

// He may have been here before: what was done for him then is not among what was done now.
func TestWhatWasDoneInAnEarlierStayIsLeftOut(t *testing.T) {
	admitted, err := civil.ParseDate("2026-01-10")
	if err != nil {
		t.Fatal(err)
	}
	var f census.File
	f.Stay = resident.Resident{Admitted: admitted}
	f.Measure.Answer.Measures = make([]term.Measure, 2)
	before, since := admitted.AddDays(-300).Start().Time(), admitted.AddDays(3).Start().Time()
	for name, x := range map[string]struct {
		duty.Duty
		want bool
	}{
		"of the clock, now":           {duty.Duty{Number: 1, Closed: before}, true}, // served before he came here
		"of the clock, then":          {duty.Duty{Number: 0, Closed: before}, false},
		"of the house, now":           {duty.Duty{Number: -1, Closed: since}, true},
		"of the house, then":          {duty.Duty{Number: -1, Closed: before}, false},
		"of the day of the admission": {duty.Duty{Number: -1, Closed: admitted.Start().Time()}, true},
	} {
		if got := ofThisStay(f, x.Duty); got != x.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Where a page sends him to another, it calls that by the name that stands on its tile, in both languages.
func TestATileIsCalledByItsName(t *testing.T) {
	words, err := text.Load(Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []text.Locale{text.ZH, text.EN} {
		p := words.In(l)
		for key, tile := range map[string]string{"own.remedy.withdrawn": "own.tile.object", "own.told.doubted": "own.tile.complaint", "own.handed.why": "own.tile.complaint"} {
			if said := p.T(key, "x", "y"); !strings.Contains(said, p.T(tile)) {
				t.Errorf("%s in %s: %q does not say %q", key, l, said, p.T(tile))
			}
		}
	}
}
