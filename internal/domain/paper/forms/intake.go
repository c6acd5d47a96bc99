package forms

import (
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/platform/press"
)

// Intake is what the intake form needs (law.md §3.1).
type Intake struct {
	House      House
	Person     Person
	Decision   Decision
	Admitted   civil.Date
	Bringing   string // the organ that brings him
	Officers   string // who bring him
	Himself    bool   // nobody does: he came by himself
	Papers     []string
	Checked    bool   // the necessary examination was done; what it found stands elsewhere
	Injuries   string // "无" or "见伤情登记表"
	Searchers  string // by name; women are searched by women (NCL 42, REG 28)
	Dependants string // "none", "some", "unknown": a child or somebody else left without a carer
	Told       string // who was told of them, and when
	Unit, Bed  string
	Card       string // number of the card of his fingerprints, "" for none yet
	Photos     int    // of his face, sealed
	Unproven   string // why photo or card is not there
}

// card is the number of the card of fingerprints, photo whether his face was photographed; a form that is filled in by hand
// leaves both open.
func (in Intake) card() string {
	switch {
	case in.Card != "" || in.Person.Name == "":
		return in.Card
	case in.Photos > 0:
		return "暂无" + in.because()
	}
	return "暂无"
}

func (in Intake) photo() string {
	switch {
	case in.Photos > 0:
		return "已拍" + count(in.Photos) + "张，密封存档"
	case in.Person.Name == "":
		return ""
	}
	return "未拍" + in.because()
}

func (in Intake) because() string {
	if in.Unproven == "" {
		return ""
	}
	return "（" + strings.TrimSuffix(in.Unproven, "。") + "）"
}

// IntakeForm is 强制隔离戒毒人员入所登记表.
func IntakeForm(in Intake) press.Sheet {
	s := press.Sheet{Title: "强制隔离戒毒人员入所登记表", Size: press.Form, Date: day(in.Admitted), From: in.House.Name}
	pairs := append(identity(in.Person),
		press.Pair{Label: "决定机关", Value: in.Decision.Organ},
		press.Pair{Label: "决定书文号", Value: in.Decision.Number},
		press.Pair{Label: "决定日期", Value: maybe(in.Decision.On)},
		press.Pair{Label: "入所日期", Value: maybe(in.Admitted)},
		press.Pair{Label: in.Decision.term(), Value: span(in.Decision.From, in.Decision.To), Wide: true},
		press.Pair{Label: "移送单位", Value: bringing(in.Bringing, in.Himself)},
		press.Pair{Label: "移送人员", Value: in.Officers},
		press.Pair{Label: "指纹卡编号", Value: in.card()},
		press.Pair{Label: "照片", Value: in.photo()},
		press.Pair{Label: "编入单位", Value: in.Unit},
		press.Pair{Label: "床位", Value: in.Bed},
	)
	papers := make([][]press.Cell, 0, len(in.Papers)+1)
	papers = append(papers, head("序号", "随送材料"))
	for i, p := range in.Papers {
		papers = append(papers, row(count(i+1), p))
	}
	s.Blocks = []press.Block{
		press.Pairs(pairs...),
		press.Grid(press.Table{Widths: []int{10, 90}, Head: 1, Rows: blank(papers, 2, 3)}),
		press.Pairs(
			press.Pair{Label: "入所健康检查", Value: join(check(in.Checked, "已做"), check(!in.Checked, "未做")) + "（结果另存，不写在本表）", Wide: true},
			press.Pair{Label: "伤情", Value: in.Injuries},
			press.Pair{Label: "检查人身、物品的工作人员", Value: in.Searchers},
			press.Pair{Label: "家里有没有没人照看的孩子、老人或者其他人", Value: join(
				check(in.Dependants == "none", "没有"), check(in.Dependants == "some", "有"), check(in.Dependants == "unknown", "还不知道")) +
				"　已告知：" + or(in.Told), Wide: true},
		),
		press.Note("依据：《禁毒法》第四十条至第四十二条，《戒毒条例》第二十七条、第二十八条。女性由女性工作人员检查。"),
		press.Signs(
			handing(in.Himself, press.Signature{Who: "移送民警"},
				press.Signature{Who: "接收人"},
				self("以上登记已经读给我听或者由我看过，与我说的一致。"),
			)...,
		),
	}
	return s
}

// bringing is who brought somebody.
func bringing(organ string, himself bool) string {
	if himself {
		return "本人自行到所"
	}
	return organ
}

// handing are the signatures of those who were there: nobody hands over who came by himself.
func handing(himself bool, police press.Signature, rest ...press.Signature) []press.Signature {
	if himself {
		return rest
	}
	return append([]press.Signature{police}, rest...)
}

// examiner is who looks at injuries: of who came by himself the officer at the door may be the only one there.
func examiner(himself bool) string {
	if himself {
		return "检查的医务人员或者民警"
	}
	return "检查的医务人员"
}

// Injury is one visible injury.
type Injury struct {
	Where, Looks, Says string // place on the body; what is seen; what the person says of it
}

// Injuries is what the record of injuries needs: they are signed by who brings the person and by himself.
type Injuries struct {
	House    House
	Person   Person
	On       civil.Date
	Bringing string
	Himself  bool     // nobody brought him
	Examiner string   // who looked at him, where that was asked for
	Found    []Injury // none: nothing was seen
	Photos   int
}

// InjuryRecord is 入所人员伤情登记表. It says what is seen and what the person says, and no diagnosis.
func InjuryRecord(in Injuries) press.Sheet {
	rows := [][]press.Cell{head("序号", "部位", "看到的情况（大小、颜色、新旧）", "本人说怎么来的")}
	for i, x := range in.Found {
		rows = append(rows, row(count(i+1), x.Where, x.Looks, x.Says))
	}
	found := "检查时没有看到伤痕，本人也说没有伤。"
	if len(in.Found) > 0 {
		found = "检查时看到下列伤痕，共" + count(len(in.Found)) + "处。"
		if in.Photos > 0 {
			found += "拍照" + count(in.Photos) + "张，密封存档。"
		}
	}
	blocks := []press.Block{press.Pairs(append(identity(in.Person)[:6], press.Pair{Label: "移送单位", Value: bringing(in.Bringing, in.Himself)}, press.Pair{Label: "检查日期", Value: maybe(in.On)})...), press.P(found)}
	if len(in.Found) > 0 {
		blocks = append(blocks, press.Grid(press.Table{Widths: []int{8, 20, 42, 30}, Head: 1, Rows: rows}))
	}
	blocks = append(blocks,
		press.Note("本表只记看得见的伤和本人的说法，不写诊断。本人说是被打的，接收人当天报告所领导，并告知驻所检察机关的联系方式。"),
		press.Signs(
			handing(in.Himself, press.Signature{Who: "移送民警", Says: "以上伤痕在移交前已经存在。", Refuses: true},
				press.Signature{Who: examiner(in.Himself), Name: in.Examiner},
				press.Signature{Who: "接收人"},
				self("以上记录与我的伤和我说的一致。"),
			)...,
		),
	)
	return press.Sheet{Title: "入所人员伤情登记表", Size: press.Form, From: in.House.Name, Date: day(in.On), Blocks: blocks}
}

// Item is one thing that is kept.
type Item struct {
	Name, Looks string
	Count       string
	Where       string // where it is kept
}

// Property is what the receipt for property needs.
type Property struct {
	House  House
	Person Person
	On     civil.Date
	Cash   string // "1,200.00元", "" for none
	Items  []Item
	Keeper string
}

// PropertyReceipt is 戒毒人员财物代管收据 (REG 28).
func PropertyReceipt(in Property) press.Sheet {
	rows := [][]press.Cell{head("序号", "物品", "特征、成色", "数量", "存放处")}
	for i, x := range in.Items {
		r := row(count(i+1), x.Name, x.Looks, x.Count, x.Where)
		r[3].Right = true
		rows = append(rows, r)
	}
	cash := in.Cash
	if cash == "" {
		cash = "无"
	}
	return press.Sheet{
		Title: "戒毒人员财物代管收据", Size: press.Form, From: in.House.Name, Date: day(in.On),
		Copies: "本收据一式两份，一份交本人保存，一份存档。本人可以指定近亲属领回；出所时凭本收据当面点还。",
		Blocks: []press.Block{
			press.Pairs(press.Pair{Label: "姓名", Value: in.Person.called()}, press.Pair{Label: "档案编号", Value: in.Person.File}, press.Pair{Label: "现金", Value: cash, Wide: true}),
			press.Grid(press.Table{Widths: []int{8, 28, 34, 10, 20}, Head: 1, Rows: blank(rows, 5, 3)}),
			press.Note("依据：《戒毒条例》第二十八条。生活必需品以外的财物由戒毒所代为保管；毒品和违禁品依法处理，不在本收据内。"),
			press.Signs(
				self("以上财物已当面点清，与实物相符。"),
				press.Signature{Who: "保管人", Name: in.Keeper},
				press.Signature{Who: "在场工作人员"},
			),
		},
		Stub: []press.Block{
			press.Cut("领回时填写"),
			press.Signs(press.Signature{Who: "领取人", Says: "以上财物已全部领回，当面点清。　与本人关系：" + hand, Thumb: true}, press.Signature{Who: "经办人"}),
		},
	}
}
