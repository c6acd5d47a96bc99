package forms

import (
	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/platform/press"
)

// Ground is why somebody leaves.
type Ground string

// The grounds.
const (
	GroundExpired   Ground = "expired"   // the term is over
	GroundEarly     Ground = "early"     // the organ decided so after a year
	GroundAnnulled  Ground = "annulled"  // the decision was annulled by reconsideration or court
	GroundConverted Ground = "converted" // community treatment instead
)

// words of a ground, with its article.
var grounds = map[Ground]string{
	GroundExpired:   "强制隔离戒毒期限届满（《禁毒法》第四十七条）",
	GroundEarly:     "决定机关批准提前解除强制隔离戒毒（《禁毒法》第四十七条，《戒毒条例》第三十三条）",
	GroundAnnulled:  "强制隔离戒毒决定已被依法撤销",
	GroundConverted: "决定机关决定变更为社区戒毒（《戒毒条例》第三十一条）",
}

// ReleaseTo is to whom a release notice goes.
type ReleaseTo string

// The addressees (REG 34), and the township that receives him.
const (
	ToOrgan    ReleaseTo = "organ"    // the deciding organ, three days before
	ToFamily   ReleaseTo = "family"   // family, employer, police station: to collect him
	ToEmployer ReleaseTo = "employer" // learns the day, and neither the decision nor the ground
	ToStation  ReleaseTo = "station"  // of the household or the place where he lives
	ToTownship ReleaseTo = "township" // no article gives it his name: it asks who it is
)

// Release is what notice and certificate need.
type Release struct {
	House     House
	Person    Person
	Decision  Decision
	Ground    Ground
	Document  string // number of the decision of early release, annulment or conversion
	On        civil.Date
	Hour      string // "上午9点", for who comes to collect
	To        ReleaseTo
	Addressee string
	Gone      bool   // he has left: nobody is asked to collect him any more
	HandedTo  string // the organ that has a claim on him and takes him over: nobody is asked to collect him
	Told      bool   // he was told before he left, of something else
	Away      bool   // he is not in the house now: whoever collects him asks first where
	HeldAt    string // where another organ held him when his term ended, and which: he did not come back
	Next      Next
	Issued    civil.Date
}

// Next is what comes after.
type Next struct {
	Order    string     // number of an order of community rehabilitation or treatment, "" for none
	Kind     string     // 社区康复 or 社区戒毒
	Township string     // where to report
	ReportBy civil.Date // the last day of reporting
	Contact  string     // who helps: station, telephone
	Wages    string     // "1,200.00元", "" for none
	Later    bool       // his things and his pay are given to him later
	Nothing  bool       // nothing was in keeping
}

// ReleaseNotice is 解除强制隔离戒毒通知书: to the organ three days before, to family and others to collect (REG 34). Each reads
// what it may know and no more (REG 7).
func ReleaseNotice(in Release) press.Sheet {
	s := press.Sheet{Title: "解除强制隔离戒毒通知书", To: or(in.Addressee) + "：", From: in.House.Name, Date: day(in.Issued)}
	phone := press.P("联系电话：" + or(in.House.Phone) + "。")
	full := press.P(in.Person.Name + in.Decision.inside() + "，因" + grounds[in.Ground] + in.by() + "，" + in.leaves() + "。")
	secret := "戒毒人员信息依法保密，请只用于接送和衔接，不要告诉无关的人（《戒毒条例》第七条）。"
	switch in.To {
	case ToFamily:
		s.Size, s.Blocks = press.Large, append([]press.Block{full}, in.collect()...)
	case ToStation:
		s.Blocks = []press.Block{full, press.P(in.under() + "通知你单位。" + in.handed() + secret), phone}
	case ToEmployer:
		s.Blocks = []press.Block{
			press.P(in.Person.Name + in.leaves() + "。" + in.under() + "通知你单位。" + in.ask("需要派人接的，请提前打电话。")),
			press.P("就业不因戒毒经历受歧视（《禁毒法》第五十二条）。" + secret), phone,
		}
	case ToTownship:
		s.Blocks = []press.Block{
			press.P(cn.MaskSpoken(in.Person.Name) + in.leaves() + "，之后到你辖区居住。为便于衔接帮助，现告知你单位。他是谁，请经办人打下面的电话核对身份后了解；愿不愿意接受帮助，由本人决定。"),
			press.P("有责令社区康复、社区戒毒决定的，以决定机关送达的决定书为准。" + secret), phone,
		}
	default:
		after := ""
		if !in.Gone {
			after = "需要责令社区康复的，请在解除前送达决定书。"
		}
		s.Blocks = []press.Block{full, press.P(in.under() + in.before() + "通知你单位。" + after), phone}
	}
	s.Stub = []press.Block{press.Cut("回执"), press.P("解除强制隔离戒毒通知书收到。"), press.Signs(press.Signature{Who: "收件人"})}
	return s
}

// leaves says on which day he leaves, or left.
func (in Release) leaves() string {
	if in.Gone {
		return "已于" + day(in.On) + "解除强制隔离戒毒"
	}
	return day(in.On) + "解除强制隔离戒毒"
}

// under names the article where there is one: of whose decision was annulled or changed, none says who is told.
func (in Release) under() string {
	if in.Ground == GroundAnnulled || in.Ground == GroundConverted {
		return "现"
	}
	return "依照《戒毒条例》第三十四条"
}

// ask is what somebody is asked to do before the day; nothing after it, nor for whom another organ takes over.
func (in Release) ask(words string) string {
	if in.Gone || in.HandedTo != "" {
		return ""
	}
	return words
}

// handed says who takes him over whom another organ has a claim on. Of it his employer learns nothing.
func (in Release) handed() string {
	switch {
	case in.HeldAt != "":
		return in.Person.they() + "期满时因另案羁押在" + in.HeldAt + "，没有回到本所。"
	case in.HandedTo == "":
		return ""
	case in.Gone:
		return in.Person.they() + "离所时已移交给" + in.HandedTo + "。"
	}
	return "解除后，" + in.Person.they() + "当天移交给" + in.HandedTo + "，不需要派人来接。"
}

// collect asks his family to come for him, and says where help is.
func (in Release) collect() []press.Block {
	why := "本所没有能在解除前通知到您，现补寄本通知。"
	if in.Told {
		why = "以前给您的通知与实际不符，以本通知为准。"
	}
	come := press.P(why + in.Person.they() + "已离所，有疑问请打下面的电话。")
	switch {
	case (in.HandedTo != "" || in.HeldAt != "") && in.Gone:
		come = press.P(why + in.handed() + "有疑问请打下面的电话。")
	case in.HandedTo != "":
		come = press.P(in.handed() + "有疑问请打下面的电话。")
	case !in.Gone && in.Away:
		come = press.P(in.Person.they() + "现在不在所里。请您先打下面的电话，我们告诉您什么时候、到哪里接" + in.Person.they() + "。带上您的身份证。来不了的，我们商量怎么回家；来不了不影响" + in.Person.they() + "按时解除。")
	case !in.Gone:
		hour := in.Hour
		if hour == "" {
			hour = hand
		}
		on := in.On
		if in.Issued.After(on) { // he was kept past his day: nobody is asked to come yesterday
			on = in.Issued
		}
		come = press.P("请您" + day(on) + hour + "到所里接" + in.Person.they() + "。地址：" + or(in.House.Address) + "。带上您的身份证。来不了的，请提前打电话，我们商量怎么回家；来不了不影响当天出所。")
	}
	says := []press.Block{come, press.P("电话：" + or(in.House.Phone) + "。")}
	if in.HeldAt != "" { // what comes after he is free is nobody's question yet
		return says
	}
	return append(says, press.P("出所以后，找工作、上学、办社保不因戒毒经历受歧视（《禁毒法》第五十二条）。需要帮助的，请和我们或者当地的指导站联系："+or(in.Next.Contact)+"。"))
}

// ReleaseCertificate is 解除强制隔离戒毒证明书, served on the person on the day he leaves (REG 34). It tells him what is next.
func ReleaseCertificate(in Release) press.Sheet {
	s := press.Sheet{Title: "解除强制隔离戒毒证明书", To: in.Person.Name + "：", From: in.House.Name, Date: day(in.Issued), Copies: "本证明书一式两份，一份交本人，一份存档。请保管好；遗失的，可以向本所申请补发。"}
	s.Blocks = []press.Block{
		press.P("你，" + or(in.Person.Sex) + "，" + day(in.Person.Born) + "出生，身份证号" + or(in.Person.IDNumber) + "，经" + in.Decision.letter() +
			"决定强制隔离戒毒。因" + grounds[in.Ground] + in.by() + "，自" + day(in.On) + "起解除。特此证明。"),
		press.H1("一、接下来"),
	}
	s.Blocks = append(s.Blocks, in.next()...)
	owns, got := in.keeping()
	s.Blocks = append(s.Blocks,
		press.H1("二、你的权利"),
		press.P("1．"+owns),
		press.P("2．入学、就业、享受社会保障不受歧视（《禁毒法》第五十二条）；你的戒毒信息受保密（《戒毒条例》第七条）。"),
		press.P("3．需要帮助，随时可以找："+or(in.Next.Contact)+"。再次使用了也可以来，主动登记、主动求治的，对原来的吸毒行为不予处罚（《禁毒法》第六十二条，《戒毒条例》第九条）。"),
		press.P(in.remedy()),
		press.Signs(self(got), press.Signature{Who: "核对人一"}, press.Signature{Who: "核对人二"}),
	)
	return s
}

// remedy is what he may still do about the decision: where it was annulled, ask for what the state owes him for the days
// (State Compensation Law; who decides on it is for the legal post to say).
func (in Release) remedy() string {
	if in.Ground == GroundAnnulled {
		return "4．决定已被撤销。对被隔离的这段时间，你可以询问能否申请国家赔偿；请不起律师的，可以申请法律援助。"
	}
	return "4．对原来的决定有意见、还在期限内的，仍可以申请行政复议或者起诉；请不起律师的，可以申请法律援助。"
}

// keeping says what becomes of his things and his pay, and what he signs for.
func (in Release) keeping() (says, got string) {
	n, what := in.Next, "代管的财物"
	switch {
	case n.Nothing && n.Wages == "":
		return "没有代管的财物，也没有要发还的劳动报酬。", "证明书已收到。"
	case n.Nothing:
		what, got = "劳动报酬"+n.Wages, "证明书和劳动报酬已收到。"
	case n.Wages != "":
		what, got = what+"和劳动报酬"+n.Wages, "证明书和财物已收到。"
	default:
		got = "证明书和财物已收到。"
	}
	if n.Later {
		return what + "还没有发还，本所尽到通知后当面点还；联系电话：" + or(in.House.Phone) + "。", "证明书已收到，财物还没有领。"
	}
	return what + "当面点还。", got
}

// by is the decision by which he leaves, in brackets of another kind than those of its year.
func (in Release) by() string {
	if in.Document == "" {
		return ""
	}
	return "（" + numbered(in.Document) + "）"
}

// before says how long before the day the organ is told, where that is as the law wants it.
func (in Release) before() string {
	if in.Issued.IsZero() || in.On.Sub(in.Issued) < 3 {
		return "，"
	}
	return "，在解除3日前"
}

// next says what somebody has to do, or that there is nothing.
func (in Release) next() []press.Block {
	n := in.Next
	if in.Ground == GroundAnnulled { // whether an earlier order of community treatment stands again is for the legal post to say
		return []press.Block{press.P("愿意的话，指导站可以继续帮助你。")}
	}
	if n.Order == "" {
		return []press.Block{press.P("没有责令社区康复、社区戒毒的决定，你不用到任何单位报到。愿意的话，指导站可以继续帮助你。")}
	}
	kind, by := n.Kind, ""
	if kind == "" {
		kind = "社区康复"
	}
	if !n.ReportBy.IsZero() {
		by = "，最迟" + day(n.ReportBy)
	}
	article := "《戒毒条例》第三十八条"
	if kind == "社区戒毒" {
		article = "《戒毒条例》第十四条"
	}
	return []press.Block{press.P("你要接受" + kind + "（" + numbered(n.Order) + "决定书）。自收到决定书之日起15日内" + by + "，到" + or(n.Township) + "报到，签订协议（" + article + "）。有正当理由去不了的，先打电话说明。")}
}
