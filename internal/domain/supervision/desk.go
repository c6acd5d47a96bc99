package supervision

import (
	"context"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// answer is the duty that a question opens. Its limit is the day that the procurator names: the law gives none.
const answer = duty.Code("supervision.answer")

// Desk is where the acts of this room are done: every method is one use case.
type Desk struct {
	db     *store.DB
	vault  *seal.Vault
	policy *policy.Engine
}

// New opens the desk.
func New(db *store.DB, v *seal.Vault, p *policy.Engine) *Desk {
	return &Desk{db: db, vault: v, policy: p}
}

// Ask puts a question to a facility. It fails with supervision.bad_input, supervision.no_facility, supervision.elsewhere
// (an earlier question of another facility), supervision.not_there (about somebody who was never in it) and as policy says.
func (k *Desk) Ask(ctx context.Context, key store.Key, d Draft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "supervision.Ask(%s)", d.Facility)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		if err := k.policy.Check(ctx, tx, policy.SupervisionAsk, policy.Resource{Kind: "supervision", Facility: d.Facility, Person: d.Person}); err != nil {
			return "", err
		}
		if u, err := facility.Get(ctx, tx, d.Facility); err != nil || u.Kind != facility.Facility {
			return "", errs.New(errs.NotFound, "supervision.no_facility")
		}
		if d.Earlier != "" {
			before, err := get(ctx, tx, d.Earlier)
			if err != nil {
				return "", err
			}
			if before.Facility != d.Facility {
				return "", errs.New(errs.NotFound, "supervision.elsewhere")
			}
		}
		if err := there(ctx, tx, d); err != nil {
			return "", err
		}
		q, err := ask(d, tx.Today())
		if err != nil {
			return "", err
		}
		q.At, q.By = tx.Now(), actor.From(ctx).Ref()
		if err := k.insert(ctx, tx, q); err != nil {
			return "", err
		}
		if err := audit.Record(ctx, tx, q.fact("supervision.asked")); err != nil {
			return "", err
		}
		_, err = duty.Open(ctx, tx, duty.Duty{
			Code: answer, Subject: q.Person, Cause: q.ID, Number: -1, Facility: q.Facility, Unit: q.Facility, Due: duty.On(q.Due), Happened: q.At,
		})
		return q.ID, err
	})
}

// there refuses a question about somebody who is not in the facility asked, and never was: it has nothing to answer for.
func there(ctx context.Context, tx *store.Tx, d Draft) error {
	if d.Person == "" {
		return nil
	}
	stays, err := resident.OfPerson(ctx, tx, d.Person)
	if err == nil && !slices.ContainsFunc(stays, func(r resident.Resident) bool { return r.Facility == d.Facility }) {
		err = errs.New(errs.NotFound, "supervision.not_there")
	}
	return err
}

// Answer answers a question for the facility, signed. It fails with supervision.bad_input, supervision.not_asked,
// store.changed_meanwhile and as policy says.
func (k *Desk) Answer(ctx context.Context, key store.Key, of id.ID, version int64, text string) (err error) {
	defer errs.Wrap(&err, "supervision.Answer(%s)", of)
	return k.change(ctx, key, act{policy.SupervisionAnswer, "supervision.answered", of, version}, func(tx *store.Tx, q Question) (Question, error) {
		return q.reply(text, actor.From(ctx).Ref(), tx.Now())
	})
}

// Close says that the procurator has his answer.
func (k *Desk) Close(ctx context.Context, key store.Key, of id.ID, version int64) (err error) {
	defer errs.Wrap(&err, "supervision.Close(%s)", of)
	return k.change(ctx, key, act{policy.SupervisionAsk, "supervision.closed", of, version}, func(tx *store.Tx, q Question) (Question, error) {
		return q.end(Closed, tx.Now())
	})
}

// Withdraw takes a question back that nobody has answered.
func (k *Desk) Withdraw(ctx context.Context, key store.Key, of id.ID, version int64) (err error) {
	defer errs.Wrap(&err, "supervision.Withdraw(%s)", of)
	return k.change(ctx, key, act{policy.SupervisionAsk, "supervision.withdrawn", of, version}, func(tx *store.Tx, q Question) (Question, error) {
		return q.end(Withdrawn, tx.Now())
	})
}

// act is what somebody does with a question, in the version that he saw.
type act struct {
	action   policy.Action
	kind     string // of the fact
	question id.ID
	version  int64
}

// change runs an act on a question, and closes what was owed of it.
func (k *Desk) change(ctx context.Context, key store.Key, a act, to func(*store.Tx, Question) (Question, error)) error {
	_, err := store.Write(ctx, k.db, key, func(tx *store.Tx) (int, error) {
		q, err := k.load(ctx, tx, a.question)
		if err != nil {
			return 0, err
		}
		if err := k.policy.Check(ctx, tx, a.action, q.Resource()); err != nil {
			return 0, err
		}
		q.Version = a.version
		if q, err = to(tx, q); err != nil {
			return 0, err
		}
		if err := k.save(ctx, tx, q); err != nil {
			return 0, err
		}
		q.Version++ // as save wrote it
		if err := audit.Record(ctx, tx, q.fact(a.kind)); err != nil {
			return 0, err
		}
		return 0, k.settle(ctx, tx, q)
	})
	return err
}

// settle closes the duty of a question that is answered, or is asked no longer.
func (k *Desk) settle(ctx context.Context, tx *store.Tx, q Question) error {
	d, err := duty.Owed(ctx, tx, q.Person, answer, q.ID)
	if err != nil {
		return err
	}
	if q.State == Withdrawn {
		return duty.Lapse(ctx, tx, d, q.ID)
	}
	return duty.Discharge(ctx, tx, d, q.ID, "")
}
