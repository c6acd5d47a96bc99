package drawn

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// Rows are the rows of a table. The tags around a cell are those of its column in every row: each is drawn once, with nothing
// in it, and opened around what stands in the cells.
type Rows struct {
	Row  templ.Component   // the element of a row, with nothing in it
	Tags []templ.Component // the element of a cell with nothing in it, by column
	Many int
	Cell func(row, column int) templ.Component
}

// Render draws them.
func (r Rows) Render(ctx context.Context, w io.Writer) error {
	row, err := halves(ctx, r.Row)
	if err != nil {
		return err
	}
	tags := make([]tag, len(r.Tags))
	for i, t := range r.Tags {
		if tags[i], err = halves(ctx, t); err != nil {
			return err
		}
	}
	for n := range r.Many {
		if err := row.open.Render(ctx, w); err != nil {
			return err
		}
		for i := range tags {
			if err := tags[i].around(ctx, w, r.Cell(n, i)); err != nil {
				return err
			}
		}
		if err := row.shut.Render(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

// tag is an element, opened and shut.
type tag struct{ open, shut Piece }

func halves(ctx context.Context, empty templ.Component) (tag, error) {
	p, err := once(ctx, empty)
	at := max(0, strings.LastIndex(p.html, "</"))
	return tag{Piece{p.html[:at]}, Piece{p.html[at:]}}, err
}

func (t tag) around(ctx context.Context, w io.Writer, c templ.Component) error {
	if err := t.open.Render(ctx, w); err != nil {
		return err
	}
	if err := c.Render(ctx, w); err != nil {
		return err
	}
	return t.shut.Render(ctx, w)
}
