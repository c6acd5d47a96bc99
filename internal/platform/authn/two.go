package authn

import (
	"context"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// What needs two (platform/pair): to let somebody in, to take somebody's second factor away, and to close the account of one
// who watches over the others. One keeper alone gets authn.needs_two: else he could invent an officer, be him, and open or
// confirm what he may not. The parts of the house that act by themselves, and who holds the machine, stand outside of it:
// docs/decisions/0036.
const (
	Strip     = "account.strip"  // the second factor goes, with the password, and the sessions end
	CloseTwo  = "account.close"  // of one who watches
	ReopenTwo = "account.reopen" // a new account begins closed, as soon as there is a second who could agree
)

// agreed stands in second_step of an account that Strip has emptied: two have agreed that its officer gets a ticket.
const agreed = -1

// alone refuses an officer who would open or close the account of one who watches by himself.
func (r *Room) alone(ctx context.Context, tx *store.Tx, staff id.ID) error {
	if actor.From(ctx).Kind != actor.Officer {
		return nil
	}
	posts, err := r.posts.Posts(ctx, tx, staff, tx.Now())
	if err != nil || !slices.ContainsFunc(posts, func(p actor.Post) bool { return slices.Contains(policy.Outside, p.Role) }) {
		return err
	}
	return errs.New(errs.Conflict, "authn.needs_two")
}

// admits refuses an officer who would let somebody in by himself. Only where nobody could agree, as on the first day of a
// house, one is enough; who watches is never let in by one.
func (r *Room) admits(ctx context.Context, tx *store.Tx, a accountRow) error {
	if err := r.alone(ctx, tx, a.staff); err != nil || actor.From(ctx).Kind != actor.Officer {
		return err
	}
	res, err := r.resource(ctx, tx, a.id, a.staff)
	if err != nil {
		return err
	}
	if there, err := r.SecondThere(ctx, tx, concerned(res), a.staff); err != nil || !there {
		return err
	}
	return errs.New(errs.Conflict, "authn.needs_two")
}

// closes refuses an officer who would close by himself the account of one who watches, or of who watches the keeper in his
// own house: its head and its legal officer, where a second could agree.
func (r *Room) closes(ctx context.Context, tx *store.Tx, a accountRow) error {
	posts, err := r.posts.Posts(ctx, tx, a.staff, tx.Now())
	if err != nil {
		return err
	}
	if slices.ContainsFunc(posts, func(p actor.Post) bool { return slices.Contains(policy.Inside, p.Role) }) {
		return r.admits(ctx, tx, a)
	}
	return r.alone(ctx, tx, a.staff)
}

// SecondThere tells whether somebody besides the actor, and not the member of staff himself, could confirm today what is
// proposed of him: his own account is open, and he can sign.
func (r *Room) SecondThere(ctx context.Context, tx *store.Tx, facility, staff id.ID) (bool, error) {
	if r.seconds == nil {
		return false, nil
	}
	all, err := r.seconds(ctx, tx, facility)
	if err != nil {
		return false, err
	}
	about := policy.Resource{Kind: "proposal", Facility: facility, Owner: string(actor.From(ctx).Staff), Receiver: string(staff)}
	var could []id.ID
	for _, who := range all {
		if r.policy.May(who, policy.PairConfirm, about) {
			could = append(could, who.Staff)
		}
	}
	if len(could) == 0 {
		return false, nil
	}
	list, args := store.In(1, could)
	n, err := store.One(ctx, tx, store.Value[int], `select count(*) from authn_account
		where state = 'open' and password <> '' and second is not null and staff in `+list, args...)
	return n > 0, err
}

// exposed refuses an officer who would reset by himself what lets somebody in who has no second factor: the password is all
// there is then, and who redeems the ticket enrols a telephone of his own. Of who opens a part of files in his daily work, and
// of who watches, it always takes two; of who agrees to what others propose, reviews it or keeps accounts it does where a
// second could agree, as he is let in. A ticket that two have agreed to is given by one, once.
func (r *Room) exposed(ctx context.Context, tx *store.Tx, a accountRow) error {
	if actor.From(ctx).Kind != actor.Officer || a.second != nil || a.step == agreed {
		return nil
	}
	posts, err := r.posts.Posts(ctx, tx, a.staff, tx.Now())
	if err != nil {
		return err
	}
	opens := slices.ContainsFunc(posts, r.policy.OpensPart)
	switch {
	case a.password != "" && opens:
		return errs.New(errs.Conflict, "authn.needs_two")
	case !opens && !slices.ContainsFunc(posts, r.policy.Weighs):
		return nil
	}
	return r.admits(ctx, tx, a)
}

// Concerns tells whom an act on an account concerns that needs two, if the actor may propose it.
func (r *Room) Concerns(ctx context.Context, tx *store.Tx, kind string, account id.ID) (facility, subject id.ID, err error) {
	a, err := findAccount(ctx, tx, account)
	if err != nil {
		return "", "", err
	}
	res, err := r.resource(ctx, tx, a.id, a.staff)
	if err != nil {
		return "", "", err
	}
	action := policy.AuthnAccount
	if kind == Strip {
		action = policy.AuthnReset
	}
	if err := r.policy.Check(ctx, tx, action, res); err != nil {
		return "", "", err
	}
	if kind == Strip && a.second == nil && a.step == agreed || kind == CloseTwo && a.state != "open" || kind == ReopenTwo && a.state == "open" {
		return "", "", errs.New(errs.Conflict, "authn.nothing_to_do")
	}
	return concerned(res), a.staff, nil
}

// concerned is whose officers agree to an act on an account: of who watches the bureau's, never those whom he watches.
func concerned(account policy.Resource) id.ID {
	if slices.ContainsFunc(account.Holds, func(role string) bool { return slices.Contains(policy.Outside, role) }) {
		return ""
	}
	return account.Facility
}

// DoIn does what two have agreed to, in the transaction of the second.
func (r *Room) DoIn(ctx context.Context, tx *store.Tx, kind string, account id.ID) (err error) {
	defer errs.Wrap(&err, "authn.DoIn(%s)", account)
	if err := policy.Derived(tx, "authn"); err != nil {
		return err
	}
	a, err := findAccount(ctx, tx, account)
	if err != nil {
		return err
	}
	res, err := r.resource(ctx, tx, a.id, a.staff)
	if err != nil {
		return err
	}
	fact := ""
	switch kind {
	case Strip:
		fact, err = "authn.reset_with_second", strip(ctx, tx, a.id)
	case CloseTwo:
		fact, err = "authn.closed", switched(ctx, tx, a.id, "closed")
	case ReopenTwo:
		fact, err = "authn.reopened", switched(ctx, tx, a.id, "open")
	}
	if err != nil {
		return err
	}
	return changed(ctx, tx, fact, a.id, res.Facility)
}

// strip takes password, second factor and link away and ends the sessions; a ticket of before is worth nothing.
func strip(ctx context.Context, tx *store.Tx, account id.ID) error {
	for _, gone := range []string{
		`delete from authn_recovery where account = $1`, `delete from authn_session where account = $1`, `delete from authn_ticket where account = $1`,
	} {
		if _, err := tx.Exec(ctx, gone, account); err != nil {
			return err
		}
	}
	if err := unlink(ctx, tx, account); err != nil {
		return err
	}
	return store.Update(ctx, tx, `update authn_account set second = null, pending = null, second_step = $2, password = '', version = version + 1
		where id = $1`, account, agreed)
}

func switched(ctx context.Context, tx *store.Tx, account id.ID, state string) error {
	if err := endSeats(ctx, tx, account); err != nil {
		return err
	}
	return store.Update(ctx, tx, `update authn_account set state = $2, version = version + 1 where id = $1`, account, state)
}
