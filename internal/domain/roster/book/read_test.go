package book_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/roster/book"
	"guitu/internal/platform/sheet"
)

var today = civil.On(2026, 11, 24)

func options(t testing.TB) book.Options {
	t.Helper()
	d, err := cn.OpenDivisions()
	if err != nil {
		t.Fatalf("run `make assets` first: %v", err)
	}
	return book.Options{Divisions: d, Today: today}
}

func read(t testing.TB, raw []byte) *book.Book {
	t.Helper()
	b, err := book.Read(raw, options(t))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func brief(ps []book.Problem) []string {
	var out []string
	for _, p := range ps {
		out = append(out, fmt.Sprintf("%d %s %s", p.Row, p.Column, p.Code))
	}
	return out
}

// The worked example of the interface, as text in three encodings and as a workbook, is read alike.
func TestSample(t *testing.T) {
	raw, err := os.ReadFile("testdata/sample.csv")
	if err != nil {
		t.Fatal(err)
	}
	js, err := os.ReadFile("testdata/sample.rejected.json")
	if err != nil {
		t.Fatal(err)
	}
	var want []struct {
		Row          int
		Column, Code string
	}
	if err := json.Unmarshal(js, &want); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, w := range want {
		lines = append(lines, fmt.Sprintf("%d %s %s", w.Row, w.Column, w.Code))
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes(raw)
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{
		"utf-8": raw, "bom": append([]byte("\ufeff"), raw...), "gb18030": gb, "xlsx": workbook(t, raw),
		"semicolon": []byte(strings.ReplaceAll(string(raw), ",", ";")), "tab": []byte(strings.ReplaceAll(string(raw), ",", "\t")),
	} {
		b := read(t, file)
		if d := cmp.Diff(lines, brief(b.Rejected)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if b.Count != 60 || len(b.Rows) != 54 || b.RejectedRows() != 6 || len(b.Notes) != 0 || len(b.Repeated) != 0 {
			t.Errorf("%s: %d rows, %d good, notes %q", name, b.Count, len(b.Rows), b.Notes)
		}
		for _, w := range b.Warnings {
			if w.Code != book.IDDivision {
				t.Errorf("%s: %+v", name, w)
			}
		}
		for _, r := range b.Rows {
			if r.Row == 30 && r.Name != "𠮷䶮㛃𬀪" {
				t.Errorf("%s: row 30 is %q", name, r.Name)
			}
			if r.Row == 39 && !strings.Contains(r.Remark, "他说") {
				t.Errorf("%s: row 39: %q", name, r.Remark)
			}
		}
	}
}

// workbook puts a CSV into a workbook as text.
func workbook(t testing.TB, raw []byte) []byte {
	t.Helper()
	f, err := sheet.Open(raw, func(sheet.Line) int { return 0 })
	if err != nil {
		t.Fatal(err)
	}
	x := excelize.NewFile()
	for l := range f.Lines {
		for i, c := range l.Cells {
			at, _ := excelize.CoordinatesToCellName(i+1, l.Row)
			if err := x.SetCellStr("Sheet1", at, c.Text); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A sheet of one good row, whose cells a test replaces; several rows by several maps.
func rows(changes ...map[string]string) []byte {
	head := []string{"姓名", "别名", "性别", "证件号码", "出生日期", "民族", "户籍地", "现住地", "决定机关", "决定书文号", "决定日期", "期限起", "期限止", "入公安所日期", "入所日期", "分区", "房号", "床号", "主要毒品", "家属姓名", "家属关系", "家属电话", "备注"}
	var b strings.Builder
	b.WriteString(strings.Join(head, ",") + "\n")
	for i, c := range changes {
		sex, serial := "男", 2*i+101
		if i%2 == 1 {
			sex, serial = "女", 2*i+100
		}
		good := map[string]string{
			"姓名": "周明" + string(rune('一'+i)), "性别": sex, "证件号码": cn.Invent(civil.On(1986, 5, 10).AddDays(i), serial).String(), "民族": "汉", "户籍地": "西昌市",
			"决定机关": "某某市公安局", "决定书文号": fmt.Sprintf("川公强戒字〔2025〕第%05d号", i), "决定日期": "2025-06-07", "入所日期": "2025-10-01", "房号": "100", "床号": fmt.Sprint(i + 1),
		}
		for k, v := range c {
			good[k] = v
		}
		for j, h := range head {
			if j > 0 {
				b.WriteByte(',')
			}
			b.WriteString(`"` + strings.ReplaceAll(good[h], `"`, `""`) + `"`)
		}
		b.WriteString("\n")
	}
	return []byte(b.String())
}

type row = map[string]string

func TestRows(t *testing.T) {
	same := cn.Invent(civil.On(1986, 5, 10), 101).String()
	for name, c := range map[string]struct {
		rows   []row
		reject []string
		warn   []string // besides id.division
	}{
		"good":                       {rows: []row{{}, {}}},
		"no name":                    {rows: []row{{"姓名": " 　"}}, reject: []string{"2 姓名 name.missing"}},
		"a dash for a name":          {rows: []row{{"姓名": "-"}}, reject: []string{"2 姓名 name.missing"}},
		"spaces in a name":           {rows: []row{{"姓名": "周　明"}}, warn: []string{"2 姓名 name.spaces"}},
		"sex from the number":        {rows: []row{{"性别": ""}, {"性别": ""}}},
		"sex by code":                {rows: []row{{"性别": "1"}, {"性别": "F"}}},
		"sex bad":                    {rows: []row{{"性别": "3"}}, reject: []string{"2 性别 sex.bad"}},
		"sex missing":                {rows: []row{{"性别": "", "证件号码": ""}}, reject: []string{"2 性别 sex.missing"}},
		"sex disagrees":              {rows: []row{{"性别": "女"}}, reject: []string{"2 性别 sex.disagrees"}},
		"sex behind a bad number":    {rows: []row{{"性别": "", "证件号码": "123"}}, reject: []string{"2 证件号码 id.length"}},
		"no number":                  {rows: []row{{"证件号码": ""}, {"证件号码": "身份不明"}}, warn: []string{"2 证件号码 id.missing", "3 证件号码 id.missing"}},
		"old number":                 {rows: []row{{"证件号码": "519900860510101"}}, warn: []string{"2 证件号码 id.upgraded"}},
		"number with spaces":         {rows: []row{{"证件号码": "519900 19860510 " + same[14:]}}},
		"number as float":            {rows: []row{{"证件号码": "5.19900198605101E+17"}}, reject: []string{"2 证件号码 id.length"}},
		"born in the future":         {rows: []row{{"证件号码": cn.Invent(civil.On(2030, 1, 1), 101).String()}}, reject: []string{"2 证件号码 id.date"}},
		"born agrees":                {rows: []row{{"出生日期": "1986年5月10日"}}},
		"born disagrees":             {rows: []row{{"出生日期": "1986-05-11"}}, reject: []string{"2 出生日期 born.disagrees"}},
		"born bad":                   {rows: []row{{"出生日期": "1986-05"}}, reject: []string{"2 出生日期 date.bad"}},
		"born after today":           {rows: []row{{"证件号码": "", "出生日期": "2026-11-25"}}, reject: []string{"2 出生日期 date.bad"}},
		"decided after today":        {rows: []row{{"决定日期": "2026-11-25", "入所日期": "2026-12-01"}}, reject: []string{"2 决定日期 date.bad", "2 入所日期 date.bad"}},
		"police after today":         {rows: []row{{"入公安所日期": "2026-11-25"}}, reject: []string{"2 入公安所日期 date.bad"}},
		"admitted today":             {rows: []row{{"入所日期": "2026-11-24"}}},
		"term begins after today":    {rows: []row{{"期限起": "2026-12-01"}}, warn: []string{"2 期限起 term.printed_differs"}},
		"decision missing":           {rows: []row{{"决定日期": ""}}, reject: []string{"2 决定日期 date.missing"}},
		"decision bad":               {rows: []row{{"决定日期": "2025年2月30日"}}, reject: []string{"2 决定日期 date.bad"}},
		"admission missing":          {rows: []row{{"入所日期": " "}}, reject: []string{"2 入所日期 date.missing"}},
		"serial days":                {rows: []row{{"决定日期": "45815", "入所日期": "45931.0"}}},
		"a year is no serial day":    {rows: []row{{"期限起": "2025"}}, reject: []string{"2 期限起 date.bad"}},
		"admitted before decision":   {rows: []row{{"入所日期": "2025-06-06"}}, reject: []string{"2 入所日期 date.order"}},
		"admitted on the day":        {rows: []row{{"入所日期": "2025-06-07"}}},
		"end before start":           {rows: []row{{"期限起": "2025-06-07", "期限止": "2025-06-06"}}, reject: []string{"2 期限止 date.order"}},
		"police after admission":     {rows: []row{{"入公安所日期": "2025-10-02"}}, reject: []string{"2 入公安所日期 date.order"}},
		"term as computed":           {rows: []row{{"期限起": "2025-06-07", "期限止": "2027-06-06"}}},
		"term longer":                {rows: []row{{"期限止": "2027-06-07"}}, warn: []string{"2 期限止 term.printed_differs"}},
		"term on the last day":       {rows: []row{{"决定日期": "2024-02-29", "期限止": "2026-02-28"}}},
		"term starts elsewhere":      {rows: []row{{"期限起": "2025-06-01", "期限止": "2027-06-06"}}, warn: []string{"2 期限起 term.printed_differs"}},
		"no organ, no letter":        {rows: []row{{"决定机关": "", "决定书文号": ""}}, reject: []string{"2 决定机关 organ.missing", "2 决定书文号 number.missing"}},
		"unknown places":             {rows: []row{{"户籍地": "火星市", "现住地": "市中区"}}, reject: []string{"2 户籍地 division.unknown", "2 现住地 division.unknown"}},
		"place not known":            {rows: []row{{"户籍地": "不详", "现住地": ""}}},
		"zones":                      {rows: []row{{"分区": "生理脱毒"}, {"分区": "二区"}, {"分区": "康复巩固期"}, {"分区": "４"}, {"分区": "第一期"}}},
		"zone unknown":               {rows: []row{{"分区": "五区"}}, reject: []string{"2 分区 zone.unknown"}},
		"one bed, two people":        {rows: []row{{}, {"床号": "１"}}, reject: []string{"3 床号 bed.taken"}},
		"the bed of a rejected row":  {rows: []row{{"性别": "x"}, {"床号": "1"}}, reject: []string{"2 性别 sex.bad"}},
		"bed without room":           {rows: []row{{"房号": ""}, {"房号": "", "床号": "1"}}},
		"the same row again":         {rows: []row{{}, {"姓名": "周明一", "性别": "男", "证件号码": same, "决定书文号": "川公强戒字[2025]第00000号", "床号": "1", "决定日期": "2025.6.7"}}},
		"the same number, not name":  {rows: []row{{}, {"证件号码": same, "性别": "男"}}, reject: []string{"2 证件号码 id.duplicate", "3 证件号码 id.duplicate"}},
		"same letter, other day":     {rows: []row{{}, {"姓名": "周明一", "性别": "男", "证件号码": same, "决定书文号": "川公强戒字〔2025〕第00000号", "决定日期": "2025-06-08"}}, reject: []string{"2 证件号码 id.duplicate", "3 证件号码 id.duplicate"}},
		"second measure":             {rows: []row{{"决定日期": "2021-01-01", "入所日期": "2021-02-01"}, {"姓名": "周明一", "性别": "男", "证件号码": same, "床号": "1"}}},
		"second measure overlaps":    {rows: []row{{}, {"姓名": "周明一", "性别": "男", "证件号码": same, "决定日期": "2025-09-01"}}, reject: []string{"3 决定日期 measure.overlap"}},
		"unidentified twice":         {rows: []row{{"证件号码": ""}, {"证件号码": "", "姓名": "周明一", "性别": "男", "决定书文号": "川公强戒字〔2025〕第00000号", "床号": "1"}}, warn: []string{"2 证件号码 id.missing"}},
		"a letter of many problems":  {rows: []row{{"姓名": "", "性别": "x", "证件号码": "1", "决定日期": "x", "入所日期": ""}}, reject: []string{"2 姓名 name.missing", "2 性别 sex.bad", "2 证件号码 id.length", "2 决定日期 date.bad", "2 入所日期 date.missing"}},
		"unidentified, one of them":  {rows: []row{{"证件号码": ""}, {"姓名": "周明一", "性别": "男", "决定书文号": "川公强戒字〔2025〕第00000号", "证件号码": same, "床号": "1"}}},
		"number and check digit low": {rows: []row{{"证件号码": cn.Invent(civil.On(1986, 5, 10), 101).String()}}},
	} {
		b := read(t, rows(c.rows...))
		if d := cmp.Diff(c.reject, brief(b.Rejected)); d != "" {
			t.Errorf("%s: rejected %s", name, d)
		}
		var warned []string
		for _, w := range brief(b.Warnings) {
			if !strings.HasSuffix(w, book.IDDivision) {
				warned = append(warned, w)
			}
		}
		if d := cmp.Diff(c.warn, warned); d != "" {
			t.Errorf("%s: warned %s", name, d)
		}
		if len(b.Rows)+len(b.Repeated)+b.RejectedRows() != b.Count || b.Count != len(c.rows) {
			t.Errorf("%s: %d rows of %d are unaccounted for", name, b.Count-len(b.Rows)-len(b.Repeated)-b.RejectedRows(), b.Count)
		}
	}
}

func TestDayAfterTodayIsTold(t *testing.T) {
	b, words := read(t, rows(row{"入所日期": "2026-11-25"})), printer(t)
	if len(b.Rejected) != 1 || b.Rejected[0].Value != "2026-11-25" || !strings.Contains(b.Rejected[0].Right(words), "不能晚于今天") {
		t.Error(b.Rejected)
	}
}

// Two rows of one person agree when every column that both fill says the same; what one leaves blank is taken
// from the other, and nothing is lost.
func TestTwoRowsOfOnePerson(t *testing.T) {
	same := cn.Invent(civil.On(1986, 5, 10), 101).String()
	twice := func(first, second row) *book.Book {
		for k, v := range (row{"姓名": "周明一", "性别": "男", "证件号码": same, "决定书文号": "川公强戒字〔2025〕第00000号", "床号": "1"}) {
			if _, told := second[k]; !told {
				second[k] = v
			}
		}
		return read(t, rows(first, second))
	}
	for c, v := range map[string][2]string{
		"别名": {"小周", "老周"}, "主要毒品": {"冰毒", "海洛因"}, "家属姓名": {"周父", "周母"}, "家属关系": {"父亲", "母亲"},
		"家属电话": {"13900000001", "13900000002"}, "备注": {"甲", "乙"}, "户籍地": {"美姑县甲村", "美姑县乙村"},
	} {
		b := twice(row{c: v[0]}, row{c: v[1]})
		if d := cmp.Diff([]string{"2 证件号码 id.duplicate", "3 证件号码 id.duplicate"}, brief(b.Rejected)); d != "" {
			t.Errorf("%s: %s", c, d)
		}
	}
	b := twice(row{"别名": "小周、老周", "主要毒品": "冰毒、新东西", "家属姓名": "周父"},
		row{"别名": "老周/小周", "主要毒品": "新东西、冰毒", "家属关系": "父亲", "家属电话": "13900000001", "备注": "乙", "期限止": "2027-06-06", "分区": "一区", "现住地": "西昌市"})
	if len(b.Rows) != 1 || len(b.Repeated) != 1 {
		t.Fatal(b.Rejected)
	}
	if n := twice(row{"证件号码": ""}, row{}); len(n.Rows) != 1 || n.Rows[0].Number.String() != same || n.Rows[0].Born != civil.On(1986, 5, 10) {
		t.Errorf("%+v", n.Rows)
	}
	r := b.Rows[0]
	if d := cmp.Diff([]book.Contact{{Name: "周父", Tie: "父亲", Phone: "13900000001"}}, r.Contacts); d != "" {
		t.Error(d)
	}
	if r.Remark != "乙" || r.End != civil.On(2027, 6, 6) || r.Phase != resident.Detox || r.Living.Code != "513401" || len(r.Aliases) != 2 || len(r.Drugs) != 1 || len(r.Other) != 1 {
		t.Errorf("%+v", r)
	}
}

func TestHeader(t *testing.T) {
	for name, head := range map[string]string{
		"plain":     "姓名,性别,决定机关,决定书文号,决定日期,入所日期",
		"synonyms":  "名字,身份证号,决定机关,文号,强戒决定日期,收治日期",
		"dressed":   " 姓　名（必填） ,性别(男/女)*,决定机关：,【文书】决定书文号,决定日期［年月日］,入所日期\u00a0",
		"shuffled":  "入所日期,决定日期,决定书文号,决定机关,性别,姓名",
		"blank top": "\n,,\n姓名,性别,决定机关,决定书文号,决定日期,入所日期",
		"a title":   "某某所花名册,,,\n姓名,性别,决定机关,决定书文号,决定日期,入所日期",
		"a remark":  "姓名,性别,决定机关,决定书文号,决定日期,入所日期,身高（cm）",
	} {
		b, err := book.Read([]byte(head+"\n"), options(t))
		if err != nil || b.Count != 0 || len(b.Rejected) != 0 {
			t.Errorf("%s: %v", name, err)
		}
		if name == "a remark" && cmp.Diff([]string{"身高（cm）"}, b.Notes) != "" {
			t.Error(b.Notes)
		}
	}
	_, err := book.Read([]byte("姓名,决定机关,身份证号码,决定日期\na,b,c,d\n"), options(t))
	e := errs.Find(err)
	if e == nil || e.Code != "roster.no_header" || cmp.Diff([]any{[]string{"决定书文号", "入所日期"}}, e.Args) != "" {
		t.Error(err, e.Args)
	}
	for raw, code := range map[string]string{"": "sheet.empty", "某某所花名册\n": "roster.no_header", "a,b\n1,2\n": "roster.no_header", ",,\n,\n": "roster.empty"} {
		if _, err := book.Read([]byte(raw), options(t)); !errs.Is(err, code) {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

func TestWhatARowSays(t *testing.T) {
	raw := "名字,绰号,曾用名,身份证号,籍贯,户籍地,民族,决定机关,文号,决定日期,收治日期,戒毒分期,寝室,床位,毒品种类,联系人,关系,联系电话,备注,身高\n" +
		"周明,小周/老周,周大明,51990019860510996x,西昌,凉山州美姑县,7,某某市公安局,川公〔2025〕1号,２０２５．６．７,2025/10/1 0:00,三区,0103,上铺,冰毒、新东西,周父,父亲,'+86 138,\" x\ny \",171\n"
	b := read(t, []byte(raw))
	if len(b.Rows) != 1 || b.Rows[0].Sex != cn.Female || b.Rows[0].Number.String() != "51990019860510996X" {
		t.Fatal(b.Rejected)
	}
	raw = strings.ReplaceAll(raw, "51990019860510996x", strings.ToLower(cn.Invent(civil.On(1986, 5, 10), 7).String()))
	b = read(t, []byte(raw))
	if len(b.Rows) != 1 {
		t.Fatal(b.Rejected)
	}
	want := book.Row{
		Row: 2, Name: "周明", Aliases: []string{"小周", "老周", "周大明"}, Sex: cn.Male, Number: cn.Invent(civil.On(1986, 5, 10), 7), Born: civil.On(1986, 5, 10),
		Ethnic: "07", Home: book.Place{Code: "513436", Text: "凉山州美姑县"}, Organ: "某某市公安局", Letter: "川公〔2025〕1号",
		Decided: civil.On(2025, 6, 7), Admitted: civil.On(2025, 10, 1), Phase: resident.Consolidation, Room: "0103", Bed: "上铺",
		Drugs: []cn.Drug{"methamphetamine"}, Other: []string{"新东西"}, Contacts: []book.Contact{{Name: "周父", Tie: "父亲", Phone: "+86 138"}},
		Remark: "x\ny", Notes: []book.Note{{Header: "籍贯", Text: "西昌"}, {Header: "身高", Text: "171"}},
	}
	if d := cmp.Diff(want, b.Rows[0], cmp.AllowUnexported(cn.IDNumber{}, civil.Date{})); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"籍贯", "身高"}, b.Notes); d != "" {
		t.Error(d)
	}
}
