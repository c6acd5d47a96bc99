package reminder

import (
	"context"
	"embed"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Way is by what an officer is reached. Its words are "reminder.way." and it.
type Way string

// The ways.
const (
	Mail Way = "mail"
	SMS  Way = "sms"
)

// State of an officer's reminders.
type State string

// The states.
const (
	Off   State = "off"
	Asked State = "asked" // a code was sent, and not typed yet
	On    State = "on"
)

// The house's choice, no law.
const (
	codeLife  = 15 * time.Minute
	mostTries = 5 // wrong codes, then a new one is to be asked for
	mostAsks  = 5 // codes an officer may have sent in a day: the address may be a stranger's
	lateHours = 3 // how long after his hour one is still reminded: nobody is woken by a house that was repaired at night
	page      = 200
)

// Sender brings a text to an address. It gives up when the context ends.
type Sender interface {
	Send(ctx context.Context, to, subject, body string) error
}

// Count is what is owed.
type Count struct{ Overdue, Today int }

// Config is what the room stands on.
type Config struct {
	DB     *store.DB
	Vault  *seal.Vault
	Policy *policy.Engine
	Words  *text.Catalogue
	Ways   map[Way]Sender // those that are set up
	// Count is what a member of staff owes now; holds is false when he holds no post, or his account is closed.
	Count func(ctx context.Context, tx *store.Tx, account, staff id.ID) (n Count, holds bool, err error)
}

// Room is where reminders are kept.
type Room struct{ Config }

// New opens the room.
func New(c Config) *Room { return &Room{c} }

// Offers lists the ways that are set up here.
func (r *Room) Offers() (out []Way) {
	for _, w := range []Way{Mail, SMS} {
		if r.Ways[w] != nil {
			out = append(out, w)
		}
	}
	return out
}

// digest is the reminder of one officer on one day; code sends him the code of his address.
type (
	digest struct {
		Account id.ID
		Day     jobs.Code // 2026-11-30
	}
	code struct{ Account id.ID }
	turn struct{}
)

func (digest) Kind() string { return "reminder.digest" }
func (code) Kind() string   { return "reminder.code" }
func (turn) Kind() string   { return "reminder.turn" }

// Limits of a code: who waits for it asks for another.
func (code) Limits() jobs.Limits { return jobs.Limits{Attempts: 4} }

// Work tells the jobs what is done here, and when.
func (r *Room) Work(j *jobs.Room) {
	jobs.Handle(j, func(ctx context.Context, _ turn) error { return r.Turn(ctx) })
	jobs.Handle(j, func(ctx context.Context, c code) error { return r.sendCode(ctx, c.Account) })
	jobs.Handle(j, func(ctx context.Context, d digest) error { return r.remind(ctx, d) })
	j.Every(jobs.Each(time.Hour), turn{})
}

// own is an officer's own row, as policy sees it.
func own(account, staff id.ID) policy.Resource {
	return policy.Resource{Kind: "account", ID: account, Owner: string(staff)}
}

// fact is what the log says: ids, and never where to. The row is written by each reminder, so it is not digested.
func fact(kind string, account id.ID) audit.Fact {
	return audit.Fact{Room: "reminder", Kind: kind, Record: account, Sort: audit.Computed}
}

// hourOf is the hour of a moment where the house counts its days.
func hourOf(t time.Time) int { return t.In(clock.Shanghai).Hour() }

// Standing is how many officers are reminded, and of how many of them the last reminder could not be sent.
type Standing struct{ On, Failing int }

// Stands counts them.
func Stands(ctx context.Context, tx *store.Tx) (Standing, error) {
	return store.One(ctx, tx, func(s store.Scanner) (n Standing, err error) { return n, s.Scan(&n.On, &n.Failing) },
		`select count(*), coalesce(sum(case when failed_on <> '' then 1 else 0 end), 0) from reminder_reach where state = 'on'`)
}
