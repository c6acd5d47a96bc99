package cn_test

import (
	"math/rand"
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/cn"
)

func TestNamesAreOrderedByTheirNumbers(t *testing.T) {
	for _, want := range []string{
		"一大队 二大队 三大队 四大队 五大队 六大队 十大队 十一大队 二十大队 二十三大队 一百零三大队",
		"1舍 2舍 3舍 10舍 11舍", "1101 1102 1110 2101", "青川所一大队 青川所二大队 青川所十大队", "A区 B区",
	} {
		names := strings.Fields(want)
		slices.Reverse(names)
		slices.SortFunc(names, cn.Natural)
		if !slices.Equal(names, strings.Fields(want)) {
			t.Errorf("%v", names)
		}
	}
	words := strings.Fields("一大队 1大队 二〇大队 二十大队 十 百 大队 一 1 99999999999 一百零三大队 第二 x")
	for range 500 { // an order that contradicts itself breaks a list
		a, b, c := words[rand.Intn(len(words))], words[rand.Intn(len(words))], words[rand.Intn(len(words))]
		if cn.Natural(a, b) != -cn.Natural(b, a) || cn.Natural(a, b) <= 0 && cn.Natural(b, c) <= 0 && cn.Natural(a, c) > 0 {
			t.Errorf("%s %s %s", a, b, c)
		}
	}
}
