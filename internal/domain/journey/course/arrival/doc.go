// Package arrival holds the courses by which somebody comes from outside: the hand-over from the police facility (移交) and the
// admission (收治). What is looked at at the door, searched, counted, signed and owed stands here for whoever comes, from another
// facility too: course/between builds its table of these steps.
package arrival

import (
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/paperwork"
)

// Desk is what the steps of an arrival call.
type Desk struct{ paperwork.Desk }

// Courses are the affairs of this room, in the order in which the law meets them.
func Courses(in act.Rooms) []*journey.Course {
	r := Desk{paperwork.Desk{Rooms: in}}
	return []*journey.Course{r.handOver(), r.intake()}
}
