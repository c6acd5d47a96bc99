package act

import (
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/ask"
	"guitu/internal/domain/person"
)

// Judges holds the answers against several rules.
func Judges(rules ...func(*journey.Act, *errs.Fields) error) func(*journey.Act, *errs.Fields) error {
	return func(a *journey.Act, f *errs.Fields) error {
		for _, r := range rules {
			if err := r(a, f); err != nil {
				return err
			}
		}
		return nil
	}
}

// Order refuses a day of this step (the field after) that lies before one of an earlier step (the field before), or of this step
// where step is "". Minutes are compared where both fields have them.
func Order(step, before, after string) func(*journey.Act, *errs.Fields) error {
	return func(a *journey.Act, f *errs.Fields) error {
		from := a.Answers
		if step != "" {
			from = a.Case.Said(step)
		}
		x, y := DayOf(from, before), DayOf(a.Answers, after)
		i, j := from.Moment(before), a.Answers.Moment(after)
		switch {
		case !x.IsZero() && !y.IsZero() && y.Before(x):
			f.Add(after, "journey.before_that", y.String(), ask.Label(after), ask.Label(before), x)
		case i != 0 && j != 0 && j < i:
			f.Add(after, "journey.before_that", "", ask.Label(after), ask.Label(before), i.Time())
		}
		return nil
	}
}

// Newcomer is who has come, as the step "identity" of an admission has him; a number that is no number is for person to refuse.
func Newcomer(a journey.Answers) person.Draft {
	return person.Draft{
		Name: a.Of("name"), Aliases: a.Of("aliases"), Sex: a.Of("sex"), Number: a.Of("id_number"), Born: a.Of("born"), Ethnic: a.Of("ethnic"),
		Home: a.Of("home"), Residence: a.Of("residence"), Phone: a.Of("phone"), Language: a.Of("language"),
	}
}

// DayOf is the day of a field, or that of its moment.
func DayOf(a journey.Answers, field string) civil.Date {
	if i := a.Moment(field); i != 0 {
		return i.Day()
	}
	return a.Day(field)
}

// Latest is what a step says while another may be done: its own answers where it is the step that is done.
func Latest(a *journey.Act, step string) journey.Answers {
	if a.Step.Name == step {
		return a.Answers
	}
	return a.Case.Said(step)
}
