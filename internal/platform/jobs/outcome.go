package jobs

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store"
)

type snooze struct{ d time.Duration }

func (s snooze) Error() string { return "snoozed for " + s.d.String() }

// Snooze is a handler's answer: not now, again after d (at least a second). It is no failed attempt.
func Snooze(d time.Duration) error { return snooze{max(d, time.Second)} }

type cancel struct{ error }

func (c cancel) Unwrap() error { return c.error }

// Cancel is a handler's answer: failed because of err, and trying again would not help.
func Cancel(err error) error { return cancel{err} }

// pause is how long to wait after the n-th attempt failed: 1 s, 16 s, 81 s, 4 min, … at most 6 h. Most
// failures are of the network and pass; what lasts a night should be seen in the morning.
func pause(n int) time.Duration {
	n = min(n, 13)
	return min(time.Duration(n*n*n*n)*time.Second, 6*time.Hour)
}

// outcome is what becomes of a job after a run.
type outcome struct {
	state   string // waiting or failed; "" is done
	due     time.Time
	counted bool // whether the run was an attempt
	code    string
	address string
}

func judge(err error, attempt int, l Limits, now time.Time) outcome {
	var s snooze
	var c cancel
	switch {
	case err == nil:
		return outcome{}
	case errors.As(err, &s):
		return outcome{state: waiting, due: now.Add(s.d)}
	case errors.As(err, &c) || attempt >= l.Attempts:
		return outcome{state: failed, due: now, counted: true, code: errs.CodeOf(err), address: address(err)}
	default:
		return outcome{state: waiting, due: now.Add(pause(attempt)), counted: true, code: errs.CodeOf(err), address: address(err)}
	}
}

// address is where an error came from, without what it says: a driver's or parser's text can quote a value.
// It is the way through our own use cases ("export.Build(01…)"), the codes on it, and the Go type of a foreign cause.
func address(err error) string {
	var parts []string
	for err != nil && len(parts) < 8 {
		below := errors.Unwrap(err)
		var ours *errs.Error
		if e, ok := err.(*errs.Error); ok {
			ours = e
		}
		switch {
		case ours != nil:
			parts = append(parts, ours.Code)
		case below == nil:
			parts = append(parts, fmt.Sprintf("%T", err))
		default:
			if head, _, ok := strings.Cut(err.Error(), ": "); ok && wrapForm(head) {
				parts = append(parts, head)
			}
		}
		err = below
	}
	return strings.Join(parts, " > ")
}

// wrapForm tells whether a text is an address of errs.Wrap, room.Verb or room.Verb(ids), all ASCII.
func wrapForm(s string) bool {
	if len(s) > 120 || !strings.Contains(s, ".") {
		return false
	}
	for _, r := range s {
		if r > '~' || r < ' ' {
			return false
		}
	}
	name, _, _ := strings.Cut(s, "(")
	return codeForm.MatchString(name)
}

type runKey struct{}

// Key is the key for the Write of the handler that ctx belongs to, the same whenever the job is repeated; step
// tells several Writes of one handler apart. It panics outside a handler: without a job there is no repetition
// to guard against, and the caller has a key of his own.
func Key(ctx context.Context, step string) store.Key {
	j, ok := ctx.Value(runKey{}).(row)
	if !ok {
		panic("jobs: Key outside a handler")
	}
	return store.Key(j.id).Step(step)
}

// Attempt is which attempt of the job ctx belongs to, from 1; 0 outside a handler.
func Attempt(ctx context.Context) int {
	j, _ := ctx.Value(runKey{}).(row)
	return j.attempt
}
