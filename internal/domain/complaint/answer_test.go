package complaint_test

import (
	"context"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/complaint"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// sent is a letter of somebody who has a sign-in, and the office's key in the hands of its reader.
func (h house) sent() (inspector context.Context, office []byte, c id.ID) {
	h.Helper()
	inspector = h.as(policy.BureauInspector, "")
	_, err := h.desk.Make(inspector, store.NewKey(), complaint.Bureau, phrase)
	h.must(err)
	office, err = h.desk.Unlock(inspector, complaint.Bureau, phrase)
	h.must(err)
	public, _ := seal.NewBox()
	h.signIn("p", public)
	c, err = h.desk.Send(h.resident("p"), store.NewKey(), complaint.Letter{Office: complaint.Bureau, Words: complaint.Words{Text: words}, ReplyTo: public})
	h.must(err)
	return inspector, office, c
}

func (h house) answer(ctx context.Context, office []byte, c id.ID, version int64, text string, told bool) error {
	return h.desk.Answer(ctx, store.NewKey(), complaint.Reply{Office: complaint.Bureau, ID: c, Version: version, Key: office, Text: text, Told: told})
}

// Who has read an answer finds the same one again, and who has not yet can still read the first.
func TestALetterIsAnsweredOnce(t *testing.T) {
	each(t, func(h house) {
		inspector, office, c := h.sent()
		h.must(h.answer(inspector, office, c, 1, "查了", false))
		if err := h.answer(inspector, office, c, 2, "另一份答复", false); !errs.Is(err, "complaint.answered_already") {
			t.Error("answered over the first:", err)
		}
		if got, err := h.desk.Open(inspector, complaint.Bureau, c, office); err != nil || got.Answer != "查了" {
			t.Errorf("%+v %v", got, err)
		}
	})
}

// Somebody resets the sign-in before he is answered: the desk says so, and what is kept is how he was told, not an answer that
// opens for nobody.
func TestAnAnswerToADeadKeyIsNone(t *testing.T) {
	each(t, func(h house) {
		inspector, office, c := h.sent()
		got, err := h.desk.Open(inspector, complaint.Bureau, c, office)
		if err != nil || !got.Reaches {
			t.Fatalf("%+v %v", got, err)
		}
		another, _ := seal.NewBox()
		h.signIn("p", another)
		if got, err = h.desk.Open(inspector, complaint.Bureau, c, office); err != nil || got.Reaches {
			t.Errorf("%+v %v", got, err)
		}
		if err := h.answer(inspector, office, c, got.Version, "查了", false); !errs.Is(err, "complaint.reaches_nobody") {
			t.Error("an answer to nobody:", err)
		}
		if d := h.duties(inspector, "complaint.answer", c); d.State != duty.Pending {
			t.Errorf("%+v", d)
		}
		h.must(h.answer(inspector, office, c, got.Version, "到所里当面告诉了本人", true))
		if d := h.duties(inspector, "complaint.answer", c); d.State != duty.Done {
			t.Errorf("%+v", d)
		}
		if got, err = h.desk.Open(inspector, complaint.Bureau, c, office); err != nil || got.Answer != "到所里当面告诉了本人" || got.Complaint.Answer != nil {
			t.Errorf("%+v %v", got, err)
		}
	})
}
