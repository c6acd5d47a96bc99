package daybook

import (
	"context"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/outing"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Open opens a book to be read, printed or sent: daybook.view, and a fact. Who was sealed away since has no name in it any
// more. A book that was erased is daybook.erased (NotFound).
func (k *Desk) Open(ctx context.Context, book id.ID) (b Book, c Content, err error) {
	defer errs.Wrap(&err, "daybook.Open(%s)", book)
	_, err = store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (_ int, err error) {
		row, err := get(ctx, tx, book)
		if err != nil {
			return 0, err
		}
		b, c = row.Book, Content{}
		if err := k.policy.Check(ctx, tx, policy.DaybookView, b.Resource()); err != nil {
			return 0, err
		}
		if b.erased {
			return 0, errs.New(errs.NotFound, "daybook.erased")
		}
		if c, err = k.unseal(ctx, tx, row); err != nil {
			return 0, err
		}
		f := b.fact("daybook.opened")
		f.Sort = audit.Read
		return 0, audit.Record(ctx, tx, f)
	})
	return b, c, err
}

// Copy reads a book that the night has made, for its copy beside the house. Nobody looks at it: it is sealed again at once,
// to a key that the house does not have.
func (k *Desk) Copy(ctx context.Context, book id.ID) (b Book, c Content, err error) {
	defer errs.Wrap(&err, "daybook.Copy(%s)", book)
	_, err = store.Read(ctx, k.db, func(tx *store.Tx) (_ int, err error) {
		row, err := get(ctx, tx, book)
		if err != nil {
			return 0, err
		}
		b = row.Book
		if err := k.policy.Check(ctx, tx, policy.DaybookMake, b.Resource()); err != nil {
			return 0, err
		}
		if b.erased {
			return 0, errs.New(errs.NotFound, "daybook.erased")
		}
		c, err = k.unseal(ctx, tx, row)
		return 0, err
	})
	return b, c, err
}

func (k *Desk) unseal(ctx context.Context, tx *store.Tx, row sealedBook) (c Content, err error) {
	key, err := k.vault.Key(ctx, tx, row.ID, seal.General)
	if err != nil {
		return c, err
	}
	if err := key.OpenValue(contentColumn, row.content, &c); err != nil {
		return c, err
	}
	open, err := k.vault.Keys(ctx, tx, c.People(), seal.General)
	for p := range c.Faces {
		if open[p] == nil {
			c.Faces[p] = Face{}
		}
	}
	return c, err
}

// List pages through the books that are kept of a scope of daybook.view, latest first.
func List(ctx context.Context, tx *store.Tx, s policy.Scope, page store.Page) (store.Slice[Book], error) {
	return store.Select(ctx, tx, store.List{
		Columns: listed, From: "daybook_book", Where: []store.Cond{within(s), store.Where(`erased_at is null`), store.Where(`erase_at > $1`, store.Micros(tx.Now()))},
		Sorts: map[string]store.Sort{"made": store.By("made_at")}, Default: "-made", ID: "id",
	}, page, scan)
}

// During lists the books of a brigade that were made while somebody was out, latest first: they name him as out. Zones have
// books of their own; in whose zone he was then nobody keeps.
func During(ctx context.Context, tx *store.Tx, o outing.Outing) ([]Book, error) {
	until := o.Until
	if until.IsZero() {
		until = tx.Now()
	}
	return store.Collect(ctx, tx, scan, `select `+listed+` from daybook_book where facility = $1 and unit = $2 and zone = '' and made_at >= $3 and made_at <= $4
		and erased_at is null order by made_at desc, id desc`, o.Facility, o.Unit, store.Micros(o.From), store.Micros(until))
}

// within is a scope as a condition; an empty scope has no rows.
func within(s policy.Scope) store.Cond {
	if s.All {
		return store.Where(`1 = 1`)
	}
	places, args := store.In(1, s.Facilities)
	units, more := store.In(len(args)+1, s.Units)
	return store.Where(`(facility in `+places+` or unit in `+units+`)`, append(args, more...)...)
}

// EraseDue erases up to limit books whose time is over: their content and their key. That they were made and opened
// remains. It tells how many.
func (k *Desk) EraseDue(ctx context.Context, limit int) (n int, err error) {
	defer errs.Wrap(&err, "daybook.EraseDue")
	due, err := store.Read(ctx, k.db, func(tx *store.Tx) ([]Book, error) {
		return store.Collect(ctx, tx, scan, `select `+listed+` from daybook_book where erased_at is null and erase_at <= $1 order by erase_at, id limit $2`,
			store.Micros(tx.Now()), limit)
	})
	if err != nil {
		return 0, err
	}
	for _, b := range due {
		if _, err := store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, k.erase(ctx, tx, b) }); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// EraseIn erases the books of a facility that were made from one moment to another, as the consequence of an act already
// allowed: somebody who stands in them is sealed away.
func (k *Desk) EraseIn(ctx context.Context, tx *store.Tx, facility id.ID, from, until time.Time) (err error) {
	defer errs.Wrap(&err, "daybook.EraseIn(%s)", facility)
	list, err := store.Collect(ctx, tx, scan, `select `+listed+` from daybook_book where erased_at is null and facility = $1 and made_at >= $2 and made_at < $3
		order by made_at, id`, facility, store.Micros(from), store.Micros(until))
	if err != nil || len(list) == 0 {
		return err
	}
	if err := policy.Derived(tx, "daybook"); err != nil {
		return err
	}
	for _, b := range list {
		if err := k.gone(ctx, tx, b); err != nil {
			return err
		}
	}
	return nil
}

func (k *Desk) erase(ctx context.Context, tx *store.Tx, b Book) error {
	if err := k.policy.Check(ctx, tx, policy.DaybookErase, b.Resource()); err != nil {
		return err
	}
	return k.gone(ctx, tx, b)
}

// gone takes content and key of a book away, and says so.
func (k *Desk) gone(ctx context.Context, tx *store.Tx, b Book) error {
	if err := store.Update(ctx, tx, `update daybook_book set content = null, erased_at = $3 where month = $1 and id = $2 and erased_at is null`,
		b.ID.Month(), b.ID, store.Micros(tx.Now())); err != nil {
		return err
	}
	if err := k.vault.Destroy(ctx, tx, b.ID); err != nil {
		return err
	}
	f := b.fact("daybook.erased")
	f.Rows = []audit.Row{audit.Kept("daybook_book", b.ID)}
	return audit.Record(ctx, tx, f)
}
