package drawn_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"guitu/internal/door/drawn"
)

// times is a component that tells how often it was drawn.
type times struct {
	n     *int
	fails error
}

func (x times) Render(_ context.Context, w io.Writer) error {
	*x.n++
	_, _ = fmt.Fprintf(w, "%d", *x.n)
	return x.fails
}

func shown(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A piece is drawn once for all that it says, again when there are too many, and not kept when it failed.
func TestPiecesAreKeptByWhatTheySay(t *testing.T) {
	k, n, made := drawn.Kept[string]{Most: 2}, 0, 0
	draws := func(x times) func() templ.Component { return func() templ.Component { made++; return x } }
	of := func(key string) string {
		t.Helper()
		p, err := k.Of(t.Context(), key, draws(times{n: &n}))
		if err != nil {
			t.Fatal(err)
		}
		return shown(t, p)
	}
	if a, again, b := of("a"), of("a"), of("b"); a != "1" || again != "1" || b != "2" {
		t.Error(a, again, b)
	}
	if c, a := of("c"), of("a"); c != "3" || a != "4" {
		t.Error(c, a)
	}
	broken := errors.New("broken")
	if _, err := k.Of(t.Context(), "d", draws(times{n: &n, fails: broken})); !errors.Is(err, broken) {
		t.Error(err)
	}
	if d := of("d"); d != "6" || made != n {
		t.Errorf("%s: %d components were made for %d pieces", d, made, n)
	}
}

// Rows stand in their tags, and a cell or a tag that fails is no page.
func TestRowsStandInTheirTags(t *testing.T) {
	n, empty, cell := 0, drawn.Words(""), func(row, column int) templ.Component { return drawn.Words(fmt.Sprintf("%d<%d", row, column)) }
	rows := drawn.Rows{Row: empty, Tags: []templ.Component{empty, empty}, Many: 2, Cell: cell}
	if got := shown(t, rows); got != "0&lt;00&lt;11&lt;01&lt;1" {
		t.Error(got)
	}
	broken := times{n: &n, fails: errors.New("broken")}
	for what, rows := range map[string]drawn.Rows{
		"row":  {Row: broken},
		"tag":  {Row: empty, Tags: []templ.Component{empty, broken}},
		"cell": {Row: empty, Tags: []templ.Component{empty}, Many: 1, Cell: func(int, int) templ.Component { return broken }},
	} {
		if err := rows.Render(t.Context(), io.Discard); !errors.Is(err, broken.fails) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestWordsAreEscaped(t *testing.T) {
	if got := shown(t, drawn.Words(`<b>"甲" & 乙`)); got != "&lt;b&gt;&#34;甲&#34; &amp; 乙" {
		t.Error(got)
	}
}

// A buffer comes back empty, whatever stood in it.
func TestBuffersComeBackEmpty(t *testing.T) {
	for range 20 {
		b, back := drawn.Buffer()
		if b.Len() != 0 {
			t.Fatal(b.String())
		}
		b.WriteString("某人")
		back()
	}
}
