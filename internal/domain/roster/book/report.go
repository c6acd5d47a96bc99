package book

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/platform/sheet"
)

// Report writes the rejected rows as they were into a new .xlsx, under the file's own header, with one more
// column that says what would be right. Every cell is text, formatted as text, so that a number put right in a
// spreadsheet keeps its digits; one that would begin a formula gets an apostrophe. Mended, the report is itself
// a roster: the last column is read over. The file holds names and numbers: keep it sealed.
func (b *Book) Report(w io.Writer, t text.Printer) (err error) {
	defer errs.Wrap(&err, "roster.Report")
	width := len(b.columns.names)
	for _, l := range b.lines {
		width = max(width, len(l.Cells))
	}
	last := b.columns.index(advice)
	head := make([]string, 0, width+1)
	for i := range width {
		head = append(head, b.columns.title(i))
	}
	out, err := sheet.NewWriter(w, append(slices.Repeat([]int{16}, width), 80)...)
	if err != nil {
		return err
	}
	if err := put(out, reported(head, last, string(advice))); err != nil {
		return err
	}
	for _, row := range b.rejectedRows() {
		cells := make([]string, width)
		for i, c := range b.lines[row].Cells {
			cells[i] = b.asRead(i, c)
		}
		if err := put(out, reported(cells, last, b.sayRight(row, t))); err != nil {
			return err
		}
	}
	return out.Close()
}

// asRead is a cell for the report: a serial day becomes the day that it means, since the report counts from
// another day than the file may, and shows texts only.
func (b *Book) asRead(i int, c sheet.Cell) string {
	if c.Kind == sheet.Number {
		for _, col := range []Column{Born, Decided, Start, End, Police, Admitted} {
			if b.columns.index(col) == i {
				if d, err := day(c, b.mac); err == nil {
					return d.String()
				}
			}
		}
	}
	return c.Text
}

func (b *Book) rejectedRows() []int {
	var rows []int
	for _, p := range b.Rejected {
		rows = append(rows, p.Row)
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}

// sayRight is the last cell of a row: what would be right, column by column.
func (b *Book) sayRight(row int, t text.Printer) string {
	say := []string{t.T("roster.row_was", row)}
	for _, p := range b.Rejected {
		if p.Row == row {
			say = append(say, fmt.Sprintf("%s：%s", p.Column, p.Right(t)))
		}
	}
	return strings.Join(say, "\n")
}

// reported puts the advice at the end, or where the file, itself a report, has its own.
func reported(cells []string, at int, say string) []string {
	if at >= 0 && at < len(cells) {
		cells = slices.Clone(cells)
		cells[at] = say
		return cells
	}
	return append(cells, say)
}

func put(out *sheet.Writer, cells []string) error {
	plain := make([]string, len(cells))
	for i, c := range cells {
		plain[i] = sheet.Neutral(c)
	}
	return out.Row(plain)
}
