package course_test

import (
	"strings"
	"testing"
	"time"

	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/term"
)

// faults are what the faults of a code are about: fields, or kinds of papers.
func (h *house) faults(err error, code string) (out []string) {
	h.t.Helper()
	h.refused(err, code)
	for _, f := range errs.Find(err).Fields {
		if f.Code != code {
			continue
		}
		for _, x := range f.Args {
			if key, ok := x.(text.Key); ok {
				out = append(out, string(key))
			}
		}
	}
	return out
}

// asHeard is who somebody is with a name that was heard better.
var asHeard = []string{"name=吉布阿呷", "sex=male", "born=1990-05-01", "verified=police", "no_proof=照片随后补", "fingerprint_card=ZW-7", "language=ii"}

var taken = []string{"property=kept", "items.thing=手机", "items.amount=1", "items.thing=钥匙", "items.amount=2", "cash=120.50"}

// What was made new after it was signed is asked about by name; the police may have driven away, and then it is kept that nobody
// signed, and the signatures can be written down later without anything else of it.
func TestWhoIsTakenInHasSignedThePapersThatCount(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Male, "injuries")
		h.must(h.do("intake_officer", of, "injuries", hurt...))
		h.must(h.do("intake_officer", of, "identity", asHeard...))
		accept := func(pairs ...string) error {
			return h.do("intake_officer", of, "accept", append(pairs, "accept_all=yes")...)
		}
		if list := strings.Join(h.faults(accept(), "journey.sign_anew"), " "); list != "paper.kind.injury_record paper.kind.property_receipt paper.kind.rights_notice" {
			h.t.Error(list)
		}
		h.must(h.do("intake_officer", of, "rights", "talked="+h.minute(0), "read_in=ii", "resident_signs=thumb"))
		if list := strings.Join(h.faults(accept(), "journey.sign_anew"), " "); list != "paper.kind.injury_record paper.kind.property_receipt" {
			h.t.Error(list)
		}
		h.refused(accept("happened=yes"), "journey.happened_why")
		h.must(accept("happened=yes", "words=民警已经返程"))
		p := h.file(of).Person
		if x := h.admission(p); x.SignedByPolice || x.SignedByResident || !x.Injuries {
			h.t.Errorf("the clock has a signature under a sheet that nobody signed: %+v", x)
		}
		if d := h.owes(p, "act.report"); d.State != duty.Pending || d.Note != "admission.injury_unsigned" {
			h.t.Errorf("%+v", d)
		}

		before, n := h.ofCase(of)
		h.refused(h.do("intake_officer", of, "injuries", "injuries=no", "record_falls=没有伤"), "journey.signatures_only")
		h.refused(h.do("intake_officer", of, "injuries", but(hurt, "injury_list.look=淤青")...), "journey.signatures_only")
		h.refused(h.do("intake_officer", of, "property", but(append(taken, "resident_signs=thumb"), "cash=20.50")...), "journey.signatures_only")
		h.refused(h.do("intake_officer", of, "property", "property=none", "resident_signs=thumb"), "journey.signatures_only")
		h.must(h.do("intake_officer", of, "injuries", hurt...))
		h.must(h.do("intake_officer", of, "property", append(taken, "resident_signs=thumb")...))
		after, m := h.ofCase(of)
		for step, k := range map[string]paper.Kind{"injuries": paper.InjuryRecord, "property": paper.PropertyReceipt} {
			e, _ := h.last(of, step)
			if got := e.Answers.Of("papers"); after[k].ID != before[k].ID || got != string(after[k].ID) || n != m {
				h.t.Errorf("%s: the hand is under %q, and %s counts", step, got, after[k].ID)
			}
		}
		h.state(of, "accepted")
	})
}

func (h *house) admission(p id.ID) (x term.Fact) {
	h.t.Helper()
	v, err := h.measures.View(h.as("legal_officer"), p)
	h.must(err)
	for _, e := range v.Life.Events {
		if e.Fact.Type == term.JAAdmitted {
			x = e.Fact
		}
	}
	return x
}

// Who would not sign for the injuries is named, and nobody is kept outside for it. Who came by himself was handed over by nobody.
func TestSomebodyWhoseInjuriesAreNotSignedIsTakenIn(t *testing.T) {
	each(t, func(h *house) {
		alone := []string{"injuries=yes", "injury_list.part=左臂", "injury_list.look=旧疤", "examiner=易大夫", "resident_signs=declined", "resident_declined=不认可；见证人陈立"}
		for _, c := range []struct {
			from string
			said []string
			who  string
		}{
			{"himself", alone, "journey.field.resident_signs"},
			{"police", but(hurt, "resident_signs=declined", "resident_declined=不认可；见证人陈立"), "journey.field.resident_signs"},
			{"police", but(hurt, "police_signs=declined", "police_declined=民警说与移送前伤情不同；见证人陈立"), "journey.field.police_signs"},
		} {
			of, err := h.begin("intake_officer", affair.Intake, "", "arrived="+h.minute(time.Hour), "from="+c.from, "from_organ=川东县公安局", "escorts.escort=周定边")
			h.must(err)
			h.checked(of, cn.Male, "injuries")
			h.must(h.do("intake_officer", of, "injuries", c.said...))
			if list := strings.Join(h.faults(h.do("intake_officer", of, "accept", "accept_all=yes"), "journey.injuries_unsigned"), " "); list != c.who {
				h.t.Errorf("%s: %s", c.from, list)
			}
			h.refused(h.do("intake_officer", of, "accept", "accept_all=yes", "happened=yes"), "journey.happened_why")
			if c.who == "journey.field.police_signs" {
				h.must(h.do("intake_officer", of, "accept", "accept_all=yes", "happened=yes", "words=民警拒签，所领导知道"))
				h.state(of, "accepted")
			}
		}
	})
}

// Everything that nobody has signed is asked about at once: what was made new, and who would not sign.
func TestWhatIsNotSignedIsAskedAtOnce(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Male, "injuries")
		h.must(h.do("intake_officer", of, "injuries", but(hurt, "police_signs=declined", "police_declined=民警说与移送前伤情不同；见证人陈立")...))
		h.must(h.do("intake_officer", of, "identity", asHeard...))
		err := h.do("intake_officer", of, "accept", "accept_all=yes")
		if list := strings.Join(h.faults(err, "journey.injuries_unsigned"), " "); list != "journey.field.police_signs" {
			t.Error(list)
		}
		if list := strings.Join(h.faults(err, "journey.sign_anew"), " "); list != "paper.kind.injury_record paper.kind.property_receipt paper.kind.rights_notice" {
			t.Error(list)
		}
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes", "happened=yes", "words=民警已经返程"))
	})
}

// Who turns out to have come by himself is not asked about an officer who did not sign: there was none.
func TestNoOfficerIsMissedWhoDidNotBringHim(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Male, "injuries")
		h.must(h.do("intake_officer", of, "injuries", but(hurt, "police_signs=declined", "police_declined=民警说与移送前伤情不同；见证人陈立")...))
		h.must(h.do("intake_officer", of, "arrive", "arrived="+h.minute(time.Hour), "from=himself"))
		err := h.do("intake_officer", of, "accept", "accept_all=yes")
		h.refused(err, "journey.sign_anew")
		for _, f := range errs.Find(err).Fields {
			if f.Code == "journey.injuries_unsigned" {
				t.Errorf("%+v", f)
			}
		}
	})
}

// The letter to the family does not close the case over a paper that nobody has signed; the last signature does.
func TestTheCaseClosesWithTheLastSignature(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Male)
		h.must(h.do("intake_officer", of, "identity", asHeard...))
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes", "happened=yes", "words=本人突发疾病"))
		h.must(h.do("intake_officer", of, "letter", "sent="+h.today(), "addressee=吉布阿呷", "address=川东县一村"))
		h.state(of, "informed")
		h.must(h.do("intake_officer", of, "family", "left_alone=no", "asked="+h.minute(0)))
		h.must(h.do("intake_officer", of, "property", append(taken, "resident_signs=thumb")...))
		h.state(of, "informed")
		h.must(h.do("intake_officer", of, "family", "left_alone=unknown", "asked="+h.minute(0)))
		h.must(h.do("intake_officer", of, "rights", "talked="+h.minute(0), "read_in=ii", "resident_signs=thumb"))
		h.state(of, "informed")
		h.must(h.do("intake_officer", of, "family", "left_alone=no", "asked="+h.minute(0)))
		h.state(of, "settled")
	})
}

// Of who has died no signature is waited for: the case closes with the word why nobody was written to.
func TestNobodyWaitsForTheSignatureOfTheDead(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Male)
		h.must(h.do("intake_officer", of, "identity", asHeard...))
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes", "happened=yes", "words=本人突发疾病"))
		_, err := h.begin("brigade_head", affair.Death, h.file(of).Person, "died_at="+h.minute(0), "died_where=in_hospital", "where=川东县医院", "found_by=护士", "pronounced=by_doctor")
		h.must(err)
		h.refused(h.do("intake_officer", of, "rights", "talked="+h.minute(0), "read_in=ii", "resident_signs=thumb"), "measure.frozen")
		h.must(h.do("intake_officer", of, "no_letter", "words=人已死亡"))
		h.state(of, "settled")
	})
}
