package policy

import "strings"

// Action is what somebody wants to do: room.verb. The part before the dot is the room whose mark Check sets.
type Action string

// Room is the room of the action: the table prefix whose writes it covers.
func (a Action) Room() string {
	room, _, _ := strings.Cut(string(a), ".")
	return room
}

// Looks tells whether the action only reads: leave to do it is no leave to write.
func (a Action) Looks() bool {
	switch _, verb, _ := strings.Cut(string(a), "."); verb {
	case "view", "list", "use", "identity":
		return true
	}
	return false
}

// The actions of the house. A policy that names another, or an action that no policy names, fails a test.
const (
	FacilityView   Action = "facility.view"
	FacilityManage Action = "facility.manage"

	StaffView     Action = "staff.view"
	StaffManage   Action = "staff.manage"
	StaffDelegate Action = "staff.delegate"

	PartnerView   Action = "partner.view"
	PartnerManage Action = "partner.manage"

	PersonList Action = "person.list"
	PersonView Action = "person.view"
	// PersonIdentity is what stands in the file beside the head: numbers, address, kin.
	PersonIdentity Action = "person.identity"
	PersonCreate   Action = "person.create"
	PersonChange   Action = "person.change"
	PersonContact  Action = "person.contact"

	ResidentList   Action = "resident.list"
	ResidentView   Action = "resident.view"
	ResidentOpen   Action = "resident.open"
	ResidentChange Action = "resident.change"

	MeasureView     Action = "measure.view"
	MeasureRecord   Action = "measure.record"
	MeasureCorrect  Action = "measure.correct"
	MeasureWithdraw Action = "measure.withdraw"
	MeasureConfirm  Action = "measure.confirm"

	DutyList         Action = "duty.list"
	DutyView         Action = "duty.view"
	DutyDischarge    Action = "duty.discharge"
	DutyAssign       Action = "duty.assign"
	DutyConfirmPaper Action = "duty.confirm_paper"

	LawView    Action = "law.view"
	LawPropose Action = "law.propose"
	LawConfirm Action = "law.confirm"

	PlacementView   Action = "placement.view"
	PlacementAssign Action = "placement.assign"
	// PlacementApart is who keeps two people out of one room, and why.
	PlacementApart Action = "placement.apart"
	// PlacementMedical is what a brigade is for medically and what a person needs; always of a compartment.
	PlacementMedical Action = "placement.medical"

	// The steps of a person's affairs: each names one of these.
	JourneyView      Action = "journey.view"
	JourneyIntake    Action = "journey.intake"
	JourneyExamine   Action = "journey.examine"
	JourneyAttend    Action = "journey.attend"
	JourneyMove      Action = "journey.move"
	JourneyPropose   Action = "journey.propose"
	JourneyApprove   Action = "journey.approve"
	JourneySupervise Action = "journey.supervise"
	JourneyDecide    Action = "journey.decide"
	JourneyRelease   Action = "journey.release"
	JourneyWitness   Action = "journey.witness"
	// JourneyExpire ends the file of whose term ran out where another organ holds him: nobody looks at him at a gate.
	JourneyExpire Action = "journey.expire"
	JourneyReport Action = "journey.report"
	// JourneyRemedy is to take what somebody asks for against a decision, and hand it on.
	JourneyRemedy Action = "journey.remedy"
	// JourneyRequest is to ask for it: of an officer who is told, and of himself at his own page.
	JourneyRequest Action = "journey.request"
	// JourneyAnswer is what another organ does with a code; JourneyQuestionView what it reads before.
	JourneyAnswer       Action = "journey.answer"
	JourneyQuestionView Action = "question.view"
	// TransferView is for packages by which somebody goes to another facility, seen from either side.
	TransferView Action = "transfer.view"
	// OutingList is who is out of the walls; OutingRecord that somebody left, came back or is due at another time.
	OutingList   Action = "outing.list"
	OutingView   Action = "outing.view"
	OutingRecord Action = "outing.record"

	// RollcallRecord is to call the roll: open, mark, close, and look for who is not found.
	RollcallList    Action = "rollcall.list"
	RollcallView    Action = "rollcall.view"
	RollcallRecord  Action = "rollcall.record"
	RollcallConfirm Action = "rollcall.confirm"

	// DaybookView is to see which books of the night there are, and to open one; DaybookMake to have one made now.
	DaybookView  Action = "daybook.view"
	DaybookMake  Action = "daybook.make"
	DaybookErase Action = "daybook.erase"

	RosterImport  Action = "roster.import"
	RosterPreview Action = "roster.preview"
	RosterView    Action = "roster.view"

	ExportRequest  Action = "export.request"
	ExportApprove  Action = "export.approve"
	ExportDownload Action = "export.download"
	ExportBuild    Action = "export.build"

	// SupervisionAsk is what the procurator asks of a facility; SupervisionAnswer what it answers.
	SupervisionView   Action = "supervision.view"
	SupervisionAsk    Action = "supervision.ask"
	SupervisionAnswer Action = "supervision.answer"

	AuditView   Action = "audit.view"
	AuditVerify Action = "audit.verify"

	JobsView  Action = "jobs.view"
	JobsRetry Action = "jobs.retry"

	KeysTurn Action = "keys.turn"

	PairPropose  Action = "pair.propose"
	PairConfirm  Action = "pair.confirm"
	PairWithdraw Action = "pair.withdraw"
	PairView     Action = "pair.view"

	AuthnAccount Action = "authn.account"
	AuthnReset   Action = "authn.reset"
	AuthnUnlock  Action = "authn.unlock"
	AuthnSignIn  Action = "authn.signin"
	AuthnSelf    Action = "authn.self"

	// ReminderSelf is an officer's: where he is reminded, and what he has seen. ReminderSend is the part that sends.
	ReminderSelf Action = "reminder.self"
	ReminderSend Action = "reminder.send"

	DocumentPut   Action = "document.put"
	DocumentView  Action = "document.view"
	DocumentErase Action = "document.erase"

	PaperView  Action = "paper.view"
	PaperIssue Action = "paper.issue"
	PaperVoid  Action = "paper.void"

	// SealingAsk is to ask that a file be sealed, SealingConfirm to seal it; SealingPropose and SealingClose are the sweep's.
	SealingList    Action = "sealing.list"
	SealingView    Action = "sealing.view"
	SealingAsk     Action = "sealing.ask"
	SealingConfirm Action = "sealing.confirm"
	SealingPropose Action = "sealing.propose"
	// SealingOpenAsk is to ask that a sealed file be opened, SealingOpenGrant to open it, SealingRead to read what was opened.
	SealingOpenAsk   Action = "sealing.open_ask"
	SealingOpenGrant Action = "sealing.open_grant"
	SealingRead      Action = "sealing.read"
	SealingClose     Action = "sealing.close"

	// StatisticsView is figures of closed quarters without small ones, StatisticsWhole all of them as they are; StatisticsClose is
	// the sweep's.
	StatisticsView  Action = "statistics.view"
	StatisticsClose Action = "statistics.close"
	StatisticsWhole Action = "statistics.whole"

	SearchUse Action = "search.use"

	ClinicalView   Action = "clinical.view"
	InfectionView  Action = "infection.view"
	PsychologyView Action = "psychology.view"
	ChildView      Action = "child.view"
	ComplaintView  Action = "complaint.view"

	// EmergencyOpen is to open a compartment because a life is at risk now; EmergencyHeed to have been told of it as the head;
	// EmergencyReview to judge, as another, whether that was right.
	EmergencyOpen   Action = "emergency.open"
	EmergencyList   Action = "emergency.list"
	EmergencyView   Action = "emergency.view"
	EmergencyHeed   Action = "emergency.heed"
	EmergencyReview Action = "emergency.review"

	// What a resident does at his own page. KioskSelf is to read what is his; KioskAccount is an officer's: to open or
	// reset a resident's sign-in; KioskList who may see that this was done.
	KioskSelf    Action = "kiosk.self"
	KioskSignIn  Action = "kiosk.signin"
	KioskAccount Action = "kiosk.account"
	KioskList    Action = "kiosk.list"
	// ObjectionRaise is a resident's; the others are of those who answer him.
	ObjectionRaise  Action = "objection.raise"
	ObjectionList   Action = "objection.list"
	ObjectionView   Action = "objection.view"
	ObjectionAnswer Action = "objection.answer"
	// ComplaintSend is a resident's; the office to which he writes lists, opens and answers, and keeps its key.
	ComplaintSend   Action = "complaint.send"
	ComplaintList   Action = "complaint.list"
	ComplaintHandle Action = "complaint.handle"
	ComplaintKey    Action = "complaint.key"
)

// Actions lists every action, in the order of the table in the package comment.
func Actions() []Action {
	return []Action{
		FacilityView, FacilityManage,
		StaffView, StaffManage, StaffDelegate,
		PartnerView, PartnerManage,
		PersonList, PersonView, PersonIdentity, PersonCreate, PersonChange, PersonContact,
		ResidentList, ResidentView, ResidentOpen, ResidentChange,
		MeasureView, MeasureRecord, MeasureCorrect, MeasureWithdraw, MeasureConfirm,
		DutyList, DutyView, DutyDischarge, DutyAssign, DutyConfirmPaper,
		LawView, LawPropose, LawConfirm,
		JourneyView, JourneyIntake, JourneyExamine, JourneyAttend, JourneyMove, JourneyPropose, JourneyApprove, JourneySupervise,
		JourneyDecide, JourneyRelease, JourneyWitness, JourneyExpire, JourneyReport, JourneyRemedy, JourneyRequest, JourneyAnswer, JourneyQuestionView, TransferView,
		OutingList, OutingView, OutingRecord,
		RollcallList, RollcallView, RollcallRecord, RollcallConfirm,
		DaybookView, DaybookMake, DaybookErase,
		PlacementView, PlacementAssign, PlacementApart, PlacementMedical,
		RosterImport, RosterPreview, RosterView,
		ExportRequest, ExportApprove, ExportDownload, ExportBuild,
		SupervisionView, SupervisionAsk, SupervisionAnswer,
		AuditView, AuditVerify,
		JobsView, JobsRetry,
		KeysTurn, PairPropose, PairConfirm, PairWithdraw, PairView,
		AuthnAccount, AuthnReset, AuthnUnlock, AuthnSignIn, AuthnSelf, ReminderSelf, ReminderSend,
		DocumentPut, DocumentView, DocumentErase,
		PaperView, PaperIssue, PaperVoid,
		SealingList, SealingView, SealingAsk, SealingConfirm, SealingPropose, SealingOpenAsk, SealingOpenGrant, SealingRead, SealingClose,
		StatisticsView, StatisticsWhole, StatisticsClose,
		SearchUse,
		ClinicalView, InfectionView, PsychologyView, ChildView, ComplaintView,
		EmergencyOpen, EmergencyList, EmergencyView, EmergencyHeed, EmergencyReview,
		KioskSelf, KioskSignIn, KioskAccount, KioskList,
		ObjectionRaise, ObjectionList, ObjectionView, ObjectionAnswer,
		ComplaintSend, ComplaintList, ComplaintHandle, ComplaintKey,
	}
}
