package course_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/law"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// A correction that was wrong itself is put right: what had followed it follows back.

// Who was let go by an approval that was doubted, and stands after all, was free on that day: a certificate says so again, and
// everybody is told.
func TestWhoWasReleasedAfterAll(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		h.approvedFor(p, h.today())
		of := h.letGo(p)
		for range 2 {
			h.hand.Forward(time.Hour)
			h.correct(p, term.EarlyDecided, func(x *term.Fact) { x.Approved = false })
			h.state(of, "let_out")
			h.hand.Forward(time.Hour)
			h.correct(p, term.EarlyDecided, func(x *term.Fact) { x.Approved = true })
			h.state(of, "released")
			n := 0
			for _, k := range h.inForce(of) {
				if k == paper.ReleaseCertificate {
					n++
				}
			}
			if n != 1 {
				h.t.Errorf("%d certificates count", n)
			}
		}
		if d := h.owes(p, "release.tell_family"); d.State != duty.Pending {
			h.t.Errorf("the family is not told: %+v", d)
		}
		if said := h.says(of, paper.NoticeFamily); strings.Contains(said, "到所里接他") {
			h.t.Error("he has left: ", said)
		}
	})
}

// Who went home by a conversion that was doubted, and stands after all, goes home: somebody owes it, and two look at him anew.
func TestWhoWasConvertedAfterAll(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 100)
		of := h.converts(p)
		h.seen(of, number)
		goes := []string{"left_on=" + h.today(), "township=川东镇", "resident_signs=signed"}
		h.must(h.do("return_officer", of, "go_home", goes...))
		h.hand.Forward(time.Hour)
		h.correct(p, term.ConversionDecided, func(x *term.Fact) { x.Approved = false })
		h.state(of, "denied")
		h.hand.Forward(time.Hour)
		h.correct(p, term.ConversionDecided, func(x *term.Fact) { x.Approved = true })
		h.state(of, "granted")
		if _, err := h.begin("return_officer", affair.Release, p); err == nil {
			h.t.Error("a release is begun of whom nothing holds")
		}
		h.refused(h.do("return_officer", of, "go_home", goes...), "journey.before")
		h.seen(of, number)
		h.must(h.do("return_officer", of, "go_home", goes...))
		h.state(of, "closed")
	})
}

// An approval that an extension had overtaken counts again when there was no extension: it is served, and told.
func TestAnApprovalThatWasNotOvertaken(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		early := h.approvedFor(p, "2026-03-20")
		h.must(h.do("legal_officer", early, "serve", "served="+h.minute(0), "resident_signs=signed"))
		asks := []string{"proposed_on=" + h.today(), "months=1", "words=评估不合格"}
		_, err := h.begin("assessor", affair.Extension, p, asks...)
		h.refused(err, "journey.caution.would_overtake")
		of, err := h.begin("assessor", affair.Extension, p, append(asks, "aware=yes")...)
		h.must(err)
		h.must(h.do("legal_officer", of, "receive", "received="+h.today(), "organ=川东县公安局", "aware=yes"))
		asked := h.says(of, paper.ExtensionProposal)
		h.must(h.do("legal_officer", of, "grant", "decided="+h.today(), "months=1", "organ=川东县公安局", "number=1", "no_paper=随后补", "aware=yes"))
		end := h.term(p).End
		if want := end.String(); !strings.Contains(asked, strings.TrimLeft(want[5:7], "0")+"月") || !strings.Contains(asked, want[:4]+"年") {
			h.t.Errorf("the organ was told another day than %s: %s", want, asked)
		}
		h.must(h.do("legal_officer", early, "overtaken", "told=川东县公安局", "words=延长"))
		h.hand.Forward(time.Hour)
		h.correct(p, term.ExtensionDecided, func(x *term.Fact) { x.Approved = false })
		if m := h.term(p); m.EarlyOn.String() != "2026-03-20" {
			h.t.Fatalf("%+v", m)
		}
		h.state(early, "granted")
		if d := h.owes(p, "journey.early"); d.State != duty.Pending {
			h.t.Errorf("%+v", d)
		}
	})
}

// A photo or a card that is added after two officers looked at him is one by which nobody did.
func TestAPhotoAddedAfterwardsIsLookedAt(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 0)
		of := h.prepared(p)
		h.seen(of, number)
		h.must(h.do("legal_officer", of, "papers", "fingerprint_card=ZW-777"))
		h.refused(h.do("return_officer", of, "let_go", "left_at="+h.minute(0)), "journey.before")
		h.seen(of, number)
		h.must(h.do("return_officer", of, "let_go", "left_at="+h.minute(0)))
	})
}

// Who is handed to another organ at the gate goes with it: nobody is asked to come for him, and no township expects him, though
// both were told before.
func TestWhoIsTakenOverAtTheGate(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 0)
		of := h.prepared(p)
		h.must(h.do("return_officer", of, "township", "township=川东镇", "told_on="+h.today(), "told=镇综治办"))
		h.must(h.do("return_officer", of, "pickup", "picked_up=family", "tell_family=told", "to_family=马阿依", "tell_employer=none_there", "tell_police_station=told", "to_police_station=川东派出所", "told_at="+h.minute(0)))
		h.seen(of, number)
		goes := []string{"left_at=" + h.minute(0), "handed_to=川西市公安局"}
		h.refused(h.do("return_officer", of, "let_go", goes...), "journey.caution.told_before")
		h.must(h.do("return_officer", of, "let_go", append(goes, "aware=yes")...))
		if kinds := h.inForce(of); slices.Contains(kinds, paper.NoticeTownship) {
			h.t.Errorf("%v", kinds)
		}
		if said := h.says(of, paper.NoticeFamily); !strings.Contains(said, "川西市公安局") || strings.Contains(said, "没有能在解除前通知到您") {
			h.t.Error(said)
		}
		if m := h.term(p); m.State != law.CIReleased {
			h.t.Errorf("%+v", m)
		}
	})
}

// The last day of who has left is moved by two officers as well, and the second one reads from which day to which.
func TestTheLastDayOfWhoHasLeftIsMovedByTwo(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		h.approvedFor(p, h.today())
		h.letGo(p)
		h.hand.Forward(time.Hour)
		c, was := h.latest(p, term.EarlyDecided)
		c.With = was.Fact
		c.With.ReleaseOn = was.Fact.ReleaseOn.AddDays(-1)
		_, err := h.measures.Correct(h.as("legal_officer"), store.NewKey(), c)
		h.must(err)
		v, err := h.measures.View(h.as("legal_officer/2"), p)
		h.must(err)
		if len(v.Changes) != 1 || v.Changes[0].Before != was.Fact.ReleaseOn || v.Changes[0].After != c.With.ReleaseOn {
			h.t.Errorf("%+v", v.Changes)
		}
	})
}
