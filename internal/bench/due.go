package bench

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/bench/gauge"
	"guitu/internal/domain/measure/extract"
	"guitu/internal/domain/term"
)

// dues are the lines of the legal clock.
func dues() []taking {
	return []taking{
		{[]string{"due.fold", "due.plain"}, fold},
		{[]string{"due.store", "due.all"}, recompute},
	}
}

// fold folds lives in memory, on one core.
func fold(ctx context.Context, h *house) ([]Figure, error) {
	people, err := h.anybody(ctx, 2000)
	if err != nil {
		return nil, err
	}
	cases, law, err := h.Measure.Cases(ctx, ids(people))
	if err != nil || len(cases) == 0 {
		return nil, errors.Join(err, errors.New("there are no lives"))
	}
	facts := 0
	for _, c := range cases {
		facts += len(c.Facts)
	}
	lives := folded(h.now, h.each, law, cases)
	lives.Note = fmt.Sprintf("%.1f facts a life", float64(facts)/float64(len(cases)))
	return []Figure{lives, folded(h.now, h.each, law, []term.Case{plain()})}, nil
}

func folded(now clock.Clock, long time.Duration, law *term.Clock, cases []term.Case) (f Figure) {
	w, a, episodes := term.NewFolder(law), new(term.Answer), 0
	start, work := now(), gauge.Worked()                              // of one core: what the processor did for others is not in it
	for once := true; once || now().Sub(start) < long; once = false { // also where others had the core all that time
		for range 1 + 2000/len(cases) {
			for i := range cases {
				w.Fold(&cases[i], a)
				episodes += len(a.Measures)
			}
		}
	}
	f.Value = float64(episodes) / (gauge.Worked() - work).Seconds() / 1e6
	return f
}

// plain is an ordinary isolation that has ended: decided, taken over, noticed, certified, released.
func plain() term.Case {
	on := func(t term.Type, y, m, d int) term.Fact { return term.OnDay(t, civil.On(y, time.Month(m), d)) }
	decided := on(term.CIDecided, 2023, 5, 20)
	decided.By, decided.Ground = term.County, term.Severe
	return term.Case{AsOf: civil.On(2026, 6, 1).Start(), Facts: []term.Fact{
		decided, on(term.PSAdmitted, 2023, 5, 20), on(term.JAAdmitted, 2023, 9, 1), on(term.ReleaseNoticed, 2025, 5, 15),
		on(term.CertificateIssued, 2025, 5, 19), on(term.Released, 2025, 5, 19),
	}}
}

// recompute folds every life of the house from the store, a reader a core.
func recompute(ctx context.Context, h *house) ([]Figure, error) {
	spans, err := h.Measure.Shares(ctx, runtime.GOMAXPROCS(0))
	if err != nil {
		return nil, err
	}
	got, wrong := make([]extract.Reckoned, len(spans)), make([]error, len(spans))
	start, work := h.now(), gauge.Worked()
	var wg sync.WaitGroup
	for i, s := range spans {
		wg.Go(func() { got[i], wrong[i] = h.Measure.Reckon(ctx, s) })
	}
	wg.Wait()
	took := h.now().Sub(start)
	if err := errors.Join(wrong...); err != nil {
		return nil, err
	}
	var all extract.Reckoned
	for _, r := range got {
		all.Add(r)
	}
	if lives, err := h.Measure.Count(ctx); err != nil || all.All() != lives || all.Behind > 0 {
		return nil, errors.Join(err, fmt.Errorf("of %d lives %d have an extract, %d of them of another program", lives, all.All(), all.Behind))
	}
	f := Figure{Value: float64(all.Episodes) / took.Seconds(), Errors: all.Off, Note: fmt.Sprintf("%d lives, %d episodes, %d dates; %.0f episodes a second of one core", all.Lives, all.Episodes, all.Dates, float64(all.Episodes)/(gauge.Worked()-work).Seconds())}
	if all.Off > 0 {
		f.Wrong = "a state or a last day is another than the file says"
	}
	return []Figure{f, {Value: took.Seconds(), Errors: all.Off, Wrong: f.Wrong}}, nil
}

func ids(people []someone) []id.ID {
	out := make([]id.ID, len(people))
	for i, p := range people {
		out[i] = p.id
	}
	return out
}
