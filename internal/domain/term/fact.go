package term

import "guitu/internal/base/civil"

// Type is what kind of thing happened. Its name is in the table of specs.
type Type uint8

// The facts. Every CD fact exists for CR too, in the same order.
const (
	NoType Type = iota
	CIDecided
	CIServed
	CINotified
	EarlyNotified
	ExtensionNotified
	PSAdmitted
	JAAdmitted
	JAFamilyLetter
	JABooklet
	JAInductionClosed
	DetentionOrdered
	Abscond
	Recapture
	OutsideMedicalApproved
	OutsideMedicalEnded
	HeldElsewhere
	HeldElsewhereEnded
	HomeLeave
	HomeLeaveEnded
	EarlyProposed
	EarlyReceived
	EarlyDecided
	ExtensionProposed
	ExtensionReceived
	ExtensionDecided
	EarlyServed
	ExtensionServed
	ConversionProposed
	ConversionReceived
	ConversionDecided
	ReleaseNoticed
	CertificateIssued
	Released
	ReleaseFilesSent
	CIDeceased
	CIAnnulled
	Restraint
	RestraintEnded
	Single
	SingleEnded
	Work
	DecisionKnown
	ReconApplied
	ReconDecidedReceived
	SuitFiled
	LegalAidRequested
	LegalAidForwarded
	Withdrawn
	CDOrdered
	CDReceived
	CDReported
	CDMoved
	CDMoveReported
	CDEndNoticed
	CDTest
	CDAbsence
	CDDetained
	CDDetentionEnded
	CDImprisoned
	CDEndEarly
	crFacts // those of CR follow
)

// The facts of CR.
const (
	CROrdered, CRReceived, CRReported     = CDOrdered + crOffset, CDReceived + crOffset, CDReported + crOffset
	CRMoved, CRMoveReported, CREndNoticed = CDMoved + crOffset, CDMoveReported + crOffset, CDEndNoticed + crOffset
	CRTest, CRAbsence, CRDetained         = CDTest + crOffset, CDAbsence + crOffset, CDDetained + crOffset
	CRDetentionEnded, CRImprisoned        = CDDetentionEnded + crOffset, CDImprisoned + crOffset
	CREndEarly                            = CDEndEarly + crOffset

	crOffset = crFacts - CDOrdered
	types    = crFacts + crOffset
)

// Word is a value of a field that has a fixed set of values.
type Word uint8

// The words; which field takes which is in the table of specs.
const (
	NoWord Word = iota
	County
	Prefecture
	Station
	Other
	RefusedCD
	UsedInCD
	SeriousBreachCD
	Relapse
	Severe
	NoGround
	Family
	Employer
	PoliceStation
	Police
	Resident
	Male
	Female
	Supervisor
	Facility
	Arrest
	Prison
	Education
	DecidingAuthority
	Negative
	Positive
	Missed
	Refused
	Evaded
	Excused
	Head
	SelfHarm
	SelfMutilation
	words
)

var wordNames = [words]string{
	County: "county", Prefecture: "prefecture", Station: "station", Other: "other", RefusedCD: "refused_cd",
	UsedInCD: "used_in_cd", SeriousBreachCD: "serious_breach_cd", Relapse: "relapse", Severe: "severe",
	NoGround: "none", Family: "family", Employer: "employer", PoliceStation: "police_station", Police: "police",
	Resident: "resident", Male: "male", Female: "female", Supervisor: "supervisor", Facility: "facility",
	Arrest: "arrest", Prison: "prison", Education: "education", DecidingAuthority: "deciding_authority",
	Negative: "negative", Positive: "positive", Missed: "missed", Refused: "refused", Evaded: "evaded",
	Excused: "excused", Head: "head", SelfHarm: "self_harm", SelfMutilation: "self_mutilation",
}

// String is the word as in cases.
func (w Word) String() string { return wordNames[w] }

// Fact is one thing that happened. Only the fields that the table of specs gives its type are read; the
// others stay zero. A missing date, word or text is the zero value.
type Fact struct {
	Type Type
	At   civil.Instant // for a fact of a day, the first moment of that day
	On   civil.Date    // the day in Shanghai

	By         Word // who decided or approved
	ApprovedBy Word // restraint
	Ground     Word // ci.decided
	Who        Word // *.notified
	Cause      Word // held_elsewhere
	Result     Word // cd.test
	SearchedBy Word // ja.admitted, sex of the searcher
	Reason     Word // restraint: SelfHarm, SelfMutilation, Other, or NoWord for any other word

	SignedByPolice   bool // ja.admitted, injuries
	SignedByResident bool
	Injuries         bool
	Pregnant         bool
	Nursing          bool
	Approved         bool // *.decided
	ForceMajeure     bool // home_leave.ended
	Far              bool // *.received: far away or inconvenient to reach
	Excused          bool // *.reported: a valid reason for being late
	Permitted        bool // cd.absence
	Waived           bool // *.notified: left undone for a noted reason
	AfterCRBreach    bool // ci.decided: after a breached CR and renewed use

	TermStart civil.Date // ci.decided, as printed
	TermEnd   civil.Date
	Until     civil.Date // cd.absence
	ReleaseOn civil.Date // early.decided

	Days   int32   // detention.ordered
	Months int32   // extension.decided
	Years  int32   // cr.ordered
	Index  int32   // withdrawn: which fact
	Hours  float64 // work
}

// OnDay is a fact of a day; set its fields on the result.
func OnDay(t Type, d civil.Date) Fact { return Fact{Type: t, On: d, At: d.Start()} }

// AtMoment is a fact of a moment.
func AtMoment(t Type, i civil.Instant) Fact { return Fact{Type: t, On: i.Day(), At: i} }

// DayCount is how the two-year term is counted.
type DayCount uint8

// The ways of counting. The zero value takes what the law book says.
const (
	AsBook         DayCount = iota
	InclusiveStart          // ends the day before the corresponding day
	ExcludeStart            // ends on the corresponding day (PSAP 35)
)

// Settings are what a province or an organ fixed for its cases.
type Settings struct {
	DayCount     DayCount
	ProvincePlan bool // the province's plan allows 12 months in the police facility (REG 27)
}

// Person is what the clock must know of the person; everything is optional.
type Person struct {
	Sex               Word // Male, Female or NoWord
	Born              civil.Date
	Pregnant          bool // at the decision
	NursingInfantBorn civil.Date
}

// Case is one person's facts and the moment at which they are judged.
type Case struct {
	Region   string // first two digits of GB/T 2260; "" is Sichuan
	Facility string // id of the facility whose own values count; "" for none
	AsOf     civil.Instant
	Settings Settings
	Person   Person
	Facts    []Fact // in the order recorded
	Trace    bool   // ask for the reasons
	Kept     bool   // the house's own records: who was taken in against the law is there, marked, and all he is owed runs
}
