package course_test

import (
	"context"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// unsigned is an officer who has given no code on the act.
func (h *house) unsigned(name string) context.Context {
	return actor.With(h.t.Context(), policytest.Officer(name, h.facility, h.unit))
}

// What is wrong with a form is said before a signature is asked for; a secret is compared only behind it, and whoever may
// not do the step at all learns nothing.
func TestAFormIsPutRightBeforeItIsSigned(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", "519900199005011015", 0)
		of, err := h.begin("return_officer", affair.Release, p)
		h.must(err)
		h.must(h.do("return_officer", of, "term", "term_checked=yes"))
		h.must(h.do("return_officer", of, "holds", "hold=none", "asked_of=县公安局", "asked_at="+h.minute(0)))
		do := func(ctx context.Context, step string, pairs ...string) error {
			f := h.file(of)
			s, _ := f.Course.Step(step)
			_, err := h.desk.Do(ctx, store.NewKey(), journey.Command{Case: of, Stamp: f.Stamp(s), Step: step, Said: stated(pairs...)})
			return err
		}
		officer := h.unsigned("duty_officer")
		h.refused(do(officer, "first"), "journey.not_now")
		h.must(h.do("return_officer", of, "propose"))
		h.refused(do(officer, "first", "document=card", "face=no_photo"), "journey.missing")
		h.refused(do(officer, "first", "document=card", "face=no_photo", "number_in_hand=519900199005011023"), "policy.sign_again")
		h.refused(do(officer, "first", "document=card", "face=no_photo", "number_in_hand=519900199005011015"), "policy.sign_again")
		h.refused(do(h.unsigned("nurse"), "first"), "policy.denied")
		if _, did := h.last(of, "first"); did {
			t.Error("an unsigned step was kept")
		}
		h.refused(h.do("duty_officer", of, "first", "document=card", "face=no_photo", "number_in_hand=519900199005011023"), "journey.not_his_number")
	})
}
