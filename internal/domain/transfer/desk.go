package transfer

import (
	"context"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/parcel"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Desk is where packages are made, held against their signature, and followed.
type Desk struct {
	db     *store.DB
	vault  *seal.Vault
	policy *policy.Engine
	signer *seal.NoteSigner
}

// Open opens the desk, making the key that signs on first use.
func Open(ctx context.Context, db *store.DB, v *seal.Vault, p *policy.Engine) (_ *Desk, err error) {
	defer errs.Wrap(&err, "transfer.Open")
	key, err := v.Signer(ctx, "transfer")
	if err != nil {
		return nil, err
	}
	signer, err := key.Notes("guitu/transfer")
	return &Desk{db: db, vault: v, policy: p, signer: signer}, err
}

// trusted are the houses whose packages are taken: this one. Those of another database will be keys that the bureau has
// confirmed.
func (k *Desk) trusted() []string { return k.signer.Keys() }

// Draft is a package to be made.
type Draft struct {
	From, To id.ID
	Person   id.ID
	Sender   id.ID
	Leaves   civil.Date
	Content  Content
	Health   Health
}

// PackIn makes, seals and signs a package, as a step of the case that sends somebody.
func (k *Desk) PackIn(ctx context.Context, tx *store.Tx, d Draft) (p Package, err error) {
	defer errs.Wrap(&err, "transfer.PackIn(%s)", d.Person)
	if err := policy.Derived(tx, "transfer"); err != nil {
		return p, err
	}
	p = Package{
		ID: id.New(), Version: 1, From: d.From, To: d.To, Person: d.Person, Sender: d.Sender,
		Made: tx.Now(), By: actor.From(ctx).Ref(), Leaves: d.Leaves, State: Packed,
	}
	file, err := k.file(ctx, tx, p, d)
	if err != nil {
		return p, err
	}
	p.Digest = parcel.Digest(file)
	if err := insert(ctx, tx, p, file); err != nil {
		return p, err
	}
	return p, history.Record(ctx, tx, p.fact("transfer.packed", p.From))
}

// file is the signed parcel of a package.
func (k *Desk) file(ctx context.Context, tx *store.Tx, p Package, d Draft) ([]byte, error) {
	out := parcel.Parcel{ID: p.ID, Kind: kind, Made: p.Made, Suite: k.vault.Suite()}
	for of, side := range map[id.ID]*parcel.Side{p.From: &out.From, p.To: &out.To} {
		u, err := facility.Get(ctx, tx, of)
		if err != nil {
			return nil, err
		}
		*side = parcel.Side{ID: of, Name: u.Name}
	}
	for _, c := range parts {
		key, err := k.vault.Create(ctx, tx, p.ID, c)
		if err != nil {
			return nil, err
		}
		var v any = d.Content
		if c == seal.Clinical {
			v = d.Health
		}
		sealed, err := key.SealValue(column(c), v)
		if err != nil {
			return nil, err
		}
		out.Parts = append(out.Parts, parcel.Part{Name: string(c), Content: sealed})
	}
	return parcel.Write(out, k.signer)
}

func column(c seal.Compartment) string { return "transfer_package." + string(c) }

func (p Package) fact(kind string, at id.ID) audit.Fact {
	return audit.Fact{
		Room: "transfer", Kind: kind, Record: p.ID, Version: p.Version, About: p.Person, Facility: at, Compartment: seal.General,
		Rows: []audit.Row{audit.Kept("transfer_package", p.ID)},
	}
}

// NumberIn says which cover goes along with a package: it bears the digest of the package, so it is issued behind it.
func (k *Desk) NumberIn(ctx context.Context, tx *store.Tx, p Package, number string) error {
	p.Number = number
	return k.move(ctx, tx, p, turn{p.State, "transfer.numbered", p.From, []State{Packed}})
}

// OfCase finds the package that a case of the sending side made last; NotFound when it made none.
func OfCase(ctx context.Context, tx *store.Tx, sender id.ID) (Package, error) {
	return store.One(ctx, tx, scan, selectPackage+`where sender = $1 order by made_at desc, id desc limit 1`, sender)
}

// SendIn says that he has set out with it.
func (k *Desk) SendIn(ctx context.Context, tx *store.Tx, p Package) error {
	return k.move(ctx, tx, p, turn{Sent, "transfer.sent", p.From, []State{Packed}})
}

// RecallIn takes a package back that nobody has received: what went along is other by now, or he stays.
func (k *Desk) RecallIn(ctx context.Context, tx *store.Tx, p Package) error {
	return k.move(ctx, tx, p, turn{Recalled, "transfer.recalled", p.From, []State{Packed, Sent}})
}

// ReceiveIn says that he is received on it, and TurnAwayIn that he is not.
func (k *Desk) ReceiveIn(ctx context.Context, tx *store.Tx, p Package) error {
	return k.move(ctx, tx, p, turn{Received, "transfer.received", p.To, []State{Sent}})
}

// TurnAwayIn says that the receiving side does not take him.
func (k *Desk) TurnAwayIn(ctx context.Context, tx *store.Tx, p Package) error {
	return k.move(ctx, tx, p, turn{TurnedAway, "transfer.turned_away", p.To, []State{Sent}})
}

// LetGoIn gives a package back to the inbox: the case that opened it was a mistake.
func (k *Desk) LetGoIn(ctx context.Context, tx *store.Tx, p Package) error {
	p.Receiver = ""
	return k.move(ctx, tx, p, turn{p.State, "transfer.let_go", p.To, []State{Sent}})
}

// turn is what becomes of a package, the kind of fact that says so, at which of its two facilities, and from which states.
type turn struct {
	to   State
	kind string // of the fact
	at   id.ID
	from []State
}

// move leads a package from one state to another.
func (k *Desk) move(ctx context.Context, tx *store.Tx, p Package, t turn) (err error) {
	defer errs.Wrap(&err, "transfer.move(%s, %s)", p.ID, t.to)
	if err := policy.Derived(tx, "transfer"); err != nil {
		return err
	}
	if !slices.Contains(t.from, p.State) {
		return refusal(p)
	}
	if p.State = t.to; t.to.Ended() && p.Closed.IsZero() {
		p.Closed = tx.Now()
	}
	if err := save(ctx, tx, p); err != nil {
		return err
	}
	p.Version++ // as save wrote it
	return history.Record(ctx, tx, p.fact(t.kind, t.at))
}

// refusal says why nothing can come of a package any more, or not yet.
func refusal(p Package) error {
	switch p.State {
	case Packed:
		return errs.New(errs.Conflict, "transfer.not_sent", p.Leaves)
	case Received:
		return errs.New(errs.Conflict, "transfer.replayed", p.Closed)
	case Recalled:
		return errs.New(errs.Conflict, "transfer.was_recalled", p.Closed)
	case TurnedAway:
		return errs.New(errs.Conflict, "transfer.was_turned_away", p.Closed)
	}
	return errs.New(errs.Conflict, "transfer.opened_already")
}
