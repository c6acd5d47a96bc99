package course_test

import (
	"context"
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

// What happens to one affair when another one moves: nobody is kept a day too long, nobody leaves a day too early, and
// nothing is owed that nobody can do any more.

// leaves brings a release or an annulment through the gate.

func (h *house) leaves(of id.ID, more ...string) error {
	h.t.Helper()
	h.seen(of, number)
	return h.do("return_officer", of, "let_go", append([]string{"left_at=" + h.minute(0), "certificate_by=邮寄", "aware=yes"}, more...)...)
}

// days lets days pass, with what comes round by the clock.

func (h *house) days(n int) {
	h.t.Helper()
	h.hand.Forward(time.Duration(n) * 24 * time.Hour)
	if _, err := h.measures.Refresh(h.as("legal_officer"), 100); err != nil {
		h.t.Fatal(err)
	}
}

// pending lists what is owed of somebody by an affair or for an act outside the law.

func (h *house) pending(p id.ID) (out []string) {
	h.read(func(ctx context.Context, tx *store.Tx) error {
		all, err := duty.Of(ctx, tx, p)
		for _, d := range all {
			if d.State == duty.Pending && (len(d.Code) > 8 && d.Code[:8] == "journey." || d.Code == "act.report" || d.Code == "outing.late") {
				out = append(out, string(d.Code))
			}
		}
		return err
	})
	return out
}

func (h *house) owesNothing(p id.ID) {
	h.t.Helper()
	if left := h.pending(p); len(left) > 0 {
		h.t.Errorf("still owed: %v", left)
	}
}

// opened begins a case that stands open, by name.

func (h *house) opened(p id.ID, what string) id.ID {
	h.t.Helper()
	begun := func(of id.ID, err error) id.ID { h.must(err); return of }
	switch what {
	case "extension":
		of := begun(h.begin("assessor", affair.Extension, p, "proposed_on="+h.today(), "months=4", "words=评估不合格"))
		h.must(h.do("legal_officer", of, "receive", "received="+h.today(), "organ=川东县公安局"))
		return of
	case "home_leave":
		of := begun(h.begin("case_officer", affair.HomeLeave, p, "leave_ground=critical", "kin_name=甲", "kin_relation=parent", "where=乙", "leaves_on="+h.today(), "back_on="+h.today()))
		h.must(h.do("facility_head", of, "approve"))
		h.must(h.do("case_officer", of, "depart", "departed="+h.minute(0), "escort_kind=none"))
		return of
	case "outside_medical":
		of := begun(h.begin("doctor", affair.OutsideMedical, p, "findings=重症", "life_at_risk=yes", "hospital=川东县医院", "leaves_on="+h.today()))
		h.must(h.do("facility_head", of, "submit"))
		h.must(h.do("bureau_legal", of, "approve", "approved_on="+h.today(), "organ=省局", "number=1", "no_paper=随后补"))
		h.must(h.do("case_officer", of, "depart", "departed="+h.minute(0), "hospital=川东县医院", "guarantor=马阿依", "phone=13800000000"))
		return of
	case "held_elsewhere":
		return begun(h.begin("case_officer", affair.HeldElsewhere, p, "taken_on="+h.today(), "cause=arrest", "where=县看守所", "told=周定边", "no_paper=随后补"))
	case "release":
		return h.prepared(p)
	case "annulment":
		return begun(h.begin("legal_officer", affair.Annulment, p, "decided="+h.today(), "annulled_by=court", "organ=川东县人民法院", "received_at="+h.minute(0), "number=1", "no_paper=x"))
	case "abscond":
		return begun(h.begin("brigade_head", affair.Abscond, p, "noticed="+h.minute(0), "left_on="+h.today(), "where=医院", "words=未归"))
	case "death":
		return begun(h.begin("brigade_head", affair.Death, p, "died_at="+h.minute(0), "died_where=outside", "where=乙", "found_by=护士", "pronounced=by_doctor"))
	case "transfer":
		of := begun(h.begin("case_officer", affair.Transfer, p, "to_house="+string(h.there.facility), "transfer_ground=crowded", "words=床位紧张"))
		h.must(h.do("facility_head", of, "submit"))
		return of
	}
	h.t.Fatal(what)
	return ""
}

func TestWhatIsGoingOnEndsWhenItsPersonLeaves(t *testing.T) {
	for _, x := range []struct {
		name, open, by string
		want           journey.State
		owed           int // duties of the affair that stay
	}{
		{"a release on the day ends a proposal to extend", "extension", "release", "lapsed", 0},
		{"and a leave from which nobody comes back", "home_leave", "release", "lapsed", 0},
		{"and custody elsewhere", "held_elsewhere", "release", "lapsed", 0},
		{"and a transfer", "transfer", "release", "lapsed", 0},
		{"who was treated outside: the organ is told all the same", "outside_medical", "release", "untold", 1},
		{"an annulment ends a proposal to extend", "extension", "annulment", "lapsed", 0},
		{"and a release that was prepared", "release", "annulment", "lapsed", 0},
		{"a release keeps the annulment that came the same day", "annulment", "release", "lapsed", 0},
		{"a death ends a leave", "home_leave", "death", "lapsed", 1}, // of the death itself
		{"and a release", "release", "death", "lapsed", 1},
		{"who died while he was gone: the police are told all the same", "abscond", "death", "untold", 1},
		{"an annulment of who died waits for somebody to decide", "annulment", "death", "ready", 2},
	} {
		t.Run(x.name, func(t *testing.T) {
			each(t, func(h *house) {
				p := h.resident("马海木", number, 0)
				was := h.opened(p, x.open)
				by := h.opened(p, x.by)
				if x.by != "death" {
					h.must(h.leaves(by))
				}
				h.state(was, x.want)
				if got := h.pending(p); len(got) != x.owed {
					h.t.Errorf("owed: %v", got)
				}
				if stay, inBed := h.stays(p); stay.Here() || inBed {
					h.t.Errorf("%+v %v", stay, inBed)
				}
				if x.open == "annulment" && x.by == "release" && h.term(p).State != law.CIAnnulled {
					h.t.Errorf("%+v", h.term(p))
				}
			})
		})
	}
}

func TestANoticeThatIsStillOwedEndsTheCaseOfWhoHasLeft(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 0)
		out := h.opened(p, "outside_medical")
		h.must(h.leaves(h.prepared(p)))
		h.must(h.do("case_officer", out, "tell_organ", "told_on="+h.today(), "organ=川东县公安局"))
		h.state(out, "lapsed")
		h.owesNothing(p)
	})
}

func TestWhoLeftTooEarlyIsClosedOnTheRightDay(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 5)
		end := h.term(p).End
		early := h.prepared(p)
		h.refused(h.leaves(early), "journey.too_early")
		h.must(h.do("return_officer", early, "let_go", "left_at="+h.minute(0), "happened=yes", "words=误放"))
		if m := h.term(p); m.State != law.CIJAFacility || m.End != end {
			h.t.Errorf("a mistake made him free: %+v", m)
		}
		h.state(early, "let_out")
		of, err := h.begin("return_officer", affair.Release, p)
		h.must(err)
		h.state(of, "gone")
		close := []string{"certificate_by=邮寄", "words=误放后期满"}
		h.refused(h.do("legal_officer", of, "close_outside", close...), "journey.before")
		h.must(h.do("return_officer", of, "term", "term_checked=yes"))
		h.refused(h.do("legal_officer", of, "close_outside", close...), "journey.too_early")
		h.must(h.do("return_officer", of, "property", "property=none", "resident_signs=signed"))
		h.refused(h.do("return_officer", of, "propose"), "journey.not_now")
		h.days(6) // a day late: the measure ended on its day all the same, and nobody was held
		h.must(h.do("legal_officer", of, "close_outside", close...))
		h.state(of, "elapsed")
		if m := h.term(p); m.State != law.CIReleased || m.End != end {
			h.t.Errorf("%+v", m)
		}
		if d := h.owes(p, "ci.release"); d.State == duty.Pending {
			h.t.Errorf("%+v", d)
		}
		if got := h.pending(p); len(got) != 1 || got[0] != "act.report" { // of the early leave, and of nothing else
			h.t.Errorf("owed: %v", got)
		}
		h.read(func(ctx context.Context, tx *store.Tx) error {
			issued, err := paper.InForceOf(ctx, tx, p)
			n := 0
			for _, x := range issued {
				if x.Kind == paper.ReleaseCertificate {
					n++
				}
			}
			if n != 1 {
				h.t.Errorf("%d certificates", n)
			}
			return err
		})
		_, err = h.begin("return_officer", affair.Release, p)
		h.refused(err, "journey.not_here")
	})
}

// While two officers have not looked at him nobody writes down that he was let go: not even as something that happened.
func TestNobodyWhoLivesHereIsLetGoByHand(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 3)
		of := h.prepared(p)
		h.refused(h.do("legal_officer", of, "close_outside", "certificate_by=x", "words=x"), "journey.not_now")
		v, err := h.measures.View(h.as("legal_officer"), p)
		h.must(err)
		day, err := civil.ParseDate(h.today())
		h.must(err)
		_, err = h.measures.Record(h.as("legal_officer"), store.NewKey(), measure.Recording{Person: p, Version: v.Life.Version, Fact: term.OnDay(term.Released, day), Happened: true})
		h.refused(err, "measure.by_affair")
		h.state(of, "ready")
	})
}

func TestAReleaseBeforeMidnightIsWrittenDownAfterIt(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 0)
		h.hand.Forward(14*time.Hour + 50*time.Minute) // ten to midnight
		of := h.prepared(p)
		h.must(h.do("duty_officer", of, "first", inHand(number)...))
		h.must(h.do("zone_officer", of, "second", inHand(number)...))
		end := h.term(p).End
		h.hand.Forward(20 * time.Minute)
		h.must(h.do("return_officer", of, "let_go", "left_at="+h.minute(15*time.Minute)))
		if m := h.term(p); m.End != end || m.Reason != law.OnTime {
			h.t.Errorf("%+v", m)
		}
	})
}

func TestWhoIsConvertedOutsideIsNotCountedInside(t *testing.T) {
	each(t, func(h *house) {
		for open, n := range map[string]string{"outside_medical": number, "abscond": "519900199206120015"} {
			p := h.resident("马海木", n, 300)
			away := h.opened(p, open)
			of, err := h.begin("doctor", affair.Conversion, p, "proposed_on="+h.today(), "words=不宜继续收治")
			h.must(err)
			h.must(h.do("legal_officer", of, "receive", "received="+h.today(), "organ=川东县公安局"))
			h.must(h.do("legal_officer", of, "grant", "decided="+h.today(), "number=川东公变决字〔2026〕1号", "no_paper=随后补"))
			h.read(func(ctx context.Context, tx *store.Tx) error {
				heads, _, err := outing.Count(ctx, tx, h.facility)
				if heads.Present != 0 || heads.Out != 1 {
					h.t.Errorf("%s: %+v", open, heads)
				}
				return err
			})
			h.seen(of, n)
			h.must(h.do("return_officer", of, "go_home", "left_on="+h.today(), "township=川东镇", "picked_up_by=马阿依", "resident_signs=signed"))
			h.state(away, "untold")
			if d := h.owes(p, "act.report"); d.ID != "" {
				h.t.Errorf("%s: %+v", open, d)
			}
		}
	})
}

func TestWhoComesBackAfterAConversionIsBackWithoutAFact(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		away := h.opened(p, "outside_medical")
		of, err := h.begin("doctor", affair.Conversion, p, "proposed_on="+h.today(), "words=不宜继续收治")
		h.must(err)
		h.must(h.do("legal_officer", of, "receive", "received="+h.today(), "organ=川东县公安局"))
		h.must(h.do("legal_officer", of, "grant", "decided="+h.today(), "number=1", "no_paper=随后补"))
		h.must(h.do("case_officer", away, "tell_organ", "told_on="+h.today(), "organ=川东县公安局"))
		h.must(h.do("case_officer", away, "return", "returned="+h.today(), "words=回所办手续"))
		h.read(func(ctx context.Context, tx *store.Tx) error {
			heads, _, err := outing.Count(ctx, tx, h.facility)
			if heads.Present != 1 {
				h.t.Errorf("%+v", heads)
			}
			return err
		})
		if d := h.owes(p, "act.report"); d.ID != "" {
			h.t.Errorf("%+v", d)
		}
	})
}

func TestWhoseTermRanOutElsewhereIsNotTakenBack(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 1)
		held := h.opened(p, "held_elsewhere")
		prepared := h.prepared(p)
		h.days(3)
		h.read(func(ctx context.Context, tx *store.Tx) error {
			heads, _, err := outing.Count(ctx, tx, h.facility)
			if heads.Present != 0 {
				h.t.Errorf("%+v", heads)
			}
			return err
		})
		h.refused(h.do("case_officer", held, "return", "returned="+h.today()), "journey.expired_there")
		h.must(h.do("legal_officer", held, "expire", "told_on="+h.today(), "certificate_by=邮寄", "words=期满"))
		h.state(prepared, "lapsed")
		h.owesNothing(p)
	})
}

func TestWhoIsGoneIsNotConfirmedByTwoOfficersAndNeverReleasedTwice(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 0)
		of := h.prepared(p)
		_, err := h.begin("return_officer", affair.Release, p)
		h.refused(err, "journey.open_already")
		h.must(h.leaves(of))
		_, err = h.begin("return_officer", affair.Release, p)
		h.refused(err, "journey.not_here")
		_, err = h.begin("legal_officer", affair.Annulment, p, "decided="+h.today(), "annulled_by=court", "organ=川东县人民法院", "received_at="+h.minute(0), "number=1", "no_paper=x")
		h.refused(err, "journey.not_here")
	})
}

func TestWhoLeftTooEarlyAndIsBackServesTheSameTerm(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 30)
		of := h.prepared(p)
		h.must(h.leaves(of, "happened=yes", "words=误放"))
		in := h.arrives()
		h.must(h.do("intake_officer", in, "decision", "decided="+h.term(p).Decided.String(), "by=county", "ground=severe", "no_paper=随后补"))
		h.must(h.do("intake_officer", in, "identity", "name=马海木", "sex=male", "id_number="+number, "verified=card", "fingerprint_card=1", "no_proof=x"))
		for _, s := range [][]string{
			{"doctor", "health", "examined=" + h.minute(0), "pregnant=not_applicable", "nursing=not_applicable", "findings=平稳", "conclusion=fit"},
			{"intake_officer", "injuries", "injuries=no"},
			{"intake_officer", "search", "searchers.searcher=陈立", "searched_by=male", "contraband=no"},
			{"intake_officer", "property", "property=none", "resident_signs=signed"},
			{"intake_officer", "family", "left_alone=no", "asked=" + h.minute(0)},
			{"intake_officer", "rights", "talked=" + h.minute(0), "read_in=zh", "resident_signs=signed"},
			{"intake_officer", "place", "unit=" + string(h.unit), "phase=detox"},
			{"intake_officer", "bed", "bed=" + string(h.beds[0])},
		} {
			h.must(h.do(s[0], in, s[1], s[2:]...))
		}
		end := h.term(p).End
		h.must(h.do("intake_officer", in, "accept", "accept_all=yes"))
		if m := h.term(p); m.State != law.CIJAFacility || m.End != end {
			h.t.Errorf("%+v", m)
		}
		if stay, inBed := h.stays(p); !stay.Here() || !inBed {
			h.t.Errorf("%+v %v", stay, inBed)
		}
		h.days(30)
		h.must(h.leaves(h.prepared(p)))
		if m := h.term(p); m.State != law.CIReleased || m.End != end {
			h.t.Errorf("%+v", m)
		}
	})
}
