// Package ending holds the courses by which a measure ends in the house: release (解除), annulment (撤销) and death (死亡); and what
// lists say of the releases ahead.
package ending

import (
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/leaving"
	"guitu/internal/domain/journey/course/paperwork"
)

// desk is what the steps of the ends call.
type desk struct{ leaving.Desk }

// Courses are the affairs of this room, in the order in which the law meets them.
func Courses(in act.Rooms) []*journey.Course {
	r := desk{leaving.Desk{Desk: paperwork.Desk{Rooms: in}}}
	return []*journey.Course{r.release(), r.annulment(), r.death()}
}
