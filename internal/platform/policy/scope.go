package policy

import (
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
)

// Scope is which rows an actor may list, for a WHERE clause: a list is never filtered after paging. An empty Scope
// means none. It speaks of rows that are general and not sealed; such others are in no list.
type Scope struct {
	All        bool
	Own        bool    // also rows whose owner is the actor, wherever they are
	Facilities []id.ID // sorted
	Units      []id.ID // sorted
}

// Empty tells that nothing may be listed.
func (s Scope) Empty() bool {
	return !s.All && !s.Own && len(s.Facilities) == 0 && len(s.Units) == 0
}

// Covers tells whether a row is within the scope: the assertion after a query.
func (s Scope) Covers(who actor.Actor, r Resource) bool {
	return s.All || s.Own && r.Owner != "" && r.Owner == string(who.Staff) ||
		r.Facility != "" && slices.Contains(s.Facilities, r.Facility) ||
		r.Unit != "" && slices.Contains(s.Units, r.Unit)
}

// A reach is which roles list what: in their unit, in their facility, in the province from a seat in the
// bureau, in the province from any seat.
type reach struct {
	unit, facility, bureau, anywhere mask
	own                              bool
}

const everyone = ^mask(0)

// reaches repeats for lists what the policies say of single rows. A property test holds the two together.
func reaches(a Action) (r reach) {
	unit := maskOf(DutyOfficer, ZoneOfficer, CaseOfficer, BrigadeHead, StationOfficer)
	house := maskOf(IntakeOfficer, ReturnOfficer, FacilityHead, LegalOfficer,
		Assessor, AssessmentHead, Doctor, Nurse, Pharmacist, Psychologist, Teacher, Trainer)
	bureau := maskOf(BureauHead, BureauLegal, BureauInspector)
	switch a {
	case PersonList, PlacementView, SearchUse, ResidentList, MeasureView:
		return reach{unit: unit, facility: house | maskOf(Procurator), bureau: bureau}
	case SupervisionView:
		return reach{facility: maskOf(Procurator, LegalOfficer, FacilityHead), bureau: bureau}
	case SupervisionAsk:
		return reach{facility: maskOf(Procurator)}
	case OutingList, RollcallList, DaybookView:
		return reach{
			unit:     maskOf(DutyOfficer, ZoneOfficer, CaseOfficer, BrigadeHead),
			facility: maskOf(IntakeOfficer, ReturnOfficer, FacilityHead, LegalOfficer, Doctor, Nurse, Procurator), bureau: bureau,
		}
	case DutyList:
		return reach{unit: unit, facility: house | maskOf(Procurator), bureau: bureau}
	case JourneyView:
		return reach{
			unit: unit, bureau: bureau,
			facility: maskOf(IntakeOfficer, ReturnOfficer, FacilityHead, LegalOfficer, Assessor, AssessmentHead, Doctor, Nurse, Procurator),
		}
	case TransferView:
		return reach{facility: maskOf(IntakeOfficer, ReturnOfficer, FacilityHead, LegalOfficer, Doctor, Nurse, Procurator), bureau: bureau}
	case RosterView, RosterPreview:
		return reach{
			facility: maskOf(IntakeOfficer, LegalOfficer, FacilityHead),
			bureau:   maskOf(BureauLegal, BureauInspector),
		}
	case AuditView:
		return reach{
			facility: maskOf(LegalOfficer, FacilityHead, Procurator),
			bureau:   maskOf(BureauLegal, BureauInspector), own: true,
		}
	}
	return keeping(a)
}

// keeping is reaches of those who keep the house and watch over it.
func keeping(a Action) reach {
	switch a {
	case PartnerView:
		return reach{anywhere: everyone}
	case FacilityView, StaffView:
		return reach{facility: everyone, bureau: everyone}
	case ExportRequest:
		return reach{
			unit:     maskOf(BrigadeHead),
			facility: maskOf(IntakeOfficer, ReturnOfficer, LegalOfficer, FacilityHead),
			bureau:   maskOf(BureauLegal, BureauStatistician, BureauInspector),
		}
	case ExportApprove:
		return reach{facility: maskOf(FacilityHead, LegalOfficer), bureau: maskOf(BureauHead, BureauLegal)}
	case KioskList:
		return reach{facility: maskOf(Procurator), bureau: maskOf(BureauInspector)}
	case ObjectionList:
		return reach{unit: maskOf(CaseOfficer, BrigadeHead), facility: maskOf(LegalOfficer, FacilityHead), bureau: maskOf(BureauLegal, BureauInspector)}
	case EmergencyList:
		return reach{facility: maskOf(FacilityHead, LegalOfficer), bureau: maskOf(BureauInspector)}
	case AuthnAccount:
		return reach{facility: maskOf(FacilityAdmin), bureau: maskOf(SystemKeeper)}
	case PairView:
		return reach{
			facility: maskOf(FacilityAdmin, FacilityHead, LegalOfficer),
			bureau:   maskOf(SystemKeeper, BureauHead, BureauLegal, BureauInspector),
		}
	case JobsView:
		return reach{bureau: maskOf(SystemKeeper)}
	}
	return reach{}
}

// Listable is which actions have a scope; any other has an empty one.
func Listable() []Action {
	return []Action{
		PersonList, PlacementView, SearchUse, ResidentList, MeasureView, OutingList, RollcallList, DaybookView, DutyList, JourneyView, TransferView,
		RosterView, RosterPreview, SupervisionView, SupervisionAsk, AuditView,
		FacilityView, PartnerView, StaffView, ExportRequest, ExportApprove, AuthnAccount, JobsView, PairView, KioskList, ObjectionList, EmergencyList,
	}
}

// Scope is which rows the actor may list under an action. For actions that need a purpose or a signature it is the
// scope after that. Parts of the house list everything that their policies allow.
func (e *Engine) Scope(who actor.Actor, a Action) (s Scope) {
	switch who.Kind {
	case actor.Nobody:
		return s
	case actor.System:
		s.All, _ = e.decide(question{who: who, action: a, signed: true})
		return s
	}
	r := reaches(a)
	for _, p := range who.Posts {
		m := maskOf(p.Role)
		s.Own = s.Own || r.own && m != 0
		s.All = s.All || m&r.anywhere != 0
		if p.Facility == "" {
			s.All = s.All || m&r.bureau != 0
			continue
		}
		if m&r.facility != 0 || m&r.unit != 0 && wide(p) {
			s.Facilities = append(s.Facilities, p.Facility)
		}
		if m&r.unit != 0 && p.Unit != "" {
			s.Units = append(s.Units, p.Unit)
		}
	}
	slices.Sort(s.Facilities)
	slices.Sort(s.Units)
	s.Facilities, s.Units = slices.Compact(s.Facilities), slices.Compact(s.Units)
	return s
}
