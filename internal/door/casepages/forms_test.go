package casepages_test

import (
	"net/url"
	"strings"
	"testing"
)

// faults are the lines of the list on top of a form shown again.
func (h *house) faults(to string, v url.Values) string {
	h.t.Helper()
	w := h.ask("POST", to, v)
	n := parse(h.t, w.Body.String())
	if w.Code != 422 {
		h.t.Fatalf("POST %s: %d %s", to, w.Code, main(n))
	}
	return plain(all(n, "section", "class", "g-trouble")[0])
}

func TestAFaultNamesItsFieldItsValueAndWhatWouldBeRight(t *testing.T) {
	h := build(t)
	h.sit("intake_officer")
	v := with(h.form("/people/new", "/people/new"), "name", "张3<b>", "sex", "male", "unit", string(h.brigades[0]), "admitted", "2026-11-23",
		"phone", "12ab", "home", "火星", "residence", "金星", "born", "1990-02-30")
	got := h.faults("/people/new", v)
	for _, want := range []string{
		"姓名“张3<b>”里的“3<>”", "本人电话：“12ab”不像电话号码", "5 到 20 位数字", "户籍地“火星”：没有找到这个行政区划", "现住地“金星”：", "出生日期“1990-02-30”：",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	if strings.Contains(got, "有几处需要改") {
		t.Errorf("it says twice that something is to mend: %s", got)
	}
	v = with(h.form("/people/new", "/people/new"), "name", "张三", "sex", "male", "unit", string(h.brigades[0]), "admitted", "2026-11-23", "decided", "2026-11-10")
	if got := h.faults("/people/new", v); !strings.Contains(got, "由谁决定或批准") || !strings.Contains(got, "依据的情形") || strings.Contains(got, "决定日期”") {
		t.Errorf("half a decision: %s", got)
	}
	to := h.path("李明远", "record")
	if got := h.faults(to, with(h.form(to+"?type=ci.notified", to), "at", "2026-11-24T07:00")); !strings.Contains(got, "请填写或选择“通知谁”") {
		t.Errorf("a notice to nobody: %s", got)
	}
	to = h.path("李明远", "family")
	got = h.faults(to, with(h.form(to, to), "name", "欧阳大3", "relation", "", "phone", "abc"))
	for _, want := range []string{"姓名“欧阳大3”里的“3”", "“abc”不像电话号码", "请选择关系"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}

func TestNobodyIsSaidToSpeakChineseUnasked(t *testing.T) {
	h := build(t)
	edit := h.path("李明远", "identity/edit")
	if got := plain(all(all(h.see(edit, 200), "select", "name", "language")[0], "option", "value", "")[0]); got != "未问" {
		t.Errorf("%q", got)
	}
	v := with(h.form(edit, edit), "name", "李明远", "sex", "male", "born", "1992-03-08", "language", "zh")
	if w := h.ask("POST", edit, v); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	if got := main(h.see(h.path("李明远", ""), 200)); strings.Contains(got, "未问") {
		t.Errorf("%s", got)
	}
}
