package kiosk

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// accountRow is a row of kiosk_account.
type accountRow struct {
	id      id.ID
	version int64
	person  id.ID
	number  []byte
	secret  string
	public  []byte
	locked  []byte
	demo    bool
	changed time.Time // when the secret was last changed by itself; zero where it came by a slip
}

const selectAccount = `select id, version, person, number, secret, public, locked, demo, changed_at from kiosk_account `

func scanAccount(s store.Scanner) (a accountRow, err error) {
	err = s.Scan(&a.id, &a.version, &a.person, &a.number, &a.secret, &a.public, &a.locked, &a.demo, store.Instant(&a.changed))
	return a, err
}

// accountOf and accountNumbered are an account, or the zero one.
func accountOf(ctx context.Context, tx *store.Tx, person id.ID) (accountRow, error) {
	return orNone(store.One(ctx, tx, scanAccount, selectAccount+`where person = $1`, person))
}

func accountNumbered(ctx context.Context, tx *store.Tx, token []byte) (accountRow, error) {
	return orNone(store.One(ctx, tx, scanAccount, selectAccount+`where number_token = $1`, token))
}

func orNone(a accountRow, err error) (accountRow, error) {
	if errs.Is(err, "store.not_found") {
		return accountRow{}, nil
	}
	return a, err
}

// Reaches tells whether what is sealed to a key opens for anybody: whether it is the key of a sign-in as it stands. Each reset
// makes another, and a sign-in that nobody has redeemed yet has none. It does not say whose it is.
func Reaches(ctx context.Context, tx *store.Tx, public []byte) (bool, error) {
	n, err := store.One(ctx, tx, store.Value[int], `select count(*) from kiosk_account where public = $1`, public)
	return n > 0, err
}

// Houses are the facilities in which somebody was ever given a sign-in.
func Houses(ctx context.Context, tx *store.Tx) ([]id.ID, error) {
	return store.Collect(ctx, tx, store.Value[id.ID], `select distinct facility from kiosk_reset order by facility`)
}

const sessionMark = "kiosk_session.mark"

// findSession finds the session of a token. A row that was given to another account is none.
func (r *Room) findSession(ctx context.Context, tx *store.Tx, token string) (s Session, err error) {
	from, to := r.Vault.Borne(sessionMark, token)
	mark, err := store.One(ctx, tx, func(row store.Scanner) (mark []byte, err error) {
		return mark, row.Scan(&s.ID, &mark, &s.Account, &s.Person, store.Instant(&s.Started), store.Instant(&s.seenAt), store.Instant(&s.Ends), &s.Demo)
	}, `select s.id, s.digest, s.account, a.person, s.started_at, s.seen_at, s.ends_at, a.demo from kiosk_session s join kiosk_account a on a.id = s.account
		where s.digest >= $1 and s.digest <= $2 and s.ends_at > $3`, from, to, store.Micros(tx.Now()))
	if err == nil && !r.Vault.Bears(mark, sessionMark, token, string(s.ID), string(s.Account)) {
		err = errs.New(errs.NotFound, "store.not_found")
	}
	if err != nil {
		return Session{}, err
	}
	return s, nil
}

const resetColumns = `id, version, account, person, facility, unit, kind, made_at, made_by, role, seat, used_at, seen_at, told_at, same_visit, doubted`

// counted are the places of a reset among those of its person, ever and within Often before it: they say that two lines are of one
// person, and not of whom.
var counted = fmt.Sprintf(`,
	(select count(*) from kiosk_reset e where e.account = x.account and e.made_at <= x.made_at),
	(select count(*) from kiosk_reset e where e.account = x.account and e.made_at <= x.made_at and e.made_at > x.made_at - %d)`, Often.Microseconds())

const selectReset = `select ` + resetColumns + ` from kiosk_reset `

func scanReset(s store.Scanner) (x Reset, err error) {
	err = x.scan(s)
	return x, err
}

func scanListed(s store.Scanner) (x Reset, err error) {
	err = x.scan(s, &x.Nth, &x.Lately)
	return x, err
}

func (x *Reset) scan(s store.Scanner, more ...any) error {
	var same sql.NullBool
	err := s.Scan(append([]any{
		&x.ID, &x.Version, &x.Account, &x.Person, &x.Facility, &x.Unit, &x.Kind, store.Instant(&x.At), &x.By, &x.Role, &x.Seat,
		store.Instant(&x.Used), store.Instant(&x.Seen), store.Instant(&x.Told), &same, &x.Doubted,
	}, more...)...)
	x.SameVisit = same.Bool
	return err
}
