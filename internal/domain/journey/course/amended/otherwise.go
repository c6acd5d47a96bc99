package amended

import (
	"context"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
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
	_, now, stands, known := f.life.ToldAt(e.At, affair.Decides[c.Kind])
	step := answerOf(now, stands)
	switch again := c.Kind == affair.Early && overtakenOnce(c) && f.runs && f.last.EarlyGone == 0; {
	case !known, !stands && !f.runs:
		return ""
	case step == affair.NowGranted && again:
		step = affair.CountsOn
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
		return affair.Unanswered
	case !now.Fact.Approved:
		return affair.NowDenied
	case now.Outside != "":
		return affair.CountsNot
	}
	return affair.NowGranted
}

// says is what an affair has for an answer, by the step that would lead there.
func says(c *journey.Case) string {
	switch {
	case c.State == affair.Submitted:
		return affair.Unanswered
	case c.State == affair.Denied:
		return affair.NowDenied
	case c.State == affair.Uncounted, c.State == affair.Closed && endedBy(c, "let_stand"):
		return affair.CountsNot
	}
	return affair.NowGranted
}

// overtakenOnce tells whether a case was closed because its approval counted no more.
func overtakenOnce(c *journey.Case) bool { return c.State == affair.Closed && endedBy(c, "overtaken") }

// endedBy tells whether a step led a case to where it stands.
func endedBy(c *journey.Case, step string) bool {
	for _, e := range slices.Backward(c.Entries) {
		if e.Now != e.Was {
			return e.Step == step
		}
	}
	return false
}

// endedAfterAll tells whether a release that was held to have been too early did end the measure, as the file has it now.
func endedAfterAll(course *journey.Course, c *journey.Case, f *file) bool {
	s, ok := course.Step(affair.EndsThen)
	e, did := c.Last(affair.RunsOn)
	left := act.DayOf(c.Said("let_go"), "left_at")
	return ok && did && !f.free && slices.Contains(s.From, c.State) && e.Now == c.State && !f.runs && f.last.State == law.CIReleased && (left.IsZero() || f.last.End == left)
}

// runsStill tells whether the measure runs on after all by whose end an affair let somebody go, while he is gone.
func runsStill(ctx context.Context, tx *store.Tx, course *journey.Course, c *journey.Case, f *file) (bool, error) {
	s, ok := course.Step(affair.RunsOn)
	if !f.runs || !ok || !slices.Contains(s.From, c.State) || civil.DateOf(c.Opened).Before(f.last.Decided) { // another decision keeps him since
		return false, nil
	}
	here, err := act.IsHere(ctx, tx, &journey.Act{Case: c})
	return !here, err
}
