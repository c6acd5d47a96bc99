package placement

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/law"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// What is owed: a move, and a look of the doctor's.
const owedMove, owedCare duty.Code = "bed.move", "bed.care"

// Review looks at every room of a facility: who lies where he should not is owed a move, and what is owed no longer
// lapses. It is called by the day's sweep; acts call ReviewIn where they change what a room is judged by.
func (k *Desk) Review(ctx context.Context, key store.Key, at id.ID) (err error) {
	defer errs.Wrap(&err, "placement.Review(%s)", at)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (int, error) {
		if err := k.policy.Check(ctx, tx, policy.DutyAssign, policy.Resource{Kind: "duty", Facility: at}); err != nil {
			return 0, err
		}
		return 0, k.ReviewIn(ctx, tx, at)
	})
	return err
}

// ReviewAll is Review for every facility, one after the other: nobody waits for more than one.
func (k *Desk) ReviewAll(ctx context.Context) error {
	units, err := store.Read(ctx, k.db, func(tx *store.Tx) ([]facility.Unit, error) { return facility.All(ctx, tx) })
	for _, u := range units {
		if err == nil && u.Kind == facility.Facility {
			err = k.Review(ctx, store.NewKey(), u.ID)
		}
	}
	return err
}

// ReviewIn is Review as a step of an act that was allowed. Its cost grows with the beds of the facility, and with
// nothing else: each room is judged once, and the duties that stand are read once.
func (k *Desk) ReviewIn(ctx context.Context, tx *store.Tx, at id.ID) error {
	h, err := enter(ctx, tx, at)
	if err != nil {
		return err
	}
	rooms := make(map[id.ID]bool, len(h.rooms))
	for r := range h.rooms {
		rooms[r] = true
	}
	if err := k.review(ctx, tx, h, rooms, ""); err != nil {
		return err
	}
	if err := h.held.Review(ctx, tx, k.known, h.id, func(who id.ID) bool { _, here := h.charge[who]; return here }); err != nil {
		return err
	}
	return k.reviewCare(ctx, tx, h)
}

// ReviewOf is ReviewIn for the rooms in which some people sleep: their traits have changed.
func (k *Desk) ReviewOf(ctx context.Context, tx *store.Tx, at id.ID, people ...id.ID) error {
	h, err := enter(ctx, tx, at)
	if err != nil {
		return err
	}
	rooms := map[id.ID]bool{}
	for _, p := range people {
		if i, ok := h.at[h.has[p].Bed]; ok {
			rooms[h.beds[i].Room] = true
		}
	}
	return k.review(ctx, tx, h, rooms, "")
}

// review judges some rooms. What is owed of who sleeps in them, or in no bed at all, is made to agree; act is what put it
// right, where an act did.
func (k *Desk) review(ctx context.Context, tx *store.Tx, h *house, rooms map[id.ID]bool, act id.ID) error {
	var people []id.ID
	for r := range rooms {
		people = append(people, h.sleepers(r)...)
	}
	if err := k.know(ctx, tx, h, people); err != nil {
		return err
	}
	found := map[id.ID]duty.Duty{}
	var order []id.ID
	for _, b := range h.beds { // in the order of the beds, so that two runs owe alike
		if !rooms[b.Room] || h.rooms[b.Room][0] != h.at[b.Bed] {
			continue
		}
		for _, f := range h.room(b).Judge(h.neighbours(h.sleepers(b.Room))) {
			for _, who := range f.Movers {
				d, seen := found[who]
				if !seen {
					order = append(order, who)
				}
				found[who] = h.owe(tx, d, who, f.Rule)
			}
		}
	}
	stand, err := duty.Standing(ctx, tx, owedMove, h.id)
	if err != nil {
		return err
	}
	for _, d := range stand {
		if _, still := found[d.Subject]; still {
			delete(found, d.Subject)
			continue
		}
		i, sleeps := h.at[h.has[d.Subject].Bed]
		_, here := h.charge[d.Subject]
		if sleeps && !rooms[h.beds[i].Room] || !sleeps && here {
			continue // of a room that nobody looked at, or of one that only a roster knows
		}
		if err := settle(ctx, tx, d, act, sleeps); err != nil {
			return err
		}
	}
	var fresh []duty.Duty
	for _, who := range order {
		if d, owed := found[who]; owed {
			fresh = append(fresh, d)
		}
	}
	return duty.OpenNew(ctx, tx, fresh)
}

// settle ends a duty that the rooms no longer give cause for: done by the act that did it, else lapsed.
func settle(ctx context.Context, tx *store.Tx, d duty.Duty, act id.ID, sleeps bool) error {
	if act != "" && sleeps {
		return duty.Discharge(ctx, tx, d, act, "")
	}
	return duty.Lapse(ctx, tx, d, d.Cause)
}

// owe adds a rule to what is owed of somebody. The earliest day counts, and with it how sure it is.
func (h *house) owe(tx *store.Tx, d duty.Duty, who id.ID, r separation.Rule) duty.Duty {
	if d.Code == "" {
		c := h.charge[who]
		d = duty.Duty{Code: owedMove, Subject: who, Cause: id.New(), Number: -1, Facility: h.id, Unit: c.Unit, Certainty: r.Mark.String(), NotBefore: tx.Today()}
		if d.Unit == "" {
			d.Unit = h.id
		}
	}
	for _, c := range r.Basis {
		if !slices.Contains(strings.Split(d.Basis, "; "), c) {
			d.Basis = strings.TrimPrefix(d.Basis+"; "+c, "; ")
		}
	}
	if r.Days == separation.NoTime {
		return d
	}
	if due := duty.On(tx.Today().AddDays(r.Days)); d.Due.None() || due.Moment().Before(d.Due.Moment()) {
		d.Due, d.Certainty, d.NotBefore = due, r.Mark.String(), civil.Date{}
		if r.Days > 0 {
			d.Certainty = law.Inference.String() // the week is our own reading
		}
	}
	return d
}

// reviewCare owes the doctor a look at who lies in a brigade that is for others, in the compartment that knows it: to
// everybody else the duty is a neutral line.
func (k *Desk) reviewCare(ctx context.Context, tx *store.Tx, h *house) error {
	m, err := k.known.CareOf(ctx, tx, h.id, h.everybody())
	if err != nil {
		return err
	}
	stand, err := duty.Standing(ctx, tx, owedCare, h.id)
	if err != nil {
		return err
	}
	rule := separation.RuleOf(separation.ByIllness)
	var fresh []duty.Duty
	kept := map[id.ID]bool{}
	for _, b := range h.beds {
		s, taken := h.keeper[b.Bed]
		if !taken {
			continue
		}
		for _, c := range m.Misplaced(s.Person, h.unit(b, h.charge[s.Person].Unit)) {
			i := slices.IndexFunc(stand, func(d duty.Duty) bool { return d.Subject == s.Person && d.Compartment == c })
			if i >= 0 {
				kept[stand[i].ID] = true
				continue
			}
			fresh = append(fresh, duty.Duty{
				Code: owedCare, Subject: s.Person, Cause: id.New(), Number: -1, Facility: h.id, Unit: h.id, Compartment: c,
				Basis: strings.Join(rule.Basis, "; "), Certainty: rule.Mark.String(), NotBefore: tx.Today(), // no text names a time
			})
		}
	}
	for _, d := range stand {
		if !kept[d.ID] {
			if err := duty.Lapse(ctx, tx, d, d.Cause); err != nil {
				return err
			}
		}
	}
	return duty.OpenNew(ctx, tx, fresh)
}
