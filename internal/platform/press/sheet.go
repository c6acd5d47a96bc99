package press

import (
	"encoding/json"
	"strings"

	"guitu/internal/base/errs"
)

// Sheet is one paper as plain values.
type Sheet struct {
	Title  string  `json:",omitempty"`
	Number string  `json:",omitempty"` // under the title, "" for none
	About  string  `json:",omitempty"` // whom it is about, by name: said on every page, "" for nobody
	To     string  `json:",omitempty"` // who it is addressed to, "" for none
	Blocks []Block `json:",omitempty"`
	From   string  `json:",omitempty"` // who issues it, at the end
	Date   string  `json:",omitempty"` // "2026年11月24日"
	Stub   []Block `json:",omitempty"` // below all that: a receipt to be cut off
	Copies string  `json:",omitempty"` // "本告知书一式两份，一份交本人，一份存档。", at the foot of the text
	Size   Size    `json:",omitempty"`
	Of     bool    `json:",omitempty"` // pages are numbered "3/12": of a book whose leaves are handed around
	Draft  string  `json:",omitempty"` // said above the text of a draft; "" for a paper that counts
	Code   string  `json:",omitempty"` // what a caller reads out to have the paper checked
	QR     string  `json:",omitempty"` // what the proof says, "" for none
	QRNote string  `json:",omitempty"` // beside the proof, or instead of it
}

// Size is the class of a sheet's type and margins.
type Size string

// The sizes.
const (
	Letter Size = ""      // 公文: GB/T 9704
	Form   Size = "form"  // 表格: ruled, smaller type
	Large  Size = "large" // 给家属的: 18 pt
)

// Kind is what a block is.
type Kind string

// The kinds of blocks.
const (
	ParagraphKind Kind = "p"
	Level1Kind    Kind = "h1" // 一、
	Level2Kind    Kind = "h2" // （一）
	Level3Kind    Kind = "h3" // 1.
	ListKind      Kind = "list"
	TableKind     Kind = "table"
	SignatureKind Kind = "sign"
	NoteKind      Kind = "note" // small
	CutKind       Kind = "cut"  // the line at which a receipt is cut off
	TurnKind      Kind = "turn" // what follows begins a page
)

// Block is one piece of a sheet, by its Kind; the constructors below make them.
type Block struct {
	Kind       Kind        `json:",omitempty"`
	Text       string      `json:",omitempty"`
	Items      []string    `json:",omitempty"`
	Table      *Table      `json:",omitempty"`
	Signatures []Signature `json:",omitempty"`
}

// Table is a ruled form or a list. Rows flow over pages; Head rows are repeated on each.
type Table struct {
	Widths  []int // of the columns, in proportion
	Head    int   `json:",omitempty"` // rows that are repeated
	Rows    [][]Cell
	Caption string `json:",omitempty"`
}

// Cell is a cell of a table. The spans of a row add up to its columns.
type Cell struct {
	Text  string `json:",omitempty"`
	Span  int    `json:",omitempty"` // columns, 0 for one
	Label bool   `json:",omitempty"` // names what stands beside or below it
	Lines int    `json:",omitempty"` // room for so many lines at least, to be written by hand
	Right bool   `json:",omitempty"` // figures
}

// Signature is the place where somebody signs.
type Signature struct {
	Who     string `json:",omitempty"` // in what capacity: "戒毒人员本人"
	Name    string `json:",omitempty"` // printed, "" where it is written by hand
	Says    string `json:",omitempty"` // what he declares by it, "" for nothing
	Thumb   bool   // a square for a thumb print
	Refuses bool   // a line for a refusal to sign, with its reason and a witness
	Reader  bool   // a line for who read it out, and in which language
}

// What both renderings print of themselves: the words of a paper are Chinese, whoever reads the screen.
const (
	ThumbWord = "指印"
	CodeWord  = "校验码"
)

// Foot is what says on every page which paper it is a page of: its number, and whom it is about.
func (s Sheet) Foot() string { return strings.Trim(s.Number+"　"+s.About, "　") }

// Lines are what stands in the place where somebody signs, a line each.
func (s Signature) Lines() (out []string) {
	if s.Says != "" {
		out = append(out, s.Says)
	}
	name := s.Name
	if name == "" {
		name = "＿＿＿＿＿＿＿＿"
	}
	out = append(out, s.Who+"签名："+name+"　　　　＿＿＿＿年＿＿月＿＿日＿＿时")
	if s.Reader {
		out = append(out, "□ 由＿＿＿＿用＿＿＿语读给本人听，本人听懂。读的人：＿＿＿＿＿")
	}
	if s.Refuses {
		out = append(out, "□ 拒绝签名，原因：＿＿＿＿＿＿＿＿　在场人签名：＿＿＿＿＿＿")
	}
	return out
}

// P is a paragraph.
func P(text string) Block { return Block{Kind: ParagraphKind, Text: text} }

// H1 is a heading of the first level, with its 一、.
func H1(text string) Block { return Block{Kind: Level1Kind, Text: text} }

// H2 is a heading of the second level, with its （一）.
func H2(text string) Block { return Block{Kind: Level2Kind, Text: text} }

// H3 is a heading of the third level, with its 1.
func H3(text string) Block { return Block{Kind: Level3Kind, Text: text} }

// Items are points of a list, each with its own mark.
func Items(points ...string) Block { return Block{Kind: ListKind, Items: points} }

// Note is a remark in small type.
func Note(text string) Block { return Block{Kind: NoteKind, Text: text} }

// Cut is the line at which a receipt is cut off; text stands on it.
func Cut(text string) Block { return Block{Kind: CutKind, Text: text} }

// Turn begins a page: a part that is handed to somebody by itself.
func Turn() Block { return Block{Kind: TurnKind} }

// Grid is a table.
func Grid(t Table) Block { return Block{Kind: TableKind, Table: &t} }

// Signs are places to sign, one below the other.
func Signs(s ...Signature) Block { return Block{Kind: SignatureKind, Signatures: s} }

// Pair is a label with its value.
type Pair struct {
	Label, Value string
	Wide         bool // takes the whole row
	Lines        int
}

// Pairs is a ruled table of labels and values, two pairs a row unless one is wide.
func Pairs(pairs ...Pair) Block {
	t := Table{Widths: []int{21, 29, 17, 33}} // eight characters of a label stand on one line, and so does the number of a decision
	var row []Cell
	for _, p := range pairs {
		label, value := Cell{Text: p.Label, Label: true}, Cell{Text: p.Value, Lines: p.Lines}
		if p.Wide {
			t.Rows = flush(t.Rows, row)
			value.Span, row = 3, nil
			t.Rows = append(t.Rows, []Cell{label, value})
			continue
		}
		if row = append(row, label, value); len(row) == 4 {
			t.Rows, row = append(t.Rows, row), nil
		}
	}
	t.Rows = flush(t.Rows, row)
	return Grid(t)
}

// flush ends a row that has only one pair: its value takes the rest.
func flush(rows [][]Cell, row []Cell) [][]Cell {
	if len(row) == 0 {
		return rows
	}
	row[1].Span = 3
	return append(rows, row)
}

// Text is everything that a sheet says, for those who look whether it can be drawn, and for tests.
func (s Sheet) Text() string {
	out := s.Title + "\n" + s.Number + "\n" + s.To + "\n"
	for _, b := range s.Blocks {
		out += b.text()
	}
	out += s.From + "\n" + s.Date + "\n" + s.Copies + "\n" + s.Draft + "\n" + s.Code + "\n" + s.QRNote + "\n"
	for _, b := range s.Stub {
		out += b.text()
	}
	if s.About != "" {
		out += s.About + "\n"
	}
	return out
}

func (b Block) text() string {
	out := b.Text + "\n"
	for _, i := range b.Items {
		out += i + "\n"
	}
	if b.Table != nil {
		out += b.Table.Caption + "\n"
		for _, row := range b.Table.Rows {
			for i, c := range row {
				if i > 0 {
					out += " | "
				}
				out += c.Text
			}
			out += "\n"
		}
	}
	for _, s := range b.Signatures {
		out += s.Who + " " + s.Name + " " + s.Says + "\n"
	}
	return out
}

// Encode is a sheet as it is kept: what it is decoded to is set to the same page in every later year.
func Encode(s Sheet) ([]byte, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return nil, errs.Because(errs.Internal, "press.unreadable", err)
	}
	return b, nil
}

// Decode reads what Encode wrote.
func Decode(b []byte) (s Sheet, err error) {
	if err := json.Unmarshal(b, &s); err != nil {
		return s, errs.Because(errs.Internal, "press.unreadable", err)
	}
	return s, nil
}
