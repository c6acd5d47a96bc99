package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"time"

	"guitu/internal/app"
	"guitu/internal/base/clock"
	"guitu/internal/bench/gauge"
	"guitu/internal/bench/ground"
	"guitu/internal/demo"
	"guitu/internal/platform/config"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/obs"
	"guitu/internal/platform/store"
)

// What every house of the bench is made from. A day that stays makes the same house whenever it is made; its clock goes on
// from there, by the machine's.
const (
	seed     = 1
	madeFor  = "2026-03-02"
	form     = 3      // of what the bench itself adds
	mostHere = 15_000 // people in custody at once, however many were released
)

// house is an open house with its doors open.
type house struct {
	*app.House
	plot     *ground.Plot
	now      clock.Clock // the machine's
	base     string      // address of its pages
	each     time.Duration
	officers map[string]*officer
	end      func() error
}

// events is a log as a serving house writes it, with the work of writing it.
func events(to io.Writer) *slog.Logger {
	if to == nil {
		to = io.Discard
	}
	return obs.Logger(to, "json", "info")
}

// what says what a house of a size is made from.
func what(engine store.Engine, size int) ground.What {
	return ground.What{Engine: engine, Size: size, Inside: min(size/9, mostHere), Seed: seed, Day: madeFor, Schema: store.Fingerprint(), Form: form}
}

// house makes the house of an engine and size unless it stands, opens it and measures all lines.
func (b *bench) house(ctx context.Context, engine store.Engine, size int) error {
	h, fresh, err := b.standing(ctx, engine, size)
	if err != nil {
		return err
	}
	plot := h.plot
	r := Result{Engine: engine, Size: size, Made: plot.Made, Fresh: fresh, Figures: map[string]Figure{}}
	err = b.measured(ctx, h, &r)
	if err == nil && engine == store.SQLite && size == slices.Max(b.Sizes) {
		err = b.beside(ctx, h)
	}
	b.report.Results = append(b.report.Results, r)
	return errors.Join(err, h.end())
}

// standing opens a house, and makes it first where it is not there.
func (b *bench) standing(ctx context.Context, engine store.Engine, size int) (h *house, fresh bool, err error) {
	plot := ground.At(b.Folder, what(engine, size))
	stands, err := plot.Stands()
	if err != nil {
		return nil, false, err
	}
	if err := b.address(ctx, plot, !stands); err != nil {
		return nil, false, err
	}
	if !stands {
		if err := b.make(ctx, plot); err != nil {
			return nil, false, err
		}
	}
	h, err = b.open(ctx, plot)
	return h, !stands, err
}

// address finds the database of a house, and starts the server first.
func (b *bench) address(ctx context.Context, plot *ground.Plot, fresh bool) (err error) {
	if plot.Engine != store.Postgres {
		return nil
	}
	if b.cluster == nil {
		b.say("starting PostgreSQL")
		if b.cluster, err = ground.Start(filepath.Join(b.Folder, "cluster"), b.Database); err != nil {
			return err
		}
	}
	plot.URL, err = b.cluster.Database(ctx, fmt.Sprintf("guitu_%d", plot.Size), fresh)
	return err
}

func settings(plot *ground.Plot) config.Config {
	c := config.Default()
	c.Data, c.Database, c.Listen, c.Drain = plot.Folder, plot.URL, "127.0.0.1:0", time.Minute // a connection that never asked anything holds a server for five seconds
	c.Rate = 0                                                                                // a handful of officers ask for a whole province
	return c
}

// make makes the house by the bulk path, and adds the one file with a long story.
func (b *bench) make(ctx context.Context, plot *ground.Plot) error {
	b.say("making %d people on %s (once)", plot.Size, plot.Engine)
	if err := plot.Clear(); err != nil {
		return err
	}
	stop, err := b.profile(fmt.Sprintf("%s-%d-make", plot.Engine, plot.Size))
	if err != nil {
		return err
	}
	err = b.fill(ctx, plot)
	return errors.Join(err, stop())
}

func (b *bench) fill(ctx context.Context, plot *ground.Plot) error {
	start, worked, told := b.Clock(), gauge.Worked(), 0
	progress := func(done, of int) {
		if tenth := done * 10 / of; tenth > told {
			told = tenth
			b.say("  %d0 %% after %s", tenth, b.Clock().Sub(start).Round(time.Second))
		}
	}
	c := settings(plot)
	d := app.Demo{Seed: plot.Seed, Day: plot.Day, Size: plot.Size, Inside: plot.Inside, Plain: true, Progress: progress}
	if _, err := app.MakeDemo(ctx, c, d, app.Options{Log: b.log()}); err != nil {
		return err
	}
	day, err := app.ClockOn(plot.Day)
	if err != nil {
		return err
	}
	h, err := app.Open(ctx, c, app.Options{Clock: day, Log: b.log()})
	if err != nil {
		return err
	}
	if err := errors.Join(longStory(ctx, h), numbered(ctx, h), h.Close(), ground.Settle(ctx, plot)); err != nil {
		return err
	}
	plot.Took, plot.Made.Made, plot.Work = b.Clock().Sub(start), b.Clock(), gauge.Worked()-worked
	plot.Until = day().Add(9 * time.Hour)
	return plot.Mark()
}

// numbered lets the log be numbered and signed to its end, as the serving house does all the time.
func numbered(ctx context.Context, h *app.House) error {
	for {
		n, err := h.Ledger.Step(ctx)
		if n == 0 || err != nil {
			return err
		}
	}
}

// open opens a house and its doors. Its clock goes on where it was left: a code of a second factor counts once.
func (b *bench) open(ctx context.Context, plot *ground.Plot) (*house, error) {
	start, from := b.Clock(), plot.Until.Add(time.Minute)
	plot.Until = from.Add(time.Minute)
	if err := plot.Mark(); err != nil {
		return nil, err
	}
	now := func() time.Time { return from.Add(b.Clock().Sub(start)) }
	opened, err := app.Open(ctx, settings(plot), app.Options{Clock: now, Log: b.log()})
	if err != nil {
		return nil, err
	}
	serving, stop := context.WithCancel(ctx)
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- opened.Serve(serving, func(address string) { ready <- address }) }()
	h := &house{House: opened, plot: plot, now: b.Clock, each: b.Each, officers: map[string]*officer{}}
	h.end = func() error {
		stop()
		err := errors.Join(<-ended, opened.Close())
		plot.Until = now()
		return errors.Join(err, plot.Mark())
	}
	select {
	case address := <-ready:
		h.base = "http://" + address
		return h, nil
	case err := <-ended:
		stop()
		return nil, errors.Join(err, opened.Close())
	}
}

// measured measures the lines of a house, and how much it takes.
func (b *bench) measured(ctx context.Context, h *house, r *Result) (err error) {
	how, err := h.DB.Durability(ctx)
	if err != nil {
		return err
	}
	r.Durable = how.String()
	if r.Disk, err = b.disk(ctx, h.plot); err != nil {
		return err
	}
	b.say("%s, %d people: %s", r.Engine, r.Size, r.Durable)
	if err := b.calm(ctx, h); err != nil {
		return err
	}
	for _, m := range measures() {
		if !b.wanted(m.keys) {
			continue
		}
		stop, err := b.profile(fmt.Sprintf("%s-%d-%s", r.Engine, r.Size, m.keys[0]))
		if err != nil {
			return err
		}
		runtime.GC() // what the line before left is not this one's
		figures, err := m.take(ctx, h)
		if err := errors.Join(err, stop()); err != nil {
			return fmt.Errorf("%s: %w", m.keys[0], err)
		}
		for i, f := range figures {
			r.Figures[m.keys[i]] = f
			b.say("  %s", told(m.keys[i], f))
		}
	}
	return nil
}

// calm waits until that work of a night is done which a house catches up with when it opens: it belongs to no line. Between two
// jobs none may be due for a moment.
func (b *bench) calm(ctx context.Context, h *house) error {
	start := b.Clock()
	for quiet := 0; quiet < 3; quiet++ {
		pause(ctx, 500*time.Millisecond)
		s, err := store.Read(ctx, h.DB, func(tx *store.Tx) (jobs.Standing, error) { return jobs.Stands(ctx, tx) })
		if err != nil {
			return err
		}
		if s.Waiting+s.Running > 0 {
			quiet = -1
		}
	}
	b.say("  the work of the night is done after %s", b.Clock().Sub(start).Round(100*time.Millisecond))
	return nil
}

func (b *bench) disk(ctx context.Context, plot *ground.Plot) (int64, error) {
	if plot.Engine == store.Postgres {
		return ground.Size(ctx, plot.URL)
	}
	return ground.Disk(plot.Folder)
}

// profile takes a processor profile of what follows, where they are wanted, and one of what the process has allocated until
// then, since its start: with one line alone that is the line's.
func (b *bench) profile(name string) (stop func() error, err error) {
	if b.Profiles == "" {
		return func() error { return nil }, nil
	}
	if err := os.MkdirAll(b.Profiles, 0o755); err != nil {
		return nil, err
	}
	f, err := os.Create(filepath.Join(b.Profiles, name+".pprof"))
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		m, err := os.Create(filepath.Join(b.Profiles, name+".allocs.pprof"))
		if err != nil {
			return errors.Join(err, f.Close())
		}
		return errors.Join(f.Close(), pprof.Lookup("allocs").WriteTo(m, 0), m.Close())
	}, nil
}

// account is a demo officer's, by its name.
func (h *house) account(called string) (demo.Account, error) {
	all, err := h.DemoAccounts()
	if err != nil {
		return demo.Account{}, err
	}
	for _, a := range all {
		if a.Account == called {
			return a, nil
		}
	}
	return demo.Account{}, fmt.Errorf("nobody in this house is %s", called)
}
