package complaint_test

import (
	"context"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/complaint"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// night is the look of the night at the offices of a house in which somebody has been given an own page.
func (h house) night() {
	h.Helper()
	h.must(h.desk.Watch(h.demo, store.NewKey()))
}

func (h house) given() {
	h.Helper()
	h.write(func(tx *store.Tx) error {
		if err := policytest.Engine(h, h.hand.Now).Check(h.demo, tx, policy.KioskAccount, policy.Resource{}); err != nil {
			return err
		}
		tx.MarkAudit("kiosk")
		_, err := tx.Exec(h.demo, `insert into kiosk_reset (id, version, account, person, facility, unit, kind, made_at, made_by, role, seat, doubted)
			values ('r', 1, 'p', 'p', $1, '', 'opened', 0, '', '', '', $2)`, h.facility, false)
		return err
	})
}

func (h house) ready(o complaint.Office) bool {
	h.Helper()
	got, err := store.Read(h.Context(), h.db, func(tx *store.Tx) (map[complaint.Office]bool, error) { return complaint.Ready(h.Context(), tx, o) })
	h.must(err)
	return got[o]
}

// The last reader of an office leaves by his day. From then on nobody writes to it for nothing, and the bureau owes that somebody
// reads again.
func TestAnOfficeThatNobodyReadsTakesNoLetters(t *testing.T) {
	each(t, func(h house) {
		public, _ := seal.NewBox()
		h.signIn("p", public)
		h.given()
		last := civil.DateOf(h.hand.Now()).AddDays(1)
		theirs := complaint.Procurators(h.facility)
		first := h.until(policy.Procurator, h.facility, last.String())
		code, err := h.desk.Make(first, store.NewKey(), theirs, phrase)
		h.must(err)
		write := func() error {
			_, err := h.desk.Send(h.resident("p"), store.NewKey(), complaint.Letter{Office: theirs, Words: complaint.Words{Text: words}, ReplyTo: public})
			return err
		}
		h.must(write())
		h.night()
		if _, err := store.Read(h.demo, h.db, func(tx *store.Tx) (duty.Duty, error) {
			return duty.Owed(h.demo, tx, "", "complaint.office", h.facility)
		}); errs.KindOf(err) != errs.NotFound {
			t.Error("owed of an office that somebody reads:", err)
		}
		h.hand.Forward(48 * time.Hour)
		if h.ready(theirs) {
			t.Error("he left, and it is written to")
		}
		if err := write(); !errs.Is(err, "complaint.no_office") {
			t.Error("a letter for nobody:", err)
		}
		h.night()
		d := h.duties(h.demo, "complaint.office", h.facility)
		if d.State != duty.Pending || d.Owner != policy.BureauInspector || d.Facility != h.facility || d.Subject != "" {
			t.Errorf("%+v", d)
		}
		h.again(theirs, code)
	})
}

// again: somebody is appointed and comes in by the code of the safe; what was owed is done.
func (h house) again(o complaint.Office, code string) {
	h.Helper()
	second := h.as(policy.Procurator, h.facility)
	h.must(h.desk.Ask(second, store.NewKey(), o, "第二位阅读人自己的一句话"))
	if h.ready(o) {
		h.Error("who only asked opens nothing")
	}
	h.must(h.desk.Recover(second, store.NewKey(), o, code, "第二位阅读人自己的一句话"))
	if d := h.duties(h.demo, "complaint.office", h.facility); !h.ready(o) || d.State != duty.Done {
		h.Errorf("%+v", d)
	}
	// He loses his phrase: nobody can open, and the desk says so at once.
	h.must(h.desk.Ask(second, store.NewKey(), o, "第三句只有自己知道的话语"))
	if d := h.duties(h.demo, "complaint.office", h.facility); h.ready(o) || d.State != duty.Pending {
		h.Errorf("%+v", d)
	}
}

// A procurator sits in the facility that he watches over: one in the bureau is no office.
func TestNobodyReadsFromThePostAbove(t *testing.T) {
	each(t, func(h house) {
		above := policy.WithPurpose(policytest.As(context.Background(), policy.Procurator, "", "", h.hand.Now()), policy.ComplaintWork)
		if _, err := h.desk.Make(above, store.NewKey(), complaint.Procurators(""), phrase); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
	})
}
