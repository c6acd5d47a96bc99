package sealing

import (
	"context"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Draft is a sealing as somebody asks for it.
type Draft struct {
	Person   id.ID
	Document id.ID // one paper of the file, "" for the whole file
	Ground   string
	Reason   string
	Letter   string // number of the document it rests on; needed for an order
	Known    bool   // what only warns is known
	Why      string // why it is sealed although dynamic control runs; needed then
}

const maxLetter = 100 // characters of a document's number

func (d Draft) parse() (s Sealing, err error) {
	var f errs.Fields
	k, ok := KindOf(Ground(d.Ground))
	if !ok {
		f.Add("ground", "sealing.ground_unknown", d.Ground)
	}
	s = Sealing{ID: id.New(), Version: 1, Person: d.Person, Document: d.Document, Ground: k.Ground, State: Asked}
	s.Reason = words(&f, "reason", d.Reason, maxWords)
	if s.Letter = strings.TrimSpace(d.Letter); s.Ground == Order || s.Letter != "" {
		s.Letter = words(&f, "letter", d.Letter, maxLetter)
	}
	if s.Why = strings.TrimSpace(d.Why); s.Why != "" {
		s.Why = words(&f, "why", d.Why, maxWords)
	}
	return s, f.Err("sealing.bad_input")
}

// Ask asks that a file, or one paper in it, be sealed. Asking is signed. It fails with sealing.bad_input, sealing.in_the_way
// (Conflict), sealing.asked_already (Conflict), sealing.not_minor (Invalid), and NotFound for nobody's file.
func (k *Desk) Ask(ctx context.Context, key store.Key, d Draft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "sealing.Ask(%s)", d.Person)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		at, err := placeOf(ctx, tx, d.Person)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.SealingAsk, policy.Resource{Kind: "sealing", Person: d.Person, Facility: at.Facility, Unit: at.Unit}); err != nil {
			return "", err
		}
		s, err := d.parse()
		if err != nil {
			return "", err
		}
		way, err := k.weigh(ctx, tx, s)
		if err != nil {
			return "", err
		}
		if err := stands(way, d.Known, s.Why != ""); err != nil {
			return "", err
		}
		s.Known = known(way)
		s.Facility, s.Unit, s.Asked, s.By = at.Facility, at.Unit, tx.Now(), actor.From(ctx).Staff
		if s.Number, err = document.Number(ctx, tx, "FC", "", tx.Today().Year()); err != nil {
			return "", err
		}
		if err := k.insert(ctx, tx, s); err != nil {
			return "", err
		}
		return s.ID, audit.Record(ctx, tx, s.fact("sealing.asked"))
	})
}

// weigh holds the ground of a sealing against the file, and lists what stands in the way. A single paper may be sealed at any
// time: the file stays.
func (k *Desk) weigh(ctx context.Context, tx *store.Tx, s Sealing) ([]Obstacle, error) {
	if s.Ground == Minor {
		minor, err := k.wasMinor(ctx, tx, s.Person)
		if err != nil {
			return nil, err
		}
		if !minor {
			var f errs.Fields
			f.Add("ground", "sealing.not_minor", "")
			return nil, f.Err("sealing.bad_input")
		}
	}
	if s.Document != "" {
		return nil, k.paperOf(ctx, tx, s)
	}
	_, list, err := k.inTheWay(ctx, tx, s.Person)
	return list, err
}

// paperOf tells whether the paper lies in the file and in its general part: what another compartment holds is that
// compartment's to seal.
func (k *Desk) paperOf(ctx context.Context, tx *store.Tx, s Sealing) error {
	_, err := store.One(ctx, tx, store.Value[id.ID], `select f.id from document_file f where f.id = $1 and f.about = $2 and f.compartment = 'general' and f.erased_at is null`, s.Document, s.Person)
	if errs.KindOf(err) == errs.NotFound {
		return errs.New(errs.NotFound, "document.not_found")
	}
	return err
}

// Confirm seals. The officer is another than who asked, and signs freshly. What stands in the way is looked at again: what warns
// now and did not when it was asked for is known to nobody who asked, and has to be asked for anew. It fails with
// sealing.settled, sealing.in_the_way, sealing.came_since (Conflict) and policy.denied.
func (k *Desk) Confirm(ctx context.Context, key store.Key, sealing id.ID, version int64) (err error) {
	defer errs.Wrap(&err, "sealing.Confirm(%s)", sealing)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		s, err := k.settling(ctx, tx, sealing)
		if err != nil {
			return "", err
		}
		if err := k.stillStands(ctx, tx, s); err != nil {
			return "", err
		}
		if err := k.carryOut(ctx, tx, &s); err != nil {
			return "", err
		}
		s.State = Sealed
		return s.ID, k.settle(ctx, tx, s, version)
	})
	return err
}

// Refuse closes what was asked for without effect. What was typed in asking goes to the escrow, as it does with a sealing: it
// tells of him, and nobody needs it to read that there was a request.
func (k *Desk) Refuse(ctx context.Context, key store.Key, sealing id.ID, version int64) (err error) {
	defer errs.Wrap(&err, "sealing.Refuse(%s)", sealing)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		s, err := k.settling(ctx, tx, sealing)
		if err != nil {
			return "", err
		}
		return s.ID, k.refused(ctx, tx, s, version)
	})
	return err
}

func (k *Desk) settling(ctx context.Context, tx *store.Tx, sealing id.ID) (Sealing, error) {
	s, err := get(ctx, tx, sealing)
	if err != nil {
		return s, err
	}
	if err := k.policy.Check(ctx, tx, policy.SealingConfirm, s.resource()); err != nil {
		return s, err
	}
	if s.State != Asked {
		return s, errs.New(errs.Conflict, "sealing.settled")
	}
	return s, nil
}

func (k *Desk) settle(ctx context.Context, tx *store.Tx, s Sealing, version int64) error {
	s.Settled, s.Settler = tx.Now(), actor.From(ctx).Staff
	if err := save(ctx, tx, s, version); err != nil {
		return err
	}
	s.Version = version + 1
	return audit.Record(ctx, tx, s.fact(kinds[s.State]))
}

// Of reads one sealing with what was typed, as long as that is open: sealing.view where its file is.
func (k *Desk) Of(ctx context.Context, tx *store.Tx, sealing id.ID) (_ Sealing, err error) {
	defer errs.Wrap(&err, "sealing.Of(%s)", sealing)
	s, err := get(ctx, tx, sealing)
	if err != nil {
		return s, err
	}
	if err := k.policy.Check(ctx, tx, policy.SealingView, s.resource()); err != nil {
		return Sealing{}, err
	}
	err = k.openSaid(ctx, tx, &s)
	return s, err
}

// Register lists sealings, latest first: numbers and dates. Who may only see those of his facility sees those that still wait.
func (k *Desk) Register(ctx context.Context, page store.Page) (_ store.Slice[Sealing], err error) {
	defer errs.Wrap(&err, "sealing.Register")
	return store.Read(ctx, k.db, func(tx *store.Tx) (store.Slice[Sealing], error) {
		if err := k.policy.Check(ctx, tx, policy.SealingList, policy.Resource{Kind: "sealing"}); err != nil {
			return store.Slice[Sealing]{}, err
		}
		return store.Select(ctx, tx, store.List{
			Columns: columns, From: "sealing_sealing", Sorts: map[string]store.Sort{"asked": store.By("asked_at")}, Default: "-asked", ID: "id",
		}, page, scan)
	})
}

// Waiting lists what waits for a second officer, oldest first, where the reader may see it.
func (k *Desk) Waiting(ctx context.Context, tx *store.Tx) (_ []Sealing, err error) {
	defer errs.Wrap(&err, "sealing.Waiting")
	all, err := store.Collect(ctx, tx, scan, `select `+columns+` from sealing_sealing where state = 'asked' order by asked_at, id limit 500`)
	out := all[:0]
	for _, s := range all {
		if k.policy.Allows(ctx, policy.SealingView, s.resource()) {
			out = append(out, s)
		}
	}
	return out, err
}

// where is who has charge of a file.
type where struct{ Facility, Unit id.ID }

// placeOf is who has charge of a person's file; NotFound for nobody's.
func placeOf(ctx context.Context, tx *store.Tx, person id.ID) (where, error) {
	w, err := store.One(ctx, tx, func(s store.Scanner) (w where, err error) { return w, s.Scan(&w.Facility, &w.Unit) },
		`select coalesce(l.facility, ''), coalesce(l.unit, '') from person_person p left join measure_life l on l.person = p.id where p.id = $1`, person)
	if errs.KindOf(err) == errs.NotFound {
		err = errs.New(errs.NotFound, "person.not_found")
	}
	return w, err
}

// openSaid opens what was typed; once it is sealed away nothing.
func (k *Desk) openSaid(ctx context.Context, tx *store.Tx, s *Sealing) error {
	key, err := k.vault.Key(ctx, tx, s.ID, seal.General)
	if errs.Is(err, "seal.no_key") {
		return nil
	} else if err != nil {
		return err
	}
	return key.OpenValue(saidColumn, s.sealed, &s.Said)
}
