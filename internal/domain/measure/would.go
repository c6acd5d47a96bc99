package measure

import (
	"context"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// Would tells what the clock would say of facts that nobody has recorded yet: what it would refuse, then what it would warn
// of. It writes nothing; it is for who must know before he acts.
func (k *Desk) Would(ctx context.Context, tx *store.Tx, p id.ID, facts ...term.Fact) (out []term.Finding, err error) {
	a, first, err := k.with(ctx, tx, p, facts...)
	for _, f := range slices.Concat(a.Refused, a.Warnings) {
		if f.Fact >= first {
			out = append(out, f)
		}
	}
	return out, err
}

// EndWith is the last day that the term would have with facts that nobody has recorded yet, zero where nobody could know it.
func (k *Desk) EndWith(ctx context.Context, tx *store.Tx, p id.ID, facts ...term.Fact) (civil.Date, error) {
	a, _, err := k.with(ctx, tx, p, facts...)
	return endOf(&a), err
}

// with folds a life with facts that nobody has recorded; first is the place of the first of them.
func (k *Desk) with(ctx context.Context, tx *store.Tx, p id.ID, facts ...term.Fact) (a term.Answer, first int, err error) {
	l, who, err := k.load(ctx, tx, p)
	if err != nil {
		return a, 0, err
	}
	first = len(l.Events)
	for _, x := range facts {
		l.Events = append(l.Events, l.event(ctx, tx, Recording{Fact: x}))
	}
	a, err = k.fold(ctx, tx, l, who)
	return a, first, err
}
