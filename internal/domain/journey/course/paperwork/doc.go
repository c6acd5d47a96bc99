// Package paperwork makes the papers (文书) that come out of a step: what they say of a person and of the decision by which he is
// here, and which papers a step has made. What one paper says beside that stands with its course.
package paperwork

import "guitu/internal/domain/journey/course/act"

// Desk is what steps call to make papers.
type Desk struct{ act.Rooms }
