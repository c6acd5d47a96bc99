package cn_test

import (
	"testing"

	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
)

func divisions(t testing.TB) *cn.Divisions {
	t.Helper()
	d, err := cn.OpenDivisions()
	if err != nil {
		t.Fatalf("run `make assets` first: %v", err)
	}
	return d
}

func TestFindDivision(t *testing.T) {
	d := divisions(t)
	for _, c := range fields(t, `
四川省成都市金牛区,510106,
四川省 成都市 金牛区,510106,
四川成都金牛,510106,
成都市金牛区,510106,
凉山州美姑县,513436,
凉山彝族自治州昭觉县,513431,
凉山美姑,513436,
四川省美姑县,513436,
美姑县,513436,
西昌市,513401,
西昌,513401,
内江市市中区,511002,
绵阳市涪城区,510703,
泸州市江阳区,510502,
眉山市东坡区,511402,
东坡区,511402,
510104,510104,
510104000000,510104,
510000,51,
513400,5134,
51,51,
四川省,51,
四川,51,
阿坝州,5132,
阿坝县,513231,
甘孜州甘孜县,513328,
阿坝藏族羌族自治州,5132,
北川县,510726,
北川羌族自治县,510726,
双流县,510116,
四川省成都市双流县,510116,
宜宾县,511504,
马尔康县,513201,
北京市东城区,110101,
北京市市辖区东城区,110101,
北京东城区,110101,
重庆市城口县,500229,
海南省琼海市,469002,
海南,46,
吉林,22,
吉林市,2202,
新疆,65,
内蒙古自治区,15,
东莞市,4419,
贵州省毕节市七星关区,520502,
大理白族自治州大理市,532901,
大理州大理市,532901,
四川省凉山州美姑县巴普镇,513436100,
美姑县某某乡三组12号,513436,某某乡三组12号
成都市高新区中和街道,5101,高新区中和街道
四川省成都市武侯区簇锦街道1号,510107,
四川人,51,
内蒙古,15,
内蒙古呼和浩特市,1501,
郫县,510117,
成都市郫县,510117,
510124,510117,
510122,510116,
510922,510981,
射洪县,510981,
512081,510185,
513425,513402,
凉山州会理县,513402,
隆昌县,511083,
台湾省,71,
台湾,71,
710000,71,
香港,81,
香港特别行政区,81,
澳门,82,
澳门特别行政区,82,
香港特别行政区九龙,81,九龙
凉山州籍,5134,
西安,6101,
大同,1402,
朝阳,2113,
中山,4420,
兴安,1522,
临夏,6229,
甘南,6230,
和田,6532,
上海浦东,310115,
上海市浦东区,310115,
上海浦东新区川沙镇,310115,川沙镇
成都市人民南路1号,5101,人民南路1号
上海市南京路1号,31,南京路1号
`) {
		p, err := d.Find(c[0])
		want := c[1]
		if err != nil || p.Code != want && (c[2] != "" || len(p.Code) < 6 || p.Code[:6] != want) {
			t.Errorf("%s: %+v %s (%v), want %s", c[0], p, d.FullName(p.Code), err, want)
		}
		if c[2] != "" && p.Rest != c[2] {
			t.Errorf("%s: rest %q", c[0], p.Rest)
		}
	}
	for text, code := range map[string]string{
		"": "division.unknown", "火星市": "division.unknown", "519900": "division.unknown", "999999": "division.unknown", "不详": "division.unknown",
		"四川省火星县": "division.unknown", "成都市火星区": "division.unknown", "成都市火星区人民路1号": "division.unknown", "市辖区": "division.unknown", "县": "division.unknown", "5": "division.unknown",
		"市中区": "division.ambiguous", "朝阳区": "division.ambiguous", "鼓楼区": "division.ambiguous", "本地": "division.unknown", "同户籍地": "division.unknown",
	} {
		if p, err := d.Find(text); !errs.Is(err, code) {
			t.Errorf("%q: %+v %v", text, p, err)
		}
	}
	for code, want := range map[string]string{"513436": "四川省凉山彝族自治州美姑县", "110101": "北京市东城区", "441900": "广东省东莞市", "469002": "海南省琼海市", "510000": "四川省", "519900": ""} {
		if got := d.FullName(code); got != want {
			t.Errorf("%s: %q", code, got)
		}
	}
	if d.Known("519900") || !d.Known("510104") || d.Known("") || len(d.Children("51")) != 21 || d.Name("513436") != "美姑县" {
		t.Error("known")
	}
}

// Every division is found again by its full name, unless two bear the same one.
func TestEveryDivisionIsFoundByItsFullName(t *testing.T) {
	d := divisions(t)
	n := 0
	for _, p := range d.Children("") {
		for _, c := range append([]string{p}, d.Children(p)...) {
			for _, a := range append([]string{c}, d.Children(c)...) {
				full := d.FullName(a)
				got, err := d.Find(full)
				n++
				if err != nil || d.FullName(got.Code) != full || got.Rest != "" {
					t.Errorf("%s %s: %+v %v", a, full, got, err)
				}
			}
		}
	}
	for _, county := range d.Children("5134") {
		for _, town := range d.Children(county) {
			if got, err := d.Find(d.FullName(town)); err != nil || got.Code != town {
				t.Errorf("%s %s: %+v %v", town, d.FullName(town), got, err)
			}
		}
	}
	t.Log(n, "divisions")
}

func FuzzDivision(f *testing.F) {
	d := divisions(f)
	for _, s := range []string{"四川省成都市金牛区", "凉山州美姑县", "510104", "市中区", "州州州州", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := d.Find(s); err == nil && !d.Known(p.Code) {
			t.Fatalf("%q: %+v", s, p)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	d := divisions(b)
	for b.Loop() {
		_, _ = d.Find("四川省凉山彝族自治州昭觉县")
	}
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		_, _ = cn.OpenDivisions()
	}
}
