package course

import (
	"context"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
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
	life    measure.Life
	measure term.Measure // that runs
	last    term.Measure // the latest, whether it runs or not
	runs    bool
}

// The steps by which an affair follows; nobody does them by hand.
const (
	nowGranted = "now_granted"
	nowDenied  = "now_denied"
	unanswered = "unanswered"
	runsOn     = "runs_on"
	endsThen   = "ends_then"
	countsOn   = "counts_again"
)

// answeredAnew are the steps for a table of proposals by which its answer becomes what the file says. One that is withdrawn is
// waited for again, where the affair goes on.
func (r Rooms) answeredAnew(kind journey.Kind) []journey.Step {
	follows := func(name string, to journey.State, from ...journey.State) journey.Step {
		return journey.Step{Name: name, Follows: true, Voids: true, From: from, To: to}
	}
	yes := follows(nowGranted, granted, denied)
	yes.Or, yes.Do = in(uncounted), r.countsNow(kind)
	if kind == Conversion {
		yes.From, yes.Anew = in(denied, mistaken), []string{"first", "second"} // he is here again, and is looked at again
		no := follows(nowDenied, denied, granted, uncounted)
		no.Do = all(r.papersFall(withdrawn, paper.NoticeFamily), owedNoMore)
		return []journey.Step{yes, no}
	}
	none := follows(unanswered, submitted, granted, served, uncounted, denied, closed)
	none.Anew = append([]string{"serve"}, collectors...) // what was served and told was another answer
	if kind == Early {                                   // what had overtaken it is gone, and everybody was told that it counts no more
		again := follows(countsOn, granted, closed)
		again.Anew = none.Anew
		return []journey.Step{yes, follows(nowDenied, denied, granted, served, uncounted, closed), none, again}
	}
	return []journey.Step{yes, follows(nowDenied, denied, granted, served, uncounted, closed), none}
}

// countsNow keeps an approval apart that the law does not let count.
func (r Rooms) countsNow(kind journey.Kind) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		lives, err := r.Measures.Lives(ctx, tx, []id.ID{a.Case.Person})
		if err != nil {
			return err
		}
		if e, did := lastAnswer(a.Case); did {
			if _, now, _, _ := lives[a.Case.Person].ToldAt(e.At, decides[kind]); now.Outside != "" {
				a.Goes = uncounted
			}
		}
		return nil
	}
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
func saysOtherwise(course *journey.Course, c *journey.Case, f file) string {
	e, did := lastAnswer(c)
	if !did {
		return ""
	}
	_, now, stands, known := f.life.ToldAt(e.At, decides[c.Kind])
	step := nowDenied
	switch {
	case !known, !stands && !f.runs:
		return ""
	case !stands:
		step = unanswered
	case c.Kind == Early && overtakenOnce(c) && now.Fact.Approved && now.Outside == "" && f.runs && f.measure.EarlyGone == 0:
		step = countsOn
	case now.Fact.Approved:
		step = nowGranted
	}
	if s, ok := course.Step(step); !ok || !slices.Contains(s.From, c.State) {
		return ""
	}
	return step
}

// overtakenOnce tells whether a case was closed because its approval counted no more.
func overtakenOnce(c *journey.Case) bool {
	for _, e := range slices.Backward(c.Entries) {
		if e.Now != e.Was {
			return e.Step == "overtaken"
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
			m, err := r.lastMeasure(ctx, tx, a.Case.Person)
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
			return nil
		},
	}
}

// lastMeasure is the latest measure of somebody, whether it runs or not.
func (r Rooms) lastMeasure(ctx context.Context, tx *store.Tx, p id.ID) (m term.Measure, err error) {
	now, err := r.Measures.NowIn(ctx, tx, p)
	if n := len(now.Measures); n > 0 {
		m = now.Measures[n-1]
	}
	return m, err
}

// endedAfterAll tells whether a release that was held to have been too early did end the measure, as the file has it now.
func endedAfterAll(course *journey.Course, c *journey.Case, f file) bool {
	s, ok := course.Step(endsThen)
	e, did := c.Last(runsOn)
	left := dayOf(c.Said("let_go"), "left_at")
	return ok && did && slices.Contains(s.From, c.State) && e.Now == c.State && !f.runs && f.last.State == law.CIReleased && (left.IsZero() || f.last.End == left)
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
func runsStill(ctx context.Context, tx *store.Tx, course *journey.Course, c *journey.Case, f file) (bool, error) {
	s, ok := course.Step(runsOn)
	if !f.runs || !ok || !slices.Contains(s.From, c.State) || civil.DateOf(c.Opened).Before(f.measure.Decided) { // another decision keeps him since
		return false, nil
	}
	here, err := isHere(ctx, tx, &journey.Act{Case: c})
	return !here, err
}
