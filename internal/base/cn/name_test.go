package cn_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"guitu/internal/base/cn"
)

func TestCleanName(t *testing.T) {
	for _, c := range []struct {
		in, want string
		changed  bool
	}{
		{"周明", "周明", false},
		{"周 明", "周明", true},
		{"周　明", "周明", true},
		{" 周明 ", "周明", true},
		{"周明\u00a0", "周明", true},
		{"吉克．阿牛", "吉克·阿牛", false},
		{"吉克•阿牛", "吉克·阿牛", false},
		{"吉克・阿牛", "吉克·阿牛", false},
		{"吉克.阿牛", "吉克·阿牛", false},
		{"吉克 · 阿牛", "吉克·阿牛", true},
		{"𠮷䶮㛃𬀪", "𠮷䶮㛃𬀪", false},
		{"\ufeff周明", "周明", false},
		{"類\uf9d0\U0002F800", "類\uf9d0\U0002F800", false},
		{"Smith  J.", "Smith J.", true},
		{"ཀརྨ་ཚེ་རིང", "ཀརྨ་ཚེ་རིང", false},
		{"ꀊꆈ ꂷꃀ", "ꀊꆈ ꂷꃀ", false},
		{"李\u200b明", "李明", false},
		{"", "", false},
		{"   ", "", true},
		{"··", "", false},
	} {
		got, changed := cn.CleanName(c.in)
		if got != c.want || changed != c.changed {
			t.Errorf("%q: %q %v", c.in, got, changed)
		}
		if again, _ := cn.CleanName(got); again != got {
			t.Errorf("%q: cleaned twice %q", c.in, again)
		}
	}
}

func TestNormaliseFoldsSpellings(t *testing.T) {
	for _, same := range [][]string{
		{"吉克·阿牛", "吉克 阿牛", "吉克．阿牛", "吉克阿牛", "吉克・阿牛", "吉克‧阿牛"},
		{"ཀརྨ་ཚེ་རིང", "ཀརྨ ཚེ་རིང"},
		{"類", "\uf9d0"},
		{"葛\U000E0100", "葛"},
		{"Smith J.", "smithj", "ＳＭＩＴＨ Ｊ"},
	} {
		for _, s := range same[1:] {
			if cn.Normalise(s) != cn.Normalise(same[0]) {
				t.Errorf("%q and %q differ", s, same[0])
			}
		}
	}
	if got := cn.Bigrams(cn.Normalise("𠮷䶮㛃𬀪")); !slices.Equal(got, []string{"𠮷䶮", "䶮㛃", "㛃𬀪"}) {
		t.Error(got)
	}
	if got := cn.Bigrams("周"); !slices.Equal(got, []string{"周"}) || cn.Bigrams("") != nil {
		t.Error(got)
	}
}

func TestPinyin(t *testing.T) {
	for _, c := range fields(t, `
单雄信,shanxiongxin,sxx
仇和,qiuhe,qh
曾国藩,zengguofan,zgf
解缙,xiejin,xj
查良镛,zhaliangyong,zly
任正非,renzhengfei,rzf
盖叫天,gejiaotian,gjt
区志航,ouzhihang,ozh
朴树,piaoshu,ps
尉迟恭,yuchigong,ycg
万俟卨,moqixie,mqx
长孙无忌,zhangsunwuji,zswj
欧阳修,ouyangxiu,oyx
令狐冲,linghuchong,lhc
吕布,lvbu,lb
吉克·阿牛,jikeaniu,jkan
周明,zhouming,zm
`) {
		if f, i := cn.Full(c[0]), cn.Initials(c[0]); f != c[1] || i != c[2] {
			t.Errorf("%s: %s %s", c[0], f, i)
		}
		if v := cn.Variants(c[0]); len(v) < 2 || v[0] != c[1] || v[1] != c[2] || len(v) > 24 {
			t.Errorf("%s: %v", c[0], v)
		}
	}
	if v := cn.Variants("吕布"); !slices.Contains(v, "lyubu") || !slices.Contains(v, "lubu") {
		t.Error(v)
	}
	if v := cn.Variants("尉缭"); !slices.Contains(v, "weiliao") || !slices.Contains(v, "yuliao") {
		t.Error(v)
	}
	for name, odd := range map[string]string{"吴强": "wj", "方杰": "wj", "方": "wang"} {
		if v := cn.Variants(name); slices.Contains(v, odd) {
			t.Errorf("%s is found by %q: %q", name, odd, v)
		}
	}
	if v := cn.Variants("王乐"); !slices.Contains(v, "wangyue") || !slices.Contains(v, "wangle") {
		t.Error(v)
	}
	if v := cn.Variants(""); len(v) != 0 {
		t.Error(v)
	}
	names := []string{"赵一", "李二", "曾三", "单四", "张五", "章六", "张七", "𠮷八", "阿牛"}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(cn.SortKey(a), cn.SortKey(b)) })
	if got := strings.Join(names, " "); got != "阿牛 李二 单四 曾三 张七 张五 章六 赵一 𠮷八" {
		t.Error(got, cn.SortKey("𠮷八"))
	}
}

func TestMask(t *testing.T) {
	for in, want := range map[string]string{"李明": "李＊＊", "吉布阿且": "吉＊＊", "𠮷䶮㛃𬀪": "𠮷＊＊", "㛃": "＊＊", "": ""} {
		if got := cn.Mask(in); got != want {
			t.Error(got)
		}
	}
	if cn.MaskLatin("李明") != "L.**" || cn.MaskSpoken("李明") != "李某某" || cn.MaskSpoken("㛃") != "某某" || cn.LastFour("519900196601105831") != "＊＊＊＊5831" || cn.LastFour("123") != "＊＊＊＊" {
		t.Error("masks", cn.MaskLatin("李明"))
	}
}

func FuzzName(f *testing.F) {
	for _, s := range []string{"周明", "吉克·阿牛", "𠮷䶮㛃𬀪", "李　明", "\xff", "J. R. R. Tolkien", ". . ·"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name, _ := cn.CleanName(s)
		if again, _ := cn.CleanName(name); again != name {
			t.Fatalf("%q: %q then %q", s, name, again)
		}
		if !utf8.ValidString(name) && utf8.ValidString(s) {
			t.Fatal("broken text")
		}
		n := cn.Normalise(name)
		cn.Bigrams(n)
		cn.Full(name)
		cn.SortKey(name)
		cn.MaskLatin(name)
		if len(cn.Variants(name)) > 24 {
			t.Fatal("too many variants")
		}
	})
}
