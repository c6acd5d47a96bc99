// Package obs is how the house is watched from outside: one structured event for each request and each job,
// and the answer to "are you well?".
//
// An Event is opened when the request or job begins, filled along the way and written once, by whoever opened
// it. It holds ids, codes, counts and durations; never a name, a number of a person or free text. The handler
// has the last word on that: a value with a Han character or a long run of digits in it is written as [hidden],
// so that a slip costs a log line its sense and nobody his privacy. This is not audit: events may be lost.
package obs

import (
	"context"
	"io"
	"log/slog"
	"regexp"
	"sync"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
)

// Hidden stands where a value was that might be personal.
const Hidden = "[hidden]"

// Names of people are written in Han, Yi or Tibetan; identity numbers have 15 to 18 digits, telephones 11.
var personal = regexp.MustCompile(`[\p{Han}\p{Yi}\p{Tibetan}]|\d{11,}`)

// Logger writes events to w. format is "json" or else text; level is debug, info, warn or error (info when
// it is none of them).
func Logger(w io.Writer, format, level string) *slog.Logger {
	var l slog.Level
	if l.UnmarshalText([]byte(level)) != nil {
		l = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: l, ReplaceAttr: hide}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

func hide(_ []string, a slog.Attr) slog.Attr {
	switch v := a.Value.Any().(type) {
	case time.Time, time.Duration, bool, int64, uint64, float64, slog.Level, nil:
		return a
	case string:
		a.Value = slog.StringValue(safe(v))
	case error:
		a.Value = slog.StringValue(safe(v.Error()))
	case id.ID:
		a.Value = slog.StringValue(safe(string(v)))
	default:
		a.Value = slog.StringValue(safe(slog.AnyValue(v).String()))
	}
	return a
}

// safe leaves ids alone (26 characters, mostly letters, can hold a run of digits) and hides the rest.
func safe(s string) string {
	if _, err := id.Parse(s); err == nil || !personal.MatchString(s) {
		return s
	}
	return Hidden
}

// Event is what is told about one request or job. Its methods may be called from several goroutines.
type Event struct {
	log   *slog.Logger
	what  string
	now   clock.Clock
	start time.Time

	mu    sync.Mutex
	attrs []slog.Attr
	ended bool
}

// Begin opens an event: what is "request", "job" or another kind of work.
func Begin(log *slog.Logger, now clock.Clock, what string, attrs ...slog.Attr) *Event {
	return &Event{log: log, what: what, now: now, start: now(), attrs: attrs}
}

// Add tells more.
func (e *Event) Add(attrs ...slog.Attr) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.attrs = append(e.attrs, attrs...)
}

// End writes the event, once: how long it took and how it ended. A defect of ours (errs.Internal) is written
// as an error with its cause, Unavailable as a warning, every other refusal as information with its code.
func (e *Event) End(ctx context.Context, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ended {
		return
	}
	e.ended = true
	level, attrs := slog.LevelInfo, append(e.attrs, slog.Duration("took", e.now().Sub(e.start)))
	if err != nil {
		kind := errs.KindOf(err)
		attrs = append(attrs, slog.String("error", errs.CodeOf(err)), slog.String("kind", kind.String()))
		switch kind {
		case errs.Internal:
			level, attrs = slog.LevelError, append(attrs, slog.String("cause", err.Error()))
		case errs.Unavailable:
			level, attrs = slog.LevelWarn, append(attrs, slog.String("cause", err.Error()))
		}
	}
	e.log.LogAttrs(context.WithoutCancel(ctx), level, e.what, attrs...)
}

type requestKey struct{}

// WithRequest puts the id of the request into the context, where the error page and the log find it.
func WithRequest(ctx context.Context, request id.ID) context.Context {
	return context.WithValue(ctx, requestKey{}, request)
}

// Request is the id of the request, "" outside one.
func Request(ctx context.Context) id.ID {
	r, _ := ctx.Value(requestKey{}).(id.ID)
	return r
}
