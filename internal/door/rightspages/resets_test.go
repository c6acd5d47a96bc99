package rightspages_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"guitu/internal/domain/complaint"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// signIns are so many sign-ins that were opened, each of another resident with his key; the oldest is doubted.
func (h *house) signIns(n int, public []byte) {
	h.Helper()
	h.write(func(tx *store.Tx) error {
		if err := h.policy.Check(h.demo, tx, policy.KioskAccount, policy.Resource{}); err != nil {
			return err
		}
		tx.MarkAudit("kiosk")
		for i := range n {
			who := fmt.Sprintf("p%03d", i)
			if _, err := tx.Exec(h.demo, `insert into kiosk_account (id, version, person, number_token, number, secret, public, demo, made_at)
				values ($1, 1, $1, $2, $2, 's', $3, $4, 0)`, who, []byte(who), public, false); err != nil {
				return err
			}
			if _, err := tx.Exec(h.demo, `insert into kiosk_reset (id, version, account, person, facility, unit, kind, made_at, made_by, role, seat, doubted)
				values ($1, 1, $1, $1, $2, '', 'opened', $3, '', '', '', $4)`, who, h.one, int64(1000+i), i == 0); err != nil {
				return err
			}
		}
		return nil
	})
}

// What he says that he did not ask for is found, however much came since; and all of it is reached, page by page.
func TestADoubtedResetDoesNotSink(t *testing.T) {
	each(t, func(h *house) {
		h.signIns(51, []byte("k"))
		h.sit(policy.BureauInspector, "")
		first := h.shows("/resets")
		if strings.Count(first, "<tr>") != 51 || !strings.Contains(first, "/resets?after=") {
			t.Errorf("%d lines, and no way on", strings.Count(first, "<tr>"))
		}
		if body := h.shows("/resets?doubted=1"); strings.Count(body, "<tr>") != 2 {
			t.Errorf("doubted: %d lines", strings.Count(body, "<tr>"))
		}
	})
}

// A form that comes back from a page of before keeps what was written.
func TestWhatWasAnsweredIsNotLost(t *testing.T) {
	each(t, func(h *house) {
		h.sit(policy.BureauInspector, "")
		_, err := h.complaints.Make(h.acting(), store.NewKey(), complaint.Bureau, phrase)
		h.must(err)
		public, _ := seal.NewBox()
		h.signIns(1, public)
		his := h.resident("p000")
		c, err := h.complaints.Send(his, store.NewKey(), complaint.Letter{Office: complaint.Bureau, Words: complaint.Words{Text: "请查"}, ReplyTo: public})
		h.must(err)
		if w := h.ask("/complaints/unlock", url.Values{"phrase": {phrase}}); w.Code != 303 {
			t.Fatal(w.Code)
		}
		w := h.ask("/complaints/"+string(c), url.Values{"text": {"查了三天的答复"}, "version": {"x"}})
		if w.Code != 409 || !strings.Contains(w.Body.String(), "查了三天的答复") {
			t.Error(w.Code, "what he wrote is gone")
		}
	})
}
