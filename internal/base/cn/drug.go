package cn

import (
	"slices"
	"strings"
)

// Drug is a kind of drug (毒品种类), a name of the house's own table: "heroin", "methamphetamine".
//
// GA 332.1 gives police codes to kinds of drugs. Its table is not public, so the codes are not here: a code in
// a letter or a roster is kept as text until the bureau enters the table.
type Drug string

// Family is the family that treatment goes by.
type Family string

// Families of drugs.
const (
	Opioids      Family = "opioid"
	Stimulants   Family = "stimulant"
	Cannabinoids Family = "cannabinoid"
	Sedatives    Family = "sedative"
	Dissociative Family = "dissociative"
	Hallucinogen Family = "hallucinogen"
	OtherFamily  Family = "other"
)

type drugKind struct {
	key    Drug
	family Family
	names  string // the first is the name shown
}

var drugTable = []drugKind{
	{"heroin", Opioids, "海洛因 白粉 四号 4号 海洛英 二乙酰吗啡 heroin"},
	{"opium", Opioids, "鸦片 阿片 大烟 烟土 opium"},
	{"morphine", Opioids, "吗啡 morphine"},
	{"methadone", Opioids, "美沙酮 methadone"},
	{"buprenorphine", Opioids, "丁丙诺啡 buprenorphine"},
	{"pethidine", Opioids, "哌替啶 杜冷丁 度冷丁 pethidine"},
	{"codeine", Opioids, "可待因 止咳水 联邦止咳露 复方磷酸可待因 codeine"},
	{"tramadol", Opioids, "曲马多 tramadol"},
	{"dezocine", Opioids, "地佐辛 dezocine"},
	{"dextromethorphan", Dissociative, "右美沙芬 氢溴酸右美沙芬 右美 dextromethorphan"},
	{"fentanyl", Opioids, "芬太尼 芬太尼类物质 芬太尼类 fentanyl"},
	{"nitazene", Opioids, "尼秦类物质 尼秦类 尼秦 nitazene"},
	{"methamphetamine", Stimulants, "甲基苯丙胺 冰毒 冰 甲基安非他明 去氧麻黄碱 methamphetamine ice"},
	{"methamphetamine_tablet", Stimulants, "甲基苯丙胺片剂 麻古 麻果 马古 麻谷 冰毒片剂 甲基苯丙胺片剂(麻古)"},
	{"amphetamine", Stimulants, "苯丙胺 安非他明 amphetamine"},
	{"mdma", Stimulants, "摇头丸 MDMA 亚甲二氧基甲基苯丙胺 二亚甲基双氧安非他明 ecstasy"},
	{"cathinone", Stimulants, "甲卡西酮 卡西酮 筋 土冰 合成卡西酮 浴盐 methcathinone"},
	{"cocaine", Stimulants, "可卡因 古柯碱 cocaine"},
	{"methylphenidate", Stimulants, "哌甲酯 利他林 聪明药 methylphenidate"},
	{"caffeine", Stimulants, "安钠咖 咖啡因 caffeine"},
	{"ketamine", Dissociative, "氯胺酮 K粉 K仔 氟胺酮 ketamine"},
	{"phencyclidine", Dissociative, "苯环己哌啶 天使粉 PCP phencyclidine"},
	{"cannabis", Cannabinoids, "大麻 大麻烟 大麻叶 大麻脂 四氢大麻酚 THC cannabis marijuana"},
	{"synthetic_cannabinoid", Cannabinoids, "合成大麻素 合成大麻素类 合成大麻素类物质 上头电子烟 小树枝 娜塔莎 香料 K2"},
	{"etomidate", Sedatives, "依托咪酯 烟粉 烟弹 美托咪酯 丙帕酯 异丙帕酯 etomidate"},
	{"ghb", Sedatives, "γ-羟丁酸 羟丁酸 GHB 神仙水 听话水 G水"},
	{"triazolam", Sedatives, "三唑仑 蓝精灵 triazolam"},
	{"diazepam", Sedatives, "地西泮 安定 diazepam"},
	{"alprazolam", Sedatives, "阿普唑仑 alprazolam"},
	{"flunitrazepam", Sedatives, "氟硝西泮 flunitrazepam"},
	{"nimetazepam", Sedatives, "硝甲西泮 奶茶粉 开心水 nimetazepam"},
	{"midazolam", Sedatives, "咪达唑仑 midazolam"},
	{"zolpidem", Sedatives, "唑吡坦 zolpidem"},
	{"barbiturate", Sedatives, "巴比妥 苯巴比妥 鲁米那 phenobarbital"},
	{"methaqualone", Sedatives, "甲喹酮 安眠酮 methaqualone"},
	{"lsd", Hallucinogen, "麦角酸二乙胺 麦角二乙酰胺 LSD 邮票 麦角酰二乙胺"},
	{"psilocybin", Hallucinogen, "裸盖菇素 赛洛西宾 迷幻蘑菇 毒蘑菇 psilocybin"},
	{"mescaline", Hallucinogen, "麦司卡林 三甲氧苯乙胺 mescaline"},
	{"nitrous_oxide", OtherFamily, "一氧化二氮 笑气"},
	{"khat", Stimulants, "恰特草 阿拉伯茶 khat"},
}

var drugFind, drugByKey = func() (map[string]Drug, map[Drug]drugKind) {
	find, by := map[string]Drug{}, map[Drug]drugKind{}
	for _, k := range drugTable {
		by[k.key] = k
		find[string(k.key)] = k.key
		for _, n := range strings.Fields(k.names) {
			find[strings.ToLower(n)] = k.key
		}
	}
	return find, by
}()

// ParseDrug reads a name, a common name or a key; ok is false when the table does not have it (a bracketed
// remark is tried without the bracket, and by what stands in it).
func ParseDrug(text string) (_ Drug, ok bool) {
	s := strings.ToLower(Compact(text))
	if d, ok := drugFind[s]; ok {
		return d, true
	}
	if head, rest, found := strings.Cut(s, "("); found {
		if d, ok := drugFind[head]; ok {
			return d, true
		}
		d, ok := drugFind[strings.TrimSuffix(rest, ")")]
		return d, ok
	}
	return "", false
}

// ParseDrugs reads a list separated by 、 , ; / + 和 or spaces: the kinds known, each once, in order, and what
// the table does not have, as it was written.
func ParseDrugs(text string) (known []Drug, other []string) {
	if d, ok := ParseDrug(text); ok {
		return []Drug{d}, nil
	}
	for _, part := range Parts(text) {
		if d, ok := ParseDrug(part); ok {
			if !slices.Contains(known, d) {
				known = append(known, d)
			}
		} else if !slices.Contains(other, part) {
			other = append(other, part)
		}
	}
	return known, other
}

// Parts cuts a list as people write it in one cell, at 、 , ; / + | and spaces of any width; empty parts go.
func Parts(text string) []string {
	return strings.FieldsFunc(Fold(text), func(r rune) bool { return strings.ContainsRune("、､,;/+| \\", r) })
}

// Drugs lists the table in its order.
func Drugs() []Drug {
	out := make([]Drug, len(drugTable))
	for i, k := range drugTable {
		out[i] = k.key
	}
	return out
}

// String is the Chinese name, 甲基苯丙胺; the key itself for one that is not in the table.
func (d Drug) String() string {
	k, ok := drugByKey[d]
	if !ok {
		return string(d)
	}
	name, _, _ := strings.Cut(k.names, " ")
	return name
}

// Family is the drug's family; OtherFamily for one that is not in the table.
func (d Drug) Family() Family {
	if k, ok := drugByKey[d]; ok {
		return k.family
	}
	return OtherFamily
}
