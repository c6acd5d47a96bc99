package telling

import (
	"testing"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
)

// A stay goes on under the decision that was there when the last leaving ended nothing.
func TestWhetherADecisionStillRuns(t *testing.T) {
	decided := measure.Event{ID: id.New(), Fact: term.OnDay(term.CIDecided, civil.On(2025, 6, 1))}
	left := measure.Event{ID: id.New(), Fact: term.OnDay(term.Released, civil.On(2026, 5, 1))}
	mistaken := left
	mistaken.Outside = "release.too_early"
	back := resident.Resident{Admitted: civil.On(2026, 5, 3)}
	for name, c := range map[string]struct {
		events []measure.Event
		want   bool
	}{
		"no decision": {nil, false}, "decided": {[]measure.Event{decided}, true},
		"let go": {[]measure.Event{decided, left}, false}, "let go by mistake": {[]measure.Event{decided, mistaken}, true},
	} {
		if got := runs(Life{Life: measure.Life{Events: c.events}}, back); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
