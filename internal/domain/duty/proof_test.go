package duty_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// report owes a report by noon, as seen from the morning before.
func (p *place) report() id.ID {
	p.hand.Set(noon.Add(-20 * time.Hour))
	i := p.owe(duty.Duty{Code: "act.report", Subject: id.New(), Number: -1, Due: duty.By(noon), Certainty: "S"})
	p.hand.Set(noon.Add(2 * time.Hour))
	return i
}

func (p *place) get(i id.ID) (d duty.Duty, said []duty.Proof) {
	p.t.Helper()
	d, err := store.Read(p.t.Context(), p.db, func(tx *store.Tx) (duty.Duty, error) {
		d, err := duty.Get(p.t.Context(), tx, i)
		if err != nil {
			return d, err
		}
		all, err := duty.Proofs(p.t.Context(), tx, p.vault, []duty.Duty{d})
		said = all[i]
		return d, err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return d, said
}

// Who closes a duty says when it was done and what proves it; every field is answered, and late is by when it was done.
func TestADutyIsClosedByItsProof(t *testing.T) {
	each(t, func(p *place) {
		i := p.report()
		legal := policytest.As(p.t.Context(), "legal_officer", p.facility, p.facility, noon)
		for _, c := range []struct {
			at, words, faults string
		}{
			{"", "", "words duty.proof_missing"},
			{"", strings.Repeat("证", 201), "words duty.proof_long"},
			{"2026-11-24 9点", "第7号", "at duty.moment_bad"},
			{"2026-11-24T14:01", "第7号", "at duty.done_ahead"},
			{"2026-11-21T23:59", " ", "at duty.done_before_opened words duty.proof_missing"},
		} {
			err := p.desk.Done(legal, store.NewKey(), i, 1, duty.Draft{At: c.at, Words: c.words})
			var said []string
			if e := errs.Find(err); e != nil {
				for _, f := range e.Fields {
					said = append(said, f.Name+" "+f.Code)
				}
			}
			if got := strings.Join(said, " "); got != c.faults {
				p.t.Errorf("%q %.6q: %q, want %q (%v)", c.at, c.words, got, c.faults, err)
			}
		}
		if err := p.desk.Done(legal, store.NewKey(), i, 1, duty.Draft{At: "2026-11-24T11:30", Words: "川戒报〔2026〕7号，已告知马海木"}); err != nil {
			p.t.Fatal(err)
		}
		d, said := p.get(i)
		if d.State != duty.Done || !d.Closed.Equal(noon.Add(-30*time.Minute)) || len(said) != 1 || said[0].Words != "川戒报〔2026〕7号，已告知马海木" || said[0].ID != d.Evidence {
			p.t.Errorf("%+v %+v", d, said)
		}
		late := p.report()
		if err := p.desk.Done(legal, store.NewKey(), late, 1, duty.Draft{At: "2026-11-24T12:30", Words: "第8号"}); err != nil {
			p.t.Fatal(err)
		}
		if d, _ = p.get(late); d.State != duty.Late {
			p.t.Errorf("done after its due: %s", d.State)
		}
		if _, err := store.Read(p.t.Context(), p.db, func(tx *store.Tx) (int, error) {
			for x, err := range store.Each(p.t.Context(), tx, store.Value[[]byte], `select sealed from duty_proof`) {
				if err != nil || bytes.Contains(x, []byte("马海木")) {
					p.t.Errorf("in the clear: %v", err)
				}
			}
			return 0, nil
		}); err != nil {
			p.t.Error(err)
		}
	})
}

// What a duty arises from may be entered after the thing was done: it was done when it was done, and in time.
func TestWhatWasDoneBeforeTheEntryWasDoneThen(t *testing.T) {
	each(t, func(p *place) {
		legal := policytest.As(p.t.Context(), "legal_officer", p.facility, p.facility, noon)
		for _, c := range []struct {
			happened, done, fault string
		}{
			{"2026-11-24T10:11", "2026-11-24T10:16", ""},
			{"2026-11-24T10:11", "2026-11-24T10:10", "duty.done_before_opened"},
			{"2026-11-21T10:11", "2026-11-21T10:16", ""}, // three days of paper
			{"", "2026-11-23T00:00", ""},
			{"", "2026-11-22T23:59", "duty.done_before_opened"},
		} {
			p.hand.Set(noon)
			d := duty.Duty{Code: "act.report", Subject: id.New(), Number: -1, Due: duty.By(noon), Certainty: "S"}
			if i, err := civil.ParseInstant(c.happened + ":00+08:00"); err == nil {
				d.Happened = i.Time()
			}
			owed := p.owe(d)
			p.hand.Forward(time.Minute)
			err := p.desk.Done(legal, store.NewKey(), owed, 1, duty.Draft{At: c.done, Words: "电话记录"})
			if e := errs.Find(err); (c.fault == "") != (err == nil) || e != nil && e.Fields[0].Code != c.fault {
				p.t.Errorf("%+v: %v", c, err)
			}
			if d, _ := p.get(owed); err == nil && d.State != duty.Done {
				p.t.Errorf("%+v: %s", c, d.State)
			}
		}
	})
}

// A wrong proof is taken back by who gave it or by a head, with a reason; both stay, and the log tells of both.
func TestAWrongProofIsTakenBack(t *testing.T) {
	each(t, func(p *place) {
		i := p.report()
		legal := policytest.As(p.t.Context(), "legal_officer", p.facility, p.facility, noon)
		other := policytest.As(p.t.Context(), "legal_officer", p.facility, p.facility, noon)
		head := policytest.As(p.t.Context(), "facility_head", p.facility, p.facility, noon)
		if err := p.desk.Reopen(legal, store.NewKey(), i, 1, "从未办过"); errs.CodeOf(err) != "duty.not_reopened" {
			p.t.Errorf("not closed yet: %v", err)
		}
		done := func(version int64) {
			if err := p.desk.Done(legal, store.NewKey(), i, version, duty.Draft{Words: "第7号"}); err != nil {
				p.t.Fatal(err)
			}
		}
		done(1)
		if err := p.desk.Reopen(other, store.NewKey(), i, 2, "不是我办的"); errs.CodeOf(err) != "duty.reopen_other" {
			p.t.Errorf("by another officer: %v", err)
		}
		if err := p.desk.Reopen(legal, store.NewKey(), i, 2, "  "); errs.KindOf(err) != errs.Invalid {
			p.t.Errorf("without a reason: %v", err)
		}
		if err := p.desk.Reopen(legal, store.NewKey(), i, 2, "编号写错"); err != nil {
			p.t.Fatal(err)
		}
		if d, _ := p.get(i); d.State != duty.Pending || !d.Closed.IsZero() || d.ClosedBy != "" || !d.Overdue(noon.Add(time.Hour)) {
			p.t.Errorf("%+v", d)
		}
		done(3)
		if err := p.desk.Reopen(head, store.NewKey(), i, 4, "没有送达"); err != nil {
			p.t.Fatal(err)
		}
		_, said := p.get(i)
		var kept []string
		for _, s := range said {
			kept = append(kept, s.Kind+" "+s.Words)
		}
		if got := strings.Join(kept, ", "); got != "done 第7号, reopened 编号写错, done 第7号, reopened 没有送达" {
			p.t.Errorf("kept: %s", got)
		}
		facts, err := store.Read(p.t.Context(), p.db, func(tx *store.Tx) (store.Slice[audit.Entry], error) {
			return audit.List(p.t.Context(), tx, audit.Filter{Record: i}, store.Page{Sort: "at"})
		})
		var log []string
		for _, f := range facts.Rows {
			log = append(log, f.Kind)
		}
		if got := strings.Join(log, " "); err != nil || got != "duty.opened duty.discharged duty.reopened duty.discharged duty.reopened" {
			p.t.Errorf("the log says %s (%v)", got, err)
		}
	})
}
