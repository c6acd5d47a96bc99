// Package emergency keeps who opened a compartment because a life was at risk (紧急调阅), and the review of it by another.
//
// Three compartments open so: clinical, infection, child. Policy names the posts; a
// sentence says why now. The opening counts for its officer, this person and this compartment, for some minutes (Desk.Minutes).
// At once the head of the facility is told, and the review is owed: by the legal officer, or by the bureau's inspector where
// the head or a legal officer of that facility opened it. Nobody reviews his own. One that was not justified is the
// inspector's to follow up.
//
// No law gives the minutes, the days (Desk.Days) or the reviewer: they are the house's choice. What was read is in no row
// here; each reading is a fact of the log with the purpose policy.Emergency.
package emergency

import (
	"context"
	"embed"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Compartments are those that open by emergency. Complaints, voluntary treatment and what psychologists keep never do.
var Compartments = []seal.Compartment{seal.Clinical, seal.Infection, seal.Child}

// Outcome is what a reviewer found.
type Outcome string

const (
	Waiting     Outcome = ""
	Justified   Outcome = "justified"
	Unjustified Outcome = "unjustified"
)

// Opening is one, with its words where it was opened to be read (Desk.Get).
type Opening struct {
	ID             id.ID
	Version        int64
	Person         id.ID
	Facility, Unit id.ID // where he was
	Compartment    seal.Compartment
	By             string // actor.Ref
	Post           string // the role from which he opened it
	At, Until      time.Time
	Reviewer       string // the role that owes the review
	Due            time.Time

	Outcome    Outcome
	Reviewed   time.Time // zero while it waits
	ReviewedBy string    // actor.Ref
	ReviewPost string
	Followed   time.Time // when the inspector wrote what followed; zero where nothing was to follow, or not yet

	Why, Review, Follow string

	why, review, follow []byte
}

// Resource is the opening as policy sees it: of the general compartment, for it says nothing of what was read.
func (o Opening) Resource() policy.Resource {
	return policy.Resource{
		Kind: "emergency", ID: o.ID, Person: o.Person, Facility: o.Facility, Unit: o.Unit, Owner: strings.TrimPrefix(o.By, staffRef), Role: o.Reviewer,
	}
}

const staffRef = "staff:"

// Late tells whether its review was, or is, later than it was owed.
func (o Opening) Late(now time.Time) bool {
	if o.Outcome != Waiting {
		now = o.Reviewed
	}
	return now.After(o.Due)
}

// Follows tells whether the inspector still has to write what followed.
func (o Opening) Follows() bool { return o.Outcome == Unjustified && o.Followed.IsZero() }

func (o Opening) fact(kind string, key *seal.Key) audit.Fact {
	return audit.Fact{
		Room: "emergency", Kind: kind, Record: o.ID, Version: o.Version, About: o.Person, Facility: o.Facility, Key: key,
		Rows: []audit.Row{audit.Kept("emergency_opening", o.ID)},
	}
}

const longest = 1000 // characters of a sentence, and of a review

// fewest is of how many letters words are, at least: a full stop is no reason for which a life is at risk (the house's choice).
var fewest = map[string]int{"why": 4, "words": 1}

// said reads words that must be there.
func said(field, s string) (string, error) {
	var f errs.Fields
	s = strings.TrimSpace(s)
	switch n := utf8.RuneCountInString(s); {
	case letters(s) < fewest[field]:
		f.Add(field, "emergency.words_missing", "")
	case n > longest:
		f.Add(field, "emergency.words_long", "", longest, n)
	}
	return s, f.Err("emergency.bad_input")
}

// letters counts what can be read aloud: letters of any script, and figures.
func letters(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// reviewerOf is the role that owes the review of what somebody opens in a facility: who stands outside it where he is its
// head, or would be asked to review himself or his own office.
func reviewerOf(who actor.Actor, facility id.ID) string {
	if slices.ContainsFunc(who.Posts, func(p actor.Post) bool {
		return p.Facility == facility && (p.Role == policy.FacilityHead || p.Role == policy.LegalOfficer)
	}) {
		return policy.BureauInspector
	}
	return policy.LegalOfficer
}

// postIn is the role from which somebody acts in a facility, "" where he has none there; in the bureau for "".
func postIn(who actor.Actor, facility id.ID, roles ...string) string {
	for _, p := range who.Posts {
		if p.Facility == facility && (len(roles) == 0 || slices.Contains(roles, p.Role)) {
			return p.Role
		}
	}
	return ""
}

const selectOpening = `select id, version, person, facility, unit, compartment, opened_by, post, opened_at, until_at, why, reviewer, due_at,
	outcome, reviewed_at, reviewed_by, review_post, review, followed_at, follow from emergency_opening `

func scan(s store.Scanner) (o Opening, err error) {
	err = s.Scan(&o.ID, &o.Version, &o.Person, &o.Facility, &o.Unit, &o.Compartment, &o.By, &o.Post, store.Instant(&o.At), store.Instant(&o.Until), &o.why,
		&o.Reviewer, store.Instant(&o.Due), &o.Outcome, store.Instant(&o.Reviewed), &o.ReviewedBy, &o.ReviewPost, &o.review, store.Instant(&o.Followed), &o.follow)
	return o, err
}

func get(ctx context.Context, tx *store.Tx, which id.ID) (Opening, error) {
	return store.One(ctx, tx, scan, selectOpening+`where id = $1`, which)
}

// Own is what the officer of ctx opened himself, the newest first, at most 50. Words are not opened; Get opens one.
func (k *Desk) Own(ctx context.Context, tx *store.Tx) (out []Opening, err error) {
	defer errs.Wrap(&err, "emergency.Own")
	who := actor.From(ctx)
	if who.Kind != actor.Officer || who.Staff == "" {
		return nil, nil
	}
	return store.Collect(ctx, tx, scan, selectOpening+`where opened_by = $1 order by opened_at desc, id desc limit 50`, who.Ref())
}

// Counts is how the openings of a scope were reviewed.
type Counts struct{ All, Waiting, Overdue, InTime, Unjustified int }

// List is what the officer of ctx may see, those that wait first, at most 500, and how all of them stand. Words are not opened.
func (k *Desk) List(ctx context.Context, tx *store.Tx) (out []Opening, c Counts, err error) {
	defer errs.Wrap(&err, "emergency.List")
	s := k.policy.Scope(actor.From(ctx), policy.EmergencyList)
	if s.Empty() {
		return nil, c, errs.New(errs.Denied, "policy.denied")
	}
	where, args := `where 1 = 1`, []any(nil)
	if !s.All {
		houses, a := store.In(1, s.Facilities)
		where, args = `where facility in `+houses, a
	}
	if out, err = store.Collect(ctx, tx, scan, selectOpening+where+
		` order by case when outcome = '' then 0 else 1 end, opened_at desc, id desc limit 500`, args...); err != nil {
		return nil, c, err
	}
	c, err = store.One(ctx, tx, func(s store.Scanner) (c Counts, err error) {
		return c, s.Scan(&c.All, &c.Waiting, &c.Overdue, &c.InTime, &c.Unjustified)
	}, `select count(*), coalesce(sum(case when outcome = '' then 1 else 0 end), 0),
		coalesce(sum(case when outcome = '' and due_at < `+place(len(args)+1)+` then 1 else 0 end), 0),
		coalesce(sum(case when outcome <> '' and reviewed_at <= due_at then 1 else 0 end), 0),
		coalesce(sum(case when outcome = 'unjustified' then 1 else 0 end), 0) from emergency_opening `+where, append(args, store.Micros(tx.Now()))...)
	return out, c, err
}
