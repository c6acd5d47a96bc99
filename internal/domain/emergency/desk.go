package emergency

import (
	"context"
	"slices"
	"strconv"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// The duties of an opening.
const (
	told   = duty.Code("emergency.told")   // the head of the facility knows of it
	review = duty.Code("emergency.review") // another judges it
	follow = duty.Code("emergency.follow") // it was not justified, and the inspector follows it up
)

// heeded is until when the head has taken note. It stands on his day at once; this is when it rises above him: the house's choice.
const heeded = 24 * time.Hour

// Desk is where the acts of this room are done.
type Desk struct {
	db     *store.DB
	vault  *seal.Vault
	policy *policy.Engine

	Minutes int // for which an opening counts: the house's choice
	Days    int // within which it is to be reviewed: the house's choice
}

// New opens the desk with the shipped choices.
func New(db *store.DB, v *seal.Vault, p *policy.Engine) *Desk {
	return &Desk{db: db, vault: v, policy: p, Minutes: 15, Days: 3}
}

// Draft is an opening as somebody asks for it.
type Draft struct {
	Person      id.ID
	Compartment seal.Compartment
	Why         string // a sentence: why now
}

// Open lets the officer of ctx open a compartment of somebody for some minutes, tells the head, and owes the review. It fails
// with emergency.bad_input (field "why"), emergency.never (the compartment opens by no emergency), emergency.too_many (TooMany) and
// as policy says; from the third within an hour on it is signed (policy.sign_again), told apart and judged outside (brake).
func (k *Desk) Open(ctx context.Context, key store.Key, d Draft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "emergency.Open(%s)", d.Person)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		if !slices.Contains(Compartments, d.Compartment) {
			return "", errs.New(errs.Denied, "emergency.never")
		}
		stays, err := resident.LatestOf(ctx, tx, []id.ID{d.Person})
		if err != nil {
			return "", err
		}
		who, stay := actor.From(ctx), stays[d.Person]
		o := Opening{
			ID: id.New(), Version: 1, Person: d.Person, Facility: stay.Facility, Unit: stay.Unit, Compartment: d.Compartment, By: who.Ref(),
			Post: postIn(who, stay.Facility), At: tx.Now(), Until: tx.Now().Add(time.Duration(k.Minutes) * time.Minute),
			Reviewer: reviewerOf(who, stay.Facility), Due: duty.On(tx.Today().AddDays(k.Days)).Moment(),
		}
		at := o.Resource()
		at.Compartment, at.Owner, at.Role = string(o.Compartment), "", ""
		if err := k.policy.Check(o.standing(ctx), tx, policy.EmergencyOpen, at); err != nil {
			return "", err
		}
		if o.Why, err = said("why", d.Why); err != nil {
			return "", err
		}
		if now, err := lasting(ctx, tx, o.Person, o.Compartment); err == nil || errs.KindOf(err) != errs.NotFound {
			return now.ID, err // he has it open: one look, one review
		}
		many, err := k.brake(ctx, tx, o)
		if err != nil {
			return "", err
		}
		if many {
			o.Reviewer = policy.BureauInspector
		}
		if err := k.insert(ctx, tx, o); err != nil {
			return "", err
		}
		return o.ID, k.owe(ctx, tx, o, many)
	})
}

// standing is the context in which the opening counts.
func (o Opening) standing(ctx context.Context) context.Context {
	return policy.WithEmergency(ctx, policy.Grant{Person: o.Person, Compartment: string(o.Compartment), Until: o.Until})
}

func (k *Desk) insert(ctx context.Context, tx *store.Tx, o Opening) error {
	key, err := k.vault.Create(ctx, tx, o.ID, seal.General)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `insert into emergency_opening (id, version, person, facility, unit, compartment, opened_by, post, opened_at, until_at, why,
		reviewer, due_at, outcome, reviewed_by, review_post) values ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', '', '')`,
		o.ID, o.Person, o.Facility, o.Unit, o.Compartment, o.By, o.Post, store.Micros(o.At), store.Micros(o.Until),
		key.SealString("emergency_opening.why", o.Why), o.Reviewer, store.Micros(o.Due)); err != nil {
		return err
	}
	return audit.Record(ctx, tx, o.fact("emergency.opened", key))
}

// owe tells the head, unless it was he, and owes the review. One of many is told apart from others, to the bureau too, which
// judges it.
func (k *Desk) owe(ctx context.Context, tx *store.Tx, o Opening, many bool) error {
	note, judge, within := told, review, heeded
	if many {
		note, judge, within = toldMany, reviewMany, alarmed
	}
	d := duty.Duty{Subject: o.Person, Cause: o.ID, Number: -1, Facility: o.Facility, Unit: o.Facility, Happened: o.At}
	if postIn(actor.From(ctx), o.Facility, policy.FacilityHead) == "" {
		d.Code, d.Due = note, duty.By(o.At.Add(within))
		if _, err := duty.Open(ctx, tx, d); err != nil {
			return err
		}
	}
	d.Code, d.Owner, d.Due = judge, o.Reviewer, duty.On(tx.Today().AddDays(k.Days))
	_, err := duty.Open(ctx, tx, d)
	return err
}

// Standing is ctx with the opening that its officer has of a person's compartment now; ctx itself where he has none.
func (k *Desk) Standing(ctx context.Context, person id.ID, c seal.Compartment) (_ context.Context, err error) {
	defer errs.Wrap(&err, "emergency.Standing(%s)", person)
	o, err := store.Read(ctx, k.db, func(tx *store.Tx) (Opening, error) { return lasting(ctx, tx, person, c) })
	if errs.KindOf(err) == errs.NotFound {
		return ctx, nil
	}
	if err != nil {
		return ctx, err
	}
	return o.standing(ctx), nil
}

// lasting is the opening that the actor has of a person's compartment now; NotFound where he has none.
func lasting(ctx context.Context, tx *store.Tx, person id.ID, c seal.Compartment) (Opening, error) {
	return store.One(ctx, tx, scan, selectOpening+`where person = $1 and opened_by = $2 and compartment = $3 and until_at > $4 order by until_at desc limit 1`,
		person, actor.From(ctx).Ref(), c, store.Micros(tx.Now()))
}

// Get opens one, with its words, for who may see it: emergency.view.
func (k *Desk) Get(ctx context.Context, tx *store.Tx, which id.ID) (o Opening, err error) {
	defer errs.Wrap(&err, "emergency.Get(%s)", which)
	if o, err = get(ctx, tx, which); err != nil {
		return o, err
	}
	if err := k.policy.Check(ctx, tx, policy.EmergencyView, o.Resource()); err != nil {
		return Opening{}, err
	}
	key, err := k.vault.Key(ctx, tx, o.ID, seal.General)
	if err != nil {
		return Opening{}, err
	}
	for _, w := range []struct {
		column string
		sealed []byte
		to     *string
	}{{"why", o.why, &o.Why}, {"review", o.review, &o.Review}, {"follow", o.follow, &o.Follow}} {
		if w.sealed == nil {
			continue
		}
		if *w.to, err = key.OpenString("emergency_opening."+w.column, w.sealed); err != nil {
			return Opening{}, err
		}
	}
	return o, nil
}

// May tells what the officer of ctx can do with it now, after a signature: take note, judge, write what followed.
func (k *Desk) May(ctx context.Context, tx *store.Tx, o Opening) (heeds, reviews, follows bool, err error) {
	reviews = o.Outcome == Waiting && k.policy.Allows(ctx, policy.EmergencyReview, o.Resource())
	at := o.Resource()
	at.Role = policy.BureauInspector // what follows is not the facility's to write
	follows = o.Follows() && k.policy.Allows(ctx, policy.EmergencyReview, at)
	if !k.policy.Allows(ctx, policy.EmergencyHeed, o.Resource()) {
		return false, reviews, follows, nil
	}
	d, err := owed(ctx, tx, o, told, toldMany)
	if errs.KindOf(err) == errs.NotFound {
		err = nil
	}
	return d.State == duty.Pending, reviews, follows, err
}

// Heed says that the head of the facility knows of an opening, and closes the duty to tell him.
func (k *Desk) Heed(ctx context.Context, key store.Key, which id.ID) (err error) {
	defer errs.Wrap(&err, "emergency.Heed(%s)", which)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (int, error) {
		o, err := get(ctx, tx, which)
		if err != nil {
			return 0, err
		}
		if err := k.policy.Check(ctx, tx, policy.EmergencyHeed, o.Resource()); err != nil {
			return 0, err
		}
		return 0, discharge(ctx, tx, o, told, toldMany)
	})
	return err
}

// owed is the duty of an opening by that of some codes under which it was opened.
func owed(ctx context.Context, tx *store.Tx, o Opening, codes ...duty.Code) (d duty.Duty, err error) {
	for _, code := range codes {
		if d, err = duty.Owed(ctx, tx, o.Person, code, o.ID); errs.KindOf(err) != errs.NotFound {
			return d, err
		}
	}
	return d, err
}

// discharge closes a duty of an opening, under whichever of some codes it stands.
func discharge(ctx context.Context, tx *store.Tx, o Opening, codes ...duty.Code) error {
	d, err := owed(ctx, tx, o, codes...)
	if err != nil {
		return err
	}
	return duty.Discharge(ctx, tx, d, o.ID, "")
}

// Finding is what somebody writes of an opening, in the version that he saw.
type Finding struct {
	ID      id.ID
	Version int64
	Outcome Outcome // for Review
	Words   string
}

// Review judges an opening, once, signed and by another than who opened it. One that was not justified is reported to the
// bureau's inspector. It fails with emergency.bad_input (fields "outcome", "words"), emergency.reviewed_already (Conflict),
// and as policy says.
func (k *Desk) Review(ctx context.Context, key store.Key, f Finding) (err error) {
	defer errs.Wrap(&err, "emergency.Review(%s)", f.ID)
	return k.write(ctx, key, "", f, func(tx *store.Tx, o *Opening, key *seal.Key) (string, error) {
		if o.Outcome != Waiting {
			return "", errs.New(errs.Conflict, "emergency.reviewed_already")
		}
		if f.Outcome != Justified && f.Outcome != Unjustified {
			var bad errs.Fields
			bad.Add("outcome", "emergency.outcome_missing", string(f.Outcome))
			return "", bad.Err("emergency.bad_input")
		}
		who := actor.From(ctx)
		by := postIn(who, o.Facility, policy.LegalOfficer)
		if by == "" {
			by = policy.BureauInspector
		}
		o.Outcome = f.Outcome
		if err := store.Update(ctx, tx, `update emergency_opening set outcome = $3, reviewed_at = $4, reviewed_by = $5, review_post = $6, review = $7, version = version + 1
			where id = $1 and version = $2`, o.ID, f.Version, o.Outcome, store.Micros(tx.Now()), who.Ref(), by, key.SealString("emergency_opening.review", f.Words)); err != nil {
			return "", err
		}
		if o.Outcome == Unjustified {
			return "emergency.unjustified", nil
		}
		return "emergency.justified", nil
	})
}

// Conclude writes what followed from an opening that was not justified, once, signed by the bureau's inspector. It fails with
// emergency.bad_input (field "words"), emergency.nothing_follows (Conflict), and as policy says.
func (k *Desk) Conclude(ctx context.Context, key store.Key, f Finding) (err error) {
	defer errs.Wrap(&err, "emergency.Conclude(%s)", f.ID)
	return k.write(ctx, key, policy.BureauInspector, f, func(tx *store.Tx, o *Opening, key *seal.Key) (string, error) {
		if !o.Follows() {
			return "", errs.New(errs.Conflict, "emergency.nothing_follows")
		}
		return "emergency.followed", store.Update(ctx, tx, `update emergency_opening set followed_at = $3, follow = $4, version = version + 1 where id = $1 and version = $2`,
			o.ID, f.Version, store.Micros(tx.Now()), key.SealString("emergency_opening.follow", f.Words))
	})
}

// write is the outline of what a reviewer writes: found, allowed, read, kept, recorded, and what is owed of it. role is whose
// it is to write; "" for whoever owes the review.
func (k *Desk) write(ctx context.Context, key store.Key, role string, f Finding, keep func(*store.Tx, *Opening, *seal.Key) (string, error)) error {
	_, err := store.Write(ctx, k.db, key, func(tx *store.Tx) (int, error) {
		o, err := get(ctx, tx, f.ID)
		if err != nil {
			return 0, err
		}
		at := o.Resource()
		if role != "" {
			at.Role = role
		}
		if err := k.policy.Check(ctx, tx, policy.EmergencyReview, at); err != nil {
			return 0, err
		}
		if f.Words, err = said("words", f.Words); err != nil {
			return 0, err
		}
		own, err := k.vault.Key(ctx, tx, o.ID, seal.General)
		if err != nil {
			return 0, err
		}
		kind, err := keep(tx, &o, own)
		if err != nil {
			return 0, err
		}
		o.Version = f.Version + 1
		if err := audit.Record(ctx, tx, o.fact(kind, own)); err != nil {
			return 0, err
		}
		return 0, settle(ctx, tx, o, kind)
	})
	return err
}

// settle closes what a finding discharges, and owes what follows from it.
func settle(ctx context.Context, tx *store.Tx, o Opening, kind string) error {
	if kind == "emergency.followed" {
		return discharge(ctx, tx, o, follow)
	}
	if err := discharge(ctx, tx, o, review, reviewMany); err != nil || o.Outcome != Unjustified {
		return err
	}
	_, err := duty.Open(ctx, tx, duty.Duty{Code: follow, Subject: o.Person, Cause: o.ID, Number: -1, Facility: o.Facility, Unit: o.Facility, Happened: o.At})
	return err
}

func place(n int) string { return "$" + strconv.Itoa(n) }
