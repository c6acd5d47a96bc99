// Package daybook makes the book of the night (值班日册): what a ward needs on paper when the house cannot be asked.
//
//	Night    a book for every brigade and every zone that holds people, and for those of no brigade yet
//	Make     one now, by who works there
//	Open     one to be read or printed; the opening is a fact
//	Sheet    a book as a paper: cover with counts, roll, who is out, who leaves within 30 days, what is late or falls due, blank forms
//
// A book is a copy of one moment and no record: nothing is read out of it again, and what is written on it by hand is
// entered where it belongs (help, "working from paper"). It is sealed with a key of its own, kept some days and erased.
//
// # Who reads it
//
// Who may read the roll of the same people, and he sees the same names as there. So a book tells nothing that a
// compartment keeps: a duty of another compartment stands there by its moment alone, without its name, its seat and whom
// it is about, and a room that adds a section (Desk.Medicines) answers for its words.
//
// Words: 日册 book, 名单 roll, 补记 blank form. A book's words are Chinese, as those of every paper.
package daybook

import (
	"context"
	"embed"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Catalogue holds this room's words in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Ahead is how far a book looks for releases, in days; Falling for duties. What the book is for says so, no law.
const (
	Ahead   = 30
	Falling = 24 * time.Hour
)

// Whom is whose book it is: a brigade, or a zone of the facility, or, with neither, those of no brigade yet. Brigades
// and these hold everybody of a facility once; zones are a second cut through them, as in the roll.
type Whom struct {
	Facility, Unit id.ID
	Zone           resident.Phase
}

// holds tells whether a stay belongs into the book.
func (w Whom) holds(s resident.Resident) bool {
	switch {
	case w.Unit != "":
		return s.Unit == w.Unit
	case w.Zone != "":
		return s.Phase == w.Zone
	}
	return s.Unit == ""
}

// Tally is how many people a book has, and where they are: Present + Away + Waiting = Heads.
type Tally struct {
	Heads   int
	Present int // in a bed, and not out
	Away    int
	Waiting int // neither in a bed nor out
}

// Book is one book as the list shows it.
type Book struct {
	ID id.ID
	Whom
	Made    time.Time
	By      string // actor.Ref
	Tally   Tally
	Leaving int       // within Ahead days
	Code    string    // on every page: which book a leaf belongs to
	Erase   time.Time // when it will be erased
	erased  bool
}

// Resource is the book as policy sees it.
func (b Book) Resource() policy.Resource { return b.Whom.resource(b.ID) }

func (w Whom) resource(book id.ID) policy.Resource {
	return policy.Resource{Kind: "daybook", ID: book, Facility: w.Facility, Unit: w.Unit}
}

// Content is what a book says, as values: it is kept sealed, so a field is only added, never renamed.
type Content struct {
	House, Unit string // names at the time; Unit is "" for a book of no brigade
	Zone        resident.Phase
	Made        time.Time
	Faces       map[id.ID]Face
	Rows        []Row // in the order of rooms and beds
	Away        []Away
	Leaving     []Leaving
	Falling     []Owed // late, and due within Falling
	Overdue     int    // late too, and not listed
	Medicines   Part   // zero while no room keeps them
}

// Face is somebody by name and file number; both "" for who was sealed away since.
type Face struct{ Name, Number string }

// Row is somebody on the roll.
type Row struct {
	Person    id.ID
	Room, Bed string // "" for who has none
}

// Away is somebody who is out.
type Away struct {
	Person        id.ID
	Kind          outing.Kind
	Where, Escort string
	From, Due     time.Time // Due is zero when nobody said
}

// Leaving is somebody whose term ends soon.
type Leaving struct {
	Person id.ID
	End    civil.Date
	Begun  bool     // his release is being prepared
	Lacks  []string // steps of the release; nil for none
}

// Owed is a duty by its moment. One of another compartment is duty.Hidden and names nobody.
type Owed struct {
	Code   duty.Code
	Person id.ID // "" for a duty about a place
	Owner  string
	Due    time.Time
	Day    bool // due by the end of the day, not at an hour
}

// Part is a section that another room adds, in its own words.
type Part struct {
	Title  string
	Heads  []string
	Widths []int
	Lines  []Line
	Note   string
}

// Line is a line of a section about somebody.
type Line struct {
	Person id.ID
	Cells  []string // after room, bed and name
}

// Adds is how another room adds a section about some people from a moment on. Everybody who may read the roll reads it:
// it says nothing that a compartment keeps.
type Adds func(ctx context.Context, tx *store.Tx, facility id.ID, people []id.ID) (Part, error)

// Tally counts a book.
func (c Content) Tally() Tally {
	out := make(map[id.ID]bool, len(c.Away))
	for _, a := range c.Away {
		out[a.Person] = true
	}
	t := Tally{Heads: len(c.Rows)}
	for _, r := range c.Rows {
		switch {
		case out[r.Person]:
			t.Away++
		case r.Bed != "":
			t.Present++
		default:
			t.Waiting++
		}
	}
	return t
}

// People are all who are named in a book.
func (c Content) People() []id.ID {
	out := make([]id.ID, 0, len(c.Faces))
	for p := range c.Faces {
		out = append(out, p)
	}
	return out
}

// Rooms is what a book is read out of.
type Rooms struct {
	Persons *person.Desk
	Outings *outing.Desk
}

// Desk is where the acts of this room are done: every method is one use case.
type Desk struct {
	Rooms
	db     *store.DB
	vault  *seal.Vault
	policy *policy.Engine
	cases  *journey.Desk // read, and nothing done by it

	// Days is how long a book is kept. The law names no time for a copy; it is a setting, and this one the house's choice.
	Days int
	// Medicines adds what is to be given out. It is set once, when the house is wired; nil while no room keeps medicines,
	// and the book says so.
	Medicines Adds
	// Made is told, in the same transaction, of a book that an officer made: it is copied beside the house as those of the
	// night are. Nil where nobody copies.
	Made func(ctx context.Context, tx *store.Tx, book id.ID) error
}

// UsualDays is how long a book is kept where nobody set another time: a week covers a long holiday.
const UsualDays = 7

// New opens the desk.
func New(r Rooms, db *store.DB, v *seal.Vault, p *policy.Engine) *Desk {
	return &Desk{Rooms: r, db: db, vault: v, policy: p, cases: journey.New(db, v, p, nil, course.All(course.Rooms{})...), Days: UsualDays}
}

// phase is the title of a zone.
func phase(z resident.Phase) text.Key { return text.Key("resident.phase." + string(z)) }
