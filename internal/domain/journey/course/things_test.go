package course_test

import (
	"strings"
	"testing"
	"time"

	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/paper"
)

// What is in keeping goes along with who is sent on, entry by entry, or somebody writes what stays and why.
func TestNothingInKeepingStaysWithoutAWord(t *testing.T) {
	each(t, func(h *house) {
		in := h.arrives()
		h.checked(in, cn.Male) // a telephone, two keys and 120.50 yuan
		h.must(h.do("intake_officer", in, "accept", "accept_all=yes"))
		of, err := h.begin("case_officer", affair.Transfer, h.file(in).Person, "to_house="+string(h.there.facility), "transfer_ground=closer_home", "words=父母住在锦川")
		h.must(err)
		h.must(h.do("facility_head", of, "submit"))
		h.must(h.do("bureau_legal", of, "approve", "approved_on="+h.today(), "number=省戒调〔2026〕7号", "no_paper=扫描件随后补"))
		h.must(h.do("doctor", of, "health", "examined="+h.minute(time.Minute), "findings=平稳", "fit_to_travel=yes"))
		pack := func(more ...string) error {
			return h.do("case_officer", of, "pack", append([]string{"dossier.paper=决定书", "dossier.pages=3", "leaves_on=" + h.today()}, more...)...)
		}
		for _, x := range []struct {
			stays string
			sent  []string
		}{
			{"手机 1、钥匙 2、现金120.50元", []string{"property=none"}},
			{"钥匙 2", []string{"property=kept", "items.thing=手机", "items.amount=1", "cash=120.50"}},
			{"钥匙 2", []string{"property=kept", "items.thing=手机", "items.amount=1", "items.thing=钥匙", "items.amount=1", "cash=120.50"}},
			{"现金20.50元", []string{"property=kept", "items.thing=钥匙", "items.amount=2", "items.thing=手机", "items.amount=1", "cash=100"}},
		} {
			err := pack(x.sent...)
			h.refused(err, "journey.things_stay")
			if said := errs.Find(err).Fields[0]; said.Name != "left_behind" || said.Args[0] != x.stays {
				t.Errorf("%v, want %s", said, x.stays)
			}
		}
		all := []string{"property=kept", "items.thing=钥匙", "items.amount=２", "items.thing=手机", "items.amount=1", "items.thing=棉衣", "items.amount=1", "cash=120.50"}
		h.refused(pack(all...), "journey.more_than_kept")
		h.must(pack(append(all, "beyond_kept=棉衣是所里发的")...))
		more := append([]string{"items.thing=金项链", "items.amount=1"}, all...)
		h.refused(pack(append(more, "beyond_kept=棉衣是所里发的")...), "journey.more_than_kept") // that was said of what was packed before
		h.must(pack(append(more, "beyond_kept=棉衣是所里发的，项链昨天由家属交来")...))
		h.must(pack("property=none", "cash=5000", "left_behind=都由妻子领走"))
		if cash := h.said(of, "pack").Of("cash"); cash != "" {
			t.Errorf("money goes along of who has nothing: %s", cash)
		}
		h.must(pack("property=kept", "items.thing=手机", "items.amount=1", "cash=120.50", "left_behind=钥匙2把已由妻子领走"))
		papers, _ := h.ofCase(of)
		if said := h.prints(papers[paper.TransferCover]); !strings.Contains(said, "不随送的：钥匙2把已由妻子领走") {
			t.Error(said)
		}
	})
}

// What goes along of somebody of whom nothing was taken into keeping is asked about too.
func TestWhoHadNothingHasSomethingNow(t *testing.T) {
	each(t, func(h *house) {
		in := h.arrives()
		h.checked(in, cn.Male, "property")
		h.must(h.do("intake_officer", in, "property", "property=none", "resident_signs=signed"))
		h.must(h.do("intake_officer", in, "accept", "accept_all=yes"))
		of, err := h.begin("case_officer", affair.Transfer, h.file(in).Person, "to_house="+string(h.there.facility), "transfer_ground=closer_home", "words=父母住在锦川")
		h.must(err)
		h.must(h.do("facility_head", of, "submit"))
		h.must(h.do("bureau_legal", of, "approve", "approved_on="+h.today(), "number=省戒调〔2026〕7号", "no_paper=扫描件随后补"))
		h.must(h.do("doctor", of, "health", "examined="+h.minute(0), "findings=平稳", "fit_to_travel=yes"))
		watch := []string{"dossier.paper=决定书", "dossier.pages=3", "leaves_on=" + h.today(), "property=kept", "items.thing=金表", "items.amount=1", "cash=5000"}
		h.refused(h.do("case_officer", of, "pack", watch...), "journey.more_than_kept")
		h.must(h.do("case_officer", of, "pack", append(watch, "beyond_kept=家属探访时交来")...))
	})
}

// Of who came by himself nobody is asked who handed him over: the injuries are signed by him and by who looked at him, and he
// is taken in by that.
func TestTheInjuriesOfWhoCameByHimself(t *testing.T) {
	each(t, func(h *house) {
		of, err := h.begin("intake_officer", affair.Intake, "", "arrived="+h.minute(time.Hour), "from=himself")
		h.must(err)
		h.must(h.do("intake_officer", of, "decision", "decided=2026-01-03", "by=county", "ground=severe", "organ=川东县公安局", "number=川东公强戒决字〔2026〕12号", "no_paper=扫描件随后补"))
		h.must(h.do("intake_officer", of, "identity", "name=吉布阿且", "sex=male", "born=1990-05-01", "verified=police", "no_proof=照片、指纹随后补"))
		found := []string{"injuries=yes", "injury_list.part=左臂", "injury_list.look=擦伤", "resident_signs=signed"}
		h.refused(h.do("intake_officer", of, "injuries", found...), "journey.missing")
		h.must(h.do("intake_officer", of, "injuries", append(found, "examiner=吴桐")...))
		if said := h.said(of, "injuries"); said.Of("police_signs") != "" || said.Of("examiner") != "吴桐" {
			t.Errorf("%+v", said.Values)
		}
		papers, _ := h.ofCase(of)
		if said := h.prints(papers[paper.InjuryRecord]); strings.Contains(said, "移送民警") || !strings.Contains(said, "本人自行到所") || !strings.Contains(said, "吴桐") {
			t.Error(said)
		}
		h.checked(of, cn.Male, "decision", "identity", "injuries")
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes"))
		papers, _ = h.ofCase(of)
		if said := h.prints(papers[paper.IntakeForm]); strings.Contains(said, "移送民警") {
			t.Error(said)
		}
	})
}
