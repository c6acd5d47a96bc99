package ending

import (
	"context"
	"maps"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/leaving"
	"guitu/internal/domain/paper"
	"guitu/internal/platform/store"
)

// Readiness is what lists know of a release: its case, where it has begun, and what clock and papers say beside it.
type Readiness struct {
	Case       journey.Case
	Begun      bool
	end, today civil.Date
	noticed    bool         // nobody owes the notice to the organ any more, for it was recorded by hand
	old        []paper.Kind // the notices that state another day
}

// Ends are the last days of the terms of some people.
type Ends map[id.ID]civil.Date

// Releases reads how far the releases of some people are.
func Releases(ctx context.Context, tx *store.Tx, k *journey.Desk, ends Ends) (map[id.ID]Readiness, error) {
	people := slices.Sorted(maps.Keys(ends))
	cases, err := k.Led(ctx, tx, affair.Release, people)
	if err != nil {
		return nil, err
	}
	owed, err := duty.PendingOf(ctx, tx, "ci.release.notice", people)
	if err != nil {
		return nil, err
	}
	var open []id.ID
	for _, c := range cases {
		open = append(open, c.ID)
	}
	old, err := paper.OldIn(ctx, tx, open)
	out := make(map[id.ID]Readiness, len(ends))
	for p, end := range ends {
		c, begun := cases[p]
		out[p] = Readiness{c, begun, end, tx.Today(), !owed[p], old[c.ID]}
	}
	return out, err
}

// Lacks are the steps of which lists speak that nobody has done yet, or that are to be done again: the term has moved, a notice
// tells another day, an officer looked at him on another day or had somebody else before him.
func (x Readiness) Lacks() (out []string) {
	for _, n := range releaseSpeaks {
		e, did := x.Case.Last(n)
		again := slices.ContainsFunc(x.old, func(k paper.Kind) bool { return leaving.TellsBy(k, n) })
		switch {
		case !did:
			again = again || n != "notice" || !x.noticed
		case n == "term":
			again = e.Answers.Day("end") != x.end
		case n == "first" || n == "second":
			again = journey.DayOf(e) != x.today || e.Answers.Says("face", "different")
		}
		if again {
			out = append(out, n)
		}
	}
	return out
}
