package term

import (
	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
)

// Answer is what the law makes of a case. Fold fills it, reusing its slices; copy what must outlive the next Fold into it.
type Answer struct {
	Measures          []Measure // in the order in which they began
	Duties            []Duty    // every duty ever opened, in the order of opening
	Refused           []Finding
	Warnings          []Finding
	DynamicControlOff civil.Date // zero when it cannot be told or does not count
	// NextChange is the first day on which the answer may differ though nothing happens; zero when never.
	NextChange civil.Date
	Trace      []Step // only when the case asked
}

// Measure is one measure as it stands at asOf.
type Measure struct {
	Kind     law.Kind
	State    law.State
	Substate law.Substate // while a running CI is out of the ordinary life
	Out      int          // index of the fact that has him out; for a substate, and for custody elsewhere in which it ended
	Reason   law.Reason   // how a CI ended
	Fact     int          // index of the fact that began it
	Decided  civil.Date   // day of the decision or order
	Start    civil.Date   // zero for CD and CR before reporting
	Base     civil.Date   // last day of the term before anything was added to it or taken off; CI
	End      civil.Date   // zero while it cannot be known
	LegalEnd civil.Date   // last day the law allows, as it stood before the person left; zero while unknown
	EarlyOn  civil.Date   // day of an early release that was approved and counts; zero for none; CI

	Early     int // index of the latest fact that approved an early release, 0 for none; CI
	EarlyGone int // index of the fact by which it counts no more, 0 while it does

	EarliestEarlyRelease civil.Date // CI; zero when barred
	SubmitBy             civil.Date // CI; an opinion sent by then can be decided before the end; zero without one
	LeadConfirmed        bool       // CI; two officers confirmed how long before the end that is
	ExtensionMonths      int        // CI
	Bars                 law.Bar    // CI

	Serious Serious // CD and CR
}

// Serious counts what makes a serious breach of a community agreement (REG 20).
type Serious struct {
	Refusals int // tests refused or evaded
	Trips    int // trips without permission
	Days     int // days of those trips
	Met      bool
}

// Ends lists the end of every measure, to see whether something moves one.
func (a *Answer) Ends() []civil.Date {
	out := make([]civil.Date, len(a.Measures))
	for i := range a.Measures {
		out[i] = a.Measures[i].End
	}
	return out
}

// Status is where a duty stands at asOf.
type Status uint8

// The statuses.
const (
	Pending Status = iota
	Overdue
	Done
	Late
	Waived
	Void
)

var statusNames = [...]string{"pending", "overdue", "done", "late", "waived", "void"}

// String is the status as in answers.
func (s Status) String() string { return statusNames[s] }

// Due is the end of a limit: a day, or a moment where the limit is in hours. The zero Due is none.
type Due struct {
	Day civil.Date
	At  civil.Instant // only when Exact
	// Exact tells that the limit ends at a moment, not with a day.
	Exact bool
}

// IsZero tells whether there is no due.
func (d Due) IsZero() bool { return d.Day.IsZero() }

// Past tells whether a moment is after the due: after the day, or after the exact moment.
func (d Due) Past(i civil.Instant) bool {
	if d.Exact {
		return i > d.At
	}
	return !d.Day.IsZero() && i.Day().After(d.Day)
}

// Duty is one obligation that a fact opened.
type Duty struct {
	Code       law.DutyCode
	Status     Status
	Measure    int // index in Answer.Measures
	Opened     int // index of the opening fact
	Discharged int // index of the discharging fact, -1 while open
	Due        Due
	NotBefore  civil.Date // zero when free
	RolledFrom civil.Date // the rest day on which the limit would have ended; zero when it did not move
	Basis      []law.Citation
	Mark       law.Mark
	Confirmed  bool // two officers confirmed its limit, as it was when the limit began

	done   civil.Instant // when discharged
	within law.Value     // the limit that it was opened with
}

// Finding is a refusal or a warning.
type Finding struct {
	Code law.FindingCode
	Fact int // index of the fact that is the cause, -1 when none is

	Confirmed bool // two officers confirmed what it rests on
}

// Certainty is how sure the duty is, as rows keep it (law.Mark.Kept).
func (d Duty) Certainty() string { return d.Mark.Kept(d.Confirmed) }

// Unsure tells whether the finding is neither enacted text that was read nor confirmed.
func (f Finding) Unsure() bool { return !law.Finding(f.Code).Mark.Blocks() && !f.Confirmed }

// Step is one reason: the rule, its articles and how sure they are, and a message (catalogue key and arguments:
// civil.Date, civil.Instant, int, text.Span, or text.Key for what is itself in the catalogue).
type Step struct {
	Rule    string
	Measure int // index in Answer.Measures of the measure whose dates it explains, -1 when it explains none
	Duty    int // index in Answer.Duties of the duty whose due it explains, -1 when it explains none
	Fact    int // index of the fact it rests on, -1 when none
	Basis   []law.Citation
	Mark    law.Mark // the least certain of what it rests on
	Unsure  bool     // some of it is neither an enacted text we read nor confirmed by two officers
	Key     string
	Args    []any
}

// Counts tells whether a fact of a kept case counts: it was not refused, or is done although it was (spec.stands). One that is
// about no measure counts for none.
func (a *Answer) Counts(fact int, t Type) bool {
	for _, r := range a.Refused {
		if r.Fact == fact && (!specs[t].stands || r.Code == law.NoMeasure) {
			return false
		}
	}
	return true
}

// reset empties the answer and keeps its memory.
func (a *Answer) reset() {
	*a = Answer{
		Measures: a.Measures[:0], Duties: a.Duties[:0], Refused: a.Refused[:0], Warnings: a.Warnings[:0],
		Trace: a.Trace[:0],
	}
}
