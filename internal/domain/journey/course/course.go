// Package course lists the courses of a person's affairs, each a table (journey.Course), in rooms below it:
//
//	affair     the names of the affairs, of the states that several have, and of the facts by which each is told
//	ask, act   what steps ask, and what they do and hold against one another: the words in which tables are written
//	paperwork  the papers that come out of a step
//	keeping    belongings, from the door to the gate
//	leaving    what every way out for good has in common
//	arrival    hand-over and admission
//	between    the two sides of a transfer
//	away       the ways out and back
//	decided    the proposals on which another organ decides
//	remedy     what he may ask for: reconsideration, a suit, legal aid
//	ending     release, annulment, death
//	amended    how affairs follow the file after a correction
//
// What steps do in other rooms are facts of the legal clock and what hangs on them; the clock refuses what the law refuses. What
// happened is kept whatever the law says of it.
package course

import (
	"context"
	"slices"

	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/amended"
	"guitu/internal/domain/journey/course/arrival"
	"guitu/internal/domain/journey/course/away"
	"guitu/internal/domain/journey/course/between"
	"guitu/internal/domain/journey/course/decided"
	"guitu/internal/domain/journey/course/ending"
	"guitu/internal/domain/journey/course/remedy"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// Rooms is what the courses call.
type Rooms = act.Rooms

// All lists the courses in the order in which the law meets them.
func All(r Rooms) []*journey.Course {
	return slices.Concat(arrival.Courses(r), between.Courses(r), away.Courses(r), decided.Courses(r), remedy.Courses(r), ending.Courses(r))
}

// Amended holds the affairs of a person against his facts, after some were corrected (measure.Desk.Amended).
func Amended(r Rooms, k *journey.Desk) func(context.Context, *store.Tx, id.ID) error {
	return amended.Follow(r, k)
}

// Going refuses to record by hand what an affair of the person that is open records (measure.Desk.Going).
func Going(ctx context.Context, tx *store.Tx, person id.ID, x term.Fact) error {
	return away.Going(ctx, tx, person, x)
}
