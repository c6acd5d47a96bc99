package app

import (
	"context"
	"fmt"
	"io"

	"guitu/internal/base/actor"
	"guitu/internal/base/calendar"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"
	"guitu/internal/door/termfilter"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/store"
)

// Term answers cases, a line each: the legal clock as a filter. It opens no house; the book is the shipped
// one. bad tells whether any line was not a case.
func Term(in io.Reader, out io.Writer, words text.Printer) (bad bool, err error) {
	days, err := calendar.Embedded()
	if err != nil {
		return false, err
	}
	clock, err := term.NewClock(law.Shipped(), days)
	if err != nil {
		return false, err
	}
	return termfilter.New(clock, words).Run(in, out)
}

// Import is a roster to be taken in.
type Import struct {
	File     string
	Raw      []byte // what ReadRoster gave, nil when it is still to be read
	Facility string // by name; made when the house is empty
	Report   string // where the rejected rows go, "" for nowhere
	DryRun   bool
	Words    text.Printer // of the report and of what would be right
	Progress func(done, of int)
}

// Imported is what became of a roster, as roster.md prints it.
type Imported struct {
	Rows      int       `json:"rows"`
	Created   int       `json:"created"`
	Updated   int       `json:"updated"`
	Unchanged int       `json:"unchanged"`
	Rejected  []Problem `json:"rejected"`
	Warnings  []Problem `json:"warnings"`
	Notices   []Problem `json:"-"` // worth a look, and no code of roster.md
	Unknown   []string  `json:"-"` // headers that are kept as notes
}

// Problem is one cell to mend or to look at; Right says in words what would be right.
type Problem struct {
	Row    int    `json:"row"`
	Column string `json:"column"`
	Code   string `json:"code"`
	Value  string `json:"value"`
	Right  string `json:"-"`
}

// Export is a list to be written to a file.
type Export struct {
	List    string
	File    string
	Purpose string
	Words   text.Printer                  // of the cells and titles
	Counted func(rows int)                // told before anything leaves; may be nil
	Second  func() (authn.Attempt, error) // the signature of a second person, asked for when one is needed; nil when there is none
}

// defaultBureau is the name of a bureau that nobody has named yet.
const defaultBureau = "戒毒管理局"

// FacilityNamed is the facility with a name. In an empty house it is made, with the bureau above it: a roster
// may be the first thing that anybody brings. Where there are facilities, a name that none has is
// facility.unknown: a slip of the pen must not found a second one.
func (h *House) FacilityNamed(ctx context.Context, key store.Key, name string) (_ id.ID, err error) {
	defer errs.Wrap(&err, "app.FacilityNamed")
	found, err := store.Read(ctx, h.DB, func(tx *store.Tx) (id.ID, error) {
		u, err := facility.Named(ctx, tx, name)
		return u.ID, err
	})
	if errs.KindOf(err) != errs.NotFound || err == nil {
		return found, err
	}
	ctx = actor.With(ctx, actor.Part("setup"))
	return store.Write(ctx, h.DB, key, func(tx *store.Tx) (id.ID, error) {
		if u, err := facility.Named(ctx, tx, name); errs.KindOf(err) != errs.NotFound || err == nil {
			return u.ID, err // another has made it meanwhile
		}
		units, err := facility.All(ctx, tx)
		if err != nil {
			return "", err
		}
		n := 0
		for _, u := range units {
			if u.Kind == facility.Facility {
				n++
			}
		}
		if n > 0 {
			return "", errs.New(errs.NotFound, "app.no_facility", n)
		}
		bureau, err := h.bureau(ctx, tx, defaultBureau)
		if err != nil {
			return "", err
		}
		return h.Facility.AddIn(ctx, tx, facility.Draft{
			Parent: string(bureau), Kind: string(facility.Facility), Name: name, Code: fmt.Sprintf("F%d", n+1),
		})
	})
}
