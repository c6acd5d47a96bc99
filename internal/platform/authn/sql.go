package authn

import (
	"context"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// accountRow is a row of authn_account.
type accountRow struct {
	id       id.ID
	version  int64
	staff    id.ID
	token    []byte
	name     []byte
	password Hashed
	second   []byte
	step     int64
	pending  []byte
	state    string
	demo     bool
}

const accountColumns = `id, version, staff, name_token, name, password, second, second_step, pending, state, demo`

func scanAccount(s store.Scanner) (a accountRow, err error) {
	err = s.Scan(&a.id, &a.version, &a.staff, &a.token, &a.name, &a.password, &a.second, &a.step, &a.pending, &a.state, &a.demo)
	return a, err
}

func findAccount(ctx context.Context, tx *store.Tx, account id.ID) (accountRow, error) {
	return store.One(ctx, tx, scanAccount, `select `+accountColumns+` from authn_account where id = $1`, account)
}

// accountNamed is the account with a name token, or the zero account.
func accountNamed(ctx context.Context, tx *store.Tx, token []byte) (accountRow, error) {
	a, err := store.One(ctx, tx, scanAccount, `select `+accountColumns+` from authn_account where name_token = $1`, token)
	if errs.Is(err, "store.not_found") {
		return accountRow{}, nil
	}
	return a, err
}

func (r *Room) insertAccount(ctx context.Context, tx *store.Tx, a accountRow, name string) (*seal.Key, error) {
	key, err := r.vault.Create(ctx, tx, a.id, seal.General)
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, `insert into authn_account
		(id, version, staff, name_token, name, password, second_step, state, demo, made_at)
		values ($1, 1, $2, $3, $4, $5, 0, 'open', $6, $7)`,
		a.id, a.staff, r.nameToken(name), key.SealString("authn_account.name", name), string(a.password), a.demo, store.Micros(tx.Now()))
	return key, err
}

// seat is a row of authn_session, with what its account says.
type seat struct {
	Session
	digest []byte
	data   []byte
	closed bool
}

const seatQuery = `select s.id, s.digest, s.account, a.staff, s.state, s.started_at, s.seen_at, s.ends_at, s.second_at, s.data,
	a.state, a.demo, a.second is not null from authn_session s join authn_account a on a.id = s.account `

func scanSeat(row store.Scanner) (s seat, err error) {
	var state, account string
	err = row.Scan(&s.ID, &s.digest, &s.Account, &s.Staff, &state, store.Instant(&s.Started), store.Instant(&s.seenAt),
		store.Instant(&s.Ends), store.Instant(&s.SecondAt), &s.data, &account, &s.Demo, &s.HasSecond)
	s.State, s.closed = State(state), account != "open"
	return s, err
}

const seatMark = "authn_session.mark"

// mark is what knows a session's token again, in the session of this account.
func (r *Room) mark(token string, s Session) []byte {
	return r.vault.Bearer(seatMark, token, string(s.ID), string(s.Account))
}

// findSeat finds the session of a token. A row that was given to another account is none.
func (r *Room) findSeat(ctx context.Context, tx *store.Tx, token string) (seat, error) {
	from, to := r.vault.Borne(seatMark, token)
	s, err := store.One(ctx, tx, scanSeat, seatQuery+`where s.digest >= $1 and s.digest <= $2 and s.ends_at > $3`, from, to, store.Micros(tx.Now()))
	if err == nil && !r.vault.Bears(s.digest, seatMark, token, string(s.ID), string(s.Account)) {
		return seat{}, errs.New(errs.NotFound, "store.not_found")
	}
	return s, err
}

// left finds the session that an account has at a browser, if any.
func left(ctx context.Context, tx *store.Tx, account id.ID, browser []byte) (seat, bool, error) {
	rows, err := store.Collect(ctx, tx, scanSeat,
		seatQuery+`where s.account = $1 and s.seat = $2 and s.ends_at > $3 order by s.id desc limit 1`, account, browser, store.Micros(tx.Now()))
	if err != nil || len(rows) == 0 {
		return seat{}, false, err
	}
	return rows[0], true, nil
}

func insertSeat(ctx context.Context, tx *store.Tx, s seat, browser []byte) error {
	_, err := tx.Exec(ctx, `insert into authn_session (id, digest, account, seat, state, started_at, seen_at, ends_at)
		values ($1, $2, $3, $4, 'active', $5, $5, $6)`,
		s.ID, s.digest, s.Account, browser, store.Micros(s.Started), store.Micros(s.Ends))
	return err
}

// wake makes a session active under a new token, as its officer left it. The signature he gave before does not last.
func wake(ctx context.Context, tx *store.Tx, session id.ID, token []byte) error {
	return store.Update(ctx, tx, `update authn_session set state = 'active', digest = $2, seen_at = $3, second_at = null where id = $1`,
		session, token, store.Micros(tx.Now()))
}

func endSeats(ctx context.Context, tx *store.Tx, account id.ID) error {
	_, err := tx.Exec(ctx, `delete from authn_session where account = $1`, account)
	return err
}

func sinceSeen(s Session, now time.Time) time.Duration { return now.Sub(s.seenAt) }

// Opened tells whether an account may be signed in to: it stands, and nobody has closed it.
func Opened(ctx context.Context, tx *store.Tx, account id.ID) (bool, error) {
	n, err := store.One(ctx, tx, store.Value[int], `select count(*) from authn_account where id = $1 and state = 'open'`, account)
	return n > 0, err
}
