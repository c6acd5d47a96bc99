package obs

import (
	"context"
	"slices"
	"sync"
	"time"

	"guitu/internal/base/errs"
)

// Patience is how long a single check may take before it counts as failed.
const Patience = 2 * time.Second

// Check tells whether a part of the house can do its work now: nil, or why not. It must heed its context.
type Check func(context.Context) error

// Health knows the parts of the house that can fail by themselves. The zero value is ready to use.
type Health struct {
	mu       sync.Mutex
	parts    []part
	draining bool
}

type part struct {
	name  string
	check Check
}

// State is one part's answer: Code is "" when it is well.
type State struct {
	Part string
	Code string
}

// Report is the answer of all parts. Ready means: send requests here.
type Report struct {
	Ready bool
	Parts []State
}

// Watch adds a part, such as "store". Two parts of one name are a mistake of the program and panic.
func (h *Health) Watch(name string, c Check) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if slices.ContainsFunc(h.parts, func(p part) bool { return p.name == name }) {
		panic("obs: two parts are called " + name)
	}
	h.parts = append(h.parts, part{name, c})
}

// Drain makes every later Report not ready: the process is stopping, requests belong elsewhere.
func (h *Health) Drain() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.draining = true
}

// Report asks every part at once. Parts answer in the order they were added; a draining house is not ready
// although its parts are well.
func (h *Health) Report(ctx context.Context) Report {
	h.mu.Lock()
	parts, draining := slices.Clone(h.parts), h.draining
	h.mu.Unlock()

	r := Report{Ready: !draining, Parts: make([]State, len(parts))}
	var wg sync.WaitGroup
	for i, p := range parts {
		wg.Go(func() {
			r.Parts[i] = State{Part: p.name, Code: ask(ctx, p.check)}
		})
	}
	wg.Wait()
	for _, s := range r.Parts {
		r.Ready = r.Ready && s.Code == ""
	}
	return r
}

// ask gives the code of what is wrong, or "". A check that does not heed its context is left behind.
func ask(ctx context.Context, c Check) string {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- c(ctx) }()
	select {
	case err := <-done:
		return errs.CodeOf(err)
	case <-ctx.Done():
		return "obs.no_answer"
	}
}
