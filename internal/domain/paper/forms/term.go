package forms

import (
	"guitu/internal/base/civil"
	"guitu/internal/platform/press"
)

// Line is one step of the arithmetic: what, which day or how long, why, by which article, and how sure that is.
type Line struct {
	What   string // "期满日", "" where the reason says it
	Value  string // "2027年7月13日"
	Why    string
	Basis  string // "《禁毒法》第47条"
	Unsure bool   // not read in the enacted text, and not confirmed by the bureau
}

// Term is what the term sheet needs; the lines come from the legal clock, as pages tell them.
type Term struct {
	House    House
	Person   Person
	Decision Decision
	Months   int // extensions approved
	Away     int // days of absconding
	End      civil.Date
	Early    civil.Date // the day approved for an early release, which the end is then; zero for none
	Left     civil.Date // when he really left, where that was another day; zero else
	State    string     // "在强制隔离戒毒所执行"
	Lines    []Line
	Facts    []Line // the facts that it was computed from, by day: what (What), day (Value), document (Why)
	On       civil.Date
}

// TermSheet is 强制隔离戒毒期限计算书: the sum, every date with its reason and article, and what it was computed from.
func TermSheet(in Term) press.Sheet {
	s := press.Sheet{Title: "强制隔离戒毒期限计算书", Size: press.Form, From: in.House.Name, Date: day(in.On)}
	last := day(in.End)
	if !in.Early.IsZero() {
		last += "\n（批准提前解除）"
	}
	sum := [][]press.Cell{
		head(in.Decision.term(), "延长", "脱逃不计入", "期满日"),
		row(span(in.Decision.From, in.Decision.To), count(in.Months)+"个月", count(in.Away)+"天", last),
	}
	state := in.State
	if !in.Left.IsZero() {
		state += "，" + day(in.Left) + "离所"
	}
	steps := [][]press.Cell{head("序号", "怎么算的", "依据")}
	unsure := false
	for i, l := range in.Lines {
		says, basis := l.Why, l.Basis
		if l.What != "" {
			says = l.What + "　" + l.Value + "\n" + says
		}
		if l.Unsure {
			basis, unsure = basis+"（待核）", true
		}
		steps = append(steps, row(count(i+1), says, basis))
	}
	facts := [][]press.Cell{head("日期", "事实", "文书")}
	for _, f := range in.Facts {
		facts = append(facts, row(f.Value, f.What, f.Why))
	}
	s.Blocks = []press.Block{
		press.Pairs(
			press.Pair{Label: "姓名", Value: in.Person.Name}, press.Pair{Label: "档案编号", Value: in.Person.File},
			press.Pair{Label: "决定机关", Value: in.Decision.Organ}, press.Pair{Label: "决定书文号", Value: in.Decision.Number},
			press.Pair{Label: "现在的状态", Value: state, Wide: true},
		),
		press.Grid(press.Table{Caption: "算式", Widths: []int{43, 15, 17, 25}, Head: 1, Rows: sum}),
		press.Grid(press.Table{Caption: "每一步的原因和依据", Widths: []int{7, 63, 30}, Head: 1, Rows: steps}),
		press.Grid(press.Table{Caption: "计算所用的事实", Widths: []int{24, 42, 34}, Head: 1, Rows: facts}),
		press.P("期满日遇节假日也在当天解除。所外就医、住院、在别处羁押、按规定外出探视的时间照常计入期限。"),
	}
	if unsure {
		s.Blocks = append(s.Blocks, press.Note("标“待核”的，是法律没有写明或者法制部门还没有确认的理解；有疑问的，按对本人有利的算。"))
	}
	s.Blocks = append(s.Blocks,
		press.Note("本计算书按"+day(in.On)+"以前记载的事实算出。事实有变，重新计算、另发新件。本人对计算有意见的，告诉任何一名工作人员，由法制部门书面答复。"),
		press.Signs(press.Signature{Who: "本人", Says: "以上计算已经给我看过或者读给我听，我收到一份。", Thumb: true, Refuses: true, Reader: true}, press.Signature{Who: "计算人"}, press.Signature{Who: "复核人"}),
	)
	return s
}
