// Package decided holds the proposals of the facility on which the deciding organ decides: extension (延长), early release (提前解除)
// and conversion into community treatment (变更为社区戒毒), with the receipts for its decisions.
package decided

import (
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/act"
	"guitu/internal/domain/journey/course/leaving"
	"guitu/internal/domain/journey/course/paperwork"
)

// Desk is what the steps of the proposals call: who is converted leaves for good.
type Desk struct{ leaving.Desk }

// Courses are the affairs of this room, in the order in which the law meets them.
func Courses(in act.Rooms) []*journey.Course {
	r := Desk{leaving.Desk{Desk: paperwork.Desk{Rooms: in}}}
	return []*journey.Course{r.extension(), r.early(), r.conversion()}
}
