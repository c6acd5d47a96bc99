package journey

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Kind names a course: "intake", "release".
type Kind string

// State is where a case stands. Every course begins in the state of its first step.
type State string

// Stage is a state of a course.
type Stage struct {
	State State
	End   bool      // the case is closed
	After bool      // what it is about is over, and only something of it is owed: another may be begun
	Owes  duty.Code // owed while the case stands here; "" when nobody waits for anybody
	Owner string    // role that owes it, where another than the code's
	Today bool      // to be done on the day on which it began
	Next  bool      // with Today, where no law says until when: what begins in the evening is to be done on the next day
	Since string    // "receive.received_at": with Today, it began on the day that a step has in a field, though it is written down later
	By    string    // "term.end": to be done by the day that a step has in a field, and today where it has none
}

// Course is a kind of case as a table.
type Course struct {
	Kind   Kind
	Stages []Stage
	Steps  []Step // the first opens the case
	// Newcomer says that the case begins before there is a person: his name stands in the case until he is taken in.
	Newcomer bool
	// Many says that a person may have several open at once: a letter for each of three relatives.
	Many bool
	// Dead says that the case goes on with who has died: what its steps bring is still filed.
	Dead bool
	// Gone says that it may be begun for who has left this facility too; its first step looks for itself who that may be.
	Gone bool
}

// Step is one thing to do in a case.
type Step struct {
	Name  string
	From  []State  // in which it may be done; of the first step, where what opened the case may be written anew
	To    State    // "" stays
	Or    []State  // where it may lead instead, by what was answered (Act.Goes)
	Needs []string // steps that must be done before
	Until string   // a step after which it is done no more
	Rests string   // a step on whose answers it rests: where they are others since, it is to be done anew
	Must  bool     // a case cannot go on by a Whole step without it
	Whole bool     // asks for every Must step of the state
	// Follows says that nobody does the step by hand: it is the consequence of a step of another case (Act.Follow).
	Follows bool
	// Voids says that what the case owed was not done by the step, but is owed no more.
	Voids bool
	// Fresh says that whoever does the step again answers it anew: what another wrote from what he had in hand does not stand
	// in the form.
	Fresh  bool
	Action policy.Action
	// Others are the steps whose officer may not do this one too; where another has done such a step again, whoever wrote what
	// still stands in it may not either.
	Others []string
	Anew   []string // steps that are to be done anew once this one was done
	// Asks is who may hand out a code by which another organ does the step; "" where only the house does it. Shows are the
	// steps of the case that it then reads.
	Asks   policy.Action
	Shows  []string
	Fields []Field
	// Compartment of the answers, general when empty. Fields marked Open stand in the general part all the same.
	Compartment seal.Compartment
	Basis       []law.Citation
	Mark        law.Mark
	// Judge holds the answers against the case, without any other room. It adds what is wrong to f, or gives the law's
	// refusal. It speaks before a signature is asked for: what is compared with a secret belongs into Do.
	Judge func(a *Act, f *errs.Fields) error
	// Do does what follows in other rooms, in the transaction of the step.
	Do func(context.Context, *store.Tx, *Act) error
}

// Act is a step while it is done.
type Act struct {
	Case    *Case
	Step    *Step
	Answers Answers
	Entry   id.ID // what is kept of the step
	Goes    State // where the step leads this time, when it is elsewhere than its table says; "" for there
	Now     time.Time

	unsigned error                          // policy still wants a signature; asked for once the form is right
	keys     map[seal.Compartment]*seal.Key // of the case
	desk     *Desk
}

// Sort is the kind of a field.
type Sort uint8

// The sorts of fields.
const (
	Line   Sort = iota // one line of words
	Text               // several lines
	Day                // a civil day, not after today unless Ahead
	Moment             // a minute in Shanghai, not after now unless Ahead
	Choice             // one of Words
	Tick               // a sentence that must be said: "yes" or nothing
	Count              // a number from 0 on
	Money              // in yuan with up to two places, kept in fen
	Table              // rows of Columns
	Files              // scans and photos; kept by the document room
	Unit               // a brigade of the facility
	Bed                // a bed that is offered
	House              // another facility
	Given              // what the house itself says: a number, a digest, a day that it computed
)

// Field is one question of a step. Its label is "journey.field.<Name>", a choice's words "journey.word.<word>".
type Field struct {
	Name  string
	Sort  Sort
	Must  bool
	When  string // "injuries=yes", "from=police|ps_facility": asked only when another field says so
	On    string // "arrive.from=himself", "arrive.from!=himself": only where an earlier step of the case says so, or does not
	Words []string
	Waits []string // those words with which the step is done and its matter is not
	Ahead bool     // a day that may lie ahead
	Most  int      // characters, files or rows, 0 for the sort's own limit; of a number the highest
	Least int      // of a number
	// Lawful is the highest number that the law allows, by the article Law: what is typed beyond belief is told this range.
	Lawful  int
	Law     law.Citation
	Columns []Field
	Picture bool // files that are looked at by eye: photographs, no PDF
	Open    bool // general, although the step is of another compartment
	// Else names the field in which somebody says why this one is empty: what the law wants written down is there, or the
	// reason why it is not. A reason always suffices: nobody waits at a door for a paper.
	Else string

	named text.Msg // "amount in line 2", of a column while its line is read
}

// Waits is the word by which what was answered leaves the matter of a step open, "" when nothing does.
func (s *Step) Waits(a Answers) string {
	for _, f := range s.Fields {
		if said := a.Of(f.Name); slices.Contains(f.Waits, said) {
			return said
		}
	}
	return ""
}

// AtMost is how many files a field takes.
func (f Field) AtMost() int {
	if f.Most == 0 {
		return filesMost
	}
	return f.Most
}

// Aware is the field of a step that warns: a tick that is asked only when there is something to warn of, and with which one
// goes on all the same.
const Aware = "aware"

// Step finds a step of the course.
func (c *Course) Step(name string) (*Step, bool) {
	i := slices.IndexFunc(c.Steps, func(s Step) bool { return s.Name == name })
	if i < 0 {
		return nil, false
	}
	return &c.Steps[i], true
}

// fresh tells whether a step is answered anew by whoever does it again.
func (c *Course) fresh(name string) bool {
	s, ok := c.Step(name)
	return ok && s.Fresh
}

// Stage finds a state of the course.
func (c *Course) Stage(s State) Stage {
	for _, x := range c.Stages {
		if x.State == s {
			return x
		}
	}
	return Stage{State: s}
}

// within tells whether a step may be done in a state.
func (s *Step) within(x State) bool { return slices.Contains(s.From, x) }

// For is the step as it is asked in a case: without the questions that another step has made pointless.
func (s *Step) For(c *Case) *Step {
	out := *s
	out.Fields = slices.DeleteFunc(slices.Clone(s.Fields), func(f Field) bool {
		on, words, ok := condition(f.On)
		step, field, _ := strings.Cut(strings.TrimSuffix(on, "!"), ".")
		said := slices.Contains(strings.Split(words, "|"), c.Said(step).Of(field))
		return ok && said == strings.HasSuffix(on, "!")
	})
	return &out
}

func (s *Step) compartment() seal.Compartment {
	if s.Compartment == "" {
		return seal.General
	}
	return s.Compartment
}

// Check answers what is wrong with a course: a state that is no stage or is never reached, a step that is needed and
// is none, a field whose condition asks another that is not there. The tests ask every course.
func (c *Course) Check() (wrong []string) {
	add := func(format string, args ...any) {
		wrong = append(wrong, string(c.Kind)+": "+fmt.Sprintf(format, args...))
	}
	if len(c.Steps) == 0 || c.Steps[0].To == "" || slices.ContainsFunc(c.Steps[0].From, func(s State) bool { return s != c.Steps[0].To }) {
		add("the first step opens the case and leads to its first state, where it may be written anew")
		return wrong
	}
	known := func(s State) bool { return slices.ContainsFunc(c.Stages, func(x Stage) bool { return x.State == s }) }
	for i, s := range c.Steps {
		for _, from := range s.From {
			if !known(from) || c.Stage(from).End && !s.Follows { // what has ended can still turn out not to have happened
				add("%s is done in %q, which is no open state", s.Name, from)
			}
		}
		if s.To != "" && !known(s.To) || i > 0 && len(s.From) == 0 {
			add("%s leads from %v to %q", s.Name, s.From, s.To)
		}
		for _, n := range slices.Concat(s.Needs, s.Others, s.Anew, s.Shows, []string{s.Until, s.Rests}) {
			if _, ok := c.Step(n); !ok && n != "" {
				add("%s speaks of %q, which is no step", s.Name, n)
			}
		}
		if !s.Follows && (s.Action.Room() != "journey" || s.Action.Looks()) {
			add("%s is allowed by %q", s.Name, s.Action)
		}
		for _, f := range s.Fields {
			if on, _, ok := condition(f.When); ok && !slices.ContainsFunc(s.Fields, func(x Field) bool { return x.Name == on }) {
				add("%s.%s hangs on %q, which is no field", s.Name, f.Name, on)
			}
			for _, w := range f.Waits {
				if !slices.Contains(f.Words, w) {
					add("%s.%s waits for %q, which is no word of it", s.Name, f.Name, w)
				}
			}
			if f.Else != "" && !slices.ContainsFunc(s.Fields, func(x Field) bool { return x.Name == f.Else }) {
				add("%s.%s is explained in %q, which is no field", s.Name, f.Name, f.Else)
			}
		}
	}
	for _, x := range c.Stages {
		if !slices.ContainsFunc(c.Steps, func(s Step) bool { return s.To == x.State || slices.Contains(s.Or, x.State) }) {
			add("nothing leads to %q", x.State)
		}
		if !x.End && !slices.ContainsFunc(c.Steps, func(s Step) bool { return s.within(x.State) && (s.To != "" || len(s.Or) > 0) }) {
			add("nothing leads out of %q", x.State)
		}
	}
	return wrong
}
