package casepages_test

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

var serveAt = flag.String("serve", "", "serve the pages at this address until interrupted, to look at them: go test ./internal/door/casepages -run Serve -serve localhost:8098 -timeout 1h")

func TestServe(t *testing.T) {
	if *serveAt == "" {
		t.Skip("only with -serve ADDRESS")
	}
	h := build(t)
	role := "legal_officer"
	mux := http.NewServeMux()
	mux.HandleFunc("/_sit/{role}", func(w http.ResponseWriter, r *http.Request) {
		role = r.PathValue("role")
		h.sit(role)
		http.Redirect(w, r, "/people", http.StatusSeeOther)
	})
	mux.HandleFunc("/_who/{name}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, h.path(r.PathValue("name"), r.URL.Query().Get("tab")), http.StatusSeeOther)
	})
	mux.Handle("/", h.Handler())
	srv := &http.Server{Addr: *serveAt, Handler: mux, ReadHeaderTimeout: time.Minute}
	t.Fatal(srv.ListenAndServe())
}

func (h *house) path(name, part string) string {
	p := "/people/" + string(h.people[name])
	if part != "" {
		p += "/" + part
	}
	return p
}

func TestEveryPageOfAFile(t *testing.T) {
	h := build(t)
	for part, want := range map[string]string{
		"": "为什么是这一天", "law": "收治入所", "duties": "接下来要办的", "family": "亲属", "identity": "身份证号", "documents": "文件", "trail": "谁看过",
		"closed/clinical": "医务室", "closed/psychology": "这里不能提交申请", "closed/child": "儿童", "closed/complaint": "密文",
		"record": "要记什么", "record?type=certificate.issued": "解除证明书", "record?type=ci.notified": "通知", "identity/edit": "姓名", "was?on=2026-11-24": "那时已经记录",
	} {
		n := h.see(h.path("李明远", part), 200)
		if got := main(n); !strings.Contains(got, want) {
			t.Errorf("%s: no %q in %.300s", part, want, got)
		}
		if title := plain(all(n, "title")[0]); strings.Contains(title, "明远") {
			t.Errorf("%s: the title %q names somebody", part, title)
		}
		if len(all(n, "h1")) != 1 {
			t.Errorf("%s: %d h1", part, len(all(n, "h1")))
		}
	}
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}

func TestADayThatIsNoneIsNotToday(t *testing.T) {
	h := build(t)
	for day, want := range map[string]string{"2025-02-30": "没有这一天", "2099-01-01": "还没有到"} {
		if got := main(h.see(h.path("李明远", "was?on="+day), 422)); !strings.Contains(got, want) || !strings.Contains(got, day) {
			t.Errorf("%s: %s", day, got)
		}
	}
}

func TestThePagesSpeakEnglish(t *testing.T) {
	h := build(t)
	en := &http.Cookie{Name: "guitu_locale", Value: "en"}
	for _, part := range []string{"", "law", "duties", "family", "identity", "trail", "record", "record?type=extension.decided"} {
		w := h.ask("GET", h.path("李明远", part), nil, en)
		if w.Code != 200 || !strings.Contains(w.Body.String(), `lang="en"`) {
			t.Errorf("%s: %d", part, w.Code)
		}
	}
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}

func TestTheSumSaysWhyItIsTheDay(t *testing.T) {
	h := build(t)
	got := main(h.see(h.path("李明远", ""), 200))
	for _, want := range []string{"2027年7月13日", "730 天", "所外就医 18 天，照常计入", "《禁毒法》第47条", "还有", "231"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
}

func TestTheListKeepsItsStateInItsAddress(t *testing.T) {
	h := build(t)
	h.sit("facility_head")
	n := h.see("/people?phase=adaptation&sort=-end", 200)
	rows := all(all(n, "tbody")[0], "tr")
	if len(rows) != 3 || !strings.Contains(plain(rows[0]), "李明远") {
		t.Errorf("%d rows: %s", len(rows), plain(all(n, "tbody")[0]))
	}
	if x := all(n, "a", "class", "g-filter"); len(x) != 1 || !strings.Contains(plain(x[0]), "教育适应") {
		t.Errorf("%d chips", len(x))
	}
	export, _ := attr(all(n, "a", "class", "g-btn-small")[0], "href")
	if !strings.HasPrefix(export, "/export?list=residents&") || !strings.Contains(export, "phase=adaptation") {
		t.Errorf("export %q", export)
	}
	gone := all(h.see("/people?left=1&sort=-left", 200), "a", "class", "g-btn-small")
	if u, _ := attr(gone[0], "href"); u != "/export?left=1&list=left&sort=-left" {
		t.Errorf("export of those who left: %q", u)
	}
	for _, slip := range []string{"phase=purgatory", "state=free", "within=soon", "unit=x"} {
		if got := main(h.see("/people?"+slip, 422)); !strings.Contains(got, "重新打开这一页") || strings.Contains(got, "周文博") {
			t.Error(slip, got)
		}
	}
	if got := main(h.see("/people?within=30", 200)); !strings.Contains(got, "周文博") || strings.Contains(got, "何川") {
		t.Errorf("within 30 days: %s", got)
	}
	for _, bad := range []string{"within=-5", "within=0", "within=x", "unit=x", "facility=x"} {
		if got := main(h.see("/people?"+bad, 422)); !strings.Contains(got, "里没有“"+strings.SplitN(bad, "=", 2)[1]) {
			t.Errorf("%s: %s", bad, got)
		}
	}
	if got := main(h.see("/people?left=1", 200)); !strings.Contains(got, "吴桐") || strings.Contains(got, "何川") {
		t.Errorf("left: %s", got)
	}
	if got := main(h.see("/people?phase=detox&unit="+string(h.brigades[0]), 200)); !strings.Contains(got, "没有符合条件") {
		t.Errorf("nobody: %s", got)
	}
	h.sit("teacher")
	if x := all(h.see("/people", 200), "a", "class", "g-btn-small"); len(x) != 0 {
		t.Error("a teacher is offered an export")
	}
	h.sit("system_keeper")
	h.see("/people", 403)
}

// look posts a text into the one box.
func (h *house) look(text string) *httptest.ResponseRecorder {
	h.t.Helper()
	return h.ask("POST", "/search", with(h.form("/search", "/search"), "q", text))
}

func TestOneExactHitGoesStraightToThePerson(t *testing.T) {
	h := build(t)
	h.sit("facility_head")
	if w := h.look("zwb"); w.Code != 303 || w.Header().Get("Location") != h.path("周文博", "") {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
	two := parse(t, h.look("李明远").Body.String())
	if got := main(two); strings.Count(got, "李明远") < 2 || !strings.Contains(got, "6舍01床") && strings.Contains(got, "6舍 01床") {
		t.Errorf("two of one name: %s", got)
	}
	for _, x := range all(two, "", "href", "") {
		if to, _ := url.PathUnescape(attrOf(x, "href")); strings.Contains(to, "明远") {
			t.Errorf("an address names somebody: %s", to)
		}
	}
	for q, want := range map[string]string{"张三丰": "没有找到", "·": "这样写找不到人", "": "首字母"} {
		if got := main(parse(t, h.look(q).Body.String())); !strings.Contains(got, want) {
			t.Errorf("%q: %s", q, got)
		}
	}
	if got := main(h.see("/search?q="+url.QueryEscape("李明远"), 200)); strings.Contains(got, "李明远") {
		t.Errorf("an address is answered with a name: %s", got)
	}
	h.sit("zone_officer")
	if got := main(parse(t, h.look("hechuan").Body.String())); !strings.Contains(got, "没有找到") {
		t.Errorf("another brigade's: %s", got)
	}
}

func TestAHitByAnAliasSaysSo(t *testing.T) {
	h := build(t)
	h.sit("facility_head")
	edit := h.path("马海木", "identity/edit")
	h.sit("legal_officer")
	if w := h.ask("POST", edit, with(h.form(edit, edit), "name", "马海木", "sex", "male", "aliases", "明哥")); w.Code != 303 {
		t.Fatal(w.Code)
	}
	if got := main(parse(t, h.look("明哥").Body.String())); strings.Count(got, "别名：明哥") != 2 {
		t.Errorf("%s", got)
	}
}

func TestAnotherOnesFileLooksLikeNone(t *testing.T) {
	h := build(t)
	h.sit("zone_officer")
	mine, none := h.ask("GET", h.path("何川", ""), nil), h.ask("GET", "/people/06h0jsyse5ypzaanfd9641r1wm", nil)
	if mine.Code != 404 || none.Code != 404 {
		t.Errorf("%d and %d", mine.Code, none.Code)
	}
}

func TestTheBureauSaysWhyFirst(t *testing.T) {
	h := build(t)
	h.sit("bureau_legal")
	n := h.see(h.path("李明远", "law"), 200)
	if strings.Contains(plain(n), "明远") || len(all(n, "input", "name", "purpose")) == 0 {
		t.Fatalf("%s", main(n))
	}
	w := h.ask("POST", "/purpose", with(h.form(h.path("李明远", "law"), "/purpose"), "purpose", ""))
	if w.Code != 422 {
		t.Errorf("no purpose: %d", w.Code)
	}
	w = h.ask("POST", "/purpose", with(h.form(h.path("李明远", "law"), "/purpose"), "purpose", "legal_review"))
	if w.Code != 303 || w.Header().Get("Location") != h.path("李明远", "law") {
		t.Fatalf("%d to %q", w.Code, w.Header().Get("Location"))
	}
	if got := h.ask("GET", h.path("李明远", "trail"), nil, w.Result().Cookies()...); got.Code != 200 {
		t.Errorf("%d", got.Code)
	}
	again := h.ask("GET", h.path("李明远", "trail"), nil, w.Result().Cookies()...)
	if s := main(parse(t, again.Body.String())); !strings.Contains(s, "局法制人员") || !strings.Contains(s, "法制审核") || strings.Contains(s, "陈立 打开") {
		t.Errorf("the trail says posts and purpose: %s", s)
	}
}

func TestNumbersShowFourFiguresUntilOpened(t *testing.T) {
	h := build(t)
	closed := main(h.see(h.path("李明远", "identity"), 200))
	if !strings.Contains(closed, "尾号") || strings.Contains(closed, "519900") || strings.Contains(closed, "13800005278") {
		t.Errorf("%s", closed)
	}
	if w := h.ask("POST", h.path("李明远", "identity/open"), url.Values{"purpose": {"curiosity"}}); w.Code != 422 || strings.Contains(w.Body.String(), "519900") {
		t.Errorf("without a purpose: %d", w.Code)
	}
	w := h.ask("POST", h.path("李明远", "identity/open"), url.Values{"purpose": {"identity_check"}})
	if w.Code != 200 || !strings.Contains(w.Body.String(), "519900") || !strings.Contains(w.Body.String(), "13800005278") {
		t.Errorf("opened: %d", w.Code)
	}
	if got := main(h.see(h.path("李明远", "trail"), 200)); !strings.Contains(got, "查看完整号码") || !strings.Contains(got, "核对身份") {
		t.Errorf("the trail: %s", got)
	}
}

// form takes the hidden fields of a page's form, as a browser would send them back.
func (h *house) form(target, action string) url.Values {
	h.t.Helper()
	n := h.see(target, 200)
	if forms := all(n, "form", "action", action); len(forms) > 0 {
		v := url.Values{}
		for _, x := range all(forms[0], "input", "type", "hidden") {
			v.Set(attrOf(x, "name"), attrOf(x, "value"))
		}
		return v
	}
	h.t.Fatalf("%s has no form for %s", target, action)
	return nil
}

func with(v url.Values, pairs ...string) url.Values {
	out := url.Values{}
	for k, s := range v {
		out[k] = s
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}
