package course_test

import (
	"testing"
	"time"

	"guitu/internal/base/cn"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/seal"
)

// A search that the law does not allow is reported wherever the case leads: not only of whom the house takes in.
func TestASearchByAManIsReportedOfWhoGoesOn(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Female, "search")
		by := []string{"searchers.searcher=林小满", "searched_by=male", "contraband=no", "happened=yes"}
		h.refused(h.do("intake_officer", of, "search", by...), "journey.happened_why")
		h.must(h.do("intake_officer", of, "search", append(by, "words=女民警在路上，周定边在场")...))
		h.must(h.do("intake_officer", of, "refer", "refer_to=other_facility", "refer_where=川西所", "words=没有女床位", "told=周定边", "told_at="+h.minute(0), "things_back=went_along"))
		if d := h.owes("", "act.report"); d.State != duty.Pending || d.Note != "admission.search_sex" || d.Basis == "" || d.Due.Day.String() != h.today() {
			h.t.Errorf("%+v", d)
		}
	})
}

// Whether the law lets a woman be taken in is known before she is (NCL 39).
func TestADoctorAnswersForAWoman(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Female, "health", "identity", "injuries", "search", "property", "rights", "place", "bed")
		found := func(pregnant, nursing, concluded string) error {
			return h.do("doctor", of, "health", "examined="+h.minute(time.Minute), "pregnant="+pregnant, "nursing="+nursing, "findings=未见异常", "conclusion="+concluded)
		}
		h.must(found("not_applicable", "not_applicable", "fit")) // nobody has said yet that she is a woman
		h.checked(of, cn.Female, "health", "decision", "family")
		h.refused(h.do("intake_officer", of, "accept", "accept_all=yes"), "journey.health_unfinished")
		h.refused(found("not_applicable", "no", "fit"), "journey.of_a_woman")
		h.refused(found("unknown", "no", "fit"), "journey.not_known_yet")
		h.must(found("unknown", "no", "hospital"))
		h.must(found("no", "no", "fit"))
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes"))
	})
}

// What breaks a rule of health and another rule is reported by both: the search to the legal post, the rest in the clinic.
func TestWhatBreaksTwoRulesIsReportedByBoth(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Female, "search", "health")
		h.must(h.do("doctor", of, "health", "examined="+h.minute(0), "pregnant=yes", "nursing=no", "findings=孕", "conclusion=barred"))
		h.must(h.do("intake_officer", of, "search", "searchers.searcher=林小满", "searched_by=male", "contraband=no", "happened=yes", "words=女民警在路上"))
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes", "happened=yes", "words=夜间到达，先收下"))
		p := h.file(of).Person
		if d := h.owes(p, "act.report"); d.State != duty.Pending || d.Note != "admission.search_sex" || d.Compartment != seal.General || d.Owner != "legal_officer" {
			h.t.Errorf("the search is not reported: %+v", d)
		}
		if d := h.owes(p, "health.report"); d.State != duty.Pending || d.Compartment != seal.Clinical || d.Owner != "doctor" {
			h.t.Errorf("nor the rest: %+v", d)
		}
	})
}
