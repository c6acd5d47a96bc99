package staff

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// What needs two of posts (platform/pair): to end the post of one who watches, and to give or lend one by which somebody
// agrees to what others propose. Else one keeper makes a friend his second, and every rule of two rests on his word.
const (
	LeaveTwo = "post.leave"
	GiveTwo  = "post.give"
	LendTwo  = "post.lend"
)

// weight is what an act does with a post: whether it takes two where a second could agree, and whether always.
type weight struct {
	post        Post
	two, always bool
}

func watches(p Post) bool { return slices.Contains(policy.Outside, string(p.Role)) }

func left(p Post) weight {
	return weight{post: p, two: watches(p) || slices.Contains(policy.Inside, string(p.Role))}
}

// given is of a post that is given or lent. Who watches is never let in by one.
func given(p Post) weight {
	return weight{post: p, two: slices.Contains(policy.Agreeing, string(p.Role)), always: watches(p)}
}

// house is whose officers agree to an act on a post: of one who watches the bureau's, never those whom he watches.
func (p Post) house() id.ID {
	if watches(p) {
		return ""
	}
	return p.Facility
}

// alone refuses an officer who would do by himself what takes two; member is whom it is about.
func (k *Desk) alone(ctx context.Context, tx *store.Tx, w weight, member id.ID) error {
	if actor.From(ctx).Kind != actor.Officer || !w.two || k.Second == nil {
		return nil
	}
	if !w.always {
		if there, err := k.Second(ctx, tx, w.post.house(), member); err != nil || !there {
			return err
		}
	}
	return errs.New(errs.Conflict, "staff.needs_two")
}

// GivingTakesTwo tells whether a post of a role in a unit is to be proposed instead of given; who has no id yet is new.
func (k *Desk) GivingTakesTwo(ctx context.Context, tx *store.Tx, d PostDraft) (bool, error) {
	u, err := facility.Get(ctx, tx, d.Unit)
	if err != nil {
		return false, err
	}
	err = k.alone(ctx, tx, given(Post{Role: Role(d.Role), Facility: u.Facility, Unit: u.ID}), d.Member)
	if errs.Is(err, "staff.needs_two") {
		return true, nil
	}
	return false, err
}

// Word is an appointment as a proposal tells it, about its member: codes, an id and days.
func (d PostDraft) Word() string {
	return strings.Join([]string{d.Role, string(d.Unit), short(d.From), short(d.Until)}, ":")
}

// DraftOf reads the word of a proposed appointment.
func DraftOf(member id.ID, word string) (PostDraft, error) {
	w := strings.Split(word, ":")
	if len(w) != 4 {
		return PostDraft{}, errs.New(errs.Internal, "staff.bad_word")
	}
	return PostDraft{Member: member, Role: w[0], Unit: id.ID(w[1]), From: long(w[2]), Until: long(w[3])}, nil
}

// Word is a loan as a proposal tells it, about its post.
func (d Loan) Word() string {
	return strings.Join([]string{string(d.To), short(d.From), short(d.Until)}, ":")
}

// LoanOf reads the word of a proposed loan.
func LoanOf(post id.ID, word string) (Loan, error) {
	w := strings.Split(word, ":")
	if len(w) != 3 {
		return Loan{}, errs.New(errs.Internal, "staff.bad_word")
	}
	return Loan{Post: post, To: id.ID(w[0]), From: long(w[1]), Until: long(w[2])}, nil
}

// short is a day without its strokes, so that a word has room for it; long puts them back. What is no day stays what it is,
// and is refused as a day.
func short(day string) string { return strings.ReplaceAll(strings.TrimSpace(day), "-", "") }

func long(day string) string {
	if len(day) != 8 {
		return day
	}
	return day[:4] + "-" + day[4:6] + "-" + day[6:]
}

// Proposed is the post that a proposal is about, as it would be held: its role and unit, its days or those of the loan.
func Proposed(ctx context.Context, tx *store.Tx, kind string, about id.ID, word string) (p Post, err error) {
	if kind == GiveTwo {
		d, err := DraftOf(about, word)
		p.Role, p.Unit = Role(d.Role), d.Unit
		return p.lasting(d.From, d.Until), err
	}
	if p, err = getPost(ctx, tx, about); err != nil {
		return p, err
	}
	if kind == LeaveTwo {
		return p.lasting(p.From.String(), word), nil
	}
	d, err := LoanOf(about, word)
	return p.lasting(d.From, d.Until), err
}

// lasting is the post on other days; they were looked at when they were proposed.
func (p Post) lasting(from, until string) Post {
	p.From, _ = civil.ParseDate(from)
	p.Until, _ = civil.ParseDate(until)
	return p
}

// Concerns tells whom an act on a post concerns that needs two, if the actor may propose it.
func (k *Desk) Concerns(ctx context.Context, tx *store.Tx, kind string, about id.ID, word string) (house, member id.ID, err error) {
	switch kind {
	case LeaveTwo:
		p, err := k.leaving(ctx, tx, about)
		if err != nil {
			return "", "", err
		}
		last, err := Day("until", word)
		if err != nil {
			return "", "", err
		}
		return p.house(), p.Member, lastDay(p, last, tx.Today())
	case GiveTwo:
		d, err := DraftOf(about, word)
		if err != nil {
			return "", "", err
		}
		p, _, err := k.appointing(ctx, tx, d)
		return p.house(), about, err
	}
	d, err := LoanOf(about, word)
	if err != nil {
		return "", "", err
	}
	p, _, err := k.lending(ctx, tx, d)
	return p.house(), d.To, err
}

// DoIn does what two have agreed to, in the transaction of the second.
func (k *Desk) DoIn(ctx context.Context, tx *store.Tx, kind string, about id.ID, word string) (err error) {
	defer errs.Wrap(&err, "staff.DoIn(%s)", about)
	if err := policy.Derived(tx, "staff"); err != nil {
		return err
	}
	switch kind {
	case LeaveTwo:
		return k.leaveIn(ctx, tx, about, word)
	case GiveTwo:
		return k.giveIn(ctx, tx, about, word)
	}
	return k.lendIn(ctx, tx, about, word)
}

// leaveIn ends a post; where its last day went by before the second agreed, on the day of the second: he held it until then.
func (k *Desk) leaveIn(ctx context.Context, tx *store.Tx, post id.ID, on string) error {
	p, err := getPost(ctx, tx, post)
	if err != nil {
		return err
	}
	last, err := civil.ParseDate(on)
	if err != nil {
		return err
	}
	last = later(last, tx.Today())
	if err := lastDay(p, last, tx.Today()); err != nil {
		return err
	}
	return k.leave(ctx, tx, p, last)
}

func (k *Desk) giveIn(ctx context.Context, tx *store.Tx, member id.ID, word string) error {
	d, err := DraftOf(member, word)
	if err != nil {
		return err
	}
	u, err := facility.Get(ctx, tx, d.Unit)
	if err != nil {
		return err
	}
	p, err := wanted(ctx, tx, d, u)
	if err != nil {
		return err
	}
	return appoint(ctx, tx, p, u)
}

func (k *Desk) lendIn(ctx context.Context, tx *store.Tx, post id.ID, word string) error {
	d, err := LoanOf(post, word)
	if err != nil {
		return err
	}
	p, err := getPost(ctx, tx, post)
	if err != nil {
		return err
	}
	own, err := PostsOf(ctx, tx, d.To)
	if err != nil {
		return err
	}
	if first := tx.Today().String(); d.From < first { // proposed yesterday
		d.From = first
	}
	x, err := NewDelegation(d, p, tx.Today())
	if err != nil {
		return err
	}
	if err := k.fit(p, x, own); err != nil {
		return err
	}
	return lend(ctx, tx, p, x)
}
