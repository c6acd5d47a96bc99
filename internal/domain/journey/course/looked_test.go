package course_test

import (
	"context"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/remedy"
	"guitu/internal/domain/paper"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// Who looks at an affair of somebody has read what is his: that he did stands in the log once a day, for the person to ask for.
func TestAReadingOfAnAffairIsAFact(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 300)
		of, err := h.begin("case_officer", affair.Suit, p, "requested_at="+h.minute(0), "by_whom=himself", "words=不服")
		h.must(err)
		readings := func() (n int) {
			h.read(func(ctx context.Context, tx *store.Tx) error {
				facts, err := audit.List(ctx, tx, audit.Filter{About: p, Kinds: []string{"journey.opened"}}, store.Page{Limit: 50})
				n = len(facts.Rows)
				return err
			})
			return n
		}
		first, second := h.as("brigade_head"), h.as("facility_head")
		look := func(who context.Context) {
			h.t.Helper()
			f, err := h.desk.File(who, of)
			h.must(err)
			if !f.Read {
				h.must(h.persons.OpenedAffair(who, f.Seen, p, of))
			}
		}
		for i, x := range []struct {
			who  context.Context
			want int
		}{{first, 1}, {first, 1}, {second, 2}, {first, 2}} {
			if look(x.who); readings() != x.want {
				h.t.Errorf("after the reading %d there are %d", i, readings())
			}
		}
		h.days(1)
		if look(first); readings() != 3 {
			h.t.Errorf("another day is another reading: %d", readings())
		}
	})
}

// What he signs names the decision that he means, with its own day and organ: one with the day of another is dismissed as late.
func TestAPleaNamesTheDecisionThatHeMeans(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 40)
		h.extended(p, "3")
		told := func(against string) string {
			of, err := h.begin("case_officer", affair.Reconsideration, p, "requested_at="+h.minute(0), "by_whom=himself", "words=不服", "against_number="+against)
			h.must(err)
			h.must(h.do("case_officer", of, "form", "sent_to=川东县人民政府", "plea=撤销延长决定", "grounds=不服", "helped=wrote_himself"))
			return h.says(of, paper.ReconApplication)
		}
		first, today := h.term(p).Decided, civil.DateOf(h.hand.Now())
		day := func(d civil.Date) string { return d.Start().Time().In(clock.Shanghai).Format("2006年1月2日") }
		if said := told("川东公延决字〔2026〕2号"); !strings.Contains(said, "川东公延决字〔2026〕2号　"+day(today)) || strings.Contains(said, day(first)) {
			t.Error(said)
		}
		if said := told("川东公字〔1999〕9号"); !strings.Contains(said, "川东公字〔1999〕9号") || strings.Contains(said, day(first)) {
			t.Error(said)
		}
		if said := told(""); !strings.Contains(said, "所针对的决定 | ＿") || strings.Contains(said, day(first)) || strings.Contains(said, day(today)+"　") {
			t.Error("nobody said which of two: " + said)
		}
		of, err := h.begin("case_officer", affair.Suit, p, "requested_at="+h.minute(0), "by_whom=himself")
		h.must(err)
		form := []string{"sent_to=川东县人民法院", "plea=撤销", "grounds=不服", "helped=wrote_himself"}
		h.must(h.do("case_officer", of, "form", append(form, "against_number=川东公延决字〔2026〕2号")...))
		if said := h.says(of, paper.SuitComplaint); !strings.Contains(said, "川东公延决字〔2026〕2号　"+day(today)) || strings.Contains(said, day(first)) {
			t.Error("chosen in the form: " + said)
		}
		voice := remedy.Voice{DB: h.db, Policy: policytest.Engine(t, h.db.Clock()), Affairs: h.desk}
		own := actor.With(t.Context(), actor.Actor{Kind: actor.Resident, Account: "his account", Person: p})
		of, err = voice.Ask(own, store.NewKey(), affair.Suit, stated("requested_at="+h.minute(0), "by_whom=himself", "against_number=川东公延决字〔2026〕2号"))
		h.must(err)
		h.refused(h.do("case_officer", of, "form", append(form, "against_number="+first.String())...), "journey.he_named")
		h.must(h.do("case_officer", of, "form", form...))
		if said := h.says(of, paper.SuitComplaint); !strings.Contains(said, "川东公延决字〔2026〕2号　"+day(today)) {
			t.Error("as he named it: " + said)
		}
	})
}

// The latest decision whose limit runs is the first that is meant; of which nobody recorded that he knows counts as running.
func TestTheDecisionWhoseLimitRuns(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 40)
		running := func() string {
			v, err := h.measures.View(h.as("legal_officer"), p)
			h.must(err)
			x, ok := remedy.Running(v)
			if !ok {
				t.Fatal("no decision")
			}
			return x.Fact.Type.String()
		}
		if got := running(); got != "ci.decided" {
			t.Error(got)
		}
		of := h.extended(p, "3")
		if got := running(); got != "extension.decided" {
			t.Error(got)
		}
		h.must(h.do("legal_officer", of, "serve", "served="+h.minute(0), "resident_signs=signed"))
		if got := running(); got != "extension.decided" {
			t.Error(got)
		}
		h.days(7 * 31)
		if got := running(); got != "ci.decided" { // nobody recorded that he knows of it
			t.Error(got)
		}
	})
}
