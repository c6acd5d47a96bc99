package course_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/domain/paper"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/store"
)

// ofCase are the papers of a case by kind: the one that counts, or the last that did.
func (h *house) ofCase(of id.ID) (out map[paper.Kind]paper.Paper, n int) {
	h.t.Helper()
	out = map[paper.Kind]paper.Paper{}
	h.read(func(ctx context.Context, tx *store.Tx) error {
		all, err := paper.OfCase(ctx, tx, of)
		for _, p := range all {
			out[p.Kind] = p
		}
		n = len(all)
		return err
	})
	return out, n
}

// prints is what a paper says.
func (h *house) prints(p paper.Paper) string {
	h.t.Helper()
	who := "intake_officer"
	if p.Facility == h.there.facility {
		who += away
	}
	got, err := h.papers.Print(h.as(who), p.ID)
	h.must(err)
	return got.Sheet.Text() + got.Reason
}

var hurt = []string{"injuries=yes", "injury_list.part=左臂", "injury_list.look=旧疤一处", "injury_list.told_cause=骑车摔的", "police_signs=signed", "police_name=周定边", "resident_signs=thumb"}

// but are answers with some of them given otherwise.
func but(said []string, pairs ...string) []string {
	out := slices.Clone(said)
	for _, x := range pairs {
		name, _, _ := strings.Cut(x, "=")
		out = append(slices.DeleteFunc(out, func(y string) bool { return strings.HasPrefix(y, name+"=") }), x)
	}
	return out
}

func TestWhatIsSignedAtTheDoorIsPrintedAtTheDoor(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Male, "injuries")
		h.must(h.do("intake_officer", of, "injuries", hurt...))
		papers, n := h.ofCase(of)
		injuries, receipt, rights := papers[paper.InjuryRecord], papers[paper.PropertyReceipt], papers[paper.RightsNotice]
		if n != 3 || injuries.Person != "" || !injuries.InForce() || !receipt.InForce() || !rights.InForce() {
			h.t.Fatalf("%d %+v", n, papers)
		}
		if said := h.prints(injuries); !strings.Contains(said, "旧疤一处") || !strings.Contains(said, "吉布阿且") || !strings.Contains(said, "男") {
			h.t.Error(said)
		}
		if said := h.prints(receipt); !strings.Contains(said, "钥匙") || !strings.Contains(said, "120.50元") {
			h.t.Error(said)
		}
		// What the clock will make of the decision, although there is nobody yet whose clock runs.
		if said := h.prints(rights); rights.States.String() != "2027-11-02" || !strings.Contains(said, "2027年11月2日") || strings.Contains(said, "核算") {
			h.t.Error(rights.States, said)
		}
		e, _ := h.last(of, "injuries")
		if got := paperwork.Papers(e); len(got) != 1 || got[0] != injuries.ID {
			h.t.Error("the step does not know its paper", got)
		}

		h.must(h.do("intake_officer", of, "accept", "accept_all=yes"))
		p := h.file(of).Person
		papers, n = h.ofCase(of)
		if n != 4 {
			h.t.Errorf("%d papers after the admission", n)
		}
		for kind, x := range papers {
			if x.Person != p || x.Unit != h.unit || !x.InForce() {
				h.t.Errorf("%s is not his: %+v", kind, x)
			}
		}
		if papers[paper.RightsNotice].ID != rights.ID || papers[paper.RightsNotice].States != h.term(p).End {
			h.t.Error("the notice of his rights is another after he was taken in")
		}
		if said := h.prints(papers[paper.IntakeForm]); !strings.Contains(said, "一大队") || !strings.Contains(said, "101室1床") || !strings.Contains(said, "林小满") {
			h.t.Error(said)
		}
		h.must(h.do("intake_officer", of, "letter", "sent="+h.today(), "addressee=吉布阿呷", "address=川东县一村"))
		papers, _ = h.ofCase(of)
		if said := h.prints(papers[paper.FamilyLetter]); !strings.Contains(said, "地址：川东县归途路1号。电话：000-0000 0001。") {
			h.t.Error(said)
		}
		h.read(func(ctx context.Context, tx *store.Tx) error {
			facts, err := audit.List(ctx, tx, audit.Filter{About: p, Room: "paper"}, store.Page{Limit: 50})
			adopted := 0
			for _, f := range facts.Rows {
				if f.Kind == "paper.adopted" {
					adopted++
				}
			}
			if adopted != 3 {
				h.t.Errorf("%d facts that a paper became his", adopted)
			}
			return err
		})
	})
}

func TestAStepDoneAgainLeavesOnePaperThatCounts(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Male, "injuries")
		h.must(h.do("intake_officer", of, "injuries", hurt...))
		before, n := h.ofCase(of)
		first := before[paper.InjuryRecord]

		// The signed sheet is scanned: nothing that is printed changes.
		h.must(h.with("intake_officer", of, "injuries", nil, hurt...))
		if _, again := h.ofCase(of); again != n {
			h.t.Errorf("%d papers after the same answers, %d before", again, n)
		}
		if e, _ := h.last(of, "injuries"); len(paperwork.Papers(e)) != 1 || paperwork.Papers(e)[0] != first.ID {
			h.t.Error("the step has lost its paper")
		}
		h.must(h.do("intake_officer", of, "injuries", append(hurt[:len(hurt):len(hurt)], "injury_list.part=右膝", "injury_list.look=擦伤")...))
		papers, _ := h.ofCase(of)
		second := papers[paper.InjuryRecord]
		if second.Replaces != first.ID || !second.InForce() || h.paper(first.ID).InForce() {
			h.t.Errorf("%+v", second)
		}
		// The name was heard wrongly: every paper that bears it is replaced, and the step says which.
		h.must(h.do("intake_officer", of, "identity", "name=吉布阿呷", "sex=male", "born=1990-05-01", "verified=card", "id_number=519900199005011015", "fingerprint_card=ZW-7", "no_proof=照片随后补"))
		papers, _ = h.ofCase(of)
		for _, k := range []paper.Kind{paper.InjuryRecord, paper.PropertyReceipt, paper.RightsNotice} {
			if x := papers[k]; x.Replaces == "" || !strings.Contains(h.prints(x), "吉布阿呷") {
				h.t.Errorf("%s bears the old name", k)
			}
		}
		if e, _ := h.last(of, "identity"); len(paperwork.Papers(e)) != 3 {
			h.t.Error(paperwork.Papers(e))
		}
		h.must(h.do("intake_officer", of, "injuries", "injuries=no", "record_falls=旧疤，不是伤"))
		h.must(h.do("intake_officer", of, "property", "property=none", "resident_signs=signed"))
		h.must(h.do("intake_officer", of, "rights", "talked="+h.minute(10*time.Minute), "read_in=ii", "interpreter=阿牛", "resident_signs=thumb"))
		papers, _ = h.ofCase(of)
		for _, k := range []paper.Kind{paper.InjuryRecord, paper.PropertyReceipt} {
			if x := papers[k]; x.InForce() || !strings.Contains(h.prints(x), "重新登记") {
				h.t.Errorf("%s counts, although there is nothing to sign", k)
			}
		}
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes"))
		if papers, _ = h.ofCase(of); papers[paper.InjuryRecord].InForce() || !papers[paper.RightsNotice].InForce() {
			h.t.Errorf("%+v", papers)
		}
	})
}

// A notice can be signed again after the admission, and it is the one that counts: nothing new is printed for it.
func TestANoticeIsSignedAgainAfterTheAdmission(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Male)
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes"))
		before, _ := h.ofCase(of)
		h.must(h.do("intake_officer", of, "rights", "talked="+h.minute(0), "read_in=zh", "resident_signs=signed"))
		after, _ := h.ofCase(of)
		if was, is := before[paper.RightsNotice], after[paper.RightsNotice]; !is.InForce() || is.Number == "" || is.States != was.States || is.Person != h.file(of).Person {
			h.t.Errorf("%+v, was %+v", is, was)
		}
		h.state(of, "accepted")
	})
}

func TestPapersOfWhoIsNotTakenInStayWithTheCase(t *testing.T) {
	each(t, func(h *house) {
		for _, end := range [][]string{
			{"refuse", "refusal=other", "refusal_basis=《禁毒法》第四十一条", "words=来人与决定书不符", "told=周定边", "told_at=" + h.minute(0)},
			{"refer", "refer_to=hospital", "refer_where=川东县医院", "words=高热", "told=周定边", "told_at=" + h.minute(0)},
			{"drop", "words=登记错了"},
		} {
			of := h.arrives()
			h.checked(of, cn.Male, "bed")
			h.refused(h.do("intake_officer", of, end[0], end[1:]...), "journey.things_left")
			h.must(h.do("intake_officer", of, end[0], append(end[1:], "things_back=returned")...))
			papers, _ := h.ofCase(of)
			if letter := papers[paper.Referral]; (end[0] == "refer") != (letter.InForce() && strings.Contains(h.prints(letter), "川东县医院：")) {
				h.t.Errorf("%s: the letter that goes along with him: %+v", end[0], letter)
			}
			for _, k := range []paper.Kind{paper.PropertyReceipt, paper.RightsNotice} {
				if x := papers[k]; x.Person != "" || x.InForce() || !strings.Contains(h.prints(x), "吉布阿且") {
					h.t.Errorf("%s: %+v", end[0], x)
				}
			}
		}
	})
}

// Nobody is asked who brought somebody that came by himself, and what he is told is addressed to him.
func TestWhoCameByHimselfIsToldHimself(t *testing.T) {
	each(t, func(h *house) {
		_, err := h.begin("intake_officer", affair.Intake, "", "arrived="+h.minute(time.Hour), "from=police")
		h.refused(err, "journey.missing")
		of, err := h.begin("intake_officer", affair.Intake, "", "arrived="+h.minute(time.Hour), "from=himself")
		h.must(err)
		h.must(h.do("intake_officer", of, "decision", "decided=2026-03-01", "by=county", "ground=severe", "no_paper=没有带来", "term_start=2026-03-01", "term_end=2028-02-29"))
		h.must(h.do("intake_officer", of, "identity", "name=吉布阿且", "sex=male", "id_number=519900199005011015", "verified=card", "no_proof=照片、指纹随后补"))
		h.must(h.do("intake_officer", of, "refuse", "refusal=no_decision", "words=没有带来决定书", "told=本人", "told_at="+h.minute(0)))
		papers, _ := h.ofCase(of)
		if said := h.prints(papers[paper.Refusal]); !strings.Contains(said, "吉布阿且：") || strings.Contains(said, "移送民警") || !strings.Contains(said, "补齐强制隔离戒毒决定书后") {
			h.t.Error(said)
		}
	})
}

// An end that nobody has computed is never invented: the notice says whose day it is.
func TestANoticeSaysWhoseEndItStates(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 30) // let go too early, so that his term goes on: the clock makes nothing of another decision
		out := h.prepared(p)
		h.seen(out, number)
		h.must(h.do("return_officer", out, "let_go", "left_at="+h.minute(0), "happened=yes", "words=误放"))
		of := h.arrives()
		h.must(h.do("intake_officer", of, "decision", "decided=2026-03-01", "by=county", "ground=severe", "no_paper=随后补", "term_start=2026-03-01", "term_end=2028-02-29"))
		h.must(h.do("intake_officer", of, "identity", "name=马海木", "sex=male", "id_number=519900199005011015", "verified=card", "no_proof=照片、指纹随后补"))
		h.must(h.do("intake_officer", of, "rights", "talked="+h.minute(0), "read_in=zh", "resident_signs=signed"))
		papers, _ := h.ofCase(of)
		if x := papers[paper.RightsNotice]; x.States.String() != "2028-02-29" || !strings.Contains(h.prints(x), "按决定书写明的为自2026年3月1日起至2028年2月29日止") {
			h.t.Error(x.States, h.prints(x))
		}
	})
}

func (h *house) paper(of id.ID) (p paper.Paper) {
	h.t.Helper()
	p, err := store.Read(h.as("intake_officer"), h.db, func(tx *store.Tx) (paper.Paper, error) { return h.papers.Get(h.as("intake_officer"), tx, of) })
	h.must(err)
	return p
}
