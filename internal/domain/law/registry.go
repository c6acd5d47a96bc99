package law

// Regions with rules of their own. Any other province has the national ones.
const (
	Shanghai  = "31"
	Zhejiang  = "33"
	Shandong  = "37"
	Guangdong = "44"
	Chongqing = "50"
	Sichuan   = "51"
)

// The parameters that rules read. A row of the registry under any other key is Recorded.
const (
	CITerm            Key = "ci.term"
	CIDayCount        Key = "ci.term.dayCount"
	CIPSMin           Key = "ci.ps.min"
	CIPSMax           Key = "ci.ps.max"
	CIPSMaxByPlan     Key = "ci.ps.maxByProvincePlan"
	CINotice          Key = "ci.notice.afterService"
	CIEarlyMin        Key = "ci.early.minServed"
	CIExtensionMax    Key = "ci.extension.maxTotal"
	CIDecision        Key = "ci.decision.deadline"
	CIReleaseNotice   Key = "ci.release.notice"
	CIReleaseFiles    Key = "ci.release.filesToTownship"
	CIMinorAge        Key = "ci.minor.age"
	CINursing         Key = "ci.nursing.infantAge"
	CIFamilyNotice    Key = "ci.familyNotice"
	CIInduction       Key = "ci.induction.min"
	CIWorkHours       Key = "ci.work.maxPerDay"
	CIWorkDays        Key = "ci.work.maxDaysPerWeek"
	CISingleMax       Key = "ci.single.max"
	CISingleGap       Key = "ci.single.gap"
	CIHomeLeaveMax    Key = "ci.homeLeave.max"
	CISubmitLead      Key = "ci.extension.submitLead"
	Booklet           Key = "da.booklet.createWithin"
	CDTerm            Key = "cd.term"
	CDReport          Key = "cd.reportWithin"
	CDReportFar       Key = "cd.reportWithin.far"
	CDMoveReport      Key = "cd.moveReportWithin"
	CDAbsenceReport   Key = "cd.absence.reportFrom"
	CDSeriousRefusals Key = "cd.serious.testRefusals"
	CDSeriousTrips    Key = "cd.serious.trips"
	CDSeriousDays     Key = "cd.serious.days"
	CDEndNotice       Key = "cd.endNotice.township"
	CRMaxTerm         Key = "cr.maxTerm"
	ControlYears      Key = "control.cleanYears"
	ReconApplyWithin  Key = "recon.apply"
	SuitDirectWithin  Key = "suit.direct"
	SuitAfterWithin   Key = "suit.afterRecon"
	LegalAidWithin    Key = "legalAid.forward"
)

func cite(c ...Citation) []Citation { return c }

// Registry is every parameter that the house ships with, national first, then by region.
var Registry = []Parameter{
	{Key: CITerm, Value: Of(2, Year), Basis: cite("NCL 47"), Mark: S, Favour: Less},
	{Key: "ci.term.startFrom", Value: Choice("DECISION_DATE"), Basis: cite("REG 27"), Mark: S, Recorded: true},
	{Key: CIDayCount, Value: Choice("INCLUSIVE_START"), Basis: cite("PSAP 35"), Mark: Secondary},
	{Key: CIPSMin, Value: Of(3, Month), Basis: cite("REG 27"), Mark: S},
	{Key: CIPSMax, Value: Of(6, Month), Basis: cite("REG 27"), Mark: S, Favour: Less},
	{Key: CIPSMaxByPlan, Value: Of(12, Month), Basis: cite("REG 27"), Mark: S, Favour: Less},
	{Key: CINotice, Value: Of(24, Hour), Basis: cite("NCL 40", "REG 33"), Mark: S, Favour: Less},
	{Key: CIEarlyMin, Value: Of(1, Year), Basis: cite("NCL 47"), Mark: S, Favour: Less},
	{Key: "ci.early.oneYearFrom", Value: Choice("TERM_START"), Mark: Inference, Recorded: true},
	{Key: CIExtensionMax, Value: Of(12, Month), Basis: cite("NCL 47"), Mark: S, Favour: Less},
	{Key: CIDecision, Value: Of(7, Day), Basis: cite("REG 31", "REG 33"), Mark: S, Favour: Less},
	{Key: CIReleaseNotice, Value: Of(3, Day), Basis: cite("REG 34"), Mark: S, Favour: More},
	{Key: CIReleaseNotice, Region: Shanghai, Value: Of(7, Workday), Basis: cite("REG 34", "SH 36"), Mark: S, Favour: More},
	{Key: CIReleaseFiles, Region: Shanghai, Value: Of(3, Workday), Basis: cite("SH 36"), Mark: S, Favour: Less},
	{Key: CIMinorAge, Value: Of(16, Year), Basis: cite("NCL 39"), Mark: S, Favour: More},
	{Key: CINursing, Value: Of(1, Year), Basis: cite("NCL 39"), Mark: S, Favour: More},
	{Key: CIFamilyNotice, Value: Of(5, Day), Basis: cite("MOJ127 17"), Mark: Secondary, Favour: Less},
	{Key: CIInduction, Value: Of(1, Month), Basis: cite("MOJ127 45"), Mark: X, Favour: More},
	{Key: "ci.ps.transition.min", Value: Of(15, Day), Basis: cite("MPS117 20"), Mark: X, Favour: More, Recorded: true},
	{Key: "ci.ps.firstTalk", Value: Of(24, Hour), Basis: cite("MPS117 21"), Mark: X, Favour: Less, Recorded: true},
	{Key: CIWorkHours, Value: Of(6, Hour), Basis: cite("MOJ127 43"), Mark: X, Favour: Less},
	{Key: CIWorkDays, Value: Of(5, Day), Basis: cite("MOJ127 43"), Mark: X, Favour: Less},
	{Key: "ci.work.onHolidays", Value: Choice("NEVER"), Basis: cite("MOJ127 43"), Mark: X, Recorded: true},
	{Key: CISingleMax, Value: Of(5, Day), Basis: cite("MOJ127 27"), Mark: Memory, Favour: Less},
	{Key: CISingleGap, Value: Of(24, Hour), Basis: cite("MOJ127 27"), Mark: Memory, Favour: More},
	{Key: "ci.single.emergencyApproval", Value: Of(24, Hour), Basis: cite("MOJ127 27"), Mark: Memory, Favour: Less, Recorded: true},
	{Key: CIHomeLeaveMax, Value: Of(10, Day), Basis: cite("MOJ127"), Mark: Memory, Favour: More},
	{Key: "ci.abscond.boundary", Value: Choice("HALF_OPEN"), Basis: cite("REG 32"), Mark: Inference, Recorded: true},
	{Key: CISubmitLead, Value: Of(7, Day), Mark: Inference, Favour: More},
	{Key: Booklet, Region: Guangdong, Value: Of(7, Day), Basis: cite("GD-DA 3"), Mark: X, Favour: Less},
	{Key: "da.detox.items", Value: Of(5, Count), Basis: cite("BJ-DA"), Mark: X, Recorded: true},
	{Key: "da.detox.pointsPerItem", Value: Of(20, Count), Basis: cite("BJ-DA"), Mark: X, Recorded: true},
	{Key: "da.notice.period", Value: Of(3, Workday), Basis: cite("DAM"), Mark: Memory, Favour: More, Recorded: true},
	{Key: "da.social.good.minItems", Basis: cite("DAM"), Mark: Unknown, Favour: Less, Recorded: true},
	{Key: "da.extension.monthsByFailure", Basis: cite("DAM"), Mark: Unknown, Favour: Less, Recorded: true},
	{Key: CDTerm, Value: Of(3, Year), Basis: cite("REG 14"), Mark: S, Favour: Less},
	{Key: CDReport, Value: Of(15, Day), Basis: cite("REG 14"), Mark: S, Favour: More},
	{Key: CDReport, Region: Zhejiang, Value: Of(2, Day), Basis: cite("REG 14", "ZJ 37"), Mark: S, Favour: More},
	{Key: CDReportFar, Region: Zhejiang, Value: Of(15, Day), Basis: cite("REG 14", "ZJ 37"), Mark: S, Favour: More},
	{Key: CDMoveReport, Value: Of(15, Day), Basis: cite("REG 22"), Mark: S, Favour: More},
	{Key: CDMoveReport, Region: Zhejiang, Value: Of(2, Day), Basis: cite("REG 22", "ZJ 37"), Mark: S, Favour: More},
	{Key: CDAbsenceReport, Value: Of(3, Day), Basis: cite("REG 19"), Mark: S, Favour: More},
	{Key: CDSeriousRefusals, Value: Of(3, Count), Basis: cite("REG 20"), Mark: S, Favour: More},
	{Key: CDSeriousTrips, Value: Of(3, Count), Basis: cite("REG 20"), Mark: S, Favour: More},
	{Key: CDSeriousDays, Value: Of(30, Day), Basis: cite("REG 20"), Mark: S, Favour: More},
	{Key: CDEndNotice, Value: Of(7, Day), Basis: cite("REG 23"), Mark: S, Favour: Less},
	{Key: "cd.testPlan", Value: Choice("A-22"), Mark: Secondary, Recorded: true},
	{Key: CRMaxTerm, Value: Of(3, Year), Basis: cite("NCL 48", "REG 37"), Mark: S, Favour: Less},
	{Key: "cr.clockFrom", Value: Choice("REPORT_IN"), Basis: cite("REG 38"), Mark: Inference, Recorded: true},
	{Key: ControlYears, Value: Of(3, Year), Basis: cite("REG 7"), Mark: S, Favour: Less},
	{Key: ReconApplyWithin, Value: Of(60, Day), Basis: cite("ARL 20"), Mark: S, Favour: More},
	{Key: "recon.decide", Value: Of(60, Day), Basis: cite("ARL 62"), Mark: S, Favour: Less, Recorded: true},
	{Key: "recon.decide.extra", Value: Of(30, Day), Basis: cite("ARL 62"), Mark: S, Favour: Less, Recorded: true},
	{Key: "recon.decide.simple", Value: Of(30, Day), Basis: cite("ARL 62"), Mark: S, Favour: Less, Recorded: true},
	{Key: SuitDirectWithin, Value: Of(6, Month), Basis: cite("ALL 46"), Mark: S, Favour: More},
	{Key: SuitAfterWithin, Value: Of(15, Day), Basis: cite("ALL 45"), Mark: S, Favour: More},
	{Key: LegalAidWithin, Value: Of(24, Hour), Basis: cite("LAL 39"), Mark: S, Favour: Less},
	{Key: "pia.keep", Value: Of(3, Year), Basis: cite("PIPL 56"), Mark: S, Favour: Neither, Recorded: true},
	{Key: "mmt.minAge", Value: Of(18, Year), Basis: cite("MMT"), Mark: Memory, Favour: Neither, Recorded: true},
}
