package sealing

import (
	"context"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// OpeningDraft is an opening as somebody asks for it. Letter is the organ's letter, ready to be filed; its place is set here.
type OpeningDraft struct {
	Facility id.ID // of who asks, "" for the bureau
	Purpose  string
	Wanted
	Letter document.Draft
}

func (d OpeningDraft) parse() (o Opening, err error) {
	var f errs.Fields
	o = Opening{ID: id.New(), Version: 1, Facility: d.Facility, Purpose: Purpose(d.Purpose), State: Asked}
	if !slices.Contains(Purposes, o.Purpose) {
		f.Add("purpose", "sealing.purpose_unknown", d.Purpose)
	}
	o.Identity = words(&f, "identity", d.Identity, 40)
	o.Organ = words(&f, "organ", d.Organ, maxLetter)
	o.Document = words(&f, "document", d.Document, maxLetter)
	o.Reason = words(&f, "reason", d.Reason, maxWords)
	if d.Letter.Content == nil {
		f.Add("letter", "sealing.letter_missing", "")
	}
	return o, f.Err("sealing.bad_input")
}

// AskOpening asks that what is sealed under an identity number be opened. The letter of the organ is filed with it; asking is
// signed. Whether there is anything under that number is not looked at here. It fails with sealing.bad_input and with what
// document.PutIn answers.
func (k *Desk) AskOpening(ctx context.Context, key store.Key, d OpeningDraft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "sealing.AskOpening")
	o, err := d.parse()
	if err != nil {
		return "", err
	}
	letter := d.Letter
	letter.ID = id.New()
	letter.Place = document.Place{Record: o.ID, Facility: o.Facility, Compartment: seal.General}
	if letter, err = k.Documents.Ready(ctx, letter); err != nil {
		return "", err
	}
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		if err := k.policy.Check(ctx, tx, policy.SealingOpenAsk, policy.Resource{Kind: "opening", Facility: o.Facility}); err != nil {
			return "", err
		}
		if _, err := k.Documents.PutIn(ctx, tx, letter); err != nil {
			return "", err
		}
		o.Letter, o.Asked, o.By = letter.ID, tx.Now(), actor.From(ctx).Staff
		if o.Number, err = document.Number(ctx, tx, "CF", "", tx.Today().Year()); err != nil {
			return "", err
		}
		if err := k.insertOpening(ctx, tx, o); err != nil {
			return "", err
		}
		return o.ID, audit.Record(ctx, tx, o.fact("sealing.opening_asked"))
	})
}

// Grant lets an opening be read by who asked and who granted, for the days that the house set; or says that there is nothing
// under the number. The officer is another than who asked, and signs freshly. It fails with sealing.settled and policy.denied.
func (k *Desk) Grant(ctx context.Context, key store.Key, opening id.ID, version int64) (err error) {
	defer errs.Wrap(&err, "sealing.Grant(%s)", opening)
	return k.settleOpening(ctx, key, opening, version, func(tx *store.Tx, o *Opening) error {
		if err := k.openWanted(ctx, tx, o); err != nil {
			return err
		}
		found, err := k.marked(ctx, tx, o.Identity)
		if err != nil {
			return err
		}
		if o.Sealings = found; len(found) == 0 {
			o.State = Nothing
			return nil
		}
		o.State, o.Until = Open, tx.Now().AddDate(0, 0, k.Days)
		return nil
	})
}

// RefuseOpening closes what was asked for. Nothing was looked at.
func (k *Desk) RefuseOpening(ctx context.Context, key store.Key, opening id.ID, version int64) (err error) {
	defer errs.Wrap(&err, "sealing.RefuseOpening(%s)", opening)
	return k.settleOpening(ctx, key, opening, version, func(_ *store.Tx, o *Opening) error {
		o.State = Refused
		return nil
	})
}

func (k *Desk) settleOpening(ctx context.Context, key store.Key, opening id.ID, version int64, decide func(*store.Tx, *Opening) error) error {
	_, err := store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		o, err := getOpening(ctx, tx, opening)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.SealingOpenGrant, o.resource()); err != nil {
			return "", err
		}
		if o.State != Asked {
			return "", errs.New(errs.Conflict, "sealing.settled")
		}
		if err := decide(tx, &o); err != nil {
			return "", err
		}
		o.Settled, o.Settler = tx.Now(), actor.From(ctx).Staff
		return o.ID, k.keepOpening(ctx, tx, o, version, kinds[o.State])
	})
	return err
}

// keepOpening saves an opening with its fact. Of one that is over, what was typed goes to the escrow: it names him. The fact of
// an opening says of whom, as the fact of every reading of a file does; who was not found is in none.
func (k *Desk) keepOpening(ctx context.Context, tx *store.Tx, o Opening, version int64, kind string) error {
	if o.State != Asked && o.State != Open {
		for _, record := range []id.ID{o.ID, o.Letter} {
			if _, err := k.vault.SealAway(ctx, tx, record); err != nil {
				return err
			}
		}
	}
	if err := saveOpening(ctx, tx, o, version); err != nil {
		return err
	}
	o.Version = version + 1
	facts := []audit.Fact{o.fact(kind)}
	for i, sealing := range o.Sealings {
		s, err := get(ctx, tx, sealing)
		if err != nil {
			return err
		}
		if i > 0 { // one number may have been borne by two files
			facts = append(facts, o.fact(kind))
		}
		facts[i].About = s.Person
	}
	return audit.Record(ctx, tx, facts...)
}

// CloseDue closes up to limit openings whose time is over, each in its own transaction, as the actor of ctx (the sweep). Nobody
// could read them any more; now what was typed is sealed too, and the register says so. It tells how many.
func (k *Desk) CloseDue(ctx context.Context, limit int) (n int, err error) {
	defer errs.Wrap(&err, "sealing.CloseDue")
	due, err := store.Read(ctx, k.db, func(tx *store.Tx) ([]Opening, error) {
		return store.Collect(ctx, tx, scanOpening, `select `+openingColumns+` from sealing_opening where state = 'open' and until_at <= $1 order by until_at, id limit $2`,
			store.Micros(tx.Now()), limit)
	})
	if err != nil {
		return 0, err
	}
	for _, o := range due {
		if _, err := store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (int, error) {
			if err := k.policy.Check(ctx, tx, policy.SealingClose, o.resource()); err != nil {
				return 0, err
			}
			o.State, o.ClosedAt = Shut, tx.Now()
			return 0, k.keepOpening(ctx, tx, o, o.Version, kinds[Shut])
		}); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// OpeningOf reads one opening with what was typed, for who may settle it and for who asked or granted it.
func (k *Desk) OpeningOf(ctx context.Context, tx *store.Tx, opening id.ID) (_ Opening, err error) {
	defer errs.Wrap(&err, "sealing.OpeningOf(%s)", opening)
	o, err := getOpening(ctx, tx, opening)
	if err != nil {
		return o, err
	}
	if k.policy.Check(ctx, tx, policy.SealingRead, o.resource()) != nil {
		if err := k.policy.Check(ctx, tx, policy.SealingList, o.resource()); err != nil {
			return Opening{}, err
		}
		if !k.policy.May(actor.From(ctx), policy.SealingOpenGrant, o.resource()) {
			return o, nil // the register's part: numbers and dates
		}
	}
	err = k.openWanted(ctx, tx, &o)
	return o, err
}

// Openings lists openings, latest first: numbers and dates. Who does not see the register sees his own.
func (k *Desk) Openings(ctx context.Context, page store.Page) (_ store.Slice[Opening], err error) {
	defer errs.Wrap(&err, "sealing.Openings")
	return store.Read(ctx, k.db, func(tx *store.Tx) (store.Slice[Opening], error) {
		who := actor.From(ctx)
		list := store.List{
			Columns: openingColumns, From: "sealing_opening", Sorts: map[string]store.Sort{"asked": store.By("asked_at")}, Default: "-asked", ID: "id",
		}
		if !k.policy.May(who, policy.SealingList, policy.Resource{Kind: "opening"}) {
			if !k.policy.Somewhere(who, policy.SealingOpenAsk) {
				return store.Slice[Opening]{}, errs.New(errs.Denied, "policy.denied")
			}
			list.Where = []store.Cond{store.Where("asked_by = $1", who.Staff)}
		}
		return store.Select(ctx, tx, list, page, scanOpening)
	})
}
