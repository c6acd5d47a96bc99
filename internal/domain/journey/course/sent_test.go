package course_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/term"
	"guitu/internal/domain/transfer"
	"guitu/internal/platform/store"
)

// The package carries what the doctor found last: looked at once more, he is packed once more.
func TestAPackageCarriesTheLastFinding(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		of := h.packed(p)
		h.must(h.do("doctor", of, "health", "examined="+h.minute(0), "findings=发热，疑似肺结核", "medicines=异烟肼", "fit_to_travel=no"))
		h.state(of, "examined")
		h.waitsFor(p, "case_officer")
		if x, counts := h.notices(of)[paper.TransferCover]; counts {
			t.Errorf("the list of a package that was taken back counts: %+v", x)
		}
		go_ := []string{"departed=" + h.minute(0), "escorts.escort=周定边"}
		h.refused(h.do("case_officer", of, "depart", go_...), "journey.not_now")
		pack := []string{"dossier.paper=决定书", "dossier.pages=3", "property=kept", "items.thing=手表", "items.amount=1", "leaves_on=" + h.today()}
		h.refused(h.do("case_officer", of, "pack", pack...), "journey.not_fit")
		h.must(h.do("case_officer", of, "pack", append(pack, "words=随车有医生")...))
		h.refused(h.do("case_officer", of, "depart", "departed="+h.minute(30*time.Minute), "escorts.escort=周定边"), "journey.before_that")
		h.must(h.do("case_officer", of, "depart", go_...))
		h.read(func(ctx context.Context, tx *store.Tx) error {
			pkg, err := transfer.OfCase(ctx, tx, of)
			if err == nil && pkg.State != transfer.Sent {
				t.Errorf("%+v", pkg)
			}
			return err
		})
	})
}

// Nobody sets out on a leave or into a hospital for good who is not in the house.
func TestWhoIsOutDoesNotSetOut(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		leave, err := h.begin("case_officer", affair.HomeLeave, p, "leave_ground=critical", "kin_name=马阿依", "kin_relation=parent", "where=川东县", "leaves_on="+h.today(), "back_on="+h.today())
		h.must(err)
		h.must(h.do("facility_head", leave, "approve"))
		sick, err := h.begin("doctor", affair.OutsideMedical, p, "findings=重症", "life_at_risk=yes", "hospital=川东县医院", "leaves_on="+h.today())
		h.must(err)
		h.must(h.do("facility_head", sick, "submit"))
		h.must(h.do("bureau_legal", sick, "approve", "approved_on="+h.today(), "organ=省戒毒管理局", "number=1", "no_paper=随后补"))
		goes, treated := []string{"departed=" + h.minute(0), "escort_kind=kin"}, []string{"departed=" + h.minute(0), "hospital=川东县医院", "guarantor=马阿依", "phone=000"}
		lost, err := h.begin("brigade_head", affair.Abscond, p, "noticed="+h.minute(0), "left_on="+h.today(), "where=操场", "words=点名不见")
		h.must(err)
		h.refused(h.do("duty_officer", leave, "depart", goes...), "journey.is_out")
		h.refused(h.do("case_officer", sick, "depart", treated...), "journey.is_out")
		h.must(h.do("brigade_head", lost, "tell_police", "told_at="+h.minute(0), "organ=川东县公安局", "told=值班员"))
		h.must(h.do("brigade_head", lost, "recapture", "returned="+h.today(), "where=车站", "how_back=recaptured"))
		h.leavesFor(p, outing.Hospital)
		h.refused(h.do("duty_officer", leave, "depart", goes...), "journey.is_out")
		h.must(h.do("case_officer", sick, "depart", treated...))
	})
}

// What is told, looked for or refused lies behind what it is about.
func TestNothingIsToldBeforeItHappened(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		yesterday := h.minute(24 * time.Hour)
		lost, err := h.begin("brigade_head", affair.Abscond, p, "noticed="+h.minute(0), "left_on="+h.today(), "where=操场", "words=点名不见")
		h.must(err)
		h.refused(h.do("brigade_head", lost, "tell_police", "told_at="+yesterday, "organ=川东县公安局", "told=值班员"), "journey.before_that")
		h.refused(h.do("brigade_head", lost, "search", "searched_at="+yesterday, "where=车站", "words=没有"), "journey.before_that")
	})
	each(t, func(h *house) {
		yesterday, ext := h.minute(24*time.Hour), h.extended(h.resident("马海木", number, 200), "2")
		h.must(h.do("legal_officer", ext, "serve", "served="+h.minute(0), "resident_signs=signed"))
		h.refused(h.do("legal_officer", ext, "tell_family", "told_at="+yesterday, "told=马阿依"), "journey.before_that")
	})
}

// What somebody is said to have been told long before anybody prepared his release is asked about, and no paper is dated back.
func TestANoticeOfLongAgoIsAskedAbout(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 20)
		of, err := h.begin("return_officer", affair.Release, p)
		h.must(err)
		long := civil.DateOf(h.hand.Now()).AddDays(-100).String()
		h.refused(h.do("return_officer", of, "holds", "hold=none", "asked_of=川东县公安局", "asked_at="+long+"T10:00"), "journey.caution")
		h.refused(h.do("return_officer", of, "township", "township=川东镇", "told_on="+long, "told=经办人"), "journey.caution")
		h.must(h.do("return_officer", of, "township", "township=川东镇", "told_on="+long, "told=经办人", "aware=yes"))
		for kind, x := range h.notices(of) {
			if civil.DateOf(x.Issued).String() != h.today() {
				t.Errorf("%s: %+v", kind, x)
			}
			if said := h.prints(x); !strings.Contains(said, "2026年3月2日") {
				t.Error(said)
			}
		}
	})
}

// A leave that no affair approved is kept, and somebody says who let him go.
func TestALeaveByHandOwesAReport(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		v, err := h.measures.View(h.as("legal_officer"), p)
		h.must(err)
		_, err = h.measures.Record(h.as("legal_officer"), store.NewKey(), measure.Recording{Person: p, Version: v.Life.Version, Fact: term.OnDay(term.HomeLeave, civil.DateOf(h.hand.Now()))})
		h.must(err)
		if d := h.owes(p, "leave.off_days"); d.State != duty.Pending || d.Due.Day.String() != h.today() {
			t.Errorf("%+v", d)
		}
		stay, _ := h.stays(p)
		v, err = h.measures.View(h.as("legal_officer"), p)
		h.must(err)
		for _, e := range v.Life.Standing() {
			if e.Fact.Type == term.HomeLeave {
				_, err = h.measures.Correct(h.as("legal_officer"), store.NewKey(), measure.Correction{
					Person: p, Version: v.Life.Version, Event: e.ID, With: term.OnDay(term.HomeLeave, stay.Admitted.AddDays(-5)), Note: measure.Note{Words: "日期写错"},
				})
				h.refused(err, "measure.not_here_then") // nor is it put right to a day on which he was not here yet
			}
		}
	})
}

// A transfer is refused behind the arrival, and the doctor looks at who has come.
func TestAtTheOtherDoorTheHoursFollow(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		_, pkg := h.sent(p)
		h.hand.Forward(3 * time.Hour)
		in, err := h.begin("intake_officer"+away, affair.TransferIn, "", "package="+string(pkg), "arrived="+h.minute(0))
		h.must(err)
		h.refused(h.do("doctor"+away, in, "health", "examined="+h.minute(5*time.Hour), "pregnant=not_applicable", "nursing=not_applicable", "findings=平稳", "conclusion=fit"), "journey.before_that")
		h.refused(h.do("intake_officer"+away, in, "refuse", "words=病重", "told=周定边", "told_at="+h.minute(30*time.Hour)), "journey.before_that")
		h.state(in, journey.State("checking"))
	})
}

// The letter to the family of somebody who was sent on before it was written says when he came to the house that writes it.
func TestTheFamilyReadsWhenHeCameToThisHouse(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Male)
		h.must(h.do("intake_officer", of, "identity", "name=马海木", "sex=male", "id_number="+number, "verified=card", "fingerprint_card=1", "no_proof=x"))
		h.must(h.do("intake_officer", of, "property", "property=kept", "items.thing=手表", "items.amount=1", "resident_signs=thumb"))
		h.must(h.do("intake_officer", of, "rights", "talked="+h.minute(0), "read_in=zh", "resident_signs=signed"))
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes", "happened=yes", "words=夜间"))
		h.days(3)
		_, pkg := h.sent(h.file(of).Person)
		in := h.lookedAt(pkg)
		h.must(h.do("intake_officer"+away, in, "receive", "accept_all=yes"))
		h.must(h.do("intake_officer"+away, of, "letter", "sent="+h.today(), "addressee=马阿依", "address=川东县一村"))
		if said := h.says(of, paper.FamilyLetter); !strings.Contains(said, "3月5日到我所") || strings.Contains(said, "3月2日到我所") {
			h.t.Error(said)
		}
		for _, p := range h.papersOf(h.file(of).Person) {
			if p.Kind == paper.PropertyReceipt && p.Facility != h.there.facility {
				h.t.Errorf("the receipt of the other house counts still: %+v", p)
			}
		}
	})
}

// papersOf are the papers of somebody that count.
func (h *house) papersOf(p id.ID) (out []paper.Paper) {
	h.read(func(ctx context.Context, tx *store.Tx) (err error) {
		out, err = paper.InForceOf(ctx, tx, p)
		return err
	})
	return out
}
