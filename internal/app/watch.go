package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/backup"
	"guitu/internal/platform/doctor"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/meter"
	"guitu/internal/platform/obs"
	"guitu/internal/platform/reminder"
	"guitu/internal/platform/store"
	"guitu/internal/platform/trace"
)

// openWatch readies what is counted and sent elsewhere, where it is asked for.
func (h *House) openWatch(ctx context.Context, _ Options) (err error) {
	if h.Config.Metrics != "" {
		h.meter = meter.New(obs.Build().Version, h.measured)
		h.DB.Watch(h.meter.Commit)
	}
	if h.Config.OTLP != "" {
		h.tracer, err = trace.Open(ctx, trace.Config{URL: h.Config.OTLP, Version: obs.Build().Version, Node: h.Config.Node, Log: h.Log})
	}
	return err
}

// told is who is told of every request and job; nil when nobody is.
func (h *House) told() obs.Watch {
	var all []obs.Watch
	if h.meter != nil {
		all = append(all, h.meter.Watch)
	}
	if h.tracer != nil {
		all = append(all, h.tracer.Watch)
	}
	return obs.Watches(all...)
}

// lastWord is how long the last spans may take to be sent.
const lastWord = 5 * time.Second

// closeWatch sends what is left. A collector that is away is no reason to fail: the log has said so.
func (h *House) closeWatch() error {
	if h.tracer == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), lastWord)
	defer cancel()
	if err := h.tracer.Close(ctx); err != nil {
		h.Log.Warn("spans not sent", "code", errs.CodeOf(err))
	}
	return nil
}

// Metrics is what is counted, as it is served; nil where nobody asked for it.
func (h *House) Metrics() http.Handler {
	if h.meter == nil {
		return nil
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", h.meter.Handler())
	return mux
}

// expose serves the metrics on their own listener, where there is one; the answer ends it. It fails like Serve when the
// address cannot be had.
func (h *House) expose() (end func(), err error) {
	if h.meter == nil {
		return func() {}, nil
	}
	listener, err := net.Listen("tcp", h.Config.Metrics)
	if err != nil {
		return nil, cannotListen(h.Config.Metrics, err)
	}
	server := &http.Server{Handler: h.Metrics(), ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second}
	h.Log.Info("metrics", "address", listener.Addr().String())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			h.Log.Error("metrics ended", "cause", err)
		}
	}()
	return func() {
		if err := server.Close(); err != nil {
			h.Log.Warn("metrics not closed", "cause", err)
		}
		<-ended
	}, nil
}

// measured is how the house stands, for a scrape. What cannot be asked is left out.
func (h *House) measured(ctx context.Context) (s meter.State) {
	s.Parts = h.Health.Report(ctx).Parts
	now := h.Clock()
	since := func(t time.Time) time.Duration {
		if t.IsZero() {
			return 0
		}
		return max(now.Sub(t), 0)
	}
	_, err := store.Read(ctx, h.DB, func(tx *store.Tx) (int, error) {
		work, err := jobs.Stands(ctx, tx)
		if err != nil {
			return 0, err
		}
		log, err := audit.Waiting(ctx, tx)
		if err != nil {
			return 0, err
		}
		s.Waiting, s.Running, s.Failed, s.Late = work.Waiting, work.Running, work.Failed, since(work.Oldest)
		s.Unnumbered, s.Unsigned = log.Facts, since(log.Oldest)
		told, err := reminder.Stands(ctx, tx)
		if err != nil {
			return 0, err
		}
		s.Reminded, s.Unreached = told.On, told.Failing
		s.Active, s.Locked, err = authn.Sessions(ctx, tx)
		return 0, err
	})
	s.HasRecords = err == nil
	if free, err := doctor.Free(h.Config.Data); err == nil {
		s.Free, s.HasFree = free, true
	}
	if b, err := backup.Last(h.Config.Data); err == nil {
		s.BackupAge, s.HasBackup = since(b.Made), !b.Made.IsZero()
	}
	if d, err := backup.LastDrill(h.Config.Data); err == nil {
		s.DrillAge, s.HasRun = since(d.At), !d.At.IsZero()
	}
	return s
}
