package duty_test

import (
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// owed lets the clock of a person be kept, new or known, and gives what stands in the house then, by code.
func (p *place) owed(c duty.Clock) map[duty.Code]duty.Duty {
	p.t.Helper()
	c.Facility, c.Unit = p.facility, p.brigade
	out := map[duty.Code]duty.Duty{}
	p.write(func(tx *store.Tx) error {
		if err := policytest.Engine(p.t, p.db.Clock()).Check(p.demo, tx, policy.MeasureRecord, policy.Resource{Kind: "measure"}); err != nil {
			return err
		}
		if c.Fresh {
			return duty.Begin(p.demo, tx, []duty.Clock{c})
		}
		return duty.Reconcile(p.demo, tx, c)
	})
	got, err := store.Read(p.demo, p.db, func(tx *store.Tx) ([]duty.Duty, error) {
		off, err := duty.Off(p.demo, tx, c)
		if len(off) > 0 {
			p.t.Errorf("the sweep would write it again: %+v", off)
		}
		if err != nil {
			return nil, err
		}
		return duty.Of(p.demo, tx, c.Subject)
	})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, d := range got {
		out[d.Code] = d
	}
	return out
}

// What was done before the house kept the clock is no duty of the house; what is owed still is, from paper. Where the proof
// falls, it is owed from paper too.
func TestWhatWasDoneElsewhereIsNotOwedHere(t *testing.T) {
	each(t, func(p *place) {
		known, told := noon, id.New()
		long, today := duty.On(civil.DateOf(noon).AddDays(-400)), duty.On(civil.DateOf(noon))
		mk := func(code duty.Code, due duty.Due, s duty.State) duty.Duty {
			d := duty.Duty{Code: code, Cause: told, Due: due, State: s, Certainty: "S"}
			if s != duty.Pending && s != duty.Void {
				d.Evidence, d.Closed = id.New(), known
			}
			return d
		}
		c := duty.Clock{Subject: id.New(), KnownFrom: known, Fresh: true, Owed: []duty.Duty{
			mk("ci.notice.family", long, duty.Done), mk("ci.notice.police_station", long, duty.Late),
			mk("ci.notice.employer", long, duty.Waived), mk("ci.release.notice", long, duty.Void), mk("ci.induction", duty.Due{}, duty.Done),
			mk("ci.family_letter", long, duty.Pending), mk("ci.transfer", today, duty.Done), mk("ci.release", long, duty.Pending),
		}}
		got := p.owed(c)
		if len(got) != 3 || !got["ci.family_letter"].Paper || got["ci.transfer"].State != duty.Done || got["ci.release"].Paper {
			p.t.Errorf("%+v", got)
		}
		c.Fresh = false
		c.Owed[0].State, c.Owed[0].Evidence, c.Owed[0].Closed = duty.Pending, "", time.Time{} // the fact of the notice was withdrawn
		c.Owed[5] = mk("ci.family_letter", long, duty.Late)                                   // this one is recorded here
		got = p.owed(c)
		if len(got) != 4 || got["ci.notice.family"].State != duty.Pending || !got["ci.notice.family"].Paper || got["ci.family_letter"].State != duty.Late {
			p.t.Errorf("%+v", got)
		}
		// A file that the house has kept itself tells what was owed and done in it.
		kept := duty.Clock{Subject: id.New(), KnownFrom: noon.AddDate(-2, 0, 0), Fresh: true, Owed: []duty.Duty{
			mk("ci.notice.family", long, duty.Done), mk("ci.induction", duty.Due{}, duty.Done),
		}}
		if got := p.owed(kept); len(got) != 2 {
			p.t.Errorf("%+v", got)
		}
	})
}
