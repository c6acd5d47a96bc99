package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"guitu/internal/base/text"
	"guitu/internal/door/web"
)

// list reads the state of a list as a handler would.
func list(t *testing.T, target string) web.List {
	t.Helper()
	h := build(t)
	var l web.List
	h.Get("/people", func(r *web.Request) error { l = r.List("q", "zone"); return r.Redirect("/") })
	h.ask(t, "GET", target, nil)
	return l
}

func query(t *testing.T, u string) url.Values {
	t.Helper()
	p, err := url.Parse(u)
	if err != nil || p.Path != "/people" {
		t.Fatalf("%q: %v", u, err)
	}
	return p.Query()
}

func TestListStateLivesInTheURL(t *testing.T) {
	l := list(t, "/people?q=+李+&zone=z3&sort=-bed&after=abc&rows=20&evil=1")
	if l.Value("q") != "李" || l.Sort != "-bed" || l.After != "abc" || l.Limit != 20 || !l.Filtered() {
		t.Errorf("%+v", l)
	}
	if u := l.Export("residents", true); !strings.HasPrefix(u, "/export?list=residents&q=") || !strings.Contains(u, "sort=-bed&zone=z3") || strings.Contains(u, "after") {
		t.Errorf("export: %q", u)
	}
	if u := l.Export("residents", false); u != "" {
		t.Errorf("export for who may not: %q", u)
	}
	if q := query(t, l.Next("xyz")); q.Get("after") != "xyz" || q.Get("sort") != "-bed" || q.Get("zone") != "z3" || q.Has("evil") {
		t.Errorf("next: %v", q)
	}
	if q := query(t, l.By("bed")); q.Get("sort") != "bed" || q.Has("after") {
		t.Errorf("sort: %v", q)
	}
	if q := query(t, l.Without("zone", "z3")); q.Has("zone") || q.Get("q") != "李" || q.Has("after") {
		t.Errorf("without: %v", q)
	}
	if q := query(t, l.Clear()); q.Has("q") || q.Has("zone") {
		t.Errorf("clear: %v", q)
	}
	if l := list(t, "/people?rows=100000"); l.Limit != 50 || l.Filtered() {
		t.Errorf("rows out of bounds: %d", l.Limit)
	}
}

// draw renders a component as a page in Chinese would.
func draw(t *testing.T, c templ.Component) string {
	t.Helper()
	words, err := text.Load(web.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	ctx := web.Draw(context.Background(), web.Page{Printer: words.In(text.ZH), Now: morning, Title: "x"})
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func table(t *testing.T, target string, rows ...string) web.Table[string] {
	t.Helper()
	return web.Table[string]{
		Caption: "人员", List: list(t, target), Rows: rows, Total: len(rows),
		Columns: []web.Column[string]{{Label: "姓名", Sort: "name", Main: true, Cell: web.Words(func(s string) string { return s })}, {Label: "床位", Cell: web.Words(func(string) string { return "<b>" })}},
		Empty:   web.Empty{Text: "还没有人员。", Action: "导入名册", URL: "/import"},
	}
}

func TestTable(t *testing.T) {
	tb := table(t, "/people?sort=name", "李明远", "高原")
	tb.Next = "cur"
	n := doc(t, draw(t, web.DataTable(tb)))
	if th := find(n, "thead th"); attr(th, "aria-sort") != "ascending" || attr(find(th, "a"), "href") != "/people?sort=-name" {
		t.Error("sort state and link")
	}
	if len(findAll(n, "tbody tr")) != 2 || textOf(find(n, "tbody th")) != "李明远" || attr(find(n, "tbody td"), "data-label") != "床位" || textOf(find(n, "tbody td")) != "<b>" {
		t.Error("rows")
	}
	if next := find(n, "a[rel=next]"); attr(next, "href") != "/people?after=cur&sort=name" || textOf(next) != "后 50 条" || attr(next, "hx-target") != "#list" {
		t.Errorf("pager: %s", attr(next, "href"))
	}
	if textOf(find(n, ".g-total")) != "共 2 条" {
		t.Error("total")
	}
	tb = table(t, "/people?after=cur", "李明远", "高原")
	tb.First, tb.Total, tb.Prev = 51, 182, "back"
	n = doc(t, draw(t, web.DataTable(tb)))
	if prev := find(n, "a[rel=prev]"); attr(prev, "href") != "/people?after=back" || textOf(prev) != "前 50 条" || attr(prev, "hx-push-url") != "true" {
		t.Errorf("pager: %s %s", attr(prev, "href"), textOf(prev))
	}
	if said := textOf(find(n, ".g-total")); said != "第 51–52 条，共 182 条" {
		t.Error(said)
	}
	tb = table(t, "/people", "李明远", "高原")
	tb.Total = -1
	if total := find(doc(t, draw(t, web.DataTable(tb))), ".g-total"); textOf(total) != "显示 2 条" || attr(total, "data-announce") != "找到 2 条" {
		t.Errorf("nobody counted: %s, %s", textOf(total), attr(total, "data-announce"))
	}
}

func TestEmptyListSaysWhatToDo(t *testing.T) {
	n := doc(t, draw(t, web.DataTable(table(t, "/people"))))
	if e := find(n, ".g-empty"); textOf(e) != "还没有人员。导入名册" || attr(find(e, "a"), "href") != "/import" {
		t.Error("first use")
	}
	n = doc(t, draw(t, web.DataTable(table(t, "/people?zone=z3"))))
	if e := find(n, ".g-empty"); !strings.Contains(textOf(e), "没有符合条件的结果。") || attr(find(e, "a"), "href") != "/people" {
		t.Error("after a filter")
	}
}

func TestLegalDate(t *testing.T) {
	d := web.LegalDate{Day: text.DayOf(morning.AddDate(0, 0, 3)), Unsure: true, Why: web.Why{Event: "收到申请", Rule: "次日起算，共 7 日", Article: "《戒毒条例》第33条"}}
	n := doc(t, draw(t, web.LegalDay(d)))
	s := textOf(find(n, "details summary"))
	if !strings.Contains(s, "2026年11月27日 星期五") || !strings.Contains(s, "还有 3 天") || !strings.Contains(s, "待核") || find(n, ".g-date-unsure") == nil {
		t.Error(s)
	}
	if len(findAll(n, ".g-why li")) != 2 || find(n, ".g-law-unsure") == nil {
		t.Error("the reason")
	}
	d.Why = web.Why{}
	if find(doc(t, draw(t, web.LegalDay(d))), "details") != nil {
		t.Error("a disclosure without a reason")
	}
}

func TestDutyCardNamesThePersonForScreenReaders(t *testing.T) {
	n := doc(t, draw(t, web.DutyCard(web.Duty{Urgency: web.Late, Title: "答复", Action: web.Act{Label: "写答复", Target: "王建国", URL: "/x", Post: true, Fields: map[string]string{"duty": "1"}}})))
	b := find(n, "form button")
	if textOf(b) != "写答复 ：王建国" || attr(find(n, "input[name=duty]"), "value") != "1" || find(n, "input[name=_key]") == nil {
		t.Errorf("%q", textOf(b))
	}
	if find(n, "button.g-btn-primary") == nil {
		t.Error("a late duty has the filled button")
	}
}

func TestTermRingSaysItself(t *testing.T) {
	n := doc(t, draw(t, web.TermRing(web.Ring{Police: 12, Served: 400, Total: 730, Left: 318, Uncounted: 5, Extension: 30, YearMark: true, End: text.DayOf(morning), Sum: []web.Term{{Label: "a", Value: "1"}, {Label: "到期", Value: "2"}}})))
	svg := find(n, "svg[role=img]")
	if !strings.Contains(attr(svg, "aria-label"), "还有 318 天") || len(findAll(n, ".g-sum tr")) != 2 {
		t.Error(attr(svg, "aria-label"))
	}
	for _, c := range []string{"police", "served", "gap", "extension", "tick", "knob"} {
		if find(n, "path.g-ring-"+c) == nil {
			t.Errorf("no %s", c)
		}
	}
}

func TestDiffMarksWholeNumbers(t *testing.T) {
	n := doc(t, draw(t, web.TwoVersions(web.Diff{Mine: "您写的", Theirs: "现在的", Fields: []web.DiffField{{Name: "p", Label: "电话", Mine: "尾号 3302 。", Theirs: "尾号 3308 。"}}})))
	if textOf(find(n, "ins")) != "3302" || textOf(find(n, "mark")) != "3308" {
		t.Errorf("%q %q", textOf(find(n, "ins")), textOf(find(n, "mark")))
	}
}

// What is wrong with an address is said, and the page without its conditions is one press away.
func TestABadFilterLeadsBackToTheList(t *testing.T) {
	h := build(t)
	zones := []web.Option{{Value: "z1", Label: "一区"}}
	h.Get("/people", func(r *web.Request) error {
		if err := web.Among("zone", "分区", r.List("zone").Value("zone"), zones); err != nil {
			return err
		}
		return r.Redirect("/")
	})
	if a := h.ask(t, "GET", "/people?zone=z1", nil); a.Code != 303 {
		t.Errorf("a choice of the list: %d", a.Code)
	}
	a := h.ask(t, "GET", "/people?zone=z9", nil)
	if page := a.Body.String(); a.Code != 422 || !strings.Contains(page, "“分区”里没有“z9”这一项") || !strings.Contains(page, `href="/people"`) || strings.Contains(page, "改好后再提交") {
		t.Errorf("no choice of the list: %d", a.Code)
	}
}
