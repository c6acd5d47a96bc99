package course_test

import (
	"testing"
	"time"

	"guitu/internal/base/cn"
	"guitu/internal/domain/journey/course"
)

// What is said at the door is held against what was said there before.

// Nobody looked at him, or asked him for his family, before he had come.
func TestNothingIsDoneAtTheDoorBeforeHeCame(t *testing.T) {
	each(t, func(h *house) {
		of, early := h.arrives(), h.minute(2*time.Hour)
		h.checked(of, cn.Male, "health", "family")
		looked := []string{"pregnant=not_applicable", "nursing=not_applicable", "findings=平稳", "conclusion=fit"}
		h.refused(h.do("doctor", of, "health", append(looked, "examined="+early)...), "journey.before_that")
		h.must(h.do("doctor", of, "health", append(looked, "examined="+h.minute(time.Hour))...))
		h.refused(h.do("intake_officer", of, "family", "left_alone=no", "asked="+early), "journey.before_that")
		h.must(h.do("intake_officer", of, "family", "left_alone=no", "asked="+h.minute(time.Hour)))

		_, pkg := h.sent(h.resident("马海木", number, 200))
		in, err := h.begin("intake_officer"+away, course.TransferIn, "", "package="+string(pkg), "arrived="+h.minute(0))
		h.must(err)
		h.refused(h.do("doctor"+away, in, "health", append(looked, "examined="+h.minute(time.Hour))...), "journey.before_that")
		h.must(h.do("doctor"+away, in, "health", append(looked, "examined="+h.minute(0))...))
	})
}
