package reminder

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"math/big"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Draft is what an officer types.
type Draft struct {
	Way, Address, Hour string
	Lang               text.Locale
}

// Mine is what an officer sees of his own reminders.
type Mine struct {
	State   State
	Way     Way
	Address string // "" while they are off
	Hour    int
	Ends    time.Time // of the code that waits
	Failed  bool      // the last one could not be sent
}

// phone is a mobile number of the mainland; who is reached elsewhere takes mail.
var phone = regexp.MustCompile(`^1[3-9][0-9]{9}$`)

// address makes what was typed one address and nothing else: it goes into the head of a mail, or to a command.
func address(w Way, typed string) (string, bool) {
	if w == SMS {
		n := strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(strings.TrimSpace(typed))
		n = strings.TrimPrefix(strings.TrimPrefix(n, "+86"), "0086")
		return n, phone.MatchString(n)
	}
	typed = strings.TrimSpace(typed)
	a, err := mail.ParseAddress(typed)
	if err != nil || a.Name != "" || a.Address != typed || len(typed) > 254 {
		return "", false
	}
	for _, c := range typed {
		if c <= ' ' || c > '~' || strings.ContainsRune(`"(),:;<>[\]`, c) {
			return "", false
		}
	}
	return typed, true
}

// bad is what is wrong with an address that is none: of a telephone, or else of a mailbox.
var bad = map[bool]string{true: "reminder.address_bad.sms", false: "reminder.address_bad.mail"}

// parse gives the row with what was typed, or everything that is wrong with it: reminder.bad with way, address, hour.
func (r *Room) parse(d Draft, into row) (row, error) {
	var f errs.Fields
	way := Way(d.Way)
	if r.Ways[way] == nil {
		f.Add("way", "reminder.way_missing", d.Way)
	}
	plain, ok := address(way, d.Address)
	if !ok {
		f.Add("address", bad[way == SMS], "")
	}
	hour, err := strconv.Atoi(d.Hour)
	if err != nil || hour < 0 || hour > 23 {
		f.Add("hour", "reminder.hour_bad", d.Hour)
	}
	into.way, into.hour, into.lang, into.plain = way, hour, string(d.Lang), plain
	return into, f.Err("reminder.bad")
}

// act runs an act of the officer of ctx on his own row.
func (r *Room) act(ctx context.Context, key store.Key, body func(tx *store.Tx, was row, k *seal.Key) (kind string, err error)) (kind string, err error) {
	who := actor.From(ctx)
	if who.Kind != actor.Officer {
		return "", errs.New(errs.Denied, "policy.denied")
	}
	return store.Write(ctx, r.DB, key, func(tx *store.Tx) (string, error) {
		was, err := find(ctx, tx, who.Account)
		if err != nil {
			return "", err
		}
		if was.isNew {
			was.staff = who.Staff
		}
		if err := r.Policy.Check(ctx, tx, policy.ReminderSelf, own(was.id, was.staff)); err != nil {
			return "", err
		}
		k, err := r.Vault.Key(ctx, tx, who.Account, seal.General)
		if err != nil {
			return "", err
		}
		kind, err := body(tx, was, k)
		if err != nil {
			return "", err
		}
		f := fact(kind, who.Account)
		if now, err := find(ctx, tx, who.Account); err != nil {
			return "", err
		} else if !now.isNew { // that the row is there is his own doing, and the log says so
			f.Sort, f.Rows = audit.Wrote, []audit.Row{audit.Kept("reminder_reach", now.id)}
		}
		return kind, audit.Record(ctx, tx, f)
	})
}

// Ask names where the officer of ctx wants to be reminded, and sends a code there. An address that he proved before only
// changes its hour and language. It fails with reminder.bad (fields), reminder.too_many after five codes in a day.
func (r *Room) Ask(ctx context.Context, key store.Key, d Draft) (err error) {
	defer errs.Wrap(&err, "reminder.Ask")
	digits, err := newCode()
	if err != nil {
		return err
	}
	_, err = r.act(ctx, key, func(tx *store.Tx, was row, k *seal.Key) (string, error) {
		next, err := r.parse(d, was)
		if err != nil {
			return "", err
		}
		if was.state == On && was.way == next.way {
			before, err := k.OpenString("reminder_reach.address", was.address)
			if err != nil {
				return "", err
			}
			if before == next.plain {
				return "reminder.changed", save(ctx, tx, next)
			}
		}
		today := tx.Today().String()
		if was.asked != today {
			next.asked, next.asks = today, 0
		}
		if next.asks++; next.asks > mostAsks {
			return "", errs.New(errs.TooMany, "reminder.too_many", mostAsks)
		}
		next.state, next.tries, next.ends, next.failed = Asked, 0, tx.Now().Add(codeLife), ""
		next.address, next.code = k.SealString("reminder_reach.address", next.plain), k.SealString("reminder_reach.code", digits)
		if err := save(ctx, tx, next); err != nil {
			return "", err
		}
		return "reminder.asked", jobs.Enqueue(ctx, tx, code{next.id})
	})
	return err
}

// newCode makes six digits.
func newCode() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", errs.Because(errs.Internal, "reminder.no_code", err)
	}
	return fmt.Sprintf("%06d", n), nil
}

const missed = "reminder.code_missed"

// Confirm takes the code that was sent: from now on the officer of ctx is reminded. It fails with reminder.code_wrong, as a
// field, and with reminder.nothing_asked where no code waits, or it is too old or was missed five times.
func (r *Room) Confirm(ctx context.Context, key store.Key, typed string) (err error) {
	defer errs.Wrap(&err, "reminder.Confirm")
	// A wrong code is kept, so the form was done: the next one comes from the same form, and is another try of it.
	tries, err := store.Read(ctx, r.DB, func(tx *store.Tx) (int, error) {
		x, err := find(ctx, tx, actor.From(ctx).Account)
		return x.tries, err
	})
	if err != nil {
		return err
	}
	kind, err := r.act(ctx, key.Step("try-"+strconv.Itoa(tries)), func(tx *store.Tx, was row, k *seal.Key) (string, error) {
		if was.state != Asked || was.code == nil || was.tries >= mostTries || !tx.Now().Before(was.ends) {
			return "", errs.New(errs.Conflict, "reminder.nothing_asked")
		}
		want, err := k.OpenString("reminder_reach.code", was.code)
		if err != nil {
			return "", err
		}
		kind := "reminder.on"
		if subtle.ConstantTimeCompare([]byte(want), []byte(strings.ReplaceAll(strings.TrimSpace(typed), " ", ""))) == 1 {
			was.state, was.code, was.ends, was.due = On, nil, time.Time{}, ""
		} else {
			kind = missed // kept: who guesses is counted
			was.tries++
		}
		return kind, save(ctx, tx, was)
	})
	if err == nil && kind == missed {
		var f errs.Fields
		f.Add("code", "reminder.code_wrong", "")
		return f.Err("reminder.bad")
	}
	return err
}

// End stops the reminders of the officer of ctx and forgets where to. It does nothing where there are none.
func (r *Room) End(ctx context.Context, key store.Key) (err error) {
	defer errs.Wrap(&err, "reminder.End")
	_, err = r.act(ctx, key, func(tx *store.Tx, was row, _ *seal.Key) (string, error) {
		if was.isNew {
			return "reminder.off", nil
		}
		was.forget()
		return "reminder.off", save(ctx, tx, was)
	})
	return err
}

// Mine is what the officer of ctx has asked for. Nobody else is shown it.
func (r *Room) Mine(ctx context.Context) (_ Mine, err error) {
	defer errs.Wrap(&err, "reminder.Mine")
	who := actor.From(ctx)
	return store.Read(ctx, r.DB, func(tx *store.Tx) (m Mine, err error) {
		x, err := find(ctx, tx, who.Account)
		if err != nil {
			return m, err
		}
		if x.isNew {
			x.staff = who.Staff
		}
		if err := r.Policy.Check(ctx, tx, policy.ReminderSelf, own(x.id, x.staff)); err != nil || x.state == Off {
			return Mine{State: Off, Hour: 8}, err
		}
		m = Mine{State: x.state, Way: x.way, Hour: x.hour, Ends: x.ends, Failed: x.failed != ""}
		if x.state == Asked && !tx.Now().Before(x.ends) {
			m.State = Off // nobody typed it: he begins again
		}
		k, err := r.Vault.Key(ctx, tx, who.Account, seal.General)
		if err != nil {
			return m, err
		}
		m.Address, err = k.OpenString("reminder_reach.address", x.address)
		return m, err
	})
}
