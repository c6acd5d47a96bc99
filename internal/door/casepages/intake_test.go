package casepages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// number is the identity number of a guest.
func (h *house) number(name string) string {
	h.t.Helper()
	ctx := policyAs(h, "legal_officer")
	p, err := store.Read(ctx, h.db, func(tx *store.Tx) (person.Person, error) { return h.deps.Person.Get(ctx, tx, h.people[name]) })
	if err != nil {
		h.t.Fatal(err)
	}
	return p.Number()
}

func (h *house) stays(who id.ID) []resident.Resident {
	h.t.Helper()
	list, err := store.Read(h.t.Context(), h.db, func(tx *store.Tx) ([]resident.Resident, error) {
		return resident.OfPerson(h.t.Context(), tx, who)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

func (h *house) files(number string) int {
	h.t.Helper()
	ctx := policyAs(h, "legal_officer")
	list, err := store.Read(ctx, h.db, func(tx *store.Tx) ([]id.ID, error) { return h.deps.Person.ByNumber(ctx, tx, number) })
	if err != nil {
		h.t.Fatal(err)
	}
	return len(list)
}

// entry is the form of somebody new, filled in.
func (h *house) entry(pairs ...string) url.Values {
	return with(with(h.form("/people/new", "/people/new"), "unit", string(h.brigades[1]), "admitted", "2026-11-23"), pairs...)
}

func TestWhoLeftIsAdmittedAgain(t *testing.T) {
	h := build(t)
	file, again := h.path("吴桐", ""), h.path("吴桐", "again")
	if n := h.see(file, 200); len(all(n, "a", "href", "/journeys/new/intake")) == 0 {
		t.Fatalf("nothing leads to it: %s", main(n))
	}
	if n := h.see(h.path("吴桐", "record"), 200); len(all(n, "a", "href", again)) == 0 || len(all(n, "a", "href", h.path("吴桐", "record?type=ja.admitted"))) != 0 {
		t.Error("an admission among the kinds of facts does not lead to it")
	}
	to := h.path("吴桐", "record")
	w := h.ask("POST", to, with(h.form(to+"?type=ci.decided", to), "at", "2026-11-20", "by", "county", "ground", "severe", "words", "决定书原件在途。"))
	if w.Code != 303 || w.Header().Get("Location") != again {
		t.Fatalf("after the decision: %d %q", w.Code, w.Header().Get("Location"))
	}
	w = h.ask("POST", to, with(h.form(to+"?type=ja.admitted", to), "at", "2026-11-23"))
	if n := parse(t, w.Body.String()); w.Code != 422 || !strings.Contains(main(n), "他不会出现在在所名单里") || len(all(all(n, "section", "class", "g-trouble")[0], "a", "href", again)) == 0 {
		t.Fatalf("%d %s", w.Code, main(n))
	}
	v := with(h.form(again, again), "unit", string(h.brigades[1]), "admitted", "2026-11-23")
	if got := h.faults(again, with(v, "unit", "", "admitted", "2027-01-01")); !strings.Contains(got, "入所日期“2027-01-01”：这一天还没有到") {
		t.Errorf("%s", got)
	}
	for range 2 { // sent twice
		if w := h.ask("POST", again, v); w.Code != 303 || w.Header().Get("Location") != file {
			t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
		}
	}
	got := plain(h.see(file, 200))
	if !strings.Contains(got, "二大队") || strings.Contains(got, "离所。") || !strings.Contains(got, "2028年11月19日") || strings.Contains(got, "核对决定书") {
		t.Errorf("%s", got)
	}
	if list := h.stays(h.people["吴桐"]); len(list) != 2 || !list[0].Here() {
		t.Errorf("%+v", list)
	}
	if n := h.see("/people?unit="+string(h.brigades[1]), 200); !strings.Contains(main(n), "吴桐") {
		t.Error("he is not in the list of those who are here")
	}
	if n := h.see(again, 200); !strings.Contains(main(n), "现在还在青川所在所，从 2026年11月23日 起") || len(all(n, "input", "name", "admitted")) != 0 {
		t.Errorf("%s", main(n))
	}
	if w := h.ask("POST", again, with(v, "_key", "")); w.Code != 422 || !strings.Contains(w.Body.String(), "现在还在青川所在所") {
		t.Errorf("%d", w.Code)
	}
	h.sit("teacher")
	h.see(again, 403)
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}

func TestOneNumberIsNeverTickedAway(t *testing.T) {
	h := build(t)
	h.sit("intake_officer")
	number := h.number("吴桐")
	v := h.entry("name", "别的名字", "number", number, "known", "true", "shown", string(h.people["吴桐"]), "decided", "2026-11-10", "by", "county", "ground", "severe", "letter", "美公强戒决字〔2026〕9号", "words", "扫描件随后补")
	w := h.ask("POST", "/people/new", v)
	n := parse(t, w.Body.String())
	if w.Code != 422 || h.files(number) != 1 || len(all(n, "input", "name", "known")) != 0 || !strings.Contains(main(n), "这个身份证号已有档案") {
		t.Fatalf("%d, %d files: %s", w.Code, h.files(number), main(n))
	}
	again := h.path("吴桐", "again")
	use := all(n, "button", "formaction", again)
	if len(use) != 1 || !strings.Contains(plain(use[0]), "是同一个人：用原有档案办理入所") {
		t.Fatalf("%s", main(n))
	}
	w = h.ask("POST", again, with(v, attrOf(use[0], "name"), attrOf(use[0], "value")))
	n = parse(t, w.Body.String())
	if w.Code != 200 || attrOf(all(n, "input", "name", "decided")[0], "value") != "2026-11-10" || attrOf(all(n, "input", "name", "letter")[0], "value") != "美公强戒决字〔2026〕9号" || len(h.stays(h.people["吴桐"])) != 1 {
		t.Fatalf("what was typed goes along, and nothing is done yet: %d %s", w.Code, main(n))
	}
	v = h.entry("name", "又一个", "number", h.number("何川"), "known", "true")
	if n := parse(t, h.ask("POST", "/people/new", v).Body.String()); len(all(n, "button", "formaction", h.path("何川", "again"))) != 0 || !strings.Contains(main(n), "他现在还在青川所在所，从 2026年9月2日 起") {
		t.Errorf("%s", main(n))
	}
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}

// Who was in another house and left it is taken in on the file that it keeps; until then there is a masked line of him.
func TestAnotherHousesFileIsTakenUp(t *testing.T) {
	h := build(t)
	demo := actor.With(t.Context(), actor.Part("demo"))
	other, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		here, err := facility.Get(demo, tx, h.facility)
		if err != nil {
			return "", err
		}
		return facility.New(h.db, h.deps.Policy).AddIn(demo, tx, facility.Draft{Parent: string(here.Parent), Kind: "facility", Name: "南河所", Code: "NH"})
	})
	if err != nil {
		t.Fatal(err)
	}
	h.chair.sit("周立", "收治民警", policytest.Officer("intake_officer", other, other))
	again := h.path("吴桐", "again")
	n := h.see(again, 200)
	if got := main(n); strings.Contains(got, "吴桐") || !strings.Contains(got, "别的所保管") {
		t.Errorf("%s", got)
	}
	h.see(h.path("吴桐", ""), 404)
	v := with(h.form(again, again), "unit", string(other), "admitted", "2026-11-23", "decided", "2026-11-10", "by", "county", "ground", "severe", "words", "扫描件随后补")
	if w := h.ask("POST", again, v); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	if got := plain(h.see(h.path("吴桐", ""), 200)); !strings.Contains(got, "吴桐") || !strings.Contains(got, "南河所") {
		t.Errorf("%s", got)
	}
}

func TestTheTickIsOfThoseWhoWereShown(t *testing.T) {
	h := build(t)
	h.sit("intake_officer")
	alike := []string{"name", "周文博", "born", "1992-09-24", "sex", "male", "home", "美姑县"}
	if w := h.ask("POST", "/people/new", h.entry(append(alike, "known", "true")...)); w.Code != 422 || len(all(parse(t, w.Body.String()), "input", "name", "known", "checked", "")) != 0 {
		t.Fatalf("a tick of nobody: %d", w.Code)
	}
	w := h.ask("POST", "/people/new", h.entry(alike...))
	n := parse(t, w.Body.String())
	lines := all(all(n, "section", "id", "duplicates")[0], "li")
	if len(lines) < 2 || !strings.Contains(plain(lines[0]), "姓名或别名相同、出生日期相同、户籍地相同") || !strings.Contains(plain(lines[1]), "出生日期相差不到一年、户籍地相同") || strings.Contains(plain(lines[1]), "姓名") {
		t.Fatalf("which agree, strongest first: %s", main(n))
	}
	shown := attrOf(all(n, "input", "name", "shown")[0], "value")
	one, _, _ := strings.Cut(shown, ",")
	if w := h.ask("POST", "/people/new", h.entry(append(alike, "known", "true", "shown", one)...)); w.Code != 422 {
		t.Errorf("one of them was not shown: %d", w.Code)
	}
	if w := h.ask("POST", "/people/new", h.entry(append(alike, "known", "true", "shown", shown)...)); w.Code != 303 {
		t.Errorf("%d", w.Code)
	}
	whole := cn.Invent(day("1992-09-24"), 77).String()
	n = parse(t, h.ask("POST", "/people/new", h.entry("name", "周文博", "number", whole)).Body.String())
	if x := all(n, "details", "class", "g-fold"); len(x) != 1 || !strings.Contains(plain(x[0]), "这个身份证号没有档案") {
		t.Errorf("%s", main(n))
	}
}

func TestAnArrivalThatCannotBeIsAnsweredAtOnce(t *testing.T) {
	h := build(t)
	h.sit("intake_officer")
	paper := []string{"by", "county", "ground", "severe"}
	got := h.faults("/people/new", h.entry(append(paper, "name", "周文博", "sex", "male", "born", "1992-09-24", "home", "美姑县", "decided", "2027-01-01", "number", "51990019900101001")...))
	if strings.Contains(got, "[") || !strings.Contains(got, "决定日期“2027-01-01”：这一天还没有到") || !strings.Contains(got, "身份证号应为") || strings.Contains(got, "早于决定日期") || strings.Contains(got, "可能是同一个人") {
		t.Errorf("%s", got)
	}
	got = h.faults("/people/new", h.entry(append(paper, "name", "张三", "sex", "male", "born", "1987-03-02", "decided", "1890-01-01", "admitted", "1900-01-01")...))
	if !strings.Contains(got, "决定日期“1890-01-01”：早于本人出生日期") || !strings.Contains(got, "入所日期“1900-01-01”：早于本人出生日期") {
		t.Errorf("%s", got)
	}
	got = h.faults("/people/new", h.entry(append(paper, "name", "张三", "sex", "male", "decided", "2026-11-20", "admitted", "2026-11-10")...))
	if !strings.Contains(got, "入所日期早于决定日期") || strings.Contains(got, "措施不存在") {
		t.Errorf("%s", got)
	}
	got = h.faults("/people/new", h.entry(append(paper, "name", "张三", "sex", "male", "decided", "2026-11-20", "aliases", strings.Repeat("甲", 3000), "home", strings.Repeat("乙", 300), "letter", strings.Repeat("1", 500), "organ", strings.Repeat("😀", 100))...))
	for _, want := range []string{"别名、曾用名“", "户籍地“", "最多 200 个字", "文书编号“", "出具机关“", "最多 60 个字"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}

func TestNoFormHoldsANumberInFull(t *testing.T) {
	h := build(t)
	number, edit := h.number("李明远"), h.path("李明远", "identity/edit")
	whole := func(what, body string) {
		t.Helper()
		if strings.Contains(body, number) || strings.Contains(body, "13800005278") {
			t.Errorf("%s holds a number in full", what)
		}
	}
	whole("the form", h.ask("GET", edit, nil).Body.String())
	v := with(h.form(edit, edit), "name", "李明远", "sex", "male", "home", "四川省凉山彝族自治州美姑县")
	if w := h.ask("POST", edit, with(v, "aliases", "小李")); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	if h.number("李明远") != number {
		t.Error("what was left empty was changed")
	}
	w := h.ask("POST", edit, with(v, "_key", "", "aliases", "阿远", "phone", "13900009999"))
	if got := main(parse(t, w.Body.String())); w.Code != 409 || !strings.Contains(got, "尾号 5278") || !strings.Contains(got, "尾号 9999") {
		t.Errorf("%d %s", w.Code, got)
	}
	whole("the page of a conflict", w.Body.String())
	if got := h.faults(edit, with(h.form(edit, edit), "name", "李明远", "number", h.number("何川"))); !strings.Contains(got, "要由所法制民警核对") {
		t.Errorf("another's number: %s", got)
	}
	if w := h.ask("POST", edit, with(h.form(edit, edit), "name", "李明远", "sex", "male", "no_number", "true", "no_phone", "true")); w.Code != http.StatusSeeOther || h.number("李明远") != "" {
		t.Errorf("a number that is not his stays: %d", w.Code)
	}
	open := h.path("何川", "identity/open")
	v = with(h.form(h.path("何川", "identity"), open), "purpose", "identity_check")
	if w := h.ask("POST", open, v); w.Code != 200 || !strings.Contains(w.Body.String(), h.number("何川")) {
		t.Fatalf("%d", w.Code)
	}
	w = h.ask("POST", open, v)
	if got := main(parse(t, w.Body.String())); w.Code != 200 || strings.Contains(got, h.number("何川")) || !strings.Contains(got, "已经显示过一次") || !strings.Contains(got, "显示一次完整号码") {
		t.Errorf("the same form again: %s", got)
	}
	if got := main(h.see(h.path("何川", "trail"), 200)); strings.Count(got, "查看完整号码") != 1 {
		t.Errorf("%s", got)
	}
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}

func TestARelativeIsMendedAndEnds(t *testing.T) {
	h := build(t)
	to := h.path("李明远", "family")
	mother := []string{"name", "王秀兰", "relation", "mother", "phone", "13900001234", "contact", "true"}
	if w := h.ask("POST", to, with(h.form(to, to), mother...)); w.Code != 303 {
		t.Fatal(w.Code)
	}
	w := h.ask("POST", to, with(h.form(to, to), mother...))
	if n := parse(t, w.Body.String()); w.Code != 422 || !strings.Contains(main(n), "已经登记过同名") || len(all(n, "input", "name", "another")) != 1 {
		t.Fatalf("%d %s", w.Code, main(n))
	}
	one := func() string {
		for _, a := range all(h.see(to, 200), "a") {
			if u := attrOf(a, "href"); strings.HasPrefix(u, to+"/") {
				return u
			}
		}
		t.Fatal("nothing leads to the relative")
		return ""
	}()
	if strings.Contains(h.ask("GET", one, nil).Body.String(), "13900001234") {
		t.Error("the form holds the telephone in full")
	}
	v := h.form(one, one)
	if w := h.ask("POST", one, with(v, "name", "王秀英", "relation", "father", "phone", "")); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	if got := main(h.see(to, 200)); !strings.Contains(got, "王秀英 父亲 尾号 1234 否") {
		t.Errorf("%s", got)
	}
	if w := h.ask("POST", one, with(v, "_key", "", "name", "王秀兰", "relation", "mother")); w.Code != 409 {
		t.Errorf("an old form: %d", w.Code)
	}
	if got := h.faults(one, with(h.form(one, one), "name", "王秀英", "relation", "", "phone", "abc")); !strings.Contains(got, "“abc”不像电话号码") || !strings.Contains(got, "请选择关系") {
		t.Errorf("%s", got)
	}
	end := with(h.form(one, one), "end", "true")
	if got := h.faults(one, end); !strings.Contains(got, "原因：请写明为什么不再是联系人") {
		t.Errorf("%s", got)
	}
	if w := h.ask("POST", one, with(end, "why", "本人要求")); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	if n := h.see(to, 200); !strings.Contains(main(n), "2026年11月24日 起不再联系 本人要求") || len(all(n, "a", "href", one)) != 0 {
		t.Errorf("%s", main(n))
	}
	h.see(one, 404)
	if got := main(h.see(h.path("李明远", "trail"), 200)); !strings.Contains(got, "修改亲属") || !strings.Contains(got, "停止联系一位亲属") {
		t.Errorf("%s", got)
	}
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}

func TestAFaultOfADateNamesItsField(t *testing.T) {
	h := build(t)
	view, err := h.deps.Measure.View(policyAs(h, "legal_officer"), h.people["周文博"])
	if err != nil {
		t.Fatal(err)
	}
	to := h.path("周文博", "facts/"+string(view.Life.Events[0].ID)+"/correct")
	got := h.faults(to, with(h.form(to, to), "how", "replace", "at", "2024-02-31", "by", "county", "ground", "severe", "termEnd", "2026-02-31"))
	for _, want := range []string{"日期“2024-02-31”：请写完整、存在的日期", "更正的原因"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	if strings.Contains(got, "情况说明") {
		t.Errorf("%s", got)
	}
	h.sit("intake_officer")
	got = h.faults("/people/new", h.entry("name", "张三", "sex", "male", "born", "1990-02-30", "admitted", "x", "decided", "y", "by", "county", "ground", "severe"))
	for _, want := range []string{"出生日期“1990-02-30”：", "入所日期“x”：", "决定日期“y”："} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
}

func TestABedAndAPhaseComeWithTheArrival(t *testing.T) {
	h := build(t)
	h.sit("intake_officer")
	demo := actor.With(t.Context(), actor.Part("demo"))
	place := facility.Place{Room: "6舍", Bed: "02床"}
	bed, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		if err := h.deps.Policy.Check(demo, tx, policy.ResidentOpen, policy.Resource{Kind: "resident", Facility: h.facility}); err != nil {
			return "", err
		}
		beds, err := facility.New(h.db, h.deps.Policy).BedsAsNamed(demo, tx, h.facility, h.brigades[0], []facility.Place{place})
		return beds[place], err
	})
	if err != nil {
		t.Fatal(err)
	}
	n := h.see("/people/new", 200)
	if x := all(all(n, "select", "name", "bed")[0], "option"); len(x) != 2 || attrOf(x[1], "value") != string(bed) {
		t.Fatalf("only what is free is offered: %s", main(n))
	}
	who := []string{"name", "沙马木呷", "sex", "male", "phase", "consolidation", "bed", string(bed)}
	if got := h.faults("/people/new", h.entry(who...)); !strings.Contains(got, "床位“6舍 02床”：这张床不在所选的大队") {
		t.Errorf("%s", got)
	}
	who = append(who, "unit", string(h.brigades[0]))
	if got := h.faults("/people/new", h.entry(append(who, "sex", "female")...)); !strings.Contains(got, "应当分开") {
		t.Errorf("a woman in a room of men: %s", got)
	}
	if got := h.faults("/people/new", h.entry(append(who, "phase", "detox")...)); !strings.Contains(got, "应当分开") {
		t.Errorf("among those of another phase: %s", got)
	}
	w := h.ask("POST", "/people/new", h.entry(who...))
	if w.Code != 303 {
		t.Fatalf("%d %s", w.Code, main(parse(t, w.Body.String())))
	}
	if got := plain(h.see(w.Header().Get("Location"), 200)); !strings.Contains(got, "6舍02床") && !strings.Contains(got, "6舍 02床") || !strings.Contains(got, "康复巩固") {
		t.Errorf("%s", got)
	}
	if got := h.faults("/people/new", h.entry("name", "别人", "sex", "male", "unit", string(h.brigades[0]), "bed", string(bed))); !strings.Contains(got, "已经有人") {
		t.Errorf("%s", got)
	}
	h.sit("legal_officer")
	if n := h.see("/people/new", 200); len(all(n, "select", "name", "bed")) != 0 {
		t.Error("who may give no bed is asked for one")
	}
	if missing := h.words.Missing(); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}
