// Package meter counts for those who watch the machine, in the words of Prometheus: requests by route, runs of jobs,
// commits, and at each asking what waits, who is signed in, how the parts are and how old the last backup is.
//
// A label is a route's pattern, a status, a kind of job, a state or a code of the program, so that there are some
// hundred series and not one a person: no id, no name, no unit, no address. It is served on a listener of its own,
// away from the pages; by default there is none. docs/operations.md says what to be woken for.
package meter

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"guitu/internal/platform/obs"
	"guitu/internal/platform/store"
)

// State is what is asked at each scrape. A zero duration stands for nothing that waits.
type State struct {
	Parts                                  []obs.State
	Waiting, Running, Failed               int // jobs; Waiting: of those that are due
	Late                                   time.Duration
	Unnumbered                             int // facts of the log
	Unsigned                               time.Duration
	Active, Locked                         int // sessions
	Reminded, Unreached                    int // officers who are reminded, and those whom the last reminder did not reach
	Free                                   uint64
	BackupAge, DrillAge                    time.Duration
	HasRecords, HasFree, HasBackup, HasRun bool // what could be asked
}

// Meter is the counters of one process.
type Meter struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	errors   *prometheus.CounterVec
	runs     *prometheus.HistogramVec
	commits  prometheus.Histogram
	bodies   prometheus.Histogram
	lost     prometheus.Counter
}

// seconds are the bounds of times: pages are meant to take 50 ms, imports take minutes.
var seconds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 120}

// New makes the counters. version names the program; ask gives the state at each scrape.
func New(version string, ask func(context.Context) State) *Meter {
	m := &Meter{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "guitu_http_request_seconds", Help: "Requests by the pattern of their route and by status.", Buckets: seconds,
		}, []string{"route", "status"}),
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guitu_errors_total", Help: "Requests and jobs that ended with an error, by its code.",
		}, []string{"what", "code"}),
		runs: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "guitu_job_run_seconds", Help: "Runs of jobs by kind and outcome.", Buckets: seconds,
		}, []string{"kind", "outcome"}),
		commits: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "guitu_store_commit_seconds", Help: "Commits, from begin to answer.", Buckets: seconds,
		}),
		bodies: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "guitu_store_commit_bodies", Help: "Acts that one commit carried.", Buckets: []float64{1, 2, 4, 8, 16, 32, 64, 128, 256},
		}),
		lost: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "guitu_store_commits_lost_total", Help: "Commits that failed, with everything in them.",
		}),
	}
	built := prometheus.NewGauge(prometheus.GaugeOpts{Name: "guitu_build_info", Help: "The program, always 1.", ConstLabels: prometheus.Labels{"version": version}})
	built.Set(1)
	m.registry.MustRegister(m.requests, m.errors, m.runs, m.commits, m.bodies, m.lost, built, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), asked(ask))
	return m
}

// Handler answers a scrape.
func (m *Meter) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

// Watch counts requests and jobs.
func (m *Meter) Watch(ctx context.Context, _ string) (context.Context, func(obs.Work)) {
	return ctx, func(w obs.Work) {
		if w.Code != "" {
			m.errors.WithLabelValues(w.What, w.Code).Inc()
		}
		if w.What == "job" {
			m.runs.WithLabelValues(or(w.Name, "closed"), w.Outcome).Observe(w.Took.Seconds())
			return
		}
		m.requests.WithLabelValues(or(w.Name, "none"), strconv.Itoa(w.Status)).Observe(w.Took.Seconds())
	}
}

// Commit counts a commit of the store.
func (m *Meter) Commit(c store.Commit) {
	if c.Failed {
		m.lost.Inc()
		return
	}
	m.commits.Observe(c.Took.Seconds())
	m.bodies.Observe(float64(c.Bodies))
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
