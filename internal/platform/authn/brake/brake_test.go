package brake

import (
	"strings"
	"testing"
	"time"
)

var steep = Slope{Free: 4, First: 15 * time.Second, Most: 15 * time.Minute}

func TestWaitsGrowToABound(t *testing.T) {
	var last time.Duration
	for n := range 60 {
		w := steep.Wait(n)
		if w < last || w > steep.Most || n <= steep.Free && w != 0 {
			t.Errorf("after %d wrong guesses: %v", n, w)
		}
		last = w
	}
	if last != steep.Most {
		t.Errorf("the bound is never reached: %v", last)
	}
}

func TestTheBucketForgets(t *testing.T) {
	b, now := NewBucket(40, 0.5), time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	for i := range maxSources + 10 {
		b.Take(strings.Repeat("x", i%7)+string(rune(i)), now)
	}
	if len(b.sources) > maxSources {
		t.Errorf("%d sources are remembered", len(b.sources))
	}
	for range 40 {
		b.Take("one", now)
	}
	if b.Take("one", now) != 2*time.Second || b.Take("one", now.Add(2*time.Second)) != 0 || b.Take("one", now.Add(2*time.Second)) == 0 {
		t.Error("one every two seconds, after the first forty")
	}
}
