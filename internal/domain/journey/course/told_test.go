package course_test

import (
	"strings"
	"testing"
	"time"

	"guitu/internal/domain/duty"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/term"
)

// A notice that no article lets anybody leave out is not recorded as made because there is nobody to tell, and none is made
// before the decision was served (REG 33). Who has no employer is no reason to keep the affair open.
func TestNobodyIsToldWhoIsNotThere(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 60)
		of := h.extended(p, "3")
		before := h.minute(0)
		h.hand.Forward(2 * time.Hour)
		h.must(h.do("legal_officer", of, "serve", "served="+h.minute(0), "resident_signs=signed"))
		h.refused(h.do("legal_officer", of, "tell_employer", "told_at="+h.minute(0), "told=无单位", "none_there=yes"), "journey.not_waivable")
		h.refused(h.do("legal_officer", of, "tell_family", "told_at="+before, "told=甲"), "journey.before_that")
		for _, who := range []string{"family", "police_station"} {
			h.must(h.do("legal_officer", of, "tell_"+who, "told_at="+h.minute(0), "told=甲"))
		}
		h.refused(h.do("legal_officer", of, "close"), "journey.untold_why")
		h.must(h.do("legal_officer", of, "close", "words=查明无工作单位"))
		h.state(of, "closed")
		if d := h.owes(p, "extension.notice.employer"); d.State != duty.Pending {
			h.t.Errorf("%+v", d)
		}
	})
}

// Who was taken in without a photo or a card of fingers can be converted all the same: both are added here, by an officer who
// is neither of the two that look at him.
func TestWhoIsConvertedWithoutADocument(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", "", 300)
		of := h.converts(p)
		none := []string{"document=none", "card_number=Z1", "no_relative=无亲属", "face=no_photo"}
		h.refused(h.do("duty_officer", of, "first", none...), "journey.no_card_known")
		h.must(h.do("return_officer", of, "papers", "fingerprint_card=Z1"))
		h.refused(h.do("return_officer", of, "first", none...), "journey.same_officer")
		h.must(h.do("duty_officer", of, "first", none...))
		h.must(h.do("zone_officer", of, "second", none...))
		h.must(h.do("return_officer", of, "go_home", "left_on="+h.today(), "township=川东镇", "resident_signs=signed"))
		h.state(of, "closed")
	})
}

// A decision that was typed wrong and is typed again has one receipt that counts, which says whose place it takes.
func TestADecisionTypedAgainHasOneReceipt(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 60)
		end := h.term(p).End
		of := h.opened(p, "extension")
		said := []string{"decided=" + h.today(), "number=1", "no_paper=x", "aware=yes"}
		h.must(h.do("legal_officer", of, "grant", append(said, "months=14")...))
		h.state(of, "uncounted")
		h.hand.Forward(time.Minute)
		h.must(h.do("legal_officer", of, "grant", append(said, "months=4")...))
		h.state(of, "granted")
		list := h.receipts(of)
		if len(list) != 2 || list[0].ReplacedBy != list[1].ID || !list[1].InForce() || list[1].States != end.AddMonths(4) {
			h.t.Fatalf("%+v", list)
		}
		if said := h.says(of, paper.DecisionReceipt); !strings.Contains(said, "替换我所"+list[0].Number+"号回执") {
			h.t.Error(said)
		}
		h.hand.Forward(time.Hour)
		h.correct(p, term.ExtensionProposed, func(x *term.Fact) { x.On = x.On.AddDays(-1); x.At = x.On.Start() }) // what neither receipt says
		if now := h.receipts(of); len(now) != 2 {
			h.t.Errorf("%+v", now)
		}
	})
}
