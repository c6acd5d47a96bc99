package reminder

import (
	"context"
	"errors"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Turn makes the reminders of this hour ready: a job for everybody whose hour has come and who was not looked at today. A
// house that stood still catches up within three hours, and then lets the day pass.
func (r *Room) Turn(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "reminder.Turn")
	for n := page; n == page; {
		waits, err := store.Read(ctx, r.DB, func(tx *store.Tx) ([]id.ID, error) { return dueNow(ctx, tx) })
		if err != nil || len(waits) == 0 {
			return err
		}
		n = len(waits)
		_, err = store.Write(ctx, r.DB, store.NewKey(), func(tx *store.Tx) (int, error) {
			if err := r.Policy.Check(ctx, tx, policy.ReminderSend, policy.Resource{Kind: "account"}); err != nil {
				return 0, err
			}
			waits, err := dueNow(ctx, tx) // another process may have been here
			if err != nil {
				return 0, err
			}
			for _, account := range waits {
				day := tx.Today().String()
				err := store.Update(ctx, tx, `update reminder_reach set due_on = $2, version = version + 1 where id = $1`, account, day)
				if err != nil {
					return 0, err
				}
				if err := jobs.Enqueue(ctx, tx, digest{account, jobs.Code(day)}); err != nil {
					return 0, err
				}
			}
			return 0, audit.Record(ctx, tx, audit.Fact{Room: "reminder", Kind: "reminder.due", Sort: audit.Computed})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func dueNow(ctx context.Context, tx *store.Tx) ([]id.ID, error) {
	hour := hourOf(tx.Now())
	return store.Collect(ctx, tx, store.Value[id.ID], `select id from reminder_reach
		where state = 'on' and hour <= $1 and hour > $2 and due_on < $3 order by id limit $4`, hour, hour-lateHours, tx.Today().String(), page)
}

// letter is what is sent to whom.
type letter struct {
	row      row
	to       string
	count    Count
	holds    bool
	tomorrow bool // the day of the reminder has passed
}

// remind sends one officer his reminder of a day, once.
func (r *Room) remind(ctx context.Context, d digest) (err error) {
	defer errs.Wrap(&err, "reminder.remind(%s)", d.Account)
	l, err := store.Read(ctx, r.DB, func(tx *store.Tx) (l letter, err error) {
		if l, err = r.letter(ctx, tx, d.Account); err != nil || l.row.state != On {
			return l, err
		}
		l.tomorrow = tx.Today().String() != string(d.Day)
		l.count, l.holds, err = r.Count(ctx, tx, d.Account, l.row.staff)
		return l, err
	})
	switch {
	case err != nil:
		return err
	case l.row.state != On || l.row.told == string(d.Day):
		return nil
	case !l.holds:
		return r.note(ctx, d.Account, "reminder.ended", (*row).forget)
	case l.count == Count{}:
		return nil
	case l.tomorrow: // what it would say is not so any more
		return jobs.Cancel(errs.New(errs.Conflict, "reminder.day_passed"))
	}
	words := r.Words.In(text.Locale(l.row.lang))
	if err := r.send(ctx, l, words.T("reminder.digest.subject"), said(words, l.count)); err != nil {
		if l.row.failed == string(d.Day) {
			return err // it is known
		}
		failed := r.note(ctx, d.Account, "reminder.failed", func(x *row) { x.failed = string(d.Day) })
		return errors.Join(err, failed)
	}
	return r.note(ctx, d.Account, "reminder.sent", func(x *row) { x.told, x.failed = string(d.Day), "" })
}

// said is the whole text of a reminder.
func said(words text.Printer, n Count) string {
	switch {
	case n.Overdue == 0:
		return words.T("reminder.digest.today", n.Today)
	case n.Today == 0:
		return words.T("reminder.digest.overdue", n.Overdue)
	}
	return words.T("reminder.digest.both", n.Today, n.Overdue)
}

// sendCode sends the code that waits, if it still does.
func (r *Room) sendCode(ctx context.Context, account id.ID) (err error) {
	defer errs.Wrap(&err, "reminder.sendCode(%s)", account)
	var digits string
	l, err := store.Read(ctx, r.DB, func(tx *store.Tx) (l letter, err error) {
		if l, err = r.letter(ctx, tx, account); err != nil || l.row.state != Asked || l.row.code == nil {
			return l, err
		}
		l.tomorrow = !tx.Now().Before(l.row.ends)
		k, err := r.Vault.Key(ctx, tx, account, seal.General)
		if err == nil {
			digits, err = k.OpenString("reminder_reach.code", l.row.code)
		}
		return l, err
	})
	if err != nil || digits == "" || l.tomorrow {
		return err
	}
	words := r.Words.In(text.Locale(l.row.lang))
	return r.send(ctx, l, words.T("reminder.code.subject"), words.T("reminder.code.body", digits, int(codeLife.Minutes())))
}

// letter reads a row and opens its address.
func (r *Room) letter(ctx context.Context, tx *store.Tx, account id.ID) (l letter, err error) {
	if err := r.Policy.Check(ctx, tx, policy.ReminderSend, policy.Resource{Kind: "account", ID: account}); err != nil {
		return l, err
	}
	if l.row, err = find(ctx, tx, account); err != nil || l.row.address == nil {
		return l, err
	}
	k, err := r.Vault.Key(ctx, tx, account, seal.General)
	if err == nil {
		l.to, err = k.OpenString("reminder_reach.address", l.row.address)
	}
	return l, err
}

// send goes out of the house, in no transaction.
func (r *Room) send(ctx context.Context, l letter, subject, body string) error {
	by := r.Ways[l.row.way]
	if by == nil {
		return errs.New(errs.Unavailable, "reminder.way_gone", string(l.row.way))
	}
	return by.Send(ctx, l.to, subject, body)
}

// note keeps what became of a reminder.
func (r *Room) note(ctx context.Context, account id.ID, kind string, change func(*row)) error {
	_, err := store.Write(ctx, r.DB, jobs.Key(ctx, kind), func(tx *store.Tx) (int, error) {
		x, err := find(ctx, tx, account)
		if err != nil {
			return 0, err
		}
		if err := r.Policy.Check(ctx, tx, policy.ReminderSend, policy.Resource{Kind: "account", ID: account}); err != nil {
			return 0, err
		}
		if x.state == On { // else he ended it meanwhile
			change(&x)
			if err := save(ctx, tx, x); err != nil {
				return 0, err
			}
		}
		return 0, audit.Record(ctx, tx, fact(kind, account))
	})
	return err
}
