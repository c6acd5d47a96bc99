package course_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/arrival"
	"guitu/internal/domain/paper"
	"guitu/internal/platform/store"
)

func TestAPaperOfItsDayIsNotOwedAnew(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 40)
		of, err := h.begin("return_officer", affair.Release, p)
		h.must(err)
		h.must(h.do("return_officer", of, "notice", "told_on="+h.today(), "organ=川东县公安局"))
		h.extended(p, "3")
		h.read(func(ctx context.Context, tx *store.Tx) error {
			issued, err := paper.InForceOf(ctx, tx, p)
			for _, x := range issued {
				if (x.Stale != "") != (x.Kind == paper.ReleaseNotice) {
					h.t.Errorf("%s, to be replaced: %v", x.Kind, x.Stale != "")
				}
			}
			return err
		})
	})
}

func (h *house) says(of id.ID, k paper.Kind) string {
	h.t.Helper()
	var p paper.Paper
	h.read(func(ctx context.Context, tx *store.Tx) (err error) {
		p, _, err = paper.InCase(ctx, tx, of, k)
		return err
	})
	return h.prints(p)
}

func TestAReceiptSaysWhatTheAnswerIs(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		of, err := h.begin("assessor", affair.Early, p, "proposed_on="+h.today(), "words=表现良好")
		h.must(err)
		h.must(h.do("legal_officer", of, "receive", "received="+h.today(), "organ=川东县公安局"))
		h.must(h.do("legal_officer", of, "deny", "decided="+h.today(), "number=川东公复字〔2026〕1号", "no_paper=x", "words=不符合条件"))
		said := h.says(of, paper.DecisionReceipt)
		if strings.Contains(said, "提前解除强制隔离戒毒决定书") || !strings.Contains(said, "意见的答复") || !strings.Contains(said, "川东公复字〔2026〕1号") {
			h.t.Error(said)
		}
	})
}

// A receipt says what the decision makes of the term, where the law lets it count.
func TestAReceiptSaysWhatBecomesOfTheTerm(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		of := h.extended(p, "3")
		y, m, d := h.term(p).End.Civil()
		if said, want := h.says(of, paper.DecisionReceipt), fmt.Sprintf("延长3个月，期满日变更为%d年%d月%d日。", y, int(m), d); !strings.Contains(said, want) {
			h.t.Errorf("no %s in %s", want, said)
		}
		h.must(h.do("legal_officer", of, "serve", "served="+h.minute(0), "resident_signs=signed"))
		early, err := h.begin("assessor", affair.Early, p, "proposed_on="+h.today(), "words=表现良好")
		h.must(err)
		h.must(h.do("legal_officer", early, "receive", "received="+h.today(), "organ=川东县公安局"))
		h.must(h.do("legal_officer", early, "grant", "decided="+h.today(), "release_on=2026-03-09", "number=1", "no_paper=x"))
		if said := h.says(early, paper.DecisionReceipt); !strings.Contains(said, "于2026年3月9日提前解除") {
			h.t.Error(said)
		}
	})
}

func TestAReceiptOfWhatDoesNotCountChangesNoDay(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 3)
		of := h.opened(p, "extension")
		h.days(4)
		h.must(h.do("legal_officer", of, "grant", "decided="+h.today(), "months=8", "number=1", "no_paper=x", "aware=yes"))
		if said := h.says(of, paper.DecisionReceipt); strings.Contains(said, "变更为") || !strings.Contains(said, "期满日没有因此改变") {
			h.t.Error(said)
		}
	})
}

// What was noted at the count stands on the receipt that both sides sign; what both hold a digest of is as it was.
func TestAReceiptSaysWhatWasNotedAtTheCount(t *testing.T) {
	each(t, func(h *house) {
		of, err := h.begin("intake_officer", affair.HandOver, "", "from_organ=川东公安戒毒所", "name=马海木", "decision_number=川东公强戒决字〔2025〕12号", "expected_on="+h.today())
		h.must(err)
		h.must(h.do("intake_officer", of, "count", "arrived="+h.minute(time.Hour), "escorts.escort=周定边", "dossier.paper=决定书", "dossier.pages=2", "dossier.features=缺第3页"))
		said := h.says(of, paper.HandoverReceipt)
		digest := arrival.Digest("川东公强戒决字〔2025〕12号", []journey.Row{{"paper": "决定书", "pages": "2"}})
		if !strings.Contains(said, "特征、备注") || !strings.Contains(said, "缺第3页") || !strings.Contains(said, digest) {
			h.t.Error(said)
		}
	})
}

func TestTheFormSaysWhatIsKeptOfHisFace(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.checked(of, cn.Male)
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes"))
		if said := h.says(of, paper.IntakeForm); !strings.Contains(said, "指纹卡编号 | ZW-7 | 照片 | 未拍（照片随后补）") {
			h.t.Error(said)
		}
	})
}

func TestPapersOfATransferAreSignedAtTheDoor(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		_, pkg := h.sent(p)
		in := h.lookedAt(pkg)
		h.must(h.do("intake_officer"+away, in, "property", "property=kept", "items.thing=手机", "items.amount=1部", "resident_signs=signed", "words=随身另有"))
		h.must(h.do("intake_officer"+away, in, "injuries", "injuries=yes", "injury_list.part=左臂", "injury_list.look=擦伤", "police_signs=signed", "police_name=周定边", "resident_signs=signed"))
		h.must(h.do("intake_officer"+away, in, "receive", "accept_all=yes"))
		h.read(func(ctx context.Context, tx *store.Tx) error {
			for _, k := range []paper.Kind{paper.PropertyReceipt, paper.InjuryRecord} {
				x, ok, err := paper.InCase(ctx, tx, in, k)
				if err != nil {
					return err
				}
				if !ok || x.Person != p {
					h.t.Errorf("%s: %+v", k, x)
				}
			}
			return nil
		})
	})
}

// Days that the decision does not name are not put into it: the form says that the house has counted them.
func TestTheFormSaysWhoseDaysTheTermHas(t *testing.T) {
	for want, printed := range map[string][]string{
		"按决定日期计算的期限 | 自2025年11月3日起至2027年11月2日止": nil,
		"决定书写明的期限 | 自2025年11月3日起至2027年11月2日止":   {"term_start=2025-11-03", "term_end=2027-11-02"},
	} {
		each(t, func(h *house) {
			of := h.arrives()
			h.must(h.do("intake_officer", of, "decision", append(printed, "decided=2025-11-03", "by=county", "ground=severe", "number=12号", "no_paper=扫描件随后补")...))
			h.checked(of, cn.Male, "decision")
			h.must(h.do("intake_officer", of, "accept", "accept_all=yes"))
			if said := h.says(of, paper.IntakeForm); !strings.Contains(said, want) {
				h.t.Errorf("no %s in %s", want, said)
			}
		})
	}
}
