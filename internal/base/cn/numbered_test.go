package cn

import (
	"slices"
	"strings"
	"testing"

	"github.com/mozillazg/go-pinyin"
)

// Every character has the readings that the library's own way of writing tones as numbers gives it, in the same order.
func TestReadingsAreTheLibrarys(t *testing.T) {
	args, n := pinyin.Args{Style: pinyin.Tone3, Heteronym: true}, 0
	for c := range pinyin.PinyinDict {
		if !Han(rune(c)) {
			continue
		}
		n++
		want := pinyin.SinglePinyin(rune(c), args)
		for i, s := range want {
			want[i] = strings.ReplaceAll(s, "ü", "v")
		}
		if got := all(rune(c)); !slices.Equal(got, want) {
			t.Fatalf("%c: %q, not %q", c, got, want)
		}
	}
	if n < 20_000 {
		t.Error("the dictionary has lost its characters:", n)
	}
}
