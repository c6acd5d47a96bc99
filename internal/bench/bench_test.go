package bench_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/bench"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// options measure a tiny house for a moment: not how quick it is, but whether every line asks and is answered rightly.
func options(t *testing.T, engine store.Engine) bench.Options {
	t.Helper()
	o := bench.Options{
		Clock: time.Now, Folder: t.TempDir(), Engines: []store.Engine{engine}, Sizes: []int{200}, Each: 50 * time.Millisecond, Say: func(s string) { t.Log(s) },
	}
	if engine == store.Postgres {
		o.Database = storetest.Config(t, engine, clock.At(storetest.Start)).URL
	}
	return o
}

func TestEveryLineIsAnsweredRightly(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			o := options(t, engine)
			first, err := bench.Run(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			whole(t, first, true)
			if engine == store.SQLite { // a second run finds the house as the first one left it
				o.Only = []string{"due.store", "write.", "mixed"}
				again, err := bench.Run(t.Context(), o)
				if err != nil {
					t.Fatal(err)
				}
				whole(t, again, false, o.Only...)
				soaks(t, o)
			}
		})
	}
}

// alone are the lines that are of no house.
func alone(key string) bool {
	return strings.HasPrefix(key, "program.") || strings.HasPrefix(key, "micro.") || strings.HasPrefix(key, "peer.")
}

func whole(t *testing.T, r bench.Report, fresh bool, only ...string) {
	t.Helper()
	if len(r.Results) != 1 || r.Results[0].Fresh != fresh || r.Results[0].Disk == 0 || !strings.Contains(r.Results[0].Durable, "synchronous") {
		t.Fatalf("%+v", r.Results)
	}
	for _, l := range bench.Lines {
		f, ok := r.Results[0].Figures[l.Key]
		switch {
		case alone(l.Key) || len(only) > 0 && !slices.ContainsFunc(only, func(o string) bool { return strings.HasPrefix(l.Key, o) }):
		case !ok:
			t.Errorf("%s was not measured", l.Key)
		case f.Errors > 0:
			t.Errorf("%s: %d errors: %s", l.Key, f.Errors, f.Wrong)
		case f.Value <= 0 && l.Key != "spike.errors":
			t.Errorf("%s: %v", l.Key, f.Value)
		}
	}
	var out strings.Builder
	if err := r.Print(&out); err != nil || !strings.Contains(out.String(), " bars met, ") || !strings.Contains(out.String(), "growth") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func soaks(t *testing.T, o bench.Options) {
	t.Helper()
	s, err := bench.Soak(t.Context(), o, time.Second)
	if err != nil || s.Errors > 0 || s.Calls == 0 || len(s.Own) == 0 || s.Own[0] == 0 {
		t.Errorf("%v %+v", err, s)
	}
	if s.Verdict() == "" {
		t.Error("no verdict")
	}
}

// A figure that misses its bar, or was got with wrong answers, is a miss and counted.
func TestMissesAreCounted(t *testing.T) {
	r := bench.Report{Noise: []time.Duration{1}, Results: []bench.Result{
		{Engine: store.SQLite, Size: 100, Figures: map[string]bench.Figure{
			"find.number": {Value: 4}, "find.name": {Value: 40}, "list.own": {Value: 1, Errors: 1}, "write.desk": {Value: 3000},
		}},
		{Engine: store.SQLite, Size: 1000, Figures: map[string]bench.Figure{"find.number": {Value: 4.8}, "write.desk": {Value: 2000}}},
	}}
	var out strings.Builder
	if err := r.Print(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1 of 4 bars met, 3 missed", "1.20×", "1.50×", "1 errors"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("not said: %s\n%s", want, out.String())
		}
	}
}

func TestAHouseHalfMadeIsMadeAnew(t *testing.T) {
	o := options(t, store.SQLite)
	o.Only = []string{"day.own"}
	ctx, cancel := context.WithCancel(t.Context())
	o.Say = func(s string) {
		if strings.Contains(s, "%") {
			cancel()
		}
	}
	if _, err := bench.Run(ctx, o); err == nil {
		t.Fatal("it was made although it was interrupted")
	}
	r, err := bench.Run(t.Context(), o)
	if err != nil || !r.Results[0].Fresh {
		t.Errorf("%v %+v", err, r.Results)
	}
}
