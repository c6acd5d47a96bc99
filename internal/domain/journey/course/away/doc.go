// Package away holds the courses by which somebody is out of the house and comes back: home leave (外出探视), treatment outside
// (所外就医), absconding (脱逃与追回) and custody elsewhere (另案羁押); and Going, which refuses to record by hand what one of them
// records.
package away

import (
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/leaving"
	"guitu/internal/domain/journey/course/paperwork"
)

// desk is what the steps of the ways out call: a term may end while somebody is away, and then he leaves for good.
type desk struct{ leaving.Desk }

// Courses are the affairs of this room, in the order in which the law meets them.
func Courses(in act.Rooms) []*journey.Course {
	r := desk{leaving.Desk{Desk: paperwork.Desk{Rooms: in}}}
	return []*journey.Course{r.homeLeave(), r.outsideMedical(), r.abscond(), r.heldElsewhere()}
}
