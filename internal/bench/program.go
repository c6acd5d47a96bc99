package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"guitu/internal/bench/ground"
	"guitu/internal/platform/store"
)

// alone measures what is of no house.
func (b *bench) alone(ctx context.Context) error {
	if b.Program != "" && b.wanted([]string{"program.cold", "program.idle", "program.size"}) {
		if err := b.program(ctx); err != nil {
			return fmt.Errorf("the program: %w", err)
		}
	}
	if b.Micro && b.wanted([]string{"micro.marks", "micro.beds", "micro.paper"}) {
		return b.micro(ctx)
	}
	return nil
}

func (b *bench) keep(key string, f Figure) {
	b.report.Alone[key] = f
	b.say("  %s", told(key, f))
}

// starts is how often the program is started; the figure is the one in the middle.
const starts = 5

// program starts the shipped program on the demo province.
func (b *bench) program(ctx context.Context) error {
	info, err := os.Stat(b.Program)
	if err != nil {
		return err
	}
	b.say("the program")
	data := filepath.Join(b.Folder, "demo-"+store.Fingerprint()[:8])
	if _, err := os.Stat(filepath.Join(data, "demo-accounts.json")); err != nil {
		if out, err := exec.CommandContext(ctx, b.Program, "demo", "--data", data).CombinedOutput(); err != nil {
			return fmt.Errorf("%w\n%s", err, out)
		}
	}
	var cold []time.Duration
	var rest int64
	for n := range starts {
		took, memory, err := b.start(ctx, data, n == starts-1)
		if err != nil {
			return err
		}
		cold, rest = append(cold, took), memory
	}
	slices.Sort(cold)
	b.keep("program.cold", Figure{Value: cold[starts/2].Seconds(), Note: fmt.Sprintf("%s to %s", short(cold[0]), short(cold[starts-1]))})
	b.keep("program.idle", Figure{Value: float64(rest) / (1 << 20)})
	b.keep("program.size", Figure{Value: float64(info.Size()) / (1 << 20)})
	return nil
}

// start starts the program, waits for its first healthy answer, lets it rest where that is wanted, and stops it.
func (b *bench) start(ctx context.Context, data string, rest bool) (took time.Duration, memory int64, err error) {
	at, err := freePort(ctx)
	if err != nil {
		return 0, 0, err
	}
	cmd := exec.CommandContext(ctx, b.Program, "serve", "--data", data, "--listen", at)
	began := b.Clock()
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	defer func() {
		stopped := errors.Join(cmd.Process.Signal(syscall.SIGTERM), cmd.Wait())
		if err == nil {
			err = stopped
		}
	}()
	client := &http.Client{Timeout: time.Second}
	defer client.CloseIdleConnections()
	for !healthy(ctx, client, "http://"+at+"/health") {
		if b.Clock().Sub(began) > time.Minute {
			return 0, 0, errors.New("it did not start within a minute")
		}
		pause(ctx, 2*time.Millisecond)
	}
	took = b.Clock().Sub(began)
	if rest {
		pause(ctx, 10*time.Second)
		memory = ground.RSS(cmd.Process.Pid)
	}
	return took, memory, nil
}

func healthy(ctx context.Context, client *http.Client, url string) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	res, err := client.Do(r)
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, res.Body)
	return errors.Join(err, res.Body.Close()) == nil && res.StatusCode == http.StatusOK
}

func freePort(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// micro runs the benchmarks of packages that the table holds too.
func (b *bench) micro(ctx context.Context) error {
	b.say("benchmarks of packages")
	for _, m := range []struct {
		key, pkg, bench, unit string
		figure                func(float64) float64
	}{
		{"micro.marks", "./internal/domain/rollcall", "Marks/sqlite", "ms/p99", func(v float64) float64 { return v }},
		{"micro.beds", "./internal/door/placepages", "BedMap/sqlite", "ms/page", func(v float64) float64 { return v }},
		{"micro.paper", "./internal/platform/press", "PDF", "ns/op", func(v float64) float64 { return v / 1e6 }},
	} {
		out, err := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", m.bench, "-benchtime", "1s", m.pkg).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%s: %w\n%s", m.pkg, err, out)
		}
		v, ok := metric(string(out), m.unit)
		if !ok {
			return fmt.Errorf("%s tells no %s", m.pkg, m.unit)
		}
		b.keep(m.key, Figure{Value: m.figure(v)})
	}
	return nil
}

// metric is the first figure of a unit in what a benchmark printed.
func metric(out, unit string) (float64, bool) {
	for line := range strings.Lines(out) {
		words := strings.Fields(line)
		if len(words) == 0 || !strings.HasPrefix(words[0], "Benchmark") {
			continue
		}
		if i := slices.Index(words, unit); i > 0 {
			v, err := strconv.ParseFloat(words[i-1], 64)
			return v, err == nil
		}
	}
	return 0, false
}
