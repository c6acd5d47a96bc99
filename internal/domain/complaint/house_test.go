package complaint_test

import (
	"context"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/domain/complaint"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

const phrase, words = "山高月小，水落石出，此句只我知", "账目不对，请来查一查"

// house is a bureau with one facility. Officers of an office are enrolled and appointed, for an office is who holds its posts.
type house struct {
	*testing.T
	db               *store.DB
	vault            *seal.Vault
	desk             *complaint.Desk
	staff            *staff.Desk
	hand             *clock.Hand
	demo             context.Context
	bureau, facility id.ID
}

func each(t *testing.T, body func(house)) {
	t.Helper()
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		p, v := policytest.Engine(t, hand.Now), sealtest.Vault(t, db)
		h := house{
			T: t, db: db, vault: v, desk: complaint.New(db, v, p), staff: staff.New(db, v, p), hand: hand,
			demo: actor.With(t.Context(), actor.Part("demo")),
		}
		places := facility.New(db, p)
		h.write(func(tx *store.Tx) (err error) {
			if h.bureau, err = places.FoundIn(h.demo, tx, "示范省局"); err != nil {
				return err
			}
			h.facility, err = places.AddIn(h.demo, tx, facility.Draft{Parent: string(h.bureau), Kind: "facility", Name: "示范所", Code: "F1"})
			return err
		})
		body(h)
	})
}

func (h house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h house) write(body func(*store.Tx) error) {
	h.Helper()
	_, err := store.Write(h.demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, body(tx) })
	h.must(err)
}

// as is a new officer with a post of the bureau, or of the facility, who has just signed.
func (h house) as(role string, at id.ID) context.Context { return h.until(role, at, "") }

// until is as with a post that ends.
func (h house) until(role string, at id.ID, last string) context.Context {
	h.Helper()
	who, unit := policytest.Officer(role, at, at), at
	if at == "" {
		unit = h.bureau
	}
	h.write(func(tx *store.Tx) (err error) {
		if who.Staff, err = h.staff.EnrolIn(h.demo, tx, unit, staff.Draft{Name: "周文博"}); err != nil {
			return err
		}
		_, err = h.staff.AppointIn(h.demo, tx, staff.PostDraft{Member: who.Staff, Unit: unit, Role: role, From: "2026-01-01", Until: last})
		return err
	})
	return h.signed(actor.With(h.Context(), who))
}

// signed is an officer who has signed anew.
func (h house) signed(ctx context.Context) context.Context {
	return policy.WithPurpose(actor.With(ctx, policytest.Signed(actor.From(ctx), h.hand.Now())), policy.ComplaintWork)
}

func (h house) resident(person id.ID) context.Context {
	return actor.With(h.Context(), actor.Actor{Kind: actor.Resident, Account: "a", Person: person})
}

// signIn gives a person a sign-in with a key, or the one that he has another key, as a reset does.
func (h house) signIn(person id.ID, public []byte) {
	h.Helper()
	h.write(func(tx *store.Tx) error {
		if err := policytest.Engine(h, h.hand.Now).Check(h.demo, tx, policy.KioskAccount, policy.Resource{}); err != nil {
			return err
		}
		tx.MarkAudit("kiosk")
		_, err := tx.Exec(h.demo, `insert into kiosk_account (id, version, person, number_token, number, secret, public, demo, made_at) values ($1, 1, $1, $2, $2, 's', $3, $4, 0)
			on conflict (person) do update set public = excluded.public`, person, []byte(person), public, false)
		return err
	})
}

func (h house) duties(ctx context.Context, code duty.Code, cause id.ID) duty.Duty {
	h.Helper()
	d, err := store.Read(ctx, h.db, func(tx *store.Tx) (duty.Duty, error) { return duty.Owed(ctx, tx, "", code, cause) })
	h.must(err)
	return d
}
