package book_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/text"
	"guitu/internal/domain/roster"
	"guitu/internal/domain/roster/book"
	"guitu/internal/platform/sheet"
)

func TestCellsOfAWorkbook(t *testing.T) {
	x := excelize.NewFile()
	head := []any{"姓名", "性别", "证件号码", "决定机关", "决定书文号", "决定日期", "入所日期"}
	number := cn.Invent(civil.On(1986, 5, 10), 101).String()
	style, _ := x.NewStyle(&excelize.Style{NumFmt: 14})
	for i, r := range [][]any{
		head,
		{"甲", 1, number, "某局", "1", 45815, 45931},
		{"乙", "男", 519900198605101012, "", "2", 45815.25, 20251001},
		{"丙", "男", 519900860510103, "", "3", "2025-06-07", "2025年10月1日"},
		{"丁", "男", "", "", "4", 2025, 202510},
		{"戊", "男", "", "某局", "5", "#N/A", "=TODAY()"},
	} {
		if err := x.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
	_ = x.SetCellStyle("Sheet1", "F2", "G5", style)
	if err := x.MergeCell("Sheet1", "D2", "D5"); err != nil {
		t.Fatal(err)
	}
	for _, mac := range []bool{false, true} {
		_ = x.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &mac})
		var b bytes.Buffer
		if err := x.Write(&b); err != nil {
			t.Fatal(err)
		}
		o := options(t)
		o.Today = civil.On(2030, 12, 31) // 1462 days more make the days of 1904
		got, err := book.Read(b.Bytes(), o)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"3 证件号码 id.length", "5 决定日期 date.bad", "5 入所日期 date.bad", "6 决定日期 date.bad", "6 入所日期 date.bad"}
		if mac {
			// Row 4 stands; row 3's admission, written out, lies before its serial day.
			want = []string{"3 证件号码 id.length", "3 入所日期 date.order", "5 决定日期 date.bad", "5 入所日期 date.bad", "6 决定日期 date.bad", "6 入所日期 date.bad"}
		}
		if d := cmp.Diff(want, brief(got.Rejected)); d != "" {
			t.Fatal(mac, d)
		}
		if got.Rejected[0].Advice != "roster.id_as_number" || got.Rows[1].Organ != "某局" || got.Rows[1].Number.IsZero() {
			t.Error(got.Rejected[0], got.Rows)
		}
		day := civil.On(2025, 6, 7)
		if mac {
			day = day.AddDays(1462)
		}
		if got.Rows[0].Decided != day {
			t.Error(mac, got.Rows[0].Decided)
		}
	}
}

func printer(t testing.TB) text.Printer {
	t.Helper()
	c, err := text.Load(cn.Catalogue, sheet.Catalogue, roster.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if m := c.Missing(); len(m) > 0 {
			t.Error("no words for", m)
		}
	})
	return c.In(text.ZH)
}

// The report of the sample holds the rejected rows; it is a roster with the same problems; mended it has none.
func TestReport(t *testing.T) {
	raw, err := os.ReadFile("testdata/sample.csv")
	if err != nil {
		t.Fatal(err)
	}
	raw = append(raw, "\n=1+1,男,1,,,,-x,+y,@z,,,,,,,,,,,,-9\n"...)
	b := read(t, raw)
	var out bytes.Buffer
	if err := b.Report(&out, printer(t)); err != nil {
		t.Fatal(err)
	}
	x, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	cells, err := x.GetRows("Sheet1")
	if err != nil || len(cells) != 8 || len(cells[0]) != 22 || cells[0][21] != "应怎样改" {
		t.Fatal(err, cells)
	}
	if !strings.Contains(cells[1][21], "原文件第 12 行。\n决定日期：请写完整") || cells[7][0] != "'=1+1" || cells[7][20] != "-9" {
		t.Errorf("%q", cells)
	}
	again := read(t, out.Bytes())
	if again.Count != 7 || again.RejectedRows() != 7 || len(again.Notes) != 0 || again.Rejected[0].Row != 2 {
		t.Error(again.Count, brief(again.Rejected), again.Notes)
	}
	set := func(at, v string) {
		if err := x.SetCellStr("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	set("I2", "2025-01-25")
	set("C3", "")
	set("C4", "")
	set("M5", "2025-10-01")
	set("C6", "")
	set("I7", "2025-10-02")
	_ = x.RemoveRow("Sheet1", 8)
	out.Reset()
	_ = x.Write(&out)
	if mended := read(t, out.Bytes()); len(mended.Rejected) != 0 || len(mended.Rows) != 6 {
		t.Error(brief(mended.Rejected))
	}
}

func TestProblemsSayWhatIsRight(t *testing.T) {
	p := printer(t)
	b := read(t, rows(row{"证件号码": "519900198605100", "户籍地": "市中区", "入所日期": "2020-01-01", "性别": "?", "分区": "x"}, row{"决定日期": "x"}))
	for _, x := range append(b.Rejected, b.Warnings...) {
		if s := x.Right(p); s == "" || strings.Contains(s, "[") || strings.Contains(s, "{") {
			t.Errorf("%+v: %s", x, s)
		}
	}
}
