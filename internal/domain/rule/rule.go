// Package rule keeps what the bureau confirmed or set about the law's numbers (参数确认): rows that the
// law's book is made of, besides the ones the house ships with.
//
// One officer of the bureau's legal post proposes, on a document; another one confirms or refuses, with a
// fresh signature. Only then the row counts, in every transaction that begins afterwards. No row can make
// anybody's lot worse than an enacted value: law.Book refuses it when it is proposed, when it is confirmed,
// and again each time the book is made, so that a later edition of the shipped law outweighs an old row.
//
// Words: 提议 propose, 确认 confirm, 不予确认 refuse, 依据文件 document, 法典 book, 折算规则 clock.
//
// Not here: what the law says (domain/law, pure) and what follows from it (domain/term). This room is
// written law.* in policies: who may confirm is a question about the law, not about a table.
package rule

import (
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/law"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// State is where a confirmation stands.
type State string

// The states; what is settled stays so, and a later row outweighs an earlier one.
const (
	Proposed  State = "proposed"
	Confirmed State = "confirmed"
	Refused   State = "refused"
)

// Confirmation is a parameter of the law that somebody of the legal post wants confirmed or set (参数确认).
type Confirmation struct {
	ID       id.ID
	Version  int64
	Key      law.Key
	Scope    law.Scope
	Value    law.Value  // not set: as it stands
	From     civil.Date // in force from; zero: always where it only confirms, else from the day of confirmation
	Document string     // number of the document it rests on
	State    State
	Proposer id.ID // member of staff
	Proposed time.Time
	Settler  id.ID // who confirmed or refused, "" while proposed
	Settled  time.Time
	Outdone  string // code of why a confirmed row does not count (any more), "" when it does
}

// Draft is a confirmation as somebody types it. Value is empty to confirm what stands, else a number with
// Unit ("day", "workday", "month" …) or one of the parameter's words.
type Draft struct {
	Key, Region, Facility string
	Value, Unit           string
	From                  string // YYYY-MM-DD or empty
	Document              string
}

const maxDocument = 100 // characters of a document's number

// New makes a confirmation out of a draft, or answers every field that is wrong with rule.bad_input.
func New(d Draft) (Confirmation, error) {
	var f errs.Fields
	c := Confirmation{
		ID: id.New(), Version: 1, Key: law.Key(strings.TrimSpace(d.Key)), State: Proposed,
		Scope:    law.Scope{Region: strings.TrimSpace(d.Region), Facility: strings.TrimSpace(d.Facility)},
		Document: strings.TrimSpace(d.Document),
	}
	if n := len(c.Scope.Region); n != 0 && (n != 2 || strings.Trim(c.Scope.Region, "0123456789") != "") {
		f.Add("region", "rule.region_bad", d.Region)
	}
	if _, err := id.Parse(c.Scope.Facility); c.Scope.Facility != "" && err != nil {
		f.Add("facility", "id.bad", d.Facility)
	}
	if c.Document == "" {
		f.Add("document", "law.confirm.document", d.Document)
	} else if len([]rune(c.Document)) > maxDocument {
		f.Add("document", "rule.document_long", d.Document, maxDocument)
	}
	if from := strings.TrimSpace(d.From); from != "" {
		day, err := civil.ParseDate(from)
		if err != nil {
			f.Add("from", "date.bad", d.From)
		}
		c.From = day
	}
	c.Value = value(&f, strings.TrimSpace(d.Value), strings.TrimSpace(d.Unit))
	return c, f.Err("rule.bad_input")
}

func value(f *errs.Fields, v, unit string) law.Value {
	if v == "" {
		return law.Value{}
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		if strings.Trim(v, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != "" || len(v) > 40 {
			f.Add("value", "rule.value_bad", v)
		}
		return law.Choice(v)
	}
	if n < 0 || n > 100_000 {
		f.Add("value", "rule.value_bad", v)
	}
	for u := law.Count; u < law.Word; u++ {
		if u.String() == unit {
			return law.Of(n, u)
		}
	}
	f.Add("unit", "rule.unit_bad", unit)
	return law.Value{}
}

// asked is the row as the law's book wants it. second stands for whoever will confirm, while nobody has.
// A new value without a first day counts from the day it is confirmed: no rule reaches back by itself.
func (c Confirmation) asked(second id.ID, on civil.Date) law.Confirmation {
	from := c.From
	if c.Value.Set && from.IsZero() {
		from = on
	}
	return law.Confirmation{
		Key: c.Key, Scope: c.Scope, Value: c.Value, From: from,
		By: [2]string{string(c.Proposer), string(second)}, Document: c.Document, At: on,
	}
}

// Worse gives the value that the row would worsen for the person by a book, on the day when it would begin to count.
func (c Confirmation) Worse(b law.Book, today civil.Date) (law.Value, bool) {
	on := c.From
	if on.IsZero() {
		on = today
	}
	return b.Worse(c.Key, c.Scope, c.Value, on)
}

func (c Confirmation) resource() policy.Resource {
	return policy.Resource{Kind: "parameter", ID: c.ID, Owner: string(c.Proposer)}
}

// Desk is where the acts of this room are done: every method is one use case.
type Desk struct {
	db       *store.DB
	policy   *policy.Engine
	calendar *calendar.Calendar
	made     atomic.Pointer[edition]
}

// Open opens the desk.
func Open(db *store.DB, p *policy.Engine, c *calendar.Calendar) *Desk {
	return &Desk{db: db, policy: p, calendar: c}
}
