// Package drawn keeps pieces of pages that are the same each time, as they were drawn. A piece comes from a component or from
// words that are escaped here, and from nothing else, so that nothing stands in it that nobody escaped.
package drawn

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync"

	"github.com/a-h/templ"
)

// Piece is a piece of a page as it stands there.
type Piece struct{ html string }

// Render writes it.
func (p Piece) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, p.html)
	return err
}

// Words are words and nothing else.
func Words(words string) Piece { return Piece{templ.EscapeString(words)} }

// once is what a component draws.
func once(ctx context.Context, c templ.Component) (Piece, error) {
	var b strings.Builder
	err := c.Render(ctx, &b)
	return Piece{b.String()}, err
}

// Kept keeps pieces by everything that they say, so that none is ever out of date: what says something else is another. It
// holds so many of them, and begins anew when there are more. The zero value holds 300.
type Kept[K comparable] struct {
	Most int

	mu   sync.RWMutex
	kept map[K]Piece
}

// Of gives the piece that a component draws, which is made where the piece is not kept yet: key is all on which that depends.
// The error is the component's.
func (k *Kept[K]) Of(ctx context.Context, key K, c func() templ.Component) (Piece, error) {
	k.mu.RLock()
	p, ok := k.kept[key]
	k.mu.RUnlock()
	if ok {
		return p, nil
	}
	p, err := once(ctx, c())
	if err != nil {
		return p, err
	}
	most := k.Most
	if most == 0 {
		most = 300
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept == nil || len(k.kept) >= most {
		k.kept = map[K]Piece{}
	}
	k.kept[key] = p
	return p, nil
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// most is the largest buffer that is kept: a list of everything is rare.
const most = 1 << 20

// Buffer lends an empty buffer to draw a page in, until back is called: to grow one from nothing to a whole page allocates
// as much as all the rest of the page.
func Buffer() (b *bytes.Buffer, back func()) {
	b = buffers.Get().(*bytes.Buffer)
	return b, func() {
		if b.Cap() <= most {
			b.Reset()
			buffers.Put(b)
		}
	}
}
