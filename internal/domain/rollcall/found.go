package rollcall

import (
	"context"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/outing"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// What a roll finds is kept when it is closed. An outing may be ended, corrected or taken back afterwards, with a day that
// lies before the closing: a closed roll says ever after what was so when two officers looked.

// unkept is Call.Asks of a call that is not closed, and of one from before this was kept.
const unkept = -1

var foundColumns = []string{"month", "id", "call", "person", "question", "outing", "kind", "from_at"}

// Asked is what a sheet asks, in one line: who closes the call says with it what he has seen.
func (s Sheet) Asked() string {
	var all []string
	for _, r := range s.Rows {
		if r.Question != "" {
			all = append(all, string(r.Person)+":"+r.Question)
		}
	}
	return strings.Join(all, " ")
}

// unseen refuses a close while the sheet asks what its officer has not seen: somebody came back, or left, since the marks.
func (s Sheet) unseen(seen string) error {
	was, n := strings.Fields(seen), 0
	for _, x := range strings.Fields(s.Asked()) {
		if !slices.Contains(was, x) {
			n++
		}
	}
	if n > 0 {
		return errs.New(errs.Invalid, "rollcall.differs", n)
	}
	return nil
}

// keep writes what a call found when it is closed.
func (s Sheet) keep(ctx context.Context, tx *store.Tx) error {
	var rows [][]any
	for _, r := range s.Rows {
		if r.Out || r.Question != "" {
			o := r.Outing
			rows = append(rows, []any{s.Call.ID.Month(), id.New(), s.Call.ID, r.Person, r.Question, o.ID, o.Kind, store.NullMicros(o.From)})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	if err := store.Insert(ctx, tx, "rollcall_found", foundColumns, rows); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Fact{
		Room: "rollcall", Kind: "rollcall.found", Record: s.Call.ID, Version: s.Call.Version, Facility: s.Call.Facility,
		Compartment: seal.General, Rows: audit.AllMade("rollcall_found", foundColumns, rows),
	})
}

// asOf is the moment that a call is looked at for: now, or that of its closing.
func (s Sheet) asOf(tx *store.Tx) time.Time {
	if s.Call.Closed.IsZero() {
		return tx.Now()
	}
	return s.Call.Closed
}

// judge puts beside every row who is out and what the roll asks: of a call that goes on as it is now, of a closed one as
// it was kept.
func (s *Sheet) judge(ctx context.Context, tx *store.Tx) error {
	if s.Call.Asks != unkept {
		return s.kept(ctx, tx)
	}
	all, err := outing.During(ctx, tx, s.Call.Facility, s.asOf(tx))
	if err != nil {
		return err
	}
	out := map[id.ID]outing.Outing{}
	for _, o := range all {
		out[o.Person] = o
	}
	for i := range s.Rows {
		r := &s.Rows[i]
		r.Outing, r.Out = out[r.Person]
		r.Question = r.question()
	}
	return nil
}

func (s *Sheet) kept(ctx context.Context, tx *store.Tx) error {
	found := map[id.ID]Row{}
	for r, err := range store.Each(ctx, tx, func(x store.Scanner) (r Row, err error) {
		err = x.Scan(&r.Person, &r.Question, &r.Outing.ID, &r.Outing.Kind, store.Instant(&r.Outing.From))
		r.Outing.Person, r.Out = r.Person, r.Outing.ID != ""
		return r, err
	}, `select person, question, outing, kind, from_at from rollcall_found where month = $1 and call = $2`, s.Call.ID.Month(), s.Call.ID) {
		if err != nil {
			return err
		}
		found[r.Person] = r
	}
	var outings []id.ID
	for _, r := range found {
		if r.Out {
			outings = append(outings, r.Outing.ID)
		}
	}
	void, err := outing.Withdrawn(ctx, tx, outings)
	if err != nil {
		return err
	}
	for i := range s.Rows {
		f := found[s.Rows[i].Person]
		f.Outing.Void = void[f.Outing.ID] // the roll stays, and says so
		s.Rows[i].Outing, s.Rows[i].Out, s.Rows[i].Question = f.Outing, f.Out, f.Question
	}
	return nil
}
