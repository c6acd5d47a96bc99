package book

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

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
	f := excelize.NewFile()
	defer func() {
		if shut := f.Close(); err == nil {
			err = shut
		}
	}()
	plain, err := f.NewStyle(&excelize.Style{NumFmt: 49})
	if err != nil {
		return err
	}
	sw, err := f.NewStreamWriter(f.GetSheetName(0))
	if err != nil {
		return err
	}
	width := len(b.columns.names)
	for _, l := range b.lines {
		width = max(width, len(l.Cells))
	}
	if err := errsFirst(sw.SetColStyle(1, max(1, width), plain), sw.SetColWidth(1, max(1, width), 16), sw.SetColWidth(width+1, width+1, 80)); err != nil {
		return err
	}
	last := b.columns.index(advice)
	head := make([]string, 0, width+1)
	for i := range width {
		head = append(head, b.columns.title(i))
	}
	if err := put(sw, 1, plain, reported(head, last, string(advice))); err != nil {
		return err
	}
	for n, row := range b.rejectedRows() {
		cells := make([]string, width)
		for i, c := range b.lines[row].Cells {
			cells[i] = b.asRead(i, c)
		}
		if err := put(sw, n+2, plain, reported(cells, last, b.sayRight(row, t))); err != nil {
			return err
		}
	}
	if err := sw.Flush(); err != nil {
		return err
	}
	return f.Write(w)
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

func put(sw *excelize.StreamWriter, row, style int, cells []string) error {
	values := make([]any, len(cells))
	for i, c := range cells {
		values[i] = excelize.Cell{StyleID: style, Value: sheet.Neutral(c)}
	}
	at, err := excelize.CoordinatesToCellName(1, row)
	if err != nil {
		return err
	}
	return sw.SetRow(at, values)
}

func errsFirst(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}
