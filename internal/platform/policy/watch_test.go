package policy

import (
	"errors"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
)

type noted map[string]bool

func (n noted) MarkPolicy(room string) { n[room] = true }

// A watcher hears every question and its answer; it may refuse, and can permit nothing.
func TestAWatcherCanOnlyRefuse(t *testing.T) {
	e, marks, stop := Must(clock.System), noted{}, errors.New("stop")
	var heard []Asked
	says := func(err error) Watch {
		return func(a Asked) error { heard = append(heard, a); return err }
	}
	mine := Resource{ID: "r"}
	mine.Facility, mine.Unit = place("A1")
	ctx := actor.With(t.Context(), officer("case_officer@A1"))
	if err := e.Check(Watched(ctx, says(stop)), marks, PersonChange, mine); !errors.Is(err, stop) || len(marks) > 0 {
		t.Error("a refused act is marked:", err, marks)
	}
	if err := e.Check(Watched(ctx, says(nil)), marks, PersonChange, mine); err != nil || !marks["person"] {
		t.Error("a permitted act is not:", err, marks)
	}
	mine.Facility, mine.Unit = place("B1")
	if err := e.Check(Watched(ctx, says(nil)), noted{}, PersonChange, mine); err == nil {
		t.Error("a watcher permitted what the policies refuse")
	}
	if len(heard) != 3 || heard[0].Err != nil || heard[2].Err == nil || heard[2].Action != PersonChange {
		t.Errorf("heard %v", heard)
	}
}
