package course_test

import (
	"testing"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/law"
	"guitu/internal/domain/rollcall"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// held says that somebody was taken on a day.
func (h *house) held(who string, p id.ID, on string, more ...string) (id.ID, error) {
	return h.begin(who, affair.HeldElsewhere, p, append([]string{"taken_on=" + on, "cause=arrest", "where=县看守所", "told=周定边", "no_paper=后补"}, more...)...)
}

// asks fails the test unless err is the question of that key.
func (h *house) asks(err error, key string) {
	h.t.Helper()
	h.refused(err, "journey.caution")
	for _, f := range errs.Find(err).Fields {
		if f.Code == key {
			return
		}
	}
	h.t.Errorf("%+v, want %s", errs.Find(err).Fields, key)
}

// Nobody goes out of the books through custody elsewhere on one officer's word, while he lies in his bed.
func TestNobodyExpiresElsewhereWhoLiesInHisBed(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 1)
		day := h.today()
		h.days(3) // he was to be released the day before yesterday, and is here
		_, err := h.held("legal_officer", p, day)
		h.asks(err, "journey.caution.abed")
		of, err := h.held("legal_officer", p, day, "aware=yes")
		h.must(err)
		end := []string{"told_on=" + h.today(), "certificate_by=邮寄", "words=期满"}
		h.refused(h.do("legal_officer", of, "expire", end...), "journey.same_officer")
		f := h.file(of)
		s, _ := f.Course.Step("expire")
		_, err = h.desk.Do(h.unsigned("legal_officer"), store.NewKey(), journey.Command{Case: of, Stamp: f.Stamp(s), Step: "expire", Said: stated(end...)})
		h.refused(err, "policy.sign_again")
		h.must(h.do("legal_officer/2", of, "expire", end...))
		h.state(of, "closed")
	})
}

// A roll that counted him after the day is asked about, when he is said to have been taken and when his file is to end.
func TestWhoWasSeenSinceIsAskedAbout(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 1)
		day := h.today()
		h.days(3)
		officer := policytest.As(h.t.Context(), policy.DutyOfficer, h.facility, h.unit, h.hand.Now())
		call, err := h.rolls.Open(officer, store.NewKey(), rollcall.Opening{Facility: h.facility, Unit: h.unit, Shift: "morning"})
		h.must(err)
		h.hand.Forward(time.Minute)
		_, err = h.rolls.Mark(officer, store.NewKey(), call, []rollcall.Mark{{Person: p, Sort: rollcall.Present, At: h.hand.Now(), Device: "t", Seq: 1}})
		h.must(err)
		_, err = h.rolls.Close(officer, store.NewKey(), call, 1, "")
		h.must(err)
		_, err = h.held("case_officer", p, day)
		h.asks(err, "journey.caution.seen")
		of, err := h.held("case_officer", p, day, "aware=yes")
		h.must(err)
		end := []string{"told_on=" + h.today(), "certificate_by=邮寄", "words=期满"}
		err = h.do("legal_officer", of, "expire", end...)
		h.asks(err, "journey.caution.seen")
		h.must(h.do("legal_officer", of, "expire", append(end, "aware=yes")...))
	})
}

// The same days are not counted as absconded and as held without a word, whichever came first.
func TestTheSameDaysAreNotCountedTwiceWithoutAWord(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		h.opened(p, "abscond")
		_, err := h.held("case_officer", p, h.today())
		h.asks(err, "journey.caution.twice")
		_, err = h.held("case_officer", p, h.today(), "aware=yes")
		h.must(err)
		q := h.resident("马海仁", "519900199005011031", 200)
		_, err = h.held("case_officer", q, h.today())
		h.must(err)
		gone := []string{"noticed=" + h.minute(0), "left_on=" + h.today(), "where=看守所", "words=押解途中脱逃"}
		_, err = h.begin("brigade_head", affair.Abscond, q, gone...)
		h.asks(err, "journey.caution.twice")
		_, err = h.begin("brigade_head", affair.Abscond, q, append(gone, "aware=yes")...)
		h.must(err)
		if m := h.term(q); m.Substate != law.Absconded {
			h.t.Errorf("%+v", m)
		}
	})
}

// Nor when the first of the two has ended.
func TestDaysThatHaveEndedAreNotCountedTwiceEither(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		taken := h.today()
		of, err := h.held("case_officer", p, taken)
		h.must(err)
		h.days(3)
		h.must(h.do("case_officer", of, "return", "returned="+h.today()))
		gone := func(on string) error {
			_, err := h.begin("brigade_head", affair.Abscond, p, "noticed="+h.minute(0), "left_on="+on, "where=看守所", "words=押解途中脱逃")
			return err
		}
		h.asks(gone(h.before(h.today(), 1)), "journey.caution.overlap")
		h.must(gone(h.today()))
	})
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		of := h.opened(p, "abscond")
		h.days(4)
		h.caught(of)
		h.days(1)
		_, err := h.held("case_officer", p, h.before(h.today(), 3))
		h.asks(err, "journey.caution.overlap")
	})
}
