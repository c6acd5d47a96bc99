package roster

import (
	"context"
	"io"

	"guitu/internal/base/actor"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/roster/book"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Rooms are the desks through which a roster is taken in: each room writes its own tables.
type Rooms struct {
	Persons   *person.Desk
	Residents *resident.Desk
	Measures  *measure.Desk
	Places    *facility.Desk
	Beds      *placement.Desk
	Documents *document.Room
	Divisions *cn.Divisions
}

// Desk is where the acts of this room are done: every method is one use case.
type Desk struct {
	Rooms
	db     *store.DB
	vault  *seal.Vault
	policy *policy.Engine
}

// New opens the desk.
func New(r Rooms, db *store.DB, v *seal.Vault, p *policy.Engine) *Desk {
	return &Desk{Rooms: r, db: db, vault: v, policy: p}
}

// Command is a roster to be taken in.
type Command struct {
	Key      store.Key
	Run      id.ID // of this import, made by the caller; of the draft when one was looked at before
	Version  int64 // of the draft; 0 where there is none
	Facility id.ID
	Name     string // of the file
	Raw      []byte
	Mends    book.Mends
	Words    text.Printer       // language of the report
	Progress func(done, of int) // may be nil; may begin again at 0
}

// Result is what became of a roster, or would.
type Result struct {
	Run                               id.ID
	Rows, Created, Updated, Unchanged int
	Rejected, Warnings                []Told
	Notices                           []Told    // worth a look, and no code of the interface
	Notes                             []string  // headers that are kept as notes
	Outcomes                          []Outcome // of a preview, by row
	book                              *book.Book
}

// RejectedRows counts the rows that are rejected, each once.
func (r Result) RejectedRows() int {
	rows := map[int]bool{}
	for _, p := range r.Rejected {
		rows[p.Row] = true
	}
	return len(rows)
}

// Told is a Problem in words.
type Told struct {
	Row    int
	Column book.Column
	Code   string
	Value  string
	Right  string      // what would be right
	With   book.Column // may be the wrong one of the two
}

func told(ps []book.Problem, t text.Printer) []Told {
	out := make([]Told, len(ps))
	for i, p := range ps {
		out[i] = Told{p.Row, p.Column, p.Code, p.Value, p.Right(t), p.With}
	}
	return out
}

// Outcome is what becomes of one row that stands.
type Outcome struct {
	Row     int
	Kind    Fate
	Name    string
	Changes []Difference
}

// Fate is what becomes of a row.
type Fate string

// What becomes of a row that stands.
const (
	Created   Fate = "created"
	Updated   Fate = "updated"
	Unchanged Fate = "unchanged"
)

// Difference is one value that the roster tells otherwise than the file does.
type Difference struct {
	Column   book.Column
	Old, New string
}

// WriteReport writes the rejected rows as they were, with what would be right. A Result of the past has none: its
// report lies with the run.
func (r Result) WriteReport(w io.Writer, t text.Printer) error {
	if r.book == nil {
		return errs.New(errs.NotFound, "roster.no_run")
	}
	return r.book.Report(w, t)
}

// Check tells whether the bytes are a roster at all; it fails with what Read answers.
func Check(raw []byte) error {
	_, err := book.Read(raw, book.Options{})
	return err
}

func resource(f id.ID) policy.Resource { return policy.Resource{Kind: "roster", Facility: f} }

// Import takes a roster in: every row that stands, in one transaction, or none (decision 0007). The actor of ctx
// needs roster.import; what follows is done by the part "import". What is wrong with rows is in the Result; an
// error means that nothing was done. A command sent twice acts once, and so does a file.
//
// It fails with what Read answers, with policy.denied and policy.sign_again, and with
// store.changed_meanwhile where another has loaded the draft.
func (k *Desk) Import(ctx context.Context, c Command) (_ Result, err error) {
	defer errs.Wrap(&err, "roster.Import(%s)", c.Run)
	b, err := book.Read(c.Raw, k.options(c.Mends))
	if err != nil {
		return Result{}, err
	}
	var p *plan
	run, err := store.Write(ctx, k.db, c.Key, func(tx *store.Tx) (id.ID, error) {
		if err := k.policy.Check(ctx, tx, policy.RosterImport, resource(c.Facility)); err != nil {
			return "", err
		}
		as := actor.With(ctx, actor.Part("import"))
		if p, err = k.plan(as, tx, c, b.Copied()); err != nil {
			return "", err
		}
		files, err := k.keepFiles(ctx, tx, c, p)
		if err != nil {
			return "", err
		}
		if err := k.apply(as, tx, p, files); err != nil {
			return "", err
		}
		return c.Run, k.finish(ctx, tx, c, p, files)
	})
	if err != nil {
		return Result{}, err
	}
	if p == nil { // the command was done before
		return k.Past(ctx, run)
	}
	return p.result(c.Words), nil
}

// Preview says what an import would do, and does nothing. It needs roster.preview; the facility is "" in a house
// that has none yet.
func (k *Desk) Preview(ctx context.Context, c Command) (_ Result, err error) {
	defer errs.Wrap(&err, "roster.Preview(%s)", c.Run)
	b, err := book.Read(c.Raw, k.options(c.Mends))
	if err != nil {
		return Result{}, err
	}
	return store.Read(ctx, k.db, func(tx *store.Tx) (Result, error) {
		if err := k.policy.Check(ctx, tx, policy.RosterPreview, resource(c.Facility)); err != nil {
			return Result{}, err
		}
		p, err := k.plan(actor.With(ctx, actor.Part("import")), tx, c, b.Copied())
		if err != nil {
			return Result{}, err
		}
		return p.result(c.Words), nil
	})
}

func (k *Desk) options(m book.Mends) book.Options {
	return book.Options{Divisions: k.Divisions, Today: today(k.db), Mends: m}
}
