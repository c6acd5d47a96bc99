package course_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/platform/store"
)

// notices are the papers of a case that count, by kind.
func (h *house) notices(of id.ID) map[paper.Kind]paper.Paper {
	out := map[paper.Kind]paper.Paper{}
	h.read(func(ctx context.Context, tx *store.Tx) error {
		all, err := paper.OfCase(ctx, tx, of)
		for _, p := range all {
			if p.InForce() {
				out[p.Kind] = p
			}
		}
		return err
	})
	return out
}

// Each who is told of a release has a numbered paper of his own, with what he may know (REG 34, REG 7). Said again, it stands;
// with another addressee it is another; and when the end moves, each is owed anew.
func TestEachWhoIsToldHasAPaper(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("𠮷䶮", number, 20)
		of, err := h.begin("return_officer", affair.Release, p)
		h.must(err)
		h.must(h.do("return_officer", of, "notice", "told_on="+h.today(), "organ=川东县公安局"))
		h.must(h.do("return_officer", of, "township", "township=川东镇", "told_on="+h.today(), "told=经办人", "phone=000-0000 0002"))
		told := []string{"picked_up=family", "tell_family=told", "to_family=吉某", "tell_employer=not_yet", "to_employer=川东茶场", "tell_police_station=told", "to_police_station=川东派出所", "told_at=" + h.minute(0)}
		h.must(h.do("return_officer", of, "pickup", told...))
		was := h.notices(of)
		for kind, want := range map[paper.Kind]string{
			paper.ReleaseNotice: "川东县公安局：", paper.NoticeFamily: "吉某：", paper.NoticeEmployer: "川东茶场：", paper.NoticeStation: "川东派出所：", paper.NoticeTownship: "川东镇：",
		} {
			said := h.says(of, kind)
			if was[kind].Number == "" || !strings.Contains(said, want) || was[kind].States != h.term(p).End {
				h.t.Errorf("%s: %+v\n%s", kind, was[kind], said)
			}
			if named := strings.Contains(said, "𠮷䶮"); named == (kind == paper.NoticeTownship) {
				h.t.Errorf("%s names him: %v", kind, named)
			}
		}
		h.days(1)
		told[4] = "to_employer=川东茶叶公司"
		h.must(h.do("return_officer", of, "pickup", told...))
		now := h.notices(of)
		if now[paper.NoticeFamily].ID != was[paper.NoticeFamily].ID || now[paper.NoticeEmployer].Replaces != was[paper.NoticeEmployer].ID {
			h.t.Errorf("%+v", now)
		}
		told[3] = "tell_employer=none_there"
		h.must(h.do("return_officer", of, "pickup", told...))
		if x, counts := h.notices(of)[paper.NoticeEmployer]; counts {
			h.t.Errorf("there is no employer: %+v", x)
		}
		h.extended(p, "1")
		for _, kind := range []paper.Kind{paper.ReleaseNotice, paper.NoticeFamily, paper.NoticeStation, paper.NoticeTownship} {
			if x := h.notices(of)[kind]; !x.MayBeReplaced() {
				h.t.Errorf("%s states the old day: %+v", kind, x)
			}
		}
		h.must(h.do("return_officer", of, "pickup", told...))
		if x := h.notices(of)[paper.NoticeFamily]; x.MayBeReplaced() || x.States != h.term(p).End {
			h.t.Errorf("%+v", x)
		}
	})
}

// Who was not told before he left is told afterwards, by a paper that asks nobody to come.
func TestWhoWasNotToldHasAPaperAfterwards(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 0)
		of := h.prepared(p)
		h.seen(of, number)
		h.hand.Forward(time.Minute)
		h.must(h.do("return_officer", of, "let_go", "left_at="+h.minute(0)))
		for kind, code := range map[paper.Kind]duty.Code{
			paper.ReleaseNotice: "release.tell_organ", paper.NoticeFamily: "release.tell_family", paper.NoticeEmployer: "release.tell_employer",
			paper.NoticeStation: "release.tell_police_station", paper.NoticeTownship: "release.tell_township",
		} {
			said := h.says(of, kind)
			if d := h.owes(p, code); d.State != duty.Pending || !strings.Contains(said, "已于2026年3月2日解除") || strings.Contains(said, "请您") {
				h.t.Errorf("%s: %+v\n%s", code, d, said)
			}
		}
	})
}

// Whoever is to collect somebody who lies in a hospital is not sent to the gate of the house.
func TestWhoCollectsHimIsToldThatHeIsNotInTheHouse(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 2)
		of := h.prepared(p)
		told := func() string {
			h.must(h.do("return_officer", of, "pickup", "picked_up=family", "tell_family=told", "to_family=马阿依", "tell_employer=none_there", "tell_police_station=not_yet", "told_at="+h.minute(0)))
			return h.says(of, paper.NoticeFamily)
		}
		if said := told(); !strings.Contains(said, "到所里接他") {
			h.t.Error(said)
		}
		h.hand.Forward(time.Minute)
		h.leavesFor(p, outing.Hospital)
		if said := told(); strings.Contains(said, "到所里接他") || !strings.Contains(said, "现在不在所里") {
			h.t.Error(said)
		}
	})
}
