package journey

import (
	"maps"
	"slices"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
)

// Case is one affair.
type Case struct {
	ID       id.ID
	Version  int64
	Kind     Kind
	Facility id.ID
	Unit     id.ID  // "" for the whole facility
	Person   id.ID  // "" while he is not taken in
	Name     string // of a newcomer, as far as it was said
	State    State
	Opened   time.Time
	By       string    // actor.Ref of who opened it
	Closed   time.Time // zero while it goes on
	Entries  []Entry   // in the order done

	owed id.ID // the duty of its state
}

// Entry is a step that somebody did.
type Entry struct {
	ID          id.ID
	Case        id.ID
	Seq         int64
	Step        string
	Was, Now    State
	At          time.Time
	By          string // actor.Ref
	Compartment seal.Compartment
	Answers     Answers // the general part
	Void        bool    // to be done anew since: it is shown, and counts for nothing

	hidden []byte // the part of another compartment
}

// Hides tells whether there is a part for another compartment's staff.
func (e Entry) Hides() bool { return len(e.hidden) > 0 }

// DayOf is the day in Shanghai on which a step was done.
func DayOf(e Entry) civil.Date { return civil.DateOf(e.At) }

// Last is how a step was done last, as far as it counts still.
func (c *Case) Last(step string) (Entry, bool) {
	for _, e := range slices.Backward(c.Entries) {
		if e.Step == step && !e.Void {
			return e, true
		}
	}
	return Entry{}, false
}

// Did tells whether a step was done.
func (c *Case) Did(step string) bool {
	_, ok := c.Last(step)
	return ok
}

// Holds tells whether a step was done and what it rests on is as it was then.
func (c *Case) Holds(s *Step) bool {
	e, did := c.Last(s.Name)
	var then Answers
	for _, x := range c.Entries {
		if x.Step == s.Rests && x.Seq < e.Seq {
			then = x.Answers
		}
	}
	return did && (s.Rests == "" || maps.Equal(then.Values, c.Said(s.Rests).Values))
}

// Said is what was answered in a step, nothing when it was not done.
func (c *Case) Said(step string) Answers {
	e, _ := c.Last(step)
	return e.Answers
}

// Stamp is what a form of a step was drawn from: the step as it was last done, so that two officers do different steps
// side by side; the whole case for a step that leads on.
func (c *Case) Stamp(s *Step) int64 {
	if s.To != "" {
		return c.Version
	}
	e, ok := c.Last(s.Name)
	if !ok {
		return -1
	}
	return e.Seq
}

// Lacks lists the steps that a Whole step of the state still waits for.
func (c *Case) Lacks(course *Course) (out []string) {
	for _, s := range course.Steps {
		if s.Must && s.within(c.State) && !c.Holds(&s) {
			out = append(out, s.Name)
		}
	}
	return out
}

// over tells whether a step is done no more because of another that was done.
func (c *Case) over(s *Step) bool { return s.Until != "" && c.Did(s.Until) }

// Doable lists the steps that the state of the case allows, whoever asks.
func (c *Case) Doable(course *Course) (out []*Step) {
	for i := range course.Steps {
		if s := &course.Steps[i]; s.within(c.State) && !s.Follows && !c.over(s) {
			out = append(out, s)
		}
	}
	return out
}

// Resource is the case as policy sees it.
func (c *Case) Resource() policy.Resource {
	return policy.Resource{Kind: "journey", ID: c.ID, Facility: c.Facility, Unit: c.Unit, Person: c.Person}
}

// ready refuses a step that cannot be done now.
func (c *Case) ready(course *Course, s *Step, who string) error {
	switch {
	case !s.within(c.State):
		return errs.New(errs.Invalid, "journey.not_now")
	case c.over(s):
		return errs.New(errs.Invalid, "journey.no_more", Title(c.Kind, s.Until))
	}
	lacking := func(code string, steps []string) error {
		var f errs.Fields
		for _, n := range steps {
			f.Add(n, code, "", Title(c.Kind, n))
		}
		return f.Err("journey.lacks")
	}
	var before []string
	for _, n := range s.Needs {
		if !c.Did(n) {
			before = append(before, n)
		}
	}
	if err := lacking("journey.before", before); err != nil {
		return err
	}
	if s.Whole {
		if err := lacking("journey.must", c.Lacks(course)); err != nil {
			return err
		}
	}
	if n := c.Twice(course, s, who); n != "" {
		return errs.New(errs.Invalid, "journey.same_officer", Title(c.Kind, n))
	}
	return nil
}

// Twice is the step that an officer did and because of which he may not do this one too, "" when there is none.
func (c *Case) Twice(course *Course, s *Step, who string) string {
	for _, n := range s.Others {
		last, did := c.Last(n)
		if did && slices.ContainsFunc(c.Entries, func(e Entry) bool {
			return e.By == who && (e.ID == last.ID || e.Step == n && !e.Void && !course.fresh(n) && last.Answers.keeps(e.Answers))
		}) {
			return n
		}
	}
	return ""
}

// voids marks what a later step has made to be done anew.
func (k *Desk) voids(c *Case) {
	course, err := k.Course(c.Kind)
	if err != nil {
		return // whoever needs it is told
	}
	for i, later := range c.Entries {
		s, _ := course.Step(later.Step)
		for n := range c.Entries[:i] {
			e := &c.Entries[n]
			e.Void = e.Void || s != nil && slices.Contains(s.Anew, e.Step)
		}
	}
}

func (c *Case) fact(kind string, e Entry) audit.Fact {
	rows := []audit.Row{audit.Kept("journey_case", c.ID)}
	if e.ID != "" {
		rows = append(rows, audit.Kept("journey_entry", e.ID))
	}
	return audit.Fact{
		Room: "journey", Kind: kind, Record: c.ID, Version: c.Version, About: c.Person, Facility: c.Facility, Compartment: seal.General, Rows: rows,
	}
}
