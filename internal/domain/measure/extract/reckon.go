package extract

import (
	"context"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/term"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Reckoned is what Reckon has computed again.
type Reckoned struct {
	Lives, Episodes, Dates int // Dates are the days and moments at which something is due
	Off                    int // episodes whose state or last day is another than the file says
	Moved                  int // lives of which time alone has changed the state since they were folded: they wait for the sweep
	Closed                 int // lives that are sealed away: nobody can fold them
	Behind                 int // lives whose extract is of another Form, to be made anew
}

// Add counts another share in.
func (r *Reckoned) Add(o Reckoned) {
	r.Lives, r.Episodes, r.Dates, r.Off = r.Lives+o.Lives, r.Episodes+o.Episodes, r.Dates+o.Dates, r.Off+o.Off
	r.Moved, r.Closed, r.Behind = r.Moved+o.Moved, r.Closed+o.Closed, r.Behind+o.Behind
}

// All is how many lives were met, whatever could be done with them.
func (r *Reckoned) All() int { return r.Lives + r.Closed + r.Behind }

// Span is a share of all lives, by their ids: behind After, up to Upto; "" is without an end.
type Span struct{ After, Upto id.ID }

// Rules gives the clock for a transaction.
type Rules interface {
	Clock(ctx context.Context, tx *store.Tx) (*term.Clock, error)
}

// Reader reckons lives again from their extracts. One reader serves one goroutine; several work side by side.
type Reader struct {
	DB    *store.DB
	Vault *seal.Vault
	Rules Rules

	decoder decoder
	folder  *term.Folder
	c       term.Case
	answer  term.Answer
	off     []string // lives that are not as the file says, of a page
	offs    []int    // and in how many episodes
}

// page is how many lives are read at once.
const page = 1000

// Reckon folds the lives of a span again and holds states and last days against the file. It is what a change of the law's
// numbers asks of a province. Nothing is written; it looks for who keeps the house and asks no policy: what it answers are
// counts.
func (r *Reader) Reckon(ctx context.Context, s Span) (out Reckoned, err error) {
	defer errs.Wrap(&err, "extract.Reckon")
	for more := true; more && err == nil; {
		var one Reckoned
		one, err = store.Read(ctx, r.DB, func(tx *store.Tx) (one Reckoned, err error) {
			s.After, more, err = r.page(ctx, tx, s, &one)
			return one, err
		})
		out.Add(one)
	}
	return out, err
}

// page folds the first lives of a span, and tells behind whom to go on.
func (r *Reader) page(ctx context.Context, tx *store.Tx, s Span, out *Reckoned) (last id.ID, more bool, err error) {
	clock, err := r.Rules.Clock(ctx, tx)
	if err != nil {
		return "", false, err
	}
	upto := s.Upto
	if upto == "" {
		upto = "~" // behind every id
	}
	rows, err := store.Collect(ctx, tx, scan, selectRow+`where person > $1 and person <= $2 order by person limit $3`, s.After, upto, page)
	if err != nil || len(rows) == 0 {
		return "", false, err
	}
	last = id.ID(rows[len(rows)-1].person)
	keys, err := r.keys(ctx, tx, rows)
	if err != nil {
		return "", false, err
	}
	kept, err := linesOf(ctx, tx, Span{s.After, last})
	if err != nil {
		return "", false, err
	}
	r.folder, r.off, r.offs = term.NewFolder(clock), r.off[:0], r.offs[:0]
	now := civil.InstantOf(tx.Now())
	for _, x := range rows {
		for len(kept) > 0 && kept[0].person < x.person { // of who has no extract
			kept = kept[1:]
		}
		key := keys[id.ID(x.person)]
		switch {
		case x.form != Form:
			out.Behind++
		case key == nil:
			out.Closed++
		default:
			if kept, err = r.fold(key, x, now, kept, out); err != nil {
				return "", false, err
			}
		}
	}
	return last, len(rows) == page, r.settle(ctx, tx, out)
}

// keys opens the compartments in which the extracts lie: of nearly all the general one.
func (r *Reader) keys(ctx context.Context, tx *store.Tx, rows []row) (map[id.ID]*seal.Key, error) {
	people := make([]id.ID, 0, len(rows))
	var bodies []id.ID
	for _, x := range rows {
		switch {
		case x.form != Form:
		case x.compartment == seal.Clinical:
			bodies = append(bodies, id.ID(x.person))
		default:
			people = append(people, id.ID(x.person))
		}
	}
	keys, err := r.Vault.Keys(ctx, tx, people, seal.General)
	if err != nil || len(bodies) == 0 {
		return keys, err
	}
	clinical, err := r.Vault.Keys(ctx, tx, bodies, seal.Clinical)
	for p, k := range clinical {
		keys[p] = k
	}
	return keys, err
}

// fold folds one life and holds it against what the file has of it, and gives back what the file has of others.
func (r *Reader) fold(key *seal.Key, x row, now civil.Instant, kept []line, out *Reckoned) ([]line, error) {
	plain, err := key.Open(column, x.sealed)
	if err != nil {
		return kept, err
	}
	if err := r.decoder.decode(plain, &r.c); err != nil {
		return kept, err
	}
	r.c.AsOf = now
	r.folder.Fold(&r.c, &r.answer)
	out.Lives++
	out.Episodes += len(r.answer.Measures)
	out.Dates += len(r.answer.Duties)
	off := 0
	for i := range r.answer.Measures {
		m := &r.answer.Measures[i]
		if len(kept) == 0 || kept[0].person != x.person || kept[0].state != m.State.String() || kept[0].end != m.End {
			off++
		}
		if len(kept) > 0 && kept[0].person == x.person {
			kept = kept[1:]
		}
	}
	for ; len(kept) > 0 && kept[0].person == x.person; kept = kept[1:] {
		off++
	}
	if off > 0 {
		r.off, r.offs = append(r.off, x.person), append(r.offs, off)
	}
	return kept, nil
}

// settle tells those that time has changed since they were folded from those that are off.
func (r *Reader) settle(ctx context.Context, tx *store.Tx, out *Reckoned) error {
	for i, p := range r.off {
		waits, err := store.One(ctx, tx, store.Value[bool], `select next_change is not null and next_change <= $2 and folded_on < $2 from measure_life where person = $1`, p, tx.Today().String())
		if err != nil {
			return err
		}
		if waits {
			out.Moved++
		} else {
			out.Off += r.offs[i]
		}
	}
	return nil
}

// line is a measure as the file has it.
type line struct {
	person, state string
	end           civil.Date
}

func linesOf(ctx context.Context, tx *store.Tx, s Span) ([]line, error) {
	return store.Collect(ctx, tx, func(s store.Scanner) (l line, err error) { return l, s.Scan(&l.person, &l.state, store.Day(&l.end)) },
		`select person, state, ends_on from measure_measure where person > $1 and person <= $2 order by person, number`, s.After, s.Upto)
}
