package course_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// What people met who used the affairs for a day.

func (h *house) out(p id.ID) (o outing.Outing, is bool) {
	h.read(func(ctx context.Context, tx *store.Tx) error {
		var none error
		o, none = outing.Current(ctx, tx, p)
		is = none == nil
		return nil
	})
	return o, is
}

func TestCustodyThatOutlastedTheTermIsRecordedAfterwards(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 1)
		taken := h.today()
		h.days(3)                                                                                                                                             // nobody told the house, and his term ran out there
		of, err := h.begin("case_officer", affair.HeldElsewhere, p, "taken_on="+taken, "cause=arrest", "where=县看守所", "told=周定边", "no_paper=随后补", "aware=yes") // he has had a bed all the time
		h.must(err)
		if m := h.term(p); m.State != law.CIExpiredElsewhere {
			h.t.Errorf("%+v", m)
		}
		if o, out := h.out(p); !out || o.Kind != outing.HeldElsewhere { // he is not in his bed
			h.t.Errorf("%+v %v", o, out)
		}
		if here, out := h.heads(h.facility); here != 0 || out != 1 {
			h.t.Errorf("%d here, %d out", here, out)
		}
		h.days(1)
		h.must(h.do("legal_officer", of, "expire", "told_on="+h.today(), "certificate_by=邮寄", "words=期满"))
		if stay, inBed := h.stays(p); stay.Here() || inBed {
			h.t.Errorf("%+v %v", stay, inBed)
		}
		if _, out := h.out(p); out {
			h.t.Error("still out")
		}
	})
}

func TestCustodyOfWhoseMeasureIsOverIsToldWhereItBelongs(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		h.converts(p)
		_, err := h.begin("case_officer", affair.HeldElsewhere, p, "taken_on="+h.today(), "cause=arrest", "where=县看守所", "told=周定边", "no_paper=随后补")
		h.refused(err, "journey.not_out_by_law")
	})
}

// converts brings a conversion to the day on which he goes home.

func (h *house) converts(p id.ID) id.ID {
	h.t.Helper()
	of, err := h.begin("doctor", affair.Conversion, p, "proposed_on="+h.today(), "words=不宜继续收治")
	h.must(err)
	h.must(h.do("legal_officer", of, "receive", "received="+h.today(), "organ=川东县公安局"))
	h.must(h.do("legal_officer", of, "grant", "decided="+h.today(), "number=1", "no_paper=随后补"))
	return of
}

func TestDaysHeldAfterAnAnnulmentStayInTheFile(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		annulled := h.today()
		h.days(1)
		of, err := h.begin("legal_officer", affair.Annulment, p, "decided="+annulled, "annulled_by=court", "organ=川东县人民法院", "received_at="+h.minute(0), "number=1", "no_paper=x")
		h.must(err)
		h.days(2)
		h.must(h.do("return_officer", of, "property", "property=later", "resident_signs=signed"))
		h.must(h.leaves(of))
		if m := h.term(p); m.State != law.CIAnnulled || m.End.String() != annulled {
			h.t.Errorf("%+v", m)
		}
		if stay, inBed := h.stays(p); stay.Left.String() != h.today() || inBed {
			h.t.Errorf("left on %s, %v", stay.Left, inBed)
		}
		for _, owed := range []duty.Code{"annulment.held", "release.property"} {
			if d := h.owes(p, owed); d.State != duty.Pending {
				h.t.Errorf("%s: %+v", owed, d)
			}
		}
	})
}

// Nothing holds him from the day on which the house had the letter in hand: what is owed then does not become due on the day
// on which somebody wrote it down.
func TestAnAnnulmentIsDueOnTheDayItCame(t *testing.T) {
	each(t, func(h *house) {
		p, came := h.resident("马海木", number, 300), h.minute(0)
		h.days(2)
		of, err := h.begin("legal_officer", affair.Annulment, p, "decided="+came[:10], "annulled_by=court", "organ=川东县人民法院", "received_at="+came, "number=1", "no_paper=x")
		h.must(err)
		if d := h.owes(p, "journey.annulment"); d.State != duty.Pending || d.Due.Day.String() != came[:10] {
			h.t.Errorf("%+v", d)
		}
		h.must(h.leaves(of))
		if d := h.owes(p, "journey.annulment"); d.State != duty.Late {
			h.t.Errorf("%+v", d)
		}
	})
	each(t, func(h *house) { // who went before midnight went in time, though it is written down after it
		h.hand.Set(time.Date(2026, 3, 2, 15, 50, 0, 0, time.UTC))
		p := h.resident("马海木", number, 300)
		of, err := h.begin("legal_officer", affair.Annulment, p, "decided="+h.today(), "annulled_by=court", "organ=川东县人民法院", "received_at="+h.minute(0), "number=1", "no_paper=x")
		h.must(err)
		h.must(h.with("return_officer", of, "papers", []journey.Paper{photo("photo")}, "fingerprint_card=ZW-9"))
		seen := []string{"document=none", "card_number=zw-9", "relative=马阿依", "face=same"}
		h.must(h.do("duty_officer", of, "first", seen...))
		h.must(h.do("zone_officer", of, "second", seen...))
		went := "left_at=" + h.minute(0)
		h.hand.Forward(20 * time.Minute)
		h.must(h.do("return_officer", of, "let_go", went))
		if d := h.owes(p, "journey.annulment"); d.State != duty.Done {
			h.t.Errorf("%+v", d)
		}
	})
}

func TestWhoIsLetGoOnTheDayOfTheLetterIsNotReported(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		h.must(h.leaves(h.opened(p, "annulment")))
		if d := h.owes(p, "annulment.held"); d.ID != "" {
			h.t.Errorf("%+v", d)
		}
		if d := h.owes(p, "release.property"); d.State != duty.Pending { // nobody wrote of his things
			h.t.Errorf("%+v", d)
		}
	})
}

func TestWhoGoesHomeByAConversionGetsHisThings(t *testing.T) {
	each(t, func(h *house) {
		home := []string{"left_on=" + h.today(), "township=川东镇", "picked_up_by=马阿依", "resident_signs=signed"}
		p := h.resident("马海木", number, 300)
		of := h.converts(p)
		h.refused(h.do("return_officer", of, "go_home", home...), "journey.before")
		h.seen(of, number)
		h.refused(h.do("return_officer", of, "property", "property=returned", "wages=12.50", "resident_signs=declined"), "journey.missing")
		h.must(h.do("return_officer", of, "property", "property=returned", "wages=12.50", "resident_signs=signed"))
		h.must(h.do("return_officer", of, "go_home", home...))
		if d := h.owes(p, "release.property"); d.ID != "" {
			h.t.Errorf("%+v", d)
		}
		p = h.resident("李二", "519900199206120015", 300)
		of = h.converts(p)
		h.seen(of, "519900199206120015")
		h.must(h.do("return_officer", of, "go_home", home...))
		if d := h.owes(p, "release.property"); d.State != duty.Pending {
			h.t.Errorf("%+v", d)
		}
	})
}

func TestABeneficiaryWhoSignsNothingNeedsAReasonAtReleaseToo(t *testing.T) {
	each(t, func(h *house) {
		of, err := h.begin("return_officer", affair.Release, h.resident("马海木", number, 0))
		h.must(err)
		h.refused(h.do("return_officer", of, "property", "property=none", "resident_signs=declined"), "journey.missing")
		h.must(h.do("return_officer", of, "property", "property=none", "resident_signs=declined", "resident_declined=对数额有异议，见证人陈立"))
	})
}

func TestNobodyIsLateBeforeTheDayAndALateOneHasNotAbsconded(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		of, err := h.begin("case_officer", affair.HomeLeave, p, "leave_ground=critical", "kin_name=甲", "kin_relation=parent", "where=乙", "leaves_on="+h.today(), "back_on=2026-03-05")
		h.must(err)
		h.must(h.do("facility_head", of, "approve"))
		h.must(h.do("case_officer", of, "depart", "departed="+h.minute(0), "escort_kind=none"))
		h.days(1)
		h.refused(h.do("brigade_head", of, "not_back", "noticed="+h.minute(0), "words=联系不上"), "journey.before_that")
		h.days(3)
		h.must(h.do("brigade_head", of, "not_back", "noticed="+h.minute(0), "words=联系不上"))
		h.state(of, "missing")
		if m := h.term(p); m.Substate != law.HomeLeave {
			h.t.Errorf("%+v", m)
		}
		gone := h.opened(p, "abscond")
		h.must(h.do("brigade_head", gone, "recapture", "returned="+h.today(), "where=车站", "how_back=recaptured"))
		h.state(of, "back")
	})
}

func TestNobodyComesBackFromTheDead(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		leave := h.opened(p, "home_leave")
		h.opened(p, "death")
		h.refused(h.do("case_officer", leave, "return", "returned="+h.minute(0), "late=no", "tested=yes"), "journey.not_now")
		v, err := h.measures.View(h.as("legal_officer"), p)
		h.must(err)
		_, err = h.measures.Record(h.as("legal_officer"), store.NewKey(), measure.Recording{Person: p, Version: v.Life.Version, Fact: term.OnDay(term.HomeLeaveEnded, civil.DateOf(h.hand.Now()))})
		h.refused(err, "measure.frozen") // the file stands as it stood
		if m := h.term(p); m.State != law.CIDeceased {
			h.t.Errorf("%+v", m)
		}
		_, err = h.begin("brigade_head", affair.Abscond, p, "noticed="+h.minute(0), "left_on="+h.today(), "where=医院", "words=未归")
		h.refused(err, "journey.not_here")
	})
}

// says is the text of the latest paper of a kind in a case.

func TestMonthsThatWereTypedWrongAreTypedAgain(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		end := h.term(p).End
		first := h.extended(p, "8")
		h.must(h.do("legal_officer", first, "serve", "served="+h.minute(0), "resident_signs=signed"))
		for _, who := range []string{"family", "employer", "police_station"} {
			h.must(h.do("legal_officer", first, "tell_"+who, "told_at="+h.minute(0), "told=经办人"))
		}
		h.must(h.do("legal_officer", first, "close"))
		of := h.opened(p, "extension")
		h.must(h.do("legal_officer", of, "grant", "decided="+h.today(), "months=8", "number=1", "no_paper=x", "aware=yes"))
		h.state(of, "uncounted")
		if said := h.says(of, paper.DecisionReceipt); strings.Contains(said, "将按决定办理") {
			h.t.Error(said)
		}
		if d := h.owes(p, "journey.extension"); d.State != duty.Pending { // somebody looks at it
			h.t.Errorf("%+v", d)
		}
		h.must(h.do("legal_officer", of, "grant", "decided="+h.today(), "months=3", "number=1", "no_paper=x", "aware=yes"))
		h.state(of, "granted")
		if m := h.term(p); m.End != end.AddMonths(11) {
			h.t.Errorf("%+v, was %s", m, end)
		}
		if d := h.owes(p, "ci.decide.extension"); d.State == duty.Pending {
			h.t.Errorf("%+v", d)
		}
	})
}

func TestADisputedDossierIsCountedAgain(t *testing.T) {
	each(t, func(h *house) {
		of, err := h.begin("intake_officer", affair.HandOver, "", "from_organ=县拘留所", "name=马海木", "decision_number=1", "expected_on="+h.today())
		h.must(err)
		counted := []string{"arrived=" + h.minute(0), "dossier.paper=决定书", "dossier.pages=0", "escorts.escort=王五"}
		h.refused(h.do("intake_officer", of, "count", counted...), "journey.not_a_number")
		counted[2] = "dossier.pages=2"
		h.must(h.do("intake_officer", of, "count", counted...))
		signed := []string{"police_signs=signed", "police_name=王五", "receiver=陈立"}
		h.must(h.do("intake_officer", of, "sign", signed...))
		h.must(h.answers(of, "receipt="+h.said(of, "count").Of("receipt_number"), "agrees=no", "words=少一页", "answerer=王五"))
		h.state(of, "disputed")
		counted[2] = "dossier.pages=3"
		was := h.said(of, "count").Of("digest")
		h.must(h.do("intake_officer", of, "count", counted...))
		if now := h.said(of, "count").Of("digest"); now == was {
			h.t.Error("the same digest")
		}
		h.must(h.do("intake_officer", of, "sign", signed...))
		h.must(h.answers(of, "receipt="+h.said(of, "count").Of("receipt_number"), "agrees=yes", "answerer=王五"))
		h.state(of, "received")
	})
}

func TestADeathBeforeHeLeftIsAskedAbout(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		h.hand.Forward(2 * time.Hour)
		h.leavesFor(p, outing.Hospital)
		died := []string{"died_at=" + h.minute(time.Hour), "died_where=in_hospital", "where=县医院", "found_by=护士", "pronounced=by_doctor"}
		_, err := h.begin("brigade_head", affair.Death, p, died...)
		h.refused(err, "journey.caution.died_before")
		died[1] = "died_where=facility"
		h.hand.Forward(time.Hour)
		died[0] = "died_at=" + h.minute(0)
		_, err = h.begin("brigade_head", affair.Death, p, died...)
		h.refused(err, "journey.caution.died_out")
		_, err = h.begin("brigade_head", affair.Death, p, append(died, "aware=yes")...) // it is kept as it is said
		h.must(err)
	})
}

// leavesFor has somebody out by an officer's record.

func (h *house) leavesFor(p id.ID, k outing.Kind) {
	h.t.Helper()
	_, err := h.outings.Leave(h.as("duty_officer"), store.NewKey(), outing.Departure{Person: p, Kind: string(k), From: h.minute(0), Words: outing.Words{Where: "县医院", Escort: "周定边"}})
	h.must(err)
}

func TestWhoIsInAHospitalIsLetGoWithoutBeingSaidToStandThere(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 0)
		of := h.prepared(p)
		away := []string{"document=card", "number_in_hand=" + number, "face=absent", "where=县医院", "confirmed_by=县医院值班室"}
		h.refused(h.do("duty_officer", of, "first", away...), "journey.is_inside")
		h.leavesFor(p, outing.Hospital)
		h.refused(h.do("duty_officer", of, "first", away[:3]...), "journey.missing")
		h.refused(h.do("return_officer", of, "first", away...), "journey.same_officer")
		h.must(h.do("duty_officer", of, "first", away...))
		h.refused(h.do("duty_officer", of, "second", away...), "journey.same_officer")
		h.must(h.do("zone_officer", of, "second", away...))
		h.refused(h.do("return_officer", of, "let_go", "left_at="+h.minute(0)), "journey.missing")
		h.must(h.do("return_officer", of, "let_go", "left_at="+h.minute(0), "certificate_by=押解民警当面交给"))
		if m := h.term(p); m.State != law.CIReleased || m.Reason != law.OnTime {
			h.t.Errorf("%+v", m)
		}
		if _, out := h.out(p); out {
			h.t.Error("still out")
		}
	})
}

func TestNobodyWaitsAtTheGateForARelative(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", "", 0)
		of, err := h.begin("return_officer", affair.Release, p)
		h.must(err)
		h.must(h.do("return_officer", of, "term", "term_checked=yes"))
		h.must(h.do("return_officer", of, "holds", "hold=none", "asked_of=县公安局", "asked_at="+h.minute(0)))
		h.must(h.do("return_officer/2", of, "papers", "fingerprint_card=ZW-9"))
		h.must(h.do("return_officer", of, "propose"))
		by := []string{"document=none", "card_number=ZW-9", "face=no_photo"}
		h.refused(h.do("duty_officer", of, "first", by...), "journey.or_reason")
		by = append(by, "no_relative=家中无人")
		h.must(h.do("duty_officer", of, "first", by...))
		h.must(h.do("zone_officer", of, "second", by...))
		if d := h.owes(p, "gate.alone"); d.State != duty.Pending || d.Owner != "facility_head" {
			h.t.Errorf("%+v", d)
		}
		h.must(h.do("return_officer", of, "let_go", "left_at="+h.minute(0)))
	})
}

func TestWhoAbscondedOnTheWayIsNotReceivedBeforeHeIsBack(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		of, pkg := h.sent(p)
		in := h.lookedAt(pkg)
		gone := h.opened(p, "abscond")
		h.refused(h.do("intake_officer"+away, in, "receive", "accept_all=yes"), "journey.gone_on_the_way")
		h.must(h.do("brigade_head", gone, "recapture", "returned="+h.today(), "where=车站", "how_back=recaptured"))
		h.must(h.do("intake_officer"+away, in, "receive", "accept_all=yes"))
		h.state(of, "arrived")
		if here, out := h.heads(h.there.facility); here != 1 || out != 0 {
			h.t.Errorf("%d here, %d out", here, out)
		}
	})
}

func TestAClosedCaseLacksNothing(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		of := h.opened(p, "abscond")
		h.must(h.do("brigade_head", of, "recapture", "returned="+h.today(), "where=车站", "how_back=recaptured"))
		if f := h.file(of); !f.Closed.IsZero() || len(f.Lacks) != 1 {
			h.t.Errorf("closed %v, lacks %v", f.Closed, f.Lacks)
		}
		h.must(h.do("brigade_head", of, "tell_police", "told_at="+h.minute(0), "organ=县公安局", "told=值班室"))
		if f := h.file(of); f.Closed.IsZero() || len(f.Lacks) != 0 {
			h.t.Errorf("closed %v, lacks %v", f.Closed, f.Lacks)
		}
	})
}

// answers lets the other side answer the hand-over with its code.

func (h *house) answers(of id.ID, pairs ...string) error {
	h.t.Helper()
	key := store.NewKey()
	h.must(h.desk.Ask(h.as("intake_officer"), key, of, "acknowledge", "县拘留所"))
	return h.desk.Answer(h.partner(), store.NewKey(), h.desk.Code(key), stated(pairs...))
}
