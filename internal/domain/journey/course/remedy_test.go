package course_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/remedy"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// What he asks for is handed on, with a form of his own words; the day that is kept is that on which he asked.
func TestReconsiderationIsHandedOnWithTheDayOnWhichHeAsked(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		of, err := h.begin("duty_officer", affair.Reconsideration, p, "requested_at="+h.minute(30*time.Hour), "by_whom=himself", "words=检测的样本不是我的")
		h.must(err)
		if d := h.owes(p, "journey.reconsideration"); d.State != duty.Pending || d.Owner != "case_officer" || d.Due.Day.String() != h.today() {
			t.Errorf("nobody owes it: %+v", d)
		}
		h.must(h.do("case_officer", of, "form", "sent_to=川东县人民政府", "plea=撤销强制隔离戒毒决定", "grounds=检测的样本不是我的。\n没有看到报告。", "helped=interpreter", "helper=吉木阿合"))
		said := h.says(of, paper.ReconApplication)
		for _, want := range []string{"川东县人民政府", "马海木", "撤销强制隔离戒毒决定", "没有看到报告。", "吉木阿合"} {
			if !strings.Contains(said, want) {
				t.Errorf("no %s in %s", want, said)
			}
		}
		h.must(h.do("case_officer", of, "send_on", "sent_at="+h.minute(0), "sent_by=post", "resident_signs=thumb", "organ=川东县人民政府", "number=EMS1", "no_paper=回执随后补"))
		h.state(of, "sent_on")
		if d := h.owes(p, "journey.reconsideration"); d.State == duty.Pending {
			t.Errorf("handed on, and owed: %+v", d)
		}
		_, e := h.latest(p, term.ReconApplied)
		if e.Fact.On.String() != h.before(h.today(), 2) && e.Fact.On.String() != h.before(h.today(), 1) {
			t.Errorf("kept on %s", e.Fact.On)
		}
		h.must(h.do("legal_officer", of, "answer", "answered_on="+h.today(), "result=revoked", "organ=川东县人民政府", "number=川东复决〔2026〕1号", "no_paper=扫描件随后补"))
		h.state(of, "answered")
		if d := h.owes(p, "remedy.overturned"); d.State != duty.Pending || d.Due.Day.String() != h.today() {
			t.Errorf("the decision is revoked and nobody sees to it: %+v", d)
		}
		if d := h.owes(p, "remedy.tell"); d.State != duty.Pending {
			t.Errorf("nobody tells him: %+v", d)
		}
		h.must(h.do("case_officer", of, "tell", "told_at="+h.minute(0), "resident_signs=signed"))
		h.state(of, "closed")
	})
}

// Where the law says "promptly" and no number, what he asks in the evening is owed on the next day; the hours of the law run on.
func TestWhatHeAsksInTheEveningIsOwedOnTheNextDay(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		now := h.hand.Now().In(clock.Shanghai)
		h.hand.Forward(time.Date(now.Year(), now.Month(), now.Day(), 16, 59, 0, 0, clock.Shanghai).Sub(now))
		for _, days := range []int{0, 1} {
			today := civil.DateOf(h.hand.Now())
			of, err := h.begin("case_officer", affair.Suit, p, "requested_at="+h.minute(0), "by_whom=himself")
			h.must(err)
			if d := h.owes(p, "journey.suit"); d.State != duty.Pending || d.Due.Day != today.AddDays(days) {
				t.Errorf("asked at %s, owed on %+v", h.hand.Now().In(clock.Shanghai), d.Due)
			}
			h.must(h.with("case_officer", of, "withdraw", []journey.Paper{photo("scan")}, "words=不告了", "resident_signs=signed"))
			h.hand.Forward(6*time.Hour + 51*time.Minute) // ten to midnight
		}
		_, err := h.begin("case_officer", affair.LegalAid, p, "requested_at="+h.minute(0), "by_whom=himself")
		h.must(err)
		if d := h.owes(p, "legal_aid.forward"); !d.Due.At.Equal(h.hand.Now().Add(24 * time.Hour)) {
			t.Errorf("%+v", d.Due)
		}
	})
}

// A request for legal aid starts the hours of the law, and handing it on ends them.
func TestLegalAidIsHandedOnWithin24Hours(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		of, err := h.begin("zone_officer", affair.LegalAid, p, "requested_at="+h.minute(0), "by_whom=relative", "asker=马阿依")
		h.must(err)
		d := h.owes(p, "legal_aid.forward")
		if d.State != duty.Pending || !d.Due.At.Equal(h.hand.Now().Add(24*time.Hour)) {
			t.Errorf("%+v", d)
		}
		h.hand.Forward(25 * time.Hour)
		h.must(h.do("case_officer", of, "send_on", "sent_at="+h.minute(0), "sent_by=by_hand", "resident_signs=signed", "organ=川东县法律援助中心", "number=1", "no_paper=当面递交"))
		if d := h.owes(p, "legal_aid.forward"); d.State != duty.Late {
			t.Errorf("%+v", d)
		}
		h.must(h.do("case_officer", of, "answer", "answered_on="+h.today(), "result=aid_given", "organ=川东县法律援助中心", "number=2", "no_paper=指派律师"))
		if d := h.owes(p, "remedy.overturned"); d.State != "" {
			t.Errorf("%+v", d)
		}
	})
}

// Nobody takes back a request but he who made it, and what is taken back is owed no more.
func TestHeTakesBackASuit(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		of, err := h.begin("case_officer", affair.Suit, p, "requested_at="+h.minute(0), "by_whom=himself")
		h.must(err)
		if err := h.do("case_officer", of, "withdraw", "words=本人说不告了"); err == nil {
			t.Error("taken back without his hand")
		}
		h.refused(h.do("case_officer", of, "withdraw", "words=本人说不告了", "resident_signs=signed"), "journey.no_file") // a tick is no signature of his
		h.must(h.with("case_officer", of, "withdraw", []journey.Paper{photo("scan")}, "words=本人说不告了", "resident_signs=signed"))
		h.state(of, "cancelled")
		if d := h.owes(p, "journey.suit"); d.State == duty.Pending {
			t.Errorf("%+v", d)
		}
	})
}

// He asks himself, at his own page: the hours of the law run from there, an officer goes on, and he sees how far it is.
func TestHeAsksForLegalAidHimself(t *testing.T) {
	each(t, func(h *house) {
		p, other := h.resident("马海木", number, 300), h.resident("吉克沙马", "519900199005011031", 300)
		voice := remedy.Voice{DB: h.db, Policy: policytest.Engine(t, h.db.Clock()), Affairs: h.desk}
		own := actor.With(t.Context(), actor.Actor{Kind: actor.Resident, Account: "his account", Person: p})
		said := stated("requested_at="+h.minute(0), "by_whom=himself", "words=请不起律师")
		of, err := voice.Ask(own, store.NewKey(), affair.LegalAid, said)
		h.must(err)
		if d := h.owes(p, "legal_aid.forward"); d.State != duty.Pending || !d.Due.At.Equal(h.hand.Now().Add(24*time.Hour)) {
			t.Errorf("%+v", d)
		}
		for _, x := range []journey.Kind{affair.Suit, affair.Reconsideration} {
			_, err := voice.Ask(own, store.NewKey(), x, said)
			h.must(err)
		}
		for _, x := range []journey.Kind{affair.Intake, affair.HomeLeave, "none"} {
			if _, err := voice.Ask(own, store.NewKey(), x, said); !errs.Is(err, "journey.no_course") {
				t.Errorf("he begins %s: %v", x, err)
			}
		}
		if _, err := h.desk.Begin(own, store.NewKey(), journey.Start{Kind: affair.LegalAid, Facility: h.facility, Unit: h.unit, Person: other, Said: said}); errs.KindOf(err) != errs.Denied {
			t.Errorf("he asks in another's name: %v", err)
		}
		h.must(h.do("case_officer", of, "send_on", "sent_at="+h.minute(0), "sent_by=by_hand", "resident_signs=signed", "organ=川东县法律援助中心", "number=1", "no_paper=当面递交"))
		if err := h.do("case_officer", mineOf(own, h, &voice, affair.Suit), "request", "requested_at="+h.minute(0), "by_whom=himself", "words=我没有意见"); !errs.Is(err, "journey.his_own_words") {
			t.Errorf("an officer writes over what he asked: %v", err)
		}
		f := h.file(of)
		form, _ := f.Course.Step("form")
		if _, err := h.desk.Do(own, store.NewKey(), journey.Command{Case: of, Step: "form", Stamp: f.Stamp(form)}); errs.KindOf(err) != errs.Denied {
			t.Errorf("he goes on by himself: %v", err)
		}
		var mine []journey.Case
		_, err = store.Read(own, h.db, func(tx *store.Tx) (_ int, err error) { mine, err = voice.Asked(own, tx); return 0, err })
		h.must(err)
		if len(mine) != 3 || mine[2].ID != of || mine[2].State != "sent_on" || mine[2].By != actor.From(own).Ref() {
			t.Errorf("%+v", mine)
		}
	})
}

// mineOf is the affair of a kind that he began himself.
func mineOf(own context.Context, h *house, voice *remedy.Voice, kind journey.Kind) id.ID {
	h.t.Helper()
	all, err := store.Read(own, h.db, func(tx *store.Tx) ([]journey.Case, error) { return voice.Asked(own, tx) })
	h.must(err)
	for _, c := range all {
		if c.Kind == kind {
			return c.ID
		}
	}
	h.t.Fatal("he asked for no ", kind)
	return ""
}

// Nobody's own page tells what another asked for, and no officer's seat reads by this way.
func TestRequestedIsHisOwn(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		_, err := h.begin("case_officer", affair.Suit, p, "requested_at="+h.minute(0), "by_whom=himself")
		h.must(err)
		voice := remedy.Voice{DB: h.db, Policy: policytest.Engine(t, h.db.Clock()), Affairs: h.desk}
		read := func(ctx context.Context) (out []journey.Case, err error) {
			return store.Read(ctx, h.db, func(tx *store.Tx) ([]journey.Case, error) { return voice.Asked(ctx, tx) })
		}
		other := h.resident("吉克沙马", "519900199005011031", 300)
		got, err := read(actor.With(t.Context(), actor.Actor{Kind: actor.Resident, Account: "another", Person: other}))
		h.must(err)
		if len(got) != 0 {
			t.Errorf("%+v", got)
		}
		if _, err := read(h.as(policy.FacilityHead)); !errs.Is(err, "journey.not_here") {
			t.Errorf("an officer has an own page: %v", err)
		}
	})
}
