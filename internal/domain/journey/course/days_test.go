package course_test

import (
	"slices"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course"
)

// loose are the days and hours that no table holds against an earlier step, with what holds them instead.
var loose = map[string]string{
	"handover.count.arrived":              "the hand-over begins with it",
	"intake.decision.decided":             "the decision is older than his coming",
	"intake.identity.born":                "a birth",
	"transfer.approve.approved_on":        "his stay: nobody is sent on before he came",
	"transfer.health.examined":            "his stay",
	"outside_medical.approve.approved_on": "his stay",
	"home_leave.approve.approved_on":      "his stay",
	"release.holds.asked_at":              "the window of the release, which asks",
	"release.notice.told_on":              "the window of the release, which asks",
	"release.township.told_on":            "the window of the release, which asks",
	"release.pickup.told_at":              "the window of the release, which asks",
	"conversion.pickup.told_at":           "the day of the decision, in the room",
	"annulment.pickup.told_at":            "the day of the decision, in the room",
}

// Every day and every hour that a later step asks for lies behind what it is about: a notice behind its event, a return behind
// the departure, an answer behind what was asked. A field that the table does not hold is named above with its reason.
func TestEveryDayLiesBehindWhatItIsAbout(t *testing.T) {
	now := time.Date(2026, 6, 2, 10, 0, 0, 0, civil.Shanghai)
	for _, c := range course.All(course.Rooms{}) {
		all := journey.Case{Kind: c.Kind}
		for i, s := range c.Steps {
			said := journey.Answers{Values: map[string]string{}}
			for _, f := range s.Fields {
				switch f.Sort {
				case journey.Day:
					said.Values[f.Name] = "2026-06-01"
				case journey.Moment:
					said.Values[f.Name] = "2026-06-01T10:00:00+08:00"
				}
			}
			if i > 0 {
				held(t, c, &s, &journey.Act{Case: &all, Step: &s, Answers: said, Now: now})
			}
			all.Entries = append(all.Entries, journey.Entry{Step: s.Name, At: now.Add(-24 * time.Hour), Answers: said})
		}
	}
}

// held says each field of a step that may lie in the year 2000.
func held(t *testing.T, c *journey.Course, s *journey.Step, a *journey.Act) {
	for _, f := range s.Fields {
		was, asked := a.Answers.Values[f.Name]
		if !asked || f.Ahead || s.Follows {
			continue
		}
		a.Answers.Values[f.Name] = "2000" + was[4:]
		var wrong errs.Fields
		if s.Judge != nil {
			_ = s.Judge(a, &wrong)
		}
		a.Answers.Values[f.Name] = was
		name := string(c.Kind) + "." + s.Name + "." + f.Name
		e := errs.Find(wrong.Err("journey.bad_input"))
		found := e != nil && slices.ContainsFunc(e.Fields, func(x errs.Field) bool { return x.Name == f.Name })
		switch why, excused := loose[name]; {
		case !found && !excused:
			t.Errorf("%s may lie before everything", name)
		case found && excused:
			t.Errorf("%s is held by its table: %q is said no more", name, why)
		}
	}
}
