package course_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/law"
	"guitu/internal/domain/outing"
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
		of, err := h.begin("brigade_head", affair.Death, p, "died_at="+h.minute(time.Hour), "died_where=in_hospital", "where=川东县医院", "found_by=护士", "pronounced=by_doctor")
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
		v, err := h.measures.View(h.as("legal_officer"), p)
		h.must(err)
		for _, e := range v.Life.Standing() {
			if e.Fact.Type == term.CertificateIssued {
				h.t.Errorf("the file has a certificate that is void: %+v", e)
			}
		}
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

// inForce are the papers of a case that count.
func (h *house) inForce(of id.ID) (out []paper.Kind) {
	h.read(func(ctx context.Context, tx *store.Tx) error {
		all, err := paper.OfCase(ctx, tx, of)
		for _, x := range all {
			if x.InForce() {
				out = append(out, x.Kind)
			}
		}
		return err
	})
	return out
}

// here fails the test unless somebody is a resident whose measure runs, and of whom no release is owed as if he had gone.
func (h *house) here(p id.ID) {
	h.t.Helper()
	if m := h.term(p); m.State != law.CIJAFacility {
		h.t.Errorf("%+v", m)
	}
	if stay, _ := h.stays(p); !stay.Here() {
		h.t.Errorf("%+v", stay)
	}
	h.read(func(ctx context.Context, tx *store.Tx) error {
		all, err := duty.Of(ctx, tx, p)
		for _, d := range all {
			if d.State == duty.Pending && strings.HasPrefix(string(d.Code), "release.") {
				h.t.Errorf("still owed: %+v", d)
			}
		}
		return err
	})
}

// So is custody elsewhere by which a measure had ended: two officers, and nothing of the end stands.
func TestACustodyThatWasNoneIsTakenBack(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 1)
		of := h.opened(p, "held_elsewhere")
		h.days(3)
		h.must(h.do("legal_officer", of, "expire", "told_on="+h.today(), "certificate_by=邮寄", "words=期满"))
		if len(h.inForce(of)) != 5 {
			h.t.Error(h.inForce(of))
		}
		h.one(p, term.HeldElsewhere)
		h.state(of, "closed") // one officer alone takes nothing back
		v, err := h.measures.View(h.as("legal_officer/2"), p)
		h.must(err)
		if len(v.Changes) != 1 || !v.Changes[0].Returns {
			h.t.Errorf("the second officer is not told that he lives here again: %+v", v.Changes)
		}
		h.two(p)
		h.state(of, "mistaken")
		if left := h.inForce(of); len(left) > 0 {
			h.t.Error(left)
		}
		h.here(p)
		h.letGo(p)
	})
}

// While his term runs, one officer takes it back; the affair that has him away goes with it.
func TestACustodyThatWasNoneAndEndedNothing(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 100)
		of := h.opened(p, "held_elsewhere")
		h.one(p, term.HeldElsewhere)
		h.state(of, "mistaken")
		h.here(p)
	})
}

func TestAConversionThatWasNoneIsTakenBack(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 100)
		away := h.opened(p, "outside_medical")
		of := h.converts(p)
		h.seen(of, number)
		h.must(h.do("return_officer", of, "go_home", "left_on="+h.today(), "township=川东镇", "resident_signs=signed"))
		h.state(away, "untold")
		h.one(p, term.ConversionDecided)
		h.state(of, "closed")
		h.two(p)
		h.state(of, "submitted") // the organ's answer is waited for
		if left := h.inForce(of); len(left) != 1 || left[0] != paper.ConversionProposal {
			h.t.Error(left)
		}
		h.here(p)
		if o, out := h.out(p); !out || o.Kind != outing.OutsideMedical {
			h.t.Errorf("nobody knows where he is: %+v", o)
		}
	})
}

// Who had left before the end that is taken back is still away.
func TestAnEndOutsideThatWasNoneIsTakenBack(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 2)
		early := h.prepared(p)
		h.must(h.leaves(early, "happened=yes", "words=误放"))
		of, err := h.begin("return_officer", affair.Release, p)
		h.must(err)
		h.must(h.do("return_officer", of, "term", "term_checked=yes"))
		h.days(3)
		h.must(h.do("legal_officer", of, "close_outside", "certificate_by=邮寄", "words=误放后期满"))
		h.state(of, "elapsed")
		h.correct(p, term.Released, nil)
		h.state(of, "mistaken")
		h.state(early, "let_out")
		if left := h.inForce(of); len(left) > 0 {
			h.t.Error(left)
		}
		if stay, _ := h.stays(p); stay.Here() {
			h.t.Errorf("%+v", stay)
		}
	})
}

func TestALeaveThatWasNoneIsTakenBack(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 100)
		of := h.opened(p, "home_leave")
		h.one(p, term.HomeLeave)
		h.state(of, "mistaken")
		if left := h.inForce(of); len(left) > 0 {
			h.t.Error(left)
		}
		q := h.resident("马海仁", "519900199005011031", 100)
		of = h.opened(q, "outside_medical")
		h.one(q, term.OutsideMedicalApproved)
		h.state(of, "mistaken")
		h.owesNothing(q)
	})
}

// An absconding that was none ends with its fact: no police is told, and he waits for nobody.
func TestAnAbscondingThatWasNoneEndsItsAffair(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 100)
		of := h.opened(p, "abscond")
		h.correct(p, term.Abscond, nil)
		h.state(of, "mistaken")
		h.here(p)
		if d := h.owes(p, "abscond.report"); d.State == duty.Pending {
			h.t.Errorf("%+v", d)
		}
	})
}
