package placement

import (
	"context"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Window is how long an act can be taken back.
const Window = 10 * time.Minute

// maxWords bounds a reason, in characters.
const maxWords = 200

// The kinds of acts.
const (
	Moved   = "move"
	Swapped = "swap"
	Undone  = "undo"
)

// Act is what the house did with beds.
type Act struct {
	ID       id.ID
	Facility id.ID
	Kind     string
	At       time.Time
	By       string // actor.Ref
	Undoes   id.ID  // the act that it took back
	Steps    []step

	undone id.ID // the act that took it back
}

// step is what an act did with one person.
type step struct {
	Person           id.ID
	From, To         id.ID // beds; "" for none: he had none, or his is given back
	FromUnit, ToUnit id.ID

	id, move, fromStay, toStay id.ID
	words                      string
}

// Move is somebody who is to sleep elsewhere. From is the bed in which the officer saw him, "" for none: another
// meanwhile is a Conflict.
type Move struct {
	Person, From, To id.ID
	Words            string // why, where somebody says it
}

// Move puts a person into a free bed. In his own brigade a bed that is gone is a Conflict that says how many others are
// free (placement.taken, .reserved, .out_of_use), and a rule that stands against it refuses (placement.no.<key>, with
// its articles). Every bed of another brigade that was not offered is placement.not_offered, whatever the reason; one that
// was is given by the medical desk: of anybody else it is asked for, and the act is "".
func (k *Desk) Move(ctx context.Context, key store.Key, m Move) (_ id.ID, err error) {
	defer errs.Wrap(&err, "placement.Move(%s)", m.Person)
	var f errs.Fields
	if m.Person == "" {
		f.Add("other", "placement.choose_other", "")
	}
	if m.To == "" {
		f.Add("bed", "placement.choose_bed", "")
	}
	if err := f.Err("placement.bad_input"); err != nil {
		return "", err
	}
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		c, h, err := k.begin(ctx, tx, m.Person)
		if err != nil {
			return "", err
		}
		if h.has[m.Person].Bed != m.From {
			return "", errs.New(errs.Conflict, "placement.moved_meanwhile")
		}
		if err := k.sleeps(ctx, tx, m.Person); err != nil {
			return "", err
		}
		if m.To == m.From {
			return "", errs.New(errs.Invalid, "placement.same_bed")
		}
		i, stands := h.at[m.To]
		if !stands {
			return "", errs.New(errs.Conflict, "placement.not_offered")
		}
		b := h.beds[i]
		to := h.unit(b, c.Unit)
		if to != c.Unit {
			offers, err := k.offersElsewhere(ctx, tx, h, c)
			if err != nil {
				return "", err
			}
			if !slices.ContainsFunc(offers, func(o Offer) bool { return o.Bed == m.To }) {
				return "", errs.New(errs.Conflict, "placement.not_offered")
			}
			if !k.heals(ctx, c.Facility) {
				return "", k.ask(ctx, tx, h, m)
			}
		} else {
			if err := k.know(ctx, tx, h, append(h.sleepers(b.Room), m.Person)); err != nil {
				return "", err
			}
			if f := h.fit(h.people[m.Person], b); !f.OK() {
				return "", h.refuse(f)
			}
		}
		words, err := reason(m.Words)
		if err != nil {
			return "", err
		}
		return k.do(ctx, tx, h, Act{Kind: Moved, Steps: []step{{Person: m.Person, From: m.From, To: m.To, FromUnit: c.Unit, ToUnit: to, words: words}}})
	})
}

// sleeps refuses a bed to who is out of the house for long.
func (k *Desk) sleeps(ctx context.Context, tx *store.Tx, who id.ID) error {
	gone, err := k.ForLong(ctx, tx, who)
	if err == nil && gone {
		return errs.New(errs.Invalid, "placement.gone_for_long")
	}
	return err
}

// begin is where every act on somebody's bed begins: who has charge of him, leave to act there, and his facility.
func (k *Desk) begin(ctx context.Context, tx *store.Tx, who id.ID) (c resident.Resident, h *house, err error) {
	if c, err = chargeOf(ctx, tx, who); err != nil {
		return c, nil, err
	}
	if err = k.policy.Check(ctx, tx, policy.PlacementAssign, resource(c)); err != nil {
		return c, nil, err
	}
	h, err = enter(ctx, tx, c.Facility)
	return c, h, err
}

// reason reads optional words about an act.
func reason(words string) (string, error) {
	words = strings.TrimSpace(words)
	var f errs.Fields
	if n := len([]rune(words)); n > maxWords {
		f.Add("words", "placement.words_long", "", maxWords)
	}
	return words, f.Err("placement.bad_input")
}

// Elsewhere offers a person beds of other brigades. That somebody had them shown is a fact: who asks for many people
// what is free where leaves a trace of it.
func (k *Desk) Elsewhere(ctx context.Context, key store.Key, who id.ID) (out []Offer, err error) {
	defer errs.Wrap(&err, "placement.Elsewhere(%s)", who)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (int, error) {
		c, h, err := k.begin(ctx, tx, who)
		if err != nil {
			return 0, err
		}
		if out, err = k.offersElsewhere(ctx, tx, h, c); err != nil {
			return 0, err
		}
		return len(out), audit.Record(ctx, tx, audit.Fact{
			Sort: audit.Read, Room: "placement", Kind: "placement.offered", Record: c.ID, About: who, Facility: c.Facility, Compartment: seal.General,
		})
	})
	return out, err
}

// MayElsewhere tells whether the actor may give a bed in every brigade of a facility.
func (k *Desk) MayElsewhere(ctx context.Context, at id.ID) bool {
	return k.policy.May(actor.From(ctx), policy.PlacementAssign, policy.Resource{Kind: "placement", Facility: at, Unit: at})
}

// offersElsewhere are the offers for somebody; none for an officer who has no say in other brigades.
func (k *Desk) offersElsewhere(ctx context.Context, tx *store.Tx, h *house, c resident.Resident) ([]Offer, error) {
	if !k.MayElsewhere(ctx, c.Facility) {
		return nil, nil
	}
	if err := k.know(ctx, tx, h, append(h.everybody(), c.Person)); err != nil {
		return nil, err
	}
	n := h.people[c.Person]
	if !k.heals(ctx, c.Facility) {
		return k.elsewhere(ctx, tx, h, n, mostElsewhere)
	}
	return k.healing(ctx, tx, h, n)
}

// Swap is two who change beds. The beds are those in which the officer saw them.
type Swap struct {
	A, B       id.ID
	BedA, BedB id.ID
	Words      string
}

// Swap lets two people of one brigade change beds. A rule that stands against either refuses it; people of two brigades
// are always placement.one_brigade, whatever else stands against them.
func (k *Desk) Swap(ctx context.Context, key store.Key, s Swap) (_ id.ID, err error) {
	defer errs.Wrap(&err, "placement.Swap(%s, %s)", s.A, s.B)
	if s.B == "" {
		var f errs.Fields
		f.Add("other", "placement.choose_other", "")
		return "", f.Err("placement.bad_input")
	}
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		c, h, err := k.begin(ctx, tx, s.A)
		if err != nil {
			return "", err
		}
		other, here := h.charge[s.B]
		a, b, err := h.pair(s)
		if err != nil {
			return "", err
		}
		if !here || other.Unit != c.Unit || h.unit(h.beds[a], c.Unit) != c.Unit || h.unit(h.beds[b], c.Unit) != c.Unit {
			return "", errs.New(errs.Conflict, "placement.one_brigade")
		}
		if err := k.know(ctx, tx, h, append(append(h.sleepers(h.beds[a].Room), h.sleepers(h.beds[b].Room)...), s.A, s.B)); err != nil {
			return "", err
		}
		steps := []step{
			{Person: s.A, From: s.BedA, To: s.BedB, FromUnit: c.Unit, ToUnit: c.Unit},
			{Person: s.B, From: s.BedB, To: s.BedA, FromUnit: c.Unit, ToUnit: c.Unit},
		}
		if err := h.lawful(steps); err != nil {
			return "", err
		}
		if steps[0].words, err = reason(s.Words); err != nil {
			return "", err
		}
		steps[1].words = steps[0].words
		return k.do(ctx, tx, h, Act{Kind: Swapped, Steps: steps})
	})
}

// pair finds the two beds of a swap, as they were seen.
func (h *house) pair(s Swap) (a, b int, err error) {
	a, one := h.at[s.BedA]
	b, two := h.at[s.BedB]
	switch {
	case s.A == s.B:
		return a, b, errs.New(errs.Invalid, "placement.swap_two")
	case !one || !two || h.has[s.A].Bed != s.BedA || h.has[s.B].Bed != s.BedB:
		return a, b, errs.New(errs.Conflict, "placement.moved_meanwhile")
	}
	return a, b, nil
}

// lawful judges an act as it will be: nobody who moves may come into a room where a rule stands against him.
func (h *house) lawful(steps []step) error {
	gone := make([]id.ID, len(steps))
	for i, s := range steps {
		gone[i] = s.Person
	}
	for _, s := range steps {
		i, ok := h.at[s.To]
		if !ok {
			continue
		}
		b := h.beds[i]
		mates := h.sleepers(b.Room, gone...)
		for _, o := range steps {
			if j, ok := h.at[o.To]; ok && o.Person != s.Person && h.beds[j].Room == b.Room {
				mates = append(mates, o.Person)
			}
		}
		if err := refused(separation.Blocking(h.room(b).Clash(h.people[s.Person], h.neighbours(mates)))); err != nil {
			return err
		}
	}
	return nil
}

// do carries an act out: it ends the stays, begins the new ones, keeps what was done, and looks after the duties of the
// rooms that it touched.
func (k *Desk) do(ctx context.Context, tx *store.Tx, h *house, a Act) (id.ID, error) {
	a.ID, a.Facility, a.At, a.By = id.New(), h.id, tx.Now(), actor.From(ctx).Ref()
	for i, s := range a.Steps { // both leave before either lies down
		if old, has := h.has[s.Person]; has {
			if err := end(ctx, tx, old); err != nil {
				return "", err
			}
			a.Steps[i].fromStay = old.ID
			delete(h.keeper, old.Bed)
			delete(h.has, s.Person)
		}
	}
	act := []any{a.ID, a.Facility, a.Kind, store.Micros(a.At), a.By, a.Undoes}
	if err := store.Insert(ctx, tx, "placement_move", moveColumns, [][]any{act}); err != nil {
		return "", err
	}
	facts, kept := make([]audit.Fact, len(a.Steps)), []audit.Row{audit.Made("placement_move", moveColumns, act)}
	for i := range a.Steps {
		rows, made, err := k.take(ctx, tx, h, a, &a.Steps[i])
		if err != nil {
			return "", err
		}
		kept = append(kept, made)
		facts[i] = audit.Fact{
			Room: "placement", Kind: "placement." + map[string]string{Moved: "moved", Swapped: "swapped", Undone: "undone"}[a.Kind],
			Record: a.ID, About: a.Steps[i].Person, Facility: h.id, Compartment: seal.General, Rows: rows,
		}
	}
	if err := history.Record(ctx, tx, facts...); err != nil {
		return "", err
	}
	// The act itself never changes, and its words are sealed: no versions, only the digest.
	whole := audit.Fact{Room: "placement", Kind: "placement.acted", Record: a.ID, Facility: h.id, Compartment: seal.General, Rows: kept}
	if err := audit.Record(ctx, tx, whole); err != nil {
		return "", err
	}
	return a.ID, k.after(ctx, tx, h, a)
}

// take writes one step: the stay that ended, the one that begins, and the step itself.
func (k *Desk) take(ctx context.Context, tx *store.Tx, h *house, a Act, s *step) (stays []audit.Row, made audit.Row, err error) {
	if s.fromStay != "" {
		stays = append(stays, audit.Kept("placement_stay", s.fromStay))
	}
	if s.To != "" {
		stay := Stay{ID: id.New(), Facility: h.id, Person: s.Person, Bed: s.To, From: tx.Now()}
		row := []any{stay.ID, h.id, s.Person, s.To, store.Micros(stay.From), nil}
		if err := store.Insert(ctx, tx, "placement_stay", columns, [][]any{row}); err != nil {
			return nil, made, err
		}
		h.keeper[s.To], h.has[s.Person], s.toStay = stay, stay, stay.ID
		stays = append(stays, audit.Made("placement_stay", columns, row))
	}
	s.id, s.move = id.New(), a.ID
	var words any
	if s.words != "" {
		key, err := k.vault.Key(ctx, tx, s.Person, seal.General)
		if err != nil {
			return nil, made, err
		}
		words = key.SealString("placement_step.words", s.words)
	}
	row := []any{s.id, s.move, s.Person, s.From, s.To, s.fromStay, s.toStay, s.FromUnit, s.ToUnit, words}
	if err := store.Insert(ctx, tx, "placement_step", stepColumns, [][]any{row}); err != nil {
		return nil, made, err
	}
	return stays, audit.Made("placement_step", stepColumns, row), nil
}
