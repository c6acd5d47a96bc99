package course

import (
	"context"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// What an affair says and the file says otherwise since: the organ's answer was another, or was none, and a leaving did not end
// the measure. The affair follows the file, so that nobody serves what was not decided, and no paper says what is not so.

// file is what the file says of somebody now.
type file struct {
	life measure.Life
	last term.Measure // the latest
	runs bool         // whether it keeps him
	here bool         // whether he lives in the house
	free bool         // whether a release has ended it
}

// The steps by which an affair follows; nobody does them by hand.
const (
	nowGranted = "now_granted"
	nowDenied  = "now_denied"
	unanswered = "unanswered"
	runsOn     = "runs_on"
	endsThen   = "ends_then"
	countsOn   = "counts_again"
	countsNot  = "counts_not"
)

// answeredAnew are the steps for a table of proposals by which its answer becomes what the file says. One that is withdrawn is
// waited for again, where the affair goes on.
func (r Rooms) answeredAnew(kind journey.Kind) []journey.Step {
	follows := func(name string, to journey.State, from ...journey.State) journey.Step {
		return journey.Step{Name: name, Follows: true, Voids: true, From: from, To: to}
	}
	yes, no := follows(nowGranted, granted, denied, uncounted, closed), follows(nowDenied, denied, granted, served, uncounted, closed)
	none, not := follows(unanswered, submitted, granted, served, uncounted, denied, closed), follows(countsNot, uncounted, granted, served, denied, closed)
	if kind == Conversion { // he is here again, if he had gone home; and goes he after all, he is looked at again
		looks := []string{"first", "second", "go_home"}
		for _, s := range []*journey.Step{&no, &none, &not} {
			s.From = slices.DeleteFunc(s.From, func(x journey.State) bool { return x == served })
			s.Do, s.Anew = all(r.papersFall(withdrawn, paper.ReleaseCertificate, paper.NoticeFamily), owedNoMore), looks
		}
		yes.Anew = looks
		return []journey.Step{yes, no, none, not}
	}
	yes.Or, yes.Do = in(served), servedStill
	none.Anew = append([]string{"serve"}, collectors...) // what was served and told was another answer
	no.Anew = none.Anew
	if kind == Extension {
		return []journey.Step{yes, no, none, not}
	}
	again := follows(countsOn, granted, closed) // what had overtaken it is gone, and everybody was told that it counts no more
	again.Anew = none.Anew
	return []journey.Step{yes, no, none, not, again}
}

// servedStill leads an approval that counts again to where it stood.
func servedStill(_ context.Context, _ *store.Tx, a *journey.Act) error {
	if a.Case.Did("serve") {
		a.Goes = served
	}
	return nil
}

// lastAnswer is how the organ's answer was typed last.
func lastAnswer(c *journey.Case) (e journey.Entry, did bool) {
	for _, e := range slices.Backward(c.Entries) {
		if e.Step == "grant" || e.Step == "deny" {
			return e, true
		}
	}
	return e, false
}

// saysOtherwise is the step by which an affair follows what the file says of it since, "" where both say the same.
// Nobody waits for an answer about who has left.
func saysOtherwise(course *journey.Course, c *journey.Case, f *file) string {
	e, did := lastAnswer(c)
	if !did {
		return ""
	}
	_, now, stands, known := f.life.ToldAt(e.At, decides[c.Kind])
	step := answerOf(now, stands)
	switch again := c.Kind == Early && overtakenOnce(c) && f.runs && f.last.EarlyGone == 0; {
	case !known, !stands && !f.runs:
		return ""
	case step == nowGranted && again:
		step = countsOn
	case step == says(c):
		return ""
	}
	if s, ok := course.Step(step); !ok || !slices.Contains(s.From, c.State) {
		return ""
	}
	return step
}

// answerOf is what the file has for an answer, by the step that leads there.
func answerOf(now measure.Event, stands bool) string {
	switch {
	case !stands:
		return unanswered
	case !now.Fact.Approved:
		return nowDenied
	case now.Outside != "":
		return countsNot
	}
	return nowGranted
}

// says is what an affair has for an answer, by the step that would lead there.
func says(c *journey.Case) string {
	switch {
	case c.State == submitted:
		return unanswered
	case c.State == denied:
		return nowDenied
	case c.State == uncounted, c.State == closed && endedBy(c, "let_stand"):
		return countsNot
	}
	return nowGranted
}

// overtakenOnce tells whether a case was closed because its approval counted no more.
func overtakenOnce(c *journey.Case) bool { return c.State == closed && endedBy(c, "overtaken") }

// endedBy tells whether a step led a case to where it stands.
func endedBy(c *journey.Case, step string) bool {
	for _, e := range slices.Backward(c.Entries) {
		if e.Now != e.Was {
			return e.Step == step
		}
	}
	return false
}

// notOverYet stands on a paper that says of a day that the measure ended on it.
const notOverYet = "强制隔离戒毒的期限没有在这一天结束"

// goesOn is the step for the table of a release whose person left while his measure runs on, as the file has it since: he was let
// go too early. No certificate says that it was over, nobody is told so any more, and his things are his all the same.
func (r Rooms) goesOn() journey.Step {
	return journey.Step{
		Name: runsOn, Follows: true, Voids: true, From: in(released, elapsed), To: letOut,
		Do: all(r.papersFall(notOverYet, paper.ReleaseCertificate, paper.ReleaseNotice, paper.NoticeFamily, paper.NoticeEmployer, paper.NoticeStation, paper.NoticeTownship), untoldNoMore),
	}
}

// endedThen is the step for the table of a release that did end the measure after all: he was free on that day, and is owed the
// certificate, and everybody the notice, that fell.
func (r Rooms) endedThen() journey.Step {
	return journey.Step{
		Name: endsThen, Follows: true, From: in(letOut), To: released, Or: in(elapsed),
		Do: func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
			fell, _ := a.Case.Last(runsOn)
			left := a.Case.Said("let_go")
			a.Goes, a.Answers.Values["left_at"], a.Answers.Values["handed_to"] = fell.Was, left.Of("left_at"), left.Of("handed_to")
			m, err := r.Measures.LatestIn(ctx, tx, a.Case.Person)
			if err != nil {
				return err
			}
			if _, err := r.certificate(ctx, tx, a, m.End); err != nil {
				return err
			}
			who := append([]string{"tell_organ"}, collectors...)
			if claimed(a) == "" && left.Of("handed_to") == "" {
				who = append(who, "tell_township")
			}
			for _, x := range who {
				if a.Case.Said("pickup").Says(x, "none_there") {
					continue
				}
				if err := r.owesNotice(ctx, tx, a, x); err != nil {
					return err
				}
			}
			return a.Lapse(ctx, tx, "released")
		},
	}
}

// endedAfterAll tells whether a release that was held to have been too early did end the measure, as the file has it now.
func endedAfterAll(course *journey.Course, c *journey.Case, f *file) bool {
	s, ok := course.Step(endsThen)
	e, did := c.Last(runsOn)
	left := dayOf(c.Said("let_go"), "left_at")
	return ok && did && !f.free && slices.Contains(s.From, c.State) && e.Now == c.State && !f.runs && f.last.State == law.CIReleased && (left.IsZero() || f.last.End == left)
}

// heldOnThere is what goesOn is, of whose file was closed because his term ran out where he is held: he is held there, and serves on.
func (r Rooms) heldOnThere() journey.Step {
	return journey.Step{
		Name: runsOn, Follows: true, Voids: true, From: in(closed), To: out,
		Do: all(r.papersFall(notOverYet), owedNoMore, func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
			if err := resident.ReopenIn(ctx, tx, a.Case.Person); err != nil {
				return err
			}
			return outing.ReopenIn(ctx, tx, a.Case.Person)
		}),
	}
}

// untoldNoMore lets fall what was owed to those who are told of a release.
func untoldNoMore(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	all, err := duty.Of(ctx, tx, a.Case.Person)
	if err != nil {
		return err
	}
	for _, d := range all {
		his := slices.ContainsFunc(a.Case.Entries, func(e journey.Entry) bool { return e.ID == d.Cause })
		if d.State != duty.Pending || !his || d.Code == "release.property" || d.Code == "gate.mismatch" || d.Code == "gate.alone" {
			continue
		}
		if err := duty.Lapse(ctx, tx, d, a.Entry); err != nil {
			return err
		}
	}
	return nil
}

// runsStill tells whether the measure runs on after all by whose end an affair let somebody go, while he is gone.
func runsStill(ctx context.Context, tx *store.Tx, course *journey.Course, c *journey.Case, f *file) (bool, error) {
	s, ok := course.Step(runsOn)
	if !f.runs || !ok || !slices.Contains(s.From, c.State) || civil.DateOf(c.Opened).Before(f.last.Decided) { // another decision keeps him since
		return false, nil
	}
	here, err := isHere(ctx, tx, &journey.Act{Case: c})
	return !here, err
}
