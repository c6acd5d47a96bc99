package course_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/law"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// arrives opens an admission.
func (h *house) arrives() id.ID {
	h.t.Helper()
	of, err := h.begin("intake_officer", affair.Intake, "", "arrived="+h.minute(time.Hour), "from=ps_facility", "from_organ=川东公安戒毒所", "escorts.escort=周定边", "escorts.badge=051001")
	h.must(err)
	return of
}

// checked does every step of an admission but some.
func (h *house) checked(of id.ID, sex cn.Sex, without ...string) {
	h.t.Helper()
	searcher, body := "male", "not_applicable"
	if sex == cn.Female {
		searcher, body = "female", "no"
	}
	steps := []struct {
		who, name string
		said      []string
	}{
		{"intake_officer", "decision", []string{"decided=2025-11-03", "by=county", "ground=severe", "organ=川东县公安局", "number=川东公强戒决字〔2025〕12号", "no_paper=扫描件随后补"}},
		{"intake_officer", "identity", []string{"name=吉布阿且", "sex=" + string(sex), "born=1990-05-01", "verified=police", "no_proof=照片随后补", "fingerprint_card=ZW-7", "language=ii"}},
		{"doctor", "health", []string{"examined=" + h.minute(30*time.Minute), "pregnant=" + body, "nursing=" + body, "findings=未见明显异常", "conclusion=fit"}},
		{"intake_officer", "injuries", []string{"injuries=no"}},
		{"intake_officer", "search", []string{"searchers.searcher=林小满", "searched_by=" + searcher, "contraband=no"}},
		{"intake_officer", "property", []string{"property=kept", "items.thing=手机", "items.amount=1", "items.thing=钥匙", "items.amount=2", "cash=120.50", "resident_signs=thumb"}},
		{"intake_officer", "family", []string{"left_alone=no", "asked=" + h.minute(20*time.Minute)}},
		{"intake_officer", "rights", []string{"talked=" + h.minute(10*time.Minute), "read_in=ii", "interpreter=阿牛", "resident_signs=thumb"}},
		{"intake_officer", "place", []string{"unit=" + string(h.unit), "phase=detox"}},
		{"intake_officer", "bed", []string{"bed=" + string(h.beds[0])}},
	}
	for _, s := range steps {
		skip := false
		for _, w := range without {
			skip = skip || w == s.name
		}
		if !skip {
			h.must(h.do(s.who, of, s.name, s.said...))
		}
	}
}

func TestSomebodyIsTakenIn(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		if d := h.file(of); d.Person != "" || len(d.Lacks) != 10 {
			h.t.Errorf("%+v", d)
		}
		h.must(h.do("intake_officer", of, "decision", "decided=2025-11-03", "by=county", "ground=severe", "no_paper=随后补", "served=2025-11-03T16:00"))
		h.checked(of, cn.Male, "health", "decision")
		h.refused(h.do("intake_officer", of, "accept", "accept_all=yes"), "journey.must")
		h.refused(h.do("intake_officer", of, "health", "findings=x"), "policy.denied")
		h.must(h.do("doctor", of, "health", "examined="+h.minute(0), "pregnant=not_applicable", "nursing=not_applicable", "findings=高血压", "conclusion=fit", "for_ward=少盐"))
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes"))
		f := h.file(of)
		if d := h.owes(f.Person, "suit.direct"); d.State != duty.Pending || d.Due.Day.String() < "2026-05-03" { // who was served knows (ALL 46)
			h.t.Errorf("%+v", d)
		}
		for _, code := range []duty.Code{"intake.letter", "intake.proof"} { // a reason stood in for both
			if d := h.owes(f.Person, code); d.State != duty.Pending || !d.Due.None() {
				h.t.Errorf("%s: %+v", code, d)
			}
		}
		if f.Person == "" || f.Unit != h.unit || f.State != "accepted" {
			h.t.Fatalf("%+v", f.Case)
		}
		stay, inBed := h.stays(f.Person)
		if !stay.Here() || !inBed || stay.Phase != resident.Detox {
			h.t.Errorf("%+v %v", stay, inBed)
		}
		if m := h.term(f.Person); m.State != law.CIJAFacility || m.End.String() != "2027-11-02" {
			h.t.Errorf("%+v", m)
		}
		if d := h.owes(f.Person, "ci.family_letter"); d.Due.Day.String() != "2026-03-07" {
			h.t.Errorf("%+v", d)
		}
		h.must(h.do("intake_officer", of, "letter", "sent="+h.today(), "addressee=吉布阿呷", "address=川东县一村"))
		if d := h.owes(f.Person, "ci.family_letter"); d.State != "done" {
			h.t.Errorf("%+v", d)
		}
		h.state(of, "settled")
		h.refused(h.do("intake_officer", of, "refuse", "refusal=other"), "journey.not_now")
	})
}

func TestWhatTheDoctorFindsStaysWithTheClinic(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Female)
		e, _ := h.last(of, "health")
		if e.Answers.Of("conclusion") != "fit" || e.Answers.Of("findings") != "" || !e.Hides() || e.Compartment != seal.Clinical {
			h.t.Errorf("%+v", e)
		}
		if _, err := h.desk.Open(h.as("intake_officer"), store.NewKey(), of, "health"); err == nil {
			h.t.Error("the clinic is open to the desk of admission")
		}
		found := []string{"examined=" + h.minute(0), "pregnant=yes", "nursing=no", "findings=孕"}
		h.refused(h.do("doctor", of, "health", append(found, "conclusion=fit")...), "journey.must_bar")
		h.must(h.do("doctor", of, "health", append(found, "conclusion=barred")...))
		h.refused(h.do("intake_officer", of, "accept", "accept_all=yes"), "journey.barred")
	})
}

func TestAWomanIsSearchedByWomen(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Female, "search")
		by := []string{"searchers.searcher=林小满", "searched_by=male", "contraband=no"}
		h.refused(h.do("intake_officer", of, "search", by...), "law.refused.admission.search_sex")
		h.must(h.do("intake_officer", of, "search", append(by, "happened=yes", "words=女民警在路上，周定边在场")...))
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes"))
		p := h.file(of).Person
		if d := h.owes(p, "act.report"); d.Note != "admission.search_sex" || d.Basis == "" {
			h.t.Errorf("the act is not reported: %+v", d)
		}
		// She is here: the clock knows it, and all she is owed runs.
		if m := h.term(p); m.State != law.CIJAFacility {
			h.t.Errorf("%+v", m)
		}
		h.must(h.do("intake_officer", of, "letter", "sent="+h.today(), "addressee=吉布阿呷", "address=川东县一村"))
		if d := h.owes(p, "ci.family_letter"); d.State != "done" {
			h.t.Errorf("%+v", d)
		}
		_, err := h.begin("case_officer", affair.HomeLeave, p, "leave_ground=critical", "kin_name=阿呷", "kin_relation=parent", "where=川东县", "leaves_on="+h.today(), "back_on="+h.today())
		h.must(err)
	})
}

func TestNobodyIsRefusedWithoutGround(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		told := []string{"words=依据见证明", "told=周定边", "told_at=" + h.minute(0)}
		h.checked(of, cn.Female, "health", "bed")
		h.refused(h.do("intake_officer", of, "refuse", append(told, "refusal=ncl39")...), "journey.not_barred")
		h.refused(h.do("intake_officer", of, "refuse", append(told, "refusal=no_decision")...), "journey.has_decision")
		h.must(h.do("doctor", of, "health", "examined="+h.minute(0), "pregnant=yes", "nursing=no", "findings=宫内早孕", "conclusion=barred"))
		h.must(h.do("intake_officer", of, "bed", "bed="+string(h.beds[0])))
		h.refused(h.do("intake_officer", of, "accept", "accept_all=yes"), "journey.barred")
		h.must(h.do("intake_officer", of, "refuse", append(told, "refusal=ncl39", "things_back=went_along")...))
		h.state(of, "refused")
		h.read(func(ctx context.Context, tx *store.Tx) error {
			n, err := store.One(ctx, tx, store.Value[int], `select count(*) from resident_resident`)
			if n != 0 {
				h.t.Error("somebody who was not admitted has a stay")
			}
			return err
		})
	})
}

func TestSomebodyLeftAloneIsOwedAtOnce(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Male, "family")
		h.refused(h.do("intake_officer", of, "family", "left_alone=yes", "asked="+h.minute(0)), "journey.no_rows")
		h.must(h.do("intake_officer", of, "family", "left_alone=yes", "asked="+h.minute(0), "dependants.dependant=女儿，四岁", "dependants.where=邻居家"))
		d := h.owes("", "child.place")
		if d.Compartment != seal.Child || d.Due.Day.String() != h.today() {
			h.t.Errorf("%+v", d)
		}
		if e, _ := h.last(of, "family"); len(e.Answers.Tables) > 0 || e.Answers.Of("left_alone") != "" {
			h.t.Errorf("the child stands in the general file: %+v", e.Answers)
		}
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes"))
		if now := h.owes(h.file(of).Person, "child.place"); now.ID != d.ID || now.State != duty.Pending {
			h.t.Errorf("what was owed before she had a file is not hers: %+v", now)
		}
	})
}

// What the admission would be refused for is said while the escort is at the door; and who is refused before anybody asked who
// he is has his name on the paper.
func TestADecisionIsDoubtedAtTheDoor(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		no := []string{"decided=2025-11-03", "by=station", "ground=severe", "no_paper=随后补"}
		h.refused(h.do("intake_officer", of, "decision", no...), "journey.caution")
		h.must(h.do("intake_officer", of, "decision", append(no, "aware=yes")...))
		told := []string{"words=决定书不是县级公安机关的", "told=周定边", "told_at=" + h.minute(0), "refusal=other", "refusal_basis=《禁毒法》第四十一条"}
		h.refused(h.do("intake_officer", of, "refuse", told...), "journey.missing")
		h.must(h.do("intake_officer", of, "refuse", append(told, "name=吉布阿且")...))
		if said := h.says(of, paper.Refusal); !strings.Contains(said, "吉布阿且") {
			h.t.Error(said)
		}
	})
}

func TestTheSameNumberIsTheSamePerson(t *testing.T) {
	each(t, func(h *house) {
		known := h.resident("马海木", "519900199005011015", 0)
		of := h.arrives()
		h.must(h.do("intake_officer", of, "decision", "decided=2025-11-03", "by=county", "ground=severe", "no_paper=随后补"))
		h.refused(h.do("intake_officer", of, "identity", "name=马海木", "sex=male", "id_number=519900199005011015", "verified=police", "no_proof=照片随后补"), "measure.still_here")
		h.letGo(known)
		h.must(h.do("intake_officer", of, "identity", "name=马海木", "sex=male", "id_number=519900199005011015", "verified=police", "no_proof=照片随后补"))
		if got := h.said(of, "identity").Of("known"); got != string(known) {
			h.t.Errorf("%q is not %q", got, known)
		}
		// The same number under another name: somebody looks, and no other file is begun for it.
		other := []string{"name=马海水", "sex=male", "id_number=519900199005011015", "verified=police", "no_proof=照片随后补"}
		h.refused(h.do("intake_officer", of, "identity", other...), "journey.alike")
		h.refused(h.do("intake_officer", of, "identity", append(other, "same_as=none", "shown="+string(known))...), "journey.one_number")
		other = append(other, "same_as="+string(known), "shown="+string(known))
		h.refused(h.do("intake_officer", of, "identity", other...), "journey.other_name")
		h.must(h.do("intake_officer", of, "identity", append(other, "as_alias=yes")...))
		// Somebody who is only alike is shown first, and what was shown is said again.
		alike := []string{"name=马海木", "sex=male", "born=1990-05-01", "verified=police", "fingerprint_card=ZW-8", "no_proof=照片随后补"}
		h.refused(h.do("intake_officer", of, "identity", alike...), "journey.alike")
		h.refused(h.do("intake_officer", of, "identity", append(alike, "same_as=none")...), "journey.alike")
		h.must(h.do("intake_officer", of, "identity", append(alike, "same_as=none", "shown="+string(known))...))
		h.must(h.do("intake_officer", of, "identity", append(alike, "same_as="+string(known), "shown="+string(known))...))
		// whoever is typed now is looked at anew: what was chosen of another does not hold for him
		h.must(h.do("intake_officer", of, "identity", "name=吴别名", "sex=male", "born=1980-01-01", "verified=police", "no_proof=x", "same_as="+string(known), "shown="+string(known)))
		if got := h.said(of, "identity").Of("known"); got != "" {
			h.t.Errorf("his file would go on with %s", got)
		}
		if got := h.said(of, "identity").Of("known"); got != "" {
			h.t.Errorf("%q", got)
		}
	})
}

func TestPapersAndPhotosLieInTheCase(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.must(h.with("intake_officer", of, "decision", []journey.Paper{photo("scan")}, "decided=2025-11-03", "by=county", "ground=severe", "number=川东公强戒决字〔2025〕12号"))
		h.refused(h.do("intake_officer", of, "identity", "name=甲", "sex=male"), "journey.choose")
		bad := photo("photo")
		bad.Draft.Content, bad.Draft.Name = photoOf("not a picture"), "入所.exe"
		h.refused(h.with("intake_officer", of, "identity", []journey.Paper{bad}, "name=甲", "sex=male", "verified=police", "no_proof=照片随后补"), "scan.none")
		h.must(h.with("intake_officer", of, "identity", []journey.Paper{photo("photo")}, "name=甲", "sex=male", "verified=police", "no_proof=照片随后补"))
		h.must(h.do("intake_officer", of, "identity", "name=乙", "sex=male", "verified=police", "no_proof=照片随后补"))
		if n := len(h.said(of, "identity").Files["photo"]); n != 1 {
			h.t.Errorf("%d photos stand after the step was done again", n)
		}
	})
}

func TestWhoIsTakenInCanBeConfirmedOnTheDayOfHisRelease(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.must(h.do("intake_officer", of, "decision", "decided=2025-11-03", "by=county", "ground=severe", "no_paper=随后补"))
		he := []string{"name=甲", "sex=male"}
		h.refused(h.do("intake_officer", of, "identity", append(he, "verified=card", "fingerprint_card=ZW-1", "no_proof=相机坏了")...), "journey.number_of_card")
		h.refused(h.do("intake_officer", of, "identity", append(he, "verified=police", "fingerprint_card=ZW-1")...), "journey.file_or_reason")
		h.refused(h.with("intake_officer", of, "identity", []journey.Paper{photo("photo")}, append(he, "verified=police")...), "journey.or_reason")
		h.must(h.with("intake_officer", of, "identity", []journey.Paper{photo("photo")}, append(he, "verified=card", "id_number=519900199005011015", "fingerprint_card=ZW-1")...))
		of = h.arrives()
		h.must(h.do("intake_officer", of, "decision", "decided=2025-11-03", "by=county", "ground=severe", "no_paper=随后补"))
		h.must(h.do("intake_officer", of, "identity", append(he, "verified=police", "no_proof=身份不明，公安说明在案")...)) // nobody stays outside
	})
}

// A bed is one of the brigade that was chosen before it: where that is another now, the bed is chosen anew.
func TestABedIsChosenAnewInAnotherBrigade(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Male)
		h.must(h.do("intake_officer", of, "place", "unit="+string(h.unit), "phase=detox"))
		if f := h.file(of); len(f.Lacks) != 0 {
			h.t.Errorf("the same brigade: %v", f.Lacks)
		}
		h.must(h.do("intake_officer", of, "place", "unit="+string(h.there.unit), "phase=detox"))
		if f := h.file(of); !slices.Equal(f.Lacks, []string{"bed"}) {
			h.t.Errorf("%v", f.Lacks)
		}
		h.refused(h.do("intake_officer", of, "accept", "accept_all=yes"), "journey.must")
		h.must(h.do("intake_officer", of, "place", "unit="+string(h.unit), "phase=detox"))
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes"))
	})
}

// What was owed of a photo and a card ends when both are added before the release, or when he has left.
func TestAPhotoIsOwedUntilItIsThereOrHeHasLeft(t *testing.T) {
	each(t, func(h *house) {
		in := h.arrives()
		h.checked(in, cn.Male)
		h.must(h.do("intake_officer", in, "accept", "accept_all=yes"))
		p := h.file(in).Person
		of, err := h.begin("return_officer", affair.Release, p)
		h.must(err)
		h.must(h.do("return_officer", of, "papers", "fingerprint_card=ZW-7"))
		if d := h.owes(p, "intake.proof"); d.State != duty.Pending {
			h.t.Errorf("a card is no photo: %+v", d)
		}
		h.must(h.with("return_officer", of, "papers", []journey.Paper{photo("photo")}, "fingerprint_card=ZW-7"))
		if d := h.owes(p, "intake.proof"); d.State != duty.Done {
			h.t.Errorf("%+v", d)
		}
		in = h.arrives()
		h.must(h.do("intake_officer", in, "decision", "decided=2025-11-04", "by=county", "ground=severe", "no_paper=随后补"))
		h.must(h.do("intake_officer", in, "identity", "name=杨后来", "sex=male", "born=1991-05-01", "verified=police", "no_proof=相机坏了"))
		h.checked(in, cn.Male, "decision", "identity", "bed")
		h.must(h.do("intake_officer", in, "bed", "bed="+string(h.beds[1])))
		h.must(h.do("intake_officer", in, "accept", "accept_all=yes"))
		p = h.file(in).Person
		_, err = h.begin("brigade_head", affair.Death, p, "died_at="+h.minute(0), "died_where=in_hospital", "where=川东县医院", "found_by=护士", "pronounced=by_doctor")
		h.must(err)
		if d := h.owes(p, "intake.proof"); d.State != duty.Void {
			h.t.Errorf("a photo is owed of who is dead: %+v", d)
		}
	})
}

// Who gives another name than his file has is found by both: papers say that of the file with the other beside it, and it
// is an alias of his once he is taken in.
func TestANameSaidAtTheDoorIsAnAlias(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 0)
		of := h.prepared(p)
		h.seen(of, number)
		h.must(h.do("return_officer", of, "let_go", "left_at="+h.minute(0)))
		h.hand.Forward(48 * time.Hour)
		in := h.arrives()
		h.must(h.do("intake_officer", in, "decision", "decided="+h.today(), "by=county", "ground=relapse", "organ=川东县公安局", "number=川东公强戒决字〔2026〕12号", "no_paper=扫描件随后补"))
		h.must(h.do("intake_officer", in, "identity", "name=马海水", "sex=male", "id_number="+number, "verified=card", "no_proof=照片、指纹随后补", "same_as="+string(p), "shown="+string(p), "as_alias=yes"))
		h.checked(in, cn.Male, "decision", "identity")
		both := func() {
			papers, _ := h.ofCase(in)
			for _, k := range []paper.Kind{paper.RightsNotice, paper.PropertyReceipt} {
				if said := h.prints(papers[k]); !strings.Contains(said, "马海木（别名：马海水）") {
					t.Errorf("%s: %s", k, said)
				}
			}
		}
		both()
		h.must(h.do("intake_officer", in, "accept", "accept_all=yes"))
		both()
		papers, _ := h.ofCase(in)
		if said := h.prints(papers[paper.IntakeForm]); !strings.Contains(said, "马海木（别名：马海水）") {
			t.Error(said)
		}
		same := h.file(in).Person == p
		h.read(func(ctx context.Context, tx *store.Tx) error {
			who, err := h.persons.Get(ctx, tx, p)
			if who.Name != "马海木" || !slices.Equal(who.Aliases, []string{"马海水"}) || !same {
				t.Errorf("%+v", who)
			}
			return err
		})
	})
}
