package supervision

import (
	"strings"
	"time"
	"unicode/utf8"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
)

// Topic is what a question is about; its title is "supervision.topic." and the topic.
type Topic string

// Topics lists them, in the order of the form. A complaint is none: that there is one is not the facility's to know.
var Topics = []Topic{"term", "release", "restraint", "death", "injury", "act", "other"}

// Key is the topic's name on screens.
func (t Topic) Key() string { return "supervision.topic." + string(t) }

// State is where a question stands.
type State string

// The states of a question.
const (
	Asked     State = "asked"
	Answered  State = "answered"
	Closed    State = "closed"
	Withdrawn State = "withdrawn"
)

// States lists them.
var States = []State{Asked, Answered, Closed, Withdrawn}

// Key is the state's name on screens.
func (s State) Key() string { return "supervision.state." + string(s) }

// Question is what was asked of a facility, with its answer once there is one.
type Question struct {
	ID         id.ID
	Version    int64
	Facility   id.ID
	Person     id.ID // whom it is about, "" for none
	Topic      Topic
	Earlier    id.ID // the question of which this is the next, "" for a first one
	At         time.Time
	By         string     // actor.Ref
	Due        civil.Date // the last day for the answer
	Text       string
	Answer     string
	AnsweredAt time.Time
	AnsweredBy string // actor.Ref, "" while nobody has
	State      State
	Ended      time.Time

	asked, answered []byte // as sealed
}

// Resource is the question as policy sees it.
func (q Question) Resource() policy.Resource {
	return policy.Resource{Kind: "supervision", ID: q.ID, Facility: q.Facility, Person: q.Person}
}

// Late tells whether the answer is owed and its day is over.
func (q Question) Late(today civil.Date) bool { return q.State == Asked && today.After(q.Due) }

func (q Question) fact(kind string) audit.Fact {
	return audit.Fact{
		Room: "supervision", Kind: kind, Record: q.ID, Version: q.Version, About: q.Person, Facility: q.Facility, Compartment: seal.General,
		Rows: []audit.Row{audit.Kept("supervision_question", q.ID)},
	}
}

// Draft is a question as somebody types it: the day as YYYY-MM-DD.
type Draft struct {
	Facility, Person id.ID
	Topic, Due, Text string
	Earlier          id.ID
}

// mostWords is how long a question or an answer may be, in characters.
const mostWords = 4000

// ask makes a question out of a draft, or answers every field that is wrong.
func ask(d Draft, today civil.Date) (Question, error) {
	var f errs.Fields
	q := Question{ID: id.New(), Version: 1, Facility: d.Facility, Person: d.Person, Topic: Topic(d.Topic), Earlier: d.Earlier, State: Asked}
	if !q.Topic.known() {
		f.Add("topic", "supervision.topic_missing", d.Topic)
	}
	q.Text = words(&f, "text", d.Text)
	due, err := civil.ParseDate(strings.TrimSpace(d.Due))
	switch {
	case strings.TrimSpace(d.Due) == "":
		f.Add("due", "supervision.due_missing", "")
	case err != nil:
		f.Add("due", "supervision.due_bad", d.Due, d.Due)
	case due.Before(today):
		f.Add("due", "supervision.due_past", d.Due, due, today)
	}
	q.Due = due
	return q, f.Err("supervision.bad_input")
}

func (t Topic) known() bool {
	for _, x := range Topics {
		if x == t {
			return true
		}
	}
	return false
}

// words reads what somebody wrote in a field.
func words(f *errs.Fields, field, text string) string {
	text = strings.TrimSpace(text)
	n := utf8.RuneCountInString(text)
	switch {
	case n == 0:
		f.Add(field, "supervision.words_missing", "")
	case n > mostWords:
		f.Add(field, "supervision.words_long", "", mostWords, n)
	}
	return text
}

// reply is the question with its answer. It fails with supervision.not_asked (Conflict) when none is owed.
func (q Question) reply(text, by string, at time.Time) (Question, error) {
	if q.State != Asked {
		return q, errs.New(errs.Conflict, "supervision.not_asked")
	}
	var f errs.Fields
	q.Answer = words(&f, "answer", text)
	q.AnsweredAt, q.AnsweredBy, q.State = at, by, Answered
	return q, f.Err("supervision.bad_input")
}

// end closes an answered question, or takes back one that is not answered yet.
func (q Question) end(as State, at time.Time) (Question, error) {
	if as == Closed && q.State != Answered || as == Withdrawn && q.State != Asked {
		return q, errs.New(errs.Conflict, "supervision.not_now")
	}
	q.State, q.Ended = as, at
	return q, nil
}
