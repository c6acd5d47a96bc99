package crash

import (
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"guitu/internal/app"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// How often the program is killed on each engine, over so many houses at once; GUITU_CRASHES asks for so many times as
// many. On PostgreSQL the next program waits some seconds until the one before counts as dead, so its houses wait together.
var plans = map[store.Engine]struct{ houses, kills int }{store.SQLite: {2, 22}, store.Postgres: {4, 2}}

// wholeEvery is after how many kills of a long run the whole house is proven: log, every row, every life. That costs more with
// every act that was kept, and what one kill broke is broken still ten kills later. What was acknowledged is looked for after
// each, and a run of the usual length proves the whole each time.
const wholeEvery = 10

func times() int {
	n, err := strconv.Atoi(os.Getenv("GUITU_CRASHES"))
	if err != nil {
		return 1
	}
	return n
}

// The program is killed while officers work, and while it starts. Whatever it had answered is there, once, with its duty
// and its trace; what it had not answered is there whole or not at all, and done once when it is sent again.
func TestKilledAtRandom(t *testing.T) {
	for _, engine := range storetest.Engines() {
		plan := plans[engine]
		for n := range plan.houses {
			t.Run(string(engine)+"-"+strconv.Itoa(n), func(t *testing.T) {
				t.Parallel()
				draw := rand.New(rand.NewPCG(uint64(n), 4))
				h := found(t, engine, 12)
				officers, acts := h.officers(4), 0
				kills := plan.kills * times()
				for k := range kills {
					acts += h.round(t, officers, draw, times() == 1 || k%wholeEvery == wholeEvery-1 || k == kills-1)
					if t.Failed() {
						return
					}
				}
				t.Logf("killed %d times, %d acts acknowledged", kills, acts)
				if acts < kills {
					t.Errorf("only %d acts were acknowledged", acts)
				}
			})
		}
	}
}

// round is one life of the program, and the look at what it left: at what was acknowledged, or whole.
func (h *house) round(t *testing.T, officers []*officer, draw *rand.Rand, whole bool) (acts int) {
	t.Helper()
	if draw.IntN(5) == 0 { // killed while it starts
		s := h.start(t)
		time.Sleep(time.Duration(draw.IntN(400)) * time.Millisecond)
		s.kill()
	}
	s := h.start(t)
	s.ready(t)
	before := 0
	for _, o := range officers {
		before += len(o.done)
	}
	var wg sync.WaitGroup
	over, done := make(chan struct{}), make(chan struct{}, 1000)
	for i, o := range officers {
		wg.Go(func() { o.work(t, s.Address, i, done, over) })
	}
	patience := time.After(3 * time.Second)
	for n := 1 + draw.IntN(40); n > 0; n-- { // so many answers, and a moment in the middle of the next
		select {
		case <-done:
		case <-patience:
			n = 0
		}
	}
	time.Sleep(time.Duration(draw.IntN(20)) * time.Millisecond)
	s.kill()
	close(over)
	wg.Wait()
	for _, o := range officers {
		acts += len(o.done)
	}
	h.look(t, func(a *app.House) {
		h.holds(t, a, officers)
		if whole {
			proven(t, a)
		}
	})
	return acts - before
}

// work sends what was left open, then one of what was done already, then new acts, until nobody answers.
func (o *officer) work(t *testing.T, address string, turn int, done chan<- struct{}, over <-chan struct{}) {
	if len(o.done) > 0 {
		again := o.done[len(o.done)/2]
		if status, page := o.send(address, &again); status != 303 && status != 0 && status != 503 { // 503: nobody could look
			t.Errorf("an act that was done is answered %d when it comes again: %s", status, page)
		}
	}
	for ; ; turn++ {
		select {
		case <-over:
			return
		default:
		}
		if o.doing == nil {
			o.doing = o.next(turn)
		}
		switch status, page := o.send(address, o.doing); status {
		case 303:
			o.answered()
			select {
			case done <- struct{}{}:
			default:
			}
		case 0, 503: // nobody answered, or was not sure: it is sent again, as it was
			if status == 0 {
				return
			}
		default:
			t.Errorf("%d: %s", status, page)
			return
		}
	}
}

// judge holds what is in the house against what was answered, and proves the whole.
func (h *house) judge(t *testing.T, a *app.House, officers []*officer) {
	t.Helper()
	h.holds(t, a, officers)
	proven(t, a)
}

// holds tells whether every act that was acknowledged is there, once, with its duty, and nothing that was not asked for.
func (h *house) holds(t *testing.T, a *app.House, officers []*officer) {
	t.Helper()
	type file struct{ facts, duties int }
	seen, err := store.Read(t.Context(), a.DB, func(tx *store.Tx) (map[id.ID]file, error) {
		all := map[id.ID]file{}
		for _, p := range h.people {
			f, err := store.One(t.Context(), tx, func(s store.Scanner) (f file, err error) { return f, s.Scan(&f.facts, &f.duties) },
				`select (select count(*) from measure_fact where person = $1 and type = 'legal_aid.requested'),
				(select count(*) from duty_duty where subject = $1 and code = 'legal_aid.forward')`, string(p))
			if err != nil {
				return nil, err
			}
			all[p] = f
		}
		return all, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range officers {
		for _, f := range o.files {
			open := 0
			if o.doing != nil && o.doing.folder == f {
				open = 1
			}
			if x := seen[f.person]; x.facts < f.kept || x.facts > f.kept+open || x.duties != x.facts {
				t.Errorf("%d acts were acknowledged and %d open; there are %d facts and %d duties", f.kept, open, x.facts, x.duties)
			}
		}
	}
}

// What the running program says: its own connection waits for the disk at every commit.
func TestTheRunningProgramWaitsForItsDisk(t *testing.T) {
	for _, engine := range storetest.Engines() {
		h := found(t, engine, 1)
		s := h.start(t)
		s.ready(t)
		status, answer := s.health(t)
		want := map[store.Engine][2]string{store.SQLite: {"wal", "full"}, store.Postgres: {"replica", "on"}}[engine]
		if status != 200 || answer.Parts["durability"] != "ok" || [2]string{answer.Keeps.Journal, answer.Keeps.Synchronous} != want {
			t.Errorf("%s: %d %+v, want %v", engine, status, answer, want)
		}
	}
}
