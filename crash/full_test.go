package crash

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"guitu/internal/app"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/faults"
)

// refused holds one act against a house that cannot write: a page in words, with the form as it was typed.
func (o *officer) refused(t *testing.T, address, says string) {
	t.Helper()
	if o.doing == nil { // else it was sent and not answered, and comes again as it was
		o.doing = o.next(0)
	}
	status, page := o.send(address, o.doing)
	if status != 503 || !strings.Contains(page, says) {
		t.Errorf("%d, wanted 503 and %q in %s", status, says, page)
	}
	for _, kept := range []string{`value="口头申请法律援助"`, `name="_key" value="` + o.doing.form.Get("_key") + `"`, `action="/people/` + string(o.doing.folder.person) + `/record"`} {
		if !strings.Contains(page, kept) {
			t.Errorf("the page has lost %s", kept)
		}
	}
}

// acts sends the act that was refused again, as it was, and once more.
func (o *officer) acts(t *testing.T, address string) {
	t.Helper()
	again := *o.doing
	for range 2 {
		if status, page := o.send(address, &again); status != 303 {
			t.Fatalf("%d %s", status, page)
		}
	}
	o.answered()
}

// A disk that is full, that may not be written any more, or that does not keep what it takes: each is said, nothing is
// half done, and when the disk is well again nobody has to help.
func TestADiskThatFails(t *testing.T) {
	for name, c := range map[string]struct {
		state faults.State
		says  string
	}{"full": {faults.Full, "磁盘已满"}, "read-only": {faults.ReadOnly, "数据库暂时不可用"}, "mute": {faults.Mute, "数据库暂时不可用"}} {
		t.Run(name, func(t *testing.T) {
			h := found(t, store.SQLite, 1)
			disk := faults.Under(t, h.config.Data)
			h.look(t, func(a *app.House) {
				pages, err := a.Handler(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if err := a.Jobs.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				defer a.Jobs.Stop(t.Context())
				web := httptest.NewServer(pages)
				defer web.Close()
				s, o := &server{Address: web.URL}, h.officers(1)[0]
				for range 3 {
					disk.Be(c.state)
					o.refused(t, web.URL, c.says)
					if status, answer := s.health(t); status != 503 || answer.Parts["store"] == "ok" {
						t.Errorf("health says %d %v", status, answer.Parts)
					}
					disk.Be(faults.Well)
					s.well(t)
					o.acts(t, web.URL)
				}
				h.judge(t, a, []*officer{o})
			})
		})
	}
}

// The same with the real program on a small disk that really fills up, where this process may mount one; the test above
// needs no such right.
func TestASmallDisk(t *testing.T) {
	h := found(t, store.SQLite, 1)
	small := t.TempDir()
	if err := syscall.Mount("tmpfs", small, "tmpfs", 0, "size=12m"); err != nil {
		t.Log("no disk can be mounted here:", err)
		return
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(small, 0); err != nil {
			t.Error(err)
		}
	})
	for _, name := range []string{"guitu.db", "key"} {
		b, err := os.ReadFile(filepath.Join(h.config.Data, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(small, name), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	h.config.Data = small
	s := h.start(t)
	defer s.kill()
	s.ready(t)
	o, ballast := h.officers(1)[0], filepath.Join(small, "ballast")
	fill(t, ballast)
	o.refused(t, s.Address, "磁盘已满")
	if status, answer := s.health(t); status != 503 || answer.Parts["store"] != "store.disk_full" {
		t.Errorf("health says %d %v", status, answer.Parts)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	s.well(t)
	o.acts(t, s.Address)
	s.kill()
	h.look(t, func(a *app.House) { h.judge(t, a, []*officer{o}) })
}

// fill writes until nothing fits.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
}

// well waits until the house says that it is well again.
func (s *server) well(t *testing.T) {
	t.Helper()
	for range 300 {
		if status, _ := s.health(t); status == 200 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the house does not recover by itself")
}
