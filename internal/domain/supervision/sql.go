package supervision

import (
	"context"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

var columns = []string{
	"id", "version", "facility", "person", "topic", "earlier", "asked_at", "asked_by", "due_on", "asked", "answered", "answered_at", "answered_by", "state", "closed_at",
}

const (
	listed         = `id, version, facility, person, topic, earlier, asked_at, asked_by, due_on, asked, answered, answered_at, answered_by, state, closed_at`
	selectQuestion = `select ` + listed + ` from supervision_question `

	askedColumn    = "supervision_question.asked"
	answeredColumn = "supervision_question.answered"
)

func scan(s store.Scanner) (q Question, err error) {
	var person, earlier *id.ID
	err = s.Scan(&q.ID, &q.Version, &q.Facility, &person, &q.Topic, &earlier, store.Instant(&q.At), &q.By, store.Day(&q.Due), &q.asked, &q.answered,
		store.Instant(&q.AnsweredAt), &q.AnsweredBy, &q.State, store.Instant(&q.Ended))
	if person != nil {
		q.Person = *person
	}
	if earlier != nil {
		q.Earlier = *earlier
	}
	return q, err
}

func orNull(i id.ID) any {
	if i == "" {
		return nil
	}
	return i
}

func (k *Desk) insert(ctx context.Context, tx *store.Tx, q Question) error {
	key, err := k.vault.Create(ctx, tx, q.ID, seal.General)
	if err != nil {
		return err
	}
	return store.Insert(ctx, tx, "supervision_question", columns, [][]any{{
		q.ID, q.Version, q.Facility, orNull(q.Person), q.Topic, orNull(q.Earlier), store.Micros(q.At), q.By, store.DayArg(q.Due),
		key.SealString(askedColumn, q.Text), nil, nil, "", q.State, nil,
	}})
}

// save writes what can change of a question, if nobody changed it meanwhile.
func (k *Desk) save(ctx context.Context, tx *store.Tx, q Question) error {
	answered := q.answered
	if q.Answer != "" {
		key, err := k.vault.Key(ctx, tx, q.ID, seal.General)
		if err != nil {
			return err
		}
		answered = key.SealString(answeredColumn, q.Answer)
	}
	return store.Update(ctx, tx, `update supervision_question set version = version + 1, answered = $3, answered_at = $4, answered_by = $5, state = $6, closed_at = $7
		where id = $1 and version = $2`, q.ID, q.Version, answered, store.NullMicros(q.AnsweredAt), q.AnsweredBy, q.State, store.NullMicros(q.Ended))
}

// get is a question as its table has it, closed.
func get(ctx context.Context, tx *store.Tx, of id.ID) (Question, error) {
	q, err := store.One(ctx, tx, scan, selectQuestion+`where id = $1`, of)
	if errs.KindOf(err) == errs.NotFound {
		return q, errs.New(errs.NotFound, "supervision.no_question")
	}
	return q, err
}

// load is a question, opened; one that is sealed away is not found.
func (k *Desk) load(ctx context.Context, tx *store.Tx, of id.ID) (Question, error) {
	q, err := get(ctx, tx, of)
	if err != nil {
		return q, err
	}
	key, err := k.vault.Key(ctx, tx, q.ID, seal.General)
	if err != nil {
		return Question{}, err
	}
	return q, q.open(key)
}

func (q *Question) open(key *seal.Key) (err error) {
	if q.Text, err = key.OpenString(askedColumn, q.asked); err != nil {
		return err
	}
	q.Answer, err = key.OpenString(answeredColumn, q.answered)
	return err
}

// Get is one question, for who may see it.
func (k *Desk) Get(ctx context.Context, tx *store.Tx, of id.ID) (_ Question, err error) {
	defer errs.Wrap(&err, "supervision.Get(%s)", of)
	q, err := k.load(ctx, tx, of)
	if err != nil {
		return q, err
	}
	return q, k.policy.Check(ctx, tx, policy.SupervisionView, q.Resource())
}

// Filter narrows a list of questions; the zero value of a field does not.
type Filter struct {
	Facility, Person id.ID
	State            State
}

func (f Filter) where() (out []store.Cond) {
	for _, c := range []struct{ column, value string }{
		{"q.facility", string(f.Facility)}, {"q.person", string(f.Person)}, {"q.state", string(f.State)},
	} {
		if c.value != "" {
			out = append(out, store.Where(c.column+` = $1`, c.value))
		}
	}
	return out
}

// List pages through the questions of the reader's facilities, the latest first.
func (k *Desk) List(ctx context.Context, tx *store.Tx, f Filter, page store.Page) (out store.Slice[Question], err error) {
	defer errs.Wrap(&err, "supervision.List")
	scope := k.policy.Scope(actor.From(ctx), policy.SupervisionView)
	if scope.Empty() {
		return out, errs.New(errs.Denied, "policy.denied")
	}
	where := f.where()
	if !scope.All {
		places, args := store.In(1, scope.Facilities)
		where = append(where, store.Where(`q.facility in `+places, args...))
	}
	out, err = store.Select(ctx, tx, store.List{
		Columns: `q.id, q.version, q.facility, q.person, q.topic, q.earlier, q.asked_at, q.asked_by, q.due_on, q.asked, q.answered, q.answered_at, q.answered_by, q.state, q.closed_at`,
		From:    `supervision_question q join seal_key s on s.record = q.id and s.compartment = 'general' and s.state = 'open'`, Where: where,
		Sorts: map[string]store.Sort{"asked": store.By("q.asked_at"), "due": store.By("q.due_on")}, Default: "-asked", ID: "q.id",
	}, page, scan)
	if err != nil {
		return out, err
	}
	ids := make([]id.ID, len(out.Rows))
	for i, q := range out.Rows {
		ids[i] = q.ID
	}
	keys, err := k.vault.Keys(ctx, tx, ids, seal.General)
	if err != nil {
		return out, err
	}
	for i := range out.Rows {
		if err := out.Rows[i].open(keys[out.Rows[i].ID]); err != nil {
			return out, err
		}
	}
	return out, nil
}
