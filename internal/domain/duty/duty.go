package duty

import (
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
)

// State is where a duty stands. Overdue is not a state: an open duty whose moment has passed is overdue.
type State string

const (
	Pending State = "open"   // owed
	Done    State = "done"   // discharged in time
	Late    State = "late"   // discharged after its due moment
	Waived  State = "waived" // its article lets it go, for the reason kept with it
	Void    State = "void"   // its measure ended first, or its cause was withdrawn
)

// Due is until when: the end of a civil day in Shanghai, or an instant, or (the zero value) no moment at
// all, where the law owes the thing but names no time.
type Due struct {
	Day civil.Date
	At  time.Time
}

// On is a duty owed until the end of a day.
func On(d civil.Date) Due { return Due{Day: d} }

// By is a duty owed until an instant, in UTC as the store gives it back: what is the same moment in another zone must not
// look moved, or every reconciling writes it anew.
func By(t time.Time) Due { return Due{At: t.UTC()} }

// None tells whether no moment is named.
func (d Due) None() bool { return d.Day.IsZero() && d.At.IsZero() }

// Moment is the last instant at which the duty is still in time, the zero time when there is none.
func (d Due) Moment() time.Time {
	if d.Day.IsZero() {
		return d.At
	}
	return d.Day.AddDays(1).Start().Time().Add(-time.Microsecond)
}

// Duty is one thing owed.
type Duty struct {
	ID      id.ID
	Version int64
	Code    Code
	Subject id.ID // the person it is about, "" for a duty about a place or a rule
	Cause   id.ID // the fact or record that opened it; (Subject, Code, Cause) is the same duty again
	Number  int   // which of the subject's measures, counted from 0, for duties of the clock; else -1

	Facility, Unit id.ID
	Owner          string // role that owes it
	Compartment    seal.Compartment

	Due       Due
	NotBefore civil.Date // not to be done earlier, zero when free
	Opened    time.Time
	OpenedBy  string    // actor.Ref of whose act it comes out of, for a duty that he may not close (Kind.Apart)
	Happened  time.Time // what it arises from, where that is known: it may have been entered later

	State     State
	Basis     string // articles, joined by "; "
	Certainty string // law.md §0.1
	Paper     bool   // due before the house knew of it: to be confirmed from paper
	Closed    time.Time
	ClosedBy  string // actor.Ref
	Evidence  id.ID  // the fact or document that discharged it
	Note      string // code of the reason for a waiver, or the source on paper; never free text about a person
}

// Overdue tells whether the duty is owed and its moment has passed.
func (d Duty) Overdue(now time.Time) bool {
	return d.State == Pending && !d.Paper && !d.Due.None() && now.After(d.Due.Moment())
}

// Caused tells whether a duty comes out of an act of somebody who may therefore not say himself that it was done.
func (d Duty) Caused(who actor.Actor) bool { return d.OpenedBy != "" && d.OpenedBy == who.Ref() }

// Since is the earliest moment at which the duty can have been done: when what it arises from happened. Where nobody said
// when that was, it may have been entered a day late: the day before the entry counts. To the minute, as moments are typed.
func (d Duty) Since() time.Time {
	switch {
	case d.Happened.IsZero():
		return civil.DateOf(d.Opened).AddDays(-1).Start().Time()
	case d.Happened.After(d.Opened):
		return d.Opened.Truncate(time.Minute)
	}
	return d.Happened.Truncate(time.Minute)
}

// closing is the state of a duty that is discharged at a moment.
func closing(due Due, at time.Time) State {
	if !due.None() && at.After(due.Moment()) {
		return Late
	}
	return Done
}
