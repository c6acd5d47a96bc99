package course_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/arrival"
	"guitu/internal/domain/paper"
	"guitu/internal/platform/store"
)

// handed brings a hand-over to the point where both sides have signed.
func (h *house) handed() id.ID {
	h.t.Helper()
	of, err := h.begin("intake_officer", affair.HandOver, "", "from_organ=川东公安戒毒所", "name=马海木", "decision_number=川东公强戒决字〔2025〕12号", "expected_on="+h.today())
	h.must(err)
	h.must(h.do("intake_officer", of, "accept_request"))
	h.must(h.do("intake_officer", of, "count", "arrived="+h.minute(time.Hour), "escorts.escort=周定边", "escorts.badge=051001",
		"dossier.paper=决定书", "dossier.pages=2", "dossier.paper=健康档案", "dossier.pages=14"))
	h.must(h.do("intake_officer", of, "sign", "police_signs=signed", "police_name=周定边", "receiver=林小满"))
	return of
}

func (h *house) partner() context.Context {
	return actor.With(h.t.Context(), actor.Part(journey.Partner))
}

func TestBothSidesHoldTheSameReceipt(t *testing.T) {
	each(t, func(h *house) {
		of := h.handed()
		said := h.said(of, "count")
		want := arrival.Digest("川东公强戒决字〔2025〕12号", []journey.Row{{"paper": "决定书", "pages": "2"}, {"paper": "健康档案", "pages": "14"}})
		if said.Of("digest") != want || said.Of("receipt_number") == "" {
			h.t.Errorf("%+v", said.Values)
		}
		h.must(h.do("intake_officer", of, "to_intake"))
		in := id.ID(h.said(of, "to_intake").Of("case"))
		if f := h.file(in); f.Kind != affair.Intake || f.Name == "" || f.Name != h.file(of).Name || f.Said("arrive").Tables["escorts"][0]["escort"] != "周定边" {
			h.t.Errorf("%+v", f)
		}
		h.refused(h.do("intake_officer", of, "acknowledge", "receipt=x"), "policy.denied")
		other := []string{"decided=2025-11-03", "by=county", "ground=severe", "number=川东公强戒决字〔2025〕99号", "no_paper=扫描件随后补"}
		h.must(h.do("intake_officer", in, "decision", append(other[:3:3], "number=川东公强戒决字[2025]12号", "no_paper=扫描件随后补")...)) // the one announced
		h.refused(h.do("intake_officer", in, "decision", other...), "journey.caution.announced")
		h.must(h.do("intake_officer", in, "decision", append(other, "aware=yes")...))
		h.refused(h.do("intake_officer", in, "identity", "name=王别人", "sex=male", "born=1990-05-01", "verified=police", "no_proof=x"), "journey.caution.announced")

		key := store.NewKey()
		h.must(h.desk.Ask(h.as("intake_officer"), key, of, "acknowledge", "川东公安戒毒所 周定边"))
		code := h.desk.Code(key)
		q, err := h.desk.Question(h.partner(), code)
		h.must(err)
		if len(q.Case.Entries) != 2 || q.Facility != "青川所" || q.To == "" {
			h.t.Errorf("%+v", q)
		}
		answer := func(code string, pairs ...string) error {
			return h.desk.Answer(h.partner(), store.NewKey(), code, stated(pairs...))
		}
		mine := []string{"receipt=" + said.Of("receipt_number"), "agrees=yes", "answerer=周定边 民警"}
		h.refused(answer("AAAA-BBBB-CCCC", mine...), "journey.code_unknown")
		h.refused(answer(code, "receipt=YJ-n1-QC-2026-000099", "agrees=yes", "answerer=周定边"), "journey.other_receipt")
		h.must(answer(code, mine...))
		h.state(of, "closed")
		h.refused(answer(code, mine...), "journey.code_used")
		c := h.file(of).Case
		h.read(func(ctx context.Context, tx *store.Tx) error {
			all, err := h.desk.Pendings(ctx, tx, &c, "acknowledge")
			if len(all) != 1 || !all[0].Answered {
				h.t.Errorf("%+v", all)
			}
			return err
		})
	})
}

func TestACodeLapses(t *testing.T) {
	each(t, func(h *house) {
		of, key := h.handed(), store.NewKey()
		h.must(h.desk.Ask(h.as("intake_officer"), key, of, "acknowledge", "周定边"))
		h.hand.Forward(journey.Lapses + time.Minute)
		_, err := h.desk.Question(h.partner(), h.desk.Code(key))
		h.refused(err, "journey.code_lapsed")
		_, err = h.desk.Question(h.as("intake_officer"), h.desk.Code(key))
		h.refused(err, "journey.code_lapsed")
	})
}

// Whoever answers is shown what counts, and not what was counted before it.
func TestWhoAnswersIsShownTheLastCount(t *testing.T) {
	each(t, func(h *house) {
		of, first, second := h.handed(), store.NewKey(), store.NewKey()
		h.must(h.desk.Ask(h.as("intake_officer"), first, of, "acknowledge", "周定边"))
		h.must(h.desk.Answer(h.partner(), store.NewKey(), h.desk.Code(first), stated("receipt="+h.said(of, "count").Of("receipt_number"), "agrees=no", "words=少一份", "answerer=周定边")))
		h.state(of, "disputed")
		h.must(h.do("intake_officer", of, "count", "arrived="+h.minute(time.Hour), "escorts.escort=周定边", "dossier.paper=决定书", "dossier.pages=3"))
		h.must(h.do("intake_officer", of, "sign", "police_signs=signed", "police_name=周定边", "receiver=林小满"))
		h.must(h.desk.Ask(h.as("intake_officer"), second, of, "acknowledge", "周定边"))
		q, err := h.desk.Question(h.partner(), h.desk.Code(second))
		h.must(err)
		if len(q.Case.Entries) != 2 || q.Case.Entries[0].Answers.Tables["dossier"][0]["pages"] != "3" {
			h.t.Errorf("%+v", q.Case.Entries)
		}
	})
}

// Two codes of one question are each taken back for themselves; one that was used is not.
func TestACodeIsTakenBack(t *testing.T) {
	each(t, func(h *house) {
		of, first, second := h.handed(), store.NewKey(), store.NewKey()
		h.must(h.desk.Ask(h.as("intake_officer"), first, of, "acknowledge", "周定边"))
		h.hand.Forward(time.Minute)
		h.must(h.desk.Ask(h.as("intake_officer"), second, of, "acknowledge", "吴远"))
		codes := func() (out []journey.Pending) {
			c := h.file(of).Case
			h.read(func(ctx context.Context, tx *store.Tx) (err error) {
				out, err = h.desk.Pendings(ctx, tx, &c, "acknowledge")
				return err
			})
			return out
		}
		all := codes()
		if len(all) != 2 || all[0].To != "吴远" || all[1].To != "周定边" || all[1].By == "" || !all[1].Opens(h.hand.Now()) {
			h.t.Fatalf("%+v", all)
		}
		h.refused(h.desk.Withdraw(h.as("case_officer"), store.NewKey(), of, all[1].ID), "policy.denied")
		h.refused(h.desk.Withdraw(h.as("intake_officer"), store.NewKey(), of, id.New()), "store.not_found")
		h.must(h.desk.Withdraw(h.as("intake_officer"), store.NewKey(), of, all[1].ID))
		h.refused(h.desk.Withdraw(h.as("intake_officer"), store.NewKey(), of, all[1].ID), "journey.code_withdrawn")
		if all = codes(); all[1].Withdrawn.IsZero() || all[1].Opens(h.hand.Now()) || !all[0].Opens(h.hand.Now()) {
			h.t.Errorf("%+v", all)
		}
		_, err := h.desk.Question(h.partner(), h.desk.Code(first))
		h.refused(err, "journey.code_withdrawn")
		h.must(h.desk.Answer(h.partner(), store.NewKey(), h.desk.Code(second), stated("receipt="+h.said(of, "count").Of("receipt_number"), "agrees=yes", "answerer=吴远")))
		h.refused(h.desk.Withdraw(h.as("intake_officer"), store.NewKey(), of, all[0].ID), "journey.code_used")
	})
}

func TestATownshipSaysThatItExpectsHim(t *testing.T) {
	each(t, func(h *house) {
		p, key := h.resident("马海木", number, 20), store.NewKey()
		of, err := h.begin("return_officer", affair.Release, p)
		h.must(err)
		h.refused(h.desk.Ask(h.as("return_officer"), store.NewKey(), of, "township_answers", "青川镇"), "journey.before")
		h.must(h.do("return_officer", of, "township", "township=青川镇", "told_on="+h.today(), "told=电话"))
		h.must(h.desk.Ask(h.as("return_officer"), key, of, "township_answers", "青川镇 司法所"))
		second := store.NewKey()
		h.must(h.desk.Ask(h.as("return_officer"), second, of, "township_answers", "青川镇 综治办"))
		code := h.desk.Code(key)
		h.refused(h.desk.Answer(h.partner(), store.NewKey(), code, stated("expects_him=no", "contact=李明", "answerer=李明")), "journey.missing")
		h.must(h.desk.Answer(h.partner(), store.NewKey(), code, stated("expects_him=yes", "contact=李明", "answerer=李明")))
		if said := h.said(of, "township_answers"); said.Of("contact") != "李明" {
			h.t.Errorf("%+v", said)
		}
		// The other code of the same question is closed with it: no second answer stands over the first.
		_, err = h.desk.Question(h.partner(), h.desk.Code(second))
		h.refused(err, "journey.code_closed")
		h.refused(h.desk.Answer(h.partner(), store.NewKey(), h.desk.Code(second), stated("expects_him=yes", "contact=别人", "answerer=别人")), "journey.code_closed")
		c := h.file(of).Case
		h.read(func(ctx context.Context, tx *store.Tx) error {
			all, err := h.desk.Pendings(ctx, tx, &c, "township_answers")
			if len(all) != 2 || all[0].Closed == all[1].Closed || all[0].Answered == all[1].Answered || all[0].Closed == all[0].Answered {
				h.t.Errorf("%+v", all)
			}
			return err
		})
		h.state(of, "preparing")
	})
}

// receipt is the state of the receipt of a hand-over.
func (h *house) receipt(of id.ID) (out paper.State) {
	h.t.Helper()
	h.read(func(ctx context.Context, tx *store.Tx) error {
		all, err := paper.OfCase(ctx, tx, of)
		for _, p := range all {
			if p.Kind == paper.HandoverReceipt {
				out = p.State
			}
		}
		return err
	})
	return out
}

// What was counted and not handed over leaves no receipt in force. Once he is being taken in it is dropped no more, also
// where it has to be counted again: it happened.
func TestAHandOverThatIsDroppedLeavesNoReceipt(t *testing.T) {
	each(t, func(h *house) {
		of, err := h.begin("intake_officer", affair.HandOver, "", "from_organ=川东公安戒毒所", "name=马海木", "decision_number=12号", "expected_on="+h.today())
		h.must(err)
		again := []string{"arrived=" + h.minute(time.Hour), "escorts.escort=周定边", "dossier.paper=决定书", "dossier.pages=2"}
		h.must(h.do("intake_officer", of, "count", again...))
		if h.receipt(of) != paper.InForce {
			h.t.Fatal(h.receipt(of))
		}
		h.must(h.do("intake_officer", of, "drop", "words=人没有到"))
		if h.receipt(of) != paper.Void {
			h.t.Error("the receipt counts still:", h.receipt(of))
		}

		of = h.handed()
		key := store.NewKey()
		h.must(h.do("intake_officer", of, "to_intake"))
		h.must(h.desk.Ask(h.as("intake_officer"), key, of, "acknowledge", "周定边"))
		h.must(h.desk.Answer(h.partner(), store.NewKey(), h.desk.Code(key), stated("receipt="+h.said(of, "count").Of("receipt_number"), "agrees=no", "words=少一份", "answerer=周定边")))
		h.must(h.do("intake_officer", of, "count", again...))
		h.refused(h.do("intake_officer", of, "drop", "words=不办了"), "journey.no_more")
		f := h.file(of)
		if slices.ContainsFunc(f.Doable(f.Course), func(s *journey.Step) bool { return s.Name == "drop" }) {
			h.t.Error("it is offered")
		}
		h.must(h.do("intake_officer", of, "sign", "police_signs=signed", "police_name=周定边", "receiver=林小满"))
		h.must(h.do("intake_officer", of, "close", "words=已核对"))
	})
}

// Out of one hand-over comes one admission; another only where the first did not take him in.
func TestOneHandOverIsOneAdmission(t *testing.T) {
	each(t, func(h *house) {
		of := h.handed()
		h.must(h.do("intake_officer", of, "to_intake"))
		first := id.ID(h.said(of, "to_intake").Of("case"))
		h.refused(h.do("intake_officer", of, "to_intake"), "journey.in_intake")
		h.must(h.do("intake_officer", first, "drop", "words=录错了"))
		h.must(h.do("intake_officer", of, "to_intake"))
		second := id.ID(h.said(of, "to_intake").Of("case"))
		h.must(h.do("intake_officer", second, "decision", "decided=2025-11-03", "by=county", "ground=severe", "number=川东公强戒决字〔2025〕12号", "no_paper=扫描件随后补"))
		h.must(h.do("intake_officer", second, "identity", "name=马海木", "sex=male", "born=1990-05-01", "verified=police", "no_proof=照片随后补"))
		h.checked(second, cn.Male, "decision", "identity")
		h.must(h.do("intake_officer", second, "accept", "accept_all=yes"))
		h.refused(h.do("intake_officer", of, "to_intake"), "journey.in_intake")
	})
}

// Who would not sign and does so after all has signed; what was counted wrong is counted again.
func TestWhoSignsTheHandOverLaterHasSigned(t *testing.T) {
	each(t, func(h *house) {
		of := h.handed()
		by := []string{"police_name=周定边", "receiver=林小满"}
		h.must(h.do("intake_officer", of, "sign", append(by, "police_signs=declined", "police_declined=不认可页数，吴远在场")...))
		h.state(of, "unsigned")
		h.must(h.do("intake_officer", of, "sign", append(by, "police_signs=signed", "police_declined=不认可页数，吴远在场")...))
		h.state(of, "received")
		if said := h.said(of, "sign").Of("police_declined"); said != "" {
			h.t.Errorf("%q is said of who has signed", said)
		}
		key, first := store.NewKey(), h.said(of, "count").Of("receipt_number")
		h.must(h.desk.Ask(h.as("intake_officer"), key, of, "acknowledge", "周定边"))
		h.must(h.desk.Answer(h.partner(), store.NewKey(), h.desk.Code(key), stated("receipt="+first, "agrees=yes", "answerer=周定边")))
		h.must(h.do("intake_officer", of, "count", "arrived="+h.minute(time.Hour), "escorts.escort=周定边", "dossier.paper=决定书", "dossier.pages=3"))
		h.state(of, "counted")
		h.must(h.do("intake_officer", of, "sign", append(by, "police_signs=signed")...))
		h.must(h.do("intake_officer", of, "to_intake"))
		h.state(of, "received") // they agreed to another receipt
	})
}

// Nobody who stands at the door is lost by closing the hand-over: it is closed once he went on to the admission, or nothing came of
// it and its receipt counts no more.
func TestAHandOverIsNotClosedOverWhoStandsAtTheDoor(t *testing.T) {
	each(t, func(h *house) {
		of := h.handed()
		h.refused(h.do("intake_officer", of, "close", "words=不等回执"), "journey.before")
		h.must(h.do("intake_officer", of, "to_intake"))
		h.refused(h.do("intake_officer", of, "drop", "words=没有办成"), "journey.no_more")
		h.must(h.do("intake_officer", of, "close", "words=不等回执"))
		back := h.handed()
		h.must(h.do("intake_officer", back, "drop", "words=民警当场带回"))
		if papers, _ := h.ofCase(back); papers[paper.HandoverReceipt].InForce() {
			h.t.Error("a receipt counts for who was taken back")
		}
	})
}

// Whoever would not sign has not signed: the case says so, and goes on.
func TestWhoWouldNotSignTheHandOverHasNot(t *testing.T) {
	each(t, func(h *house) {
		of, key := h.handed(), store.NewKey()
		h.state(of, "received")
		h.must(h.desk.Ask(h.as("intake_officer"), key, of, "acknowledge", "周定边"))
		h.must(h.desk.Answer(h.partner(), store.NewKey(), h.desk.Code(key), stated("receipt="+h.said(of, "count").Of("receipt_number"), "agrees=no", "words=少一份", "answerer=周定边")))
		h.must(h.do("intake_officer", of, "count", "arrived="+h.minute(time.Hour), "escorts.escort=周定边", "dossier.paper=决定书", "dossier.pages=3"))
		h.refused(h.do("intake_officer", of, "sign", "police_signs=declined", "police_name=周定边", "receiver=林小满"), "journey.missing")
		h.must(h.do("intake_officer", of, "sign", "police_signs=declined", "police_name=周定边", "receiver=林小满", "police_declined=不认可页数，吴远在场"))
		h.state(of, "unsigned")
		second := store.NewKey()
		h.must(h.desk.Ask(h.as("intake_officer"), second, of, "acknowledge", "周定边"))
		h.must(h.desk.Answer(h.partner(), store.NewKey(), h.desk.Code(second), stated("receipt="+h.said(of, "count").Of("receipt_number"), "agrees=yes", "answerer=周定边")))
		h.state(of, "unsigned")
		c := h.file(of).Case
		h.read(func(ctx context.Context, tx *store.Tx) error {
			all, err := h.desk.Pendings(ctx, tx, &c, "acknowledge")
			var agreed []string
			for _, x := range all {
				agreed = append(agreed, x.Said(&c).Of("agrees"))
			}
			if slices.Sort(agreed); !slices.Equal(agreed, []string{"no", "yes"}) { // each says what it was answered with
				h.t.Error(agreed)
			}
			return err
		})
		h.must(h.do("intake_officer", of, "to_intake"))
		h.state(of, "closed")
	})
}
