// Package between holds the two sides of a transfer between facilities (转所), of which each is an affair in its own house, and the
// way between them.
package between

import (
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/arrival"
	"guitu/internal/domain/journey/course/paperwork"
)

// desk is what the steps of a transfer call: who is received stands at a door as at an admission.
type desk struct{ arrival.Desk }

// Courses are the affairs of this room, in the order in which the law meets them.
func Courses(in act.Rooms) []*journey.Course {
	r := desk{arrival.Desk{Desk: paperwork.Desk{Rooms: in}}}
	return []*journey.Course{r.transfer(), r.transferIn()}
}
