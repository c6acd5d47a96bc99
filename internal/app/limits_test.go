package app

import (
	"io"
	"log/slog"
	"net/http"
	"testing"
	"time"
)

// A connection that says nothing, sends drop by drop, reads nothing or sits there is ended by the clock.
func TestTheServerWaitsForNobody(t *testing.T) {
	s := (&House{Log: slog.New(slog.NewTextHandler(io.Discard, nil))}).server(http.NotFoundHandler())
	for name, d := range map[string]time.Duration{
		"headers": s.ReadHeaderTimeout, "a request": s.ReadTimeout, "an answer": s.WriteTimeout, "an idle connection": s.IdleTimeout,
	} {
		if d <= 0 || d > 30*time.Minute {
			t.Errorf("%s may take %v", name, d)
		}
	}
	if s.ReadHeaderTimeout > 30*time.Second || s.MaxHeaderBytes <= 0 || s.MaxHeaderBytes > 128<<10 {
		t.Errorf("headers: %v, %d bytes", s.ReadHeaderTimeout, s.MaxHeaderBytes)
	}
}
