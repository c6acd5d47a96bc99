package transfer

import (
	"context"

	"guitu/internal/base/actor"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/parcel"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// TakeIn opens a package at the facility that it is addressed to, for the case that receives him: whole, signed, sent, and
// opened by no other case. It fails with what parcel.Read says, transfer.elsewhere, and the refusals of its state.
func (k *Desk) TakeIn(ctx context.Context, tx *store.Tx, of, at, receiver id.ID) (p Package, c Content, err error) {
	defer errs.Wrap(&err, "transfer.TakeIn(%s)", of)
	if err := policy.Derived(tx, "transfer"); err != nil {
		return p, c, err
	}
	if p, err = Get(ctx, tx, of); err != nil {
		return p, c, err
	}
	if p.To != at {
		return p, c, elsewhere(ctx, tx, p)
	}
	if p.State != Sent || p.Receiver != "" {
		return p, c, refusal(p)
	}
	got, err := k.verified(ctx, tx, p)
	if err != nil {
		return p, c, err
	}
	if c, err = k.content(ctx, tx, got); err != nil {
		return p, c, err
	}
	p.Receiver = receiver
	if err := save(ctx, tx, p); err != nil {
		return p, c, err
	}
	p.Version++ // as save wrote it
	return p, c, audit.Record(ctx, tx, p.fact("transfer.opened", p.To))
}

// Opens says why the receiving of a package cannot begin, nil when it can: asked before anybody fills a form.
func (k *Desk) Opens(ctx context.Context, of id.ID) (err error) {
	defer errs.Wrap(&err, "transfer.Opens(%s)", of)
	_, err = store.Read(ctx, k.db, func(tx *store.Tx) (int, error) {
		p, err := k.seen(ctx, tx, of)
		switch {
		case err != nil:
			return 0, err
		case !k.policy.May(actor.From(ctx), policy.JourneyIntake, policy.Resource{Kind: "journey", Facility: p.To}):
			return 0, elsewhere(ctx, tx, p)
		case p.State != Sent || p.Receiver != "":
			return 0, refusal(p)
		}
		return 0, nil
	})
	return err
}

// OpenedIn is a package for the case that opened it, read again: what was changed since is told.
func (k *Desk) OpenedIn(ctx context.Context, tx *store.Tx, of, receiver id.ID) (p Package, c Content, err error) {
	defer errs.Wrap(&err, "transfer.OpenedIn(%s)", of)
	if p, err = Get(ctx, tx, of); err != nil {
		return p, c, err
	}
	if p.State != Sent || p.Receiver != receiver {
		return p, c, refusal(p)
	}
	got, err := k.verified(ctx, tx, p)
	if err == nil {
		c, err = k.content(ctx, tx, got)
	}
	return p, c, err
}

func elsewhere(ctx context.Context, tx *store.Tx, p Package) error {
	to, err := facility.Get(ctx, tx, p.To)
	if err != nil {
		return err
	}
	return errs.New(errs.Invalid, "transfer.elsewhere", to.Name)
}

// verified is the parcel of a package as it is kept, held against its signature and against the digest of its row.
func (k *Desk) verified(ctx context.Context, tx *store.Tx, p Package) (parcel.Parcel, error) {
	file, err := fileOf(ctx, tx, p.ID)
	if err != nil {
		return parcel.Parcel{}, err
	}
	return k.hold(p, file)
}

// hold holds a file against the package that it says it is.
func (k *Desk) hold(p Package, file []byte) (parcel.Parcel, error) {
	got, err := parcel.Read(file, k.trusted()...)
	switch {
	case err != nil:
		return got, err
	case got.ID != p.ID || got.Kind != kind || got.From.ID != p.From || got.To.ID != p.To || parcel.Digest(file) != p.Digest:
		return got, errs.New(errs.Invalid, "parcel.forged")
	}
	return got, nil
}

func (k *Desk) content(ctx context.Context, tx *store.Tx, got parcel.Parcel) (c Content, err error) {
	return c, k.open(ctx, tx, got, seal.General, &c)
}

func (k *Desk) open(ctx context.Context, tx *store.Tx, got parcel.Parcel, c seal.Compartment, v any) error {
	key, err := k.vault.Key(ctx, tx, got.ID, c)
	if err != nil {
		return err
	}
	sealed, ok := got.Part(string(c))
	if !ok {
		return errs.New(errs.Invalid, "parcel.torn")
	}
	return key.OpenValue(column(c), sealed, v)
}

// Shown is a package as its page shows it.
type Shown struct {
	Package
	FromName, ToName string
	Content          Content // no more than the name where the rest is withheld
	Withheld         Withheld
	Trouble          error // what is wrong with the file as it is kept, nil when it is whole
}

// Withheld is why a reader is not told what is in a package, "" when he is.
type Withheld string

// The reasons.
const (
	NotTheirs Withheld = "not_yours" // who opens files for a purpose only opens this one there too; the name is masked
	Void      Withheld = "void"      // taken back before it came: the addressee has nothing to do with it
)

// withheld says what of a package its reader may not be told.
func (k *Desk) withheld(ctx context.Context, p Package) Withheld {
	from, to := k.knows(ctx, p, p.From), k.knows(ctx, p, p.To)
	switch {
	case !from && !to:
		return NotTheirs
	case p.State == Recalled && !from:
		return Void
	}
	return ""
}

// knows tells whether the reader knows the people of a facility by name, without saying for what.
func (k *Desk) knows(ctx context.Context, p Package, facility id.ID) bool {
	return k.policy.Allows(ctx, policy.PersonView, policy.Resource{Kind: "person", Person: p.Person, Facility: facility})
}

// Show reads a package at one of its two sides.
func (k *Desk) Show(ctx context.Context, of id.ID) (s Shown, err error) {
	defer errs.Wrap(&err, "transfer.Show(%s)", of)
	_, err = store.Read(ctx, k.db, func(tx *store.Tx) (int, error) {
		if s.Package, err = k.seen(ctx, tx, of); err != nil {
			return 0, err
		}
		for unit, name := range map[id.ID]*string{s.From: &s.FromName, s.To: &s.ToName} {
			u, err := facility.Get(ctx, tx, unit)
			if err != nil {
				return 0, err
			}
			*name = u.Name
		}
		got, err := k.verified(ctx, tx, s.Package)
		if err != nil {
			s.Trouble = err
			return 0, nil
		}
		if s.Content, err = k.content(ctx, tx, got); err != nil {
			return 0, err
		}
		if s.Withheld = k.withheld(ctx, s.Package); s.Withheld != "" {
			s.Content = Content{Name: s.Content.Name}
		}
		if s.Withheld == NotTheirs {
			s.Content.Name = cn.Mask(s.Content.Name)
		}
		return 0, nil
	})
	return s, err
}

// seen is a package that the reader may see, from whichever side is his.
func (k *Desk) seen(ctx context.Context, tx *store.Tx, of id.ID) (p Package, err error) {
	if p, err = Get(ctx, tx, of); err != nil {
		return p, err
	}
	at := p.From
	if !k.policy.May(actor.From(ctx), policy.TransferView, p.Resource(at)) {
		at = p.To
	}
	return p, k.policy.Check(ctx, tx, policy.TransferView, p.Resource(at))
}

// File is the package as a file, for a stick that travels along.
func (k *Desk) File(ctx context.Context, of id.ID) (p Package, file []byte, err error) {
	defer errs.Wrap(&err, "transfer.File(%s)", of)
	_, err = store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if p, err = k.seen(ctx, tx, of); err != nil {
			return 0, err
		}
		if k.withheld(ctx, p) != "" {
			return 0, errs.New(errs.NotFound, "policy.denied")
		}
		if file, err = fileOf(ctx, tx, of); err != nil {
			return 0, err
		}
		f := p.fact("transfer.fetched", p.From)
		f.Sort, f.Rows = audit.Read, nil
		return 0, audit.Record(ctx, tx, f)
	})
	return p, file, err
}

// Check holds a file that somebody brings against its signature, its addressee, and what has become of it. It fails with
// what parcel.Read says, transfer.unknown (signed by this house, which does not know it), transfer.elsewhere, and the
// refusals of its state; what it gives can be opened.
func (k *Desk) Check(ctx context.Context, file []byte) (p Package, err error) {
	defer errs.Wrap(&err, "transfer.Check")
	_, err = store.Read(ctx, k.db, func(tx *store.Tx) (int, error) {
		got, err := parcel.Read(file, k.trusted()...)
		if err != nil {
			return 0, err
		}
		p, err = Get(ctx, tx, got.ID)
		if errs.KindOf(err) == errs.NotFound {
			return 0, errs.New(errs.Invalid, "transfer.unknown")
		}
		if err != nil {
			return 0, err
		}
		if !k.policy.May(actor.From(ctx), policy.TransferView, p.Resource(p.To)) {
			return 0, elsewhere(ctx, tx, p)
		}
		if err := k.policy.Check(ctx, tx, policy.TransferView, p.Resource(p.To)); err != nil {
			return 0, err
		}
		if _, err := k.hold(p, file); err != nil {
			return 0, err
		}
		if p.State != Sent {
			return 0, refusal(p)
		}
		return 0, nil
	})
	return p, err
}

// Health gives the doctor of the receiving side what the doctor of the sending side hands over. The reading is a fact.
func (k *Desk) Health(ctx context.Context, key store.Key, of id.ID) (h Health, err error) {
	defer errs.Wrap(&err, "transfer.Health(%s)", of)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (int, error) {
		p, err := Get(ctx, tx, of)
		if err != nil {
			return 0, err
		}
		r := p.Resource(p.To)
		r.Compartment = string(seal.Clinical)
		if err := k.policy.Check(ctx, tx, policy.ClinicalView, r); err != nil {
			return 0, err
		}
		if p.State != Sent && p.State != Received {
			return 0, refusal(p)
		}
		got, err := k.verified(ctx, tx, p)
		if err != nil {
			return 0, err
		}
		if err := k.open(ctx, tx, got, seal.Clinical, &h); err != nil {
			return 0, err
		}
		f := p.fact("transfer.health_opened", p.To)
		f.Sort, f.Rows, f.Compartment = audit.Read, nil, seal.Clinical
		return 0, audit.Record(ctx, tx, f)
	})
	return h, err
}
