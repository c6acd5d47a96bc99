package rollcall

import (
	"context"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Close ends a call. It fails with rollcall.unmarked while a row is not marked, with rollcall.where_is while “other” stands
// without a word of where somebody is, and with rollcall.came while somebody who has come since is not on the list. It fails with rollcall.differs while marks and outings differ in what the officer has
// not seen; seen is Sheet.Asked as he saw it. Who has left or was moved since is counted no more. Where somebody is not found
// the call waits for a second officer (Confirm), and that he is looked for is a duty of the brigade from now on. It returns
// the state.
func (k *Desk) Close(ctx context.Context, key store.Key, call id.ID, version int64, seen string) (_ State, err error) {
	defer errs.Wrap(&err, "rollcall.Close(%s)", call)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (State, error) {
		s, err := k.underway(ctx, tx, call, version)
		if err != nil {
			return "", err
		}
		if err := s.complete(); err != nil {
			return "", err
		}
		if err := s.unseen(seen); err != nil {
			return "", err
		}
		return k.close(ctx, tx, s)
	})
}

// complete tells whether everybody is called who is to be called now, and of everybody it is said where he is.
func (s Sheet) complete() error {
	if n := len(s.New); n > 0 {
		return errs.New(errs.Invalid, "rollcall.came", n)
	}
	if n := s.Count()[""]; n > 0 {
		return errs.New(errs.Invalid, "rollcall.unmarked", n)
	}
	n := 0
	for _, r := range s.Rows {
		if r.Question == Unsaid {
			n++
		}
	}
	if n > 0 {
		return errs.New(errs.Invalid, "rollcall.where_is", n)
	}
	return nil
}

// underway reads a running call with its list, for who may lead it on and saw it as it stands.
func (k *Desk) underway(ctx context.Context, tx *store.Tx, call id.ID, version int64) (s Sheet, err error) {
	if s.Call, err = Get(ctx, tx, call); err != nil {
		return s, err
	}
	if err := k.policy.Check(ctx, tx, policy.RollcallRecord, s.Call.Resource()); err != nil {
		return s, err
	}
	if err := s.Call.is(Running, version); err != nil {
		return s, err
	}
	return s, k.fill(ctx, tx, &s)
}

func (c Call) is(s State, version int64) error {
	switch {
	case c.State == Closed:
		return errs.New(errs.Conflict, "rollcall.closed", c.Closed)
	case c.State != s || c.Version != version:
		return errs.New(errs.Conflict, "store.changed_meanwhile")
	}
	return nil
}

func (k *Desk) close(ctx context.Context, tx *store.Tx, s Sheet) (State, error) {
	lost := s.Lost()
	if err := k.end(ctx, tx, &s, len(lost) == 0); err != nil {
		return "", err
	}
	for _, r := range lost {
		if err := search(ctx, tx, s.Call, r.Person); err != nil {
			return "", err
		}
	}
	for _, r := range s.Rows {
		if r.Lost() {
			continue
		}
		if err := found(ctx, tx, s.Call, r.Person, s.Call.ID); err != nil {
			return "", err
		}
	}
	return s.Call.State, nil
}

// end writes a call as closed, or as waiting for its second officer. Who is counted no more is marked as such when it is
// closed, and not before: while it waits somebody can be moved, and back.
func (k *Desk) end(ctx context.Context, tx *store.Tx, s *Sheet, closed bool) error {
	c, kind := &s.Call, "rollcall.closing"
	if c.State == Closing {
		kind = "rollcall.confirmed"
	}
	c.Missing, c.Heads = len(s.Lost()), s.Heads()
	if closed {
		if err := k.leave(ctx, tx, s); err != nil {
			return err
		}
		if c.State == Running {
			kind = "rollcall.closed"
		}
		c.State, c.Closed, c.ClosedBy, c.Asks = Closed, tx.Now(), actor.From(ctx).Ref(), s.Asks()
		if err := s.keep(ctx, tx); err != nil {
			return err
		}
	} else {
		c.State, c.ClosingBy, c.ClosingAt = Closing, actor.From(ctx).Ref(), tx.Now()
	}
	if err := save(ctx, tx, c); err != nil {
		return err
	}
	return record(ctx, tx, kind, *c)
}

// search owes that somebody is looked for. No article says so of a roll; REG 32 will, if he has gone: then the county
// police is told at once, and that is a duty of its own.
func search(ctx context.Context, tx *store.Tx, c Call, person id.ID) error {
	seat := c.Unit
	if seat == "" {
		seat = c.Facility
	}
	_, err := duty.Open(ctx, tx, duty.Duty{
		Code: Missed, Subject: person, Cause: c.ID, Number: -1, Facility: c.Facility, Unit: seat,
		Due: duty.By(tx.Now()), Certainty: law.Inference.String(),
	})
	return err
}

// Missed is the duty to look for who was not found at a roll; its cause is the call.
const Missed = duty.Code("rollcall.missing")

// sought tells who is looked for by a call: who is marked as not found, and of a closed call who is owed still.
func (s *Sheet) sought(ctx context.Context, tx *store.Tx) error {
	for i := range s.Rows {
		r := &s.Rows[i]
		if r.Sought = r.Lost(); !r.Sought || s.Call.State != Closed {
			continue
		}
		d, err := duty.Owed(ctx, tx, r.Person, Missed, s.Call.ID)
		if err != nil && errs.KindOf(err) != errs.NotFound {
			return err
		}
		r.Sought = err == nil && d.State == duty.Pending
	}
	return nil
}

// found closes the search for somebody by this call.
func found(ctx context.Context, tx *store.Tx, c Call, person, proof id.ID) error {
	d, err := duty.Owed(ctx, tx, person, Missed, c.ID)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return duty.Discharge(ctx, tx, d, proof, "")
}

// Second is what the second officer says of a call that waits for him.
type Second struct {
	Call    id.ID
	Version int64
	Yes     bool   // it is closed; else it goes on
	Seen    string // Sheet.Asked as he saw it
}

// Confirm is the second officer: the call is closed although somebody is not found, or goes on. It wants his own fresh
// signature; who asked to close it cannot be the second. Who has come meanwhile must be called first, and what is asked must
// have been seen, as with Close. It fails with rollcall.goes_on where a mark has taken the closing back meanwhile.
func (k *Desk) Confirm(ctx context.Context, key store.Key, said Second) (err error) {
	defer errs.Wrap(&err, "rollcall.Confirm(%s)", said.Call)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		c, err := Get(ctx, tx, said.Call)
		if err != nil {
			return "", err
		}
		if c.State == Running { // nobody is asked for any more: whoever sees the roll reads why
			if err := k.policy.Check(ctx, tx, policy.RollcallView, c.Resource()); err != nil {
				return "", err
			}
			return "", errs.New(errs.Conflict, "rollcall.goes_on")
		}
		if err := k.policy.Check(ctx, tx, policy.RollcallConfirm, c.Resource()); err != nil {
			return "", err
		}
		if err := c.is(Closing, said.Version); err != nil {
			return "", err
		}
		if c.ClosingBy == actor.From(ctx).Ref() {
			return "", errs.New(errs.Denied, "rollcall.second_officer")
		}
		if said.Yes {
			return c.ID, k.confirm(ctx, tx, c, said.Seen)
		}
		c.State, c.ClosingBy, c.ClosingAt = Running, "", time.Time{}
		if err := save(ctx, tx, &c); err != nil {
			return "", err
		}
		return c.ID, record(ctx, tx, "rollcall.reopened", c)
	})
	return err
}

// confirm closes a call as it stands now: while it waited the house went on.
func (k *Desk) confirm(ctx context.Context, tx *store.Tx, c Call, seen string) error {
	s := Sheet{Call: c}
	if err := k.fill(ctx, tx, &s); err != nil {
		return err
	}
	if err := s.complete(); err != nil {
		return err
	}
	if err := s.unseen(seen); err != nil {
		return err
	}
	return k.end(ctx, tx, &s, true)
}

// Items lists where somebody is looked for and who is told, in the order of the sheet; the titles are
// "rollcall.item.<code>". The last one ends the search.
var Items = []string{"bed", "washroom", "class", "yard", "clinic", "camera", "brigade", "head", "police", Found}

// Found is the item that says where he was.
const Found = "found"

// Look is something done to find somebody.
type Look struct {
	ID     id.ID
	Person id.ID
	Item   string // one of Items
	Words  string // where exactly, whom; sealed
	At     time.Time
	By     string // actor.Ref

	sealed []byte
}

const lookWords = "rollcall_check.words"

// Look keeps where somebody was looked for, or who was told. That he was found ends the duty to look for him; where he
// was found needs words.
func (k *Desk) Look(ctx context.Context, key store.Key, call id.ID, l Look) (err error) {
	defer errs.Wrap(&err, "rollcall.Look(%s)", call)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		c, err := Get(ctx, tx, call)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.RollcallRecord, c.Resource()); err != nil {
			return "", err
		}
		if err := k.readLook(ctx, tx, c, &l); err != nil {
			return "", err
		}
		words, err := k.seal(ctx, tx, l.Person, lookWords, l.Words)
		if err != nil {
			return "", err
		}
		row := []any{c.ID.Month(), id.New(), c.ID, l.Person, l.Item, store.Micros(tx.Now()), actor.From(ctx).Ref(), words}
		if err := store.Insert(ctx, tx, "rollcall_check", checkColumns, [][]any{row}); err != nil {
			return "", err
		}
		if err := audit.Record(ctx, tx, audit.Fact{
			Room: "rollcall", Kind: "rollcall.looked", Record: c.ID, Version: c.Version, About: l.Person, Facility: c.Facility,
			Compartment: seal.General, Rows: []audit.Row{audit.Made("rollcall_check", checkColumns, row)},
		}); err != nil || l.Item != Found {
			return c.ID, err
		}
		return c.ID, found(ctx, tx, c, l.Person, c.ID)
	})
	return err
}

func (k *Desk) readLook(ctx context.Context, tx *store.Tx, c Call, l *Look) error {
	all, err := marksOf(ctx, tx, c, l.Person)
	if err != nil {
		return err
	}
	var f errs.Fields
	l.Words = strings.TrimSpace(l.Words)
	if !slices.ContainsFunc(all[l.Person], func(m Mark) bool { return m.Sort == Missing }) {
		f.Add("person", "rollcall.not_missing", "")
	}
	switch {
	case !slices.Contains(Items, l.Item):
		f.Add("item", "rollcall.item_missing", l.Item)
	case l.Item == Found && l.Words == "":
		f.Add("words", "rollcall.where_missing", "")
	case len([]rune(l.Words)) > 2*mostWords:
		f.Add("words", "rollcall.words_long", l.Words, 2*mostWords)
	}
	return f.Err("rollcall.bad_input")
}

// Looks lists what was done to find people of a call, in order, by person.
func (k *Desk) Looks(ctx context.Context, tx *store.Tx, c Call) (map[id.ID][]Look, error) {
	all, err := store.Collect(ctx, tx, func(s store.Scanner) (l Look, err error) {
		return l, s.Scan(&l.ID, &l.Person, &l.Item, store.Instant(&l.At), &l.By, &l.sealed)
	}, `select id, person, item, at, said_by, words from rollcall_check where month = $1 and call = $2 order by at, id`, c.ID.Month(), c.ID)
	if err != nil {
		return nil, err
	}
	var people []id.ID
	for _, l := range all {
		if len(l.sealed) > 0 {
			people = append(people, l.Person)
		}
	}
	keys, err := k.vault.Keys(ctx, tx, people, seal.General)
	out := map[id.ID][]Look{}
	for _, l := range all {
		if key := keys[l.Person]; err == nil && key != nil && len(l.sealed) > 0 {
			l.Words, err = key.OpenString(lookWords, l.sealed)
		}
		out[l.Person] = append(out[l.Person], l)
	}
	return out, err
}
