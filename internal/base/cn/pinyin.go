package cn

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// Readings of surnames where the dictionary's first reading is another: 单 is Shan as a surname, dan elsewhere.
// The tone is kept for the sort key. Several readings, the usual one first, where families differ.
var surnames = readings(`
单shan4 仇qiu2 曾zeng1 解xie4 查zha1 任ren2 盖ge3,gai4 区ou1 朴piao2 华hua4 翟zhai2,di2 乐yue4,le4 缪miao4 宓mi4,fu2
隗wei3,kui2 折she2 黑he4 员yun4 贠yun4 秘bi4 冼xian3 洗xian3 能nai4 那na1 牟mu4,mou2 祭zhai4 种chong2 召shao4 句gou1 车che1
晁chao2 郗xi1,chi1 覃qin2,tan2 谌chen2,shen4 阚kan4 呙guo1 笪da2 逄pang2 佴nai4 褚chu3 卜bu3 柏bai3 纪ji3 应ying1 宁ning4,ning2
相xiang4 占zhan1 宿su4 石shi2 哈ha3 葛ge3 令ling4 曲qu1 薄bo2 沈shen3 贾jia3 藏zang4 臧zang1 盛sheng4 燕yan1 过guo1 干gan1
观guan4 都du1 撒sa3 费fei4,bi4 郇xun2,huan2 适kuo4 仉zhang3 亓qi2 厍she4 乜nie4 么yao1 幺yao1 妫gui1 会gui4 钻zuan1 繁po2
尉wei4,yu4 长zhang3,chang2 重chong2 朝chao2 乘sheng4 冯feng2 哿ge3 莘shen1,xin1 郏jia2 钭tou3 召shao4 尹yin3 车che1 余yu2 佘she2
郑zheng4 訾zi1 蕃bo1 渠qu2 翁weng1 瞿qu2 粘nian2 强qiang2 降jiang4 曲qu1 行xing2 尔er3 阿a1 吉ji2 海hai3 沙sha1 俄e2 且qie3`)

// Double surnames that are read otherwise than character by character.
var doubles = readings(`
尉迟yu4_chi2 万俟mo4_qi2 长孙zhang3_sun1 单于chan2_yu2 澹台tan2_tai2 令狐ling2_hu2 亓官qi2_guan1 乐正yue4_zheng4 拓跋tuo4_ba2
夹谷jia2_gu3 宰父zai3_fu3 谷梁gu3_liang2 子车zi3_ju1 颛孙zhuan1_sun1 欧阳ou1_yang2 呼延hu1_yan2 鲜于xian1_yu2 濮阳pu2_yang2 淳于chun2_yu2
夏侯xia4_hou2 诸葛zhu1_ge3 皇甫huang2_fu3 宇文yu3_wen2 独孤du2_gu1 贺兰he4_lan2 赫连he4_lian2 钟离zhong1_li2 百里bai3_li3`)

func readings(table string) map[string][]string {
	out := map[string][]string{}
	for _, w := range strings.Fields(table) {
		cut := strings.IndexFunc(w, func(r rune) bool { return r < 0x80 })
		out[w[:cut]] = strings.Split(w[cut:], ",")
	}
	return out
}

// Syllables are the readings of a name, one a character, without tones, lower case, ü as v: 仇和 → qiu he. The
// surname is read as a surname. A character that the dictionary does not know is its own reading; letters stay.
func Syllables(name string) []string {
	out := toned(name)
	for i, s := range out {
		out[i] = strings.TrimRight(s, "12345")
	}
	return out
}

// Full is the reading of a name in one word: "qiuhe".
func Full(name string) string { return strings.Join(Syllables(name), "") }

// Initials are the first letters of the syllables: "qh". A character without a reading stays itself.
func Initials(name string) string {
	var b strings.Builder
	for _, s := range Syllables(name) {
		b.WriteString(first(s))
	}
	return b.String()
}

// SortKey puts names in the order of a Chinese name list when compared byte by byte: syllable, tone, character,
// then the next character; characters without a reading come last. It holds the whole name: seal it like the name.
func SortKey(name string) string {
	var b strings.Builder
	rs, ts := []rune(Normalise(name)), toned(name)
	for i, t := range ts {
		b.WriteString(t)
		b.WriteByte(' ')
		b.WriteRune(rs[i])
		b.WriteByte(' ')
	}
	return strings.TrimSuffix(b.String(), " ")
}

// Variants are the ways a name may be typed in letters: the full reading and the initials, first as Full and
// Initials give them, then with other readings, and ü as v, yu and u. At most 24. A surname is read as surnames are
// (方 is never wang), and initials are those of the usual readings: with every reading of every character, two letters
// find half the house (吴强 as wj, because 强 is jiang in 倔强).
func Variants(name string) []string {
	const most = 12
	var ways [][]string
	rs := []rune(Normalise(name))
	head, skip := headReadings(rs)
	if skip == 0 && len(rs) > 0 {
		head, skip = all(rs[0])[:1], 1
	}
	for _, h := range head {
		ways = append(ways, strings.Split(h, "_"))
	}
	usual := ""
	for _, r := range rs[skip:] {
		usual += first(all(r)[0])
		var next [][]string
		for _, reading := range all(r) {
			for _, w := range ways {
				if len(next) < most {
					next = append(next, append(slices.Clone(w), reading))
				}
			}
		}
		ways = next
	}
	var out []string
	add := func(s string) {
		if s != "" && !slices.Contains(out, s) && len(out) < 2*most {
			out = append(out, s)
		}
	}
	for _, w := range ways {
		full, initials := "", ""
		for i, s := range w {
			full += strings.TrimRight(s, "12345")
			if i < skip {
				initials += first(s)
			}
		}
		add(full)
		add(initials + usual)
		if strings.Contains(full, "v") {
			add(strings.ReplaceAll(full, "v", "yu"))
			add(strings.ReplaceAll(full, "v", "u"))
		}
	}
	return out
}

// headReadings are the readings of the surname that have an own entry, and how many characters it takes; 0 when
// the dictionary's reading is right.
func headReadings(rs []rune) ([]string, int) {
	if len(rs) >= 2 {
		if r, ok := doubles[string(rs[:2])]; ok {
			return r, 2
		}
	}
	if len(rs) >= 1 {
		if r, ok := surnames[string(rs[:1])]; ok {
			return r, 1
		}
	}
	return nil, 0
}

func toned(name string) []string {
	rs := []rune(Normalise(name))
	head, skip := headReadings(rs)
	out := make([]string, 0, len(rs))
	if skip > 0 {
		out = append(out, strings.Split(head[0], "_")...)
	}
	for _, r := range rs[skip:] {
		out = append(out, all(r)[0])
	}
	return out
}

// all gives every reading of a character with tone numbers, the usual one first; itself when it has none.
func all(r rune) []string {
	if !Han(r) {
		return []string{string(r)}
	}
	var out []string
	for rd := range strings.SplitSeq(pinyin.PinyinDict[int(r)], ",") {
		if rd = numbered(rd); rd != "" && !slices.Contains(out, rd) {
			out = append(out, rd)
		}
	}
	if len(out) > 0 {
		return out
	}
	return []string{string(r)}
}

// marks are the letters of the dictionary that carry a tone, each with how it is written without one.
const (
	marks    = "āáǎàēéěèōóǒòīíǐìūúǔùńňǹḿüǘǚǜ"
	unmarked = "a1a2a3a4e1e2e3e4o1o2o3o4i1i2i3i4u1u2u3u4n2n3n4m2v v2v3v4"
)

// numbered writes a reading of the dictionary with the number of its tone behind it: zhōng is zhong1, lǜ is lv4. The
// library does the same by three expressions a syllable, which was a twentieth of all that the house allocates: everybody who
// is looked for, and everybody whose file is opened, is read so.
func numbered(reading string) string {
	out, tone := make([]byte, 0, len(reading)+1), byte(0)
	for at, r := range reading {
		n := strings.IndexRune(marks, r)
		switch {
		case r < 0x80 || n < 0:
			out = append(out, reading[at:at+len(string(r))]...)
			continue
		case tone != 0: // no syllable has two
			return reading
		}
		n = 2 * utf8.RuneCountInString(marks[:n])
		if out = append(out, unmarked[n]); unmarked[n+1] != ' ' {
			tone = unmarked[n+1]
		}
	}
	if tone != 0 {
		out = append(out, tone)
	}
	return string(out)
}
