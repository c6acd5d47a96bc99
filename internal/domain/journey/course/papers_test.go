package course_test

import (
	"context"
	"strings"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/domain/journey/course"
	"guitu/internal/domain/paper"
	"guitu/internal/platform/store"
)

func TestAPaperOfItsDayIsNotOwedAnew(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 40)
		of, err := h.begin("return_officer", course.Release, p)
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
		of, err := h.begin("assessor", course.Early, p, "proposed_on="+h.today(), "words=表现良好")
		h.must(err)
		h.must(h.do("legal_officer", of, "receive", "received="+h.today(), "organ=川东县公安局"))
		h.must(h.do("legal_officer", of, "deny", "decided="+h.today(), "number=川东公复字〔2026〕1号", "no_paper=x", "words=不符合条件"))
		said := h.says(of, paper.DecisionReceipt)
		if strings.Contains(said, "提前解除强制隔离戒毒决定书") || !strings.Contains(said, "意见的答复") || !strings.Contains(said, "川东公复字〔2026〕1号") {
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
