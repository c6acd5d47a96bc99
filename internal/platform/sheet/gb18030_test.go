package sheet_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"guitu/internal/base/errs"
	"guitu/internal/platform/sheet"
)

// The line that cannot be read is the one with the bad byte, also where the lines before it are no GB 18030.
func TestTheUnreadableLineIsNamed(t *testing.T) {
	for _, mark := range []string{"", "\ufeff"} {
		_, err := rows([]byte(mark + "姓名,性别\n张三,男\n李\xff\xff四,女\n"))
		if e := errs.Find(err); e == nil || e.Code != "sheet.unreadable_text" || cmp.Diff([]any{3}, e.Args) != "" {
			t.Errorf("%q: %v", mark, err)
		}
	}
}

// Characters that an office has made for itself stay what they are, at both ends of the three areas.
func TestUserDefinedCharacters(t *testing.T) {
	raw := []byte("\xD0\xD5\xC3\xFB,x\n") // 姓名
	for _, code := range []string{"\xAA\xA1", "\xAF\xFE", "\xF8\xA1", "\xFE\xFE", "\xA1\x40", "\xA2\x7E", "\xA2\x80", "\xA7\xA0"} {
		raw = append(raw, "\xD5\xC5"+code+"\xB7\xE5,1\n"...) // 张?峰
	}
	f, err := sheet.Open(raw, func(sheet.Line) int { return 2 })
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for l, err := range f.Lines {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, l.Cells[0].Text)
	}
	want := []string{"姓名", "张\uE000峰", "张\uE233峰", "张\uE234峰", "张\uE4C5峰", "张\uE4C6峰", "张\uE564峰", "张\uE565峰", "张\uE765峰"}
	if !slices.Equal(got, want) {
		t.Errorf("%+q", got)
	}
}
