package audit

import (
	"context"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Filter narrows a list of facts; the zero value of a field does not.
type Filter struct {
	About    id.ID      // the person concerned
	Actor    string     // actor.Ref, such as "staff:<id>"
	Day      civil.Date // in China
	Facility id.ID
	Record   id.ID // what was written or read; give About or Facility too, it has no index of its own
	Room     string
	Kinds    []string // any of these
	// Unwatched leaves out what the procurator did, but for what he asked: it is not the facility's to see.
	Unwatched bool
	// Unrefused leaves out refusals, and what was asked for and is not there. Who was refused is told that nothing is there, also where there is something: his own
	// trail must not tell the two apart.
	Unrefused bool
	From, To  time.Time // to before which
}

// Shields tells whether a reader of the log is not shown what the procurator read: everybody but the bureau and himself.
func Shields(e *policy.Engine, who actor.Actor) bool {
	return !e.Scope(who, policy.AuditView).All && !who.Has(policy.Procurator)
}

// unlisted is what stands in no list of facts, whoever asks and however he narrows it: what is of complaints, what the
// bureau's inspection read for one, and when a resident was at his own page. Side by side, or one by one through filters,
// they tell who wrote; the offices have their own pages, and the tree has every fact. That somebody says "for a complaint"
// hides nothing: it must be the inspection's post, and a reading. What is written has a digest, and is always listed.
const unlisted = `not (f.compartment = 'complaint' or f.room = 'complaint' or f.room = 'kiosk' and f.actor like '` + actor.ResidentRef + `%'
	or f.purpose = '` + policy.ComplaintWork + `' and coalesce(length(f.digest), 0) = 0 and (f.posts like '` + policy.BureauInspector + `@%' or f.posts like '%,` + policy.BureauInspector + `@%'))`

// conds are the conditions of a filter.
func (f Filter) conds() (where []store.Cond) {
	for _, c := range []struct{ column, value string }{
		{"f.about", string(f.About)},
		{"f.actor", f.Actor},
		{"f.facility", string(f.Facility)},
		{"f.record", string(f.Record)},
		{"f.room", f.Room},
	} {
		if c.value != "" {
			where = append(where, store.Where(c.column+" = $1", c.value))
		}
	}
	if len(f.Kinds) > 0 {
		in, args := store.In(1, f.Kinds)
		where = append(where, store.Where("f.kind in "+in, args...))
	}
	if f.Unwatched {
		where = append(where, store.Where("(f.room = 'supervision' or f.posts not like 'procurator@%' and f.posts not like '%,procurator@%')"))
	}
	if f.Unrefused {
		where = append(where, store.Where("f.kind <> 'policy.refused'"))
	}
	if !f.Day.IsZero() {
		where = append(where, store.Where("f.at >= $1 and f.at < $2",
			int64(f.Day.Start()), int64(f.Day.AddDays(1).Start())))
	}
	if !f.To.IsZero() {
		where = append(where, store.Where("f.at >= $1 and f.at < $2", store.Micros(f.From), store.Micros(f.To)))
	}
	return where
}

// List pages through facts, newest first ("-at"; "at" is the other way round). Who may see which is the
// caller's to check: a list of facts is itself a reading. What is unlisted is in none, and that something else was said to be
// for a complaint is not told: the word alone would tell that there is one.
func List(ctx context.Context, tx *store.Tx, f Filter, p store.Page) (out store.Slice[Entry], err error) {
	defer errs.Wrap(&err, "audit.List")
	where := f.conds()
	out, err = store.Select(ctx, tx, store.List{
		Columns: factText, From: "audit_fact f", Where: append(where, store.Where(unlisted)),
		Sorts: map[string]store.Sort{"at": store.By("f.at")}, Default: "-at", ID: "f.id",
		Uncounted: len(where) == 0, // the whole log grows for ever; nobody needs its length on a page
	}, p, scanEntry)
	for i := range out.Rows {
		if out.Rows[i].Purpose == policy.ComplaintWork {
			out.Rows[i].Purpose = ""
		}
	}
	return out, err
}

// Count is how many facts a list of all would have: a walk through the whole log, for who takes it out.
func Count(ctx context.Context, tx *store.Tx) (_ int, err error) {
	defer errs.Wrap(&err, "audit.Count")
	return store.One(ctx, tx, store.Value[int], `select count(*) from audit_fact f where `+unlisted)
}

// Numbered is a fact with its place in its node's log, from 0.
type Numbered struct {
	Entry
	Seq int64
}

// Since is the change feed: up to limit facts of a node in the order of their numbers, beginning with number
// from. There are no gaps; the next call begins after the last one's Seq.
func Since(ctx context.Context, tx *store.Tx, node string, from int64, limit int) (_ []Numbered, err error) {
	defer errs.Wrap(&err, "audit.Since(%s, %d)", node, from)
	return store.Collect(ctx, tx, func(s store.Scanner) (n Numbered, err error) {
		return n, s.Scan(append(n.fields(), &n.Seq)...)
	}, "select "+factText+`, n.seq from audit_number n join audit_fact f on f.month = n.month and f.id = n.id
		where n.node = $1 and n.seq >= $2 order by n.seq limit $3`, node, from, limit)
}
