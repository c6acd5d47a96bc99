package obs

import (
	"context"
	"runtime/debug"
	"testing"
	"time"
)

// A busy house is collected less often, a large one no less than usual, and one that rests as before after a while.
func TestThePaceOfTheCollector(t *testing.T) {
	const mb = 1 << 20
	p := pacer{at: unpaced}
	for _, c := range []struct {
		made, lives uint64
		want        int
	}{{10 * mb, 60 * mb, 100}, {200 * mb, 60 * mb, 400}, {200 * mb, 170 * mb, 201}, {900 * mb, 300 * mb, 100}, {900 * mb, 2000 * mb, 100}, {5 * mb, 0, 400}} {
		if p.look(c.made, c.lives); p.at != c.want {
			t.Errorf("%+v: %d", c, p.at)
		}
	}
	for i := range calm {
		if p.at != pacedBy {
			t.Error("it rests after", i)
		}
		p.look(mb, 60*mb)
	}
	if p.at != unpaced {
		t.Error("it does not rest")
	}
}

// What the runner said of it stays as he said it, and what was paced ends with the house.
func TestThePaceThatWasSaidStays(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(170))
	Pace(t.Context(), time.Millisecond)
	if was := debug.SetGCPercent(unpaced); was != 170 {
		t.Error(was)
	}
	ctx, end := context.WithCancel(t.Context())
	end()
	Pace(ctx, time.Hour)
	if was := debug.SetGCPercent(unpaced); was != unpaced {
		t.Error(was)
	}
}
