package course_test

import (
	"testing"

	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course"
)

func TestEveryCourseHoldsTogether(t *testing.T) {
	for _, c := range course.All(course.Rooms{}) {
		for _, w := range c.Check() {
			t.Error(w)
		}
		for _, s := range c.Stages {
			if _, known := duty.KindOf(s.Owes); s.Owes != "" && !known {
				t.Errorf("%s owes %q in %s, which is no duty", c.Kind, s.Owes, s.State)
			}
		}
	}
	bad := journey.Course{Kind: "bad", Stages: []journey.Stage{{State: "a"}, {State: "b", End: true}}, Steps: []journey.Step{
		{Name: "begin", To: "a", Action: "journey.move"},
		{Name: "on", From: []journey.State{"b"}, To: "c", Needs: []string{"nobody"}, Action: "measure.record", Fields: []journey.Field{{Name: "x", When: "y=yes"}}},
	}}
	if n := len(bad.Check()); n < 6 {
		t.Errorf("a bad course has %d faults: %v", n, bad.Check())
	}
}
