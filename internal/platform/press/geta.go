package press

import "strings"

// geta stands in print for a character that the type case lacks.
const geta = '〓'

// Drawable is a sheet in which every character that the face lacks is a geta, and a note above that says so. A paper about
// one person is refused where his name cannot be drawn; a list of a whole ward is not, for the number stands beside.
func Drawable(s Sheet) Sheet {
	missing := Missing(s.Text())
	if missing == "" {
		return s
	}
	swap := func(t string) string {
		return strings.Map(func(c rune) rune {
			if strings.ContainsRune(missing, c) {
				return geta
			}
			return c
		}, t)
	}
	s.Title, s.Number, s.About = swap(s.Title), swap(s.Number), swap(s.About)
	blocks := []Block{Note(string(geta) + " 是打印字库里没有的字：按编号认人，或者从网页打印。")}
	for _, b := range s.Blocks {
		b.Text = swap(b.Text)
		if b.Table != nil {
			b.Table = b.Table.each(swap)
		}
		blocks = append(blocks, b)
	}
	s.Blocks = blocks
	return s
}

// each is a table with its texts changed.
func (t Table) each(change func(string) string) *Table {
	rows := t.Rows
	t.Rows = make([][]Cell, len(rows))
	for i, row := range rows {
		for _, c := range row {
			c.Text = change(c.Text)
			t.Rows[i] = append(t.Rows[i], c)
		}
	}
	return &t
}
