package book_test

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/domain/roster"
	"guitu/internal/domain/roster/book"
)

// Any bytes give a Book whose rows hold no nonsense, or an error with a code; the report of a Book can be read.
func FuzzSheet(f *testing.F) {
	sample, err := os.ReadFile("testdata/sample.csv")
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range [][]byte{sample[:2000], rows(row{}, row{}), []byte("姓名;性别\n"), []byte("PK\x03\x04"), []byte("\xd0\xcf\x11\xe0"), []byte("姓名,\"\n")} {
		f.Add(s)
	}
	o := options(f)
	c, err := text.Load(cn.Catalogue, roster.Catalogue)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := book.Read(raw, o)
		if err != nil {
			if errs.Find(err) == nil {
				t.Fatal("no code:", err)
			}
			return
		}
		sane(t, b)
		if len(b.Rejected) == 0 {
			return
		}
		var out bytes.Buffer
		if err := b.Report(&out, c.In(text.ZH)); err != nil {
			t.Fatal(err)
		}
		again, err := book.Read(out.Bytes(), o)
		if err != nil {
			t.Fatal("the report is no roster:", err)
		}
		if again.Count > b.RejectedRows() {
			t.Fatal("the report has more rows than were rejected")
		}
	})
}

func sane(t *testing.T, b *book.Book) {
	t.Helper()
	if len(b.Rows)+len(b.Repeated)+b.RejectedRows() != b.Count {
		t.Fatal("rows are lost")
	}
	last := 1
	for _, r := range b.Rows {
		start, end := r.Term()
		switch {
		case r.Row <= last, r.Name == "", r.Organ == "", r.Letter == "", r.Sex == "", r.Decided.IsZero(), r.Admitted.IsZero(), r.Decided.After(r.Admitted),
			start.IsZero(), end.IsZero(), !r.Number.IsZero() && (r.Number.Born() != r.Born || r.Number.Sex() != r.Sex):
			t.Fatalf("nonsense: %+v", r)
		}
		last = r.Row
	}
}

// Cells of dates, as text, as a number in a text, with anything around them.
func FuzzDate(f *testing.F) {
	for _, s := range []string{"2025-06-07", "2025年6月7日", "20250607", "45815", "45815.5", "2025年2月30日", "2025.6", "２０２５／６／７", "2025-06-07 00:00:00", "1e5"} {
		f.Add(s)
	}
	o := options(f)
	f.Fuzz(func(t *testing.T, s string) {
		b, err := book.Read(rows(row{"决定日期": s, "入所日期": "2199-12-31"}), o)
		if err != nil {
			return
		}
		for _, r := range b.Rows {
			if y := r.Decided.Year(); y < 1850 || y > 2200 {
				t.Fatalf("%q is %v", s, r.Decided)
			}
		}
		for _, p := range b.Rejected {
			if p.Column == book.Decided && p.Code != book.DateBad && p.Code != book.DateMissing {
				t.Fatalf("%q: %+v", s, p)
			}
		}
	})
}

func FuzzNumber(f *testing.F) {
	for _, s := range []string{"519900196601105831", "519900660110583", "5.19900196601105E+17", "51990019860510996x", "无", "=519900196601105831"} {
		f.Add(s)
	}
	o := options(f)
	f.Fuzz(func(t *testing.T, s string) {
		b, err := book.Read(rows(row{"证件号码": s, "性别": ""}), o)
		if err != nil {
			return
		}
		sane(t, b)
	})
}

// large is a facility's roster of n people, as text or as a workbook.
func large(tb testing.TB, n int, xlsx bool) []byte {
	var b strings.Builder
	head := strings.Split("姓名,别名,性别,证件号码,出生日期,民族,户籍地,现住地,决定机关,决定书文号,决定日期,期限起,期限止,入公安所日期,入所日期,分区,房号,床号,主要毒品,家属姓名,家属关系,家属电话,备注", ",")
	x := excelize.NewFile()
	sw, err := x.NewStreamWriter("Sheet1")
	if err != nil {
		tb.Fatal(err)
	}
	for i := range n + 1 {
		cells := head
		if i > 0 {
			born := civil.On(1960, 1, 1).AddDays(i % 15000)
			cells = []string{
				"周明" + string(rune(0x4E00+i%20000)), "小明", []string{"女", "男"}[i%2], cn.Invent(born, i%2+2*(i/15000)+10).String(), born.String(), "彝族", "四川省凉山彝族自治州昭觉县", "西昌市",
				"某某市公安局", fmt.Sprintf("川公强戒字〔2025〕第%05d号", i), "2025年6月7日", "2025/6/7", "2027.6.6", "20250607", "2025-10-01", "康复巩固区", fmt.Sprint(i / 8), fmt.Sprint(i % 8), "甲基苯丙胺、海洛因", "周父", "父亲", "13800000000", "",
			}
		}
		if !xlsx {
			b.WriteString(strings.Join(cells, ",") + "\n")
			continue
		}
		values := make([]any, len(cells))
		for j, c := range cells {
			values[j] = c
		}
		if err := sw.SetRow(fmt.Sprintf("A%d", i+1), values); err != nil {
			tb.Fatal(err)
		}
	}
	if !xlsx {
		return []byte(b.String())
	}
	if err := sw.Flush(); err != nil {
		tb.Fatal(err)
	}
	var out bytes.Buffer
	if err := x.Write(&out); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func BenchmarkRead15000(b *testing.B) {
	o := options(b)
	for _, xlsx := range []bool{false, true} {
		raw := large(b, 15000, xlsx)
		b.Run(fmt.Sprintf("xlsx=%v", xlsx), func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				book, err := book.Read(raw, o)
				if err != nil || len(book.Rows) != 15000 {
					b.Fatal(err, len(book.Rejected), brief(book.Rejected)[:min(5, len(book.Rejected))])
				}
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				b.ReportMetric(float64(m.HeapAlloc)/1e6, "MB-live")
				runtime.KeepAlive(book)
			}
		})
	}
}
