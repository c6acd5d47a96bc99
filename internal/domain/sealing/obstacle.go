package sealing

import (
	"context"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// What can stand in the way of a sealing.
const (
	Staying    = "staying"    // he lives in a facility
	InForce    = "in_force"   // a measure has not ended
	Affair     = "affair"     // an affair is open
	Correction = "correction" // a correction waits for its second officer
	Asking     = "asking"     // the procurator asks about him, and has no answer yet
	Answered   = "answered"   // he has one, and has not closed his question
	Owed       = "owed"       // a duty is open
	NoCourse   = "no_course"  // the house keeps no measure of him: there is no outcome
	Control    = "control"    // dynamic control runs
	Untold     = "untold"     // nobody recorded when he came to know of a decision: limits of remedies may run
)

// Ways lists them.
var Ways = []string{Staying, InForce, Affair, Correction, Asking, Answered, Owed, NoCourse, Control, Untold}

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
	Since  bool           // it came after the sealing was asked for (Sealing.Since)
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
		union all select 'asking', q.id, '' from supervision_question q where q.person = $1 and q.state = 'asked'
		order by 1 desc, 2`, person)
	if err != nil {
		return nil, err
	}
	answered, err := answeredOf(ctx, tx, person)
	if err != nil {
		return nil, err
	}
	list = append(list, those(answered, true)...)
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
	return slices.Concat(list, those(owed, true), those(answered, false), those(owed, false)), nil
}

// those of a list that block, or that only warn.
func those(list []Obstacle, block bool) (out []Obstacle) {
	for _, o := range list {
		if o.Blocks == block {
			out = append(out, o)
		}
	}
	return out
}

// answeredOf lists the questions of a procurator about somebody that were answered and that he has not closed. They block while a
// procurator sits in the facility: nobody seals away what he still looks at. Where none is left nobody could close them, and the
// file of somebody who was a minor would never be sealed; then they warn.
func answeredOf(ctx context.Context, tx *store.Tx, person id.ID) ([]Obstacle, error) {
	type question struct{ of, facility id.ID }
	list, err := store.Collect(ctx, tx, func(s store.Scanner) (q question, err error) { return q, s.Scan(&q.of, &q.facility) },
		`select id, facility from supervision_question where person = $1 and state = 'answered' order by id`, person)
	var out []Obstacle
	for _, q := range list {
		held, err := staff.HeldRoles(ctx, tx, q.facility, tx.Today())
		if err != nil {
			return nil, err
		}
		out = append(out, Obstacle{Kind: Answered, Record: q.of, Blocks: held[q.facility][policy.Procurator]})
	}
	return out, err
}

// owedOf lists the open duties of a file. A remedy whose time is over stays open in its table, and nobody can use it any more.
func owedOf(ctx context.Context, tx *store.Tx, person id.ID) (out []Obstacle, err error) {
	type row struct {
		Obstacle
		due int64
	}
	rows, err := store.Collect(ctx, tx, func(s store.Scanner) (r row, err error) {
		r.Kind = Owed
		err = s.Scan(&r.Record, &r.Code, &r.Basis, &r.Mark, &r.due)
		r.Blocks = !law.Unsure(r.Mark)
		return r, err
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
