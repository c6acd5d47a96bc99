package faults

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	sqlite3 "modernc.org/sqlite/lib"
)

// State is how a disk is.
type State int32

// The states.
const (
	Well     State = iota
	Full           // no write fits any more
	ReadOnly       // the system has taken the right to write: that is how it answers a disk with errors
	Mute           // it takes writes, and fails to keep them when it is told to
)

// Disk is what lies under one folder. Its methods may be called from several goroutines.
type Disk struct {
	root string

	mu    sync.Mutex
	state State
	kept  bool // the steps are kept
	began map[string][]byte
	steps []step
}

type what uint8

const (
	wrote what = iota
	cut
	synced
	removed
	marked
)

// step is one thing that was asked of the disk, or a mark of the test.
type step struct {
	what what
	name string // of the file below the folder; the text of a mark
	at   int64  // where it was written; the size to which it was cut
	data []byte
}

// Be makes the disk so.
func (d *Disk) Be(s State) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.state = s
}

// Record keeps the steps from now on, for PowerLoss. What lies in the folder now, with nobody at work on it, is safe.
func (d *Disk) Record() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	entries, err := os.ReadDir(d.root)
	d.began = map[string][]byte{}
	for _, e := range entries {
		b, e2 := os.ReadFile(filepath.Join(d.root, e.Name()))
		d.began[e.Name()], err = b, errors.Join(err, e2)
	}
	d.kept = err == nil
	return err
}

// Mark notes among the steps that something was promised.
func (d *Disk) Mark(text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.steps = append(d.steps, step{what: marked, name: text})
}

// Steps is how many there are.
func (d *Disk) Steps() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.steps)
}

// Syncs is how often a file was told to be safe.
func (d *Disk) Syncs(name string) (n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.steps {
		if s.what == synced && s.name == name {
			n++
		}
	}
	return n
}

// Marks are those before a step.
func (d *Disk) Marks(before int) (all []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.steps[:before] {
		if s.what == marked {
			all = append(all, s.name)
		}
	}
	return all
}

// refuses is SQLite's code for a file that cannot be made now.
func (d *Disk) refuses(name string) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.state == ReadOnly && !strings.HasSuffix(name, ".db") {
		return sqlite3.SQLITE_CANTOPEN
	}
	return sqlite3.SQLITE_OK
}

// do does one step, unless the disk is in no state for it. The order of the steps is that in which they were done.
func (d *Disk) do(s step, act func() int32) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.state == Full && s.what == wrote:
		return sqlite3.SQLITE_FULL
	case d.state == ReadOnly && s.what != synced:
		return sqlite3.SQLITE_IOERR_WRITE
	case d.state == Mute && s.what == synced:
		return sqlite3.SQLITE_IOERR_FSYNC
	}
	rc := act()
	if rc == sqlite3.SQLITE_OK && d.kept {
		d.steps = append(d.steps, s)
	}
	return rc
}

// sector is what a disk writes whole or not at all.
const sector = 512

// PowerLoss writes into a folder what a machine finds that lost its power just after the first steps. chance decides
// about each run of bytes that was not synced: true and it stands.
func (d *Disk) PowerLoss(after int, chance func() bool, to string) error {
	d.mu.Lock()
	steps := slices.Clone(d.steps[:after])
	d.mu.Unlock()
	safe, last := map[string][]byte{}, map[string]int{}
	for name, b := range d.began {
		safe[name] = slices.Clone(b)
	}
	for i, s := range steps { // up to which step each file is safe
		if s.what == synced {
			last[s.name] = i
		}
	}
	for i, s := range steps {
		stands := func() bool { return true }
		if end, ok := last[s.name]; !ok || i > end {
			stands = chance
		}
		switch s.what {
		case wrote:
			safe[s.name] = s.onto(safe[s.name], stands)
		case cut:
			if b := safe[s.name]; stands() {
				safe[s.name] = append(b[:min(s.at, int64(len(b)))], make([]byte, max(0, s.at-int64(len(b))))...)
			}
		case removed:
			if stands() {
				delete(safe, s.name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(safe)) {
		if err := os.WriteFile(filepath.Join(to, name), safe[name], 0o600); err != nil {
			return err
		}
	}
	return nil
}

// onto lays what was written over what is there, a run of bytes at a time.
func (s step) onto(b []byte, stands func() bool) []byte {
	for from := int64(0); from < int64(len(s.data)); {
		at := s.at + from
		n := min(sector-at%sector, int64(len(s.data))-from)
		if stands() {
			if grown := at + n - int64(len(b)); grown > 0 {
				b = append(b, make([]byte, grown)...)
			}
			copy(b[at:], s.data[from:from+n])
		}
		from += n
	}
	return b
}
