package policy

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
)

// broken is who opens what by emergency, written by hand and not by the policies.
var broken = map[string][]string{
	"clinical":  {Doctor, Nurse, Pharmacist, FacilityHead, DutyOfficer, BrigadeHead},
	"infection": {Doctor, Nurse, Pharmacist, FacilityHead, DutyOfficer, BrigadeHead},
	"child":     {IntakeOfficer, ReturnOfficer, FacilityHead, DutyOfficer, BrigadeHead, ZoneOfficer, CaseOfficer, StationOfficer},
}

// Nobody gets more by an emergency than is named here: whoever he is, whatever he asks, wherever it lies.
func TestAnEmergencyOpensNoMoreThanIsNamed(t *testing.T) {
	e := Must(clock.System)
	rapid.Check(t, func(t *rapid.T) {
		who, r := anyActor(t), anyResource(t)
		r.Compartment = rapid.SampledFrom([]string{"", "clinical", "infection", "psychology", "child", "voluntary", "complaint"}).Draw(t, "compartment")
		r.Role = rapid.SampledFrom(append(Roles(), "")).Draw(t, "role")
		q := question{who: who, action: rapid.SampledFrom(Actions()).Draw(t, "action"), resource: r, signed: true}
		without, _ := e.decide(q)
		q.purpose = Emergency
		if with, _ := e.decide(q); !with || without {
			return
		}
		c := r.compartment(q.action)
		opens := []Action{EmergencyOpen, DocumentView, PaperView, Action(c + ".view")}
		named := slices.ContainsFunc(who.Posts, func(p actor.Post) bool {
			return p.Facility != "" && p.Facility == r.Facility && slices.Contains(broken[c], p.Role)
		})
		if !named || !slices.Contains(opens, q.action) {
			t.Fatalf("%s of %q by %+v", q.action, c, who.Posts)
		}
	})
}

// Who opened it does not judge it, whatever else he is.
func TestNobodyReviewsWhatHeOpened(t *testing.T) {
	e := Must(clock.System)
	rapid.Check(t, func(t *rapid.T) {
		who, r := anyActor(t), anyResource(t)
		r.Role = rapid.SampledFrom([]string{LegalOfficer, BureauInspector}).Draw(t, "role")
		if ok, _ := e.decide(question{who: who, action: EmergencyReview, resource: r, signed: true}); ok && r.Owner == "me" {
			t.Fatalf("%+v", who.Posts)
		}
	})
}

// That somebody says it is an emergency opens nothing. An opening that stands does: of this person, this compartment, until
// its moment.
func TestAnEmergencyCountsWithinItsGrant(t *testing.T) {
	e := Must(func() time.Time { return noon })
	ctx := actor.With(t.Context(), officer("duty_officer@A1"))
	r := Resource{ID: "r", Person: "p", Facility: "facility A", Unit: "unit A1"}
	good := Grant{Person: "p", Compartment: "clinical", Until: noon.Add(time.Second)}
	if err := e.Check(WithEmergency(ctx, good), &marks{}, ClinicalView, r); err != nil || !e.Allows(WithEmergency(ctx, good), ClinicalView, r) {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		grant  Grant
		action Action
		person id.ID
	}{
		"another person":            {Grant{Person: "other", Compartment: "clinical", Until: good.Until}, ClinicalView, "p"},
		"nobody":                    {Grant{Compartment: "clinical", Until: good.Until}, ClinicalView, ""},
		"another compartment":       {Grant{Person: "p", Compartment: "infection", Until: good.Until}, ClinicalView, "p"},
		"an action of another":      {good, InfectionView, "p"},
		"its moment is over":        {Grant{Person: "p", Compartment: "clinical", Until: noon}, ClinicalView, "p"},
		"a grant without an end":    {Grant{Person: "p", Compartment: "clinical"}, ClinicalView, "p"},
		"the psychologist's notes":  {Grant{Person: "p", Compartment: "psychology", Until: good.Until}, PsychologyView, "p"},
		"voluntary treatment":       {Grant{Person: "p", Compartment: "voluntary", Until: good.Until}, DocumentView, "p"},
		"what was said in a letter": {Grant{Person: "p", Compartment: "complaint", Until: good.Until}, ComplaintView, "p"},
	} {
		about := r
		about.Person, about.Compartment = c.person, c.grant.Compartment
		if err := e.Check(WithEmergency(ctx, c.grant), &marks{}, c.action, about); err == nil || e.Allows(WithEmergency(ctx, c.grant), c.action, about) {
			t.Error(name)
		}
	}
	if err := e.Check(WithPurpose(ctx, Emergency), &marks{}, ClinicalView, r); err == nil || e.Allows(WithPurpose(ctx, Emergency), ClinicalView, r) {
		t.Error("it was only said")
	}
}
