package law

import (
	"slices"

	"guitu/internal/base/civil"
)

// DutyCode names an obligation with a time limit (法定时限).
type DutyCode uint8

// The duties that facts open.
const (
	NoDuty DutyCode = iota
	NoticeFamily
	NoticeEmployer
	NoticePoliceStation
	Transfer
	FamilyLetter
	BookletDuty
	Induction
	DecideEarly
	DecideExtension
	DecideConversion
	EarlyNoticeFamily
	EarlyNoticeEmployer
	EarlyNoticePoliceStation
	ExtensionNoticeFamily
	ExtensionNoticeEmployer
	ExtensionNoticePoliceStation
	ReleaseNotice
	Release
	ReleaseFiles
	CDReportDuty
	CRReportDuty
	CDMoveReportDuty
	CRMoveReportDuty
	CDEndNoticeDuty
	CREndNoticeDuty
	ReconApply
	SuitDirect
	SuitAfterRecon
	LegalAidForward
	dutyCodes
)

// Anchor is the day or moment from which a duty's limit is counted.
type Anchor uint8

// The anchors.
const (
	FromOpening Anchor = iota // so long after the fact that opened it
	BeforeEnd                 // so long before the legal end of the measure
	AtEnd                     // on the legal end
	AfterEnd                  // so long after the actual end
	NoDue                     // never due; only NotBefore counts
)

// DutySpec is everything law says of a duty. Its title is the catalogue entry "law.duty." + Code.
type DutySpec struct {
	Code         string
	OpenedBy     []string // fact types; "CI runs" is ci.decided
	DischargedBy []string
	Within       Key // how long after or before the anchor; "" for AtEnd and NoDue
	NotBefore    Key // earliest moment, counted from the opening; "" where free
	Anchor       Anchor
	Rolls        bool // a limit that ends on a rest day moves to the next working day (PSAP 35)
	NeverVoid    bool // stands although its measure has ended
	Waivable     bool // its article lets it be left undone for a noted reason
	Owes         Organ
	Basis        []Citation
	Mark         Mark
}

// Duty is the table's row for a code.
func Duty(c DutyCode) *DutySpec { return &duties[c] }

// Duties lists every code in the order of the table.
func Duties() []DutyCode {
	all := make([]DutyCode, 0, dutyCodes-1)
	for c := NoDuty + 1; c < dutyCodes; c++ {
		all = append(all, c)
	}
	return all
}

// String is the code as in answers.
func (c DutyCode) String() string { return duties[c].Code }

// Basis is the articles of a duty in a region on a day: the duty's own, and those by which the region sets
// another limit.
func (b Book) Basis(c DutyCode, at Scope, on civil.Date) []Citation {
	spec := Duty(c)
	p, ok := b.Find(spec.Within, at, on)
	if !ok || p.Region == "" || p.Confirmed {
		return spec.Basis
	}
	national, _ := b.Find(spec.Within, Scope{}, on)
	basis := slices.Clone(spec.Basis)
	for _, article := range p.Basis {
		if !slices.Contains(national.Basis, article) && !slices.Contains(basis, article) {
			basis = append(basis, article)
		}
	}
	return basis
}

func notice(code, opener, discharger string, basis ...Citation) DutySpec {
	return DutySpec{
		Code: code, OpenedBy: cite(opener), DischargedBy: cite(discharger), Within: CINotice, NeverVoid: true,
		Owes: Authority, Basis: basis, Mark: S,
	}
}

// waivable marks a notice that its article lets be left out for a reason noted on the file copy.
func waivable(d DutySpec) DutySpec {
	d.Waivable = true
	return d
}

func decide(kind string, article Citation) DutySpec {
	return DutySpec{
		Code: "ci.decide." + kind, OpenedBy: cite(kind + ".received"), DischargedBy: cite(kind + ".decided"),
		Within: CIDecision, Rolls: true, Owes: Authority, Basis: cite(article), Mark: S,
	}
}

var duties = [dutyCodes]DutySpec{
	NoticeFamily:                 waivable(notice("ci.notice.family", "ci.served", "ci.notified", "NCL 40", "PSAP 176")),
	NoticeEmployer:               notice("ci.notice.employer", "ci.served", "ci.notified", "NCL 40", "PSAP 176"),
	NoticePoliceStation:          notice("ci.notice.police_station", "ci.served", "ci.notified", "NCL 40", "PSAP 176"),
	EarlyNoticeFamily:            notice("early.notice.family", "early.served", "early.notified", "REG 33"),
	EarlyNoticeEmployer:          notice("early.notice.employer", "early.served", "early.notified", "REG 33"),
	EarlyNoticePoliceStation:     notice("early.notice.police_station", "early.served", "early.notified", "REG 33"),
	ExtensionNoticeFamily:        notice("extension.notice.family", "extension.served", "extension.notified", "REG 33"),
	ExtensionNoticeEmployer:      notice("extension.notice.employer", "extension.served", "extension.notified", "REG 33"),
	ExtensionNoticePoliceStation: notice("extension.notice.police_station", "extension.served", "extension.notified", "REG 33"),

	DecideEarly:      decide("early", "REG 33"),
	DecideExtension:  decide("extension", "REG 33"),
	DecideConversion: decide("conversion", "REG 31"),

	Transfer: {
		Code: "ci.transfer", OpenedBy: cite("ps.admitted"), DischargedBy: cite("ja.admitted"), Within: CIPSMax,
		NotBefore: CIPSMin, Owes: PSFacility, Basis: cite("REG 27"), Mark: S,
	},
	FamilyLetter: {
		Code: "ci.family_letter", OpenedBy: cite("ja.admitted"), DischargedBy: cite("ja.family_letter"),
		Within: CIFamilyNotice, Owes: Facility, Basis: cite("MOJ127 17"), Mark: Secondary,
	},
	BookletDuty: {
		Code: "ci.booklet", OpenedBy: cite("ja.admitted"), DischargedBy: cite("ja.booklet"), Within: Booklet,
		Owes: Facility, Basis: cite("GD-DA 3"), Mark: X,
	},
	Induction: {
		Code: "ci.induction", OpenedBy: cite("ja.admitted"), DischargedBy: cite("ja.induction_closed"),
		NotBefore: CIInduction, Anchor: NoDue, Owes: Facility, Basis: cite("MOJ127 45"), Mark: X,
	},
	ReleaseNotice: {
		Code: "ci.release.notice", OpenedBy: cite("ci.decided"), DischargedBy: cite("release.noticed"),
		Within: CIReleaseNotice, Anchor: BeforeEnd, Owes: Facility, Basis: cite("REG 34"), Mark: S,
	},
	Release: {
		Code: "ci.release", OpenedBy: cite("ci.decided"), DischargedBy: cite("released"), Anchor: AtEnd,
		Owes: Facility, Basis: cite("NCL 47", "REG 34", "ACL 20"), Mark: S,
	},
	ReleaseFiles: {
		Code: "ci.release.files", OpenedBy: cite("released"), DischargedBy: cite("release.files_sent"),
		Within: CIReleaseFiles, NeverVoid: true, Owes: Facility, Basis: cite("SH 36"), Mark: S,
	},
	CDReportDuty: {
		Code: "cd.report", OpenedBy: cite("cd.received"), DischargedBy: cite("cd.reported"), Within: CDReport,
		Rolls: true, Owes: Person, Basis: cite("REG 14"), Mark: S,
	},
	CRReportDuty: {
		Code: "cr.report", OpenedBy: cite("cr.received"), DischargedBy: cite("cr.reported"), Within: CDReport,
		Rolls: true, Owes: Person, Basis: cite("REG 38"), Mark: S,
	},
	CDMoveReportDuty: {
		Code: "cd.move_report", OpenedBy: cite("cd.moved"), DischargedBy: cite("cd.move_reported"),
		Within: CDMoveReport, Rolls: true, Owes: Person, Basis: cite("REG 22"), Mark: S,
	},
	CRMoveReportDuty: {
		Code: "cr.move_report", OpenedBy: cite("cr.moved"), DischargedBy: cite("cr.move_reported"),
		Within: CDMoveReport, Rolls: true, Owes: Person, Basis: cite("NCL 48", "REG 22"), Mark: S,
	},
	CDEndNoticeDuty: {
		Code: "cd.end_notice", OpenedBy: cite("cd.reported"), DischargedBy: cite("cd.end_noticed"),
		Within: CDEndNotice, Anchor: AfterEnd, NeverVoid: true, Owes: Police, Basis: cite("REG 23"), Mark: S,
	},
	CREndNoticeDuty: {
		Code: "cr.end_notice", OpenedBy: cite("cr.reported"), DischargedBy: cite("cr.end_noticed"),
		Within: CDEndNotice, Anchor: AfterEnd, NeverVoid: true, Owes: Police, Basis: cite("REG 40"), Mark: S,
	},
	ReconApply: {
		Code: "recon.apply", OpenedBy: cite("decision.known"), DischargedBy: cite("recon.applied", "recon.decided_received"),
		Within: ReconApplyWithin, Rolls: true, NeverVoid: true, Owes: Person, Basis: cite("ARL 20"), Mark: S,
	},
	SuitDirect: {
		Code: "suit.direct", OpenedBy: cite("decision.known"), DischargedBy: cite("suit.filed"),
		Within: SuitDirectWithin, Rolls: true, NeverVoid: true, Owes: Person, Basis: cite("ALL 46"), Mark: S,
	},
	SuitAfterRecon: {
		Code: "suit.after_recon", OpenedBy: cite("recon.decided_received"), DischargedBy: cite("suit.filed"),
		Within: SuitAfterWithin, Rolls: true, NeverVoid: true, Owes: Person, Basis: cite("ALL 45"), Mark: S,
	},
	LegalAidForward: {
		Code: "legal_aid.forward", OpenedBy: cite("legal_aid.requested"), DischargedBy: cite("legal_aid.forwarded"),
		Within: LegalAidWithin, NeverVoid: true, Owes: Facility, Basis: cite("LAL 39"), Mark: S,
	},
}
