package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"guitu/internal/base/errs"
	"guitu/internal/platform/sheet"
)

func known(l sheet.Line) int {
	n := 0
	for _, c := range l.Cells {
		if strings.HasPrefix(c.Text, "h") || c.Text == "姓名" {
			n++
		}
	}
	return n
}

// rows opens a file and writes every line that is not blank as "row|cell|cell", numbers as n:…, broken as !….
func rows(raw []byte) ([]string, error) {
	f, err := sheet.Open(raw, known)
	if err != nil {
		return nil, err
	}
	var out []string
	for l, err := range f.Lines {
		if err != nil {
			return out, err
		}
		if l.Blank() {
			continue
		}
		s := fmt.Sprint(l.Row)
		for _, c := range l.Cells {
			s += "|" + map[sheet.Kind]string{sheet.Number: "n:", sheet.Broken: "!"}[c.Kind] + c.Text
		}
		out = append(out, s)
	}
	return out, nil
}

func TestTexts(t *testing.T) {
	gb := func(s string) []byte {
		b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	wide := func(s string) []byte {
		out := []byte{0xFF, 0xFE}
		for _, u := range utf16.Encode([]rune(s)) {
			out = append(out, byte(u), byte(u>>8))
		}
		return out
	}
	for name, c := range map[string]struct {
		raw  []byte
		want []string
	}{
		"plain":           {[]byte("h1,h2\na,b\n"), []string{"1|h1|h2", "2|a|b"}},
		"no last newline": {[]byte("h1,h2\r\na,b"), []string{"1|h1|h2", "2|a|b"}},
		"blank lines":     {[]byte("\n\nh1,h2\n\n,,\na,b\n\n"), []string{"3|h1|h2", "6|a|b"}},
		"newline inside":  {[]byte("h1,h2\na,\"x\ny\"\r\nc,d\n"), []string{"1|h1|h2", "2|a|x\ny", "3|c|d"}},
		"quotes":          {[]byte("h1,h2\n\"a \"\"b\"\"\",\"c\"d\nx\"y,z\n"), []string{"1|h1|h2", "2|a \"b\"|cd", "3|x\"y|z"}},
		"old mac":         {[]byte("h1,h2\ra,b\r"), []string{"1|h1|h2", "2|a|b"}},
		"semicolons":      {[]byte("h1;h2;h3\na,1;b;c"), []string{"1|h1|h2|h3", "2|a,1|b|c"}},
		"tabs":            {[]byte("h1\th2\na\tb"), []string{"1|h1|h2", "2|a|b"}},
		"bom":             {[]byte("\ufeffh1,h2\na,b"), []string{"1|h1|h2", "2|a|b"}},
		"quoted bom":      {[]byte("\ufeff\"h1\",h2\na,b"), []string{"1|h1|h2", "2|a|b"}},
		"kept as text":    {[]byte("h1,h2,h3,h4\n=\"0123\",'0123,'=x,'t"), []string{"1|h1|h2|h3|h4", "2|0123|0123|=x|'t"}},
		"gb18030":         {gb("姓名,h2\n𠮷䶮㛃𬀪,龴\n"), []string{"1|姓名|h2", "2|𠮷䶮㛃𬀪|龴"}},
		"gb18030-2022":    {append(gb("姓名,h2\n"), "\xFE\x59\xFE\x51,\xA6\xD9\xFE\xA0a"...), []string{"1|姓名|h2", "2|\u9FB4\U00020087|\uFE10\u9FBBa"}},
		"utf-16":          {wide("姓名\th2\r\n𠮷\tb\r\n"), []string{"1|姓名|h2", "2|𠮷|b"}},
		"one cell":        {[]byte("h1"), []string{"1|h1"}},
	} {
		got, err := rows(c.raw)
		if err != nil || cmp.Diff(c.want, got) != "" {
			t.Errorf("%s: %v %s", name, err, cmp.Diff(c.want, got))
		}
	}
}

func TestNeutralLeavesNumbers(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "-1": "-1", "-12.50": "-12.50", "7": "7",
		"-1+1": "'-1+1", "-": "'-", "-1.": "'-1.", "-1\n": "'-1\n", "+1": "'+1", "=1": "'=1", "@a": "'@a", "-\uff11": "'-\uff11",
	} {
		got := sheet.Neutral(in)
		if got != want {
			t.Errorf("Neutral(%q) = %q, want %q", in, got, want)
		}
		if in == "" || strings.ContainsAny(in, "\n") {
			continue
		}
		if back, err := rows([]byte("h1,h2\n" + got + ",b")); err != nil || back[1] != "2|"+in+"|b" {
			t.Errorf("%q is read back as %v, %v", got, back, err)
		}
	}
}

func TestWhatIsNoTable(t *testing.T) {
	ole := append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...)
	locked := ole
	for _, b := range []byte("EncryptedPackage") {
		locked = append(locked, b, 0)
	}
	for name, c := range map[string]struct {
		raw  []byte
		code string
	}{
		"nothing":          {nil, "sheet.empty"},
		"spaces":           {[]byte(" \n\r\n "), "sheet.empty"},
		"bom only":         {[]byte("\ufeff"), "sheet.empty"},
		"old xls":          {ole, "sheet.old_xls"},
		"very old xls":     {[]byte("\x09\x08\x10\x00xxxx"), "sheet.old_xls"},
		"locked":           {locked, "sheet.locked"},
		"html":             {[]byte("<html><table>"), "sheet.not_a_sheet"},
		"pdf":              {[]byte("%PDF-1.7 x"), "sheet.not_a_sheet"},
		"binary":           {[]byte("\x89PNG\r\n\x1a\n\x00\x00"), "sheet.not_a_sheet"},
		"zip cut short":    {[]byte("PK\x03\x04 and then nothing"), "sheet.damaged"},
		"a zip":            {pack(t, map[string]string{"a.txt": "x"}), "sheet.not_a_sheet"},
		"an .ods":          {pack(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), "sheet.not_a_sheet"},
		"an .xlsb":         {pack(t, map[string]string{"_rels/.rels": rels("officeDocument", "xl/workbook.bin"), "xl/workbook.bin": "x"}), "sheet.binary_xlsx"},
		"a document":       {pack(t, map[string]string{"_rels/.rels": rels("officeDocument", "word/document.xml"), "word/document.xml": "<w:document/>"}), "sheet.not_a_sheet"},
		"a missing part":   {pack(t, map[string]string{"_rels/.rels": rels("officeDocument", "xl/workbook.xml")}), "sheet.not_a_sheet"},
		"neither encoding": {[]byte("h1,h2\n\xff\xff,b"), "sheet.unreadable_text"},
		"an open quote":    {[]byte("h1,h2\na,\"b\nc,d\n"), "sheet.quote_open"},
		"a huge cell":      {[]byte("h1,h2\n" + strings.Repeat("长", 40_000)), "sheet.cell_too_long_at"},
		"too wide":         {[]byte("h1,h2\n" + strings.Repeat(",", 300)), "sheet.too_many_columns"},
		"too large":        {make([]byte, 33<<20), "sheet.too_large"},
		"broken xml":       {book(t, `<worksheet><sheetData><row><c><v>1</v></row>`), "sheet.damaged"},
		"a lost text":      {book(t, `<worksheet><sheetData><row><c t="s"><v>7</v></c></row></sheetData></worksheet>`), "sheet.damaged"},
		"row beyond":       {book(t, `<worksheet><sheetData><row r="99999999"><c><v>1</v></c></row></sheetData></worksheet>`), "sheet.too_many_rows"},
		"entities":         {book(t, `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`), "sheet.damaged"},
	} {
		if _, err := rows(c.raw); errs.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}

// Whoever has to mend a long cell is told where it stands.
func TestLongCellIsNamed(t *testing.T) {
	for at, want := range map[int][]any{1: {32_767, 3, "B"}, 27: {32_767, 3, "AB"}} {
		_, err := rows([]byte("h1,h2\na,b\n" + strings.Repeat(",", at) + strings.Repeat("长", 32_768)))
		if e := errs.Find(err); e == nil || e.Code != "sheet.cell_too_long_at" || cmp.Diff(want, e.Args) != "" {
			t.Error(at, err)
		}
	}
}

// A part of 200 MB that zips to nearly nothing is refused before it is unzipped, whatever size it claims.
func TestZipBomb(t *testing.T) {
	row := []byte(`<row><c t="str"><v>` + strings.Repeat(" ", 1<<20) + `</v></c></row>`)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, body := range bookParts("") {
		w, _ := z.Create(name)
		if name != "xl/worksheets/sheet1.xml" {
			_, _ = w.Write([]byte(body))
			continue
		}
		_, _ = w.Write([]byte("<worksheet><sheetData>"))
		for range 200 {
			_, _ = w.Write(row)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := rows(b.Bytes()); !errs.Is(err, "sheet.too_large") {
		t.Error(len(b.Bytes()), err)
	}
}

func TestWorkbookByExcelize(t *testing.T) {
	f := excelize.NewFile()
	set := func(at string, v any) {
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	set("B3", "h1")
	set("C3", "h2 𠮷䶮㛃𬀪")
	set("B5", 519900196601105831)
	set("C5", 45086)
	set("D5", 1.5)
	set("B6", "519900196601105831")
	set("C6", true)
	set("B7", "organ")
	set("C7", "a")
	set("C8", "b")
	if err := f.MergeCell("Sheet1", "B7", "B9"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellFormula("Sheet1", "C9", "1+1"); err != nil {
		t.Fatal(err)
	}
	set("B10", "'=1+1")
	set("C10", "x_x000D_y")
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := rows(b.Bytes())
	want := []string{"3||h1|h2 𠮷䶮㛃𬀪", "5||n:519900196601105831|n:45086|n:1.5", "6||519900196601105831|TRUE", "7||organ|a", "8||organ|b", "9||organ|!=1+1", "10||=1+1|x\ry"}
	if err != nil || cmp.Diff(want, got) != "" {
		t.Error(err, cmp.Diff(want, got))
	}
}

func TestWorkbookOddities(t *testing.T) {
	raw := book(t, `<?xml version="1.0"?><x:worksheet xmlns:x="y"><x:sheetData>
<x:row r="2"><x:c r="A2" t="s"><x:v>0</x:v></x:c><x:c r="C2" t="inlineStr"><x:is><x:r><x:t>h</x:t></x:r><x:r><x:t xml:space="preserve">2 </x:t></x:r><x:rPh><x:t>pin</x:t></x:rPh></x:is></x:c></x:row>
<x:row><x:c><x:v>5.1990019660110501E+17</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c><x:c t="str"><x:f>A1</x:f><x:v>done</x:v></x:c><x:c t="d"><x:v>2023-06-09T00:00:00</x:v></x:c></x:row>
<x:row r="9"><x:c r="B9" s="1"/><x:c r="C9"><x:v>4.5086E4</x:v></x:c><x:c r="XFD9" s="1"/></x:row>
</x:sheetData></x:worksheet>`)
	got, err := rows(raw)
	want := []string{"2|h1||h2 ", "3|n:5.1990019660110501E+17|!#N/A|done|2023-06-09T00:00:00", "9|||n:45086"}
	if err != nil || cmp.Diff(want, got) != "" {
		t.Error(err, cmp.Diff(want, got))
	}
	f, err := sheet.Open(raw, known)
	if err != nil || !f.Mac {
		t.Error("1904", err)
	}
}

func rels(kind, target string) string {
	return `<Relationships><Relationship Id="r1" Type="http://x/` + kind + `" Target="` + target + `"/></Relationships>`
}

func bookParts(xml string) map[string]string {
	return map[string]string{
		"_rels/.rels":     rels("officeDocument", "xl/workbook.xml"),
		"xl/workbook.xml": `<workbook><workbookPr date1904="1"/><sheets><sheet name="m" r:id="r3"/><sheet name="a" state="hidden" r:id="r1"/><sheet name="b" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="/xl/worksheets/sheet1.xml"/>
<Relationship Id="r3" Type="http://x/xlMacrosheet" Target="macrosheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/sharedStrings.xml":      `<sst><si><t>h1</t></si></sst>`,
		"xl/worksheets/sheet1.xml":  xml,
		"xl/macrosheets/sheet1.xml": "<macrosheet/>",
	}
}

func book(t testing.TB, xml string) []byte { return pack(t, bookParts(xml)) }

func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, body := range parts {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What encoding/csv can read is read alike, but for the lines it skips.
func FuzzText(f *testing.F) {
	for _, s := range []string{"a,b\nc,d", "\"a\"\"\",b\r\n", "a,\"x\ny\"\n", "\xb1\xb1,x", "h1;h2\n\n;", "a\rb"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := rows(raw)
		if err != nil {
			if errs.Find(err) == nil {
				t.Fatal("an error without a code", err)
			}
			return
		}
		s := string(raw)
		if strings.ContainsAny(s, ";|\t'=\r\x00 ") || strings.HasPrefix(s, "\ufeff") || !strings.Contains(s, ",") {
			return
		}
		r := csv.NewReader(strings.NewReader(s))
		r.FieldsPerRecord = -1
		want, err := r.ReadAll()
		if err != nil || !strings.Contains(s, ",") || string(raw) != strings.ToValidUTF8(s, "") {
			return
		}
		var flat []string
		for _, rec := range want {
			if strings.TrimSpace(strings.Join(rec, "")) != "" {
				flat = append(flat, strings.Join(rec, "|"))
			}
		}
		for i, g := range got {
			_, cells, _ := strings.Cut(g, "|")
			if i >= len(flat) || cells != flat[i] {
				t.Fatalf("%q: %q, want %q", s, got, flat)
			}
		}
	})
}

func FuzzWorkbook(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B3"/></mergeCells></worksheet>`)
	f.Add(`<worksheet><sheetData><row><c t="inlineStr"><is><t>x</t></is></c><c><f>A1</f><v/></c></row></sheetData></worksheet>`)
	f.Fuzz(func(t *testing.T, xml string) {
		if _, err := rows(book(t, xml)); err != nil && errs.Find(err) == nil {
			t.Fatal(err)
		}
	})
}

// What is written is read back to the letter, by us and by another reader.
func TestWhatIsWritten(t *testing.T) {
	rows := [][]string{
		{"姓名", "", "备注"},
		{"\U00020087\uE000 ", "519900196601105831", " 一\n二\t\"<&>'"},
		{"_x0001_", "\x01a\rb", "😀", strings.Repeat("长", 32_767)},
	}
	var b bytes.Buffer
	w, err := sheet.NewWriter(&b, 16, 16, 80)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := w.Row(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	x, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if theirs, err := x.GetRows("Sheet1"); err != nil || len(theirs) != 3 || theirs[1][1] != rows[1][1] || theirs[2][0] != rows[2][0] {
		t.Errorf("%q %v", theirs, err)
	}
	f, err := sheet.Open(b.Bytes(), func(sheet.Line) int { return 1 })
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for l, err := range f.Lines {
		if err != nil {
			t.Fatal(err)
		}
		for j, c := range rows[i] {
			if j < len(l.Cells) && l.Cells[j].Text != c || j >= len(l.Cells) && c != "" {
				t.Errorf("row %d: %q, want %q", i, l.Cells, c)
			}
		}
		i++
	}
}
