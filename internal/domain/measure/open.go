package measure

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/measure/extract"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/person"
	"guitu/internal/domain/term"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Opening is a new life: somebody the house did not know, with everything known of him.
type Opening struct {
	Life Life
	Who  person.Person
}

// OpenIn begins lives as a step of a larger act (a roster, an intake): facts, fold, duties, all lives in as few
// statements as it takes. Facts that the law refuses are kept and marked: this is what is, lawful or not. It
// returns the fold of each life.
func (k *Desk) OpenIn(ctx context.Context, tx *store.Tx, os []Opening) (_ []term.Answer, err error) {
	defer errs.Wrap(&err, "measure.OpenIn(%d)", len(os))
	clock, err := k.rules.Clock(ctx, tx)
	if err != nil {
		return nil, err
	}
	out, allowed := make([]term.Answer, len(os)), map[[2]id.ID]bool{}
	for i, o := range os {
		if at := [2]id.ID{o.Life.Facility, o.Life.Unit}; !allowed[at] { // nothing else of a new life can be asked about
			if err := k.policy.Check(ctx, tx, policy.MeasureRecord, o.Life.Resource()); err != nil {
				return nil, err
			}
			allowed[at] = true
		}
		c := o.Life.Case(whoIs(o.Who), tx.Now())
		out[i] = clock.Fold(&c)
		for j := range o.Life.Events {
			o.Life.Events[j].Outside = marks(&out[i], j)
		}
	}
	return out, k.begin(ctx, tx, os, out)
}

// begin writes new lives.
func (k *Desk) begin(ctx context.Context, tx *store.Tx, os []Opening, as []term.Answer) error {
	people := make([]id.ID, len(os))
	for i, o := range os {
		people[i] = o.Life.Person
	}
	keys, err := k.vault.Keys(ctx, tx, people, seal.General)
	if err != nil {
		return err
	}
	var lives, events, measures, extracts [][]any
	clocks, out, facts := make([]duty.Clock, len(os)), make([]outing.Standing, len(os)), make([]audit.Fact, len(os))
	for i, o := range os {
		l, a := o.Life, &as[i]
		row, err := k.lifeRow(ctx, tx, l, a)
		if err != nil {
			return err
		}
		told, err := eventRows(keys[l.Person], l.Person, l.Events)
		if err != nil {
			return err
		}
		if err := k.keepBodies(ctx, tx, l.Person, l.Events); err != nil {
			return err
		}
		lives, events, measures = append(lives, row), append(events, told...), append(measures, measureRows(l, a)...)
		brief, err := k.extractRow(ctx, tx, keys[l.Person], o)
		if err != nil {
			return err
		}
		extracts = append(extracts, brief)
		clocks[i] = duty.Clock{Subject: l.Person, Facility: l.Facility, Unit: l.Unit, Owed: owed(l, a), KnownFrom: l.KnownFrom, Fresh: true}
		out[i] = l.standing(a)
		facts[i] = audit.Fact{
			Room: "measure", Kind: "measure.opened", Record: l.Person, Version: 1, About: l.Person, Facility: l.Facility, Compartment: seal.General,
			Key: keys[l.Person], Rows: audit.AllMade("measure_fact", eventColumns, told),
		}
		if len(told) == 0 {
			facts[i].Sort = audit.Computed // nobody has told anything yet: there is only the cache of the fold
		}
	}
	if err := store.Insert(ctx, tx, "measure_life", lifeColumns, lives); err != nil {
		return err
	}
	if err := store.Insert(ctx, tx, "measure_fact", eventColumns, events); err != nil {
		return err
	}
	if err := store.Insert(ctx, tx, "measure_measure", measureColumns, measures); err != nil {
		return err
	}
	if err := store.Insert(ctx, tx, "measure_extract", extract.Columns, extracts); err != nil {
		return err
	}
	if err := duty.Begin(ctx, tx, clocks); err != nil {
		return err
	}
	if err := outing.SettleNew(ctx, tx, out); err != nil {
		return err
	}
	return audit.Record(ctx, tx, facts...)
}

// extractRow is what the clock needs of a new life, under the person's general key unless it says something of the body.
func (k *Desk) extractRow(ctx context.Context, tx *store.Tx, general *seal.Key, o Opening) ([]any, error) {
	c := o.Life.Case(whoIs(o.Who), tx.Now())
	if extract.Compartment(&c) == seal.General {
		return extract.Row(general, &c), nil
	}
	key, err := k.vault.Key(ctx, tx, o.Life.Person, seal.Clinical)
	if err != nil {
		return nil, err
	}
	return extract.Row(key, &c), nil
}
