package casepages_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
)

func TestARefusedActNamesItsArticleAndWhatHappenedIsKept(t *testing.T) {
	h := build(t)
	to := h.path("吉克·阿牛木", "record") // decided in March: no early release is proposed before a year has passed
	v := h.form(to+"?type=early.proposed", to)
	w := h.ask("POST", to, with(v, "at", "2026-11-24"))
	n := parse(t, w.Body.String())
	got := main(n)
	if w.Code != 422 || !strings.Contains(got, "《禁毒法》第47条") {
		t.Fatalf("%d %s", w.Code, got)
	}
	if len(all(n, "input", "name", "happened")) != 1 {
		t.Fatal("it may have happened anyway")
	}
	w = h.ask("POST", to, with(v, "at", "2026-11-24", "happened", "true"))
	if n := parse(t, w.Body.String()); w.Code != 422 || !strings.Contains(main(n), "请写明实际发生了什么") || len(all(n, "input", "name", "happened", "checked", "")) != 1 {
		t.Errorf("without words: %d", w.Code)
	}
	w = h.ask("POST", to, with(v, "at", "2026-11-24", "happened", "true", "words", "误把别人的意见书寄出，已报告"))
	if w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	got = main(h.see(h.path("吉克·阿牛木", "law"), 200))
	if !strings.Contains(got, "不符合规定，如实保留") || !strings.Contains(got, "误把别人的意见书寄出") || !strings.Contains(got, "2028年3月1日") {
		t.Errorf("%s", got)
	}
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}

func TestAFormSentTwiceActsOnce(t *testing.T) {
	h := build(t)
	to := h.path("周文博", "record")
	v := with(h.form(to+"?type=ja.family_letter", to), "at", "2025-01-08", "number", "第3号")
	for range 2 {
		if w := h.ask("POST", to, v); w.Code != 303 {
			t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
		}
	}
	view, err := h.deps.Measure.View(policyAs(h, "legal_officer"), h.people["周文博"])
	if err != nil || len(view.Life.Events) != 3 {
		t.Errorf("%d facts, %v", len(view.Life.Events), err)
	}
}

func TestBadFieldsComeBackTogetherWithWhatWasTyped(t *testing.T) {
	h := build(t)
	to := h.path("李明远", "record")
	w := h.ask("POST", to, with(h.form(to+"?type=extension.decided", to), "at", "2026/13/02", "by", "", "approved", "true", "months", "many", "number", "美公〔2026〕9号"))
	n := parse(t, w.Body.String())
	if w.Code != 422 {
		t.Fatal(w.Code)
	}
	if x := all(n, "p", "class", "g-fault"); len(x) != 3 {
		t.Errorf("%d faults: %s", len(x), main(n))
	}
	if x := all(n, "input", "name", "number"); len(x) != 1 || attrOf(x[0], "value") != "美公〔2026〕9号" {
		t.Error("what was typed is lost")
	}
}

func TestTwoOfficersSeeBothVersions(t *testing.T) {
	h := build(t)
	to := h.path("周文博", "record")
	v := h.form(to+"?type=ja.booklet", to)
	if w := h.ask("POST", to, with(h.form(to+"?type=ja.family_letter", to), "at", "2025-01-08")); w.Code != 303 {
		t.Fatal(w.Code)
	}
	w := h.ask("POST", to, with(v, "at", "2025-01-12"))
	n := parse(t, w.Body.String())
	if got := main(n); w.Code != 409 || !strings.Contains(got, "寄出家属通知书") || attrOf(all(n, "input", "name", "at")[0], "value") != "2025-01-12" {
		t.Fatalf("%d %s", w.Code, got)
	}
	again := url.Values{}
	for _, x := range all(all(n, "form", "action", to)[0], "input", "type", "hidden") {
		again.Set(attrOf(x, "name"), attrOf(x, "value"))
	}
	if w := h.ask("POST", to, with(again, "at", "2025-01-12")); w.Code != 303 {
		t.Errorf("after looking: %d", w.Code)
	}
}

func TestACorrectionThatMovesTheEndNeedsTwo(t *testing.T) {
	h := build(t)
	view, err := h.deps.Measure.View(policyAs(h, "legal_officer"), h.people["周文博"])
	if err != nil {
		t.Fatal(err)
	}
	to := h.path("周文博", "facts/"+string(view.Life.Events[0].ID)+"/correct")
	v := with(h.form(to, to), "how", "replace", "at", "2024-12-10", "by", "county", "ground", "severe", "words", "决定书日期看错")
	if w := h.ask("POST", to, v); w.Code != 403 || !strings.Contains(w.Body.String(), "_code") {
		t.Fatalf("unsigned: %d", w.Code)
	}
	w := h.ask("POST", to, with(v, "_code", "246810"))
	change := w.Header().Get("Location")
	if w.Code != 303 || !strings.Contains(change, "/changes/") {
		t.Fatalf("%d %q %s", w.Code, change, main(parse(t, w.Body.String())))
	}
	n := h.see(change, 200)
	if got := strings.ReplaceAll(main(n), " ", ""); !strings.Contains(got, "2026年12月19日") || !strings.Contains(got, "2026年12月9日") || len(all(n, "input", "name", "decision")) != 0 {
		t.Fatalf("the proposer sees both and decides nothing: %s", got)
	}
	for _, part := range []string{"", "duties"} {
		n := h.see(h.path("周文博", part), 200)
		if len(all(n, "a", "href", change)) != 0 || !strings.Contains(main(n), "等另一名民警复核，自 2026年11月24日 起") {
			t.Errorf("%q: the proposer is led to decide on her own: %s", part, main(n))
		}
	}
	h.sit("legal_officer")
	if n := h.see(h.path("周文博", ""), 200); !strings.Contains(main(n), "有一项更正等人复核") || len(all(n, "a", "href", change)) == 0 {
		t.Errorf("the overview does not say that something waits: %s", main(n))
	}
	yes := with(h.form(change, change), "decision", "confirm", "_code", "246810")
	if w := h.ask("POST", change, yes); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	got := main(h.see(h.path("周文博", "law"), 200))
	if !strings.Contains(got, "所法制民警（青川所）提出、所法制民警（青川所）复核更正") || !strings.Contains(got, "所法制民警（青川所）提出、所法制民警（青川所）复核，2026年11月24日 记录") {
		t.Errorf("both officers stand there by post: %s", got)
	}
	if !strings.Contains(got, "已更正") || !strings.Contains(got, "决定书日期看错") || !strings.Contains(got, "在司法行政戒毒所执行") {
		t.Errorf("%s", got)
	}
	if n := strings.Count(got, "1月5日 本所收治入所"); n != 1 {
		t.Errorf("what was only told again stands there %d times: %s", n, got)
	}
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}

func TestAnAdmissionShowsWhoMayBeTheSame(t *testing.T) {
	h := build(t)
	h.sit("intake_officer")
	v := h.form("/people/new", "/people/new")
	w := h.ask("POST", "/people/new", with(v, "name", "", "number", "51990019900101001", "admitted", "2030-01-01"))
	if n := parse(t, w.Body.String()); w.Code != 422 || len(all(n, "p", "class", "g-fault")) < 4 {
		t.Fatalf("%d %s", w.Code, main(n))
	}
	v = with(v, "name", "周文博", "born", "1992-09-24", "sex", "male", "home", "美姑县", "unit", string(h.brigades[0]), "admitted", "2026-11-23")
	w = h.ask("POST", "/people/new", v)
	n := parse(t, w.Body.String())
	if got := main(n); w.Code != 422 || !strings.Contains(got, "可能是同一个人") || attrOf(all(n, "input", "name", "name")[0], "value") != "周文博" {
		t.Fatalf("%d %s", w.Code, got)
	}
	v.Set("shown", attrOf(all(n, "input", "name", "shown")[0], "value"))
	w = h.ask("POST", "/people/new", with(v, "known", "true", "decided", "2026-11-10", "by", "county", "ground", "severe", "words", "文号和扫描件随后补"))
	if w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	got := main(h.see(w.Header().Get("Location"), 200))
	if !strings.Contains(got, "DA-n1-QC-2026-000001") || !strings.Contains(got, "2028年11月9日") {
		t.Errorf("%s", got)
	}
	h.sit("teacher")
	h.see("/people/new", 403)
}

func TestFamilyAndIdentityAreKept(t *testing.T) {
	h := build(t)
	to := h.path("李明远", "family")
	if w := h.ask("POST", to, with(h.form(to, to), "name", "", "relation", "")); w.Code != 422 {
		t.Errorf("%d", w.Code)
	}
	if w := h.ask("POST", to, with(h.form(to, to), "name", "王秀兰", "relation", "mother", "phone", "13900001234", "contact", "true")); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	if got := main(h.see(to, 200)); !strings.Contains(got, "王秀兰 母亲 尾号 1234 是") {
		t.Errorf("%s", got)
	}
	edit := h.path("李明远", "identity/edit")
	v := h.form(edit, edit)
	change := with(v, "name", "李明远", "number", "", "sex", "male", "born", "1992-03-08", "home", "四川省凉山彝族自治州美姑县")
	if w := h.ask("POST", edit, with(change, "aliases", "小李")); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	w := h.ask("POST", edit, with(change, "_key", "", "aliases", "阿远"))
	if got := main(parse(t, w.Body.String())); w.Code != 409 || !strings.Contains(got, "两个版本") || !strings.Contains(got, "小李") || !strings.Contains(got, "阿远") {
		t.Errorf("%d %s", w.Code, got)
	}
	h.hand.Set(morning.Add(48 * time.Hour))
	if got := main(h.see(h.path("李明远", "was?on=2026-11-20"), 200)); !strings.Contains(got, "才在本系统建立") {
		t.Errorf("%s", got)
	}
}

// wholePDF is the shortest that is whole.
const wholePDF = "%PDF-1.7\nstartxref\n0\n%%EOF\n"

func TestAPaperIsFiledAndTakenOut(t *testing.T) {
	h := build(t)
	to := h.path("李明远", "documents")
	v := with(h.form(to, to), "title", "强制隔离戒毒决定书")
	for what, w := range map[string]*httptest.ResponseRecorder{
		"选择一个文件": h.bring(to, v, "", ""), "页面.pdf”里不是": h.bring(to, v, "页面.pdf", "<html>"), "半份.pdf”不完整": h.bring(to, v, "半份.pdf", "%PDF-1.7"), "写明这是什么": h.bring(to, with(v, "title", ""), "a.pdf", wholePDF),
	} {
		if got := main(parse(t, w.Body.String())); w.Code != 422 || !strings.Contains(got, what) {
			t.Errorf("%s: %d %s", what, w.Code, got)
		}
	}
	v.Set("title", "强制隔离戒毒决定书")
	for range 2 { // a form sent twice
		if w := h.bring(to, v, "扫描001.pdf", wholePDF); w.Code != 303 {
			t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
		}
	}
	n := h.see(to, 200)
	if got := main(n); strings.Count(got, "强制隔离戒毒决定书 查看 扫描001.pdf 2026年11月24日 1 KB") != 1 {
		t.Errorf("%s", got)
	}
	link := attrOf(all(all(n, "tbody")[0], "a")[0], "href")
	w := h.ask("GET", link, nil)
	if w.Code != 200 || w.Body.String() != wholePDF || w.Header().Get("Content-Type") != "application/pdf" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
	}
	if w := h.ask("GET", strings.Replace(link, string(h.people["李明远"]), string(h.people["周文博"]), 1), nil); w.Code != 404 {
		t.Errorf("through another's file: %d", w.Code)
	}
	h.sit("doctor")
	if got := main(h.see(to, 200)); strings.Contains(got, "决定书") || !strings.Contains(got, "您的岗位不能打开") {
		t.Errorf("a doctor reads the legal papers: %s", got)
	}
}

func TestEveryKindOfFactHasItsPlace(t *testing.T) {
	h := build(t)
	n := h.see(h.path("李明远", "record"), 200)
	for _, x := range term.Types() {
		if x == term.Withdrawn {
			continue
		}
		if links := all(n, "a", "href", h.path("李明远", "record?type="+x.String())); len(links) == 0 {
			t.Errorf("%s stands nowhere", x)
		}
		want := 200
		if measure.ByAffair(x) { // of who lives here it is an affair
			want = 303
		}
		if w := h.ask("GET", h.path("李明远", "record?type="+x.String()), nil); w.Code != want {
			t.Errorf("%s: %d", x, w.Code)
		}
	}
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}
