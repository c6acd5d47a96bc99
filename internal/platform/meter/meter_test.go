package meter_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/platform/meter"
	"guitu/internal/platform/obs"
	"guitu/internal/platform/store"
)

// scrape is what Prometheus would read.
func scrape(t *testing.T, m *meter.Meter) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func ended(t *testing.T, m *meter.Meter, w obs.Work) {
	t.Helper()
	_, end := m.Watch(t.Context(), w.What)
	end(w)
}

func TestWhatIsCounted(t *testing.T) {
	m := meter.New("v1.2.3", func(context.Context) meter.State {
		return meter.State{
			Parts:   []obs.State{{Part: "store", Code: "store.unavailable"}, {Part: "jobs"}},
			Waiting: 3, Running: 1, Failed: 2, Late: 90 * time.Second, Unnumbered: 5, Unsigned: 2 * time.Second, Active: 7, Locked: 4, Reminded: 6, Unreached: 1, HasRecords: true,
			Free: 1 << 30, HasFree: true, BackupAge: time.Hour, HasBackup: true,
		}
	})
	request, person := string(id.New()), string(id.New())
	ended(t, m, obs.Work{What: "request", Name: "GET /people/{id}", Status: 200, Request: request, Actor: "staff", Took: 7 * time.Millisecond})
	ended(t, m, obs.Work{What: "request", Name: "GET /people/{id}", Status: 404, Code: "person.missing", Request: person})
	ended(t, m, obs.Work{What: "request", Status: 403, Code: "web.cross_origin"})
	ended(t, m, obs.Work{What: "job", Name: "sweep.lives", Outcome: "done", Took: time.Second})
	ended(t, m, obs.Work{What: "job", Outcome: "failed", Code: "store.busy"})
	m.Commit(store.Commit{Bodies: 3, Took: 2 * time.Millisecond})
	m.Commit(store.Commit{Bodies: 9, Failed: true})
	said := scrape(t, m)
	for _, want := range []string{
		`guitu_http_request_seconds_count{route="GET /people/{id}",status="200"} 1`,
		`guitu_http_request_seconds_bucket{route="GET /people/{id}",status="200",le="0.01"} 1`,
		`guitu_http_request_seconds_count{route="none",status="403"} 1`,
		`guitu_errors_total{code="person.missing",what="request"} 1`,
		`guitu_job_run_seconds_count{kind="sweep.lives",outcome="done"} 1`,
		`guitu_job_run_seconds_count{kind="closed",outcome="failed"} 1`,
		`guitu_store_commit_bodies_sum 3`, `guitu_store_commit_seconds_count 1`, `guitu_store_commits_lost_total 1`,
		`guitu_part_up{part="store"} 0`, `guitu_part_up{part="jobs"} 1`,
		`guitu_jobs{state="waiting"} 3`, `guitu_jobs{state="failed"} 2`, `guitu_jobs_oldest_seconds 90`,
		`guitu_audit_unnumbered 5`, `guitu_audit_oldest_seconds 2`, `guitu_sessions{state="active"} 7`, `guitu_reminders{state="failed"} 1`,
		`guitu_disk_free_bytes 1.073741824e+09`, `guitu_backup_age_seconds 3600`, `guitu_build_info{version="v1.2.3"} 1`, `go_goroutines `,
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %s", want)
		}
	}
	if strings.Contains(said, request) || strings.Contains(said, person) || strings.Contains(said, "staff") {
		t.Error("an id stands in a label")
	}
	if strings.Contains(said, "guitu_restore_drill_age_seconds") {
		t.Error("a drill that never was has an age")
	}
}

// What cannot be asked is missing: a zero would say that nothing waits.
func TestWhatCannotBeAskedIsMissing(t *testing.T) {
	said := scrape(t, meter.New("", func(context.Context) meter.State { return meter.State{} }))
	for _, name := range []string{"guitu_jobs{", "guitu_audit_unnumbered ", "guitu_sessions{", "guitu_disk_free_bytes ", "guitu_backup_age_seconds "} {
		if strings.Contains(said, name) {
			t.Errorf("%s is said", name)
		}
	}
}
