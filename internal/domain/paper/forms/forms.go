// Package forms makes the papers of the house out of plain values (文书的内容): pure functions from what is known to a
// press.Sheet, without a store, a clock or a person's file. Who issues a paper fills the struct and gives the sheet to
// paper.Desk.IssueIn, which gives it its number.
//
// What is not known is left to be written by hand: an empty value becomes a line. A right stands with its article, a
// remedy with its time and its organ, and whoever leaves is told what comes next. No paper here names a drug, a
// diagnosis or the result of a test (AIDS 39, REG 7): where one hangs on health, the certificate is enclosed, closed.
//
// Papers are in Chinese: they are served, filed and shown to organs under Chinese law. To the person they say 你, to his
// family and to others 您.
package forms

import (
	"fmt"
	"strconv"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/platform/press"
)

// House is the facility that issues.
type House struct {
	Name    string
	Address string
	Phone   string
}

// Person is whom a paper is about.
type Person struct {
	Name     string
	Alias    string // another name that he said himself, beside that of his file
	Sex      string
	Born     civil.Date
	IDNumber string // whole, or masked, as the reader may know it
	Ethnic   string
	File     string // number of the file
	Home     string // address
}

// Decision is the decision of compulsory isolation by which somebody is here.
type Decision struct {
	Organ  string
	Number string
	On     civil.Date
	From   civil.Date // of the term as printed
	To     civil.Date
	// Reckoned says that the decision names no such days: the house has counted them from its date.
	Reckoned bool
}

// term is what a form calls the term: no paper puts days into a decision that does not name them.
func (d Decision) term() string {
	if d.Reckoned {
		return "按决定日期计算的期限"
	}
	return "决定书写明的期限"
}

// hand is a line to be written on by hand.
const hand = "＿＿＿＿＿＿"

func or(s string) string {
	if strings.TrimSpace(s) == "" {
		return hand
	}
	return s
}

// day writes a date as papers do: Arabic figures without leading zeros.
func day(d civil.Date) string {
	if d.IsZero() {
		return "＿＿＿＿年＿＿月＿＿日"
	}
	y, m, n := d.Civil()
	return fmt.Sprintf("%d年%d月%d日", y, int(m), n)
}

// numbered writes the number of a document with 号 behind it, once.
func numbered(n string) string { return strings.TrimSuffix(or(n), "号") + "号" }

// inside is a decision as it stands in brackets. Its number names it; where the organ is not known, nobody has to write it in.
func (d Decision) inside() string { return "（" + d.Organ + numbered(d.Number) + "决定书）" }

// brought is inside for somebody at the door: who came without a decision has none in brackets.
func (d Decision) brought() string {
	if d.Organ == "" && d.Number == "" {
		return ""
	}
	return d.inside()
}

// maybe is a date in a form that may be without one.
func maybe(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return day(d)
}

// span is a term as papers write it.
func span(from, to civil.Date) string { return "自" + day(from) + "起至" + day(to) + "止" }

func (d Decision) letter() string { return or(d.Organ) + "（" + numbered(d.Number) + "决定书）" }

func count(n int) string { return strconv.Itoa(n) }

// they is how a person is spoken of to others.
func (p Person) they() string {
	if p.Sex == "女" {
		return "她"
	}
	return "他"
}

// check is a box, with a tick where it is so.
func check(so bool, words string) string {
	if so {
		return "■" + words
	}
	return "□" + words
}

func join(parts ...string) string { return strings.Join(parts, "　") }

func head(labels ...string) []press.Cell {
	row := make([]press.Cell, len(labels))
	for i, l := range labels {
		row[i] = press.Cell{Text: l, Label: true}
	}
	return row
}

func row(values ...string) []press.Cell {
	out := make([]press.Cell, len(values))
	for i, v := range values {
		out[i] = press.Cell{Text: v}
	}
	return out
}

// blank rows are left to be filled in by hand; their number keeps a form from looking finished when nothing is in it.
func blank(rows [][]press.Cell, columns, least int) [][]press.Cell {
	for len(rows) < least {
		rows = append(rows, make([]press.Cell, columns))
	}
	return rows
}

// called is a name with the other beside it.
func (p Person) called() string {
	if p.Alias == "" {
		return p.Name
	}
	return p.Name + "（别名：" + p.Alias + "）"
}

// identity is how forms begin.
func identity(p Person) []press.Pair {
	return []press.Pair{
		{Label: "姓名", Value: p.called()},
		{Label: "性别", Value: p.Sex},
		{Label: "出生日期", Value: maybe(p.Born)},
		{Label: "民族", Value: p.Ethnic},
		{Label: "身份证号", Value: p.IDNumber},
		{Label: "档案编号", Value: p.File},
		{Label: "住址", Value: p.Home, Wide: true},
	}
}

// self is the place where the person himself signs: by hand or thumb, read out where he cannot read, or refused.
func self(says string) press.Signature {
	return press.Signature{Who: "本人", Says: says, Thumb: true, Refuses: true, Reader: true}
}

// remedies are what somebody may do against the decision of the police organ, with time and organ (ARL 20, 24; ALL 44-46;
// NCL 40). That execution goes on is told too (ARL 42, ALL 56).
func remedies(you, organ string) []press.Block {
	return []press.Block{
		press.P("一是申请行政复议：自知道决定之日起60日内，向" + or(organ) + "的本级人民政府申请（《行政复议法》第二十条、第二十四条）。"),
		press.P("二是提起行政诉讼：也可以不经复议，自知道决定之日起6个月内直接向人民法院起诉；对复议决定不服的，自收到复议决定书之日起15日内起诉（《禁毒法》第四十条，《行政诉讼法》第四十四条至第四十六条）。"),
		press.P("复议和诉讼期间，决定一般不停止执行，法律规定停止的除外（《行政复议法》第四十二条，《行政诉讼法》第五十六条）。" + you + "写不了的，可以口头提出，工作人员代为记录并及时转交。"),
	}
}
