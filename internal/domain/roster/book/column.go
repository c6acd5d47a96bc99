package book

import (
	"slices"
	"strings"
	"unicode"

	"guitu/internal/base/cn"
	"guitu/internal/platform/sheet"
)

// Column is a column of a roster by its name in this house, whatever the file calls it.
type Column string

// The columns of roster.md, in its order.
const (
	Name     Column = "姓名"
	Alias    Column = "别名"
	SexOf    Column = "性别"
	Number   Column = "证件号码"
	Born     Column = "出生日期"
	Ethnic   Column = "民族"
	Home     Column = "户籍地"
	Living   Column = "现住地"
	Organ    Column = "决定机关"
	Letter   Column = "决定书文号"
	Decided  Column = "决定日期"
	Start    Column = "期限起"
	End      Column = "期限止"
	Police   Column = "入公安所日期"
	Admitted Column = "入所日期"
	Zone     Column = "分区"
	Room     Column = "房号"
	Bed      Column = "床号"
	Drugs    Column = "主要毒品"
	Kin      Column = "家属姓名"
	KinTie   Column = "家属关系"
	KinPhone Column = "家属电话"
	Remark   Column = "备注"

	advice Column = "应怎样改" // of our own report; read over when the report comes back mended
)

// also are the headers that mean a column, the column's own name first, then those of roster.md, then what
// sheets say besides. Where a file has several for one column the earlier wins, the later is kept as a note.
var also = []struct {
	column Column
	names  string
}{
	{Name, "姓名 名字 人员姓名 学员姓名 戒毒人员姓名"},
	{Alias, "别名 曾用名 绰号 别名绰号 别名/绰号 曾用名/绰号 曾用名、绰号"},
	{SexOf, "性别"},
	{Number, "证件号码 身份证号 公民身份号码 身份证号码 公民身份证号码 居民身份证号 居民身份证号码 身份号码 证件号 身份证"},
	{Born, "出生日期 出生年月日 生日"},
	{Ethnic, "民族"},
	{Home, "户籍地 户籍所在地 籍贯 户籍地址 户口所在地"},
	{Living, "现住地 居住地 现居住地 现住址 现居地"},
	{Organ, "决定机关 作出决定机关 强戒决定机关"},
	{Letter, "决定书文号 文号 决定书编号 强戒决定书文号 法律文书号"},
	{Decided, "决定日期 强戒决定日期 决定时间"},
	{Start, "期限起 起始日期 期限起始 强戒期限起"},
	{End, "期限止 截止日期 期满日期 期限截止 强戒期限止"},
	{Police, "入公安所日期"},
	{Admitted, "入所日期 收治日期 入所时间 收治时间"},
	{Zone, "分区 四区 戒毒分期 分期"},
	{Room, "房号 寝室 寝室号 房间号"},
	{Bed, "床号 床位 床位号"},
	{Drugs, "主要毒品 毒品种类 吸食毒品种类"},
	{Kin, "家属姓名 联系人 联系人姓名"},
	{KinTie, "家属关系 关系 与本人关系"},
	{KinPhone, "家属电话 联系电话 联系人电话"},
	{Remark, "备注"},
	{advice, "应怎样改"},
}

// must are the columns without which no row can be read. Sex may come from the number instead.
var must = []Column{Name, SexOf, Organ, Letter, Decided, Admitted}

var (
	rank    = map[Column]int{}
	synonym = func() map[string]ranked {
		out := map[string]ranked{}
		for i, c := range also {
			rank[c.column] = i
			for j, n := range strings.Fields(c.names) {
				out[n] = ranked{c.column, j}
			}
		}
		return out
	}()
)

type ranked struct {
	column Column
	order  int
}

// header is the header of a file: which cell of a row is which column.
type header struct {
	found  bool
	titles int // lines passed over before it
	at     map[Column]int
	names  []string     // as in the file
	other  map[int]bool // cells that are notes
	merge  []int        // further cells with aliases (曾用名 and 绰号 side by side)
}

// match reads a line as a header.
func match(l sheet.Line) header {
	h := header{found: true, at: map[Column]int{}, other: map[int]bool{}}
	order := map[Column]int{}
	for i, c := range l.Cells {
		h.names = append(h.names, c.Text)
		key := headerKey(c.Text)
		r, ok := synonym[key]
		at, taken := h.at[r.column]
		switch {
		case !ok:
			h.other[i] = true
		case !taken:
			h.at[r.column], order[r.column] = i, r.order
		case r.column == Alias:
			h.merge = append(h.merge, i)
		case r.order < order[r.column]:
			h.at[r.column], order[r.column] = i, r.order
			h.other[at] = true
		default:
			h.other[i] = true
		}
	}
	return h
}

// headerKey is a header as it is compared: folded, without spaces, bracketed remarks and marks (姓 名（必填）*).
func headerKey(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range cn.Compact(s) {
		switch {
		case strings.ContainsRune("([{<【〔〈《「『［", r):
			depth++
		case strings.ContainsRune(")]}>】〕〉》」』］", r):
			depth = max(0, depth-1)
		case depth > 0 || strings.ContainsRune("*:;!?#'\"。,:★☆※", r) || unicode.IsSpace(r):
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func (h header) known() int { return len(h.at) }

// missing lists the columns that must be there and are not.
func (h header) missing() []string {
	var out []string
	for _, c := range must {
		_, has := h.at[c]
		if _, number := h.at[Number]; !has && (c != SexOf || !number) {
			out = append(out, string(c))
		}
	}
	return out
}

// notes lists the headers that are kept as notes, in the order of the file.
func (h header) notes() []string {
	var out []string
	for i, n := range h.names {
		if h.other[i] && !slices.Contains(out, n) && strings.TrimSpace(n) != "" {
			out = append(out, n)
		}
	}
	return out
}

// index is the cell of a column, -1 where the file has none.
func (h header) index(c Column) int {
	if i, ok := h.at[c]; ok {
		return i
	}
	return -1
}

// title is the header above a cell, or the letters of its column where there is none.
func (h header) title(i int) string {
	if i < len(h.names) && strings.TrimSpace(h.names[i]) != "" {
		return strings.TrimSpace(h.names[i])
	}
	letters := ""
	for i++; i > 0; i = (i - 1) / 26 {
		letters = string(rune('A'+(i-1)%26)) + letters
	}
	return letters
}
