package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"guitu/internal/bench/gauge"
	"guitu/internal/domain/census"
)

// loads are the lines of many officers at once.
func loads() []taking {
	return []taking{
		{[]string{"mixed.rate", "mixed.p95"}, mixed},
		{[]string{"spike.errors", "spike.back"}, spike},
	}
}

// mixers is how many officers ask at once, each when he has his answer.
const mixers = 32

// mix is a morning: of twenty requests sixteen look at something, three search, one writes.
type mix struct {
	duty, cases, assess *officer
	people              []someone
	acts                pool
	all                 []*owed
}

func (h *house) mix(ctx context.Context) (m mix, err error) {
	for name, into := range map[string]**officer{"duty_officer": &m.duty, "case_officer": &m.cases, "assessor": &m.assess} {
		if *into, err = h.as(ctx, name); err != nil {
			return m, err
		}
	}
	if m.people, err = h.seen(m.duty.ctx, census.Filter{}, census.ByAdmitted, 150); err != nil {
		return m, err
	}
	if len(m.people) < 2 {
		return m, errors.New("nobody is in the first brigade")
	}
	m.people = m.people[1:] // the first has the long file, which nobody else has
	if m.all, err = h.duties(m.assess, many); err != nil {
		return m, err
	}
	m.acts = newPool(m.all)
	// Their files are no files of a usual day any more: what was said at each ticking off stands in them.
	others := slices.DeleteFunc(slices.Clone(m.people), func(p someone) bool {
		return slices.ContainsFunc(m.all, func(d *owed) bool { return d.about == p.id })
	})
	if len(others) > 0 {
		m.people = others
	}
	for i := range m.people { // who has no identity number, or no reading, is searched by his name
		m.people[i].number, m.people[i].pinyin = cmp.Or(m.people[i].number, m.people[i].name), cmp.Or(m.people[i].pinyin, m.people[i].name)
	}
	return m, nil
}

// ask is the n-th request of a worker.
func (m mix) ask(ctx context.Context, w, n int) error {
	k, who := n+w*7, m.people[(n*13+w*29)%len(m.people)]
	switch at := k % 20; {
	case at == 0:
		return m.acts.turn(func(d *owed) error { return posted(ctx, m.assess, d) })
	case at == 1:
		return m.duty.finds(ctx, who.number, who)
	case at == 2:
		return m.duty.finds(ctx, who.name, who)
	case at == 3:
		return m.cases.finds(ctx, who.pinyin, who)
	case at < 8:
		return m.duty.shows(ctx, "/", "</main>")
	case at < 12:
		return m.cases.shows(ctx, "/people", "</main>")
	}
	return m.duty.shows(ctx, "/people/"+string(who.id), who.name)
}

func (m mix) leave(ctx context.Context) error {
	return leave(m.all, func(d *owed) error { return posted(ctx, m.assess, d) })
}

func mixed(ctx context.Context, h *house) ([]Figure, error) {
	m, err := h.mix(ctx)
	if err != nil {
		return nil, err
	}
	before := h.tally()
	r := gauge.Closed(ctx, h.now, mixers, 2*h.each, m.ask)
	fast, slow := rate(r), times(r)
	fast.Note = h.tally().since(before, fast.Calls)
	if r.Errors > 0 {
		return []Figure{fast, slow}, nil
	}
	return []Figure{fast, slow}, m.leave(ctx)
}

// spike asks at a fifth of what the pages bear, then five times as often, then as before, and looks how soon the answers
// come as before.
func spike(ctx context.Context, h *house) ([]Figure, error) {
	m, err := h.mix(ctx)
	if err != nil {
		return nil, err
	}
	most := gauge.Closed(ctx, h.now, mixers, h.each, m.ask).Rate()
	at := func(rate float64, long time.Duration) gauge.Run {
		return gauge.Open(ctx, h.now, gauge.Pace{Rate: rate, Long: long, Workers: 256}, m.ask)
	}
	before := at(most/5, 2*h.each)
	during := at(most, 2*h.each)
	back := h.now()
	limit := max(before.Quantile(0.95)*12/10, before.Quantile(0.95)+time.Millisecond)
	recovered := Figure{Note: fmt.Sprintf("p95 before %s", short(before.Quantile(0.95)))}
	errs := during.Errors
	for {
		now := at(most/5, time.Second)
		errs += now.Errors
		recovered.Value = h.now().Sub(back).Seconds()
		if now.Quantile(0.95) <= limit || recovered.Value > 60 {
			recovered.Note += fmt.Sprintf(", after %s", short(now.Quantile(0.95)))
			break
		}
	}
	f := of(during)
	f.Value = 100 * float64(errs) / float64(max(1, during.Calls()))
	f.Note = fmt.Sprintf("%.0f/s, then %.0f/s", most/5, most)
	if errs > 0 {
		return []Figure{f, recovered}, nil
	}
	return []Figure{f, recovered}, m.leave(ctx)
}
