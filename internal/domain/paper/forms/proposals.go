package forms

import (
	"guitu/internal/base/civil"
	"guitu/internal/platform/press"
)

// Proposal is what the proposals to the deciding organ have in common.
type Proposal struct {
	House    House
	Person   Person
	Decision Decision
	End      civil.Date // the last day as the file has it now
	Findings []string   // in points: what the assessment found, what was done
	Encloses []string
	On       civil.Date
}

func (p Proposal) sheet(title string) press.Sheet {
	term := "期限"
	if p.Decision.Reckoned {
		term = p.Decision.term()
	}
	return press.Sheet{
		Title: title, To: or(p.Decision.Organ) + "：", From: p.House.Name, Date: day(p.On),
		Blocks: []press.Block{
			press.H1("一、基本情况"),
			press.P(p.Person.Name + "，" + or(p.Person.Sex) + "，" + day(p.Person.Born) + "出生，身份证号" + or(p.Person.IDNumber) + "，你单位" +
				day(p.Decision.On) + "以" + numbered(p.Decision.Number) + "决定书决定强制隔离戒毒，" + term + span(p.Decision.From, p.Decision.To) +
				"；按已记载的事实，期满日现为" + day(p.End) + "。"),
		},
	}
}

func (p Proposal) points(s *press.Sheet, heading string) {
	s.Blocks = append(s.Blocks, press.H1(heading))
	for i, f := range p.Findings {
		s.Blocks = append(s.Blocks, press.P(count(i+1)+"．"+f))
	}
}

// close is how a proposal ends: what is enclosed, within how many days it is decided, whom to ask.
func (p Proposal) close(s *press.Sheet, within string) {
	s.Blocks = append(s.Blocks, press.P(within))
	if len(p.Encloses) > 0 {
		s.Blocks = append(s.Blocks, press.P("附件："))
		for i, e := range p.Encloses {
			s.Blocks = append(s.Blocks, press.P(count(i+1)+"．"+e))
		}
	}
	s.Blocks = append(s.Blocks, press.P("联系电话："+or(p.House.Phone)+"。"))
}

// Early is what a proposal of early release needs besides.
type Early struct {
	Proposal
	OneYear civil.Date // from when it may be proposed
	Release civil.Date // the day proposed, zero to leave it to the organ
}

// EarlyProposal is 提前解除强制隔离戒毒意见书 (NCL 47, REG 33).
func EarlyProposal(in Early) press.Sheet {
	s := in.sheet("提前解除强制隔离戒毒意见书")
	in.points(&s, "二、诊断评估情况")
	ask := "建议提前解除强制隔离戒毒。"
	if !in.Release.IsZero() {
		ask = "建议自" + day(in.Release) + "起提前解除强制隔离戒毒。"
	}
	s.Blocks = append(s.Blocks, press.H1("三、意见"),
		press.P("该人自"+day(in.OneYear)+"起执行已满一年，经诊断评估，戒毒情况良好。依照《禁毒法》第四十七条、《戒毒条例》第三十三条，"+ask),
	)
	in.close(&s, "请自收到本意见书之日起7日内作出决定（《戒毒条例》第三十三条）。")
	return s
}

// Extension is what a proposal of an extension needs besides.
type Extension struct {
	Proposal
	Months  int
	Already int        // months that were approved before
	NewEnd  civil.Date // what the last day would be
}

// ExtensionProposal is 延长强制隔离戒毒期限意见书 (NCL 47, REG 33). Without a decision by the last day the person leaves on it.
func ExtensionProposal(in Extension) press.Sheet {
	s := in.sheet("延长强制隔离戒毒期限意见书")
	in.points(&s, "二、诊断评估情况")
	before := "此前没有延长过。"
	if in.Already > 0 {
		before = "此前已批准延长" + count(in.Already) + "个月。"
	}
	s.Blocks = append(s.Blocks, press.H1("三、意见"),
		press.P("经诊断评估，认为需要延长期限。依照《禁毒法》第四十七条、《戒毒条例》第三十三条，建议延长"+count(in.Months)+"个月，延长后期满日为"+day(in.NewEnd)+
			"。"+before+"延长期限合计最长不超过一年。"),
		press.H1("四、本人的意见"),
		press.P("告知理由的日期："+hand+"。本人意见："+hand+hand+"。"),
	)
	in.close(&s, "请自收到本意见书之日起7日内作出决定（《戒毒条例》第三十三条）。到"+day(in.End)+"没有收到延长决定的，本所当天解除。")
	return s
}

// Conversion is what a proposal of community treatment instead needs besides.
type Conversion struct {
	Proposal
	OutsideSince civil.Date // in a hospital outside, zero for not
}

// ConversionProposal is 变更戒毒措施意见书 (REG 31). What ails the person stands in the certificate, which is closed.
func ConversionProposal(in Conversion) press.Sheet {
	s := in.sheet("变更戒毒措施意见书")
	in.points(&s, "二、有关情况")
	since := ""
	if !in.OutsideSince.IsZero() {
		since = "该人自" + day(in.OutsideSince) + "起所外就医。"
	}
	s.Blocks = append(s.Blocks, press.H1("三、意见"),
		press.P(since+"健康状况不再适宜回所执行强制隔离戒毒，医学证明另附，密封，只供办理本件使用。依照《戒毒条例》第三十一条，建议变更为社区戒毒；已执行的期限折抵社区戒毒期限。"),
	)
	in.close(&s, "请自收到本意见书之日起7日内作出决定（《戒毒条例》第三十一条）。")
	return s
}

// Received is what the receipt of a decision needs: it goes back to the organ.
type Received struct {
	House  House
	Organ  string
	Title  string // of the decision: "提前解除强制隔离戒毒决定书"
	Number string
	Dated  civil.Date
	Person string // masked: 李某某
	On     civil.Date
	At     string
	Pages  int
	Served civil.Date // to the person, zero while it was not
	Asked  string     // number of the proposal that it answers, "" for none
	Then   string     // what follows, where it is not simply done as decided
	Months int        // by which the term is longer, 0 for none
	End    civil.Date // the last day as it is now, of an extension
	Leaves civil.Date // the day of an early release, zero for none
	// Instead is the number of the receipt in whose place this one stands, because what it rested on was recorded wrongly, and
	// Issued the day on which it was written; "" and zero for the first.
	Instead string
	Issued  civil.Date
}

// means is what a decision that counts makes of the term.
func (in Received) means() string {
	switch {
	case in.Months > 0 && !in.End.IsZero():
		return "按该决定延长" + count(in.Months) + "个月，期满日变更为" + day(in.End) + "。"
	case !in.Leaves.IsZero():
		return "按该决定，该人于" + day(in.Leaves) + "提前解除强制隔离戒毒。"
	}
	return ""
}

// DecisionReceipt is 收到决定文书回执.
func DecisionReceipt(in Received) press.Sheet {
	text := "你单位" + day(in.Dated) + "作出的" + or(in.Title) + "（" + numbered(in.Number) + "，涉及" + or(in.Person) + "），我所于" + day(in.On) + in.At + "收到"
	if in.Pages > 0 {
		text += "，共" + count(in.Pages) + "页"
	}
	blocks := []press.Block{press.P(text + "。")}
	if in.Asked != "" {
		blocks = append(blocks, press.P("该决定答复我所"+in.Asked+"号意见书。"))
	}
	if in.Instead != "" {
		blocks = append(blocks, press.P("本回执替换我所"+in.Instead+"号回执：原回执所依据的登记有误，已经更正，请以本回执为准，原回执作废。"))
	}
	on := in.Issued
	if on.IsZero() {
		on = in.On
	}
	switch {
	case in.Then != "":
		blocks = append(blocks, press.P(in.Then))
	case in.Served.IsZero():
		blocks = append(blocks, press.P(in.means()+"我所将按决定办理。"))
	default:
		blocks = append(blocks, press.P(in.means()+"已于"+day(in.Served)+"向本人送达。送达后24小时内通知家属、所在单位和户籍所在地或者现居住地公安派出所的事项，依照《戒毒条例》第三十三条由你单位办理。"))
	}
	return press.Sheet{
		Title: "收到决定文书回执", To: or(in.Organ) + "：", From: in.House.Name, Date: day(on), Blocks: append(blocks, press.P("联系电话："+or(in.House.Phone)+"。")),
	}
}
