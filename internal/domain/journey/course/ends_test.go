package course_test

import (
	"context"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/law"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/person"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

const number = "519900199005011015"

// prepared brings a release to the gate.
func (h *house) prepared(p id.ID) id.ID {
	h.t.Helper()
	of, err := h.begin("return_officer", affair.Release, p)
	h.must(err)
	for _, s := range [][]string{
		{"term", "term_checked=yes"},
		{"holds", "hold=none", "asked_of=县公安局法制室", "asked_at=" + h.minute(time.Hour), "aware=yes"},
		{"property", "property=none", "wages=320", "resident_signs=signed"},
		{"propose", "certificate=青解〔2026〕1号"},
	} {
		h.must(h.do("return_officer", of, s[0], s[1:]...))
	}
	return of
}

// seen has two officers look at him, whose number this is.
func (h *house) seen(of id.ID, number string) {
	h.t.Helper()
	h.must(h.do("duty_officer", of, "first", h.sights(of, number)...))
	h.must(h.do("zone_officer", of, "second", h.sights(of, number)...))
}

// sights is what an officer says of him: that he sees him, or that he is away and who says so.
func (h *house) sights(of id.ID, n string) []string {
	if o, out := h.out(h.file(of).Person); out && o.Kind != outing.Visit {
		return []string{"document=card", "number_in_hand=" + n, "face=absent", "where=" + string(o.Kind), "confirmed_by=值班民警"}
	}
	return inHand(n)
}

func inHand(n string) []string {
	return []string{"document=card", "number_in_hand=" + n, "face=no_photo"}
}

func TestTheRightPersonLeavesOnTheRightDay(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 0)
		of := h.prepared(p)
		go_ := "left_at=" + h.minute(0)
		h.refused(h.do("return_officer", of, "let_go", go_), "journey.before")
		h.refused(h.do("return_officer", of, "first", inHand(number)...), "journey.same_officer")
		h.refused(h.do("duty_officer", of, "first", inHand("519900199005011023")...), "journey.not_his_number")
		h.must(h.do("duty_officer", of, "first", inHand("519900 19900501 1015")...))
		h.refused(h.do("duty_officer", of, "second", inHand(number)...), "journey.same_officer")
		h.refused(h.do("return_officer", of, "second", inHand(number)...), "journey.same_officer")
		h.refused(h.do("zone_officer", of, "second", "document=card", "number_in_hand="+number, "face=same"), "journey.no_photo_kept")
		h.must(h.do("zone_officer", of, "second", "document=card", "number_in_hand="+number, "face=different"))
		if d := h.owes(p, "gate.mismatch"); d.State != duty.Pending {
			h.t.Errorf("nobody is told: %+v", d)
		}
		h.refused(h.do("return_officer", of, "let_go", go_), "journey.not_his_face")
		h.refused(h.do("zone_officer", of, "second", inHand(number)...), "journey.other_face_before")
		h.must(h.do("zone_officer", of, "second", append(inHand(number), "words=照片错放了，与指纹卡核对无误")...))
		h.must(h.do("return_officer", of, "pickup", "picked_up=family", "tell_family=told", "tell_employer=none_there", "tell_police_station=not_yet", "told_at="+go_[len("left_at="):]))
		h.must(h.do("return_officer", of, "let_go", go_))
		for code, open := range map[duty.Code]bool{"release.tell_family": false, "release.tell_employer": false, "release.tell_police_station": true, "release.tell_organ": true, "release.tell_township": true} {
			if d := h.owes(p, code); (d.State == duty.Pending) != open {
				h.t.Errorf("%s: %+v", code, d)
			}
		}
		if m := h.term(p); m.State != law.CIReleased || m.Reason != law.OnTime || m.End.String() != h.today() {
			h.t.Errorf("%+v", m)
		}
		if stay, inBed := h.stays(p); stay.Here() || inBed {
			h.t.Errorf("%+v %v", stay, inBed)
		}
		if d := h.owes(p, "ci.release"); d.State != duty.Done {
			h.t.Errorf("%+v", d)
		}
	})
}

func TestNobodyLeavesADayEarly(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 1)
		of := h.prepared(p)
		h.must(h.do("duty_officer", of, "first", inHand(number)...))
		h.must(h.do("zone_officer", of, "second", inHand(number)...))
		early := h.do("return_officer", of, "let_go", "left_at="+h.minute(0))
		h.refused(early, "journey.too_early")
		if e := errs.Find(early); e.Args[0] != h.term(p).End || e.Args[1] != 1 || e.Kind != errs.Refused || len(e.Basis) == 0 {
			h.t.Errorf("it does not say which day is right, and by what: %+v", e)
		}
		h.hand.Forward(24 * time.Hour)
		h.refused(h.do("return_officer", of, "let_go", "left_at="+h.minute(0)), "journey.confirm_today")
		h.must(h.do("duty_officer", of, "first", inHand(number)...))
		h.must(h.do("zone_officer", of, "second", inHand(number)...))
		h.must(h.do("return_officer", of, "let_go", "left_at="+h.minute(0)))
	})
}

func TestATermThatMovedIsComputedAgain(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 10)
		of := h.prepared(p)
		ext := h.extended(p, "2")
		h.hand.Forward(10 * 24 * time.Hour)
		h.must(h.do("duty_officer", of, "first", inHand(number)...))
		h.must(h.do("zone_officer", of, "second", inHand(number)...))
		err := h.do("return_officer", of, "let_go", "left_at="+h.minute(0))
		h.refused(err, "journey.term_moved")
		if _, day := errs.Find(err).Args[0].(civil.Date); !day {
			h.t.Errorf("the day stands there raw: %v", errs.Find(err).Args)
		}
		h.state(ext, "granted")
	})
}

// extended carries an extension to the organ's answer.
func (h *house) extended(p id.ID, months string) id.ID {
	h.t.Helper()
	of, err := h.begin("assessor", affair.Extension, p, "proposed_on="+h.today(), "months="+months, "words=评估不合格", "aware=yes")
	h.must(err)
	h.must(h.do("legal_officer", of, "receive", "received="+h.today(), "organ=川东县公安局", "aware=yes"))
	decided := []string{"decided=" + h.today(), "months=" + months, "organ=川东县公安局"}
	h.refused(h.do("legal_officer", of, "grant", decided...), "journey.or_reason")
	h.must(h.do("legal_officer", of, "grant", append(decided, "number=川东公延决字〔2026〕2号", "no_paper=扫描件随后补", "aware=yes")...))
	return of
}

func TestAnExtensionIsServedAndTold(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 40)
		end := h.term(p).End
		of := h.extended(p, "3")
		if m := h.term(p); m.End != end.AddMonths(3) {
			h.t.Errorf("%s, was %s", m.End, end)
		}
		h.must(h.do("legal_officer", of, "serve", "served="+h.minute(time.Hour), "resident_signs=signed"))
		if d := h.owes(p, "extension.notice.family"); d.State != duty.Pending {
			h.t.Errorf("%+v", d)
		}
		for code, within := range map[duty.Code]civil.Date{"recon.apply": civil.DateOf(h.hand.Now()).AddDays(60), "suit.direct": civil.DateOf(h.hand.Now()).AddMonths(6)} { // who is served knows (ARL 20, ALL 46)
			if d := h.owes(p, code); d.State != duty.Pending || d.Due.Day.Before(within) || d.Due.Day.After(within.AddDays(10)) {
				h.t.Errorf("%s: %+v", code, d)
			}
		}
		h.refused(h.do("legal_officer", of, "close"), "journey.untold_why")
		for _, who := range []string{"family", "employer", "police_station"} {
			h.must(h.do("legal_officer", of, "tell_"+who, "told_at="+h.minute(0), "told=经办人"))
			if d := h.owes(p, duty.Code("extension.notice."+who)); d.State != duty.Done {
				h.t.Errorf("%+v", d)
			}
		}
		h.must(h.do("legal_officer", of, "close"))
		for months, code := range map[string]string{"10": "law.refused." + law.ExtensionOver12Months.String(), "0": "journey.not_lawful", "13": "journey.not_lawful", "两": "journey.not_lawful"} {
			_, err := h.begin("assessor", affair.Extension, p, "proposed_on="+h.today(), "months="+months, "words=再延")
			h.refused(err, code)
			if e := errs.Find(err); len(e.Fields) > 0 && (e.Fields[0].Args[1] != 1 || e.Fields[0].Args[2] != 12) {
				h.t.Errorf("another range than the law's: %v", e.Fields[0].Args)
			}
		}
		_, err := h.begin("assessor", affair.Extension, p, "proposed_on="+h.today(), "months=９", "words=再延") // as a Chinese keyboard writes it
		h.must(err)
	})
}

func TestEarlyReleaseWaitsForTheOrgan(t *testing.T) {
	each(t, func(h *house) {
		young := h.resident("吴桐", "519900199206120015", 500)
		_, err := h.begin("assessor", affair.Early, young, "proposed_on="+h.today(), "words=表现良好")
		h.refused(err, "law.refused."+law.EarlyBeforeOneYear.String())
		p := h.resident("马海木", number, 300)
		of, err := h.begin("assessor", affair.Early, p, "proposed_on="+h.today(), "words=表现良好")
		h.must(err)
		h.must(h.do("legal_officer", of, "receive", "received="+h.today(), "organ=川东县公安局"))
		h.must(h.do("legal_officer", of, "deny", "decided="+h.today(), "no_paper=口头答复，书面随后到"))
		h.state(of, "denied")
		again, err := h.begin("assessor", affair.Early, p, "proposed_on="+h.today(), "words=补充材料")
		h.must(err)
		h.must(h.do("legal_officer", again, "receive", "received="+h.today(), "organ=川东县公安局"))
		h.must(h.do("legal_officer", again, "grant", "decided="+h.today(), "release_on=2026-03-09", "number=川东公提决字〔2026〕1号", "no_paper=扫描件随后补"))
		if m := h.term(p); m.End.String() != "2026-03-09" {
			h.t.Errorf("%+v", m)
		}
		h.hand.Forward(7 * 24 * time.Hour)
		out := h.prepared(p)
		h.must(h.do("duty_officer", out, "first", inHand(number)...))
		h.must(h.do("zone_officer", out, "second", inHand(number)...))
		h.must(h.do("return_officer", out, "let_go", "left_at="+h.minute(0)))
		if m := h.term(p); m.Reason != law.Early {
			h.t.Errorf("%+v", m)
		}
	})
}

func TestADeathIsToldAtOnce(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		of, err := h.begin("brigade_head", affair.Death, p, "died_at="+h.minute(time.Hour), "died_where=in_hospital", "where=川东县医院", "found_by=护士", "pronounced=not_yet")
		h.must(err)
		if m := h.term(p); m.State != law.CIDeceased {
			h.t.Errorf("%+v", m)
		}
		if stay, inBed := h.stays(p); stay.Here() || inBed {
			h.t.Errorf("%+v %v", stay, inBed)
		}
		for _, who := range []string{"supervisor", "family", "organ", "procuratorate"} {
			code := duty.Code("death." + who)
			if d := h.owes(p, code); d.State != duty.Pending || d.Due.Day.String() != h.today() {
				h.t.Errorf("%+v", d)
			}
			h.hand.Forward(time.Minute)
			h.must(h.do("brigade_head", of, "tell_"+who, "told_at="+h.minute(0), "told=值班员", "organ=机关"))
			if d := h.owes(p, code); d.State != duty.Done {
				h.t.Errorf("%+v", d)
			}
		}
		h.refused(h.do("legal_officer", of, "close", "words=完"), "journey.must")
		h.must(h.do("brigade_head", of, "examination", "wants_examination=not_yet", "asked_at="+h.minute(0)))
		h.must(h.do("brigade_head", of, "belongings", "property=later"))
		h.refused(h.do("legal_officer", of, "close", "words=完"), "journey.not_settled")
		h.must(h.do("brigade_head", of, "examination", "wants_examination=yes", "expert=省司法鉴定所", "asked_at="+h.minute(0)))
		h.must(h.do("brigade_head", of, "belongings", "property=none"))
		h.refused(h.do("legal_officer", of, "close", "words=完"), "journey.not_settled")
		h.must(h.do("brigade_head", of, "pronounce", "pronounced=by_doctor", "pronounced_at="+h.minute(0), "pronounced_by=川东县医院医师"))
		h.must(h.do("legal_officer", of, "close", "words=完"))
		_, err = h.begin("case_officer", affair.HomeLeave, p, "leave_ground=critical", "kin_name=甲", "kin_relation=parent", "where=乙", "leaves_on="+h.today(), "back_on="+h.today())
		h.refused(err, "journey.not_here")
		var who person.Person
		h.read(func(ctx context.Context, tx *store.Tx) (err error) {
			who, err = h.persons.Get(ctx, tx, p)
			return err
		})
		who.Name = "马海林"
		h.refused(h.persons.Change(h.as("legal_officer"), store.NewKey(), person.At{Facility: h.facility, Unit: h.unit}, who), "measure.frozen")
	})
}

func TestAnAnnulledDecisionLetsGoAtOnce(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		of, err := h.begin("legal_officer", affair.Annulment, p, "decided="+h.today(), "annulled_by=court", "organ=川东县人民法院", "received_at="+h.minute(0), "number=川东行初〔2026〕1号", "no_paper=扫描件随后补")
		h.must(err)
		if d := h.owes(p, "journey.annulment"); d.State != duty.Pending || d.Due.Day.String() != h.today() {
			h.t.Errorf("%+v", d)
		}
		h.must(h.with("return_officer", of, "papers", []journey.Paper{photo("photo")}, "fingerprint_card=ZW-9"))
		byCard := []string{"document=none", "card_number=zw-9", "relative=马阿依", "face=same"}
		h.refused(h.do("duty_officer", of, "first", "document=none", "card_number=ZW-8", "relative=马阿依", "face=same"), "journey.not_his_card")
		h.refused(h.do("duty_officer", of, "first", "document=none", "card_number=ZW-9", "relative=马阿依", "face=no_photo"), "journey.has_photo")
		h.must(h.do("duty_officer", of, "first", byCard...))
		h.must(h.do("zone_officer", of, "second", byCard...))
		h.must(h.do("return_officer", of, "let_go", "left_at="+h.minute(0)))
		if m := h.term(p); m.State != law.CIAnnulled {
			h.t.Errorf("%+v", m)
		}
		if stay, inBed := h.stays(p); stay.Here() || inBed {
			h.t.Errorf("%+v %v", stay, inBed)
		}
	})
}

func TestWhoIsConvertedGoesHome(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		of, err := h.begin("doctor", affair.Conversion, p, "proposed_on="+h.today(), "words=不宜继续收治")
		h.must(err)
		h.must(h.do("legal_officer", of, "receive", "received="+h.today(), "organ=川东县公安局"))
		h.must(h.do("legal_officer", of, "grant", "decided="+h.today(), "number=川东公变决字〔2026〕1号", "no_paper=扫描件随后补"))
		h.seen(of, number)
		h.must(h.do("return_officer", of, "go_home", "left_on="+h.today(), "township=川东镇", "picked_up_by=马阿依", "resident_signs=signed"))
		if stay, inBed := h.stays(p); stay.Here() || inBed {
			h.t.Errorf("%+v %v", stay, inBed)
		}
	})
}

// What the house took into keeping is not forgotten on the day of release: who says that there is nothing is asked.
func TestThingsInKeepingAreAskedFor(t *testing.T) {
	each(t, func(h *house) {
		in := h.arrives()
		h.checked(in, cn.Male)
		h.must(h.do("intake_officer", in, "accept", "accept_all=yes"))
		of, err := h.begin("return_officer", affair.Release, h.file(in).Person)
		h.must(err)
		none := []string{"property=none", "resident_signs=signed"}
		h.refused(h.do("return_officer", of, "property", none...), "journey.caution")
		h.must(h.do("return_officer", of, "property", append(none, "aware=yes")...))
		back := []string{"property=returned", "items.thing=手机", "items.amount=1", "resident_signs=signed"}
		h.refused(h.do("return_officer", of, "property", append(back, "cash=100")...), "journey.caution") // the keys, and some of the money
		h.must(h.do("return_officer", of, "property", append(back, "items.thing=钥匙", "items.amount=2", "cash=120.50")...))
	})
}

// What ended with a death that was none goes on where it stood: what was granted is still to be served (REG 33), and who was on
// leave is out.
func TestWhatEndedWithADeathThatWasNoneGoesOn(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		early, err := h.begin("assessor", affair.Early, p, "proposed_on="+h.today(), "words=表现良好")
		h.must(err)
		h.must(h.do("legal_officer", early, "receive", "received="+h.today(), "organ=川东县公安局"))
		h.must(h.do("legal_officer", early, "grant", "decided="+h.today(), "release_on=2026-03-09", "number=1", "no_paper=x"))
		leave, moved := h.opened(p, "home_leave"), h.opened(p, "transfer")
		h.hand.Forward(time.Minute)
		h.opened(p, "death")
		for _, of := range []id.ID{early, leave, moved} {
			h.state(of, "lapsed")
		}
		h.hand.Forward(time.Hour)
		h.correct(p, term.CIDeceased, nil)
		h.state(early, "granted")
		h.state(leave, "out")
		h.state(moved, "lapsed") // its package was taken back
		if o, out := h.out(p); !out || o.Kind != outing.HomeLeave {
			h.t.Errorf("%+v", o)
		}
		if f := h.file(early); !f.Closed.IsZero() {
			h.t.Error("it is closed")
		}
		if d := h.owes(p, "journey.early"); d.State != duty.Pending {
			h.t.Errorf("%+v", d)
		}
		h.must(h.do("legal_officer", early, "serve", "served="+h.minute(0), "resident_signs=signed"))
	})
}

// Nobody says that he sees somebody whom the board has out, or that there is no photo to hold against him; and of whom the house
// did not hold after an annulment no report is owed that it did.
func TestWhoIsOutIsNotSeen(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		h.opened(p, "abscond")
		of := h.opened(p, "annulment")
		h.days(2)
		h.refused(h.do("duty_officer", of, "first", inHand(number)...), "journey.is_away")
		h.must(h.leaves(of))
		if d := h.owes(p, "annulment.held"); d.State != "" {
			h.t.Errorf("%+v", d)
		}
	})
}
