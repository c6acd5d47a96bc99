package trace_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	spans "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"guitu/internal/base/errs"
	"guitu/internal/platform/obs"
	"guitu/internal/platform/trace"
)

// sink is a collector that keeps what it is sent.
type sink struct {
	mu  sync.Mutex
	got []*spans.ResourceSpans
}

func (s *sink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	var sent collector.ExportTraceServiceRequest
	if err != nil || r.URL.Path != "/v1/traces" || proto.Unmarshal(raw, &sent) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, sent.ResourceSpans...)
}

// said is every span as one line: name, error code of its status, attributes.
func (s *sink) said() (lines []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.got {
		for _, scope := range r.ScopeSpans {
			for _, x := range scope.Spans {
				line := []string{x.Name, x.Status.GetCode().String()}
				for _, a := range x.Attributes {
					line = append(line, fmt.Sprintf("%s=%s%s", a.Key, a.Value.GetStringValue(), strings.TrimPrefix(fmt.Sprint(a.Value.GetIntValue()), "0")))
				}
				lines = append(lines, strings.Join(line, " "))
			}
		}
	}
	slices.Sort(lines)
	return lines
}

func TestASpanForEachRequestAndJob(t *testing.T) {
	var s sink
	server := httptest.NewServer(&s)
	defer server.Close()
	x, err := trace.Open(t.Context(), trace.Config{URL: server.URL, Version: "v1", Node: "n1", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []obs.Work{
		{What: "request", Name: "GET /people/{id}", Status: 200, Request: "r1", Actor: "staff"},
		{What: "request", Name: "POST /duties/{id}", Status: 500, Code: "internal", Request: "r2", Actor: "staff"},
		{What: "job", Name: "sweep.lives", Outcome: "done", Request: "j1", Actor: "part"},
		{What: "job", Outcome: "failed", Code: "store.busy", Request: "j2", Actor: "part"},
	} {
		_, end := x.Watch(t.Context(), w.What)
		end(w)
	}
	if err := x.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"GET /people/{id} STATUS_CODE_UNSET guitu.request=r1 guitu.actor_kind=staff http.route=GET /people/{id} http.response.status_code=200",
		"POST /duties/{id} STATUS_CODE_ERROR guitu.request=r2 guitu.actor_kind=staff http.route=POST /duties/{id} http.response.status_code=500 error.type=internal",
		"job STATUS_CODE_ERROR guitu.request=j2 guitu.actor_kind=part guitu.job.kind= guitu.job.outcome=failed error.type=store.busy",
		"sweep.lives STATUS_CODE_UNSET guitu.request=j1 guitu.actor_kind=part guitu.job.kind=sweep.lives guitu.job.outcome=done",
	}
	if got := s.said(); !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	for _, a := range s.got[0].Resource.Attributes {
		if k := a.Key; k != "service.name" && k != "service.version" && k != "service.instance.id" {
			t.Errorf("the resource says %s", k)
		}
	}
}

// A collector that is away costs its spans, and the house its last moments at most.
func TestACollectorThatIsAway(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	var log strings.Builder
	x, err := trace.Open(t.Context(), trace.Config{URL: server.URL, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	_, end := x.Watch(t.Context(), "request")
	end(obs.Work{What: "request", Name: "GET /"})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := x.Close(ctx); err != nil && !errs.Is(err, "trace.not_sent") {
		t.Error(err)
	}
}
