//go:build !race

// The disk below is in C's memory, whose pointers the race detector's checkptr does not know: it takes every one for wild. The
// run without it has these tests.

package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/faults"
	"guitu/internal/platform/store/storetest"
)

// storm writes from several sides, as officers do, and marks what was acknowledged. pragma, where there is one, weakens
// the store first.
func storm(t *testing.T, acts int, pragma string) *faults.Disk {
	t.Helper()
	c := config(t, store.SQLite)
	c.Exercise = false
	disk := faults.Under(t, c.Data)
	if err := disk.Record(); err != nil {
		t.Fatal(err)
	}
	db := storetest.Open(t, c)
	if pragma != "" {
		if err := db.Weaken(t.Context(), pragma); err != nil {
			t.Fatal(err)
		}
	}
	beside := open(t, c)
	defer beside.Close()
	var wg sync.WaitGroup
	for side := range 4 {
		wg.Go(func() {
			for i := range acts / 4 {
				record := id.New()
				if _, err := store.Write(t.Context(), db, store.NewKey(), func(tx *store.Tx) (int, error) {
					mark(tx)
					return 0, addFor(t.Context(), tx, record)
				}); err != nil {
					t.Error(err)
				}
				disk.Mark(string(record))
				if side == 0 && i%10 == 9 { // the log goes into the file meanwhile, and begins again
					if _, err := beside.Exec("pragma wal_checkpoint(restart)"); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	return disk
}

// stricken is what is wrong with a house after its power went after a step: nil when all is well.
func stricken(t *testing.T, disk *faults.Disk, after int, chance func() bool) error {
	t.Helper()
	folder, err := os.MkdirTemp("", "guitu-power-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	if err := disk.PowerLoss(after, chance, folder); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), store.Config{Data: folder, Clock: clock.At(storetest.Start).Now})
	if err != nil {
		return err
	}
	defer db.Close()
	kept, err := store.Read(t.Context(), db, func(tx *store.Tx) (map[string]bool, error) {
		all := map[string]bool{}
		list, err := store.Collect(t.Context(), tx, store.Value[string], `select id from trial_case`)
		for _, x := range list {
			all[x] = true
		}
		n, more := store.One(t.Context(), tx, store.Value[int], `select count(*) from store_command`)
		if n != len(all) {
			more = errors.Join(more, fmt.Errorf("%d acts and %d commands: half of one was kept", len(all), n))
		}
		return all, errors.Join(err, more)
	})
	if err != nil {
		return err
	}
	for _, record := range disk.Marks(after) {
		if !kept[record] {
			return fmt.Errorf("%s was acknowledged and is gone", record)
		}
	}
	raw := open(t, store.Config{Data: folder})
	defer raw.Close()
	var said string
	if err := raw.QueryRow("pragma integrity_check").Scan(&said); err != nil || said != "ok" {
		return errors.Join(err, errors.New(said))
	}
	return nil
}

// strokes tries so many moments, and tells how many houses did not stand them.
func strokes(t *testing.T, disk *faults.Disk, n int, draw *rand.Rand) (lost int, first error) {
	t.Helper()
	for range n {
		after, stands := draw.IntN(disk.Steps()+1), draw.Float64()
		if err := stricken(t, disk, after, func() bool { return draw.Float64() < stands }); err != nil {
			lost++
			if first == nil {
				first = fmt.Errorf("after step %d: %w", after, err)
			}
		}
	}
	return lost, first
}

// What was acknowledged outlives the loss of power at any moment, whatever the disk did with what it was not told to keep.
func TestPowerLoss(t *testing.T) {
	disk := storm(t, 160, "")
	draw := rand.New(rand.NewPCG(1, uint64(disk.Steps())))
	if lost, first := strokes(t, disk, 120, draw); lost > 0 {
		t.Errorf("%d of 120 houses did not stand it; %v", lost, first)
	}
	if log, file := disk.Syncs("guitu.db-wal"), disk.Syncs("guitu.db"); log == 0 || file < 3 {
		t.Errorf("the log was synced %d times and the file %d times: the disk was beside the house", log, file)
	}
}

// The test above would notice: a store that does not wait for the disk loses what it acknowledged.
func TestPowerLossIsNoticedWhereNobodySyncs(t *testing.T) {
	for _, pragma := range []string{"synchronous=normal", "synchronous=off"} {
		disk := storm(t, 80, pragma)
		if lost, _ := strokes(t, disk, 40, rand.New(rand.NewPCG(2, 2))); lost == 0 {
			t.Errorf("%s: 40 houses lost nothing, so the test above proves nothing", pragma)
		} else {
			t.Logf("%s: %d of 40 houses did not stand it", pragma, lost)
		}
	}
}
