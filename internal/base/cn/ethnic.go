package cn

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Ethnic is an ethnic group (民族): the two-digit code of GB/T 3304, "97" for a group not yet identified,
// "98" for naturalised foreigners, "" when not known.
type Ethnic string

var ethnicTable = strings.Fields(`
01汉族HA 02蒙古族MG 03回族HU 04藏族ZA 05维吾尔族UG 06苗族MH 07彝族YI 08壮族ZH 09布依族BY 10朝鲜族CS
11满族MA 12侗族DO 13瑶族YA 14白族BA 15土家族TJ 16哈尼族HN 17哈萨克族KZ 18傣族DA 19黎族LI 20傈僳族LS
21佤族VA 22畲族SH 23高山族GS 24拉祜族LH 25水族SU 26东乡族DX 27纳西族NX 28景颇族JP 29柯尔克孜族KG 30土族TU
31达斡尔族DU 32仫佬族ML 33羌族QI 34布朗族BL 35撒拉族SL 36毛南族MN 37仡佬族GL 38锡伯族XB 39阿昌族AC 40普米族PM
41塔吉克族TA 42怒族NU 43乌孜别克族UZ 44俄罗斯族RS 45鄂温克族EW 46德昂族DE 47保安族BN 48裕固族YG 49京族GI 50塔塔尔族TT
51独龙族DR 52鄂伦春族OR 53赫哲族HZ 54门巴族MB 55珞巴族LB 56基诺族JN`)

// Former and common names that are not in the standard.
var ethnicAlso = map[string]Ethnic{
	"崩龙": "46", "毛难": "36", "蒙": "02", "维": "05", "藏人": "04", "彝人": "07", "僮": "08",
	"穿青人": "97", "未识别民族": "97", "未识别": "97", "其他": "97",
	"外国血统": "98", "外国血统中国籍人士": "98", "外国血统中国籍": "98", "入籍": "98",
}

var ethnicName, ethnicFind = func() (map[Ethnic]string, map[string]Ethnic) {
	names, find := map[Ethnic]string{"97": "其他", "98": "外国血统中国籍人士"}, map[string]Ethnic{"97": "97", "98": "98"}
	for _, row := range ethnicTable {
		code, name, letters := Ethnic(row[:2]), row[2:len(row)-2], row[len(row)-2:]
		names[code] = name
		for _, k := range []string{string(code), name, strings.TrimSuffix(name, "族"), letters} {
			find[k] = code
		}
		if code[0] == '0' {
			find[string(code[1:])] = code // a spreadsheet turns 07 into 7
		}
	}
	for k, c := range ethnicAlso {
		find[k] = c
		find[k+"族"] = c
	}
	return names, find
}()

// ParseEthnic reads a name with or without 族, a number (07, 7) or letters (YI) of GB/T 3304; "" when it is
// none of them.
func ParseEthnic(text string) Ethnic { return ethnicFind[strings.ToUpper(Compact(text))] }

// Ethnics lists the 56 groups in the order of the standard, then 97 and 98.
func Ethnics() []Ethnic {
	out := make([]Ethnic, 0, 58)
	for _, row := range ethnicTable {
		out = append(out, Ethnic(row[:2]))
	}
	return append(out, "97", "98")
}

// ethnicEnglish are the names that English texts use, in the order of the standard.
var ethnicEnglish = strings.Fields(`
	Han Mongol Hui Tibetan Uygur Miao Yi Zhuang Bouyei Korean Manchu Dong Yao Bai Tujia Hani Kazak Dai Li Lisu Va She Gaoshan
	Lahu Shui Dongxiang Naxi Jingpo Kirgiz Tu Daur Mulao Qiang Blang Salar Maonan Gelao Xibe Achang Pumi Tajik Nu Uzbek
	Russian Ewenki Deang Bonan Yugur Jing Tatar Derung Oroqen Hezhen Monba Lhoba Jino`)

// English is the name as English screens write it; "" when not known.
func (e Ethnic) English() string {
	switch e {
	case "":
		return ""
	case "97":
		return "Other"
	case "98":
		return "Foreign descent, Chinese nationality"
	}
	if i := slices.IndexFunc(ethnicTable, func(row string) bool { return row[:2] == string(e) }); i >= 0 {
		return ethnicEnglish[i]
	}
	return ""
}

// String is the full Chinese name, 彝族; "" when not known.
func (e Ethnic) String() string { return ethnicName[e] }

// Letters is the Roman code of GB/T 3304, "YI"; "" for none.
func (e Ethnic) Letters() string {
	for _, row := range ethnicTable {
		if row[:2] == string(e) {
			return row[len(row)-2:]
		}
	}
	return ""
}

// Sex is a person's sex (性别).
type Sex string

// The two sexes that the rules of separation know; "" is not known.
const (
	Male   Sex = "male"
	Female Sex = "female"
)

// ParseSex reads 男, 女, M, F, 1, 2 and their common forms (男性, male, 1.0); ok is false for anything else, an
// empty text included.
func ParseSex(text string) (_ Sex, ok bool) {
	switch strings.ToLower(Compact(text)) {
	case "男", "男性", "m", "male", "1", "1.0", "1男", "1-男":
		return Male, true
	case "女", "女性", "f", "female", "2", "2.0", "2女", "2-女":
		return Female, true
	}
	return "", false
}

// String is 男, 女 or 未知.
func (s Sex) String() string {
	switch s {
	case Male:
		return "男"
	case Female:
		return "女"
	}
	return "未知"
}

// Code is the code of GB/T 2261.1: "1", "2", or "0" for unknown.
func (s Sex) Code() string {
	switch s {
	case Male:
		return "1"
	case Female:
		return "2"
	}
	return "0"
}

// ethnicPart strips the names of ethnic groups from the end of s: 阿坝藏族羌族 → 阿坝, 双江拉祜族佤族布朗族傣族 → 双江.
func ethnicPart(s string) string {
	for again := true; again; {
		again = false
		best := ""
		for _, name := range ethnicName {
			for _, n := range []string{name, strings.TrimSuffix(name, "族")} {
				long := utf8.RuneCountInString(n) > 1 // 汉, 回, 白 alone are parts of place names
				if long && strings.HasSuffix(s, n) && len(n) > len(best) && len(n) < len(s) {
					best = n
				}
			}
		}
		if best != "" {
			s, again = strings.TrimSuffix(s, best), true
		}
	}
	return s
}
