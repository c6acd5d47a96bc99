// Guitu-bench measures the house and prints a table: see the package bench. It is a tool of the workshop and is not shipped;
// `make bench` and `make soak` run it.
//
// It exits 0 with misses too, for it is a measurement, and its last line counts them; 1 where something could not be
// measured.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"guitu/internal/base/clock"
	"guitu/internal/bench"
	"guitu/internal/bench/ground"
	"guitu/internal/platform/store"
)

// line is the command line.
type line struct {
	Folder   string        `env:"GUITU_BENCH_DIR" placeholder:"DIR" help:"Where the houses of the bench lie; they are made once."`
	Database string        `env:"GUITU_BENCH_DATABASE" placeholder:"URL" help:"A PostgreSQL database of your own, emptied by the bench; else it starts a server of its own."`
	Engines  string        `default:"sqlite,postgres" help:"sqlite, postgres or both, by commas."`
	Size     string        `default:"10000,150000" help:"How many people, by commas; full is 10000,1500000."`
	Each     time.Duration `default:"3s" help:"How long each line is measured."`
	Only     string        `placeholder:"KEYS" help:"Lines by the beginnings of their keys, by commas."`
	Program  string        `placeholder:"FILE" help:"The stripped program whose start is measured."`
	Peer     string        `placeholder:"FILE" help:"The program that stands beside (tools/peer)."`
	Micro    bool          `help:"The benchmarks of the packages too."`
	Profiles string        `placeholder:"DIR" help:"Write a processor profile of each line."`
	Soak     time.Duration `placeholder:"TIME" help:"Instead: a load of so long, and whether memory stays."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	var l line
	kong.Parse(&l, kong.Name("guitu-bench"), kong.Description("Measures the house."))
	err := run(ctx, l)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, l line) (err error) {
	o := bench.Options{
		Clock: clock.System, Folder: l.Folder, Database: l.Database, Each: l.Each, Only: list(l.Only), Program: l.Program, Peer: l.Peer,
		Micro: l.Micro, Profiles: l.Profiles, Say: func(s string) { fmt.Fprintln(os.Stderr, s) },
	}
	if o.Folder == "" {
		if o.Folder, err = ground.Home(); err != nil {
			return err
		}
	}
	for _, e := range list(l.Engines) {
		o.Engines = append(o.Engines, store.Engine(e))
	}
	if o.Sizes, err = sizes(l.Size); err != nil {
		return err
	}
	if l.Soak > 0 {
		s, err := bench.Soak(ctx, o, l.Soak)
		if err == nil {
			fmt.Println(s.Verdict())
		}
		return err
	}
	r, err := bench.Run(ctx, o)
	if err != nil {
		return err
	}
	return r.Print(os.Stdout)
}

func list(words string) []string {
	return strings.FieldsFunc(words, func(r rune) bool { return r == ',' || r == ' ' })
}

// sizes reads how many people.
func sizes(words string) (out []int, err error) {
	if words == "full" {
		words = "10000,1500000"
	}
	for _, w := range list(words) {
		n, err := strconv.Atoi(w)
		if err != nil || n < 100 {
			return nil, fmt.Errorf("a size is a number of people from 100 on, or full: %q", w)
		}
		out = append(out, n)
	}
	return out, nil
}
