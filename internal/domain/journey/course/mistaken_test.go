package course_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey/course"
	"guitu/internal/domain/law"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// letGo lets somebody go through the gate, today.
func (h *house) letGo(p id.ID) id.ID {
	h.t.Helper()
	of := h.prepared(p)
	h.seen(of, number)
	h.must(h.do("return_officer", of, "let_go", "left_at="+h.minute(0)))
	return of
}

// A death told of the wrong man is taken back by two officers: he is here again, nobody is told of it any more, and he goes
// home on his day like everybody else.
func TestADeathThatWasNoneIsTakenBack(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 3)
		end := h.term(p).End
		of, err := h.begin("brigade_head", course.Death, p, "died_at="+h.minute(time.Hour), "died_where=in_hospital", "where=川东县医院", "found_by=护士", "pronounced=by_doctor")
		h.must(err)
		h.must(h.do("brigade_head", of, "tell_family", "told_at="+h.minute(0), "told=马阿依"))
		h.hand.Forward(time.Hour)
		h.correct(p, term.CIDeceased, nil)
		h.state(of, "mistaken")
		if stay, inBed := h.stays(p); !stay.Here() || inBed {
			h.t.Errorf("%+v %v", stay, inBed)
		}
		if m := h.term(p); m.State != law.CIJAFacility || m.End != end {
			h.t.Errorf("%+v", m)
		}
		h.read(func(ctx context.Context, tx *store.Tx) error {
			all, err := duty.Of(ctx, tx, p)
			for _, d := range all {
				if d.State == duty.Pending && strings.Contains(string(d.Code), "death") {
					h.t.Errorf("still owed: %+v", d)
				}
			}
			return err
		})
		h.refused(h.do("brigade_head", of, "tell_organ", "told_at="+h.minute(0), "organ=x", "told=x"), "journey.not_now")
		h.days(3)
		h.letGo(p)
		if stay, _ := h.stays(p); stay.Here() {
			h.t.Errorf("%+v", stay)
		}
	})
}

// So is a release that was none; its certificate says nothing any more, and he is let go anew.
func TestAReleaseThatWasNoneIsTakenBack(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 0)
		of := h.letGo(p)
		h.hand.Forward(time.Hour)
		h.correct(p, term.Released, nil)
		h.state(of, "mistaken")
		h.read(func(ctx context.Context, tx *store.Tx) error {
			all, err := paper.OfCase(ctx, tx, of)
			for _, x := range all {
				if x.InForce() {
					h.t.Errorf("%+v", x)
				}
			}
			if len(all) == 0 {
				h.t.Error("no paper to fall")
			}
			return err
		})
		if stay, _ := h.stays(p); !stay.Here() {
			h.t.Errorf("%+v", stay)
		}
		h.letGo(p)
		if stay, _ := h.stays(p); stay.Here() {
			h.t.Errorf("%+v", stay)
		}
	})
}
