// Package bench measures a house as its officers use it: through the pages, signed in, with policy and audit on, by the
// least privileged role that may do each thing; on both engines, at sizes up to a province of 1.5 million people; and beside
// another program of the same machine (tools/peer).
//
//	ground   where the houses of the bench lie, made once and used again
//	gauge    calls at a rate or as fast as possible, with full samples
//	Lines    what is measured, with the bar of each
//	Run      makes what is missing, measures, gives the table
//
// A wrong answer counts as an error, never as a quick answer. The load is made in the same process as the house, so its
// work is in every figure. Nothing here is part of the program that is shipped.
//
// Words: bar 标准 (what a figure is held against), line 项 (one thing that is measured), miss 未达 (a bar that was not met).
package bench

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/bench/gauge"
	"guitu/internal/bench/ground"
	"guitu/internal/platform/store"
)

// Options says what to measure.
type Options struct {
	Clock    clock.Clock // the machine's
	Folder   string      // where the houses lie, see ground.Home
	Database string      // postgres://… instead of a PostgreSQL of its own
	Engines  []store.Engine
	Sizes    []int         // people, smallest first
	Each     time.Duration // how long each line is measured
	Only     []string      // lines by key or the beginning of one; empty for all
	Program  string        // the stripped program whose start is measured; "" leaves those lines out
	Peer     string        // the program that stands beside; "" leaves those lines out
	Micro    bool          // the benchmarks of the packages too, by the go command
	Profiles string        // folder for processor profiles, one a line; "" for none
	Say      func(string)  // what is being done
	Log      io.Writer     // the house's events, written as it writes them; nil throws them away
}

// Result is a house measured.
type Result struct {
	Engine  store.Engine
	Size    int
	Made    ground.Made
	Fresh   bool // it was made just now
	Disk    int64
	Durable string
	Figures map[string]Figure
}

// Report is everything that a run has measured.
type Report struct {
	At      time.Time
	Machine string
	Results []Result
	Alone   map[string]Figure // what is of no house: the program, the peer, the packages
	Noise   []time.Duration   // the fixed piece of work at start, between and at the end
}

// bench is a run.
type bench struct {
	Options
	report  Report
	cluster *ground.Cluster
}

func (b *bench) say(words string, args ...any) {
	if b.Say != nil {
		b.Say(fmt.Sprintf(words, args...))
	}
}

func (b *bench) log() *slog.Logger { return events(b.Log) }

// Run measures. What it needs and does not find it makes first; that takes long once.
func Run(ctx context.Context, o Options) (_ Report, err error) {
	b := &bench{Options: o}
	b.report = Report{At: o.Clock(), Machine: ground.Machine(), Alone: map[string]Figure{}}
	defer func() { err = b.stop(err) }()
	if err := os.MkdirAll(o.Folder, 0o755); err != nil { // PostgreSQL's user passes through it
		return b.report, err
	}
	b.calibrate()
	for _, engine := range o.Engines {
		for _, size := range o.Sizes {
			if err := b.house(ctx, engine, size); err != nil {
				return b.report, fmt.Errorf("%s, %d people: %w", engine, size, err)
			}
			b.calibrate()
		}
	}
	if err := b.alone(ctx); err != nil {
		return b.report, err
	}
	b.calibrate()
	return b.report, nil
}

func (b *bench) calibrate() { b.report.Noise = append(b.report.Noise, gauge.Calibrate(b.Clock)) }

// stop ends what the run started for itself.
func (b *bench) stop(err error) error {
	if b.cluster == nil {
		return err
	}
	if stopped := b.cluster.Stop(); err == nil {
		err = stopped
	}
	return err
}
