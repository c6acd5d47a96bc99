package course_test

import (
	"strings"
	"testing"
	"time"

	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey/course"
	"guitu/internal/domain/paper"
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

// A decision of after the arrival is pointed out while its letter lies on the desk. What was written wrong of the arrival is
// written anew, and everything that hangs on it follows; what the house said of it itself stays.
func TestAnArrivalIsWrittenAnew(t *testing.T) {
	each(t, func(h *house) {
		arrived := func(at string) []string {
			return []string{"arrived=" + at, "from=ps_facility", "from_organ=川东公安戒毒所", "escorts.escort=周定边", "escorts.badge=051001"}
		}
		handed := h.handed()
		h.must(h.do("intake_officer", handed, "to_intake"))
		of := id.ID(h.said(handed, "to_intake").Of("case"))
		h.must(h.do("intake_officer", of, "arrive", arrived("2025-11-02T22:30")...))
		letter := []string{"decided=2025-11-03", "by=county", "ground=severe", "number=川东公强戒决字〔2025〕12号", "no_paper=扫描件随后补"}
		h.refused(h.do("intake_officer", of, "decision", letter...), "journey.decided_later")
		h.must(h.do("intake_officer", of, "arrive", arrived("2025-11-04T22:30")...))
		h.must(h.do("intake_officer", of, "decision", letter...))
		h.refused(h.do("intake_officer", of, "arrive", arrived("2025-11-02T22:30")...), "measure.admitted_before_decision")
		h.must(h.do("intake_officer", of, "identity", "name=马海木", "sex=male", "born=1990-05-01", "verified=police", "no_proof=照片随后补"))
		h.checked(of, cn.Male, "decision", "identity", "injuries")
		h.must(h.do("intake_officer", of, "injuries", hurt...))
		h.refused(h.do("intake_officer", of, "arrive", arrived(h.minute(0))...), "journey.came_later")
		h.must(h.do("intake_officer", of, "arrive", arrived(h.minute(time.Hour))...))
		if said := h.says(of, paper.InjuryRecord); !strings.Contains(said, "2026年3月2日") || strings.Contains(said, "2025年11月4日") {
			h.t.Error(said)
		}
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes"))
		p := h.file(of).Person
		if stay, _ := h.stays(p); stay.Admitted.String() != h.today() {
			h.t.Errorf("%+v", stay)
		}
		if d := h.owes(p, "intake.health"); d.State != duty.Done {
			h.t.Errorf("the doctor is waited for twice: %+v", d)
		}
		if f := h.file(handed); f.Person != p {
			h.t.Errorf("the hand-over is lost: %+v", f.Case)
		}
		h.refused(h.do("intake_officer", of, "arrive", arrived(h.minute(0))...), "journey.not_now")
	})
}
