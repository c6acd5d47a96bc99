package term

import "guitu/internal/domain/law"

// specs is the table of fact types: how each is written, what must be there, what it opens and closes, and
// its handler.
var specs = table()

func table() (t [types]spec) {
	for _, rows := range []map[Type]spec{isolationTable(), changeTable(), custodyTable(), remedyTable()} {
		for kind, row := range rows {
			row.Type = kind
			t[kind] = row
		}
	}
	for _, block := range []struct {
		first Type
		kind  law.Kind
		name  string
	}{{CDOrdered, law.CD, "cd."}, {CROrdered, law.CR, "cr."}} {
		for i, row := range communityTable() {
			row.Type, row.kind, row.Name = block.first+Type(i), block.kind, block.name+row.Name
			t[row.Type] = row
		}
	}
	t[CROrdered].Fields = []Field{{Name: "years", Kind: Number, Must: Required}}
	t[CROrdered].check = crTooLong
	return t
}

// Short forms for the table.
type schema = Schema

func on(name string, fields ...Field) schema { return schema{Name: name, Fields: fields} }
func moment(name string, fields ...Field) schema {
	return schema{Name: name, Moment: true, Fields: fields}
}
func flag(name string) Field           { return Field{Name: name, Kind: Flag} }
func note(name string) Field           { return Field{Name: name, Kind: Text} }
func day(name string, m Must) Field    { return Field{Name: name, Kind: Day, Must: m} }
func number(name string, m Must) Field { return Field{Name: name, Kind: Number, Must: m} }

func one(name string, m Must, w ...Word) Field {
	return Field{Name: name, Kind: One, Must: m, Words: w}
}

var (
	approved = Field{Name: "approved", Kind: Flag, Must: Required}
	who      = one("who", Required, Family, Employer, PoliceStation)
	waived   = note("waived")
)

// isolationTable is how a CI begins and is executed.
func isolationTable() map[Type]spec {
	return map[Type]spec{
		CIDecided: {
			Schema: on("ci.decided", one("by", Required, County, Prefecture, Station, Other),
				one("ground", Required, RefusedCD, UsedInCD, SeriousBreachCD, Relapse, Severe, NoGround), note("reason"),
				day("termStart", Optional), day("termEnd", Optional), flag("afterCRBreachAndUse")),
			needs: opensCI, check: mayIsolate, apply: isolate,
		},
		CIServed:   {Schema: moment("ci.served"), needs: onceCI, after: oDecided, apply: ciServed},
		CINotified: {Schema: moment("ci.notified", who, waived), needs: onceCI, after: oDecided, apply: ciNotified},
		PSAdmitted: {Schema: on("ps.admitted"), needs: runningCI, apply: psAdmitted},
		JAAdmitted: {Schema: on("ja.admitted", flag("injuries"),
			Field{Name: "injurySignedBy", Kind: Many, Words: []Word{Police, Resident}}, one("searchedBySex", Optional, Male, Female),
			flag("pregnant"), flag("nursing")), needs: runningCI, opens: oAdmitted, check: mayAdmit, apply: jaAdmitted, stands: true},
		JAFamilyLetter:    {Schema: on("ja.family_letter"), needs: runningCI, after: oAdmitted, apply: does(law.FamilyLetter)},
		JABooklet:         {Schema: on("ja.booklet"), needs: runningCI, after: oAdmitted, apply: does(law.BookletDuty)},
		JAInductionClosed: {Schema: on("ja.induction_closed"), needs: runningCI, after: oAdmitted, apply: inductionClosed},
		DetentionOrdered:  {Schema: on("detention.ordered", number("days", Required))}, // runs inside the term: PSAP 221

		Abscond:   {Schema: on("abscond"), needs: runningCI, opens: oAbscond, check: abscondInTime, apply: abscond},
		Recapture: {Schema: on("recapture"), needs: runningCI, after: oAbscond, closes: true, apply: recapture},
		OutsideMedicalApproved: {
			Schema: on("outside_medical.approved", one("by", Required, Supervisor, Facility, Police)),
			needs:  runningCI, opens: oOutsideMedical, check: supervisorApproved,
		},
		OutsideMedicalEnded: {Schema: on("outside_medical.ended"), needs: runningCI, after: oOutsideMedical, closes: true},
		HeldElsewhere: {
			Schema: on("held_elsewhere", one("cause", Required, Arrest, Prison, Education)),
			needs:  runningCI, opens: oHeldElsewhere,
		},
		HeldElsewhereEnded: {
			Schema: on("held_elsewhere.ended", one("cause", Optional, Arrest, Prison, Education)),
			needs:  opensCI, apply: heldElsewhereEnded,
		},
		HomeLeave: {Schema: on("home_leave"), needs: runningCI, opens: oHomeLeave},
		HomeLeaveEnded: {
			Schema: on("home_leave.ended", flag("forceMajeure")), needs: runningCI, after: oHomeLeave, closes: true,
			apply: homeLeaveEnded,
		},
	}
}

// changeTable is what is proposed and decided about a CI, and how it ends.
func changeTable() map[Type]spec {
	return map[Type]spec{
		EarlyProposed: {Schema: on("early.proposed"), needs: runningCI, opens: oEarly, check: mayProposeEarly},
		EarlyReceived: {Schema: on("early.received"), needs: runningCI, after: oEarly, apply: opens(law.DecideEarly)},
		EarlyDecided: {
			Schema: on("early.decided", approved, day("releaseOn", WhenApproved)), needs: runningCI, after: oEarly,
			closes: true, opens: oEarlyDecided, check: mayDecideEarly, apply: earlyDecided,
		},
		EarlyServed: {
			Schema: moment("early.served"), needs: onceCI, after: oEarlyDecided,
			apply: opens(law.EarlyNoticeFamily, law.EarlyNoticeEmployer, law.EarlyNoticePoliceStation),
		},
		EarlyNotified:     {Schema: moment("early.notified", who, waived), needs: onceCI, after: oEarlyDecided, apply: earlyNotified},
		ExtensionProposed: {Schema: on("extension.proposed"), needs: runningCI, opens: oExtension, check: extensionInTime, apply: extensionProposed},
		ExtensionReceived: {Schema: on("extension.received"), needs: runningCI, after: oExtension, apply: opens(law.DecideExtension)},
		ExtensionDecided: {
			Schema: on("extension.decided", one("by", Required, DecidingAuthority, Facility, Other), approved,
				number("months", WhenApproved)), needs: runningCI, after: oExtension, closes: true, opens: oExtensionDecided,
			check: mayExtend, apply: extensionDecided,
		},
		ExtensionServed: {
			Schema: moment("extension.served"), needs: onceCI, after: oExtensionDecided,
			apply: opens(law.ExtensionNoticeFamily, law.ExtensionNoticeEmployer, law.ExtensionNoticePoliceStation),
		},
		ExtensionNotified:  {Schema: moment("extension.notified", who, waived), needs: onceCI, after: oExtensionDecided, apply: extensionNotified},
		ConversionProposed: {Schema: on("conversion.proposed"), needs: runningCI, opens: oConversion, check: conversionInTime},
		ConversionReceived: {Schema: on("conversion.received"), needs: runningCI, after: oConversion, apply: opens(law.DecideConversion)},
		ConversionDecided: {
			Schema: on("conversion.decided", approved), needs: runningCI, after: oConversion, closes: true,
			check: conversionInTime, apply: conversionDecided,
		},

		ReleaseNoticed:    {Schema: on("release.noticed"), needs: onceCI, apply: does(law.ReleaseNotice)},
		CertificateIssued: {Schema: on("certificate.issued"), needs: runningCI, opens: oCertificate},
		Released:          {Schema: on("released"), needs: runningCI, opens: oReleased, check: mayRelease, apply: released},
		ReleaseFilesSent:  {Schema: on("release.files_sent"), needs: onceCI, after: oReleased, apply: does(law.ReleaseFiles)},
		CIDeceased:        {Schema: on("ci.deceased"), needs: runningCI, apply: deceased},
		CIAnnulled:        {Schema: on("ci.annulled"), needs: onceCI, apply: annulled},
	}
}

// custodyTable is what is done to and by a person inside.
func custodyTable() map[Type]spec {
	return map[Type]spec{
		Restraint: {Schema: moment("restraint", Field{Name: "reason", Kind: Text, Words: []Word{SelfHarm, SelfMutilation, Other}, Must: Required},
			one("approvedBy", Optional, Head, Other)), needs: runningCI, opens: oRestraint, check: mayRestrain},
		RestraintEnded: {Schema: moment("restraint.ended", Field{Name: "reason", Kind: Text, Words: []Word{SelfHarm, SelfMutilation, Other}},
			one("approvedBy", Optional, Head, Other)), needs: runningCI, after: oRestraint, closes: true},
		Single:      {Schema: moment("single"), needs: runningCI, opens: oSingle, apply: single},
		SingleEnded: {Schema: moment("single.ended"), needs: runningCI, after: oSingle, closes: true, apply: singleEnded},
		Work:        {Schema: on("work", Field{Name: "hours", Kind: Hours, Must: Required}), needs: runningCI, check: mayWork, apply: worked},
	}
}

// remedyTable is what the person may ask for, and the correction of the record.
func remedyTable() map[Type]spec {
	return map[Type]spec{
		DecisionKnown:        {Schema: on("decision.known"), needs: onceAny, apply: opens(law.ReconApply, law.SuitDirect)},
		ReconApplied:         {Schema: on("recon.applied"), needs: onceAny, apply: does(law.ReconApply)},
		ReconDecidedReceived: {Schema: on("recon.decided_received"), needs: onceAny, apply: reconDecided},
		SuitFiled:            {Schema: on("suit.filed"), needs: onceAny, apply: suitFiled},
		LegalAidRequested:    {Schema: moment("legal_aid.requested"), needs: onceAny, apply: opens(law.LegalAidForward)},
		LegalAidForwarded:    {Schema: moment("legal_aid.forwarded"), needs: onceAny, apply: does(law.LegalAidForward)},

		Withdrawn: {Schema: on("withdrawn", Field{Name: "fact", Kind: Ref, Must: Required})}, // see standing
	}
}

// communityTable is in the order of the constants from CDOrdered on.
func communityTable() []spec {
	return []spec{
		{Schema: on("ordered"), apply: ordered},
		{Schema: on("received", flag("farOrInconvenient")), needs: unended, apply: received},
		{Schema: on("reported", flag("excused")), needs: unended, apply: reported},
		{Schema: on("moved"), needs: begun, opens: oMoved, apply: moved},
		{Schema: on("move_reported"), needs: begun, after: oMoved, apply: moveReported},
		{Schema: on("end_noticed"), needs: onceSame, apply: endNoticed},
		{Schema: on("test", one("result", Required, Negative, Positive, Missed, Refused, Evaded, Excused)), needs: begun, apply: tested},
		{Schema: on("absence", day("until", Required), flag("permitted")), needs: begun, apply: absent},
		{Schema: on("detained"), needs: begun, opens: oDetained, apply: detained},
		{Schema: on("detention_ended"), needs: begun, after: oDetained, closes: true, apply: detentionEnded},
		{Schema: on("imprisoned"), needs: unended, apply: imprisoned},
		{Schema: on("end_early"), needs: unended, check: neverEarly},
	}
}
