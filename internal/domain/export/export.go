package export

import (
	"context"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Alone is how many rows about persons one may take out without a second person.
const Alone = 200

// Filters narrow a list, as its address says them.
type Filters map[string]string

// Sort is the filter that says the order of the rows: a sort of the list's own page, "" for its usual one.
const Sort = "sort"

func (f Filters) page(limit int) store.Page { return store.Page{Sort: f[Sort], Limit: limit} }

// List is one list that can be taken out. Page reads rows as the actor of ctx may see them, a cell each in the
// order of Columns.
type List struct {
	Name    string
	Persons bool     // the rows are about persons
	Columns []string // keys of their titles
	Page    func(ctx context.Context, t text.Printer, f Filters, p store.Page) (store.Slice[[]string], error)
}

// Alone tells whether n rows may be taken without a second person; not when nobody counted them.
func (l List) Alone(n int) bool { return !l.Persons || n >= 0 && n <= Alone }

// Format is a sort of file.
type Format string

// The formats.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// State is where a request stands.
type State string

// States of a request.
const (
	Asked    State = "asked"
	Approved State = "approved"
	Refused  State = "refused"
)

// Command is a list that somebody wants.
type Command struct {
	Key     store.Key
	List    string
	Filters Filters
	Purpose string
	Format  Format

	// Of Build alone: the second person, who has signed, and the facility whose rows leave, "" for more than one.
	Second   actor.Actor
	Facility id.ID
}

// Request is a list that was asked for.
type Request struct {
	ID                      id.ID
	Version                 int64
	Facility, Unit          id.ID
	List                    string
	Format                  Format
	Filters                 Filters
	Purpose                 string
	Counted                 int
	Requester               id.ID
	Asked, Decided, TakenAt time.Time
	State                   State
	DecidedBy               string

	sealed []byte
}

func (q Request) resource() policy.Resource {
	return policy.Resource{
		Kind: "export", ID: q.ID, Facility: q.Facility, Unit: q.Unit, Owner: string(q.Requester), State: string(q.State),
	}
}

// Desk is where the acts of this room are done: every method is one use case.
type Desk struct {
	db     *store.DB
	vault  *seal.Vault
	policy *policy.Engine
	lists  []List
}

// New opens the desk for some lists.
func New(db *store.DB, v *seal.Vault, p *policy.Engine, lists []List) *Desk {
	return &Desk{db: db, vault: v, policy: p, lists: lists}
}

// Lists are those that can be taken out.
func (k *Desk) Lists() []List { return k.lists }

// Find is a list by its name; it fails with export.no_list (Invalid, arguments: the names there are).
func (k *Desk) Find(name string) (List, error) {
	names := make([]string, 0, len(k.lists))
	for _, l := range k.lists {
		if l.Name == name {
			return l, nil
		}
		names = append(names, l.Name)
	}
	return List{}, errs.New(errs.Invalid, "export.no_list", name, strings.Join(names, ", "))
}

// Count is how many rows the actor of ctx would take out.
func (k *Desk) Count(ctx context.Context, t text.Printer, list string, f Filters) (_ int, err error) {
	defer errs.Wrap(&err, "export.Count(%s)", list)
	l, err := k.Find(list)
	if err != nil {
		return 0, err
	}
	s, err := l.Page(ctx, t, f, f.page(1))
	return s.Total, err
}

// Size is Count of a list that its own page does not count: it is read through.
func (k *Desk) Size(ctx context.Context, t text.Printer, list string, f Filters) (n int, err error) {
	defer errs.Wrap(&err, "export.Size(%s)", list)
	l, err := k.Find(list)
	if err != nil {
		return 0, err
	}
	page := f.page(portion)
	for {
		s, err := l.Page(ctx, t, f, page)
		if err != nil || s.Total >= 0 && page.After == "" {
			return s.Total, err
		}
		n += len(s.Rows)
		if page.After = s.Next; s.Next == "" {
			return n, nil
		}
	}
}

// Request asks for a list. It may be taken at once, unless it holds more than Alone rows about persons: then it
// waits for a second person. It fails with export.no_list, export.bad_input and policy.denied.
func (k *Desk) Request(ctx context.Context, c Command, t text.Printer) (_ id.ID, err error) {
	defer errs.Wrap(&err, "export.Request(%s)", c.List)
	q, err := k.asked(ctx, c, t)
	if err != nil {
		return "", err
	}
	return store.Write(ctx, k.db, c.Key, func(tx *store.Tx) (id.ID, error) {
		q.Asked = tx.Now()
		if err := k.policy.Check(ctx, tx, policy.ExportRequest, q.resource()); err != nil {
			return "", err
		}
		return q.ID, k.insert(ctx, tx, q)
	})
}

// asked makes a request out of a command, or answers every field that is wrong.
func (k *Desk) asked(ctx context.Context, c Command, t text.Printer) (Request, error) {
	l, err := k.Find(c.List)
	if err != nil {
		return Request{}, err
	}
	var f errs.Fields
	c.Purpose = strings.Join(strings.Fields(c.Purpose), " ")
	if c.Purpose == "" {
		f.Add("purpose", "export.purpose_missing", "")
	}
	if len([]rune(c.Purpose)) > 200 {
		f.Add("purpose", "export.purpose_long", c.Purpose, 200, len([]rune(c.Purpose)))
	}
	if c.Format != XLSX && c.Format != CSV {
		f.Add("format", "export.format_unknown", string(c.Format))
	}
	if err := f.Err("export.bad_input"); err != nil {
		return Request{}, err
	}
	s, err := l.Page(ctx, t, c.Filters, c.Filters.page(1))
	if err != nil {
		return Request{}, err
	}
	q := Request{
		ID: id.New(), Version: 1, List: c.List, Format: c.Format, Filters: c.Filters, Purpose: c.Purpose, Counted: s.Total, State: Approved,
	}
	if !l.Alone(s.Total) {
		q.State = Asked
	}
	who := actor.From(ctx)
	q.Requester = who.Staff
	for _, p := range who.Posts { // from the seat that may
		q.Facility, q.Unit = p.Facility, p.Unit
		if k.policy.May(who, policy.ExportRequest, q.resource()) {
			break
		}
	}
	return q, nil
}

// Decide approves or refuses a request of another. version is the one that he saw.
func (k *Desk) Decide(ctx context.Context, key store.Key, request id.ID, version int64, yes bool) (err error) {
	defer errs.Wrap(&err, "export.Decide(%s)", request)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		q, err := k.get(ctx, tx, request)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.ExportApprove, q.resource()); err != nil {
			return "", err
		}
		state, kind := Refused, "export.refused"
		if yes {
			state, kind = Approved, "export.approved"
		}
		if err := store.Update(ctx, tx, `update export_request set version = version + 1, state = $3, decided_by = $4, decided_at = $5
			where id = $1 and version = $2 and state = 'asked'`, request, version, string(state), actor.From(ctx).Ref(), store.Micros(tx.Now())); err != nil {
			return "", err
		}
		return request, record(ctx, tx, kind, q)
	})
	return err
}

func record(ctx context.Context, tx *store.Tx, kind string, q Request) error {
	return audit.Record(ctx, tx, audit.Fact{
		Room: "export", Kind: kind, Record: q.ID, Version: q.Version + 1, Facility: q.Facility, Compartment: seal.General,
		Rows: []audit.Row{audit.Kept("export_request", q.ID)},
	})
}

// Get is one request, for who asked and who may approve it; to others it is export.no_request.
func (k *Desk) Get(ctx context.Context, request id.ID) (_ Request, err error) {
	defer errs.Wrap(&err, "export.Get(%s)", request)
	return store.Read(ctx, k.db, func(tx *store.Tx) (Request, error) {
		q, err := k.get(ctx, tx, request)
		if err == nil && q.Requester != actor.From(ctx).Staff && !k.policy.Allows(ctx, policy.ExportApprove, q.resource()) {
			err = errs.New(errs.NotFound, "export.no_request")
		}
		return q, err
	})
}

// Mine lists what the actor has asked for, newest first.
func (k *Desk) Mine(ctx context.Context, page store.Page) (_ store.Slice[Request], err error) {
	defer errs.Wrap(&err, "export.Mine")
	return k.list(ctx, page, store.Where("requester = $1", actor.From(ctx).Staff))
}

// Waiting lists what waits for somebody like the actor, oldest first.
func (k *Desk) Waiting(ctx context.Context, page store.Page) (_ store.Slice[Request], err error) {
	defer errs.Wrap(&err, "export.Waiting")
	who := actor.From(ctx)
	scope := k.policy.Scope(who, policy.ExportApprove)
	if scope.Empty() {
		return store.Slice[Request]{}, nil
	}
	conds := []store.Cond{store.Where("state = 'asked'"), store.Where("requester <> $1", who.Staff)}
	if !scope.All {
		conds = append(conds, store.Among("facility", scope.Facilities))
	}
	page.Sort = "asked"
	return k.list(ctx, page, conds...)
}
