// Package folk invents who somebody is: a name in the manner of his people, a birthday, a number that begins
// with 519900, a home in a county of Sichuan, a family. What happens to them is the demo room's matter.
//
// Everything comes from the dice, and so from the seed: the same dice throw the same person.
package folk

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"guitu/internal/base/cn"
)

// Dice is the chance of one life: seeded by the province and its number, so that no other life changes it.
type Dice struct{ *rand.Rand }

// Roll makes the dice of the n-th life of a province.
func Roll(seed uint64, n int) Dice {
	return Dice{rand.New(rand.NewPCG(seed, uint64(n)*0x9e3779b97f4a7c15+1))}
}

// In is a number from low to high, both possible.
func (d Dice) In(low, high int) int {
	if high <= low {
		return low
	}
	return low + d.IntN(high-low+1)
}

// Of tells whether something of n in a thousand happens.
func (d Dice) Of(n int) bool { return d.IntN(1000) < n }

// One picks one of a list.
func One[T any](d Dice, list []T) T { return list[d.IntN(len(list))] }

// Weighted picks an index by weights.
func (d Dice) Weighted(weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	n := d.IntN(total)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	return len(weights) - 1
}

func runes(s string) []string { return strings.Split(s, "") }

var (
	surnames = strings.Fields(`李 王 张 刘 陈 杨 赵 黄 周 吴 徐 孙 马 胡 朱 郭 何 罗 高 林 郑 梁 谢 唐 许 冯 宋 韩 邓 彭 曹 曾 田 萧 潘 袁
		蔡 蒋 余 于 杜 叶 程 魏 苏 吕 丁 任 卢 姚 沈 钟 姜 崔 谭 陆 范 汪 廖 石 金 韦 贾 夏 付 方 邹 熊 白 孟 秦 邱 江 尹 薛 闫 段 雷 侯 龙 黎 史 陶 贺 欧阳 诸葛`)
	givenMan   = runes("伟强军勇涛磊斌杰鹏刚平辉波超亮林川江峰建国华明志文武东海洋成云飞松柏岩山青安宁远顺德康")
	givenWoman = runes("芳娟敏静丽艳娜秀英霞燕玲梅兰竹菊琴云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉桂娣叶璧璐娅琦")
	// Characters that old systems lose: outside GB 2312, two of them outside the basic plane.
	rare = []string{"𠮷", "䶮", "㛃", "𬀪"}

	yiClans  = strings.Fields(`吉克 阿苏 沙马 吉木 阿尔 勒则 的莫 海来 木呷 曲比 莫色 俄木 瓦扎 尔古 阿牛 布约 马海 罗洪 果基 且沙`)
	yiMan    = strings.Fields(`木呷 木乃 拉且 阿布 尔哈 伍达 子呷 日以 小兵 石布 克惹 依布 古铁 尔布 曲者`)
	yiWoman  = strings.Fields(`阿依 阿洛 伍牛 阿支 乌果 日扎 阿果 史作 尔西 子作 阿妞 布西`)
	tibFirst = strings.Fields(`扎西 多吉 泽仁 降巴 丹增 洛绒 格桑 仁青 索朗 阿旺 益西 邓珠 尼玛 达瓦`)
	tibMan   = strings.Fields(`次仁 顿珠 平措 旺堆 罗布 曲扎 泽郎 桑周 翁加 尼玛`)
	tibWoman = strings.Fields(`卓玛 拉姆 央金 曲珍 志玛 拥措 白玛 初姆`)
	yiScript = []string{"ꀉꂷ", "ꃀꇠ", "ꆏꄉ", "ꑌꇁ"}
)

// Name invents a name in the manner of an ethnic group.
func Name(d Dice, e cn.Ethnic, s cn.Sex) string {
	woman := s == cn.Female
	pick := func(man, w []string) string {
		if woman {
			return One(d, w)
		}
		return One(d, man)
	}
	switch {
	case e == "07" && d.Of(850):
		clan, given := One(d, yiClans), pick(yiMan, yiWoman)
		if d.Of(700) {
			return clan + "·" + given
		}
		return clan + given
	case e == "04" && d.Of(900):
		first, last := One(d, tibFirst), pick(tibMan, tibWoman)
		if d.Of(300) {
			return first + "·" + last
		}
		return first + last
	}
	name := One(d, surnames) + pick(givenMan, givenWoman)
	if d.Of(620) {
		name += pick(givenMan, givenWoman)
	}
	if d.Of(7) {
		name = One(d, surnames) + One(d, rare)
	}
	return name
}

// alias is what somebody is also called; "" for most.
func alias(d Dice, name string, e cn.Ethnic) string {
	switch {
	case e == "07" && d.Of(60):
		return One(d, yiScript)
	case e == "07" && d.Of(150):
		if i := strings.LastIndex(name, "·"); i >= 0 {
			name = name[i+len("·"):]
		}
		return One(d, surnames) + name
	case d.Of(60):
		rs := []rune(name)
		return "阿" + string(rs[len(rs)-1])
	}
	return ""
}

// Origin is where people come from, and which groups live there.
type Origin struct {
	Code   string // prefecture, or another province
	weight int
	groups []share
}

type share struct {
	group cn.Ethnic
	parts int // of a hundred; the rest is Han
}

var origins = []Origin{
	{"5101", 210, []share{{"07", 2}, {"04", 2}, {"03", 1}}},
	{"5103", 30, nil},
	{"5104", 45, []share{{"07", 14}}},
	{"5105", 45, []share{{"06", 3}}},
	{"5106", 35, nil},
	{"5107", 50, []share{{"33", 3}}},
	{"5108", 28, []share{{"03", 2}}},
	{"5109", 26, nil},
	{"5110", 30, nil},
	{"5111", 42, []share{{"07", 14}}},
	{"5113", 46, nil},
	{"5114", 32, nil},
	{"5115", 44, []share{{"06", 3}, {"07", 1}}},
	{"5116", 26, nil},
	{"5117", 38, []share{{"15", 2}}},
	{"5118", 30, []share{{"07", 6}, {"04", 5}}},
	{"5119", 24, nil},
	{"5120", 24, nil},
	{"5132", 18, []share{{"04", 52}, {"33", 18}, {"03", 4}}},
	{"5133", 24, []share{{"04", 76}, {"07", 4}}},
	{"5134", 300, []share{{"07", 68}, {"04", 2}, {"03", 1}}},
	{"53", 14, []share{{"07", 12}}},
	{"52", 12, []share{{"06", 12}, {"07", 8}}},
	{"50", 12, []share{{"15", 8}}},
}

// OriginOf picks where somebody comes from, Liangshan and Chengdu most often.
func OriginOf(d Dice) Origin {
	weights := make([]int, len(origins))
	for i, o := range origins {
		weights[i] = o.weight
	}
	return origins[d.Weighted(weights)]
}

// GroupOf picks a group that lives there.
func GroupOf(d Dice, o Origin) cn.Ethnic {
	n := d.IntN(100)
	for _, s := range o.groups {
		if n -= s.parts; n < 0 {
			return s.group
		}
	}
	return "01"
}

// phone is a number that no network gives out.
func phone(d Dice) string { return "1000000" + strconv.Itoa(d.In(1000, 9999)) }

// SomeSex is a sex as among officers.
func SomeSex(d Dice) cn.Sex {
	if d.Of(300) {
		return cn.Female
	}
	return cn.Male
}
