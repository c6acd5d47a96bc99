package course_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey/course/ending"
	"guitu/internal/platform/store"
)

// lacks is what the lists say of somebody's release.
func (h *house) lacks(p id.ID) (out []string) {
	end := h.term(p).End
	h.read(func(ctx context.Context, tx *store.Tx) error {
		found, err := ending.Releases(ctx, tx, h.desk, ending.Ends{p: end})
		x := found[p]
		out = x.Lacks()
		return err
	})
	return out
}

// told has everybody told who is told of a release.
func (h *house) told(of id.ID) {
	h.t.Helper()
	h.must(h.do("return_officer", of, "notice", "told_on="+h.today(), "organ=川东县公安局"))
	h.must(h.do("return_officer", of, "township", "township=川东镇", "told_on="+h.today(), "told=经办人"))
	h.must(h.do("return_officer", of, "pickup", "picked_up=family", "tell_family=told", "tell_employer=none_there", "tell_police_station=told", "told_at="+h.minute(0)))
}

// Lists do not say that nothing lacks where the end has moved, where somebody was told another day, or where a confirmation is
// of yesterday or of somebody else.
func TestAListSaysWhatIsToBeDoneAgain(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 20)
		of := h.prepared(p)
		h.told(of)
		lacking := func(want ...string) {
			h.t.Helper()
			if got := h.lacks(p); !slices.Equal(got, want) {
				h.t.Errorf("%v, want %v", got, want)
			}
		}
		lacking("first", "second")
		h.seen(of, number)
		lacking()
		h.must(h.do("zone_officer", of, "second", "document=card", "number_in_hand="+number, "face=different"))
		lacking("second")
		h.must(h.do("zone_officer", of, "second", append(inHand(number), "words=核对无误")...))
		lacking()
		h.days(1)
		lacking("first", "second")
		h.extended(p, "1")
		lacking("term", "notice", "township", "pickup", "first", "second")
		h.must(h.do("return_officer", of, "term", "term_checked=yes"))
		h.told(of)
		lacking("first", "second")
		h.must(h.do("return_officer", of, "reopen", "words=再核"))
		lacking("propose", "first", "second")
	})
}

// Who was told of a day that is none any more is told anew, though the clock has it that he was told.
func TestWhoWasToldAnotherDayIsToldAnew(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 5)
		of := h.prepared(p)
		h.told(of)
		h.extended(p, "1")
		if d := h.owes(p, "ci.release.notice"); d.State == duty.Pending {
			h.t.Fatalf("the clock owes it itself: %+v", d)
		}
		h.days(h.term(p).End.Sub(civil.DateOf(h.hand.Now())))
		h.must(h.do("return_officer", of, "term", "term_checked=yes"))
		h.seen(of, number)
		h.hand.Forward(time.Minute)
		h.must(h.do("return_officer", of, "let_go", "left_at="+h.minute(0)))
		for code, open := range map[duty.Code]bool{"release.tell_organ": true, "release.tell_family": true, "release.tell_police_station": true, "release.tell_township": true, "release.tell_employer": false} {
			if d := h.owes(p, code); (d.State == duty.Pending) != open {
				h.t.Errorf("%s: %+v", code, d)
			}
		}
	})
}
