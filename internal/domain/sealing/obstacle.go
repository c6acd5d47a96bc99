package sealing

import (
	"context"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/platform/store"
)

// What can stand in the way of a sealing.
const (
	Staying    = "staying"    // he lives in a facility
	InForce    = "in_force"   // a measure has not ended
	Affair     = "affair"     // an affair is open
	Correction = "correction" // a correction waits for its second officer
	Asking     = "asking"     // the procurator asks about him, and has not closed it
	Owed       = "owed"       // a duty is open
	NoCourse   = "no_course"  // the house keeps no measure of him: there is no outcome
	Control    = "control"    // dynamic control runs
	Untold     = "untold"     // nobody recorded when he came to know of a decision: limits of remedies may run
)

// Ways lists them.
var Ways = []string{Staying, InForce, Affair, Correction, Asking, Owed, NoCourse, Control, Untold}

// Obstacle is one thing that stands in the way, or that whoever seals should know.
type Obstacle struct {
	Kind   string
	Until  civil.Date     // until when it runs, of Control
	Record id.ID          // of the affair, the duty, the correction: where its page is
	Code   string         // of the affair's kind, the duty
	Basis  string         // of a duty
	Laws   []law.Citation // of what is no duty
	Mark   string         // its certainty, as the duty keeps it
	Blocks bool           // else it warns, and who asks says that he knows it
}

// ProposeCode is the duty by which the house proposes to seal the file of somebody who was a minor.
const ProposeCode duty.Code = "minor.seal"

// InTheWay lists what stands against sealing a file, what blocks first. A duty whose source is not certain warns: no rule that
// nobody read or confirmed refuses anything here.
func InTheWay(ctx context.Context, tx *store.Tx, person id.ID) (_ []Obstacle, err error) {
	defer errs.Wrap(&err, "sealing.InTheWay(%s)", person)
	list, err := store.Collect(ctx, tx, func(s store.Scanner) (o Obstacle, err error) {
		o.Blocks = true
		return o, s.Scan(&o.Kind, &o.Record, &o.Code)
	}, `select 'staying', r.id, '' from resident_resident r where r.person = $1 and r.left_on is null
		union all select 'affair', c.id, c.kind from journey_case c where c.person = $1 and c.closed_at is null
		union all select 'correction', c.id, c.type from measure_change c where c.person = $1 and c.state = 'proposed'
		union all select 'asking', q.id, '' from supervision_question q where q.person = $1 and q.state in ('asked', 'answered')
		order by 1 desc, 2`, person)
	if err != nil {
		return nil, err
	}
	states, err := store.Collect(ctx, tx, store.Value[string], `select state from measure_measure where person = $1 and last`, person)
	if err != nil {
		return nil, err
	}
	if len(states) == 0 {
		list = append(list, Obstacle{Kind: NoCourse, Blocks: true})
	}
	for _, s := range states {
		if !final(s) {
			list = append(list, Obstacle{Kind: InForce, Code: s, Blocks: true})
		}
	}
	owed, err := owedOf(ctx, tx, person)
	if err != nil {
		return nil, err
	}
	for _, blocks := range []bool{true, false} {
		for _, o := range owed {
			if o.Blocks = !law.Unsure(o.Mark); o.Blocks == blocks {
				list = append(list, o)
			}
		}
	}
	return list, nil
}

// owedOf lists the open duties of a file. A remedy whose time is over stays open in its table, and nobody can use it any more.
func owedOf(ctx context.Context, tx *store.Tx, person id.ID) (out []Obstacle, err error) {
	type row struct {
		Obstacle
		due int64
	}
	rows, err := store.Collect(ctx, tx, func(s store.Scanner) (r row, err error) {
		r.Kind = Owed
		return r, s.Scan(&r.Record, &r.Code, &r.Basis, &r.Mark, &r.due)
	}, `select id, code, basis, certainty, coalesce(due_at, 0) from duty_duty where subject = $1 and state = 'open' and code <> $2
		order by coalesce(due_at, 0), id`, person, string(ProposeCode))
	for _, r := range rows {
		if k, _ := duty.KindOf(duty.Code(r.Code)); k.Remedy && r.due > 0 && r.due < store.Micros(tx.Now()) {
			continue
		}
		out = append(out, r.Obstacle)
	}
	return out, err
}

func final(state string) bool {
	return slices.Contains(law.FinalStates(), state)
}

// stands answers what stands in the way: sealing.in_the_way where something blocks, sealing.known where something warns and
// nobody said that he knows it, and sealing.why_now where dynamic control runs and nobody said why the file is sealed all the same.
func stands(list []Obstacle, known, said bool) error {
	for _, o := range list {
		if o.Blocks {
			return errs.New(errs.Conflict, "sealing.in_the_way", len(list))
		}
	}
	var f errs.Fields
	if len(list) > 0 && !known {
		f.Add("known", "sealing.known", "")
	}
	if !said && slices.ContainsFunc(list, func(o Obstacle) bool { return o.Kind == Control }) {
		f.Add("why", "sealing.why_now", "")
	}
	return f.Err("sealing.bad_input")
}
