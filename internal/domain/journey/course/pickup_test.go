package course_test

import (
	"strings"
	"testing"
	"time"

	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/term"
)

// Whose decision was annulled goes today, and somebody has to be there when he comes home: the family is told, before or
// afterwards. No article has employer and police station told, and they learn nothing.
func TestTheFamilyOfWhoIsAnnulledIsTold(t *testing.T) {
	for _, before := range []bool{true, false} {
		each(t, func(h *house) {
			p := h.resident("马海木", number, 300)
			of, err := h.begin("legal_officer", affair.Annulment, p, "decided="+h.today(), "annulled_by=court", "organ=川东县人民法院", "received_at="+h.minute(0), "number=川东行初〔2026〕1号", "no_paper=扫描件随后补")
			h.must(err)
			want, state := "请您2026年3月2日", duty.State("")
			if before {
				h.must(h.do("return_officer", of, "pickup", "picked_up=family", "tell_family=told", "to_family=马阿依", "told_at="+h.minute(0)))
			} else {
				want, state = "已于2026年3月2日解除", duty.Pending
			}
			h.seen(of, number)
			h.must(h.do("return_officer", of, "let_go", "left_at="+h.minute(0)))
			said := h.says(of, paper.NoticeFamily)
			if !strings.Contains(said, want) || !strings.Contains(said, "撤销（川东行初〔2026〕1号）") || strings.Contains(said, "届满") {
				h.t.Error(said)
			}
			if x := h.notices(of)[paper.NoticeFamily]; !x.States.IsZero() {
				h.t.Errorf("it states no end of a term: %+v", x)
			}
			if d := h.owes(p, "release.tell_family"); d.State != state {
				h.t.Errorf("%+v", d)
			}
			for _, code := range []duty.Code{"release.tell_employer", "release.tell_police_station", "release.tell_organ"} {
				if d := h.owes(p, code); d.State != "" {
					h.t.Errorf("%+v", d)
				}
			}
			h.hand.Forward(time.Hour)
			h.correct(p, term.CIAnnulled, nil)
			h.state(of, "mistaken")
			if d := h.owes(p, "release.tell_family"); d.State == duty.Pending {
				h.t.Errorf("of an annulment that was none nobody is told: %+v", d)
			}
		})
	}
}

func TestTheFamilyOfWhoIsConvertedIsTold(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		of, err := h.begin("doctor", affair.Conversion, p, "proposed_on="+h.today(), "words=不宜继续收治")
		h.must(err)
		h.must(h.do("legal_officer", of, "receive", "received="+h.today(), "organ=川东县公安局"))
		h.must(h.do("legal_officer", of, "grant", "decided="+h.today(), "number=川东公变决字〔2026〕1号", "no_paper=扫描件随后补"))
		h.must(h.do("return_officer", of, "pickup", "picked_up=family", "tell_family=not_yet", "to_family=马阿依"))
		if said := h.says(of, paper.NoticeFamily); !strings.Contains(said, "变更为社区戒毒") || !strings.Contains(said, "请您2026年3月2日") {
			h.t.Error(said)
		}
		h.seen(of, number)
		h.must(h.do("return_officer", of, "go_home", "left_on="+h.today(), "township=川东镇", "picked_up_by=马阿依", "resident_signs=signed"))
		if said := h.says(of, paper.NoticeFamily); !strings.Contains(said, "已于2026年3月2日解除") {
			h.t.Error(said)
		}
		if d := h.owes(p, "release.tell_family"); d.State != duty.Pending {
			h.t.Errorf("%+v", d)
		}
	})
}

// Whom another organ takes over is collected by nobody: what was said before it was known is put right, and no township is told
// that he comes to live there.
func TestNobodyCollectsWhoIsHandedOver(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 0)
		of, err := h.begin("return_officer", affair.Release, p)
		h.must(err)
		h.must(h.do("return_officer", of, "term", "term_checked=yes"))
		town := []string{"township=川东镇", "told_on=" + h.today(), "told=经办人"}
		h.must(h.do("return_officer", of, "township", town...))
		h.must(h.do("return_officer", of, "pickup", "picked_up=family", "tell_family=told", "to_family=马阿依", "tell_employer=none_there", "tell_police_station=not_yet", "to_police_station=川东派出所", "told_at="+h.minute(0)))
		if said := h.says(of, paper.NoticeFamily); !strings.Contains(said, "请您") {
			h.t.Error(said)
		}
		hold := []string{"hold=hold", "asked_of=县公安局", "asked_at=" + h.minute(0), "organ=邻县公安局", "number=1"}
		h.asks(h.do("return_officer", of, "holds", hold...), "journey.caution.told_before")
		h.must(h.do("return_officer", of, "holds", append(hold, "aware=yes")...))
		for _, kind := range []paper.Kind{paper.NoticeFamily, paper.NoticeStation} {
			if said := h.says(of, kind); strings.Contains(said, "请您") || !strings.Contains(said, "移交给邻县公安局") {
				h.t.Errorf("%s: %s", kind, said)
			}
		}
		if x, counts := h.notices(of)[paper.NoticeTownship]; counts {
			h.t.Errorf("he does not live there: %+v", x)
		}
		h.refused(h.do("return_officer", of, "township", town...), "journey.handed_over")
		none := []string{"hold=none", "asked_of=县公安局", "asked_at=" + h.minute(0)}
		h.asks(h.do("return_officer", of, "holds", none...), "journey.caution.told_before") // and when the claim falls away he comes after all
		h.must(h.do("return_officer", of, "holds", append(none, "aware=yes")...))
		if _, counts := h.notices(of)[paper.NoticeTownship]; !counts || !strings.Contains(h.says(of, paper.NoticeFamily), "请您") {
			h.t.Error("they still think that he is taken over by another organ")
		}
		h.must(h.do("return_officer", of, "holds", append(hold, "aware=yes")...))
		h.must(h.do("return_officer", of, "propose"))
		h.must(h.leaves(of, "handed_to=邻县公安局"))
		if d := h.owes(p, "release.tell_township"); d.State != "" {
			h.t.Errorf("%+v", d)
		}
		if said := h.says(of, paper.NoticeStation); !strings.Contains(said, "离所时已移交给邻县公安局") {
			h.t.Error(said)
		}
	})
}
