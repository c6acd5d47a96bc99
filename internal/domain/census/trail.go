package census

import (
	"context"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/measure"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Seat is a post as pages say it: a role in a unit. No page says who sat in it; who must know asks the log.
type Seat struct {
	Role, Unit string
	Part       string // the part of the house that acted by itself; "" for an officer
}

// Opening is one time somebody read or changed the file.
type Opening struct {
	At      time.Time
	Kind    string // of the fact
	Record  id.ID  // what was read or changed
	Seats   []Seat
	Purpose string
}

// openings lists who read or changed a file lately, newest first. What merely followed from an act is left
// out: one act is one line.
func (k *Desk) openings(ctx context.Context, tx *store.Tx, p id.ID) ([]Opening, error) {
	shielded := audit.Shields(k.policy, actor.From(ctx))
	facts, err := audit.List(ctx, tx, audit.Filter{About: p, Unwatched: shielded}, store.Page{Limit: 200})
	if err != nil {
		return nil, err
	}
	before, err := atTheDoor(ctx, tx, p, shielded)
	if err != nil {
		return nil, err
	}
	facts.Rows = append(facts.Rows, before...)
	slices.SortStableFunc(facts.Rows, func(a, b audit.Entry) int { return b.At.Compare(a.At) })
	seen := map[string][]Seat{}
	for _, f := range facts.Rows {
		seen[f.Actor+"|"+f.Posts] = nil
	}
	if err := seats(ctx, tx, seen); err != nil {
		return nil, err
	}
	var out []Opening
	for _, f := range facts.Rows {
		switch {
		case follows[f.Room] || consequence[f.Kind] || f.Room == "kiosk" && strings.HasPrefix(f.Actor, actor.ResidentRef):
			// when he was at his own page is his affair: a visit in which he read nothing is one in which he wrote
		case f.Room == watch && !k.watched(ctx, f.Facility): // what the procurator asks is for those who answer him
		case f.Compartment != seal.General: // not even by whom: a healer's post says which part it was
			out = append(out, Opening{At: f.At, Kind: audit.Closed})
		default:
			out = append(out, Opening{At: f.At, Kind: f.Kind, Record: f.Record, Seats: seen[f.Actor+"|"+f.Posts], Purpose: f.Purpose})
		}
	}
	return out, nil
}

// watch is the room of the procurator's questions.
const watch = "supervision"

// watched tells whether the reader sees what the procurator asks of a facility.
func (k *Desk) watched(ctx context.Context, of id.ID) bool {
	return k.policy.Allows(ctx, policy.SupervisionView, policy.Resource{Kind: watch, Facility: of})
}

// atTheDoor lists who opened a document of a case before its person had a file: until a case of his first moved on, for by
// that step he got one; a hand-over moves on before there is anybody, and ends with the admission behind it. Such a fact names nobody, so it is looked for in the days of the case at its facility.
func atTheDoor(ctx context.Context, tx *store.Tx, p id.ID, shielded bool) ([]audit.Entry, error) {
	type door struct {
		file, facility id.ID
		from, to       time.Time
	}
	files, err := store.Collect(ctx, tx, func(s store.Scanner) (d door, err error) {
		return d, s.Scan(&d.file, &d.facility, store.Instant(&d.from), store.Instant(&d.to))
	},
		`select f.id, f.facility, f.at, (select min(e.at) from journey_entry e join journey_case i on i.id = e.case_id
			where i.person = c.person and i.kind <> 'handover' and i.opened_at >= c.opened_at and e.seq > 0 and e.was <> e.becomes) as moved
		from journey_case c join document_file f on f.record = c.id and f.about = ''
		where c.person = $1 and exists (select 1 from journey_entry e join journey_case i on i.id = e.case_id
			where i.person = c.person and i.kind <> 'handover' and i.opened_at >= c.opened_at and e.seq > 0 and e.was <> e.becomes) order by f.id`, p)
	var out []audit.Entry
	for _, f := range files {
		if err != nil {
			return nil, err
		}
		var some store.Slice[audit.Entry]
		some, err = audit.List(ctx, tx, audit.Filter{Facility: f.facility, Record: f.file, From: f.from, To: f.to, Unwatched: shielded}, store.Page{Limit: 50})
		for _, x := range some.Rows {
			if x.About == "" {
				out = append(out, x)
			}
		}
	}
	return out, err
}

// follows are the rooms whose facts about a person are consequences of another's, and consequence such facts of others.
var (
	follows     = map[string]bool{"duty": true}
	consequence = map[string]bool{
		"measure.folded": true, "person.linked": true, "journey.adopted": true, "paper.stated": true, "paper.stale": true, "paper.right_again": true, "paper.replaced": true,
	}
)

// Posts says from which posts something was done. One line of the log is one act: whoever acts again tomorrow, from
// another post or in another matter, was where he was on the day.
type Posts struct {
	records map[id.ID][]Seat // fact or duty → who wrote it last
	acts    map[act][]Seat
}

// act is somebody (actor.Ref) at a moment, in microseconds.
type act struct {
	ref string
	at  int64
}

// Of is from where a fact was recorded or a duty closed; none where the log does not say.
func (p Posts) Of(record id.ID) []Seat { return p.records[record] }

// By is from where somebody (actor.Ref) acted at a moment. A part of the house is itself at all times.
func (p Posts) By(ref string, at time.Time) []Seat {
	if part, ok := strings.CutPrefix(ref, "system:"); ok {
		return []Seat{{Part: part}}
	}
	return p.acts[act{ref, store.Micros(at)}]
}

// recorders finds the posts of those who recorded the facts of a life and closed its duties, as the log has them.
func recorders(ctx context.Context, tx *store.Tx, v measure.View) (Posts, error) {
	p := Posts{map[id.ID][]Seat{}, map[act][]Seat{}}
	if v.Life.Person == "" {
		return p, nil
	}
	type hand struct{ actor, posts string }
	type line struct {
		act
		record id.ID
		by     string // the hand, as seats knows it: an old file is hundreds of lines by a few hands
		opened bool
	}
	hands, seen := map[hand]string{}, map[string][]Seat{}
	rows, err := store.Collect(ctx, tx, func(s store.Scanner) (l line, err error) {
		var h hand
		err = s.Scan(&l.at, &l.record, &l.opened, &h.actor, &h.posts)
		l.ref = h.actor
		if l.by = hands[h]; l.by == "" {
			l.by = h.actor + "|" + h.posts
			hands[h], seen[l.by] = l.by, nil
		}
		return l, err
	}, `select at, record, kind = 'duty.opened', actor, posts from audit_fact where about = $1 and room in ('measure', 'duty') order by at, id`, v.Life.Person)
	if err != nil {
		return p, err
	}
	if err := seats(ctx, tx, seen); err != nil {
		return p, err
	}
	for _, r := range rows {
		p.acts[r.act] = seen[r.by]
		if r.record != v.Life.Person && !r.opened {
			p.records[r.record] = seen[r.by]
		}
	}
	return p, nil
}

// seats reads what the log says of posts ("doctor@<unit>", by commas), keyed by actor and posts.
func seats(ctx context.Context, tx *store.Tx, seen map[string][]Seat) error {
	for key := range seen {
		who, posts, _ := strings.Cut(key, "|")
		if part, ok := strings.CutPrefix(who, "system:"); ok {
			seen[key] = []Seat{{Part: part}}
			continue
		}
		if strings.HasPrefix(who, actor.ResidentRef) {
			seen[key] = []Seat{{Part: "resident"}}
			continue
		}
		for _, p := range strings.Split(posts, ",") {
			role, unit, _ := strings.Cut(strings.TrimSuffix(p, "/for"), "@")
			if role != "" {
				seen[key] = append(seen[key], Seat{Role: role, Unit: unit})
			}
		}
	}
	names, err := facility.Names(ctx, tx)
	if err != nil {
		return err
	}
	for _, list := range seen {
		for i := range list {
			list[i].Unit = names[id.ID(list[i].Unit)]
		}
	}
	return nil
}
