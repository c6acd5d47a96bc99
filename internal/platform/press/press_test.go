package press_test

import (
	"bytes"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"guitu/internal/base/errs"
	"guitu/internal/platform/press"
)

// rare are characters of people's names that other writers of PDF lose: planes beyond the first, and extensions.
const rare = "𠮷䶮㛃𬀪"

// letter is a letter of two pages and more.
func letter() press.Sheet {
	s := press.Sheet{
		Title: "关于对张某某提前解除强制隔离戒毒的意见书", Number: "TJ-n1-A01-2026-000012", To: "××市公安局××区分局：",
		From: "四川省××强制隔离戒毒所", Date: "2026年11月24日", Copies: "本意见书一式三份。", Code: "3F9A-12CE-77B0",
		Draft: "草稿　未经审批，不作凭证", QR: "GT1:" + strings.Repeat("7ABC8D9EF0", 170), QRNote: "扫描左边的二维码，可以核对本件的文号、日期和内容是否出自本所。",
	}
	s.Blocks = append(s.Blocks, press.H1("一、基本情况"))
	for range 6 {
		s.Blocks = append(s.Blocks,
			press.P("你所戒毒人员"+rare+"，男，1991年3月8日出生，身份证号末四位0417，于2025年7月14日经××市公安局××区分局（川公强戒决字〔2025〕第0417号）决定强制隔离戒毒二年，自2025年7月14日起至2027年7月13日止——期满日不因节假日顺延……"),
			press.H2("（一）依据"),
			press.P("《中华人民共和国禁毒法》第四十七条：“强制隔离戒毒的期限为二年。执行强制隔离戒毒一年后，经诊断评估，对于戒毒情况良好的戒毒人员，强制隔离戒毒场所可以提出提前解除强制隔离戒毒的意见，报强制隔离戒毒的决定机关批准。”"),
			press.H3("1. Evidence ABC-2026/0417 (copy), page 12–15."))
	}
	s.Blocks = append(s.Blocks, press.Items("（1）诊断评估手册；", "（2）期限计算书。"))
	return s
}

// form has a table longer than a page, and places to sign.
func form() press.Sheet {
	rows := [][]press.Cell{{{Text: "序号", Label: true}, {Text: "物品", Label: true}, {Text: "数量", Label: true}, {Text: "备注", Label: true}}}
	for i := range 60 {
		rows = append(rows, []press.Cell{{Text: string(rune('0' + i%10))}, {Text: "黑色手机一部，屏幕左上角有裂纹，含充电线"}, {Text: "1", Right: true}, {Text: rare}})
	}
	return press.Sheet{
		Title: "财物代管收据", Number: "CW-n1-A01-2026-000007", Size: press.Form, From: "××所", Date: "2026年11月24日",
		Blocks: []press.Block{
			press.Pairs(press.Pair{Label: "姓名", Value: rare}, press.Pair{Label: "性别", Value: "男"}, press.Pair{Label: "住址", Value: "四川省凉山彝族自治州××县××乡××村三组12号", Wide: true, Lines: 2}, press.Pair{Label: "编号", Value: "1"}),
			press.Grid(press.Table{Widths: []int{10, 50, 10, 30}, Head: 1, Rows: rows}),
			press.Signs(press.Signature{Who: "戒毒人员本人", Says: "以上物品已当面点清。", Thumb: true, Refuses: true, Reader: true}, press.Signature{Who: "经办人"}),
			press.Cut("回执"), press.P("收到。"), press.Note("小字说明。"),
		},
	}
}

func pdf(t testing.TB, s press.Sheet) []byte {
	b, err := press.PDF(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheSameSheetIsTheSameBytes(t *testing.T) {
	for _, s := range []press.Sheet{letter(), form()} {
		if a, b := pdf(t, s), pdf(t, s); !bytes.Equal(a, b) {
			t.Errorf("%s: two printings differ", s.Title)
		}
	}
}

// A reader that others wrote finds nothing wrong with any size of sheet.
func TestAnotherReaderOpensWhatIsSet(t *testing.T) {
	model.ConfigPath = "disable" // it would write a folder of its own
	large := letter()
	large.Size, large.QR, large.Draft = press.Large, "", ""
	for name, c := range map[string]struct {
		sheet press.Sheet
		pages int
	}{"letter": {letter(), 4}, "form": {form(), 3}, "large": {large, 5}, "nothing": {press.Sheet{}, 1}} {
		b := pdf(t, c.sheet)
		if err := api.Validate(bytes.NewReader(b), model.NewDefaultConfiguration()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if n, err := api.PageCount(bytes.NewReader(b), nil); err != nil || n != c.pages {
			t.Errorf("%s: %d pages, want %d (%v)", name, n, c.pages, err)
		}
		if len(b) > 150<<10 {
			t.Errorf("%s: %d bytes: the face was not cut down", name, len(b))
		}
	}
}

func TestWhatTheFaceLacksIsTold(t *testing.T) {
	for text, want := range map[string]string{rare: "", letter().Text() + form().Text(): "", "姓名ꀀཀ甲ꀀ": "ꀀཀ"} {
		if got := press.Missing(text); got != want {
			t.Errorf("%q", got)
		}
	}
	if _, err := press.PDF(press.Sheet{Size: "poster"}); !errs.Is(err, "press.unknown_size") {
		t.Error(err)
	}
}

// A telephone reads what the code says, at the length that proofs have.
func TestACodeIsRead(t *testing.T) {
	text := "GT1:" + strings.Repeat("7ABC8D9EF0/:.-+*", 110)
	code, err := press.QRCode(text)
	if err != nil {
		t.Fatal(err)
	}
	if len(code) > 129 {
		t.Errorf("%d squares a side are too small on paper", len(code))
	}
	got, err := qrcode.NewQRCodeReader().Decode(picture(t, code), nil)
	if err != nil || got.GetText() != text {
		t.Error(got, err)
	}
	if _, err := press.QRCode(strings.Repeat("A", 5000)); !errs.Is(err, "press.qr_long") {
		t.Error(err)
	}
}

// picture is a photograph of a code: three points a square, and a quiet edge.
func picture(t *testing.T, code [][]bool) *gozxing.BinaryBitmap {
	const scale, edge = 3, 12
	side := len(code)*scale + 2*edge
	img := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			i, j := (y-edge)/scale, (x-edge)/scale
			dark := y >= edge && x >= edge && i < len(code) && j < len(code) && code[i][j]
			img.SetGray(x, y, map[bool]color.Gray{true: {0}, false: {255}}[dark])
		}
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	return bitmap
}

func TestPairsFillTheirRows(t *testing.T) {
	rows := press.Pairs(press.Pair{Label: "a", Value: "1"}, press.Pair{Label: "b", Wide: true}, press.Pair{Label: "c"}, press.Pair{Label: "d"}).Table.Rows
	for _, row := range rows {
		n := 0
		for _, c := range row {
			n += max(c.Span, 1)
		}
		if n != 4 {
			t.Errorf("%+v spans %d columns", row, n)
		}
	}
	if len(rows) != 3 {
		t.Error(rows)
	}
}

// Two pages in at most 200 ms (issue 3), the face already read.
func BenchmarkPDF(b *testing.B) {
	s := letter()
	s.Blocks = s.Blocks[:13] // two pages and the proof
	for b.Loop() {
		pdf(b, s)
	}
}
