package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"guitu/internal/app"
	"guitu/internal/base/clock"
	"guitu/internal/platform/store/storetest"
)

// lines is a log that may be read while it is written.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var metricsAt = regexp.MustCompile(`msg=metrics address=(\S+)`)

// A house that serves, as those see it who watch it: from the metrics' own listener and by its spans, and at no address
// of the pages.
func TestTheHouseIsWatched(t *testing.T) {
	var spans sync.Map
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		for _, s := range []string{"GET /health", "GET /sign-in"} {
			if bytes.Contains(raw, []byte(s)) {
				spans.Store(s, true)
			}
		}
	}))
	defer collector.Close()
	for _, e := range storetest.Engines() {
		hand := clock.At(storetest.Start)
		c := settings(t, e, hand)
		c.Metrics, c.OTLP = "127.0.0.1:0", collector.URL
		var log lines
		h, err := app.Open(t.Context(), c, app.Options{Found: true, Clock: hand.Now, Log: slog.New(slog.NewTextHandler(&log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		base, stop := serving(t, h)
		get := func(at string) (int, string) {
			r, err := http.Get(at)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Body.Close()
			raw, err := io.ReadAll(r.Body)
			if err != nil {
				t.Fatal(err)
			}
			return r.StatusCode, string(raw)
		}
		get(base + "/sign-in")
		status, body := get(base + "/ready")
		var said struct {
			Ready bool
			Parts map[string]string
		}
		if err := json.Unmarshal([]byte(body), &said); err != nil || status != 200 || !said.Ready || said.Parts["store"] != "ok" || said.Parts["jobs"] != "ok" {
			t.Errorf("%d %s %v", status, body, err)
		}
		get(base + "/health")
		if status, _ := get(base + "/metrics"); status != 404 {
			t.Errorf("the pages tell the metrics: %d", status)
		}
		at := metricsAt.FindStringSubmatch(log.String())
		if at == nil {
			t.Fatal(log.String())
		}
		_, told := get("http://" + at[1] + "/metrics")
		for _, want := range []string{
			`guitu_http_request_seconds_count{route="GET /sign-in",status="200"} 1`, `guitu_http_request_seconds_count{route="GET /ready",status="200"} 1`,
			`guitu_store_commit_bodies_count `, `guitu_audit_unnumbered `, `guitu_sessions{state="active"} 0`, `guitu_part_up{part="store"} 1`,
		} {
			if !strings.Contains(told, want) {
				t.Errorf("the metrics do not say %s", want)
			}
		}
		stop()
		if err := h.Close(); err != nil {
			t.Error(err)
		}
		for _, s := range []string{"GET /health", "GET /sign-in"} {
			if _, sent := spans.LoadAndDelete(s); !sent {
				t.Errorf("no span of %s", s)
			}
		}
	}
}

// serving serves a house until the answer is called.
func serving(t *testing.T, h *app.House) (base string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	address, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- h.Serve(ctx, func(a string) { address <- a }) }()
	select {
	case a := <-address:
		base = "http://" + a
	case err := <-ended:
		t.Fatal(err)
	}
	return base, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}
