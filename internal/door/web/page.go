package web

import (
	"context"
	"time"

	"guitu/internal/base/text"
)

// Page is what every page has: its words, its reader, its way through the house. A page's own struct embeds
// it and adds what the page shows:
//
//	type showPage struct {
//		web.Page
//		Measure measure.Measure
//	}
//
// Request.Page makes it. The embedded Printer gives p.T, p.Day, p.Left and the rest.
type Page struct {
	text.Printer
	Title    string    // of the browser tab and of the head; never a person's name (use Heading for it)
	Heading  string    // the h1 when it differs from Title, such as a person's name
	Sub      string    // one quiet line of when and where
	Chapter  string    // of the built-in help
	Path     string    // of this page, without query
	Address  string    // of this page, with what its query says, where one can come back to it
	Now      time.Time // the moment of the request
	Who      Who
	Menu     Menu
	Theme    Theme
	Keys     bool // single-key shortcuts "/" and "?" are on
	Demo     bool
	DemoDay  text.Day // nil where nothing is to be said of it
	Crumbs   []Crumb  // from the third level on
	Notices  []Notice
	Form     Form   // what was posted and what was wrong with it, when a form is shown again
	Search   string // what stands in the search box
	SearchAt string // where the search box leads; "" hides it
	token    string
	mark     string // of who sits there, for the other pages of the browser
	signInAt string
}

// Head is the text of the h1.
func (p Page) Head() string {
	if p.Heading != "" {
		return p.Heading
	}
	return p.Title
}

// Today is the civil day of the request in Asia/Shanghai.
func (p Page) Today() text.Day { return text.DayOf(p.Now) }

// Theme is how the page is lit: "" follows the system.
type Theme string

// The themes.
const (
	Auto  Theme = ""
	Light Theme = "light"
	Dark  Theme = "dark"
)

// Crumb is one step of the way from the desk to this page.
type Crumb struct{ Label, URL string }

// Notice is a line about what has just happened (Tone "ok"), or what the reader should know.
type Notice struct {
	Tone Tone
	Text string
}

// Tone is one of the five states of look.md §2.1, and two quiet ones. It colours; a word must stand beside it.
type Tone string

// The tones.
const (
	OK      Tone = "ok"      // done, passed
	Warn    Tone = "warn"    // due soon, to complete
	Danger  Tone = "danger"  // overdue, allergy, stop
	Info    Tone = "info"    // note, in progress
	Neutral Tone = "neutral" // not started, not applicable
	Sealed  Tone = "seal"    // sealed, a compartment
)

// Menu is the side bar of a desk: at most nine entries. Rights and help stand last on every desk.
type Menu struct {
	Desk  string // the desk's name
	Items []Item
	Last  []Item
	// Blind hides the search box from a desk that may not search.
	Blind bool
}

// Item is one entry of the menu. Count is what waits there, 0 for nothing; it must be able to reach zero.
type Item struct {
	Label, Icon, URL string
	Group            string // the heading under which it stands with its neighbours, "" for none
	Count            int
}

// few is how many entries are seen at a glance: a shorter side bar needs no headings.
const few = 9

// groups are the entries as they stand together.
func (m Menu) groups() (out [][]Item) {
	for i, item := range m.Items {
		if i == 0 || len(m.Items) > few && item.Group != m.Items[i-1].Group {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], item)
	}
	return out
}

// here tells whether the page stands at or below the entry.
func (p *Page) here(i Item) bool {
	return p.Path == i.URL || i.URL != "/" && len(p.Path) > len(i.URL) && p.Path[:len(i.URL)+1] == i.URL+"/"
}

// bottom is the five-item bar of phones: the first four entries; the fifth opens the rest.
func (m Menu) bottom() []Item { return m.Items[:min(4, len(m.Items))] }

func (m Menu) rest() []Item {
	return append(append([]Item{}, m.Items[min(4, len(m.Items)):]...), m.Last...)
}

type pageKey struct{}

// On is the page that is being drawn: components ask it for words, the moment and the posted values.
func On(ctx context.Context) Page { return *on(ctx) }

// on is On without a copy, for the kit's own components: a page is a thousand bytes, and a menu asks thirty times.
func on(ctx context.Context) *Page {
	if p, ok := ctx.Value(pageKey{}).(*Page); ok {
		return p
	}
	return &Page{}
}

// T is the message of a key in the language of the page being drawn.
func T(ctx context.Context, key string, args ...any) string { return on(ctx).T(key, args...) }

// Draw puts a page into a context, for tests that render one component.
func Draw(ctx context.Context, p Page) context.Context { return context.WithValue(ctx, pageKey{}, &p) }
