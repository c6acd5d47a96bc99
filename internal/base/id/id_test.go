package id_test

import (
	"slices"
	"testing"
	"time"

	"guitu/internal/base/id"
)

func TestOrderAndRoundTrip(t *testing.T) {
	var ids []id.ID
	for range 1000 {
		i := id.New()
		if p, err := id.Parse(string(i)); err != nil || p != i {
			t.Fatalf("%q: %v", i, err)
		}
		ids = append(ids, i)
	}
	if !slices.IsSorted(ids) {
		t.Error("ids must sort by time of making")
	}
	now := time.Now().UTC()
	if got := ids[0].Month(); got != now.Year()*100+int(now.Month()) {
		t.Errorf("month %d", got)
	}
}

func TestBadIDs(t *testing.T) {
	for _, s := range []string{"", "x", "0000000000000000000000000!", "zzzzzzzzzzzzzzzzzzzzzzzzzzz", string(id.New()) + "0", "00000000000000000000000000"} {
		if _, err := id.Parse(s); err == nil {
			t.Errorf("%q was taken", s)
		}
		if m := id.ID(s).Month(); m != 0 {
			t.Errorf("%q has month %d", s, m)
		}
	}
}

func TestBytesAreTheWholeID(t *testing.T) {
	for range 100 {
		i := id.New()
		if got := id.FromBytes(i.Bytes()); got != i {
			t.Fatal(i, got)
		}
	}
	if id.ID("x").Bytes() != nil {
		t.Error("no id has bytes")
	}
}
