package statistics

import (
	"maps"
	"slices"
)

// Cover makes the counts of one quarter that may leave the bureau: ways in which fewer than Small ended are put together in
// Rest, and with the smallest other one while that is still too little. So nothing small is said, and what is in Rest could each
// be Small or more. Where there are too few altogether nothing is said at all: nil.
//
// A quarter stands by itself. Its people are in no other line, so that nothing can be reckoned from lines laid beside each other.
func Cover(counts map[string]int) map[string]int {
	total, rest := 0, 0
	shown := map[string]int{}
	for ending, n := range counts {
		if total += n; n < Small {
			rest += n
		} else {
			shown[ending] = n
		}
	}
	if total < Small {
		return nil
	}
	for rest > 0 && rest < Small {
		least := slices.MinFunc(slices.Sorted(maps.Keys(shown)), func(a, b string) int { return shown[a] - shown[b] })
		rest += shown[least]
		delete(shown, least)
	}
	if rest > 0 {
		shown[Rest] = rest
	}
	return shown
}
