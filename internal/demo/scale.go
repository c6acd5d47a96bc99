package demo

// Scale is how many people a province has. The zero value is Standard.
type Scale struct {
	Name   string // as the command line calls it; "" for a size of tests
	Size   int    // all of them
	Inside int    // of them in custody today; 0 for one in five
	Plain  bool   // who has left has one isolation, seldom two, and nothing before or after it: what an archive knows
}

// The named scales. Peak is the full load of a province: the sizing profile "S-peak" of the service's own figures.
var (
	Standard = Scale{Name: "standard", Size: 7_500, Inside: 1_500}
	Peak     = Scale{Name: "s-peak", Size: 135_000, Inside: 15_000}
)

// Scales lists the named scales, the usual one first.
var Scales = []Scale{Standard, Peak}

// whole is the scale without anything left open. A province has at least two people in custody.
func (s Scale) whole() Scale {
	if s.Size <= 0 {
		return Standard
	}
	if s.Inside == 0 {
		s.Inside = max(2, s.Size/5)
	}
	return s
}
