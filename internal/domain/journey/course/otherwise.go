package course

import (
	"context"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
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
	measure term.Measure
	runs    bool
}

// The steps by which an affair follows; nobody does them by hand.
const (
	nowGranted = "now_granted"
	nowDenied  = "now_denied"
	unanswered = "unanswered"
	runsOn     = "runs_on"
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
		no := follows(nowDenied, denied, granted, uncounted)
		no.Do = all(r.papersFall(withdrawn, paper.NoticeFamily), owedNoMore)
		return []journey.Step{yes, no}
	}
	none := follows(unanswered, submitted, granted, served, uncounted, denied, closed)
	none.Anew = append([]string{"serve"}, collectors...) // what was served and told was another answer
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
	case now.Fact.Approved:
		step = nowGranted
	}
	if s, ok := course.Step(step); !ok || !slices.Contains(s.From, c.State) {
		return ""
	}
	return step
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

// heldOnThere is the same of whose file was closed because his term ran out where he is held: he is held there, and serves on.
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
