package law

import "strings"

// Instrument is one law, regulation, rule or standard (法规).
type Instrument struct {
	Short string // as in citations
	Title string // full Chinese title
	Text  string // which text: year of the version, order number
	Read  Mark   // how its articles were read; single rules may be marked lower
}

// Instruments lists every instrument that a citation may name.
var Instruments = []Instrument{
	{"NCL", "中华人民共和国禁毒法", "2008-06-01 起施行", S},
	{"REG", "戒毒条例", "国务院令第597号，2018-09-18 修订", S},
	{"PSAP", "公安机关办理行政案件程序规定", "2019", S},
	{"PSAPL-2025", "中华人民共和国治安管理处罚法", "2025 修订，2026-01-01 起施行", Secondary},
	{"ARL", "中华人民共和国行政复议法", "2023", S},
	{"ALL", "中华人民共和国行政诉讼法", "2017", S},
	{"ACL", "中华人民共和国行政强制法", "2011", S},
	{"LAL", "中华人民共和国法律援助法", "2021", S},
	{"PIPL", "中华人民共和国个人信息保护法", "2021", S},
	{"MHL", "中华人民共和国精神卫生法", "2018", S},
	{"AIDS", "艾滋病防治条例", "2019", S},
	{"MPL", "中华人民共和国未成年人保护法", "2024", S},
	{"PJD", "中华人民共和国预防未成年人犯罪法", "2020", S},
	{"CC", "中华人民共和国民法典", "2020", S},
	{"SH", "上海市禁毒条例", "", S},
	{"ZJ", "浙江省禁毒条例", "", S},
	{"CQ", "重庆市禁毒条例", "", S},
	{"SD", "山东省禁毒条例", "", S},
	{"DL", "机动车驾驶证申领和使用规定", "2021", S},
	{"MOJ127", "司法行政机关强制隔离戒毒工作规定", "司法部令第127号，2013-06-01 起施行", X},
	{"MPS117", "公安机关强制隔离戒毒所管理办法", "公安部令第117号，2011", X},
	{"DAM", "强制隔离戒毒诊断评估办法", "2013-09-02", X},
	{"BJ-DA", "北京市戒毒管理局强制隔离戒毒诊断评估实施细则（试行）", "2021", X},
	{"GD-DA", "广东省司法行政强制隔离戒毒人员诊断评估实施细则（试行）", "粤戒毒〔2015〕37号", X},
	{"ZJ-DA", "强制隔离戒毒诊断评估工作规范", "DB33/T 2177-2019", X},
	{"ADM", "吸毒成瘾认定办法", "公安部令第115号，2016 修订", Secondary},
	{"MMT", "戒毒药物维持治疗工作管理办法", "2014", Memory},
}

// InstrumentOf finds the instrument that a citation names.
func InstrumentOf(c Citation) (Instrument, bool) {
	short, _, _ := strings.Cut(c, " ")
	for _, i := range Instruments {
		if i.Short == short {
			return i, true
		}
	}
	return Instrument{}, false
}
