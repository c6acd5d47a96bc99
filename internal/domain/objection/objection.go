// Package objection keeps what a resident says is wrong (异议): a date, a paper, something owed to him, a score. It is asked at
// his own page and answered in writing by the legal officer of the facility, never by the officer who has his case and may be meant; the answer stands on his page. It is no remedy of the law
// (复议、诉讼 are duties of the legal clock) and takes nothing from one.
//
// Until when it is answered is the house's setting (Desk.Days): no law names a number, and where nobody set one the duty to
// answer has no moment.
package objection

import (
	"context"
	"embed"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// About is what is said to be wrong.
var About = []string{"term", "paper", "owed", "score", "other"}

// Objection is one, with its words.
type Objection struct {
	ID             id.ID
	Version        int64
	Person         id.ID
	Facility, Unit id.ID // where he was
	About          string
	Record         id.ID // the paper, "" where it is none
	Raised         time.Time
	Answered       time.Time // zero while it is open
	Role           string    // of the post that answered
	Words, Answer  string

	words, answer []byte
}

func (o Objection) resource() policy.Resource {
	return policy.Resource{Kind: "objection", ID: o.ID, Person: o.Person, Facility: o.Facility, Unit: o.Unit}
}

// Desk is where the acts of this room are done.
type Desk struct {
	db     *store.DB
	vault  *seal.Vault
	policy *policy.Engine
	Days   int // until when the house wants it answered; 0 where nobody set it
}

// New opens the desk.
func New(db *store.DB, v *seal.Vault, p *policy.Engine) *Desk {
	return &Desk{db: db, vault: v, policy: p}
}

// Draft is an objection as it is written.
type Draft struct {
	About, Words string
	Record       id.ID
}

const longest = 2000 // characters of an objection, and of an answer

func words(s string) (string, error) {
	var f errs.Fields
	s = strings.TrimSpace(s)
	switch n := utf8.RuneCountInString(s); {
	case n == 0:
		f.Add("words", "objection.words_missing", "")
	case n > longest:
		f.Add("words", "objection.words_long", "", longest, n)
	}
	return s, f.Err("objection.bad_input")
}

// Raise keeps what the resident of ctx says is wrong and owes him an answer. It fails with objection.bad_input (fields "about",
// "words").
func (k *Desk) Raise(ctx context.Context, key store.Key, d Draft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "objection.Raise")
	person := actor.From(ctx).Person
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		stays, err := resident.LatestOf(ctx, tx, []id.ID{person})
		if err != nil {
			return "", err
		}
		o := Objection{ID: id.New(), Version: 1, Person: person, Facility: stays[person].Facility, Unit: stays[person].Unit, About: d.About, Record: d.Record}
		if err := k.policy.Check(ctx, tx, policy.ObjectionRaise, o.resource()); err != nil {
			return "", err
		}
		if !slices.Contains(About, d.About) {
			var f errs.Fields
			f.Add("about", "objection.about_unknown", d.About)
			return "", f.Err("objection.bad_input")
		}
		if o.Words, err = words(d.Words); err != nil {
			return "", err
		}
		key, err := k.vault.Create(ctx, tx, o.ID, seal.General)
		if err != nil {
			return "", err
		}
		if _, err := tx.Exec(ctx, `insert into objection_objection (id, version, person, facility, unit, about, record, words, raised_at, answered_by, role)
			values ($1, 1, $2, $3, $4, $5, $6, $7, $8, '', '')`,
			o.ID, person, o.Facility, o.Unit, o.About, o.Record, key.SealString("objection_objection.words", o.Words), store.Micros(tx.Now())); err != nil {
			return "", err
		}
		if err := audit.Record(ctx, tx, o.fact("objection.raised", key)); err != nil {
			return "", err
		}
		due := duty.Due{}
		if k.Days > 0 {
			due = duty.On(tx.Today().AddDays(k.Days))
		}
		_, err = duty.Open(ctx, tx, duty.Duty{Code: "objection.answer", Subject: person, Cause: o.ID, Number: -1, Facility: o.Facility, Unit: o.Facility, Due: due})
		return o.ID, err
	})
}

func (o Objection) fact(kind string, key *seal.Key) audit.Fact {
	return audit.Fact{
		Room: "objection", Kind: kind, Record: o.ID, Version: o.Version, About: o.Person, Facility: o.Facility, Key: key,
		Rows: []audit.Row{audit.Kept("objection_objection", o.ID)},
	}
}

// Reply is an answer in writing.
type Reply struct {
	ID      id.ID
	Version int64
	Words   string
}

// Answer answers an objection, once, and closes the duty. It fails with objection.answered (Conflict), objection.bad_input.
func (k *Desk) Answer(ctx context.Context, key store.Key, r Reply) (err error) {
	defer errs.Wrap(&err, "objection.Answer(%s)", r.ID)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		o, err := get(ctx, tx, r.ID)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.ObjectionAnswer, o.resource()); err != nil {
			return "", err
		}
		if !o.Answered.IsZero() {
			return "", errs.New(errs.Conflict, "objection.answered_already")
		}
		said, err := words(r.Words)
		if err != nil {
			return "", err
		}
		key, err := k.vault.Key(ctx, tx, o.ID, seal.General)
		if err != nil {
			return "", err
		}
		who := actor.From(ctx)
		if err := store.Update(ctx, tx, `update objection_objection set answer = $3, answered_at = $4, answered_by = $5, role = $6, version = version + 1 where id = $1 and version = $2`,
			o.ID, r.Version, key.SealString("objection_objection.answer", said), store.Micros(tx.Now()), who.Ref(), o.answers(who)); err != nil {
			return "", err
		}
		o.Version = r.Version + 1
		if err := audit.Record(ctx, tx, o.fact("objection.answered", key)); err != nil {
			return "", err
		}
		d, err := duty.Owed(ctx, tx, o.Person, "objection.answer", o.ID)
		if err != nil {
			return "", err
		}
		return o.ID, duty.Discharge(ctx, tx, d, o.ID, "")
	})
	return err
}

// answers is the role from which somebody answers: that of the post which policy asks for, in the house of the objection. What he
// is elsewhere he is not here.
func (o Objection) answers(who actor.Actor) string {
	if slices.ContainsFunc(who.Posts, func(p actor.Post) bool { return p.Role == policy.LegalOfficer && p.Facility == o.Facility }) {
		return policy.LegalOfficer
	}
	return ""
}

// Mine lists what the resident of ctx has raised, newest first.
func (k *Desk) Mine(ctx context.Context, tx *store.Tx) ([]Objection, error) {
	all, err := store.Collect(ctx, tx, scan, selectObjection+`where person = $1 order by raised_at desc, id desc`, actor.From(ctx).Person)
	if err != nil {
		return nil, err
	}
	return all, k.open(ctx, tx, all)
}

// List is what the officer of ctx may see, those that wait first. Words are not opened.
func (k *Desk) List(ctx context.Context, tx *store.Tx) ([]Objection, error) {
	s := k.policy.Scope(actor.From(ctx), policy.ObjectionList)
	if s.Empty() {
		return nil, errs.New(errs.Denied, "policy.denied")
	}
	where, args := `where 1 = 1`, []any(nil)
	if !s.All {
		houses, a := store.In(1, s.Facilities)
		units, b := store.In(1+len(a), s.Units)
		where, args = `where (facility in `+houses+` or unit in `+units+`)`, append(a, b...)
	}
	return store.Collect(ctx, tx, scan, selectObjection+where+` order by case when answered_at is null then 0 else 1 end, raised_at desc, id desc limit 500`, args...)
}

// Get opens one for who may see it: objection.view.
func (k *Desk) Get(ctx context.Context, tx *store.Tx, which id.ID) (o Objection, err error) {
	defer errs.Wrap(&err, "objection.Get(%s)", which)
	if o, err = get(ctx, tx, which); err != nil {
		return o, err
	}
	if err := k.policy.Check(ctx, tx, policy.ObjectionView, o.resource()); err != nil {
		return Objection{}, err
	}
	one := []Objection{o}
	err = k.open(ctx, tx, one)
	return one[0], err
}

// MayAnswer tells whether the officer of ctx answers it.
func (k *Desk) MayAnswer(ctx context.Context, o Objection) bool {
	return o.Answered.IsZero() && k.policy.Allows(ctx, policy.ObjectionAnswer, o.resource())
}

func (k *Desk) open(ctx context.Context, tx *store.Tx, all []Objection) error {
	ids := make([]id.ID, len(all))
	for i, o := range all {
		ids[i] = o.ID
	}
	keys, err := k.vault.Keys(ctx, tx, ids, seal.General)
	if err != nil {
		return err
	}
	for i := range all {
		key := keys[all[i].ID]
		if key == nil {
			continue
		}
		if all[i].Words, err = key.OpenString("objection_objection.words", all[i].words); err != nil {
			return err
		}
		if all[i].Answer, err = key.OpenString("objection_objection.answer", all[i].answer); err != nil {
			return err
		}
	}
	return nil
}

const selectObjection = `select id, version, person, facility, unit, about, record, words, raised_at, answer, answered_at, role from objection_objection `

func scan(s store.Scanner) (o Objection, err error) {
	err = s.Scan(&o.ID, &o.Version, &o.Person, &o.Facility, &o.Unit, &o.About, &o.Record, &o.words, store.Instant(&o.Raised), &o.answer, store.Instant(&o.Answered), &o.Role)
	return o, err
}

func get(ctx context.Context, tx *store.Tx, which id.ID) (Objection, error) {
	return store.One(ctx, tx, scan, selectObjection+`where id = $1`, which)
}
