package forms

import (
	"slices"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/platform/press"
)

// Enclosure is a paper that goes along.
type Enclosure struct {
	Name   string
	Pages  int
	Digest string // what both sides hold, in groups of four; "" for a paper on paper only
	Noted  string // what was seen of it when it was counted: "缺第3页"
}

// enclosures lists what goes along, with a column for what is noted of each where two sides count; where nothing has a
// digest of its own, there is no column for it.
func enclosures(list []Enclosure, noted bool) press.Block {
	labels, widths := []string{"序号", "材料", "页数"}, []int{8, 40, 10}
	digests := slices.ContainsFunc(list, func(e Enclosure) bool { return e.Digest != "" })
	if digests {
		labels, widths = append(labels, "核对码"), append(widths, 34)
	}
	if noted {
		labels, widths = append(labels, "特征、备注"), append(widths, 28)
	}
	rows := [][]press.Cell{head(labels...)}
	for i, e := range list {
		says := []string{count(i + 1), e.Name, ""}
		if e.Pages > 0 {
			says[2] = count(e.Pages)
		}
		if digests {
			says = append(says, e.Digest)
		}
		if noted {
			says = append(says, e.Noted)
		}
		r := row(says...)
		r[2].Right = true
		rows = append(rows, r)
	}
	return press.Grid(press.Table{Widths: widths, Head: 1, Rows: blank(rows, len(labels), 4)})
}

// Handover is what the receipt of a hand-over needs: two sides sign one list.
type Handover struct {
	From, To   string // the organs
	Person     Person
	Decision   Decision
	On         civil.Date
	At         string // "14:30"
	Papers     []Enclosure
	Dossier    string // digest of the dossier that both sides hold
	Injuries   string // "无" or "见伤情登记表"
	Belongings string // "无" or "见财物清单，共5件"
}

// HandoverReceipt is 戒毒人员移交回执.
func HandoverReceipt(in Handover) press.Sheet {
	return press.Sheet{
		Title: "戒毒人员移交回执", Size: press.Form, Date: day(in.On), Copies: "本回执一式两份，移交和接收单位各存一份。两份的核对码应当相同。",
		Blocks: []press.Block{
			press.Pairs(
				press.Pair{Label: "移交单位", Value: in.From},
				press.Pair{Label: "接收单位", Value: in.To},
				press.Pair{Label: "姓名", Value: in.Person.Name},
				press.Pair{Label: "身份证号", Value: in.Person.IDNumber},
				press.Pair{Label: "决定机关", Value: in.Decision.Organ},
				press.Pair{Label: "决定书文号", Value: in.Decision.Number},
				press.Pair{Label: in.Decision.term(), Value: span(in.Decision.From, in.Decision.To), Wide: true},
				press.Pair{Label: "移交时间", Value: day(in.On) + in.At, Wide: true},
				press.Pair{Label: "伤情", Value: in.Injuries},
				press.Pair{Label: "财物", Value: in.Belongings},
				press.Pair{Label: "档案核对码", Value: in.Dossier, Wide: true},
			),
			enclosures(in.Papers, true),
			press.Note("依据：《禁毒法》第四十一条，《戒毒条例》第二十七条。健康档案密封移交，只核对有无，不当面拆看。"),
			press.Signs(
				press.Signature{Who: "移交人", Says: "人员、材料、财物已按本回执移交。", Refuses: true},
				press.Signature{Who: "接收人", Says: "人员、材料、财物已按本回执接收，当面核对无误。"},
				press.Signature{Who: "本人", Says: "我的财物已当面点清。", Thumb: true, Refuses: true},
			),
		},
	}
}

// Transfer is what the cover of a transfer between facilities needs.
type Transfer struct {
	From, To House
	Order    string // the document that orders it
	On       civil.Date
	People   []Transferred
	Papers   []Enclosure
	Package  string   // digest of the signed package
	Dossier  string   // digest of the dossier's list, as both sides compute it
	Things   []string // belongings and money that go along
	Escort   string
}

// Transferred is one person on the list.
type Transferred struct {
	Person
	End civil.Date
}

// TransferCover is 戒毒人员转所移交清单.
func TransferCover(in Transfer) press.Sheet {
	things := strings.Join(in.Things, "、")
	if things == "" {
		things = "无"
	}
	rows := [][]press.Cell{head("序号", "姓名", "性别", "出生日期", "档案编号", "期满日")}
	for i, p := range in.People {
		rows = append(rows, row(count(i+1), p.Name, p.Sex, maybe(p.Born), p.File, maybe(p.End)))
	}
	return press.Sheet{
		Title: "戒毒人员转所移交清单", Size: press.Form, From: in.From.Name, Date: day(in.On), Copies: "本清单一式两份，转出和转入单位各存一份。",
		Blocks: []press.Block{
			press.Pairs(
				press.Pair{Label: "转出单位", Value: in.From.Name},
				press.Pair{Label: "转入单位", Value: in.To.Name},
				press.Pair{Label: "调动文书", Value: in.Order},
				press.Pair{Label: "押送负责人", Value: in.Escort},
				press.Pair{Label: "移交包核对码", Value: in.Package, Wide: true},
				press.Pair{Label: "档案核对码", Value: in.Dossier, Wide: true},
				press.Pair{Label: "随送财物", Value: things, Wide: true},
			),
			press.Grid(press.Table{Widths: []int{8, 18, 8, 22, 24, 20}, Head: 1, Rows: rows}),
			enclosures(in.Papers, false),
			press.Note("健康、心理等密封档案由医务人员之间移交，不在本清单内列出内容。转所不改变期满日。"),
			press.Signs(
				press.Signature{Who: "转出单位移交人"},
				press.Signature{Who: "转入单位接收人", Says: "清点人数" + hand + "人，与名单一致；材料和财物清点齐全，档案核对码相同。"},
			),
		},
	}
}

// NoTransfer is what the refusal of a transfer needs: by the house at whose door he stood, or by who has charge of both.
type NoTransfer struct {
	By       House // who refuses
	From, To string
	Person   Person
	Cover    string     // number of the list that came with him
	Came     civil.Date // to the door; zero where he never set out: who has charge of both refused
	Reason   string     // in words, without anything of health that need not be said
	On       civil.Date
}

// TransferRefusal is 不予转所通知书: result, reason, what comes next. No article says when a house may refuse; so the paper
// names none. The term goes on wherever he is.
func TransferRefusal(in NoTransfer) press.Sheet {
	who := or(in.Person.Name) + bracketed(said("档案编号", in.Person.File), said("移交清单", in.Cover))
	s := press.Sheet{Title: "不予转所通知书", To: or(in.From) + "：", From: in.By.Name, Date: day(in.On)}
	result := "你所报请将" + who + "转往" + or(in.To) + "，经审核，没有批准。本人留在你所，转所没有发生，期满日不变。"
	reason := strings.TrimSuffix(or(in.Reason), "。") + "。"
	next := "情况有变化的，可以补充材料后重新报请。对本通知有不同意见的，可以向本机关书面说明。"
	s.Copies = "本通知书一式三份，一份交" + or(in.From) + "，一份抄送" + or(in.To) + "，一份存档。"
	if !in.Came.IsZero() {
		result = day(in.Came) + "你所转来的" + who + "，本所这次没有接收。转所没有完成，本人仍由你所负责，期限照常计算，期满日不变。"
		next = "人员和移交材料、财物由你所押送民警带回，回到你所后登记返回。上述原因消除后，可以重新办理转所。对本通知有不同意见的，可以报请两所共同的上级主管机关协调。联系电话：" + or(in.By.Phone) + "。"
		reason += "涉及身体状况的证明另附，密封，不写在本通知书里。"
		s.Copies = "本通知书一式两份，转出和转入单位各存一份。"
		s.Stub = []press.Block{
			press.Cut("回执"), press.P("不予转所通知书收到。人员、移交材料、财物已全部带回。"),
			press.Signs(press.Signature{Who: "押送民警"}, press.Signature{Who: "经办人"}),
		}
	}
	s.Blocks = []press.Block{
		press.H1("一、结果"), press.P(result),
		press.H1("二、原因"), press.P(reason),
		press.H1("三、接下来"), press.P(next),
	}
	return s
}

// said names what is known, "" where nothing is.
func said(label, what string) string {
	if what == "" {
		return ""
	}
	return label + what
}

// bracketed puts what is known of somebody behind his name.
func bracketed(list ...string) string {
	if list = slices.DeleteFunc(list, func(s string) bool { return s == "" }); len(list) == 0 {
		return ""
	}
	return "（" + strings.Join(list, "，") + "）"
}

// HomeLeave is what a home-leave permit needs.
type HomeLeave struct {
	House   House
	Person  Person
	Visits  string // whom: "父亲李某"
	Place   string
	Leaves  civil.Date
	Returns civil.Date
	Until   string // hour of return, "18:00"
	On      civil.Date
}

// HomeLeavePermit is 戒毒人员外出探视证明 (NCL 46). Whoever reads it on the way learns no more than he must.
func HomeLeavePermit(in HomeLeave) press.Sheet {
	return press.Sheet{
		Title: "戒毒人员外出探视证明", From: in.House.Name, Date: day(in.On), Copies: "本证明由本人随身携带，回所时交还；存根存档。",
		Blocks: []press.Block{
			press.P(in.Person.Name + "，" + or(in.Person.Sex) + "，身份证号" + or(in.Person.IDNumber) + "，经本所批准外出探视（《禁毒法》第四十六条）。"),
			press.Grid(press.Table{Widths: []int{25, 75}, Rows: [][]press.Cell{
				{{Text: "探视谁", Label: true}, {Text: in.Visits}},
				{{Text: "去哪里", Label: true}, {Text: in.Place}},
				{{Text: "离所", Label: true}, {Text: day(in.Leaves)}},
				{{Text: "回所", Label: true}, {Text: day(in.Returns) + in.Until + "以前"}},
				{{Text: "所里电话", Label: true}, {Text: in.House.Phone}},
			}}),
			press.P("请沿途和当地有关单位给予方便。遇到生病、交通中断等不能按时回所的，请本人或者身边的人立即打上面的电话。"),
			press.H1("你要知道的"),
			press.P("1．外出的时间照常计入期限。"),
			press.P("2．按上面写明的时间回所。回不来要马上说明原因、留下证明；没有正当原因不回来的，可能按脱逃处理。"),
			press.P("3．到了当地，照所里告诉你的方式报平安。"),
			press.Signs(self("以上内容我看过、听懂了。"), press.Signature{Who: "经办人"}),
		},
		Stub: []press.Block{
			press.Cut("回所时填写"),
			press.Signs(press.Signature{Who: "本人"}, press.Signature{Who: "值班人"}),
		},
	}
}
