package daybook

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/platform/press"
)

// Print is a book to be set as a paper.
type Print struct {
	Content
	Code  string
	By    string // who had it made; "" for the night
	Draft string // said above the text where the people are invented
	Names func(id.ID) string
	// Words are the names that other rooms give to kinds, steps and duties, in Chinese.
	Words text.Printer
}

// Setting is how the house sets its books as papers: the page, the file and the copy beside the house are one text.
type Setting struct {
	Words   text.Printer // Chinese
	Draft   string
	Officer func(context.Context, id.ID) (string, error) // the name of a member of staff
}

// Print is a book as it is to be set. Who had it made is named; a book is readable without it.
func (s Setting) Print(ctx context.Context, b Book, c Content) Print {
	p := Print{Content: c, Code: b.Code, Words: s.Words, Draft: s.Draft}
	if member, ok := strings.CutPrefix(b.By, "staff:"); ok && s.Officer != nil {
		if name, err := s.Officer(ctx, id.ID(member)); err == nil {
			p.By = name
		}
	}
	return p
}

// Sheet is the book as a paper: pure, so that the same book is the same pages.
func (p Print) Sheet() press.Sheet {
	s := press.Sheet{Title: "值班日册", Number: p.whose() + " " + p.at(p.Made), Size: press.Form, Of: true, Code: p.Code, Draft: p.Draft}
	for _, part := range [][]press.Block{p.cover(), p.roll(), p.away(), p.leaving(), p.falling(), p.medicines(), blanks()} {
		s.Blocks = append(s.Blocks, part...)
	}
	return s
}

// whose is the house and the brigade or zone.
func (p Print) whose() string { return p.House + " " + p.part() }

func (p Print) part() string {
	switch {
	case p.Unit != "":
		return p.Unit
	case p.Zone != "":
		return p.Words.T(string(phase(p.Zone)))
	}
	return "未编大队人员"
}

// at is a moment as a book writes it: the year stands on the cover.
func (p Print) at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Shanghai).Format("2006-01-02 15:04")
}

// hour is a moment near the book's: the day and the hour.
func (p Print) hour(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Shanghai).Format("1月2日 15:04")
}

func (p Print) name(who id.ID) string {
	switch {
	case who == "":
		return ""
	case p.Names != nil:
		return p.Names(who)
	}
	return p.Faces[who].Name
}

func (p Print) cover() []press.Block {
	t, by := p.Tally(), "系统每晚自动做成"
	if p.By != "" {
		by = p.By + "要求做成"
	}
	return []press.Block{
		press.Pairs(
			press.Pair{Label: "单位", Value: p.House},
			press.Pair{Label: "范围", Value: p.part()},
			press.Pair{Label: "截至", Value: p.at(p.Made)},
			press.Pair{Label: "由来", Value: by},
			press.Pair{Label: "人数", Value: "在床 " + itoa(t.Present) + " + 外出 " + itoa(t.Away) + " + 待安排床位 " + itoa(t.Waiting) + " = 在所 " + itoa(t.Heads), Wide: true},
			press.Pair{Label: "30天内到期", Value: itoa(len(p.Leaving)) + " 人", Wide: true},
			press.Pair{Label: "到期事项", Value: p.due(), Wide: true},
			press.Pair{Label: "领用", Value: "＿＿月＿＿日＿＿时　交班民警：＿＿＿＿＿＿　接班民警：＿＿＿＿＿＿", Wide: true},
		),
		press.Note("系统不能用时，照本册工作，发生的事当时写在后面的补记页上，写明几时、何人、何事、谁记。" +
			"截至时间以后的变化不在册内。系统恢复后，按帮助“纸上办事”逐条补录，时间填实际发生的时间。"),
		press.Note("本册写有姓名，交班时当面交接，不留在桌上。新册打印后，没有写过字的旧册当班销毁；写过字的先补录，再交大队按本所档案办法保存。"),
	}
}

// due counts what is late and what falls due.
func (p Print) due() string {
	late := 0
	for _, o := range p.Falling {
		if o.Due.Before(p.Made) {
			late++
		}
	}
	return "已逾期 " + itoa(late+p.Overdue) + " 项，24小时内到期 " + itoa(len(p.Falling)-late) + " 项"
}

// roll is the list by bed with four columns to tick; each column's hour is written into its head.
func (p Print) roll() []press.Block {
	out := map[id.ID]Away{}
	for _, a := range p.Away {
		out[a.Person] = a
	}
	head := labels("室", "床", "编号", "姓名", "外出去向、应回", "①", "②", "③", "④")
	for i := 5; i < len(head); i++ {
		head[i].Lines = 2
	}
	rows := [][]press.Cell{head}
	for _, r := range p.Rows {
		where := ""
		switch a, away := out[r.Person]; {
		case away:
			where = p.Words.T(string(a.Kind.Title()))
			if !a.Due.IsZero() {
				where += "，应回 " + p.hour(a.Due)
			}
		case r.Bed == "":
			where = "待安排床位"
		}
		rows = append(rows, cells(r.Room, r.Bed, p.Faces[r.Person].Number, p.named(r.Person), where, "", "", "", ""))
	}
	return []press.Block{
		press.H1("一、名单"),
		press.Note("点名时在圈号下写几时，在的打✓，不在的写去向；共 " + itoa(len(p.Rows)) + " 人。"),
		press.Grid(press.Table{Widths: []int{9, 5, 29, 13, 20, 6, 6, 6, 6}, Head: 1, Rows: rows}),
	}
}

// named is a name that is never empty: who is sealed away keeps his bed.
func (p Print) named(who id.ID) string {
	if n := p.name(who); n != "" {
		return n
	}
	return "（封存）"
}

func (p Print) away() []press.Block {
	if len(p.Away) == 0 {
		return []press.Block{press.H1("二、外出"), press.P("截至上述时间没有人外出。")}
	}
	rows := [][]press.Cell{labels("姓名", "去向", "离开", "应回", "实际返回", "民警")}
	for _, a := range inOrder(p.Away, func(a Away) time.Time { return a.From }) {
		due := p.hour(a.Due)
		if a.late(p.Made) {
			due += "（已过）"
		}
		rows = append(rows, cells(p.named(a.Person), joined(p.Words.T(string(a.Kind.Title())), a.Where, a.Escort), p.hour(a.From), due, "", ""))
	}
	return []press.Block{press.H1("二、外出"), press.Grid(press.Table{Widths: []int{14, 32, 15, 15, 13, 11}, Head: 1, Rows: rows})}
}

func (p Print) leaving() []press.Block {
	head := press.H1("三、30天内到期")
	if len(p.Leaving) == 0 {
		return []press.Block{head, press.P("30天内没有人到期。")}
	}
	rows := [][]press.Cell{labels("姓名", "编号", "到期日", "还缺什么")}
	for _, l := range inOrder(p.Leaving, func(l Leaving) time.Time { return l.End.Start().Time() }) {
		rows = append(rows, cells(p.named(l.Person), p.Faces[l.Person].Number, day(l.End), p.lacks(l)))
	}
	return []press.Block{
		head,
		press.Note("到期日的办理不因系统停用而推迟。"),
		press.Grid(press.Table{Widths: []int{14, 31, 17, 38}, Head: 1, Rows: rows}),
	}
}

func (p Print) lacks(l Leaving) string {
	switch {
	case !l.Begun:
		return "出所办理还没有开始"
	case len(l.Lacks) == 0:
		return "都已办好"
	}
	words := make([]string, len(l.Lacks))
	for i, n := range l.Lacks {
		words[i] = p.Words.T(string(journey.Title(affair.Release, n)))
	}
	return strings.Join(words, "；")
}

func (p Print) falling() []press.Block {
	head := press.H1("四、已逾期和24小时内到期的事项")
	if len(p.Falling)+p.Overdue == 0 {
		return []press.Block{head, press.P("没有。")}
	}
	var first, rest []Owed
	for _, o := range inOrder(p.Falling, func(o Owed) time.Time { return o.Due }) {
		if kind, _ := duty.KindOf(o.Code); kind.Liberty && o.Due.Before(p.Made) {
			first = append(first, o)
		} else {
			rest = append(rest, o)
		}
	}
	out := []press.Block{head}
	if len(first) > 0 {
		out = append(out, press.Note("已到期、还没有解除的，先办："), p.owedTable(first), press.Note("其他事项，按时间先后："))
	}
	if len(rest) > 0 {
		out = append(out, p.owedTable(rest))
	}
	if p.Overdue > 0 {
		out = append(out, press.Note("另有 "+itoa(p.Overdue)+" 项更早逾期的没有列出，恢复后看“我的一天”。"))
	}
	if p.hides() {
		out = append(out, press.Note("由其他部门保管的事项，只写时间，由该部门自己掌握内容。"))
	}
	return out
}

// owedTable lists what is owed, with room to sign.
func (p Print) owedTable(list []Owed) press.Block {
	rows := [][]press.Cell{labels("几时以前", "事项", "何人", "谁办", "办结")}
	for _, o := range list {
		due := p.hour(o.Due)
		if o.Day {
			due = day(civil.DateOf(o.Due))
		}
		who, seat := "", ""
		if o.Person != "" {
			who = p.named(o.Person)
		}
		if o.Owner != "" {
			seat = p.Words.T("role." + o.Owner)
		}
		if o.Due.Before(p.Made) {
			due += "（已逾期）"
		}
		rows = append(rows, cells(due, p.Words.T(string(o.Code.Title())), who, seat, ""))
	}
	return press.Grid(press.Table{Widths: []int{18, 38, 14, 15, 15}, Head: 1, Rows: rows})
}

// inOrder is a list by the moment that its rows bear, earliest first: on paper one looks a row up by it.
func inOrder[R any](list []R, at func(R) time.Time) []R {
	return slices.SortedStableFunc(slices.Values(list), func(a, b R) int { return at(a).Compare(at(b)) })
}

func (p Print) hides() bool {
	for _, o := range p.Falling {
		if o.Code == duty.Hidden {
			return true
		}
	}
	return false
}

func (p Print) medicines() []press.Block {
	m := p.Medicines
	if m.Title == "" {
		return []press.Block{press.H1("五、用药"), press.P("用药目前不在本系统登记，本册没有用药单。")}
	}
	beds := make(map[id.ID]Row, len(p.Rows))
	for _, r := range p.Rows {
		beds[r.Person] = r
	}
	rows := [][]press.Cell{labels(append([]string{"室", "床", "姓名"}, m.Heads...)...)}
	for _, l := range m.Lines {
		r := beds[l.Person]
		rows = append(rows, cells(append([]string{r.Room, r.Bed, p.named(l.Person)}, l.Cells...)...))
	}
	out := []press.Block{press.H1("五、" + m.Title), press.Grid(press.Table{Widths: append([]int{9, 7, 15}, m.Widths...), Head: 1, Rows: rows})}
	if m.Note != "" {
		out = append(out, press.Note(m.Note))
	}
	return out
}

func labels(words ...string) []press.Cell {
	out := make([]press.Cell, len(words))
	for i, w := range words {
		out[i] = press.Cell{Text: w, Label: true}
	}
	return out
}

func cells(words ...string) []press.Cell {
	out := make([]press.Cell, len(words))
	for i, w := range words {
		out[i] = press.Cell{Text: w}
	}
	return out
}

func joined(words ...string) string {
	var out []string
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	return strings.Join(out, " · ")
}

func day(d civil.Date) string {
	y, m, n := d.Civil()
	return itoa(y) + "年" + itoa(int(m)) + "月" + itoa(n) + "日"
}

func itoa(n int) string { return strconv.Itoa(n) }
