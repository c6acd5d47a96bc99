package course_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/paper"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// What is said at the door is held against what was said there before.

// Nobody looked at him, or asked him for his family, before he had come.
func TestNothingIsDoneAtTheDoorBeforeHeCame(t *testing.T) {
	each(t, func(h *house) {
		of, early := h.arrives(), h.minute(2*time.Hour)
		h.checked(of, cn.Male, "health", "family")
		looked := []string{"pregnant=not_applicable", "nursing=not_applicable", "findings=平稳", "conclusion=fit"}
		h.refused(h.do("doctor", of, "health", append(looked, "examined="+early)...), "journey.before_that")
		h.must(h.do("doctor", of, "health", append(looked, "examined="+h.minute(time.Hour))...))
		h.refused(h.do("intake_officer", of, "family", "left_alone=no", "asked="+early), "journey.before_that")
		h.must(h.do("intake_officer", of, "family", "left_alone=no", "asked="+h.minute(time.Hour)))

		_, pkg := h.sent(h.resident("马海木", number, 200))
		in, err := h.begin("intake_officer"+away, affair.TransferIn, "", "package="+string(pkg), "arrived="+h.minute(0))
		h.must(err)
		h.refused(h.do("doctor"+away, in, "health", append(looked, "examined="+h.minute(time.Hour))...), "journey.before_that")
		h.must(h.do("doctor"+away, in, "health", append(looked, "examined="+h.minute(0))...))
	})
}

// A decision of after the arrival is pointed out while its letter lies on the desk. What was written wrong of the arrival is
// written anew, and everything that hangs on it follows; what the house said of it itself stays.
func TestAnArrivalIsWrittenAnew(t *testing.T) {
	each(t, func(h *house) {
		arrived := func(at string) []string {
			return []string{"arrived=" + at, "from=ps_facility", "from_organ=川东公安戒毒所", "escorts.escort=周定边", "escorts.badge=051001"}
		}
		handed := h.handed()
		h.must(h.do("intake_officer", handed, "to_intake"))
		of := id.ID(h.said(handed, "to_intake").Of("case"))
		h.must(h.do("intake_officer", of, "arrive", arrived("2025-11-02T22:30")...))
		letter := []string{"decided=2025-11-03", "by=county", "ground=severe", "number=川东公强戒决字〔2025〕12号", "no_paper=扫描件随后补"}
		h.refused(h.do("intake_officer", of, "decision", letter...), "journey.decided_later")
		h.must(h.do("intake_officer", of, "arrive", arrived("2025-11-04T22:30")...))
		h.must(h.do("intake_officer", of, "decision", letter...))
		h.refused(h.do("intake_officer", of, "arrive", arrived("2025-11-02T22:30")...), "measure.admitted_before_decision")
		h.must(h.do("intake_officer", of, "identity", "name=马海木", "sex=male", "born=1990-05-01", "verified=police", "no_proof=照片随后补"))
		h.checked(of, cn.Male, "decision", "identity", "injuries")
		h.must(h.do("intake_officer", of, "injuries", hurt...))
		h.refused(h.do("intake_officer", of, "arrive", arrived(h.minute(0))...), "journey.came_later")
		h.must(h.do("intake_officer", of, "arrive", arrived(h.minute(time.Hour))...))
		if said := h.says(of, paper.InjuryRecord); !strings.Contains(said, "2026年3月2日") || strings.Contains(said, "2025年11月4日") {
			h.t.Error(said)
		}
		h.checked(of, cn.Male, "decision", "identity", "health", "search", "family", "rights", "place", "bed", "injuries") // his receipt is signed anew
		h.must(h.do("intake_officer", of, "injuries", hurt...))
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes"))
		p := h.file(of).Person
		if stay, _ := h.stays(p); stay.Admitted.String() != h.today() {
			h.t.Errorf("%+v", stay)
		}
		if d := h.owes(p, "intake.health"); d.State != duty.Done {
			h.t.Errorf("the doctor is waited for twice: %+v", d)
		}
		if f := h.file(handed); f.Person != p {
			h.t.Errorf("the hand-over is lost: %+v", f.Case)
		}
		h.refused(h.do("intake_officer", of, "arrive", arrived(h.minute(0))...), "journey.not_now")
	})
}

// What is said anew of who is left at home settles what was owed before: nobody asks who has been told, and the township is
// told once.
func TestWhatIsOwedFollowsWhatIsSaidOfTheFamily(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Male, "family")
		asked, alone := "asked="+h.minute(time.Minute), []string{"left_alone=yes", "dependants.dependant=阿呷，6岁", "dependants.where=家里"}
		owes := func(code duty.Code) (states string) {
			steps := h.file(of).Entries
			h.read(func(ctx context.Context, tx *store.Tx) error {
				for _, e := range steps {
					if d, err := duty.Owed(ctx, tx, "", code, e.ID); err == nil {
						states += string(d.State) + " "
					}
				}
				return nil
			})
			return strings.TrimSpace(states)
		}
		for _, x := range []struct {
			said       []string
			ask, place string
		}{
			{[]string{"left_alone=unknown"}, "open", ""},
			{alone, "done", "open"},
			{alone, "done", "open"},
			{[]string{"left_alone=unknown"}, "done open", "open"},
			{alone, "done done", "open"},
			{[]string{"left_alone=no"}, "done done", "void"},
		} {
			h.must(h.do("intake_officer", of, "family", append(x.said, asked)...))
			if ask, place := owes("child.ask"), owes("child.place"); ask != x.ask || place != x.place {
				h.t.Errorf("%v: asked %q, not %q; told %q, not %q", x.said, ask, x.ask, place, x.place)
			}
		}
	})
}

// What nobody knew of his family at the door is asked again in its step, and not ticked off: whoever is found alone is told to the
// township (MPL 93), and the letter to the family does not close the case over the question.
func TestWhoIsFoundAloneAfterTheAdmissionIsNotForgotten(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Male, "family")
		h.must(h.do("intake_officer", of, "family", "left_alone=unknown", "asked="+h.minute(time.Minute)))
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes"))
		h.must(h.do("intake_officer", of, "letter", "sent="+h.today(), "addressee=吉布阿呷", "address=川东县一村"))
		h.state(of, "informed")
		waits := func() string {
			f := h.file(of) // of somebody who reads nothing that is said of a child
			s, _ := f.Course.Step("family")
			return s.Waits(f.Said("family"))
		}
		if waits() == "" || h.said(of, "family").Of("left_alone") != "" {
			t.Error("nothing says what is still to be done")
		}
		p := h.file(of).Person
		ask := h.owes(p, "child.ask")
		if k, _ := duty.KindOf(ask.Code); ask.State != duty.Pending || !k.Case {
			h.t.Errorf("%+v: it is ticked off by a word", ask)
		}
		h.must(h.do("intake_officer", of, "family", "left_alone=unknown", "asked="+h.minute(0)))
		h.state(of, "informed")
		h.must(h.do("intake_officer", of, "family", "left_alone=yes", "dependants.dependant=女儿，四岁", "dependants.where=邻居家", "asked="+h.minute(0)))
		h.state(of, "settled")
		if waits() != "" {
			t.Error("he is said to be asked again, and it is known")
		}
		if now, place := h.owes(p, "child.ask"), h.owes(p, "child.place"); now.State != duty.Done || place.State != duty.Pending || place.Due.Day.String() != h.today() {
			h.t.Errorf("%+v %+v", now, place)
		}
	})
}

// Who is turned away for another reason than the law's is told by which ground, and the head looks at it; of his health the
// paper says nothing where it is not about that.
func TestARefusalForAnotherReasonSaysItsGround(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Male)
		no := []string{"refusal=other", "words=床位紧张", "told=周定边", "told_at=" + h.minute(0), "things_back=returned"}
		h.refused(h.do("intake_officer", of, "refuse", no...), "journey.missing")
		h.must(h.do("intake_officer", of, "refuse", append(no, "refusal_basis=所务会决定")...))
		if said := h.says(of, paper.Refusal); !strings.Contains(said, "依据：所务会决定。") || strings.Contains(said, "身体状况") {
			h.t.Error(said)
		}
		e, _ := h.last(of, "refuse")
		h.read(func(ctx context.Context, tx *store.Tx) error {
			d, err := duty.Owed(ctx, tx, "", "intake.refused", e.ID)
			if d.State != duty.Pending || d.Owner != policy.FacilityHead || !d.Due.None() {
				h.t.Errorf("%+v", d)
			}
			return err
		})
		barred := h.arrives()
		h.checked(barred, cn.Male, "health", "property")
		h.must(h.do("doctor", barred, "health", "examined="+h.minute(0), "pregnant=not_applicable", "nursing=not_applicable", "findings=见病历", "conclusion=hospital"))
		h.must(h.do("intake_officer", barred, "refuse", "refusal=danger", "words=需要立即住院", "told=周定边", "told_at="+h.minute(0)))
		if said := h.says(barred, paper.Refusal); !strings.Contains(said, "身体状况的证明另附") {
			h.t.Error(said)
		}
	})
}

// A record of injuries falls by a word that says why, and not by one tick.
func TestARecordOfInjuriesFallsForAReason(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Male, "injuries")
		declined := but(hurt, "police_signs=declined", "police_declined=民警说与移送前伤情不同，拒签；见证人陈立")
		h.must(h.do("intake_officer", of, "injuries", declined...))
		// What was written of the signature is no word of the injuries.
		h.refused(h.do("intake_officer", of, "injuries", "injuries=no", "words=民警说与移送前伤情不同，拒签；见证人陈立"), "journey.missing")
		if papers, _ := h.ofCase(of); !papers[paper.InjuryRecord].InForce() {
			h.t.Error("it has fallen")
		}
		h.must(h.do("intake_officer", of, "injuries", but(declined, "injuries=no", "record_falls=登记到别人名下，已核对")...)) // as the form sends it
		if said := h.said(of, "injuries"); said.Of("police_declined") != "" || said.Of("record_falls") == "" {
			h.t.Errorf("%+v", said.Values)
		}
		if papers, _ := h.ofCase(of); papers[paper.InjuryRecord].InForce() {
			h.t.Error("it stands")
		}
		h.must(h.do("intake_officer", of, "injuries", "injuries=no")) // nothing falls any more
		h.must(h.do("intake_officer", of, "injuries", but(declined, "record_falls=登记到别人名下，已核对")...))
		if said := h.said(of, "injuries").Of("record_falls"); said != "" {
			h.t.Errorf("%q stands under what was found", said)
		}
		h.refused(h.do("intake_officer", of, "injuries", "injuries=no"), "journey.missing")
	})
}

// Who was not sixteen on the day of the decision is pointed out when it is written down who he is, and when the decision is
// written anew: he may be isolated, and need not be. Nobody stops the officer.
func TestWhoWasAChildWhenItWasDecidedIsPointedOut(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		letter := func(day string) []string {
			return []string{"decided=" + day, "by=county", "ground=severe", "number=12号", "no_paper=扫描件随后补"}
		}
		who := func(born string) []string {
			return []string{"name=吉布阿且", "sex=male", "born=" + born, "verified=police", "no_proof=照片随后补"}
		}
		h.must(h.do("intake_officer", of, "decision", letter("2025-11-03")...))
		h.refused(h.do("intake_officer", of, "identity", who("2010-01-01")...), "journey.caution.law")
		h.must(h.do("intake_officer", of, "identity", append(who("2010-01-01"), "aware=yes")...))
		h.refused(h.do("intake_officer", of, "decision", letter("2025-12-31")...), "journey.caution.law")
		h.must(h.do("intake_officer", of, "decision", letter("2026-01-01")...))
		h.must(h.do("intake_officer", of, "identity", who("2009-11-03")...))
	})
}

// A number is one decision's: where somebody who lives here came by it, the officer is told by which file, and goes on.
func TestANumberOfADecisionInUseIsPointedOut(t *testing.T) {
	each(t, func(h *house) {
		first := h.arrives()
		h.checked(first, cn.Male)
		h.must(h.do("intake_officer", first, "accept", "accept_all=yes"))
		letter := func(number string) []string {
			return []string{"decided=2025-11-03", "by=county", "ground=severe", "number=" + number, "no_paper=扫描件随后补"}
		}
		second := h.arrives()
		err := h.do("intake_officer", second, "decision", letter("川东公强戒决字〔2025〕 12号")...)
		h.refused(err, "journey.caution.same_letter")
		if said := errs.Find(err).Fields[0].Args; len(said) != 1 || !strings.HasPrefix(said[0].(string), "DA-") {
			h.t.Errorf("%v", said)
		}
		for _, year := range []string{"[2025]", "(2025)", "（2025）", "【2025】", "［2025］"} {
			h.refused(h.do("intake_officer", second, "decision", letter("川东公强戒决字"+year+"12号")...), "journey.caution.same_letter")
		}
		h.must(h.do("intake_officer", second, "decision", letter("川东公强戒决字〔2025〕13号")...))
		h.must(h.do("intake_officer", second, "decision", append(letter("川东公强戒决字〔2025〕12号"), "aware=yes")...))
	})
}

// Whom the doctor wants in a hospital first is taken in all the same with a word why, and not by a tick alone.
func TestWhoShouldBeInAHospitalIsTakenInForAReason(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Male, "health")
		h.must(h.do("doctor", of, "health", "examined="+h.minute(0), "pregnant=not_applicable", "nursing=not_applicable", "findings=见病历", "conclusion=hospital"))
		h.refused(h.do("intake_officer", of, "accept", "accept_all=yes"), "journey.hospital_first")
		h.refused(h.do("intake_officer", of, "accept", "accept_all=yes", "happened=yes"), "journey.happened_why")
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes", "happened=yes", "words=医院已满，医生随诊"))
	})
}
