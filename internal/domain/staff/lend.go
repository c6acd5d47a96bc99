package staff

import (
	"context"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Delegation lends a post to another member for some days (代理), the last one included.
type Delegation struct {
	ID          id.ID
	Version     int64
	Post        id.ID
	To          id.ID
	From, Until civil.Date
}

// Loan is a delegation as somebody wants it: dates as YYYY-MM-DD.
type Loan struct {
	Post, To    id.ID
	From, Until string
}

// longest is for how many years ahead a post may be lent. The year is ours, a setting of the house: no article names
// one. A stand-in is for an absence; who stays away for longer is followed by an appointment.
const longest = 1

// NewDelegation makes a delegation of a post out of a wish, or answers every field that is wrong: nobody lends days
// that are over, or longer than he holds the post himself.
func NewDelegation(d Loan, p Post, today civil.Date) (Delegation, error) {
	var f errs.Fields
	out := Delegation{ID: id.New(), Version: 1, Post: p.ID, To: d.To}
	switch d.To {
	case "":
		f.Add("to", "staff.standin_missing", "")
	case p.Member:
		f.Add("to", "staff.standin_self", "")
	}
	out.From, out.Until = day(&f, "from", d.From, true), day(&f, "until", d.Until, true)
	if from := out.From; !from.IsZero() && from.Before(today) {
		f.Add("from", "staff.lend_past", d.From, from, today)
	}
	switch last := out.Until; {
	case last.IsZero():
	case !out.From.IsZero() && last.Before(out.From):
		f.Add("until", "staff.lend_order", d.Until, last, out.From)
	case !p.Until.IsZero() && last.After(p.Until):
		f.Add("until", "staff.lend_beyond", d.Until, last, p.Until)
	case last.After(today.AddYears(longest)):
		f.Add("until", "staff.lend_long", d.Until, last, longest, today.AddYears(longest))
	}
	return out, f.Err("staff.bad_input")
}

// Lendable is what policy is asked about the lending of a post to somebody who holds some posts himself: what he
// already may open decides whether he may stand in for one who opens it. Posts lent to him do not count, or a
// compartment would be handed on from one to the next.
func Lendable(p Post, to id.ID, own []Post, on civil.Date) policy.Resource {
	r := policy.Resource{Kind: "unit", ID: p.Unit, Facility: p.Facility, Unit: p.Unit, Owner: string(p.Member), Role: string(p.Role), Receiver: string(to)}
	for _, x := range own {
		if x.Member == to && x.Facility == p.Facility && x.On(on) {
			r.Holds = append(r.Holds, string(x.Role))
		}
	}
	return r
}

// Delegate lends a post for some days. The holder keeps it; both may act. It is signed like an appointment, and fails with
// staff.needs_two where a post is lent that takes two to give.
func (k *Desk) Delegate(ctx context.Context, key store.Key, d Loan) (_ id.ID, err error) {
	defer errs.Wrap(&err, "staff.Delegate(%s)", d.Post)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		p, x, err := k.lending(ctx, tx, d)
		if err != nil {
			return "", err
		}
		if err := k.alone(ctx, tx, given(p), x.To); err != nil {
			return "", err
		}
		return x.ID, lend(ctx, tx, p, x)
	})
}

// lending is a loan that the actor may make.
func (k *Desk) lending(ctx context.Context, tx *store.Tx, d Loan) (p Post, x Delegation, err error) {
	if p, err = getPost(ctx, tx, d.Post); err != nil {
		return p, x, err
	}
	own, err := PostsOf(ctx, tx, d.To)
	if err != nil {
		return p, x, err
	}
	if len(own) == 0 {
		d.To = "" // nobody who was ever here
	}
	if err := k.policy.Check(ctx, tx, policy.StaffDelegate, Lendable(p, d.To, own, tx.Today())); err != nil {
		return p, x, unlendable(err)
	}
	if x, err = NewDelegation(d, p, tx.Today()); err != nil {
		return p, x, err
	}
	return p, x, k.fit(p, x, own)
}

// fit refuses a stand-in who holds no post of his own on every day of the loan, or not on every one a post that opens what is
// lent, and one who would watch over himself by it.
func (k *Desk) fit(p Post, x Delegation, own []Post) error {
	var f errs.Fields
	switch on, why := k.lapses(p, x, own); {
	case why == standinGone:
		f.Add("to", why, "", on)
	case why != "":
		f.Add("to", why, "")
	default:
		watched(&f, "to", x.as(p), own)
	}
	return f.Err("staff.bad_input")
}

const (
	standinGone = "staff.standin_gone"
	lendSame    = "policy.reason.lend_same"
)

// lapses is the first day of a loan on which it does not stand by the posts of whom it is lent to, and why; "" where it stands
// until its end.
func (k *Desk) lapses(p Post, x Delegation, own []Post) (on civil.Date, why string) {
	days := []civil.Date{x.From}
	for _, o := range own {
		if end := o.Until; !end.IsZero() && !end.Before(x.From) && end.Before(x.Until) {
			days = append(days, end.AddDays(1))
		}
	}
	slices.SortFunc(days, civil.Date.Compare)
	holder := actor.Actor{Kind: actor.Officer, Staff: p.Member} // he may lend it to whomever the rules of lending allow
	for _, day := range days {
		if !slices.ContainsFunc(own, func(o Post) bool { return o.On(day) }) {
			return day, standinGone
		}
		if !k.policy.May(holder, policy.StaffDelegate, Lendable(p, x.To, own, day)) {
			return day, lendSame
		}
	}
	return civil.Date{}, ""
}

// as is the post that a loan is for the one it is lent to.
func (x Delegation) as(p Post) Post {
	p.Member, p.From, p.Until = x.To, x.From, x.Until
	return p
}

func lend(ctx context.Context, tx *store.Tx, p Post, x Delegation) error {
	u, err := facility.Get(ctx, tx, p.Unit)
	if err != nil {
		return err
	}
	err = store.Insert(ctx, tx, "staff_delegation", []string{"id", "version", "post", "to_member", "from_day", "until_day"},
		[][]any{{x.ID, x.Version, x.Post, x.To, store.DayArg(x.From), store.DayArg(x.Until)}})
	if err != nil {
		return err
	}
	return record(ctx, tx, "staff.delegated", audit.Kept("staff_delegation", x.ID), u)
}

// unlendable says to the one who lends that his stand-in does not open what the post opens: it is the choice that is
// wrong, and another can be made.
func unlendable(err error) error {
	if !errs.Is(err, lendSame) {
		return err
	}
	var f errs.Fields
	f.Add("to", lendSame, "")
	return f.Err("staff.bad_input")
}

// TakeBack ends a delegation at once, before its last day; it keeps its days. Who may lend the post may take it back.
func (k *Desk) TakeBack(ctx context.Context, key store.Key, delegation id.ID, version int64) (post id.ID, err error) {
	defer errs.Wrap(&err, "staff.TakeBack(%s)", delegation)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		d, err := store.One(ctx, tx, scanDelegation, selectDelegation+`where d.id = $1 and d.ended_at is null`, delegation)
		if err != nil {
			return "", err
		}
		p, err := getPost(ctx, tx, d.Post)
		if err != nil {
			return "", err
		}
		u, err := facility.Get(ctx, tx, p.Unit)
		if err != nil {
			return "", err
		}
		r := at(u)
		r.Owner, r.Role = string(p.Member), string(p.Role)
		if err := k.policy.Check(ctx, tx, policy.StaffDelegate, r); err != nil {
			return "", err
		}
		if err := endLoan(ctx, tx, delegation, version); err != nil {
			return "", err
		}
		return p.ID, record(ctx, tx, "staff.taken_back", audit.Kept("staff_delegation", delegation), u)
	})
}

func endLoan(ctx context.Context, tx *store.Tx, delegation id.ID, version int64) error {
	return store.Update(ctx, tx, `update staff_delegation set ended_at = $3, version = version + 1 where id = $1 and version = $2`,
		delegation, version, civil.InstantOf(tx.Now()))
}

const selectDelegation = `select d.id, d.version, d.post, d.to_member, d.from_day, d.until_day from staff_delegation d `

func scanDelegation(s store.Scanner) (d Delegation, err error) {
	return d, s.Scan(&d.ID, &d.Version, &d.Post, &d.To, store.Day(&d.From), store.Day(&d.Until))
}

// LentOf lists who stands in for the holders of posts on a day or later, by post.
func LentOf(ctx context.Context, tx *store.Tx, posts []id.ID, on civil.Date) (map[id.ID][]Delegation, error) {
	if len(posts) == 0 {
		return nil, nil
	}
	list, args := store.In(2, posts)
	rows, err := store.Collect(ctx, tx, scanDelegation,
		selectDelegation+`where d.ended_at is null and d.until_day >= $1 and d.post in `+list+` order by d.from_day, d.id`,
		append([]any{on.String()}, args...)...)
	out := map[id.ID][]Delegation{}
	for _, d := range rows {
		out[d.Post] = append(out[d.Post], d)
	}
	return out, err
}

// LentTo lists what a member stands in for on a day or later.
func LentTo(ctx context.Context, tx *store.Tx, member id.ID, on civil.Date) ([]Delegation, error) {
	return store.Collect(ctx, tx, scanDelegation,
		selectDelegation+`where d.ended_at is null and d.until_day >= $1 and d.to_member = $2 order by d.from_day, d.id`, on.String(), member)
}
