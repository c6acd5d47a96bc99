package duty_test

import (
	"context"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
)

// What its own room closes is ticked off by nobody: the correction would wait for ever, who is sought would be sought by nobody.
func TestWhatStandsForSomethingIsNotTickedOffWithoutIt(t *testing.T) {
	each(t, func(p *place) {
		legal := policytest.As(p.t.Context(), "legal_officer", p.facility, p.facility, noon)
		for _, code := range []duty.Code{"measure.confirm", "rollcall.missing", "letter.replace"} {
			i := p.owe(duty.Duty{Code: code, Subject: id.New(), Number: -1, Due: duty.By(noon)})
			if err := p.desk.Done(legal, store.NewKey(), i, 1, duty.Draft{Words: "已办"}); errs.CodeOf(err) != "duty.by_case" {
				t.Errorf("%s: %v", code, err)
			}
		}
	})
}

// causes lets a duty come out of an act of somebody.
func (p *place) causes(who context.Context, code duty.Code) id.ID {
	p.t.Helper()
	i, err := store.Write(who, p.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		if err := policytest.Engine(p.t, p.db.Clock()).Check(who, tx, policy.MeasureRecord, policy.Resource{Kind: "measure", Facility: p.facility}); err != nil {
			return "", err
		}
		return duty.Open(who, tx, duty.Duty{Code: code, Subject: id.New(), Cause: id.New(), Number: -1, Facility: p.facility, Unit: p.facility, Due: duty.By(noon)})
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return i
}

// Who caused the report of an act outside the law, or what somebody's liberty hangs on, does not say that it was done; another
// does, and who did it then opens it again as ever. Nobody else is kept as a cause: not who wrote a complaint.
func TestAnotherSaysThatItWasDone(t *testing.T) {
	each(t, func(p *place) {
		his := policytest.As(p.t.Context(), "legal_officer", p.facility, p.facility, noon)
		other := policytest.As(p.t.Context(), "facility_head", p.facility, p.facility, noon)
		for _, code := range []duty.Code{"act.report", "annulment.held", "remedy.overturned", "stay.unfounded"} {
			i := p.causes(his, code)
			if err := p.desk.Done(his, store.NewKey(), i, 1, duty.Draft{Words: "已报告"}); errs.CodeOf(err) != "duty.by_another" {
				t.Errorf("%s: %v", code, err)
			}
			if d, _ := p.get(i); !d.Caused(actor.From(his)) || d.Caused(actor.From(other)) {
				t.Errorf("%+v", d)
			}
			if err := p.desk.Done(other, store.NewKey(), i, 1, duty.Draft{Words: "已报告"}); err != nil {
				t.Errorf("%s: %v", code, err)
			}
		}
		for _, code := range []duty.Code{"complaint.answer", "objection.answer", "release.property"} {
			i := p.causes(his, code)
			if d, _ := p.get(i); d.OpenedBy != "" {
				t.Errorf("%s keeps who caused it: %+v", code, d)
			}
		}
	})
}

// What a facility owes of what was done there stays with it; all else goes where he goes.
func TestWhatIsHandedOver(t *testing.T) {
	each(t, func(p *place) {
		who, there := id.New(), id.New()
		stays := map[duty.Code]bool{"act.report": true, "supervision.answer": true, "emergency.review": true, "rollcall.missing": true, "objection.answer": false, "release.property": false}
		owed := map[duty.Code]id.ID{}
		for code := range stays {
			owed[code] = p.owe(duty.Duty{Code: code, Subject: who, Number: -1, Due: duty.By(noon)})
		}
		p.write(func(tx *store.Tx) error {
			if err := policytest.Engine(t, p.db.Clock()).Check(p.demo, tx, policy.MeasureRecord, policy.Resource{Kind: "measure"}); err != nil {
				return err
			}
			return duty.HandOver(p.demo, tx, who, there, id.New())
		})
		for code, stay := range stays {
			if d, _ := p.get(owed[code]); (d.Facility == p.facility) != stay || !stay && d.Facility != there {
				t.Errorf("%s: %+v", code, d)
			}
		}
	})
}
