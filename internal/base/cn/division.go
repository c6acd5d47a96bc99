package cn

import (
	"embed"
	"slices"
	"strings"

	"guitu/internal/base/errs"
)

// The folder is embedded whole, so that the house compiles before `make assets` has made divisions.tsv.
//
//go:embed all:data
var assets embed.FS

// Divisions is the table of administrative divisions (行政区划) of GB/T 2260: provinces (2 digits), prefectures
// (4), counties (6), and the townships of Sichuan (9), as they stand today. It does not change once opened.
type Divisions struct {
	names  map[string]string
	spelt  map[string][]spelling // every way to write a name → who may be meant
	counts map[string]int        // prefecture → its counties
}

type spelling struct {
	code string
	cost int // 0 the name itself, 1 a short form, 2 a former kind (双流县 for 双流区)
}

// Home is the province whose divisions win when a name is found in several provinces.
const Home = "51"

// Former names of Sichuan that no rule derives.
var formerDivisions = map[string]string{
	"宜宾县": "511504", "达县": "511703", "安县": "510705", "内江县": "511011", "巴中县": "511902", "大庸": "",
	"绵阳县": "510703", "雅安县": "511802", "遂宁县": "510903", "泸县": "510521",
	"郫县": "510117",
}

// Codes of counties of Sichuan that became districts or cities under another code.
var formerCodes = map[string]string{
	"510122": "510116", "510124": "510117", "510132": "510118", "510626": "510604", "510724": "510705", "511422": "511403",
	"510123": "510115", "510125": "510114", "510922": "510981", "511028": "511083", "512081": "510185", "513425": "513402",
	"511521": "511504", "511522": "511503", "511721": "511703", "511821": "511803", "513229": "513201", "513321": "513301",
}

// The divisions of GB/T 2260 for which the published table gives a code and nothing below.
var provincesAlone = map[string]string{"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}

// Levels that exist in the code only, and are never written in an address.
var unwritten = map[string]bool{"市辖区": true, "县": true, "省直辖县级行政区划": true, "自治区直辖县级行政区划": true}

// OpenDivisions reads the embedded table. It fails with division.table_missing when the binary was built without
// it (run `make assets`), never otherwise.
func OpenDivisions() (*Divisions, error) {
	raw, err := assets.ReadFile("data/divisions.tsv")
	if err != nil {
		return nil, errs.Because(errs.Internal, "division.table_missing", err)
	}
	d := &Divisions{names: map[string]string{}, spelt: map[string][]spelling{}, counts: map[string]int{}}
	enter := func(code, name string) {
		d.names[code] = name
		if len(code) == 6 {
			d.counts[code[:4]]++
		}
		for s, cost := range spellings(code, name) {
			d.spelt[s] = append(d.spelt[s], spelling{code, cost})
		}
	}
	for line := range strings.Lines(string(raw)) {
		if code, name, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			enter(code, name)
		}
	}
	for code, name := range provincesAlone {
		if d.names[code] == "" {
			enter(code, name)
		}
	}
	for name, code := range formerDivisions {
		if d.Known(code) {
			d.spelt[name] = append(d.spelt[name], spelling{code, 1})
		}
	}
	return d, nil
}

// spellings are the ways to write the name of a division, with what each costs.
func spellings(code, name string) map[string]int {
	out := map[string]int{name: 0}
	if unwritten[name] {
		return out
	}
	add := func(s string, cost int) {
		if had, ok := out[s]; !ok || cost < had {
			out[s] = cost
		}
	}
	stem, kind := stemOf(name)
	short := ethnicPart(stem)
	if len(code) == 2 && len([]rune(short)) < 2 {
		short = stem // 内蒙古 is no 内
	}
	if len([]rune(short)) < 2 {
		if len(code) == 6 && kind != "" && kind != "县" && kind != "区" && kind != "市" {
			add(stem+string([]rune(kind)[len([]rune(kind))-1:]), 1)
		}
		return out // 安 for 安县 could be anything
	}
	switch len(code) {
	case 2:
		add(short, 1)
		add(short+"省", 1)
		add(short+"市", 2)
	case 4:
		add(short, 1)
		add(short+"州", 1)
		add(short+"市", 1)
		add(short+"地区", 1)
	case 6:
		if s, ok := strings.CutSuffix(short, "新"); ok && kind == "区" { // 浦东 for 浦东新区
			add(s, 2)
			add(s+"区", 2)
		}
		add(short, 1)
		for _, k := range []string{"县", "区", "市", "旗"} {
			if cost := 2; strings.HasSuffix(kind, k) {
				add(short+k, 1)
			} else {
				add(short+k, cost)
			}
		}
	case 9:
		add(short+"镇", 2)
		add(short+"街道", 2)
		add(name+"办事处", 1)
	}
	return out
}

// stemOf cuts the kind of division off a name: 凉山彝族|自治州, 金牛|区, 内江|市.
func stemOf(name string) (stem, kind string) {
	for _, k := range []string{"特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "街道", "省", "市", "县", "区", "旗", "盟", "镇", "乡"} {
		if s, ok := strings.CutSuffix(name, k); ok && s != "" {
			return s, k
		}
	}
	return name, ""
}

// Known tells whether the code (2, 4, 6 or 9 digits, zeros at the end allowed) stands in the table.
func (d *Divisions) Known(code string) bool { return d.names[d.Trim(code)] != "" }

// Trim is a code without the zeros that only fill: 510000 → 51, 513400 → 5134, 510104000000 → 510104. A code
// that stands in the table as it is stays.
func (d *Divisions) Trim(code string) string {
	for _, cut := range []struct {
		n    int
		zero string
	}{{12, "000"}, {9, "000"}, {6, "00"}, {4, "00"}} {
		if len(code) == cut.n && d.names[code] == "" && strings.HasSuffix(code, cut.zero) {
			code = strings.TrimSuffix(code, cut.zero)
		}
	}
	return code
}

// Name is the division's own name, 美姑县; "" when the code is not in the table.
func (d *Divisions) Name(code string) string { return d.names[d.Trim(code)] }

// FullName is the name with everything above it, 四川省凉山彝族自治州美姑县; "" when the code is not in the table.
// Levels that nobody writes (市辖区, 省直辖县级行政区划) are left out.
func (d *Divisions) FullName(code string) string {
	code = d.Trim(code)
	if d.names[code] == "" {
		return ""
	}
	var b strings.Builder
	above := ""
	for _, n := range []int{2, 4, 6, 9} {
		if n > len(code) {
			break
		}
		if name := d.names[code[:n]]; !unwritten[name] && name != above {
			b.WriteString(name)
			above = name
		}
	}
	return b.String()
}

// Children lists the codes directly below a code, in order; "" asks for the provinces.
func (d *Divisions) Children(code string) []string {
	next := map[int]int{0: 2, 2: 4, 4: 6, 6: 9}[len(code)]
	var out []string
	for c := range d.names {
		if len(c) == next && strings.HasPrefix(c, code) {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}
