package export

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/sheet"
	"guitu/internal/platform/store"
)

// portion is how many rows are read at once: what is in memory of a list of any length.
const portion = 500

// Open lets the requester take an approved list: export.download, which is signed. The rows come with Write, as he
// may see them then. A list that has grown beyond Alone since it was asked for alone is export.grown.
func (k *Desk) Open(ctx context.Context, request id.ID, t text.Printer) (_ Request, err error) {
	defer errs.Wrap(&err, "export.Open(%s)", request)
	q, err := k.Get(ctx, request)
	if err != nil {
		return q, err
	}
	n, err := k.Count(ctx, t, q.List, q.Filters)
	if err != nil {
		return q, err
	}
	l, err := k.Find(q.List)
	if err != nil {
		return q, err
	}
	if !l.Alone(n) && q.DecidedBy == "" {
		return q, errs.New(errs.Conflict, "export.grown", n, Alone)
	}
	_, err = store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		if err := k.policy.Check(ctx, tx, policy.ExportDownload, q.resource()); err != nil {
			return "", err
		}
		if _, err := tx.Exec(ctx, `update export_request set taken_at = $2 where id = $1`, q.ID, store.Micros(tx.Now())); err != nil {
			return "", err
		}
		return q.ID, record(ctx, tx, "export.taken", q)
	})
	return q, err
}

// Build asks for a list and takes it in one act, for the keeper of the machine: the part "export" of ctx. It is
// recorded like any other, and like any other it needs a second person where it holds more than Alone rows about
// persons: export.second_needed (arguments: how many rows, Alone), or policy.denied for one who may not approve.
func (k *Desk) Build(ctx context.Context, c Command, t text.Printer) (q Request, err error) {
	defer errs.Wrap(&err, "export.Build(%s)", c.List)
	if q, err = k.asked(ctx, c, t); err != nil {
		return q, err
	}
	l, err := k.Find(c.List)
	if err != nil {
		return q, err
	}
	if q.Counted, err = k.Size(ctx, t, c.List, c.Filters); err != nil {
		return q, err
	}
	alone := l.Alone(q.Counted)
	if !alone && c.Second.Kind == actor.Nobody {
		return q, errs.New(errs.Denied, "export.second_needed", q.Counted, Alone)
	}
	q.State = Asked
	_, err = store.Write(ctx, k.db, c.Key, func(tx *store.Tx) (id.ID, error) {
		q.Asked = tx.Now()
		if err := k.policy.Check(ctx, tx, policy.ExportBuild, q.resource()); err != nil {
			return "", err
		}
		if !alone {
			if err := k.second(ctx, tx, &q, c); err != nil {
				return "", err
			}
		}
		q.State = Approved
		if err := k.insert(ctx, tx, q); err != nil {
			return "", err
		}
		if !alone {
			if err := record(actor.With(ctx, c.Second), tx, "export.approved", q); err != nil {
				return "", err
			}
		}
		return q.ID, record(ctx, tx, "export.taken", q)
	})
	return q, err
}

// second is the approval of a list that the keeper takes out, by somebody who may approve where its rows are.
func (k *Desk) second(ctx context.Context, tx *store.Tx, q *Request, c Command) error {
	asked := q.resource()
	asked.Owner, asked.Facility, asked.Unit = actor.From(ctx).Ref(), c.Facility, c.Facility
	if err := k.policy.Check(actor.With(ctx, c.Second), tx, policy.ExportApprove, asked); err != nil {
		return err
	}
	q.Decided, q.DecidedBy = tx.Now(), c.Second.Ref()
	return nil
}

// Write streams the rows of a request that was opened. It returns how many rows it wrote.
func (k *Desk) Write(ctx context.Context, w io.Writer, q Request, t text.Printer) (n int, err error) {
	defer errs.Wrap(&err, "export.Write(%s)", q.ID)
	l, err := k.Find(q.List)
	if err != nil {
		return 0, err
	}
	out, err := writer(w, q, len(l.Columns), t)
	if err != nil {
		return 0, err
	}
	head := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		head[i] = t.T(c)
	}
	if err := out.row(head); err != nil {
		return 0, err
	}
	page := q.Filters.page(portion)
	page.Uncounted = true // the count was shown when the list was asked for
	for {
		s, err := l.Page(ctx, t, q.Filters, page)
		if err != nil {
			return n, err
		}
		for _, cells := range s.Rows {
			if err := out.row(cells); err != nil {
				return n, err
			}
			n++
		}
		if page.After = s.Next; s.Next == "" {
			return n, out.end()
		}
	}
}

// rows is a file being written.
type rows interface {
	row(cells []string) error
	end() error
}

func writer(w io.Writer, q Request, columns int, t text.Printer) (rows, error) {
	mark := t.T("export.mark", string(q.ID), q.Purpose, q.Asked)
	if q.Format == CSV {
		b := bufio.NewWriter(w)
		if _, err := b.WriteString("\ufeff"); err != nil { // or a spreadsheet takes it for GB 18030
			return nil, err
		}
		c := &csvRows{b, csv.NewWriter(b)}
		c.UseCRLF = true
		return c, c.row([]string{mark})
	}
	out, err := sheet.NewWriter(w, slices.Repeat([]int{16}, columns)...)
	if err != nil {
		return nil, err
	}
	x := xlsxRows{out}
	return x, x.row([]string{mark})
}

type csvRows struct {
	b *bufio.Writer
	*csv.Writer
}

func (c *csvRows) row(cells []string) error { return c.Write(neutral(cells)) }

func (c *csvRows) end() error {
	c.Flush()
	return errors.Join(c.Error(), c.b.Flush())
}

type xlsxRows struct{ *sheet.Writer }

func (x xlsxRows) row(cells []string) error { return x.Row(neutral(cells)) }
func (x xlsxRows) end() error               { return x.Close() }

func neutral(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = sheet.Neutral(c)
	}
	return out
}

// Keeper is the actor of the command line.
func Keeper() actor.Actor { return actor.Part("export") }
