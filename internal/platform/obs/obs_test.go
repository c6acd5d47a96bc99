package obs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/obs"
)

func line(t *testing.T, level string, fill func(*obs.Event, *clock.Hand)) map[string]any {
	t.Helper()
	var b bytes.Buffer
	c := clock.At(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
	e := obs.Begin(obs.Logger(&b, "json", level), c.Now, "request", slog.String("route", "GET /people/{id}"))
	fill(e, c)
	if strings.Count(b.String(), "\n") > 1 {
		t.Fatalf("more than one line:\n%s", &b)
	}
	var m map[string]any
	if b.Len() == 0 {
		return nil
	}
	if err := json.Unmarshal(b.Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestOneEventARequest(t *testing.T) {
	who := id.New()
	m := line(t, "info", func(e *obs.Event, c *clock.Hand) {
		e.Add(slog.Any("person", who), slog.Int("status", 200))
		c.Forward(1500 * time.Millisecond)
		e.End(t.Context(), nil)
		e.End(t.Context(), errors.New("a second end is not written"))
	})
	if m["msg"] != "request" || m["person"] != string(who) || m["took"] != 1.5e9 || m["status"] != 200.0 || m["level"] != "INFO" {
		t.Error(m)
	}
}

func TestHowItEnded(t *testing.T) {
	for _, c := range []struct {
		err         error
		level, code string
		cause       bool
	}{
		{errs.New(errs.Denied, "policy.denied"), "INFO", "policy.denied", false},
		{errs.New(errs.Unavailable, "store.busy"), "WARN", "store.busy", true},
		{errors.New("disk gone"), "ERROR", "internal", true},
	} {
		m := line(t, "debug", func(e *obs.Event, _ *clock.Hand) { e.End(t.Context(), c.err) })
		if _, has := m["cause"]; m["level"] != c.level || m["error"] != c.code || has != c.cause {
			t.Errorf("%v: %v", c.err, m)
		}
	}
	if m := line(t, "error", func(e *obs.Event, _ *clock.Hand) { e.End(t.Context(), nil) }); m != nil {
		t.Error("the level is not kept")
	}
}

func TestNobodyIsNamed(t *testing.T) {
	for _, s := range []any{"张三", "ꆈꌠ", "བཀྲ་ཤིས", "519900199001011234", "tel 13800000000", errors.New("scan 李四"), struct{ Name string }{"王五"}} {
		m := line(t, "info", func(e *obs.Event, _ *clock.Hand) {
			e.Add(slog.Any("v", s))
			e.End(t.Context(), nil)
		})
		if m["v"] != obs.Hidden {
			t.Errorf("%v was written as %v", s, m["v"])
		}
	}
}

func TestRequestID(t *testing.T) {
	r := id.New()
	if obs.Request(t.Context()) != "" || obs.Request(obs.WithRequest(t.Context(), r)) != r {
		t.Error("the request's id is lost")
	}
}

func TestHealth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h obs.Health
		h.Watch("well", func(context.Context) error { return nil })
		if r := h.Report(t.Context()); !r.Ready {
			t.Error(r)
		}
		ill := make(chan struct{})
		h.Watch("ill", func(context.Context) error { return errs.New(errs.Unavailable, "store.busy") })
		h.Watch("stuck", func(context.Context) error { <-ill; return nil })
		r := h.Report(t.Context())
		if r.Ready || r.Parts[0].Code != "" || r.Parts[1].Code != "store.busy" || r.Parts[2].Code != "obs.no_answer" {
			t.Error(r)
		}
		close(ill)
	})
}

func TestADrainingHouseIsNotReady(t *testing.T) {
	var h obs.Health
	h.Drain()
	if h.Report(t.Context()).Ready {
		t.Error("ready while draining")
	}
}
