package course_test

import (
	"context"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/law"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// Who is on leave or between two houses, and does not come back as he left.

func TestNobodyIsOnTheRoadOnTheLastDayOfHisTerm(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 1)
		of := h.packed(p) // he could still leave today
		said := []string{"departed=" + h.minute(0), "escorts.escort=周定边"}
		h.days(1)
		said[0] = "departed=" + h.minute(0)
		h.refused(h.do("case_officer", of, "depart", said...), "journey.caution.last_day")
		h.must(h.leaves(h.prepared(p)))
		h.state(of, "lapsed")
		h.owesNothing(p)
	})
}

func TestWhoDiesOnTheWayIsNotReceived(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		of, pkg := h.sent(p)
		h.hand.Forward(3 * time.Hour)
		in := h.lookedAt(pkg)
		h.opened(p, "death")
		h.state(of, "lapsed")
		h.state(in, "taken_back")
		if papers, _ := h.ofCase(in); papers[paper.PropertyReceipt].InForce() { // his things were not taken over here
			h.t.Error("the receipt of the other house still counts")
		}
		if here, out := h.heads(h.facility); here+out != 0 {
			h.t.Errorf("%d and %d", here, out)
		}
	})
}

func TestWhoAbscondsFromALeaveIsBackFromBoth(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		leave := h.opened(p, "home_leave")
		h.days(2)
		h.must(h.do("brigade_head", leave, "not_back", "noticed="+h.minute(0), "words=未归"))
		gone := h.opened(p, "abscond")
		h.days(20)
		h.must(h.do("brigade_head", gone, "recapture", "returned="+h.today(), "where=车站", "how_back=recaptured"))
		h.state(leave, "back")
		if m := h.term(p); m.Substate != law.InFacility {
			h.t.Errorf("%+v", m)
		}
		h.read(func(ctx context.Context, tx *store.Tx) error { // no day is both leave and away
			now, err := h.measures.NowIn(ctx, tx, p)
			for _, w := range now.Warnings {
				if w.Code == law.HomeLeaveTooLong {
					h.t.Errorf("the days away are counted as leave: %+v", w)
				}
			}
			return err
		})
		if here, out := h.heads(h.facility); here != 1 || out != 0 {
			h.t.Errorf("%d here, %d out", here, out)
		}
	})
}

func TestWhoIsLateComesBackAllTheSame(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		end := h.term(p).End
		leave := h.opened(p, "home_leave")
		h.days(2)
		h.must(h.do("brigade_head", leave, "not_back", "noticed="+h.minute(0), "words=未归"))
		h.must(h.do("case_officer", leave, "return", "returned="+h.minute(0), "late=yes", "tested=yes"))
		if m := h.term(p); m.Substate != law.InFacility || m.End != end {
			h.t.Errorf("%+v", m)
		}
		h.owesNothing(p)
	})
}

func TestWhoAbscondsOnTheWayIsNotBackBeforeHeIsCaught(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		of, _ := h.sent(p)
		gone := h.opened(p, "abscond")
		h.refused(h.do("case_officer", of, "return", "returned="+h.minute(0), "words=回来"), "journey.recapture_first")
		h.must(h.do("brigade_head", gone, "recapture", "returned="+h.today(), "where=车站", "how_back=recaptured"))
		h.state(of, "strayed")
		if d := h.owes(p, "journey.transfer"); d.State != duty.Pending || d.Owner != "case_officer" || d.Due.Day.String() != h.today() {
			h.t.Errorf("nobody says where he is: %+v", d)
		}
		h.must(h.do("case_officer", of, "return", "returned="+h.minute(0), "words=已追回"))
		h.state(of, "back")
		if here, out := h.heads(h.facility); here != 1 || out != 0 {
			h.t.Errorf("%d here, %d out", here, out)
		}
	})
}

func TestATransferToAHouseOfTheOtherSexIsPointedOut(t *testing.T) {
	each(t, func(h *house) {
		_, pkg := h.sent(h.resident("马海木", number, 200))
		in := h.lookedAt(pkg)
		h.must(h.do("intake_officer"+away, in, "receive", "accept_all=yes")) // a man lives there now
		p := h.resident("吴桐", "519900199504050027", 200)
		said := []string{"to_house=" + string(h.there.facility), "transfer_ground=crowded", "words=床位紧张"}
		_, err := h.begin("case_officer", affair.Transfer, p, said...)
		h.refused(err, "journey.caution.sex")
		_, err = h.begin("case_officer", affair.Transfer, p, append(said, "aware=yes")...)
		h.must(err)
	})
}

func TestATransferAcrossEighteenIsPointedOut(t *testing.T) {
	each(t, func(h *house) {
		_, pkg := h.sent(h.resident("马海木", number, 200))
		in := h.lookedAt(pkg)
		h.must(h.do("intake_officer"+away, in, "receive", "accept_all=yes")) // a grown man lives there now
		said := []string{"to_house=" + string(h.there.facility), "transfer_ground=crowded", "words=床位紧张"}
		young := h.resident("马小木", cn.Invent(civil.DateOf(h.hand.Now()).AddYears(-17), 31).String(), 200)
		_, err := h.begin("case_officer", affair.Transfer, young, said...)
		h.refused(err, "journey.caution.no_minor")
		_, err = h.begin("case_officer", affair.Transfer, young, append(said, "aware=yes")...)
		h.must(err)
	})
}

// Whom another organ took on the road is there, whatever becomes of the transfer: no house puts him into a bed.
func TestWhoIsTakenOnTheRoadIsNobodysToReceiveOrToBringBack(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		of, pkg := h.sent(p)
		in := h.lookedAt(pkg)
		held := h.opened(p, "held_elsewhere")
		h.refused(h.do("intake_officer"+away, in, "receive", "accept_all=yes"), "journey.held_on_the_way")
		h.must(h.do("case_officer", of, "return", "returned="+h.minute(0), "words=押送车空车返回"))
		h.state(of, "cancelled")
		h.state(in, "taken_back")
		if o, out := h.out(p); !out || o.Kind != outing.HeldElsewhere {
			h.t.Errorf("%+v", o)
		}
		if here, out := h.heads(h.facility); here != 0 || out != 1 {
			h.t.Errorf("%d here, %d out", here, out)
		}
		h.state(held, "out")
		h.correct(p, term.HeldElsewhere, nil) // it was another man: he sits in the house, and the transfer is over
		h.state(held, "mistaken")
		if o, out := h.out(p); out {
			h.t.Errorf("%+v", o)
		}
	})
	each(t, func(h *house) { // set free before anybody came back, he is brought on
		p := h.resident("马海木", number, 200)
		of, pkg := h.sent(p)
		held := h.opened(p, "held_elsewhere")
		h.must(h.do("case_officer", held, "return", "returned="+h.today()))
		h.state(of, "strayed")
		h.must(h.do("intake_officer"+away, h.lookedAt(pkg), "receive", "accept_all=yes"))
		h.state(of, "arrived")
	})
	each(t, func(h *house) { // while the transfer goes on, he is on the road again
		p := h.resident("马海木", number, 200)
		of, pkg := h.sent(p)
		h.opened(p, "held_elsewhere")
		h.correct(p, term.HeldElsewhere, nil)
		if o, out := h.out(p); !out || o.Kind != outing.Transfer {
			h.t.Errorf("%+v", o)
		}
		h.must(h.do("intake_officer"+away, h.lookedAt(pkg), "receive", "accept_all=yes"))
		h.state(of, "arrived")
	})
}

// The way back ends the transfer, and nothing else: who is in a hospital since stays there.
func TestTheWayBackEndsNoOtherOuting(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		of, pkg := h.sent(p)
		in := h.lookedAt(pkg)
		gone := h.opened(p, "abscond")
		h.must(h.do("brigade_head", gone, "recapture", "returned="+h.today(), "where=车站", "how_back=recaptured"))
		h.leavesFor(p, outing.Hospital)
		h.refused(h.do("intake_officer"+away, in, "receive", "accept_all=yes"), "journey.elsewhere_on_the_way")
		h.must(h.do("case_officer", of, "return", "returned="+h.minute(0), "words=追回后送医"))
		h.state(of, "back")
		if o, out := h.out(p); !out || o.Kind != outing.Hospital {
			h.t.Errorf("%+v", o)
		}
	})
}
