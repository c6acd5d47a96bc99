package casepages_test

import (
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// overdue is the house two days after 周文博 should have left (2026-12-19).
func overdue(t *testing.T) (*house, string) {
	t.Helper()
	h := build(t)
	h.hand.Set(time.Date(2026, 12, 21, 2, 0, 0, 0, time.UTC))
	h.sit("return_officer")
	return h, h.path("周文博", "record")
}

func (h *house) types(name string) []string {
	h.t.Helper()
	v, err := h.deps.Measure.View(policyAs(h, "legal_officer"), h.people[name])
	if err != nil {
		h.t.Fatal(err)
	}
	var out []string
	for _, e := range v.Life.Events {
		out = append(out, e.Fact.Type.String())
	}
	return out
}

func TestWhoIsHeldTooLongIsTheLoudestThingOnHisFile(t *testing.T) {
	h, _ := overdue(t)
	n := h.see(h.path("周文博", ""), 200)
	box := all(n, "div", "class", "g-tone-danger")
	if len(box) != 1 {
		t.Fatalf("%d alarms in %s", len(box), main(n))
	}
	if got := plain(box[0]); !strings.Contains(got, "今天必须解除") || !strings.Contains(got, "超期 2 天") || !strings.Contains(got, "《禁毒法》第47条") {
		t.Errorf("%s", got)
	}
	if a := all(box[0], "a", "href", "/journeys/new/release?person="+string(h.people["周文博"])); len(a) != 1 {
		t.Errorf("%d ways to the release", len(a))
	}
	h.sit("teacher")
	box = all(h.see(h.path("周文博", ""), 200), "div", "class", "g-tone-danger")
	if len(box) != 1 || len(all(box[0], "a", "class", "g-btn")) != 0 || !strings.Contains(plain(box[0]), "由回归指导民警办理") {
		t.Errorf("a teacher: %d", len(box))
	}
	if box := all(h.see(h.path("何川", ""), 200), "div", "class", "g-tone-danger"); len(box) != 0 {
		t.Error("an alarm for somebody whose term runs")
	}
}

// Nobody who lives here is let go by writing it down: every way to it leads to the affair in which two officers look at him.
func TestAReleaseIsAnAffair(t *testing.T) {
	h, to := overdue(t)
	if w := h.ask("GET", to+"?type=released", nil); w.Code != 303 || w.Header().Get("Location") != "/journeys/new/release?person="+string(h.people["周文博"]) {
		t.Errorf("%d %s", w.Code, w.Header().Get("Location"))
	}
	v := with(h.form(to+"?type=certificate.issued", to), "type", "released", "at", "2026-12-21")
	h.ask("POST", to, v)
	if got := h.types("周文博"); len(got) != 2 {
		t.Errorf("%v", got)
	}
	h.sit("case_officer")
	if w := h.ask("GET", to+"?type=released", nil); w.Code != 303 || w.Header().Get("Location") != h.path("周文博", "") {
		t.Errorf("%d %s", w.Code, w.Header().Get("Location"))
	}
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}

func TestWhoIsHereWithoutADecisionIsSeen(t *testing.T) {
	h := build(t)
	h.sit("intake_officer")
	v := with(h.form("/people/new", "/people/new"), "name", "沙马木呷", "sex", "male", "unit", string(h.brigades[0]), "admitted", "2026-11-23")
	w := h.ask("POST", "/people/new", v)
	if w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	file := w.Header().Get("Location")
	n := h.see(file, 200)
	got := main(n)
	for _, want := range []string{"没有决定书不得收治", "《禁毒法》第40条", "11月23日 来到本所", "核对决定书", "书面通知家属"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	if got := main(h.see(file+"/duties", 200)); !strings.Contains(got, "所法制民警 负责") || !strings.Contains(got, "收治民警 负责") {
		t.Errorf("%s", got)
	}
	to := file + "/record"
	form := with(h.form(to+"?type=ci.decided", to), "at", "2026-11-20", "by", "county", "ground", "severe", "number", "川公强戒决字〔2026〕0417号")
	if w = h.bring(to, form, "", ""); w.Code != 422 || !strings.Contains(main(parse(t, w.Body.String())), "决定要有文号和决定书扫描件") {
		t.Fatalf("without a scan and without a word: %d %s", w.Code, main(parse(t, w.Body.String())))
	}
	if w = h.bring(to, form, "决定书.pdf", "%PDF-1.7 and no end"); w.Code != 422 || !strings.Contains(main(parse(t, w.Body.String())), "决定书.pdf”不完整") {
		t.Fatalf("half a letter: %d %s", w.Code, main(parse(t, w.Body.String())))
	}
	w = h.bring(to, form, "决定书.pdf", wholePDF)
	if w.Code != 303 || w.Header().Get("Location") != to+"?type=ja.admitted" {
		t.Fatalf("%d %q %s", w.Code, w.Header().Get("Location"), main(parse(t, w.Body.String())))
	}
	if at, _ := attr(all(h.see(to+"?type=ja.admitted", 200), "input", "name", "at")[0], "value"); at != "2026-11-23" {
		t.Errorf("the day of arrival is offered, not %q", at)
	}
	if w := h.ask("POST", to, with(h.form(to+"?type=ja.admitted", to), "at", "2026-11-23")); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	got = main(h.see(file, 200))
	if strings.Contains(got, "来到本所") || strings.Contains(got, "核对决定书") || !strings.Contains(got, "收治后书面通知家属") || strings.Contains(got, "决定书未到") {
		t.Errorf("with the paper: %s", got)
	}
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}

func TestNobodyIsAskedForAPurposeToBeRefused(t *testing.T) {
	h := build(t)
	for _, role := range []string{"bureau_head", "bureau_inspector", "teacher"} {
		h.sit(role)
		for _, part := range []string{"record", "record?type=released", "facts/" + string(h.people["李明远"]) + "/correct"} {
			if got := main(h.see(h.path("李明远", part), 403)); strings.Contains(got, "查看目的") || !strings.Contains(got, "办理") {
				t.Errorf("%s %s: %s", role, part, got)
			}
		}
	}
	h.sit("teacher")
	for _, part := range []string{"", "law", "duties"} {
		n := h.see(h.path("李明远", part), 200)
		for _, a := range all(all(n, "main")[0], "a") {
			if to := attrOf(a, "href"); strings.Contains(to, "/record") || strings.Contains(to, "/correct") {
				t.Errorf("a teacher is offered %s", to)
			}
		}
	}
}

func TestANoticeKnowsWhomItIsOwedTo(t *testing.T) {
	h := build(t)
	to := h.path("林小满", "record")
	if w := h.ask("POST", to, with(h.form(to+"?type=ci.served", to), "at", "2026-11-24T06:00")); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	duties := h.see(h.path("林小满", "duties"), 200)
	for who, waivable := range map[string]bool{"family": true, "employer": false, "police_station": false} {
		link := to + "?type=ci.notified&who=" + who
		if len(all(duties, "a", "href", link)) != 1 {
			t.Errorf("no %s", link)
		}
		n := h.see(link, 200)
		if x := all(n, "input", "name", "who", "checked", ""); len(x) != 1 || attrOf(x[0], "value") != who {
			t.Errorf("%s is not chosen", who)
		}
		if got := len(all(n, "input", "name", "notice")) > 0; got != waivable {
			t.Errorf("%s: may be left out: %t", who, got)
		}
	}
	v := with(h.form(to+"?type=ci.notified&who=family", to), "at", "2026-11-24T06:30", "who", "family")
	if got := h.faults(to, with(v, "notice", "waived")); !strings.Contains(got, "为什么依法不用通知") {
		t.Errorf("%s", got)
	}
	if got := h.faults(to, with(v, "who", "employer", "notice", "waived", "waived", "没有单位")); !strings.Contains(got, "没有依法免除的规定") {
		t.Errorf("%s", got)
	}
	if w := h.ask("POST", to, with(v, "notice", "waived", "waived", "本人没有家属")); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	if got := main(h.see(h.path("林小满", "duties"), 200)); !strings.Contains(got, "依法免办") {
		t.Errorf("%s", got)
	}
	v = with(h.form(to+"?type=ci.notified&who=employer", to), "at", "2026-11-24T06:40", "who", "employer")
	if w := h.ask("POST", to, v); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}

func TestWhatWasWithdrawnIsNotCalledCorrected(t *testing.T) {
	h := build(t)
	v, err := h.deps.Measure.View(policyAs(h, "legal_officer"), h.people["李明远"])
	if err != nil {
		t.Fatal(err)
	}
	to := h.path("李明远", "facts/"+string(v.Life.Events[2].ID)+"/correct")
	w := h.ask("POST", to, with(h.form(to, to), "how", "withdraw", "words", "记到了别人的档案上", "_code", "246810"))
	if w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	got := main(parse(t, h.ask("GET", h.path("李明远", "law"), nil, w.Result().Cookies()...).Body.String()))
	if !strings.Contains(got, "已撤回，原来的一条划线保留") || !strings.Contains(got, "寄出家属通知书 已撤回") || strings.Contains(got, "已更正") {
		t.Errorf("%s", got)
	}
}

func TestAClosedDutyShowsItsProof(t *testing.T) {
	h := build(t)
	to := h.path("林小满", "record")
	if w := h.ask("POST", to, with(h.form(to+"?type=ja.family_letter", to), "at", "2026-11-05", "number", "第3号")); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	table := all(h.see(h.path("林小满", "duties"), 200), "table")[0]
	links := all(table, "a")
	if got := plain(table); len(links) != 1 || !strings.Contains(got, "2026年11月5日 寄出家属通知书") || !strings.Contains(got, "2026年11月24日 所法制民警（青川所）") {
		t.Fatalf("%d links: %s", len(links), got)
	}
	where, anchor, _ := strings.Cut(attrOf(links[0], "href"), "#")
	if n := h.see(where, 200); len(all(n, "li", "id", anchor)) != 1 {
		t.Errorf("no %s at %s", anchor, where)
	}
}

// Every duty of the clock says how its date came about, with its articles; the assessments too, which the clock does not
// print. A duty of an act has no sum.
func TestEveryDutySaysHowItsDateIsReckoned(t *testing.T) {
	h, _ := overdue(t)
	h.sit("legal_officer")
	seen := map[string]string{}
	for _, who := range []string{"周文博", "马海木"} {
		n := h.see(h.path(who, "duties"), 200)
		for _, tag := range []string{"article", "tr"} {
			for _, card := range all(n, tag) {
				if how := all(card, "details"); strings.HasPrefix(attrOf(card, "id"), "d-") && len(how) == 1 {
					seen[plain(all(card, map[string]string{"article": "h3", "tr": "th"}[tag])[0])] += plain(how[0])
				}
			}
		}
	}
	for title, want := range map[string]string{
		"按期解除": "2026年12月19日", "解除前通知决定机关": "《戒毒条例》第34条", "期满前综合诊断评估": "本系统的理解 待核",
		"一年后综合诊断评估": "《禁毒法》第47条", "收治后书面通知家属": "第17条 待核",
	} {
		found := false
		for name, how := range seen {
			found = found || strings.Contains(name, title) && strings.Contains(how, want)
		}
		if !found {
			t.Errorf("%s does not say %q: %v", title, want, seen)
		}
	}
}

// Beside what is done stands the post from which it was done, whatever the same officer does later from another one.
func TestWhoDidItIsNotWrittenOver(t *testing.T) {
	h := build(t)
	to := h.path("林小满", "record")
	first := h.sit("legal_officer")
	for _, at := range []struct{ kind, on, role string }{{"ja.family_letter", "2026-11-05", "legal_officer"}, {"ja.booklet", "2026-11-06", "brigade_head"}} {
		later := policytest.Officer(at.role, h.facility, h.facility)
		later.Staff, later.Account = first.Staff, first.Account
		h.chair.sit("陈立", "", later)
		if w := h.ask("POST", to, with(h.form(to+"?type="+at.kind, to), "at", at.on)); w.Code != 303 {
			t.Fatalf("%s: %d %s", at.kind, w.Code, main(parse(t, w.Body.String())))
		}
		h.hand.Forward(time.Minute)
	}
	for _, row := range all(all(h.see(h.path("林小满", "duties"), 200), "table")[0], "tr") {
		if got := plain(row); strings.Contains(got, "家属通知书") && !strings.Contains(got, "所法制民警（青川所）") {
			t.Errorf("written over: %s", got)
		}
	}
	if got := main(h.see(h.path("林小满", "law"), 200)); !strings.Contains(got, "所法制民警（青川所）") || !strings.Contains(got, "大队长（青川所）") {
		t.Errorf("%s", got)
	}
}

func TestTheFileOfADayBeforeItWasBegunSaysSo(t *testing.T) {
	h := build(t)
	n := h.see(h.path("李明远", "was?on=2026-03-10"), 200)
	if got := main(n); !strings.Contains(got, "这份档案 2026年11月24日 才在本系统建立") || strings.Contains(got, "还没有这份档案") {
		t.Errorf("%s", got)
	}
	if len(all(n, "a", "href", h.path("李明远", "was?on=2026-11-24"))) != 1 {
		t.Error("no way to its first day")
	}
	if got := main(h.see(h.path("李明远", "law"), 200)); !strings.Contains(got, "2025年7月29日 记于原有档案") {
		t.Errorf("%s", got)
	}
}

// What proves that a duty was done stands beside it, and so does why it was opened again.
func TestTheProofOfADutyStandsBesideIt(t *testing.T) {
	h, _ := overdue(t)
	desk := duty.New(h.db, h.deps.Vault, h.deps.Policy)
	a := h.sit("legal_officer")
	officer := actor.With(t.Context(), a)
	all := func() (d duty.Duty) {
		list, err := store.Read(t.Context(), h.db, func(tx *store.Tx) ([]duty.Duty, error) { return duty.Of(t.Context(), tx, h.people["周文博"]) })
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range list {
			if x.Code == "da.pre_expiry" {
				d = x
			}
		}
		return d
	}
	d := all()
	tab := h.path("周文博", "duties")
	if got := main(h.see(tab, 200)); !strings.Contains(got, "标为已办") {
		t.Fatalf("no way to close it: %s", got)
	}
	if err := desk.Done(officer, store.NewKey(), d.ID, d.Version, duty.Draft{Words: "评估表第12号"}); err != nil {
		t.Fatal(err)
	}
	if got := main(h.see(tab, 200)); !strings.Contains(got, "评估表第12号") || !strings.Contains(got, "办错了，重新打开") || !strings.Contains(got, "迟办") {
		t.Errorf("%s", got)
	}
	h.sit("legal_officer")
	if got := main(h.see(tab, 200)); strings.Contains(got, "办错了，重新打开") {
		t.Error("offered to who may not")
	}
	d = all()
	if err := desk.Reopen(officer, store.NewKey(), d.ID, d.Version, "没有签字"); err != nil {
		t.Fatal(err)
	}
	if got := main(h.see(tab, 200)); !strings.Contains(got, "重新打开：没有签字（原来凭：评估表第12号）") {
		t.Errorf("%s", got)
	}
}
