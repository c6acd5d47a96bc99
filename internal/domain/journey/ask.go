package journey

import (
	"context"
	"encoding/base32"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// What another organ is asked: it answers a step of a case on a page of its own, with a code and without an account. The
// code is as long as nobody guesses it, opens one step of one case, once, and lapses.

// Lapses is how long a code opens its step.
const Lapses = 7 * 24 * time.Hour

// Partner is the part of the house as which another organ answers.
const Partner = "partner"

// Asked is a request as the page of the partner shows it: the step, and what of the case concerns him.
type Asked struct {
	Case     Case // with no more than the steps that the step shows
	Course   *Course
	Step     *Step
	Facility string // name of the house that asks
	To       string // who was asked
	Until    time.Time
}

// Pending is a request of a case as its page lists it.
type Pending struct {
	ID        id.ID
	Step      string
	To        string
	At        time.Time
	By        string // actor.Ref of who handed the code out
	Until     time.Time
	Answered  bool
	Entry     id.ID     // what was answered with this code, and no other
	Withdrawn time.Time // zero while nobody took it back
	Closed    bool      // nobody did: another code was answered, and this one closed with it
}

// Opens tells whether the code of a request still opens its step.
func (p Pending) Opens(now time.Time) bool {
	return !p.Answered && p.Withdrawn.IsZero() && !now.After(p.Until)
}

// Said is what was answered with the code of a request.
func (p Pending) Said(c *Case) Answers {
	i := slices.IndexFunc(c.Entries, func(e Entry) bool { return e.ID == p.Entry })
	if i < 0 {
		return Answers{}
	}
	return c.Entries[i].Answers
}

type ask struct {
	id        id.ID
	version   int64
	of        id.ID
	step      string
	sealed    []byte
	at        time.Time
	by        string
	until     time.Time
	answered  id.ID
	withdrawn time.Time
	closedBy  string // actor.Ref of who took it back
}

// closed tells that a code opens nothing because another one was answered.
func (a ask) closed() bool { return !a.withdrawn.IsZero() && a.closedBy == actor.Part(Partner).Ref() }

const selectAsk = `select id, version, case_id, step, sealed, asked_at, asked_by, until_at, answered, withdrawn_at, withdrawn_by from journey_ask `

func scanAsk(s store.Scanner) (a ask, err error) {
	err = s.Scan(&a.id, &a.version, &a.of, &a.step, &a.sealed, store.Instant(&a.at), &a.by, store.Instant(&a.until), &a.answered, store.Instant(&a.withdrawn), &a.closedBy)
	return a, err
}

const askColumn = "journey_ask.sealed"

// whom is who was asked.
type whom struct{ To string }

// Code is the code of a request: of its command, so that a form sent twice hands out one.
func (k *Desk) Code(key store.Key) string {
	secret := k.vault.Token("journey_ask.make", string(key))
	s := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)[:12]
	return s[:4] + "-" + s[4:8] + "-" + s[8:]
}

func (k *Desk) token(code string) []byte {
	clean := strings.NewReplacer("-", "", " ", "", "\n", "", "\t", "", "0", "O", "1", "I", "8", "B").Replace(strings.ToUpper(code))
	return k.vault.Token("journey_ask.code", clean)
}

// Ask lets another organ answer a step of a case. The code to give it is Code of the same key.
func (k *Desk) Ask(ctx context.Context, key store.Key, of id.ID, step, to string) (err error) {
	defer errs.Wrap(&err, "journey.Ask(%s, %s)", of, step)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		c, s, err := k.asking(ctx, tx, of, step)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, s.Asks, c.Resource()); err != nil {
			return "", err
		}
		var f errs.Fields
		if to = strings.TrimSpace(to); to == "" || len([]rune(to)) > lineMost {
			f.Add("to", "journey.ask_whom", to)
		}
		if err := f.Err("journey.bad_input"); err != nil {
			return "", err
		}
		dataKey, err := k.vault.Key(ctx, tx, c.ID, seal.General)
		if err != nil {
			return "", err
		}
		sealed, err := dataKey.SealValue(askColumn, whom{to})
		if err != nil {
			return "", err
		}
		a := id.New()
		if err := store.Insert(ctx, tx, "journey_ask", []string{"id", "version", "case_id", "step", "code", "sealed", "asked_at", "asked_by", "until_at", "answered"},
			[][]any{{a, 1, c.ID, step, k.token(k.Code(key)), sealed, store.Micros(tx.Now()), actor.From(ctx).Ref(), store.Micros(tx.Now().Add(Lapses)), ""}}); err != nil {
			return "", err
		}
		return a, history.Record(ctx, tx, c.askFact("journey.asked", a, 1))
	})
	return err
}

func (c *Case) askFact(kind string, ask id.ID, version int64) audit.Fact {
	return audit.Fact{
		Room: "journey", Kind: kind, Record: ask, Version: version, About: c.Person, Facility: c.Facility, Compartment: seal.General,
		Rows: []audit.Row{audit.Kept("journey_ask", ask)},
	}
}

// askable is a case with a step of it that another organ answers.
func (k *Desk) askable(ctx context.Context, tx *store.Tx, of id.ID, step string) (c Case, s *Step, err error) {
	if c, err = k.load(ctx, tx, of); err != nil {
		return c, nil, err
	}
	course, err := k.Course(c.Kind)
	if err != nil {
		return c, nil, err
	}
	s, ok := course.Step(step)
	if !ok || s.Asks == "" {
		return c, nil, errs.New(errs.NotFound, "journey.no_step")
	}
	return c, s, nil
}

// asking is askable for a step that can be done now.
func (k *Desk) asking(ctx context.Context, tx *store.Tx, of id.ID, step string) (Case, *Step, error) {
	c, s, err := k.askable(ctx, tx, of, step)
	if err != nil {
		return c, nil, err
	}
	course, err := k.Course(c.Kind)
	if err != nil {
		return c, nil, err
	}
	return c, s, c.ready(course, s, "")
}

// Withdraw takes a code back that was handed out: it opens nothing any more, and the other codes of the step stay as they
// are. A code that was used is journey.code_used, one that was taken back already journey.code_withdrawn.
func (k *Desk) Withdraw(ctx context.Context, key store.Key, of, which id.ID) (err error) {
	defer errs.Wrap(&err, "journey.Withdraw(%s)", which)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		a, err := store.One(ctx, tx, scanAsk, selectAsk+`where id = $1 and case_id = $2`, which, of)
		if err != nil {
			return "", err
		}
		c, s, err := k.askable(ctx, tx, of, a.step)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, s.Asks, c.Resource()); err != nil {
			return "", err
		}
		switch {
		case a.answered != "":
			return "", errs.New(errs.Invalid, "journey.code_used")
		case !a.withdrawn.IsZero():
			return "", errs.New(errs.Invalid, "journey.code_withdrawn")
		}
		return a.id, c.shut(ctx, tx, a, "journey.ask_withdrawn")
	})
	return err
}

// shut makes a code open nothing any more.
func (c *Case) shut(ctx context.Context, tx *store.Tx, a ask, kind string) error {
	if err := store.Update(ctx, tx, `update journey_ask set withdrawn_at = $3, withdrawn_by = $4, version = version + 1 where id = $1 and version = $2`,
		a.id, a.version, store.Micros(tx.Now()), actor.From(ctx).Ref()); err != nil {
		return err
	}
	return history.Record(ctx, tx, c.askFact(kind, a.id, a.version+1))
}

// shutOthers closes the codes of a step that are still open once one of them was answered: no second answer stands over
// the first because its code was handed out as well.
func (c *Case) shutOthers(ctx context.Context, tx *store.Tx, used ask) error {
	rest, err := store.Collect(ctx, tx, scanAsk, selectAsk+`where case_id = $1 and step = $2 and id <> $3 and answered = '' and withdrawn_at is null
		and until_at >= $4 order by id`, used.of, used.step, used.id, store.Micros(tx.Now()))
	for _, a := range rest {
		if err := c.shut(ctx, tx, a, "journey.ask_closed"); err != nil {
			return err
		}
	}
	return err
}

// byCode finds what a code opens. A code that opens nothing, one that has lapsed and one that was used are told apart
// only for who had it.
func (k *Desk) byCode(ctx context.Context, tx *store.Tx, code string) (a ask, err error) {
	a, err = store.One(ctx, tx, scanAsk, selectAsk+`where code = $1`, k.token(code))
	var f errs.Fields
	switch {
	case errs.KindOf(err) == errs.NotFound:
		f.Add("code", "journey.code_unknown", "")
	case err != nil:
		return a, err
	case a.answered != "":
		f.Add("code", "journey.code_used", "")
	case a.closed():
		f.Add("code", "journey.code_closed", "")
	case !a.withdrawn.IsZero():
		f.Add("code", "journey.code_withdrawn", "")
	case tx.Now().After(a.until):
		f.Add("code", "journey.code_lapsed", "", a.until)
	}
	return a, f.Err("journey.bad_input")
}

// Question is what a code opens, for who holds it. It names the person no further than the step shows.
func (k *Desk) Question(ctx context.Context, code string) (q Asked, err error) {
	defer errs.Wrap(&err, "journey.Question")
	_, err = store.Read(ctx, k.db, func(tx *store.Tx) (int, error) {
		a, err := k.byCode(ctx, tx, code)
		if err != nil {
			return 0, err
		}
		c, s, err := k.asking(ctx, tx, a.of, a.step)
		if err != nil {
			return 0, err
		}
		if err := k.policy.Check(ctx, tx, policy.JourneyQuestionView, c.Resource()); err != nil {
			return 0, err
		}
		q = Asked{Case: c.shown(s), Step: s, Until: a.until}
		if q.Course, err = k.Course(c.Kind); err != nil {
			return 0, err
		}
		house, err := facility.Get(ctx, tx, c.Facility)
		q.Facility = house.Name
		if err != nil {
			return 0, err
		}
		q.To, err = k.whom(ctx, tx, a)
		return 0, err
	})
	return q, err
}

func (k *Desk) whom(ctx context.Context, tx *store.Tx, a ask) (string, error) {
	key, err := k.vault.Key(ctx, tx, a.of, seal.General)
	if err != nil {
		return "", err
	}
	var w whom
	err = key.OpenValue(askColumn, a.sealed, &w)
	return w.To, err
}

// shown is a case with no more than what a step shows to who answers it, as it counts now: of what was done again he is
// shown the last.
func (c *Case) shown(s *Step) Case {
	out := Case{ID: c.ID, Kind: c.Kind, Facility: c.Facility, Person: c.Person, Name: c.Name, State: c.State}
	for _, n := range s.Shows {
		if e, ok := c.Last(n); ok {
			out.Entries = append(out.Entries, e)
		}
	}
	return out
}

// Answer is what the other organ says: the step is done, the code is used up, and the other codes of the step are closed.
func (k *Desk) Answer(ctx context.Context, key store.Key, code string, said Posted) (err error) {
	defer errs.Wrap(&err, "journey.Answer")
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		a, err := k.byCode(ctx, tx, code)
		if err != nil {
			return "", err
		}
		c, s, err := k.asking(ctx, tx, a.of, a.step)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, s.Action, c.Resource()); err != nil {
			return "", err
		}
		course, err := k.Course(c.Kind)
		if err != nil {
			return "", err
		}
		act := &Act{Case: &c, Step: s, desk: k}
		if err := k.run(ctx, tx, course, act, Command{Said: said}); err != nil {
			return "", err
		}
		if err := store.Update(ctx, tx, `update journey_ask set answered = $3, version = version + 1 where id = $1 and version = $2`, a.id, a.version, act.Entry); err != nil {
			return "", err
		}
		if err := history.Record(ctx, tx, c.askFact("journey.answered", a.id, a.version+1)); err != nil {
			return "", err
		}
		return c.ID, c.shutOthers(ctx, tx, a)
	})
	return err
}

// Pendings lists the codes of a step that were handed out, the latest first.
func (k *Desk) Pendings(ctx context.Context, tx *store.Tx, c *Case, step string) (out []Pending, err error) {
	rows, err := store.Collect(ctx, tx, scanAsk, selectAsk+`where case_id = $1 and step = $2 order by asked_at desc, id`, c.ID, step)
	for _, a := range rows {
		to, err := k.whom(ctx, tx, a)
		if err != nil {
			return nil, err
		}
		out = append(out, Pending{
			ID: a.id, Step: a.step, To: to, At: a.at, By: a.by, Until: a.until, Answered: a.answered != "", Entry: a.answered, Withdrawn: a.withdrawn, Closed: a.closed(),
		})
	}
	return out, err
}
