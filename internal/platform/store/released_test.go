package store_test

import (
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const released = "testdata/migrations.sum"

// A step that has run somewhere never changes: the house that ran it would refuse to start (store.schema_changed).
// The file holds the sum that the store keeps of each; -update adds the new ones and touches no other.
func TestReleasedMigrationsStay(t *testing.T) {
	raw, err := os.ReadFile(released)
	if err != nil && !*update {
		t.Fatal(err)
	}
	was := map[string]string{}
	for line := range strings.Lines(string(raw)) {
		name, sum, _ := strings.Cut(strings.TrimSpace(line), " ")
		was[name] = sum
	}
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	now := map[string]string{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		h := fnv.New128a()
		h.Write(text)
		now[filepath.Base(f)] = hex.EncodeToString(h.Sum(nil))
	}
	if *update {
		for name, sum := range now {
			if was[name] == "" {
				was[name] = sum
			}
		}
		var list []string
		for name, sum := range was {
			list = append(list, name+" "+sum+"\n")
		}
		slices.Sort(list)
		if err := os.WriteFile(released, []byte(strings.Join(list, "")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range moved(was, now) {
		t.Error(f)
	}
}

// moved lists what differs between the sums committed and those of today's files.
func moved(was, now map[string]string) (faults []string) {
	for name, sum := range now {
		switch was[name] {
		case sum:
		case "":
			faults = append(faults, fmt.Sprintf("%s: new; go test ./internal/platform/store -run Released -update", name))
		default:
			faults = append(faults, name+": changed after it was released; write a new step")
		}
	}
	for name := range was {
		if now[name] == "" {
			faults = append(faults, name+": released, and gone")
		}
	}
	slices.Sort(faults)
	return faults
}

func TestMovedBites(t *testing.T) {
	got := moved(map[string]string{"1.sql": "a", "2.sql": "b", "3.sql": "c"}, map[string]string{"1.sql": "a", "2.sql": "x", "4.sql": "d"})
	want := []string{"2.sql: changed", "3.sql: released, and gone", "4.sql: new"}
	if !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("%q", got)
	}
}
