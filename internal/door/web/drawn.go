package web

import (
	"bytes"
	"context"
	"hash/maphash"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"guitu/internal/base/text"
)

// drawn is a piece of a page as it stands there, escaped already.
type drawn string

// Render writes it.
func (d drawn) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(d))
	return err
}

// plain are words and nothing else.
func plain(words string) templ.Component { return drawn(templ.EscapeString(words)) }

// Icon is one outline of the sprite, always beside a word and silent to screen readers. A page has a hundred of some
// thirty, so each is drawn once; their names stand in sources.
func Icon(name string) templ.Component {
	icons.RLock()
	d, ok := icons.kept[name]
	icons.RUnlock()
	if ok {
		return d
	}
	d = drawn(`<svg class="g-icon" aria-hidden="true" focusable="false"><use href="` +
		templ.EscapeString(Asset("icons.svg")+"#"+name) + `"></use></svg>`)
	icons.Lock()
	defer icons.Unlock()
	icons.kept[name] = d
	return d
}

var icons = struct {
	sync.RWMutex
	kept map[string]templ.Component
}{kept: map[string]templ.Component{}}

// bars are the side bar of a page and the bar of phones, which holds the same entries again: one is hidden by the style
// sheet. Together they are half of what the frame takes to draw.
type bars struct {
	side, bottom drawn
	menu         Menu
	here         uint64 // the entries that lead to where the page stands, by their place
	printer      text.Printer
}

// mostBars bounds how many are kept, of ten kilobytes each.
const mostBars = 300

// kept are the bars as they were drawn. They are found by all that they say, the counts of what waits too, and so are never
// out of date: another menu is another entry.
var kept = struct {
	sync.Mutex
	bars map[uint64]*bars
}{bars: map[uint64]*bars{}}

var seed = maphash.MakeSeed()

// barsOf gives the bars of a page, drawn now or before.
func barsOf(ctx context.Context, p *Page) (*bars, error) {
	if p.bars != nil {
		return p.bars, nil
	}
	b := &bars{menu: p.Menu, here: p.places(), printer: p.Printer}
	key := b.key()
	kept.Lock()
	old := kept.bars[key]
	kept.Unlock()
	if old != nil && old.says(b) {
		p.bars = old
		return old, nil
	}
	var side, bottom strings.Builder
	if err := sidebar(p).Render(ctx, &side); err != nil {
		return nil, err
	}
	if err := bottombar(p).Render(ctx, &bottom); err != nil {
		return nil, err
	}
	b.side, b.bottom = drawn(side.String()), drawn(bottom.String())
	b.menu.Items, b.menu.Last = slices.Clone(p.Menu.Items), slices.Clone(p.Menu.Last)
	kept.Lock()
	defer kept.Unlock()
	if len(kept.bars) >= mostBars {
		clear(kept.bars)
	}
	kept.bars[key], p.bars = b, b
	return b, nil
}

// places are the entries at or above the page, a bit for each. A menu has fewer than 64.
func (p *Page) places() (here uint64) {
	for n, i := range p.Menu.Items {
		if p.here(i) {
			here |= 1 << n
		}
	}
	for n, i := range p.Menu.Last {
		if p.here(i) {
			here |= 1 << (len(p.Menu.Items) + n)
		}
	}
	return here
}

func (b *bars) key() uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, list := range [][]Item{b.menu.Items, b.menu.Last} {
		for _, i := range list {
			maphash.WriteComparable(&h, i)
		}
	}
	h.WriteString(b.menu.Desk)
	maphash.WriteComparable(&h, b.here)
	maphash.WriteComparable(&h, b.printer)
	return h.Sum64()
}

func (b *bars) says(other *bars) bool {
	return b.here == other.here && b.printer == other.printer && b.menu.Desk == other.menu.Desk &&
		slices.Equal(b.menu.Items, other.menu.Items) && slices.Equal(b.menu.Last, other.menu.Last)
}

// sideOf and bottomOf are the bars in the frame.
func sideOf(p *Page) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		b, err := barsOf(ctx, p)
		if err != nil {
			return err
		}
		return b.side.Render(ctx, w)
	})
}

func bottomOf(p *Page) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		b, err := barsOf(ctx, p)
		if err != nil {
			return err
		}
		return b.bottom.Render(ctx, w)
	})
}

// buffers are where pages are drawn: to grow one from nothing to a whole page allocates as much as all the rest of it.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// mostBuffer is the largest buffer that is kept: a list of everything is rare.
const mostBuffer = 1 << 20

func putBuffer(b *bytes.Buffer) {
	if b.Cap() > mostBuffer {
		return
	}
	b.Reset()
	buffers.Put(b)
}
