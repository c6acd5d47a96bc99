package rollcall

import (
	"context"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Opening is a call as somebody wants it.
type Opening struct {
	Facility, Unit id.ID
	Zone           string // of a zone of the facility instead of a brigade; with neither, of who is in no brigade yet
	Shift          string
	Until          string // YYYY-MM-DDThh:mm in Shanghai: when it should be closed; "" for no such moment
}

// Open opens a call: the list is who is here now, by bed, and who is out is marked from his outing. It fails with
// rollcall.bad_input, and with rollcall.open_already while the same people are being called.
func (k *Desk) Open(ctx context.Context, key store.Key, o Opening) (_ id.ID, err error) {
	defer errs.Wrap(&err, "rollcall.Open(%s)", o.Unit)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		c := Call{
			ID: id.New(), Version: 1, Facility: o.Facility, Unit: o.Unit, Zone: resident.Phase(o.Zone), Shift: Shift(o.Shift),
			State: Running, Opened: tx.Now(), OpenedBy: actor.From(ctx).Ref(), Asks: unkept,
		}
		if c.Facility == "" {
			return "", c.read(o)
		}
		if err := k.policy.Check(ctx, tx, policy.RollcallRecord, c.Resource()); err != nil {
			return "", err
		}
		if err := c.read(o); err != nil {
			return "", err
		}
		list, out, err := k.called(ctx, tx, c)
		if err != nil {
			return "", err
		}
		if len(list) == 0 {
			return "", errs.New(errs.Invalid, "rollcall.nobody")
		}
		c.Heads = len(list)
		return c.ID, k.begin(ctx, tx, c, list, out)
	})
}

// read takes what was typed, or answers every field that is wrong.
func (c *Call) read(o Opening) error {
	var f errs.Fields
	if !slices.Contains(Shifts, c.Shift) {
		f.Add("shift", "rollcall.shift_missing", o.Shift)
	}
	switch {
	case c.Facility == "":
		f.Add("unit", "rollcall.whom_missing", "")
	case c.Unit != "" && c.Zone != "":
		f.Add("zone", "rollcall.either", o.Zone)
	case c.Zone != "" && !slices.Contains(resident.Phases, c.Zone):
		f.Add("zone", "rollcall.whom_missing", o.Zone)
	}
	if typed := strings.TrimSpace(o.Until); typed != "" {
		at, err := civil.ParseInstant(typed + ":00+08:00")
		switch {
		case err != nil:
			f.Add("until", "rollcall.moment_bad", o.Until)
		case !at.Time().After(c.Opened):
			f.Add("until", "rollcall.until_past", o.Until)
		default:
			c.Until = at.Time()
		}
	}
	return f.Err("rollcall.bad_input")
}

// called lists who is called, and who of them is out.
func (k *Desk) called(ctx context.Context, tx *store.Tx, c Call) (list []Row, out []outing.Outing, err error) {
	if _, err := k.running(ctx, tx, c); err != nil {
		return nil, nil, err
	}
	return Listed(ctx, tx, c.Facility, c.calls)
}

// Listed lists who is here of some people of a facility, by room and bed; who has no bed stands last. out is who of them
// is out of the walls. A roll is made of it, and so is what stands on paper when the house cannot be asked.
func Listed(ctx context.Context, tx *store.Tx, at id.ID, of func(resident.Resident) bool) (list []Row, out []outing.Outing, err error) {
	stays, err := resident.Here(ctx, tx, at)
	if err != nil {
		return nil, nil, err
	}
	here := map[id.ID]bool{}
	for _, s := range stays {
		here[s.Person] = of(s)
	}
	beds, err := facility.Beds(ctx, tx, at)
	if err != nil {
		return nil, nil, err
	}
	abed, err := placement.Here(ctx, tx, at)
	if err != nil {
		return nil, nil, err
	}
	in := make(map[id.ID]id.ID, len(abed))
	for _, s := range abed {
		in[s.Bed] = s.Person
	}
	for _, b := range beds { // by room and bed
		if p := in[b.Bed]; here[p] {
			list = append(list, Row{Person: p, Room: b.Place.Room, Bed: b.Place.Bed})
			here[p] = false
		}
	}
	for _, s := range stays {
		if here[s.Person] {
			list = append(list, Row{Person: s.Person})
		}
	}
	for i := range list {
		list[i].Place = i
		here[list[i].Person] = true
	}
	all, err := outing.Out(ctx, tx, at)
	return list, slices.DeleteFunc(all, func(o outing.Outing) bool { return !here[o.Person] }), err
}

// running refuses a second call of the same people.
func (k *Desk) running(ctx context.Context, tx *store.Tx, c Call) (Call, error) {
	old, err := Current(ctx, tx, c.Facility, c.Unit, c.Zone)
	switch {
	case errs.KindOf(err) == errs.NotFound:
		return old, nil
	case err != nil:
		return old, err
	}
	return old, errs.New(errs.Conflict, "rollcall.open_already", old.Opened)
}

// begin writes a call with its list and the marks of who is out.
func (k *Desk) begin(ctx context.Context, tx *store.Tx, c Call, list []Row, out []outing.Outing) error {
	if err := store.Insert(ctx, tx, "rollcall_call", callColumns, [][]any{c.row()}); err != nil {
		return err
	}
	if err := k.list(ctx, tx, c, list, out); err != nil {
		return err
	}
	return record(ctx, tx, "rollcall.opened", c)
}

// list writes people onto the list of a call, and marks who of them is out.
func (k *Desk) list(ctx context.Context, tx *store.Tx, c Call, list []Row, out []outing.Outing) error {
	rows := make([][]any, len(list))
	for i, r := range list {
		rows[i] = []any{c.ID.Month(), id.New(), c.ID, r.Person, r.Place, r.Room, r.Bed}
	}
	if err := store.Insert(ctx, tx, "rollcall_row", rowColumns, rows); err != nil {
		return err
	}
	var marks []Mark
	for _, o := range out {
		marks = append(marks, Mark{Person: o.Person, Sort: SortOf(o.Kind), At: tx.Now(), Sent: tx.Now(), By: actor.From(ctx).Ref()})
	}
	made, err := k.insertMarks(ctx, tx, c, marks)
	if err != nil {
		return err
	}
	written := append(audit.AllMade("rollcall_row", rowColumns, rows), audit.AllMade("rollcall_mark", markColumns, made)...)
	return audit.Record(ctx, tx, audit.Fact{
		Room: "rollcall", Kind: "rollcall.listed", Record: c.ID, Version: c.Version, Facility: c.Facility, Compartment: seal.General, Rows: written,
	})
}

// Usual is when a call of now should be closed, as the form proposes it: half an hour on. It is a proposal of the house, no
// rule; the officer may write another moment, or none.
func Usual(now time.Time) time.Time { return now.Add(30 * time.Minute).Truncate(time.Minute) }
