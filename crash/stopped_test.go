package crash

import (
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"guitu/internal/app"
	"guitu/internal/bench/ground"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// PostgreSQL itself is stopped under officers at work, once in order and once as a loss of power would, and started again:
// the pages and the watchmen's answers say so meanwhile, the program goes on without help, and what it acknowledged is there.
func TestPostgresIsStoppedAndStarted(t *testing.T) {
	if !slices.Contains(storetest.Engines(), store.Postgres) {
		return // SQLite has no server
	}
	folder, err := os.MkdirTemp("", "guitu-stopped-") // the server's own user has to reach it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o711); err != nil {
		t.Fatal(err)
	}
	cluster, err := ground.Start(folder+"/cluster", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cluster.Stop(); err != nil {
			t.Error(err)
		}
	})
	url, err := cluster.Database(t.Context(), "house", true)
	if err != nil {
		t.Fatal(err)
	}
	h := foundAt(t, url, 4)
	s := h.start(t)
	s.ready(t)
	officers := h.officers(2)
	for _, mode := range []string{"fast", "immediate"} {
		over, done := make(chan struct{}), make(chan struct{}, 10000)
		var wg sync.WaitGroup
		for i, o := range officers {
			wg.Go(func() { o.work(t, s.Address, i, done, over) })
		}
		for range 10 {
			<-done // they are well at work
		}
		if err := cluster.Down(mode); err != nil {
			t.Fatal(err)
		}
		close(over)
		wg.Wait()
		if status, answer := s.health(t); status != 503 || answer.Ready || answer.Parts["store"] == "ok" {
			t.Errorf("%s: health says %d %v", mode, status, answer.Parts)
		}
		officers[0].refused(t, s.Address, "数据库暂时不可用")
		if err := cluster.Up(); err != nil {
			t.Fatal(err)
		}
		up := time.Now()
		s.well(t)
		t.Logf("%s: %d acts before; well again %v after the server was", mode, 10+len(done), time.Since(up).Round(time.Millisecond))
		for _, o := range officers {
			o.acts(t, s.Address)
		}
	}
	h.look(t, func(a *app.House) { h.judge(t, a, officers) })
}
