package kiosk

import (
	"context"
	"slices"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Reset is one time that an officer gave a resident a sign-in.
type Reset struct {
	ID             id.ID
	Version        int64
	Account        id.ID
	Person         id.ID
	Facility, Unit id.ID  // where he was
	Kind           string // "opened", "reset"
	At             time.Time
	By             string // actor.Ref
	Role, Seat     string // the officer's post, and the unit of it
	Used, Seen     time.Time
	Told           time.Time // the last time that somebody said that he had read it, after Seen
	SameVisit      bool      // Seen was in the visit that began with the redemption
	Doubted        bool      // he says that he had not asked for it

	// Of the list alone: how often that had been done with his sign-in, this time included, ever and within Often before it.
	Nth, Lately int
}

// The house's choice of what a reader outside the facility is shown: a slip that was used before anybody could have gone to the
// ward with it, and within how many days several of one person are counted.
const (
	Soon  = 5 * time.Minute
	Often = 30 * 24 * time.Hour
)

// Hasty tells whether the slip was used within Soon.
func (x Reset) Hasty() bool { return !x.Used.IsZero() && x.Used.Sub(x.At) <= Soon }

func insertReset(ctx context.Context, tx *store.Tx, a accountRow, kind string, s Stay) (id.ID, error) {
	who, i := actor.From(ctx), id.New()
	role, seat := seatOf(who, s)
	_, err := tx.Exec(ctx, `insert into kiosk_reset (id, version, account, person, facility, unit, kind, made_at, made_by, role, seat, doubted)
		values ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		i, a.id, a.person, s.Facility, s.Unit, kind, store.Micros(tx.Now()), who.Ref(), role, seat, false)
	return i, err
}

// useReset notes that the last ticket of an account was redeemed.
func useReset(ctx context.Context, tx *store.Tx, a accountRow) (rows []audit.Row, err error) {
	last, err := store.Collect(ctx, tx, scanReset, selectReset+`where account = $1 order by made_at desc, id desc limit 1`, a.id)
	for _, x := range last {
		err = store.Update(ctx, tx, `update kiosk_reset set used_at = $3, version = version + 1 where id = $1 and version = $2`, x.ID, x.Version, store.Micros(tx.Now()))
		rows = append(rows, audit.Kept("kiosk_reset", x.ID))
	}
	return rows, err
}

// untold are the resets of an account that nobody has said to have read since a secret was last chosen by a slip. Who pressed the
// notice away before may have been another: with each redemption every earlier one comes again.
const untold = `where account = $1 and (seen_at is null
	or coalesce(told_at, seen_at) < (select max(e.used_at) from kiosk_reset e where e.account = $1))`

// Untold lists what the resident of a session has not yet said that he has seen, oldest first.
func (r *Room) Untold(ctx context.Context, s Session) (_ []Reset, err error) {
	defer errs.Wrap(&err, "kiosk.Untold")
	return store.Read(ctx, r.DB, func(tx *store.Tx) ([]Reset, error) {
		return store.Collect(ctx, tx, scanReset, selectReset+untold+` order by made_at, id`, s.Account)
	})
}

// Done lists all that was ever done with the sign-in of the resident of a session, newest first: it stays readable to him, whoever
// said to have read it.
func (r *Room) Done(ctx context.Context, s Session) (_ []Reset, err error) {
	defer errs.Wrap(&err, "kiosk.Done")
	return store.Read(ctx, r.DB, func(tx *store.Tx) ([]Reset, error) {
		return store.Collect(ctx, tx, scanReset, selectReset+`where account = $1 order by made_at desc, id desc`, s.Account)
	})
}

// Changed is when the secret of the resident of a session was chosen by the one before; zero where it was chosen by a slip. Who saw
// him type it can change it too: he is told when.
func (r *Room) Changed(ctx context.Context, s Session) (_ time.Time, err error) {
	defer errs.Wrap(&err, "kiosk.Changed")
	a, err := r.account(ctx, s)
	return a.changed, err
}

// Told says that the resident of a session has seen what was done with his sign-in; doubted that he had not asked for it:
// that is listed to those outside the facility, and no later word takes it back. Of several he may say of which; else it is all.
func (r *Room) Told(ctx context.Context, s Session, doubted bool, which ...id.ID) (err error) {
	defer errs.Wrap(&err, "kiosk.Told")
	_, err = store.Write(ctx, r.DB, store.NewKey(), func(tx *store.Tx) (int, error) {
		a := accountRow{id: s.Account, person: s.Person}
		stay, err := r.allowed(ctx, tx, a)
		if err != nil {
			return 0, err
		}
		all, err := store.Collect(ctx, tx, scanReset, selectReset+untold, s.Account)
		if err != nil || len(all) == 0 {
			return 0, err
		}
		f := fact("kiosk.told", a, stay)
		f.Sort = audit.Wrote
		for _, x := range all {
			text, args := `update kiosk_reset set told_at = $3, doubted = $4, version = version + 1 where id = $1 and version = $2`, []any{x.ID, x.Version, store.Micros(tx.Now()), x.Doubted || doubted && (len(which) == 0 || slices.Contains(which, x.ID))}
			if x.Seen.IsZero() {
				text = `update kiosk_reset set seen_at = $3, doubted = $4, same_visit = $5, version = version + 1 where id = $1 and version = $2`
				args = append(args, !x.Used.IsZero() && s.Started.Sub(x.Used) < time.Minute)
			}
			if err := store.Update(ctx, tx, text, args...); err != nil {
				return 0, err
			}
			f.Rows = append(f.Rows, audit.Kept("kiosk_reset", x.ID))
		}
		return 0, audit.Record(ctx, tx, f)
	})
	return err
}

// Resets lists what officers did with residents' sign-ins, newest first, as far as the reader may see it: kiosk.list; of them those
// alone of which somebody says that he had not asked for it, where doubted is set: they must not sink below what came since.
func (r *Room) Resets(ctx context.Context, tx *store.Tx, doubted bool, p store.Page) (_ store.Slice[Reset], err error) {
	defer errs.Wrap(&err, "kiosk.Resets")
	scope := r.Policy.Scope(actor.From(ctx), policy.KioskList)
	if scope.Empty() {
		return store.Slice[Reset]{}, errs.New(errs.Denied, "policy.denied")
	}
	l := store.List{Columns: resetColumns + counted, From: "kiosk_reset x", Sorts: map[string]store.Sort{"at": store.By("x.made_at")}, Default: "-at", ID: "x.id"}
	if doubted {
		l.Where = append(l.Where, store.Where("x.doubted = $1", true))
	}
	if !scope.All {
		in, args := store.In(1, scope.Facilities)
		l.Where = append(l.Where, store.Where("x.facility in "+in, args...))
	}
	return store.Select(ctx, tx, l, p, scanListed)
}
