// Package leaving is what every way out for good has in common, whatever somebody goes by: two officers who look at him, the
// certificate, and who is told of it. The courses that end a stay stand on it (course/away, course/decided, course/ending).
package leaving

import "guitu/internal/domain/journey/course/paperwork"

// Desk is what the steps of a leaving call.
type Desk struct{ paperwork.Desk }
