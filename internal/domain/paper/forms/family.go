package forms

import (
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/platform/press"
)

// Letter is what the letter to the family needs.
type Letter struct {
	House    House
	Person   Person
	Decision Decision
	Admitted civil.Date
	End      civil.Date // the last day as the file has it now
	Kin      string     // to whom, "" for the family
	Visits   string     // how and when one visits here, in the words of the facility's rules
	On       civil.Date
}

// FamilyLetter is 强制隔离戒毒人员家属通知书, in large type (MOJ127 17; ACL 20).
func FamilyLetter(in Letter) press.Sheet {
	to := in.Kin
	if to == "" {
		to = in.Person.Name + "的家属"
	}
	visits := in.Visits
	if visits == "" {
		visits = "请打电话问清楚时间和要带的证件再来。"
	}
	s := press.Sheet{Title: "强制隔离戒毒人员家属通知书", Size: press.Large, To: to + "：", From: in.House.Name, Date: day(in.On)}
	s.Blocks = []press.Block{
		press.P("您的家人" + in.Person.Name + "，" + day(in.Admitted) + "到我所。地址：" + or(in.House.Address) + "。电话：" + or(in.House.Phone) + "。"),
		press.P("决定机关是" + in.Decision.letter() + "。期限" + span(in.Decision.From, in.End) + "。最后一天是节假日的，也在当天解除。"),
		press.H1("一、您可以来看" + in.Person.they() + "、写信、打电话"),
		press.P(visits + "探访由家属、原单位或者学校的人来都可以；通信自由和通信秘密受法律保护（《禁毒法》第四十六条）。"),
		press.H1("二、对决定有意见"),
	}
	s.Blocks = append(s.Blocks, remedies("本人", in.Decision.Organ)...)
	s.Blocks = append(s.Blocks,
		press.P("需要律师又付不起费用的，本人或者近亲属可以申请法律援助。本人在所里提出的，我们24小时内转交法律援助机构（《法律援助法》第三十九条）。"),
		press.H1("三、家里有困难"),
		press.P("家里有孩子、老人没人照看的，请马上告诉我们或者当地乡镇、街道。"),
		press.H1("四、期限有变"),
		press.P("期限延长、提前，或者本人去外面住院、转到别的所，我们或者决定机关会再通知您。您手里的通知书和新的不一样时，以新的为准。"),
	)
	return s
}

// Rights is what the notice of rights needs.
type Rights struct {
	House    House
	Person   Person
	Decision Decision
	End      civil.Date
	Written  bool   // the end is that which the decision states: the house has not computed it
	Box      string // where complaints go, and who empties the box
	On       civil.Date
}

// RightsNotice is 戒毒人员权利义务告知书. Every right has its article.
func RightsNotice(in Rights) press.Sheet {
	s := press.Sheet{Title: "戒毒人员权利义务告知书", To: in.Person.called() + "：", From: in.House.Name, Date: day(in.On), Copies: "本告知书一式两份，一份交本人，一份存档。"}
	term := span(in.Decision.From, in.End)
	if in.Written {
		term = "按决定书写明的为" + term + "，本所核算后书面告诉你"
	}
	s.Blocks = []press.Block{
		press.P("你因" + in.Decision.letter() + "在本所强制隔离戒毒，期限" + term + "。现告知你："),
		press.H1("一、你的权利"),
		press.P("1．不受体罚、虐待、侮辱（《禁毒法》第四十四条、第六十九条）。"),
		press.P("2．有病得到治疗；未成年人、女性依法分别管理（《禁毒法》第四十四条，《戒毒条例》第三十条）。"),
		press.P("3．见家属、原单位和学校的人；经批准可以外出探视配偶、直系亲属；通信自由和通信秘密受保护（《禁毒法》第四十六条）。"),
		press.P("4．参加劳动得到报酬（《禁毒法》第四十三条）。"),
		press.P("5．到期当天解除，不因节假日推迟；执行一年后，经诊断评估表现好的，本所可以提出提前解除的意见，由决定机关批准（《禁毒法》第四十七条）。"),
		press.P("6．你的戒毒信息受保密（《戒毒条例》第七条、第四十三条）；以后入学、就业、享受社会保障不受歧视（《禁毒法》第五十二条）。"),
		press.P("7．申诉、检举、控告：可以写信、口头说，或者投到" + or(in.Box) + "，本所登记并及时转交，不拆看、不扣押。"),
		press.H1("二、对决定有意见"),
	}
	s.Blocks = append(s.Blocks, remedies("你", in.Decision.Organ)...)
	s.Blocks = append(s.Blocks,
		press.P("三是申请法律援助：告诉任何一名工作人员，本所24小时内转交（《法律援助法》第三十九条）。你的近亲属也可以替你申请。"),
		press.H1("三、你的义务"),
		press.P("1．遵守法律和所里的规定，接受治疗、教育和管理。"),
		press.P("2．配合人身和物品检查；不持有毒品和违禁品（《禁毒法》第四十二条，《戒毒条例》第二十八条）。"),
		press.P("3．脱逃的，脱逃的时间不计入期限；被追回的，不得提前解除（《戒毒条例》第三十二条）。"),
		press.Signs(self("以上内容已经告诉我，我听懂了，收到一份。"), press.Signature{Who: "告知人"}),
	)
	return s
}

// Refused is what the statement of a refused intake needs.
type Refused struct {
	House    House
	Person   Person
	Decision Decision
	Bringing string     // the organ that brought him, "" of who came by himself
	Reason   string     // in words, without anything of health that need not be said
	Basis    string     // "《禁毒法》第三十九条"
	Cure     string     // what would make the intake possible, "" for nothing
	Came     civil.Date // to the door; zero for the day of the statement
	On       civil.Date
	Examined bool // it is for his health, and a doctor has looked at him: what was found goes along, sealed
}

// RefusalStatement is 不予收治说明书: result, reason with article, remedy, helper. It goes to the organ that brought him;
// of who came by himself, to himself.
func RefusalStatement(in Refused) press.Sheet {
	cure := in.Cure
	if cure == "" {
		cure = "依照上述规定不能收治，没有可以补正的事项。请依法改作其他处理。"
	}
	to, who, asks := in.Bringing, "你单位移送的"+or(in.Person.called())+in.Decision.brought(), "移送单位可以"
	copies, takes := "本说明书一式三份，一份交移送单位，一份交本人，一份存档。", press.Signature{Who: "移送民警"}
	if in.Bringing == "" {
		to, who, asks = in.Person.called(), "你自己来到本所"+in.Decision.brought(), "你可以"
		copies, takes = "本说明书一式两份，一份交本人，一份存档。", self("")
	}
	sealed := ""
	if in.Examined {
		sealed = "涉及身体状况的证明另附，密封，不写在本说明书里。"
	}
	return press.Sheet{
		Title: "不予收治说明书", To: or(to) + "：", From: in.House.Name, Date: day(in.On), Copies: copies,
		Blocks: []press.Block{
			press.H1("一、结果"),
			press.P(day(since(in.Came, in.On)) + who + "，本所这次没有收治。"),
			press.H1("二、原因和依据"),
			press.P(strings.TrimSuffix(or(in.Reason), "。") + "。依据：" + or(in.Basis) + "。" + sealed),
			press.H1("三、怎样补正"),
			press.P(cure),
			press.H1("四、不同意怎么办"),
			press.P(asks + "当场要求本所负责人复核，也可以向本所的上级主管机关反映。联系电话：" + or(in.House.Phone) + "。本人对强制隔离戒毒决定有意见的，仍可以依法申请行政复议或者提起行政诉讼。"),
		},
		Stub: []press.Block{
			press.Cut("回执"),
			press.P("不予收治说明书收到。移送材料已全部带回。"),
			press.Signs(takes, press.Signature{Who: "经办人"}),
		},
	}
}

// since is the day on which somebody came, where it is known.
func since(came, on civil.Date) civil.Date {
	if came.IsZero() {
		return on
	}
	return came
}

// Referred is what the letter needs with which somebody is sent on to where he can be looked after (NCL 44).
type Referred struct {
	House    House
	Person   Person
	Decision Decision
	Bringing string     // the organ that brought him and drives on with him, "" of who came by himself
	To       string     // where he is sent
	Reason   string     // in words, without anything of health that need not be said
	Came     civil.Date // to the door; zero for the day of the letter
	On       civil.Date
}

// ReferralLetter is 戒毒人员转介函. It travels with the person and is read by drivers and clerks: what the doctor found
// goes along in a closed cover, and whether his term begins is for the organ that decided.
func ReferralLetter(in Referred) press.Sheet {
	came, copies, takes := in.Bringing+"移送的"+or(in.Person.called()), "本函一式四份，一份交接收单位，一份交移送单位，一份交本人，一份存档。", []press.Signature{{Who: "移送民警"}}
	if in.Bringing == "" {
		came, copies, takes = "自己来到本所的"+or(in.Person.called()), "本函一式三份，一份交接收单位，一份交本人，一份存档。", nil
	}
	takes = append(takes, press.Signature{Who: "接收单位经办人"}, self("转到哪里、为什么，已经告诉我。"))
	return press.Sheet{
		Title: "戒毒人员转介函", To: or(in.To) + "：", From: in.House.Name, Date: day(in.On), Copies: copies,
		Blocks: []press.Block{
			press.P(day(since(in.Came, in.On)) + came + in.Decision.brought() + "，本所按其身体等情况，建议由你单位接收。本所没有办理入所。"),
			press.H1("一、原因和依据"),
			press.P(strings.TrimSuffix(or(in.Reason), "。") + "。依据：《禁毒法》第四十四条（根据性别、年龄、患病等情况分别管理）。检查所见另附，密封，只供接收单位的医务人员拆阅。"),
			press.H1("二、期限"),
			press.P("决定书写明的期限" + span(in.Decision.From, in.Decision.To) + "。转介不改变决定书写明的期限。"),
			press.H1("三、有问题找谁"),
			press.P("接收单位不能接收的，请当日告诉送来的人和本所。本所联系电话：" + or(in.House.Phone) + "。本人对强制隔离戒毒决定有意见的，仍可以依法申请行政复议或者提起行政诉讼。"),
		},
		Stub: []press.Block{
			press.Cut("回执"),
			press.P(or(in.Person.called()) + "及随送材料、密封的检查材料收到。"),
			press.Signs(takes...),
		},
	}
}
