package transfer

import (
	"context"

	"guitu/internal/base/actor"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

var columns = []string{
	"id", "version", "from_facility", "to_facility", "person", "sender", "receiver", "number", "made_at", "made_by", "leaves_on", "state", "closed_at", "digest", "file",
}

const (
	listed        = `id, version, from_facility, to_facility, person, sender, receiver, number, made_at, made_by, leaves_on, state, closed_at, digest`
	selectPackage = `select ` + listed + ` from transfer_package `
)

func (p *Package) fields() []any {
	return []any{
		&p.ID, &p.Version, &p.From, &p.To, &p.Person, &p.Sender, &p.Receiver, &p.Number, store.Instant(&p.Made), &p.By, store.Day(&p.Leaves),
		&p.State, store.Instant(&p.Closed), &p.Digest,
	}
}

func scan(s store.Scanner) (p Package, err error) { return p, s.Scan(p.fields()...) }

func insert(ctx context.Context, tx *store.Tx, p Package, file []byte) error {
	return store.Insert(ctx, tx, "transfer_package", columns, [][]any{{
		p.ID, p.Version, p.From, p.To, p.Person, p.Sender, p.Receiver, p.Number, store.Micros(p.Made), p.By, store.DayArg(p.Leaves),
		p.State, store.NullMicros(p.Closed), p.Digest, file,
	}})
}

// save writes what can change of a package, if nobody changed it meanwhile.
func save(ctx context.Context, tx *store.Tx, p Package) error {
	return store.Update(ctx, tx, `update transfer_package set version = version + 1, receiver = $3, state = $4, closed_at = $5, number = $6 where id = $1 and version = $2`,
		p.ID, p.Version, p.Receiver, p.State, store.NullMicros(p.Closed), p.Number)
}

// Get is one package; NotFound when there is none.
func Get(ctx context.Context, tx *store.Tx, of id.ID) (Package, error) {
	return store.One(ctx, tx, scan, selectPackage+`where id = $1`, of)
}

func fileOf(ctx context.Context, tx *store.Tx, of id.ID) ([]byte, error) {
	return store.One(ctx, tx, store.Value[[]byte], `select file from transfer_package where id = $1`, of)
}

// Box is which packages a reader wants to see.
type Box struct {
	Out    bool // those that his facility sends, instead of those that come to it
	Closed bool // those of which nothing more comes
}

// Listed is a package with the name of whom it is about.
type Listed struct {
	Package
	Name string
}

// List pages through a box of the reader's facilities, the latest first.
func (k *Desk) List(ctx context.Context, tx *store.Tx, b Box, page store.Page) (out store.Slice[Listed], err error) {
	defer errs.Wrap(&err, "transfer.List")
	scope := k.policy.Scope(actor.From(ctx), policy.TransferView)
	if scope.Empty() {
		return out, errs.New(errs.Denied, "policy.denied")
	}
	where := []store.Cond{b.side(scope), store.Where(`state in ('packed', 'sent')`)}
	if b.Closed {
		where[1] = store.Where(`state not in ('packed', 'sent')`)
	}
	got, err := store.Select(ctx, tx, store.List{
		Columns: listed, From: "transfer_package", Where: where,
		Sorts: map[string]store.Sort{"made": store.By("made_at")}, Default: "-made", ID: "id",
	}, page, scan)
	if err != nil {
		return out, err
	}
	out = store.Slice[Listed]{Total: got.Total, First: got.First, Next: got.Next, Prev: got.Prev}
	for _, p := range got.Rows {
		l := Listed{Package: p}
		if l.Name, err = k.name(ctx, tx, p); err != nil {
			return out, err
		}
		out.Rows = append(out.Rows, l)
	}
	return out, nil
}

// name is whom a package is about, masked for who may not know; of a file that is broken nobody does.
func (k *Desk) name(ctx context.Context, tx *store.Tx, p Package) (string, error) {
	got, err := k.verified(ctx, tx, p)
	if errs.KindOf(err) == errs.Invalid {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	c, err := k.content(ctx, tx, got)
	if k.withheld(ctx, p) == NotTheirs {
		c.Name = cn.Mask(c.Name)
	}
	return c.Name, err
}

// side is the facilities of a scope at one end of the way. A package that is still being packed is nobody's to await.
func (b Box) side(s policy.Scope) store.Cond {
	column := `to_facility`
	if b.Out {
		column = `from_facility`
	}
	if s.All {
		return store.Where(`1 = 1`)
	}
	places, args := store.In(1, s.Facilities)
	return store.Where(column+` in `+places, args...)
}
