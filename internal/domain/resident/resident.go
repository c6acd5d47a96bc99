// Package resident is a person's stay in a facility (戒毒人员): which facility and unit have charge, from
// when until when, which phase of the four (四区) the person is in, and who looks after the file.
//
// Who the person is stands in person, why he is here and until when in measure, where he sleeps in
// placement. The phase is the person's, not the room's. A stay that ended keeps its row: the next one is
// another stay of the same person.
//
// Words: 在所 staying, 出所 left, 收治 admission, 大队 unit, 主管民警 case officer, 分期 phase.
package resident

import (
	"context"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Phase is one of the four zones that a person goes through; "" when nobody has said.
type Phase string

const (
	Detox         Phase = "detox"         // 生理脱毒
	Adaptation    Phase = "adaptation"    // 教育适应
	Consolidation Phase = "consolidation" // 康复巩固
	Reentry       Phase = "reentry"       // 回归指导
)

// Phases lists the four in their order.
var Phases = []Phase{Detox, Adaptation, Consolidation, Reentry}

// Resident is one stay.
type Resident struct {
	ID             id.ID
	Version        int64
	Person         id.ID
	Facility, Unit id.ID
	Phase          Phase
	Officer        id.ID      // member of staff who looks after the file, "" when nobody does yet
	Admitted       civil.Date // first day here
	Left           civil.Date // last day here, zero while the stay lasts
}

// Here tells whether the stay lasts.
func (r Resident) Here() bool { return r.Left.IsZero() }

// Resource is the stay as policy sees it.
func (r Resident) Resource() policy.Resource {
	return policy.Resource{Kind: "resident", ID: r.ID, Person: r.Person, Facility: r.Facility, Unit: r.Unit, Owner: string(r.Officer)}
}

// Desk is where the acts of this room are done: every method is one use case.
type Desk struct {
	db     *store.DB
	policy *policy.Engine
}

// New opens the desk.
func New(db *store.DB, p *policy.Engine) *Desk { return &Desk{db: db, policy: p} }

// OpenIn opens stays as a step of a larger act: an admission, a roster.
func (k *Desk) OpenIn(ctx context.Context, tx *store.Tx, stays []Resident) error {
	if len(stays) == 0 {
		return nil
	}
	if err := k.policy.Check(ctx, tx, policy.ResidentOpen, Resident{Facility: stays[0].Facility, Unit: stays[0].Unit}.Resource()); err != nil {
		return err
	}
	rows, facts, people := make([][]any, len(stays)), make([]audit.Fact, len(stays)), make([]id.ID, len(stays))
	for i, r := range stays {
		people[i] = r.Person
		if err := r.Phase.check(); err != nil {
			return err
		}
		rows[i] = []any{r.ID, 1, r.Person, r.Facility, r.Unit, r.Phase, r.Officer, store.DayArg(r.Admitted), store.DayArg(r.Left)}
		facts[i] = r.fact("resident.opened", 1)
		facts[i].Rows = []audit.Row{audit.Made("resident_resident", columns, rows[i])}
	}
	if err := tallied(ctx, tx, people, func() error { return store.Insert(ctx, tx, "resident_resident", columns, rows) }); err != nil {
		return err
	}
	return history.Record(ctx, tx, facts...)
}

// ChangeIn moves a stay to another unit, phase or officer, as a step of a larger act. r.Version is the one the officer saw;
// another meanwhile is a conflict. Whose stay it is, and where, is what the row says, whatever the caller believes.
func (k *Desk) ChangeIn(ctx context.Context, tx *store.Tx, r Resident) error {
	old, err := Get(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	if err := k.policy.Check(ctx, tx, policy.ResidentChange, old.Resource()); err != nil {
		return err
	}
	if err := r.Phase.check(); err != nil {
		return err
	}
	r.Person, r.Facility = old.Person, old.Facility
	if err := old.update(ctx, tx, `update resident_resident set unit = $3, phase = $4, officer = $5, left_on = $6, version = version + 1
		where id = $1 and version = $2`, r.ID, r.Version, r.Unit, r.Phase, r.Officer, store.DayArg(r.Left)); err != nil {
		return err
	}
	return history.Record(ctx, tx, r.fact("resident.changed", r.Version+1))
}

// CloseIn ends the stays of a person that still last, as a consequence of an act already allowed: release,
// death, transfer.
func CloseIn(ctx context.Context, tx *store.Tx, person id.ID, on civil.Date) error {
	stays, err := OfPerson(ctx, tx, person)
	if err != nil {
		return err
	}
	for _, r := range stays {
		if !r.Here() {
			continue
		}
		if err := policy.Derived(tx, "resident"); err != nil {
			return err
		}
		if err := r.update(ctx, tx, `update resident_resident set left_on = $3, version = version + 1 where id = $1 and version = $2`,
			r.ID, r.Version, store.DayArg(later(on, r.Admitted))); err != nil {
			return err
		}
		if err := history.Record(ctx, tx, r.fact("resident.left", r.Version+1)); err != nil {
			return err
		}
	}
	return nil
}

// ReopenIn lets the last stay of a person go on that ended by mistake, as a consequence of an act already allowed: two
// officers have taken back the release, or the death, that ended it. His bed is given anew. Who has a stay, or never had
// one, keeps what he has.
func ReopenIn(ctx context.Context, tx *store.Tx, person id.ID) error {
	stays, err := LatestOf(ctx, tx, []id.ID{person})
	r, ok := stays[person]
	if err != nil || !ok || r.Here() {
		return err
	}
	if err := policy.Derived(tx, "resident"); err != nil {
		return err
	}
	if err := r.update(ctx, tx, `update resident_resident set left_on = null, version = version + 1 where id = $1 and version = $2`, r.ID, r.Version); err != nil {
		return err
	}
	return history.Record(ctx, tx, r.fact("resident.stays", r.Version+1))
}

// SinceIn says of a lasting stay from which day on it has lasted, as a consequence of an act already allowed: the day of the
// admission was put right.
func SinceIn(ctx context.Context, tx *store.Tx, r Resident, on civil.Date) error {
	if r.Admitted == on {
		return nil
	}
	if err := policy.Derived(tx, "resident"); err != nil {
		return err
	}
	if err := r.update(ctx, tx, `update resident_resident set admitted_on = $3, version = version + 1 where id = $1 and version = $2`,
		r.ID, r.Version, store.DayArg(on)); err != nil {
		return err
	}
	return history.Record(ctx, tx, r.fact("resident.since", r.Version+1))
}

// MoveIn gives a lasting stay to another unit, as a consequence of an act already allowed: a bed in another brigade.
func MoveIn(ctx context.Context, tx *store.Tx, r Resident, unit id.ID) error {
	if err := policy.Derived(tx, "resident"); err != nil {
		return err
	}
	if err := r.update(ctx, tx, `update resident_resident set unit = $3, version = version + 1 where id = $1 and version = $2 and left_on is null`,
		r.ID, r.Version, unit); err != nil {
		return err
	}
	return history.Record(ctx, tx, r.fact("resident.changed", r.Version+1))
}

// update writes a stay anew, and keeps the tally.
func (r Resident) update(ctx context.Context, tx *store.Tx, sql string, args ...any) error {
	return tallied(ctx, tx, []id.ID{r.Person}, func() error { return store.Update(ctx, tx, sql, args...) })
}

func later(a, b civil.Date) civil.Date {
	if a.Before(b) {
		return b
	}
	return a
}

func (p Phase) check() error {
	if p == "" || slices.Contains(Phases, p) {
		return nil
	}
	var f errs.Fields
	f.Add("phase", "zone.unknown", string(p))
	return f.Err("resident.bad_input")
}

func (r Resident) fact(kind string, version int64) audit.Fact {
	return audit.Fact{
		Room: "resident", Kind: kind, Record: r.ID, Version: version, About: r.Person, Facility: r.Facility, Compartment: seal.General,
		Rows: []audit.Row{audit.Kept("resident_resident", r.ID)},
	}
}
