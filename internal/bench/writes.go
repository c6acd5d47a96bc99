package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/bench/gauge"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// writes are the lines of acts. The one that is repeated is to tick off a duty with what proves it, and to open it again: a
// form with its key, policy with the role that owes it, a version, a sealed proof, a fact of the log. The duty is as it was
// after it; what was said of it stays and is read with it, so there are many duties and each is met seldom.
func writes() []taking {
	return []taking{
		{[]string{"write.paced"}, paced},
		{[]string{"write.pages"}, throughPages},
		{[]string{"write.desk"}, atTheDesk},
		{[]string{"write.fact"}, facts},
	}
}

// owed is a duty that one worker ticks off and opens again.
type owed struct {
	id      id.ID
	about   id.ID // whose it is
	version int64
	done    bool
}

// callers is how many act at once where a line goes as fast as it can, and many how many duties they share.
const (
	callers = 64
	many    = 2048
)

// shared is how many act at once on some duties, and whose duty a worker's n-th act is about.
func shared(all []*owed) (workers int, mine func(w, n int) *owed) {
	workers = min(callers, len(all))
	return workers, func(w, n int) *owed {
		own := (len(all) - w + workers - 1) / workers
		return all[w+workers*(n%own)]
	}
}

// factsFor is how long facts are recorded at most: they stay, and a file that grows with every run is another file.
const (
	factsFor = 2 * time.Second
	writers  = 16
)

// duties finds duties of the assessor that may be done now, one a worker.
func (h *house) duties(o *officer, most int) ([]*owed, error) {
	var out []*owed
	for after := ""; len(out) < most; {
		got, err := h.Census.Duties(o.ctx, census.Owing{State: string(duty.Pending)}, store.Page{After: after, Limit: 500, Uncounted: true})
		if err != nil {
			return nil, err
		}
		for _, d := range got.Rows {
			if len(out) == most || d.Owner != "assessor" || d.Paper || d.NotBefore.After(h.Today()) {
				continue
			}
			if k, _ := duty.KindOf(duty.Code(d.Code)); k.Fact != "" || k.Case {
				continue // a fact discharges it
			}
			version, err := h.version(o.ctx, d.ID)
			if err != nil {
				return nil, err
			}
			out = append(out, &owed{id: d.ID, about: d.Subject, version: version})
		}
		if after = got.Next; after == "" {
			break
		}
	}
	if len(out) == 0 {
		return nil, errors.New("there is no duty to tick off")
	}
	return out, nil
}

func (h *house) version(ctx context.Context, d id.ID) (int64, error) {
	got, err := store.Read(ctx, h.DB, func(tx *store.Tx) (duty.Duty, error) { return duty.Get(ctx, tx, d) })
	return got.Version, err
}

// turn does the duty or opens it again, by whatever way.
func (d *owed) turn(act func(d *owed) error) error {
	if err := act(d); err != nil {
		return err
	}
	d.version++
	d.done = !d.done
	return nil
}

// posted acts through the pages.
func posted(ctx context.Context, o *officer, d *owed) error {
	path, form := "/duties/"+string(d.id)+"/done", url.Values{
		"_key": {string(store.NewKey())}, "version": {strconv.FormatInt(d.version, 10)}, "words": {"谈话后评估完成，结论入卷"}, "back": {"/"},
	}
	if d.done {
		path = "/duties/" + string(d.id) + "/reopen"
	}
	return o.judged(ctx, http.MethodPost, path, form, func(p page) error {
		if p.status != http.StatusSeeOther || p.location != "/" {
			return wrong("POST "+path, p)
		}
		return nil
	})
}

// leave opens again what is done when the measuring ends, so that the next run finds the house as it was.
func leave(all []*owed, act func(*owed) error) error {
	for _, d := range all {
		if d.done {
			if err := d.turn(act); err != nil {
				return err
			}
		}
	}
	return nil
}

// pool lends duties to workers: an open load has more workers than are busy.
type pool struct{ free chan *owed }

func newPool(all []*owed) pool {
	p := pool{make(chan *owed, len(all))}
	for _, d := range all {
		p.free <- d
	}
	return p
}

func (p pool) turn(act func(*owed) error) error {
	d := <-p.free
	defer func() { p.free <- d }()
	return d.turn(act)
}

// paced sends 200 acts a second and does not wait for answers.
func paced(ctx context.Context, h *house) ([]Figure, error) {
	return h.acting(ctx, func(o *officer, all []*owed) gauge.Run {
		p := newPool(all)
		return gauge.Open(ctx, h.now, gauge.Pace{Rate: 200, Long: h.each, Workers: min(callers, len(all))}, func(ctx context.Context, _, _ int) error {
			return p.turn(func(d *owed) error { return posted(ctx, o, d) })
		})
	}, times)
}

func throughPages(ctx context.Context, h *house) ([]Figure, error) {
	return h.acting(ctx, func(o *officer, all []*owed) gauge.Run {
		workers, mine := shared(all)
		return gauge.Closed(ctx, h.now, workers, h.each, func(ctx context.Context, w, n int) error {
			return mine(w, n).turn(func(d *owed) error { return posted(ctx, o, d) })
		})
	}, rate)
}

// atTheDesk acts without pages: what the store, policy, the log and the duties bear by themselves.
func atTheDesk(ctx context.Context, h *house) ([]Figure, error) {
	got, err := h.acting(ctx, func(o *officer, all []*owed) gauge.Run {
		workers, mine := shared(all)
		return gauge.Closed(ctx, h.now, workers, h.each, func(_ context.Context, w, n int) error {
			return mine(w, n).turn(func(d *owed) error {
				if d.done {
					return h.Duty.Reopen(o.ctx, store.NewKey(), d.id, d.version, "再评")
				}
				return h.Duty.Done(o.ctx, store.NewKey(), d.id, d.version, duty.Draft{Words: "谈话后评估完成，结论入卷"})
			})
		})
	}, rate)
	if err != nil {
		return nil, err
	}
	how, err := h.DB.Durability(ctx)
	got[0].Note += "; " + how.String()
	return got, err
}

// acting runs something with the assessor and his duties, and leaves them as they were.
func (h *house) acting(ctx context.Context, run func(*officer, []*owed) gauge.Run, figure func(gauge.Run) Figure) ([]Figure, error) {
	o, err := h.as(ctx, "assessor")
	if err != nil {
		return nil, err
	}
	all, err := h.duties(o, many)
	if err != nil {
		return nil, err
	}
	before := h.tally()
	f := figure(run(o, all))
	f.Note = fmt.Sprintf("%d duties; %s", len(all), h.tally().since(before, f.Calls))
	if f.Errors > 0 {
		return []Figure{f}, nil // what a duty's state is now is not known
	}
	return []Figure{f}, leave(all, func(d *owed) error { return posted(ctx, o, d) })
}

// facts records one more day of work of people of a brigade, each by one worker.
func facts(ctx context.Context, h *house) ([]Figure, error) {
	o, err := h.as(ctx, "case_officer")
	if err != nil {
		return nil, err
	}
	people, err := h.seen(o.ctx, census.Filter{State: law.InFacility.String()}, census.ByEnd, 100)
	if err != nil || len(people) == 0 {
		return nil, errors.Join(err, errors.New("nobody is here"))
	}
	var mu sync.Mutex
	versions := map[id.ID]int64{}
	for _, p := range people {
		if versions[p.id], err = store.Read(ctx, h.DB, func(tx *store.Tx) (int64, error) { return measure.Known(ctx, tx, p.id) }); err != nil {
			return nil, err
		}
	}
	r := gauge.Closed(ctx, h.now, min(writers, len(people)), min(h.each, factsFor), func(ctx context.Context, w, n int) error {
		p := people[w+writers*(n%((len(people)-w+writers-1)/writers))].id // his own, so that no two act on one file
		mu.Lock()
		version := versions[p]
		mu.Unlock()
		if err := o.records(ctx, h, p, version); err != nil {
			return err
		}
		mu.Lock()
		versions[p] = version + 1
		mu.Unlock()
		return nil
	})
	return []Figure{rate(r)}, nil
}

func (o *officer) records(ctx context.Context, h *house, p id.ID, version int64) error {
	at := "/people/" + string(p)
	got, err := o.post(ctx, at+"/record", url.Values{
		"_key": {string(store.NewKey())}, "type": {term.Work.String()}, "at": {h.today(0)}, "hours": {"0.01"}, "version": {fmt.Sprint(version)},
	})
	if err == nil && got.status != http.StatusSeeOther {
		err = wrong("POST "+at+"/record", got)
	}
	return err
}
