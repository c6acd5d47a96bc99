package census

import (
	"context"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Look is that from some post a file was opened on a day, and how often.
type Look struct {
	On      civil.Date
	Last    time.Time
	What    string // "file", "numbers", "paper", "document", "affair", "closed": something of a compartment; or one of urgent
	Seats   []Seat
	Purpose string
	Times   int
}

// looks are the facts that say that something about somebody was opened.
var looks = map[string]string{
	"person.opened": "file", "person.numbers_opened": "numbers", "paper.printed": "paper", "document.opened": "document",
	"person.compared": "compared",
	"journey.opened":  "affair", "person.part_opened": "closed", "transfer.health_opened": "closed",
	"emergency.opened": "urgent", "emergency.justified": "urgent_justified", "emergency.unjustified": "urgent_unjustified",
}

// mostLooks bounds how far back the openings of a file are read.
const mostLooks = 5000

// Lookers is who opened what is kept of a person, for the person himself (kiosk.self): posts and not names, by day, newest
// first. He reads it at a screen behind which somebody may stand. So it leaves out the procurators, whose reading is not the
// facility's to know, and what the bureau's inspection opened for a complaint, which would tell that there is one; the page
// says so. What was opened of a compartment is not told apart, nor for what: the name alone could tell what he has. That it was opened in an
// emergency he reads, and how the review of it ended.
func (k *Desk) Lookers(ctx context.Context, p id.ID) (_ []Look, err error) {
	defer errs.Wrap(&err, "census.Lookers(%s)", p)
	return store.Read(ctx, k.db, func(tx *store.Tx) ([]Look, error) {
		if err := k.policy.Check(ctx, tx, policy.KioskSelf, policy.Resource{Kind: "kiosk", ID: p, Person: p}); err != nil {
			return nil, err
		}
		facts, err := audit.List(ctx, tx, audit.Filter{About: p, Kinds: sortedKinds()}, store.Page{Limit: mostLooks, Uncounted: true})
		if err != nil {
			return nil, err
		}
		seen := map[string][]Seat{}
		var shown []audit.Entry
		for _, f := range facts.Rows {
			if strings.HasPrefix(f.Actor, "staff:") && !Discreet(f) {
				shown = append(shown, f)
				seen[f.Actor+"|"+f.Posts] = nil
			}
		}
		if err := seats(ctx, tx, seen); err != nil {
			return nil, err
		}
		return gathered(shown, seen), nil
	})
}

// Discreet tells of a fact of a list that he is not to see it on a screen: a procurator looked. What was read for a complaint
// is in no list (audit.List).
func Discreet(f audit.Entry) bool { return strings.Contains(","+f.Posts, ","+policy.Procurator+"@") }

func sortedKinds() (out []string) {
	for k := range looks {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// gathered puts what was opened from the same post for the same reason on one day into one line.
func gathered(facts []audit.Entry, seen map[string][]Seat) (out []Look) {
	at := map[string]int{}
	for _, f := range facts {
		l := Look{On: civil.DateOf(f.At), Last: f.At, What: looks[f.Kind], Seats: seen[f.Actor+"|"+f.Posts], Purpose: f.Purpose, Times: 1}
		if f.Compartment != seal.General {
			l.What, l.Purpose = "closed", ""
		}
		key := strings.Join([]string{l.On.String(), l.What, f.Posts, l.Purpose}, "|")
		if i, ok := at[key]; ok {
			out[i].Times++
			continue
		}
		at[key] = len(out)
		out = append(out, l)
	}
	return out
}
