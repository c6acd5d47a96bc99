package measure

import (
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/measure/extract"
	"guitu/internal/domain/person"
	"guitu/internal/domain/term"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Shares parts all lives into so many spans of about the same size, for readers side by side.
func (k *Desk) Shares(ctx context.Context, n int) (_ []extract.Span, err error) {
	defer errs.Wrap(&err, "measure.Shares")
	return store.Read(ctx, k.db, func(tx *store.Tx) (out []extract.Span, err error) {
		all, err := store.One(ctx, tx, store.Value[int], `select count(*) from measure_life`)
		if err != nil {
			return nil, err
		}
		after := id.ID("")
		for i := 1; i < n && all >= n; i++ {
			at, err := store.One(ctx, tx, store.Value[id.ID], `select person from measure_life order by person limit 1 offset $1`, i*all/n)
			if err != nil {
				return nil, err
			}
			out = append(out, extract.Span{After: after, Upto: at})
			after = at
		}
		return append(out, extract.Span{After: after}), nil
	})
}

// Following are the people who have a life here, in the order of their ids, behind one.
func (k *Desk) Following(ctx context.Context, after id.ID, limit int) (_ []id.ID, err error) {
	defer errs.Wrap(&err, "measure.Following")
	return store.Read(ctx, k.db, func(tx *store.Tx) ([]id.ID, error) {
		return store.Collect(ctx, tx, store.Value[id.ID], `select person from measure_life where person > $1 order by person limit $2`, after, limit)
	})
}

// Reckon folds the lives of a span again from their extracts, see extract.Reader. Lives without one are in no count: Lives
// tells how many there are.
func (k *Desk) Reckon(ctx context.Context, s extract.Span) (_ extract.Reckoned, err error) {
	defer errs.Wrap(&err, "measure.Reckon")
	return (&extract.Reader{DB: k.db, Vault: k.vault, Rules: k.rules}).Reckon(ctx, s)
}

// Count is how many lives the house keeps.
func (k *Desk) Count(ctx context.Context) (_ int, err error) {
	defer errs.Wrap(&err, "measure.Count")
	return store.Read(ctx, k.db, func(tx *store.Tx) (int, error) {
		return store.One(ctx, tx, store.Value[int], `select count(*) from measure_life`)
	})
}

// extracted writes what the clock needs of a life that was loaded.
func (k *Desk) extracted(ctx context.Context, tx *store.Tx, l Life) error {
	c := l.Case(l.who, tx.Now())
	return extract.Keep(ctx, tx, k.vault, l.Person, &c)
}

// Extract makes the extracts of lives that have none that this program reads: a house that is older than it. It returns how
// many it made; call it again while that is the limit.
func (k *Desk) Extract(ctx context.Context, limit int) (_ int, err error) {
	defer errs.Wrap(&err, "measure.Extract")
	return store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		lacking, err := extract.Lacking(ctx, tx, limit)
		if err != nil || len(lacking) == 0 {
			return 0, err
		}
		if err := k.policy.Check(ctx, tx, policy.MeasureRecord, policy.Resource{Kind: "measure"}); err != nil {
			return 0, err
		}
		for _, p := range lacking {
			l, _, err := k.load(ctx, tx, p)
			if err != nil {
				return 0, err
			}
			if err := k.extracted(ctx, tx, l); err != nil {
				return 0, err
			}
		}
		return len(lacking), audit.Record(ctx, tx, audit.Fact{Sort: audit.Computed, Room: "measure", Kind: "measure.extracted", Compartment: seal.General})
	})
}

// Reborn computes a life again whose person has another birth or sex from now on, as the consequence of an act on the person
// that was allowed. Who has no life here, and of whom the clock knew the same, is left alone.
func (k *Desk) Reborn(ctx context.Context, tx *store.Tx, p person.Person) (err error) {
	defer errs.Wrap(&err, "measure.Reborn(%s)", p.ID)
	if known, err := Known(ctx, tx, p.ID); err != nil || known == 0 {
		return err
	}
	was, behind, err := extract.Of(ctx, tx, k.vault, p.ID)
	if now := whoIs(p); err != nil || !behind && was.Person.Born == now.Born && was.Person.Sex == now.Sex {
		return err
	}
	if err := policy.Derived(tx, "measure"); err != nil {
		return err
	}
	l, who, err := k.load(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	return k.again(ctx, tx, l, who)
}

// extractAgrees holds the extract of a life against its facts.
func (k *Desk) extractAgrees(ctx context.Context, tx *store.Tx, l Life, out *Agreement) error {
	kept, behind, err := extract.Of(ctx, tx, k.vault, l.Person)
	switch {
	case errs.Is(err, "seal.broken"), errs.Is(err, "measure.extract_unreadable"), errs.Is(err, "seal.no_key"): // it was altered, or moved to a compartment that he has not
		out.Findings = append(out.Findings, Disagreement{Person: l.Person, What: "extract"})
		return nil
	case err != nil:
		return err
	case behind:
		out.Unmade++
		return nil
	}
	c := l.Case(l.who, tx.Now())
	kept.AsOf = c.AsOf
	if !slices.Equal(kept.Facts, c.Facts) || kept.Person != c.Person || kept.Settings != c.Settings || kept.Region != c.Region || kept.Facility != c.Facility {
		out.Findings = append(out.Findings, Disagreement{Person: l.Person, What: "extract"})
	}
	return nil
}

// Cases are the facts of some lives as the clock takes them, at this moment: what a measurement of the clock itself folds.
func (k *Desk) Cases(ctx context.Context, people []id.ID) (_ []term.Case, clock *term.Clock, err error) {
	defer errs.Wrap(&err, "measure.Cases")
	cases, err := store.Read(ctx, k.db, func(tx *store.Tx) (out []term.Case, err error) {
		if clock, err = k.rules.Clock(ctx, tx); err != nil {
			return nil, err
		}
		lives, err := k.Lives(ctx, tx, people)
		if err != nil {
			return nil, err
		}
		who, err := k.persons.Load(ctx, tx, people)
		for _, p := range slices.Sorted(slices.Values(people)) {
			if l, ok := lives[p]; ok {
				out = append(out, l.Case(whoIs(who[p]), tx.Now()))
			}
		}
		return out, err
	})
	return cases, clock, err
}
