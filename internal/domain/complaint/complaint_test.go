package complaint_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/complaint"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

func TestItIsForItsOfficeAlone(t *testing.T) {
	each(t, func(h house) {
		inspector, his := h.as(policy.BureauInspector, ""), h.resident("p")
		public, private := seal.NewBox()
		h.signIn("p", public)
		letter := complaint.Letter{Office: complaint.Bureau, Words: complaint.Words{Name: "沙河", Place: "示范所", Text: words}, ReplyTo: public}
		if _, err := h.desk.Send(his, store.NewKey(), letter); !errs.Is(err, "complaint.no_office") {
			t.Fatal("sent to nobody:", err)
		}
		for _, short := range []string{"", "1234567890", "啊啊啊啊啊啊啊啊啊啊啊啊啊啊"} {
			if _, err := h.desk.Make(inspector, store.NewKey(), complaint.Bureau, short); !errs.Is(err, "complaint.bad_input") {
				t.Errorf("%q: %v", short, err)
			}
		}
		code, err := h.desk.Make(inspector, store.NewKey(), complaint.Bureau, phrase)
		h.must(err)
		if _, err := h.desk.Make(inspector, store.NewKey(), complaint.Bureau, phrase); !errs.Is(err, "complaint.key_stands") {
			t.Error("a second key:", err)
		}
		c, err := h.desk.Send(his, store.NewKey(), letter)
		h.must(err)
		if d := h.duties(inspector, "complaint.answer", c); d.State != duty.Pending || d.Facility != "" || d.Subject != "" || !d.Due.None() || d.Owner != policy.BureauInspector {
			t.Errorf("%+v", d)
		}
		if _, err := h.desk.Unlock(inspector, complaint.Bureau, "another phrase of mine"); !errs.Is(err, "complaint.bad_input") {
			t.Error("a wrong phrase:", err)
		}
		if _, err := h.desk.Unlock(h.as(policy.BureauInspector, ""), complaint.Bureau, phrase); !errs.Is(err, "complaint.not_admitted") {
			t.Error("another inspector with the same phrase:", err)
		}
		office, err := h.desk.Unlock(inspector, complaint.Bureau, phrase)
		h.must(err)
		_, stranger := seal.NewBox()
		if _, err := h.desk.Open(inspector, complaint.Bureau, c, stranger); !errs.Is(err, "seal.box_broken") {
			t.Error("opened by another key:", err)
		}
		for _, who := range []context.Context{h.as(policy.BureauHead, ""), h.as(policy.Procurator, h.facility), h.as(policy.FacilityHead, h.facility), his} {
			if _, err := h.desk.Open(who, complaint.Bureau, c, office); errs.KindOf(err) != errs.Denied {
				t.Error("opened by who is not the office:", err)
			}
		}
		h.hand.Forward(time.Hour)
		inspector = h.signed(inspector)
		got, err := h.desk.Open(inspector, complaint.Bureau, c, office)
		h.must(err)
		if got.Words != letter.Words || got.Opened.IsZero() {
			t.Errorf("%+v", got)
		}
		h.must(h.desk.Answer(inspector, store.NewKey(), complaint.Reply{Office: complaint.Bureau, ID: c, Version: got.Version, Key: office, Text: "查了"}))
		if d := h.duties(inspector, "complaint.answer", c); d.State != duty.Done {
			t.Errorf("%+v", d)
		}
		mine, err := store.Read(his, h.db, func(tx *store.Tx) ([]complaint.Complaint, error) { return h.desk.Mine(his, tx, public) })
		h.must(err)
		if len(mine) != 1 || mine[0].Answered.IsZero() {
			t.Fatalf("%+v", mine)
		}
		plain, err := seal.OpenWith(private, complaint.AnswerInfo(c), mine[0].Answer)
		if err != nil || complaint.Said(plain) != "查了" {
			t.Errorf("%q %v", plain, err)
		}
		// Whoever resets his sign-in has another key, and another is another: neither sees that he wrote.
		other, _ := seal.NewBox()
		for who, key := range map[id.ID][]byte{"p": other, "q": public} {
			ctx := h.resident(who)
			if all, err := store.Read(ctx, h.db, func(tx *store.Tx) ([]complaint.Complaint, error) { return h.desk.Mine(ctx, tx, key) }); err != nil || len(all) != 0 {
				t.Errorf("%s: %v %v", who, all, err)
			}
		}
		h.readers(inspector, code, office)
	})
}

// readers: a reader admits another; the recovery code lets in who has it.
func (h house) readers(inspector context.Context, code string, office []byte) {
	h.Helper()
	second := h.as(policy.BureauInspector, "")
	h.must(h.desk.Ask(second, store.NewKey(), complaint.Bureau, "第二位阅读人自己的一句话"))
	keys, err := store.Read(second, h.db, func(tx *store.Tx) (complaint.Keys, error) { return h.desk.Keys(second, tx, complaint.Bureau) })
	h.must(err)
	if keys.Mine == nil || keys.Mine.Admitted || len(keys.Readers) != 2 {
		h.Fatalf("%+v", keys)
	}
	if err := h.desk.Admit(second, store.NewKey(), complaint.Bureau, keys.Mine.ID, office); errs.KindOf(err) != errs.Denied {
		h.Error("let himself in:", err)
	}
	h.must(h.desk.Admit(inspector, store.NewKey(), complaint.Bureau, keys.Mine.ID, office))
	again, err := h.desk.Unlock(second, complaint.Bureau, "第二位阅读人自己的一句话")
	if err != nil || !bytes.Equal(again, office) {
		h.Error(err)
	}
	third := h.as(policy.BureauInspector, "")
	if err := h.desk.Recover(third, store.NewKey(), complaint.Bureau, strings.Repeat("aaaa ", 13), "第三位阅读人自己的一句话"); !errs.Is(err, "complaint.bad_input") {
		h.Error("a wrong code:", err)
	}
	h.must(h.desk.Recover(third, store.NewKey(), complaint.Bureau, strings.ToUpper(code), "第三位阅读人自己的一句话"))
	if again, err := h.desk.Unlock(third, complaint.Bureau, "第三位阅读人自己的一句话"); err != nil || !bytes.Equal(again, office) {
		h.Error(err)
	}
}

// What the house keeps of a complaint names neither who wrote, nor where he is, nor what he wrote; its length says nothing.
func TestTheHouseKeepsNothingOfIt(t *testing.T) {
	each(t, func(h house) {
		inspector, his := h.as(policy.BureauInspector, ""), h.resident("06person000000000000000000")
		_, err := h.desk.Make(inspector, store.NewKey(), complaint.Bureau, phrase)
		h.must(err)
		public, _ := seal.NewBox()
		for _, text := range []string{words, strings.Repeat(words, 20)} {
			_, err := h.desk.Send(his, store.NewKey(), complaint.Letter{Office: complaint.Bureau, Words: complaint.Words{Name: "沙河", Place: "示范所", Text: text}, ReplyTo: public})
			h.must(err)
		}
		lengths := map[int]bool{}
		_, err = store.Read(h.Context(), h.db, func(tx *store.Tx) (int, error) {
			boxes, err := store.Collect(h.Context(), tx, store.Value[[]byte], `select box from complaint_complaint`)
			if err != nil {
				return 0, err
			}
			for _, b := range boxes {
				lengths[len(b)] = true
				if bytes.Contains(b, []byte("沙河")) || bytes.Contains(b, []byte(words)) {
					t.Error("it can be read")
				}
			}
			if n, err := store.One(h.Context(), tx, store.Value[int], `select count(*) from store_command where actor like '%06person%' or said like '%06person%'`); err != nil || n > 0 {
				t.Errorf("%d commands tell who: %v", n, err)
			}
			facts, err := audit.List(h.Context(), tx, audit.Filter{}, store.Page{Limit: 100})
			for _, f := range facts.Rows {
				if f.Room == "complaint" && f.Kind == "complaint.sent" || f.Room == "duty" {
					if f.About != "" || f.Facility != "" || f.Actor != "system:complaint" || f.Posts != "" {
						t.Errorf("a fact tells who: %+v", f)
					}
				}
				if strings.Contains(f.Actor, "resident:") {
					t.Errorf("%+v", f)
				}
			}
			return 0, err
		})
		h.must(err)
		if len(lengths) != 1 {
			t.Errorf("the length of a box tells how much was written: %v", lengths)
		}
	})
}

func TestTheLimitIsTheHousesOwn(t *testing.T) {
	each(t, func(h house) {
		inspector := h.as(policy.BureauInspector, "")
		_, err := h.desk.Make(inspector, store.NewKey(), complaint.Bureau, phrase)
		h.must(err)
		h.desk.Days = 15
		public, _ := seal.NewBox()
		c, err := h.desk.Send(h.resident("p"), store.NewKey(), complaint.Letter{Office: complaint.Bureau, Words: complaint.Words{Text: words}, ReplyTo: public})
		h.must(err)
		if d := h.duties(inspector, "complaint.answer", c); d.Due.None() || d.Basis != "" || d.Certainty != "" {
			t.Errorf("%+v", d)
		}
	})
}

// Somebody has been given an own page and can write to nobody: the bureau owes itself a key, once, until it has one.
func TestAKeyIsOwed(t *testing.T) {
	each(t, func(h house) {
		demo := actor.With(h.Context(), actor.Part("demo"))
		owe := func() {
			_, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
				if err := policytest.Engine(t, h.hand.Now).Check(demo, tx, policy.KioskAccount, policy.Resource{}); err != nil {
					return 0, err
				}
				return 0, complaint.Owe(demo, tx, h.facility)
			})
			h.must(err)
		}
		owe()
		owe()
		if d := h.duties(demo, "complaint.key", "bureau"); d.State != duty.Pending {
			t.Errorf("%+v", d)
		}
		_, err := h.desk.Make(h.as(policy.BureauInspector, ""), store.NewKey(), complaint.Bureau, phrase)
		h.must(err)
		if d := h.duties(demo, "complaint.key", "bureau"); d.State != duty.Done {
			t.Errorf("%+v", d)
		}
	})
}
