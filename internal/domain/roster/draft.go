package roster

import (
	"bytes"
	"context"
	"io"
	"maps"
	"slices"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/roster/book"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Bring keeps a file to be looked at before it is loaded: sealed, for a day. Nothing of it is in the house. It
// needs roster.preview, and fails with what Read answers when the file is no roster.
func (k *Desk) Bring(ctx context.Context, c Command) (_ id.ID, err error) {
	defer errs.Wrap(&err, "roster.Bring(%s)", c.Run)
	if err := Check(c.Raw); err != nil {
		return "", err
	}
	return store.Write(ctx, k.db, c.Key, func(tx *store.Tx) (id.ID, error) {
		if err := k.policy.Check(ctx, tx, policy.RosterPreview, resource(c.Facility)); err != nil {
			return "", err
		}
		f, err := k.keepFile(ctx, tx, c, tx.Now().Add(draftFor))
		if err != nil {
			return "", err
		}
		run := Run{ID: c.Run, Version: 1, Facility: c.Facility, State: Draft, Made: tx.Now(), MadeBy: actor.From(ctx).Ref(), File: f}
		if err := insertRun(ctx, tx, run, []byte{}); err != nil {
			return "", err
		}
		return c.Run, k.record(ctx, tx, "roster.brought", c.Run, c.Facility)
	})
}

// Brought is a draft that is being looked at: what loading it would do.
type Brought struct {
	Run    Run
	Name   string
	Result Result
	Rows   []Mendable // the rejected rows
	raw    []byte
	mends  book.Mends
}

// Mendable is a rejected row with the cells that a form can put right.
type Mendable struct {
	Row   int
	Name  string
	Cells []Mend
}

// Mend is one cell: what stands there, and what would be right. That of book.SamePerson is a question.
type Mend struct {
	Column       book.Column
	Value, Right string
}

// Look opens a draft and says what loading it would do. Opening a file of names is a fact.
func (k *Desk) Look(ctx context.Context, run id.ID, t text.Printer) (_ Brought, err error) {
	defer errs.Wrap(&err, "roster.Look(%s)", run)
	b, err := k.open(ctx, run, policy.RosterPreview)
	if err != nil || b.Run.State != Draft {
		return b, err
	}
	b.Result, err = k.Preview(ctx, b.command(t))
	if err == nil {
		b.Rows = b.Result.mendable()
	}
	return b, err
}

func (b Brought) command(t text.Printer) Command {
	return Command{
		Run: b.Run.ID, Version: b.Run.Version, Facility: b.Run.Facility, Name: b.Name, Raw: b.raw, Mends: b.mends, Words: t,
	}
}

// open reads a run and, while it is a draft, its file and what was put right.
func (k *Desk) open(ctx context.Context, run id.ID, a policy.Action) (b Brought, err error) {
	_, err = store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		b = Brought{}
		if b.Run, err = getRun(ctx, tx, run); err != nil {
			return 0, err
		}
		if err := k.policy.Check(ctx, tx, a, resource(b.Run.Facility)); err != nil {
			return 0, err
		}
		if b.Run.State != Draft {
			return 0, nil
		}
		f, content, err := k.Documents.OpenIn(ctx, tx, b.Run.File)
		if err != nil {
			return 0, err
		}
		if b.raw, err = io.ReadAll(content); err != nil {
			return 0, err
		}
		b.Name = f.Name
		if len(b.Run.mends) == 0 {
			return 0, nil
		}
		key, err := k.vault.Key(ctx, tx, b.Run.File, seal.General)
		if err != nil {
			return 0, err
		}
		return 0, key.OpenValue(mendsColumn, b.Run.mends, &b.mends)
	})
	return b, err
}

// mendable lists the rejected rows with the cells that are wrong. Cells of one row stand together.
func (r Result) mendable() []Mendable {
	var out []Mendable
	for _, t := range r.Rejected {
		if n := len(out); n == 0 || out[n-1].Row != t.Row {
			out = append(out, Mendable{Row: t.Row, Name: r.book.Cell(t.Row, book.Name)})
		}
		row := &out[len(out)-1]
		row.ask(Mend{t.Column, t.Value, t.Right})
		if t.With != "" {
			row.ask(Mend{t.With, r.book.Cell(t.Row, t.With), ""})
		}
		if t.Code == book.IDDuplicate && t.Column == book.Name {
			row.ask(Mend{Column: book.SamePerson})
		}
	}
	return out
}

// ask adds a cell to be mended, or what would be right to one that is there.
func (m *Mendable) ask(c Mend) {
	i := slices.IndexFunc(m.Cells, func(x Mend) bool { return x.Column == c.Column })
	if i < 0 {
		m.Cells = append(m.Cells, c)
		return
	}
	m.Cells[i].Right = strings.TrimSpace(m.Cells[i].Right + " " + c.Right)
}

// Put keeps what somebody put right in a draft: only cells, nothing is loaded. version is the one that he saw.
func (k *Desk) Put(ctx context.Context, key store.Key, run id.ID, version int64, m book.Mends) (err error) {
	defer errs.Wrap(&err, "roster.Put(%s)", run)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		r, err := getRun(ctx, tx, run)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.RosterPreview, resource(r.Facility)); err != nil {
			return "", err
		}
		sealing, err := k.vault.Key(ctx, tx, r.File, seal.General)
		if err != nil {
			return "", err
		}
		all := book.Mends{}
		if len(r.mends) > 0 {
			if err := sealing.OpenValue(mendsColumn, r.mends, &all); err != nil {
				return "", err
			}
		}
		for row, cells := range m {
			if all[row] == nil {
				all[row] = map[book.Column]string{}
			}
			maps.Copy(all[row], cells)
		}
		sealed, err := sealing.SealValue(mendsColumn, all)
		if err != nil {
			return "", err
		}
		if err := store.Update(ctx, tx, `update roster_run set version = version + 1, mends = $3
			where id = $1 and version = $2 and state = 'draft'`, run, version, sealed); err != nil {
			return "", err
		}
		return run, k.record(ctx, tx, "roster.mended", run, r.Facility)
	})
	return err
}

// Load takes a draft in: Import of what Look showed. Of the command it reads Key, Run, Version (the one that was looked
// at), Words and Progress. A draft that is loaded already gives what became of it.
func (k *Desk) Load(ctx context.Context, c Command) (_ Result, err error) {
	defer errs.Wrap(&err, "roster.Load(%s)", c.Run)
	b, err := k.open(ctx, c.Run, policy.RosterImport)
	if err != nil {
		return Result{}, err
	}
	if b.Run.State == Loaded {
		return k.Past(ctx, c.Run)
	}
	if b.Run.Version != c.Version || b.Run.State != Draft {
		return Result{}, errs.New(errs.Conflict, "store.changed_meanwhile")
	}
	whole := b.command(c.Words)
	whole.Key, whole.Progress = c.Key, c.Progress
	return k.Import(ctx, whole)
}

// Drop leaves a draft; its file goes within the day.
func (k *Desk) Drop(ctx context.Context, key store.Key, run id.ID, version int64) (err error) {
	defer errs.Wrap(&err, "roster.Drop(%s)", run)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		r, err := getRun(ctx, tx, run)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.RosterPreview, resource(r.Facility)); err != nil {
			return "", err
		}
		if err := store.Update(ctx, tx, `update roster_run set version = version + 1, state = 'dropped'
			where id = $1 and version = $2 and state = 'draft'`, run, version); err != nil {
			return "", err
		}
		return run, k.record(ctx, tx, "roster.dropped", run, r.Facility)
	})
	return err
}

// Runs lists what was brought within the actor's scope, newest first.
func (k *Desk) Runs(ctx context.Context, page store.Page) (_ store.Slice[Run], err error) {
	defer errs.Wrap(&err, "roster.Runs")
	return store.Read(ctx, k.db, func(tx *store.Tx) (store.Slice[Run], error) {
		scope := k.policy.Scope(actor.From(ctx), policy.RosterView)
		l := store.List{
			Columns: runColumns, From: "roster_run", Sorts: map[string]store.Sort{"made": store.By("made_at")}, Default: "-made", ID: "id",
			Where: []store.Cond{store.Where("state <> 'dropped'")},
		}
		if scope.Empty() {
			return store.Slice[Run]{}, errs.New(errs.Denied, "policy.denied")
		}
		if !scope.All {
			l.Where = append(l.Where, store.Among("facility", scope.Facilities))
		}
		return store.Select(ctx, tx, l, page, scanRun)
	})
}

// Get is one run with what was told of it. It needs roster.view.
func (k *Desk) Get(ctx context.Context, run id.ID) (r Run, _ Result, err error) {
	defer errs.Wrap(&err, "roster.Get(%s)", run)
	r, err = store.Read(ctx, k.db, func(tx *store.Tx) (Run, error) { return getRun(ctx, tx, run) })
	if err != nil {
		return r, Result{}, err
	}
	past, err := k.Past(ctx, run)
	return r, past, err
}

// OpenReport opens the rejected rows of a run as a workbook. It needs roster.view; the opening is a fact.
func (k *Desk) OpenReport(ctx context.Context, run id.ID) (_ io.Reader, err error) {
	defer errs.Wrap(&err, "roster.OpenReport(%s)", run)
	var b bytes.Buffer
	_, err = store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		r, err := getRun(ctx, tx, run)
		if err != nil {
			return 0, err
		}
		if err := k.policy.Check(ctx, tx, policy.RosterView, resource(r.Facility)); err != nil {
			return 0, err
		}
		if r.Report == "" {
			return 0, errs.New(errs.NotFound, "document.not_found")
		}
		var f document.File
		f, content, err := k.Documents.OpenIn(ctx, tx, r.Report)
		if err != nil {
			return 0, err
		}
		b.Reset()
		b.Grow(int(f.Size))
		_, err = b.ReadFrom(content)
		return 0, err
	})
	return &b, err
}
