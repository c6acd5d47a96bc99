package kiosk

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Account is a resident's sign-in as who gives it sees it.
type Account struct {
	ID     id.ID
	Number string
	Ready  bool      // he has chosen his secret
	Ticket time.Time // until when a ticket is out, zero for none
}

// Slip is what is printed and handed over. It is shown once.
type Slip struct {
	Number string
	Ticket string // eight digits, in two groups
	Until  time.Time
	Reset  bool // he had a sign-in before
}

// Of is a person's account; ok is false where he has none. The caller has checked who asks.
func (r *Room) Of(ctx context.Context, tx *store.Tx, person id.ID) (a Account, ok bool, err error) {
	defer errs.Wrap(&err, "kiosk.Of(%s)", person)
	row, err := accountOf(ctx, tx, person)
	if err != nil || row.id == "" {
		return a, false, err
	}
	a = Account{ID: row.id, Ready: row.secret != ""}
	if a.Number, err = r.number(ctx, tx, row); err != nil {
		return a, false, err
	}
	until, err := store.Collect(ctx, tx, store.Value[int64], `select ends_at from kiosk_ticket where account = $1 and ends_at > $2`, row.id, store.Micros(tx.Now()))
	if err == nil && len(until) > 0 {
		a.Ticket = time.UnixMicro(until[0]).UTC()
	}
	return a, true, err
}

func (r *Room) number(ctx context.Context, tx *store.Tx, a accountRow) (string, error) {
	key, err := r.Vault.Key(ctx, tx, a.id, seal.General)
	if err != nil {
		return "", err
	}
	return key.OpenString("kiosk_account.number", a.number)
}

// Hand gives a resident a sign-in, or resets the one he has: his secret goes, his sessions end, and he gets a ticket. It is
// signed by one officer, told to the resident and listed to the bureau. It fails with kiosk.not_here for who does not stay
// in a facility, and as policy says.
func (r *Room) Hand(ctx context.Context, key store.Key, person id.ID) (s Slip, err error) {
	defer errs.Wrap(&err, "kiosk.Hand(%s)", person)
	ticket := r.ticketFor(key)
	s, err = store.Write(ctx, r.DB, key, func(tx *store.Tx) (Slip, error) {
		return r.handIn(ctx, tx, person, ticket)
	})
	if err != nil {
		return s, err
	}
	s.Ticket = ticket[:4] + " " + ticket[4:] // neither it nor the number is kept with the command
	a, err := store.Read(ctx, r.DB, func(tx *store.Tx) (Account, error) {
		a, _, err := r.Of(ctx, tx, person)
		return a, err
	})
	s.Number = a.Number
	return s, err
}

func (r *Room) handIn(ctx context.Context, tx *store.Tx, person id.ID, ticket string) (s Slip, err error) {
	stay, err := r.Stay(ctx, tx, person)
	if err != nil {
		return s, err
	}
	res := self(person, stay)
	if err := r.Policy.Check(ctx, tx, policy.KioskAccount, res); err != nil {
		return s, err
	}
	if !stay.Here {
		return s, errs.New(errs.Conflict, "kiosk.not_here")
	}
	a, err := accountOf(ctx, tx, person)
	if err != nil {
		return s, err
	}
	kind := "opened"
	if a.id == "" {
		a, err = r.open(ctx, tx, person, false)
	} else {
		kind = "reset"
		err = r.shut(ctx, tx, &a)
	}
	if err != nil {
		return s, err
	}
	until := tx.Now().Add(TicketLife)
	if _, err := tx.Exec(ctx, `insert into kiosk_ticket (account, digest, ends_at) values ($1, $2, $3)`, a.id, r.ticketDigest(a, ticket), store.Micros(until)); err != nil {
		return s, err
	}
	reset, err := insertReset(ctx, tx, a, kind, stay)
	if err != nil {
		return s, err
	}
	f := written(handed[kind], a, stay)
	f.Rows = append(f.Rows, audit.Kept("kiosk_reset", reset))
	if err := audit.Record(ctx, tx, f); err != nil {
		return s, err
	}
	if r.First != nil {
		if err := r.First(ctx, tx, stay.Facility); err != nil {
			return s, err
		}
	}
	return Slip{Until: until, Reset: kind == "reset"}, nil
}

// handed is the fact of each kind of reset.
var handed = map[string]string{"opened": "kiosk.opened", "reset": "kiosk.reset"}

// open makes an account with the next number. None is given twice, also when the file of who bore one was sealed away and his
// account with it: the series stays.
func (r *Room) open(ctx context.Context, tx *store.Tx, person id.ID, demo bool) (a accountRow, err error) {
	n, err := store.One(ctx, tx, store.Value[int], `insert into kiosk_series (id, last) values ('account', 1)
		on conflict (id) do update set last = kiosk_series.last + 1 returning last`)
	if err != nil {
		return a, err
	}
	number := checked(9999 + n)
	a = accountRow{id: id.New(), version: 1, person: person, demo: demo}
	key, err := r.Vault.Create(ctx, tx, a.id, seal.General)
	if err != nil {
		return a, err
	}
	a.number = key.SealString("kiosk_account.number", number)
	_, err = tx.Exec(ctx, `insert into kiosk_account (id, version, person, number_token, number, secret, demo, made_at) values ($1, 1, $2, $3, $4, '', $5, $6)`,
		a.id, person, r.numberToken(number), a.number, demo, store.Micros(tx.Now()))
	return a, err
}

// shut takes the secret of an account away, and everything that it opened.
func (r *Room) shut(ctx context.Context, tx *store.Tx, a *accountRow) error {
	for _, text := range []string{`delete from kiosk_session where account = $1`, `delete from kiosk_ticket where account = $1`} {
		if _, err := tx.Exec(ctx, text, a.id); err != nil {
			return err
		}
	}
	err := store.Update(ctx, tx, `update kiosk_account set secret = '', public = null, locked = null, changed_at = null, version = version + 1 where id = $1 and version = $2`, a.id, a.version)
	a.version++
	return err
}

// checked is a number with its check digit (GB/T 17710's idea in the simplest form, Luhn): one digit mistyped is nobody's
// number.
func checked(n int) string {
	s := strconv.Itoa(n)
	sum := 0
	for i := range s {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return s + strconv.Itoa((10-sum%10)%10)
}

// ticketFor derives the ticket of a command from its key, so that a command sent twice shows the same one.
func (r *Room) ticketFor(key store.Key) string {
	n := uint64(0)
	for _, b := range r.Vault.Token("kiosk_ticket.digest", string(key))[:8] {
		n = n<<8 | uint64(b)
	}
	return fmt.Sprintf("%08d", n%100_000_000)
}

// ticketDigest is a ticket as it is kept: eight digits can be tried through, so the house's key goes into it.
func (r *Room) ticketDigest(a accountRow, ticket string) []byte {
	return r.Vault.Token("kiosk_ticket.kept", string(a.id)+"/"+digits(ticket))
}

// digits is a number as it is meant, whatever the input method made of it.
func digits(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= '０' && c <= '９':
			return c - '０' + '0'
		case c >= '0' && c <= '9':
			return c
		}
		return -1
	}, s)
}

// The shortest and the longest secret: the house's choice. Six digits are few, and enough where who guesses is slowed and a
// stolen file is worth nothing without the house's key.
const minSecret, maxSecret = 6, 64

// pepper is a secret as it is hashed: with the house's key, bound to its account.
func (r *Room) pepper(a accountRow, secret string) string {
	return fmt.Sprintf("%x", r.Vault.Token("kiosk_account.secret", string(a.id)+"/"+strings.TrimSpace(secret)))
}

// Numbered adds that what was typed can be nobody's number: field "number", kiosk.bad_number. Whether there is one is not said.
func Numbered(f *errs.Fields, number string) {
	n, err := strconv.Atoi(digits(number))
	if err != nil || n < 10 || checked(n/10) != digits(number) {
		f.Add("number", "kiosk.bad_number", "")
	}
}

// Fit adds what is wrong with a new secret: field "secret", kiosk.short, kiosk.long, kiosk.plain. No number is "".
func Fit(f *errs.Fields, number, secret string) {
	number, secret = digits(number), strings.TrimSpace(secret)
	switch n := utf8.RuneCountInString(secret); {
	case n < minSecret:
		f.Add("secret", "kiosk.short", "", minSecret)
	case n > maxSecret:
		f.Add("secret", "kiosk.long", "", maxSecret)
	case plain(number, secret):
		f.Add("secret", "kiosk.plain", "")
	}
}

// plain tells whether a secret is what anybody would try first: his number, a digit or two over and over, or a row.
func plain(number, secret string) bool {
	different := map[rune]bool{}
	for _, c := range secret {
		different[c] = true
	}
	if len(different) < 3 || len(number) >= minSecret && strings.Contains(secret, number) { // a shorter one is no number, and "" is in everything
		return true
	}
	for _, row := range []string{"01234567890123456789", "98765432109876543210", "123123123", "112233445566778899"} {
		if strings.Contains(row, secret) {
			return true
		}
	}
	return false
}

// OpenDemoIn gives an invented resident a sign-in with a known secret.
func (r *Room) OpenDemoIn(ctx context.Context, tx *store.Tx, person id.ID, c Chosen) (number string, err error) {
	defer errs.Wrap(&err, "kiosk.OpenDemoIn(%s)", person)
	stay, err := r.Stay(ctx, tx, person)
	if err != nil {
		return "", err
	}
	if err := r.Policy.Check(ctx, tx, policy.KioskAccount, self(person, stay)); err != nil {
		return "", err
	}
	a, err := r.open(ctx, tx, person, true)
	if err != nil {
		return "", err
	}
	hash, err := c.hash(r.pepper(a, c.Secret))
	if err != nil {
		return "", err
	}
	locked := r.Vault.LockBy(c.Secret, keyInfo(a.id), c.private)
	if err := store.Update(ctx, tx, `update kiosk_account set secret = $2, public = $3, locked = $4 where id = $1`, a.id, string(hash), c.Public, locked); err != nil {
		return "", err
	}
	reset, err := insertReset(ctx, tx, a, "opened", stay)
	if err != nil {
		return "", err
	}
	f := written("kiosk.opened", a, stay)
	f.Rows = append(f.Rows, audit.Kept("kiosk_reset", reset))
	if err := audit.Record(ctx, tx, f); err != nil {
		return "", err
	}
	return r.number(ctx, tx, a)
}

// Chosen is a known secret with its key, for an invented resident.
type Chosen struct {
	Secret  string
	Public  []byte
	private []byte
	hash    func(string) (authn.Hashed, error)
}

// Choose makes the key of a known secret.
func (r *Room) Choose(ctx context.Context, secret string) Chosen {
	c := Chosen{Secret: secret, hash: func(s string) (authn.Hashed, error) { return r.Guard.Stretch(ctx, s) }}
	c.Public, c.private = r.Vault.Suite().NewBox()
	return c
}

// HasDemo tells whether invented residents can sign in here.
func (r *Room) HasDemo(ctx context.Context) (bool, error) {
	return store.Read(ctx, r.DB, func(tx *store.Tx) (bool, error) {
		n, err := store.One(ctx, tx, store.Value[int], `select count(*) from kiosk_account where demo = $1`, true)
		return n > 0, err
	})
}

// seatOf is the post by which somebody gives a sign-in, as kiosk.account asks for it: who has charge of his file, or takes people in.
// A case officer of another brigade gives none by that post, and it is not named.
func seatOf(who actor.Actor, s Stay) (role, unit string) {
	for _, p := range who.Posts {
		his := p.Unit == "" || p.Unit == s.Facility || p.Unit == s.Unit
		if p.Facility == s.Facility && (p.Role == policy.CaseOfficer && his || p.Role == policy.IntakeOfficer) {
			return p.Role, string(p.Unit)
		}
	}
	return "", ""
}
