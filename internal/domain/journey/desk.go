package journey

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/law"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/document"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Desk is where cases are opened and led on.
type Desk struct {
	db        *store.DB
	vault     *seal.Vault
	policy    *policy.Engine
	documents *document.Room
	courses   []*Course
}

// New opens the desk for some courses.
func New(db *store.DB, v *seal.Vault, p *policy.Engine, files *document.Room, courses ...*Course) *Desk {
	return &Desk{db: db, vault: v, policy: p, documents: files, courses: courses}
}

// Courses lists what can be done here, in the order of the law's course.
func (k *Desk) Courses() []*Course { return k.courses }

// Begins tells whether somebody can begin any affair for a person where he stays: who only reads is not led to an empty page.
func (k *Desk) Begins(who actor.Actor, at policy.Resource) bool {
	return slices.ContainsFunc(k.courses, func(c *Course) bool { return !c.Newcomer && k.policy.May(who, c.Steps[0].Action, at) })
}

// Course finds a course; NotFound journey.no_course when there is none.
func (k *Desk) Course(kind Kind) (*Course, error) {
	i := slices.IndexFunc(k.courses, func(c *Course) bool { return c.Kind == kind })
	if i < 0 {
		return nil, errs.New(errs.NotFound, "journey.no_course")
	}
	return k.courses[i], nil
}

// Title is what a step is called.
func Title(k Kind, step string) text.Key { return text.Key("journey.step." + string(k) + "." + step) }

// Paper is a scan or a photo that is filed with a step.
type Paper struct {
	Field string
	Draft document.Draft // with its content, name and limit; where it belongs is the desk's
}

// Start opens a case.
type Start struct {
	Kind     Kind
	Facility id.ID
	Unit     id.ID
	Person   id.ID  // "" for a newcomer
	Name     string // of a newcomer, as he was announced; who he is, his identity says
	Said     Posted
	Given    map[string]string // of fields that the house says itself: what another affair knows of him
	Papers   []Paper
}

// Begin opens a case by the first step of its course. It fails with the fields of the step, with journey.open_already
// where the person has such a case open, with the law's refusal, and with policy.denied.
func (k *Desk) Begin(ctx context.Context, key store.Key, s Start) (_ id.ID, err error) {
	defer errs.Wrap(&err, "journey.Begin(%s)", s.Kind)
	if s.Papers, err = k.ready(ctx, s.Papers); err != nil {
		return "", err
	}
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		return k.BeginIn(ctx, tx, s)
	})
}

// ready looks at papers before anything is written: what they are, how large, and whether the guard lets them in.
func (k *Desk) ready(ctx context.Context, papers []Paper) ([]Paper, error) {
	out := make([]Paper, len(papers))
	for i, p := range papers {
		if p.Draft.Title == "" {
			name := []rune(p.Draft.Name)
			p.Draft.Title = string(name[:min(len(name), lineMost)])
		}
		d, err := k.documents.Ready(ctx, p.Draft)
		if err != nil {
			return nil, errs.Renamed(err, "content", p.Field)
		}
		out[i] = Paper{Field: p.Field, Draft: d}
	}
	return out, nil
}

// BeginIn is Begin as a step of a larger act.
func (k *Desk) BeginIn(ctx context.Context, tx *store.Tx, s Start) (id.ID, error) {
	course, err := k.Course(s.Kind)
	if err != nil {
		return "", err
	}
	c := Case{
		ID: id.New(), Version: 0, Kind: s.Kind, Facility: s.Facility, Unit: s.Unit, Person: s.Person,
		Opened: tx.Now(), By: actor.From(ctx).Ref(), Name: s.Name,
	}
	first := &course.Steps[0]
	unsigned, err := k.allows(ctx, tx, first, &c)
	if err != nil {
		return "", err
	}
	if c.Person == "" && !course.Newcomer {
		return "", errs.New(errs.Invalid, "journey.no_person")
	}
	if c.Person != "" {
		if err := c.begins(ctx, tx, course); err != nil {
			return "", err
		}
	}
	if _, err := k.vault.Create(ctx, tx, c.ID, seal.General); err != nil {
		return "", err
	}
	return c.ID, k.run(ctx, tx, course, &Act{Case: &c, Step: first, desk: k, unsigned: unsigned}, Command{Said: s.Said, Papers: s.Papers, given: s.Given})
}

// allows asks policy for a step. Who may do it but has not signed is told so only after the form was found right
// (Act.unsigned): nobody spends a code on a form that comes back.
func (k *Desk) allows(ctx context.Context, tx *store.Tx, s *Step, c *Case) (unsigned, denied error) {
	err := k.policy.Check(ctx, tx, s.Action, c.Resource())
	if errs.Is(err, "policy.sign_again") {
		return err, nil
	}
	return nil, err
}

// Begin opens another case as a consequence of a step: the admission after the hand-over.
func (a *Act) Begin(ctx context.Context, tx *store.Tx, s Start) (id.ID, error) {
	return a.desk.BeginIn(ctx, tx, s)
}

// begins refuses a case about somebody who is not here, or who has such a one already.
func (c *Case) begins(ctx context.Context, tx *store.Tx, course *Course) error {
	stays, err := resident.LatestOf(ctx, tx, []id.ID{c.Person})
	if err != nil {
		return err
	}
	if s, ok := stays[c.Person]; !ok || !s.Here() && !course.Gone || s.Facility != c.Facility {
		return errs.New(errs.Invalid, "journey.not_here")
	}
	if course.Many {
		return nil
	}
	return free(ctx, tx, course, *c)
}

// Command is a step that somebody wants to do.
type Command struct {
	Case   id.ID
	Stamp  int64 // Case.Stamp of the step, as the officer saw it
	Step   string
	Said   Posted
	Papers []Paper

	given map[string]string
}

// Do does a step. It fails with the fields that are wrong, with journey.lacks naming the steps to be done before,
// journey.not_now, journey.same_officer, the law's refusal, store.changed_meanwhile, policy.denied and
// policy.sign_again. Nothing of a step that fails is kept.
func (k *Desk) Do(ctx context.Context, key store.Key, x Command) (_ id.ID, err error) {
	defer errs.Wrap(&err, "journey.Do(%s, %s)", x.Case, x.Step)
	if x.Papers, err = k.ready(ctx, x.Papers); err != nil {
		return "", err
	}
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		c, err := k.load(ctx, tx, x.Case)
		if err != nil {
			return "", err
		}
		course, err := k.Course(c.Kind)
		if err != nil {
			return "", err
		}
		s, ok := course.Step(x.Step)
		if !ok || s.Follows {
			return "", errs.New(errs.NotFound, "journey.no_step")
		}
		unsigned, err := k.allows(ctx, tx, s, &c)
		if err != nil {
			return "", err
		}
		if c.Stamp(s) != x.Stamp {
			return "", errs.New(errs.Conflict, "store.changed_meanwhile")
		}
		if err := c.ready(course, s, actor.From(ctx).Ref()); err != nil {
			return "", err
		}
		return c.ID, k.run(ctx, tx, course, &Act{Case: &c, Step: s, desk: k, unsigned: unsigned}, x)
	})
}

// run decides a step, does what follows, and keeps it.
func (k *Desk) run(ctx context.Context, tx *store.Tx, course *Course, a *Act, x Command) (err error) {
	a.Entry, a.Now, a.Step = id.New(), tx.Now(), a.Step.For(a.Case)
	ctx = during(ctx, a.Case.ID)
	var f errs.Fields
	a.Answers = a.Step.parse(&f, x.Said, tx.Now())
	maps.Copy(a.Answers.Values, x.given)
	a.papers(&f, x.Said, x.Papers)
	if err := f.Err("journey.bad_input"); err != nil {
		return err
	}
	if a.keys, err = k.keysOf(ctx, tx, a); err != nil {
		return err
	}
	if a.Step.Judge != nil {
		if err := a.Step.Judge(a, &f); err != nil {
			return err
		}
		if err := f.Err("journey.bad_input"); err != nil {
			return err
		}
	}
	if err := still(ctx, tx, course, a, x.Papers); err != nil {
		return err
	}
	if a.unsigned != nil {
		return a.unsigned
	}
	was := a.Case.Person
	if a.Step.Do != nil {
		if err := a.Step.Do(ctx, tx, a); err != nil {
			return err
		}
	}
	if err := a.Case.known(ctx, tx, was); err != nil {
		return err
	}
	if err := k.file(ctx, tx, a, x.Papers); err != nil {
		return err
	}
	return k.keep(ctx, tx, course, a)
}

// papers names the files that come with the answers, or those that are missing.
func (a *Act) papers(f *errs.Fields, said Posted, papers []Paper) {
	for _, x := range a.Step.Fields {
		if x.Sort != Files || !a.Step.asked(x, said) {
			continue
		}
		for _, p := range papers {
			if p.Field == x.Name {
				if x.Picture && !p.Draft.Shows() {
					f.Add(x.Name, "journey.not_a_photo", p.Draft.Name, p.Draft.Name)
				}
				a.Answers.Files[x.Name] = append(a.Answers.Files[x.Name], p.Draft.ID)
			}
		}
		n := len(a.Answers.Files[x.Name])
		if n == 0 {
			last := a.Case.Said(a.Step.Name).Files[x.Name] // done again: the papers of before stand
			a.Answers.Files[x.Name], n = last, len(last)
		}
		most := x.AtMost()
		switch {
		case n == 0 && x.Must:
			f.Add(x.Name, x.missing(), "", x.label())
		case n == 0 && x.unexplained(said):
			f.Add(x.Name, "journey.file_or_reason", "", x.label(), Field{Name: x.Else}.label())
		case n > most:
			f.Add(x.Name, "journey.too_many_files", "", x.label(), most, n)
		}
	}
}

// file keeps the papers of a step: under the person where there is one, else under the case.
func (k *Desk) file(ctx context.Context, tx *store.Tx, a *Act, papers []Paper) error {
	for _, p := range papers {
		d := p.Draft
		d.Place = document.Place{
			Record: a.Case.ID, About: a.Case.Person, Facility: a.Case.Facility, Unit: a.Case.Unit, Compartment: a.Step.compartment(),
		}
		if _, err := k.documents.PutIn(ctx, tx, d); err != nil {
			return err
		}
	}
	return nil
}

// keep saves the step and the case, and owes what the new state owes.
func (k *Desk) keep(ctx context.Context, tx *store.Tx, course *Course, a *Act) error {
	c := a.Case
	e := Entry{
		ID: a.Entry, Case: c.ID, Seq: int64(len(c.Entries)), Step: a.Step.Name, Was: c.State, Now: c.State,
		At: tx.Now(), By: actor.From(ctx).Ref(), Compartment: a.Step.compartment(), Answers: a.Answers,
	}
	if a.Step.To != "" {
		e.Now = a.Step.To
	}
	if a.Goes != "" {
		e.Now = a.Goes
	}
	moved := e.Now != c.State
	c.State, c.Version = e.Now, c.Version+1
	stage := course.Stage(c.State)
	switch {
	case !stage.End:
		c.Closed = time.Time{} // it goes on, if it had ended
	case c.Closed.IsZero():
		c.Closed = tx.Now()
	}
	if moved {
		if err := k.owe(ctx, tx, a, stage); err != nil {
			return err
		}
	}
	if err := k.saveEntry(ctx, tx, a, e); err != nil {
		return err
	}
	if err := k.saveCase(ctx, tx, a); err != nil {
		return err
	}
	kind := "journey.done"
	if e.Seq == 0 {
		kind = "journey.begun"
	}
	fact := c.fact(kind, e)
	fact.Basis = basis(a.Step.Basis)
	return history.Record(ctx, tx, fact)
}

func basis(list []law.Citation) string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = string(c)
	}
	return strings.Join(out, "; ")
}
