package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/bench/gauge"
	"guitu/internal/bench/peer"
	"guitu/internal/domain/census"
	"guitu/internal/domain/person"
	"guitu/internal/platform/store"
)

// beside asks the other program the same of the same people, with the same client on the same machine in the same run:
// PocketBase, with its access rules on and somebody signed in. Both answer JSON; ours with
// policy, audit and seals, as the least privileged officer who may. What the same takes through our pages stands below.
func (b *bench) beside(ctx context.Context, h *house) error {
	if !b.wanted(both) {
		return nil
	}
	if _, err := os.Stat(b.Peer); b.Peer == "" || err != nil {
		b.say("nothing stands beside: the peer was not built")
		return nil
	}
	ours, err := h.counterpart(ctx)
	if err != nil {
		return err
	}
	pages, err := h.throughPages(ctx)
	if err != nil {
		return err
	}
	folder := filepath.Join(b.Folder, fmt.Sprintf("peer-%d", h.plot.Size))
	people := folder + ".jsonl"
	if err := h.give(ctx, people); err != nil {
		return err
	}
	for _, run := range []struct{ sync, suffix string }{{"FULL", ""}, {"NORMAL", ".shipped"}} {
		b.say("beside: PocketBase, %s", run.sync)
		err := b.peer(ctx, folder, run.sync, people, func(its []side, pragma string) error {
			for i, key := range both {
				stop, err := b.profile(key + run.suffix)
				if err != nil {
					return err
				}
				got := b.turns(ctx, its[i], ours[i], pages[i])
				if err := stop(); err != nil {
					return err
				}
				b.keep(key+run.suffix, ratio(got[1], got[0], pragma))
				b.keep(key+".page"+run.suffix, ratio(got[2], got[0], pragma))
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// peer starts the other program, lets it be asked, and stops it.
func (b *bench) peer(ctx context.Context, folder, sync, people string, ask func(its []side, pragma string) error) (err error) {
	at, err := freePort(ctx)
	if err != nil {
		return err
	}
	some, err := peer.Sample(people)
	if err != nil {
		return err
	}
	a, err := peer.Start(ctx, b.Log, b.Peer, folder, at, sync, people)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Stop()) }()
	client, address := a.Health()
	for n := 0; !healthy(ctx, client, address); n++ {
		if n > 5000 {
			return errors.New("the peer does not answer")
		}
		pause(ctx, 2*time.Millisecond)
	}
	if err := a.SignIn(ctx); err != nil {
		return err
	}
	var its []side
	for _, try := range a.Tries(some, func(n int) peer.Record {
		d := relative(n)
		return peer.Record{Name: d.Name, Phone: d.Phone, Pinyin: "qinshu"}
	}) {
		its = append(its, side{try, a.Worked})
	}
	return ask(its, a.Pragma)
}

// A side is one who is asked, with how long the processor has worked for it beyond this process; nil of ours.
type side struct {
	try    gauge.Try
	worked func() time.Duration
}

// turns asks several sides the same, in turns of a quarter: what others do on the machine meanwhile falls on all alike.
func (b *bench) turns(ctx context.Context, sides ...side) []gauge.Run {
	const quarters = 4
	out := make([]gauge.Run, len(sides))
	for quarter := range quarters {
		for i, s := range sides {
			before := time.Duration(0)
			if s.worked != nil {
				before = s.worked()
			}
			run := gauge.Closed(ctx, b.Clock, askers, b.Each/quarters, func(ctx context.Context, w, n int) error {
				return s.try(ctx, w, quarter*100_000+n)
			})
			if s.worked != nil {
				run.Work += s.worked() - before
			}
			out[i] = out[i].And(run)
		}
	}
	return out
}

// both are the lines of what both do, in the order of their runs.
var both = []string{"peer.create", "peer.read", "peer.list", "peer.search"}

// ratio is ours against its, with the work of the processor that each takes a call: both with the same client.
func ratio(ours, its gauge.Run, pragma string) Figure {
	f := Figure{
		Errors: ours.Errors + its.Errors,
		Note:   fmt.Sprintf("ours %.0f/s (%s of work a call), its %.0f/s (%s; %s)", ours.Rate(), worked(ours), its.Rate(), worked(its), pragma),
	}
	if its.Rate() > 0 {
		f.Value = ours.Rate() / its.Rate()
	}
	for _, r := range []gauge.Run{its, ours} {
		if r.First != nil {
			f.Wrong = r.First.Error()
		}
	}
	return f
}

func worked(r gauge.Run) string { return fmt.Sprintf("%.2f ms", r.Each().Seconds()*1000) }

// askers is how many ask at once, of both.
const askers = 16

// company is who asks ours, and of whom: the duty officer of his brigade, the inspector of everybody.
type company struct {
	duty, inspector *officer
	mine, all       []someone
}

func (h *house) company(ctx context.Context) (c company, err error) {
	if c.duty, err = h.as(ctx, "duty_officer"); err != nil {
		return c, err
	}
	if c.inspector, err = h.as(ctx, "bureau_inspector"); err != nil {
		return c, err
	}
	mine, err := h.seen(c.duty.ctx, census.Filter{}, census.ByAdmitted, 150)
	if err != nil || len(mine) < 2 {
		return c, errors.Join(err, errors.New("nobody is in the first brigade"))
	}
	c.mine = mine[1:] // the first has the long file
	c.all, err = h.anybody(ctx, 1000)
	return c, err
}

// counterpart is what of ours stands against create, read, list and search: the interface for machines.
func (h *house) counterpart(ctx context.Context) ([]side, error) {
	c, err := h.company(ctx)
	if err != nil {
		return nil, err
	}
	return []side{
		{try: func(ctx context.Context, w, n int) error {
			d := relative(w*1_000_000 + n)
			var made struct{ ID string }
			err := c.duty.calls(ctx, "people/"+string(c.mine[(w+n*askers)%len(c.mine)].id)+"/family", map[string]any{"name": d.Name, "relation": "friend", "phone": d.Phone, "another": true}, &made)
			if err == nil && made.ID == "" {
				err = errors.New("nobody was created")
			}
			return err
		}},
		{try: func(ctx context.Context, w, n int) error {
			who := c.mine[(w+n*7)%len(c.mine)]
			var got struct{ Name string }
			err := c.duty.calls(ctx, "people/"+string(who.id), nil, &got)
			if err == nil && got.Name != who.name {
				err = errors.New("another was read")
			}
			return err
		}},
		{try: func(ctx context.Context, _, _ int) error {
			return c.inspector.lists(ctx, "people?left=1", nil, func(l listed) bool { return len(l.People) == full && l.Total >= full })
		}},
		{try: func(ctx context.Context, w, n int) error {
			who := c.all[(w*31+n*7)%len(c.all)]
			return c.inspector.lists(ctx, "people/search", map[string]any{"text": who.name}, func(l listed) bool {
				return l.Total > full || slices.ContainsFunc(l.People, func(r row) bool { return r.ID == string(who.id) })
			})
		}},
	}, nil
}

// throughPages is the same through our pages.
func (h *house) throughPages(ctx context.Context) ([]side, error) {
	c, err := h.company(ctx)
	if err != nil {
		return nil, err
	}
	return []side{
		{try: func(ctx context.Context, w, n int) error {
			return c.duty.adds(ctx, c.mine[(w+n*askers)%len(c.mine)], askers*1_000_000+w*1_000_000+n)
		}},
		{try: func(ctx context.Context, w, n int) error {
			who := c.mine[(w+n*7)%len(c.mine)]
			return c.duty.shows(ctx, "/people/"+string(who.id), who.name)
		}},
		{try: func(ctx context.Context, _, _ int) error { return c.inspector.shows(ctx, "/people?left=1", "</main>") }},
		{try: func(ctx context.Context, w, n int) error {
			who := c.all[(w*31+n*7)%len(c.all)]
			return c.inspector.finds(ctx, who.name, who)
		}},
	}, nil
}

// listed is a page of a list, as our interface answers it.
type listed struct {
	People []row
	Total  int
}

type row struct{ ID, Name string }

func (o *officer) lists(ctx context.Context, path string, body any, right func(listed) bool) error {
	var got listed
	err := o.calls(ctx, path, body, &got)
	if err == nil && !right(got) {
		err = errors.New("a list was answered wrongly")
	}
	return err
}

// calls asks our interface for machines; with a body it posts.
func (o *officer) calls(ctx context.Context, path string, body, into any) error {
	method, raw := http.MethodGet, &bytes.Buffer{}
	if body != nil {
		method = http.MethodPost
		if err := json.NewEncoder(raw).Encode(body); err != nil {
			return err
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, o.web.base+"/api/"+path, raw)
	if err != nil {
		return err
	}
	r.Header.Set("Cookie", o.cookie)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Origin", o.web.base)
		r.Header.Set("Idempotency-Key", string(id.New()))
	}
	res, err := o.web.client.Do(r)
	if err != nil {
		return err
	}
	p, err := read(res)
	if err != nil {
		return err
	}
	if p.status/100 != 2 {
		return wrong(method+" of our interface", p)
	}
	return json.Unmarshal(p.body, into)
}

// adds enters a relative: a person with his key, tokens, versions and facts, and the link to whose he is.
func (o *officer) adds(ctx context.Context, to someone, n int) error {
	path, d := "/people/"+string(to.id)+"/family", relative(n)
	p, err := o.post(ctx, path, url.Values{
		"_key": {string(store.NewKey())}, "name": {d.Name}, "relation": {"friend"}, "phone": {d.Phone}, "another": {"true"},
	})
	if err == nil && p.status != http.StatusSeeOther {
		err = wrong("POST "+path, p)
	}
	return err
}

// give writes the people of the house into a file, a record a line, unless it is there.
func (h *house) give(ctx context.Context, path string) (err error) {
	if info, err := os.Stat(path); err == nil && !info.ModTime().Before(h.plot.Marked()) {
		return nil
	}
	// What the other program holds is of the house that stood here before.
	if err := os.RemoveAll(strings.TrimSuffix(path, ".jsonl")); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(file)
	defer func() { err = errors.Join(err, w.Flush(), file.Close()) }()
	for after := id.ID(""); ; {
		some, err := h.Measure.Following(ctx, after, 500)
		if err != nil || len(some) == 0 {
			return err
		}
		after = some[len(some)-1]
		if err := h.write(ctx, json.NewEncoder(w), some); err != nil {
			return err
		}
	}
}

func (h *house) write(ctx context.Context, to *json.Encoder, some []id.ID) error {
	found, err := store.Read(ctx, h.DB, func(tx *store.Tx) (map[id.ID]person.Person, error) { return h.Person.Load(ctx, tx, some) })
	if err != nil {
		return err
	}
	for _, p := range some {
		who := found[p]
		r := peer.Record{
			ID: peer.ID(p), Name: who.Name, Alias: strings.Join(who.Aliases, " "), Number: who.Number(), Sex: string(who.Sex), Born: who.Born.String(),
			Ethnic: string(who.Ethnic), Home: h.Person.Written(who.Home), Phone: who.Phone, Residence: h.Person.Written(who.Residence),
		}
		if err := to.Encode(r); err != nil {
			return err
		}
	}
	return nil
}
