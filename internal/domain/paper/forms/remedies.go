package forms

import (
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/platform/press"
)

// Plea is what somebody asks for against a decision, or for his help: in his own words, written by himself or for him.
type Plea struct {
	House       House
	Person      Person
	Decision    Decision   // the one that he means; what nobody knows of it is written in by hand
	To          string     // the organ, court or centre that it is addressed to
	Plea        string     // what he asks for
	Grounds     string     // facts and reasons, a paragraph a line
	Writer      string     // who wrote it for him, "" for himself
	Interpreter string     // who put it into Chinese, "" for nobody
	Asked       civil.Date // when he asked the facility
	On          civil.Date
}

// Reconsideration is 行政复议申请书 (ARL 20, 24): to the people's government at the level of the organ that decided.
func Reconsideration(in Plea) press.Sheet {
	s := in.sheet("行政复议申请书", "申请人", "被申请人")
	s.Blocks = append(s.Blocks, press.H1("一、复议请求"), press.P(or(in.Plea)), press.H1("二、事实和理由"))
	in.grounds(&s)
	s.Blocks = append(s.Blocks, press.Note("依据：《禁毒法》第四十条，《行政复议法》第二十条、第二十四条。自知道决定之日起60日内提出；可以直接向法院起诉，不必先复议。"))
	in.signs(&s, "申请人")
	return s
}

// Suit is 行政起诉状 (ALL 45, 46): to the court.
func Suit(in Plea) press.Sheet {
	s := in.sheet("行政起诉状", "原告", "被告")
	s.Blocks = append(s.Blocks, press.H1("一、诉讼请求"), press.P(or(in.Plea)), press.H1("二、事实和理由"))
	in.grounds(&s)
	s.Blocks = append(s.Blocks, press.Note("依据：《禁毒法》第四十条，《行政诉讼法》第四十五条、第四十六条。自知道决定之日起6个月内直接起诉；先申请复议的，自收到复议决定书之日起15日内起诉。"))
	in.signs(&s, "原告")
	return s
}

// LegalAid is 法律援助申请书 (LAL 39): the facility hands it on within 24 hours.
func LegalAid(in Plea) press.Sheet {
	s := in.sheet("法律援助申请书", "申请人", "")
	s.Blocks = append(s.Blocks, press.H1("一、申请事项"), press.P(or(in.Plea)), press.H1("二、事实和理由"))
	in.grounds(&s)
	s.Blocks = append(s.Blocks, press.Note("依据：《法律援助法》第三十九条。戒毒所自收到申请起24小时内转交；近亲属也可以代为申请。"))
	in.signs(&s, "申请人")
	return s
}

// sheet is the head: to whom, who asks, against whom.
func (in Plea) sheet(title, asks, against string) press.Sheet {
	who := in.Person
	pairs := []press.Pair{
		{Label: asks, Value: or(who.Name)},
		{Label: "性别、出生日期", Value: or(who.Sex) + "，" + day(who.Born)},
		{Label: "身份证号", Value: or(who.IDNumber), Wide: true},
		{Label: "现在何处", Value: in.House.Name, Wide: true},
	}
	if against != "" {
		pairs = append(pairs, press.Pair{Label: against, Value: or(in.Decision.Organ), Wide: true})
	}
	pairs = append(pairs, press.Pair{Label: "所针对的决定", Value: numbered(in.Decision.Number) + "　" + day(in.Decision.On), Wide: true})
	pairs = append(pairs, press.Pair{Label: "向戒毒所提出", Value: day(in.Asked), Wide: true})
	return press.Sheet{Title: title, To: or(in.To) + "：", Date: day(in.On), Blocks: []press.Block{press.Pairs(pairs...)}}
}

func (in Plea) grounds(s *press.Sheet) {
	for line := range strings.SplitSeq(or(in.Grounds), "\n") {
		if strings.TrimSpace(line) != "" {
			s.Blocks = append(s.Blocks, press.P(line))
		}
	}
}

// signs is where he signs, and who helped him.
func (in Plea) signs(s *press.Sheet, who string) {
	list := []press.Signature{{Who: who + "本人", Says: "以上内容是我要说的，已经读给我听或者由我看过。", Thumb: true, Reader: true}}
	if in.Writer != "" {
		list = append(list, press.Signature{Who: "代书人", Name: in.Writer})
	}
	if in.Interpreter != "" {
		list = append(list, press.Signature{Who: "翻译", Name: in.Interpreter})
	}
	s.Blocks = append(s.Blocks, press.Signs(list...))
}
