package law

// FindingCode names a refusal (拒绝) or a warning (提示). Refusals come first, in the order in which a fact's
// several refusals are listed.
type FindingCode uint8

// Refusals, then warnings.
const (
	NoFinding FindingCode = iota

	NoMeasure
	NoOpening
	AlreadyRunning
	WrongOrgan
	GroundMissing
	Pregnant
	Nursing
	AdmissionPregnant
	AdmissionNursing
	AdmissionSearchSex
	AdmissionInjuryUnsigned
	EarlyBeforeOneYear
	EarlyBarred
	EarlyAfterEnd
	ConversionAfterEnd
	AbscondAfterEnd
	ExtensionAfterEnd
	ExtensionOver12Months
	ExtensionNotDecidingAuthority
	OutsideMedicalApprover
	ReleaseAbsconded
	ReleaseTooEarly
	ReleaseNoCertificate
	NoEarlyEnd
	CROver3Years
	RestraintApproval
	RestraintReason
	WorkTooLong
	WorkTooManyDays
	WorkOnHoliday
	lastRefusal = WorkOnHoliday
)

// The warnings.
const (
	StartBeforeDecision FindingCode = lastRefusal + 1 + iota
	PrintedDiffers
	CalendarNotPublished
	Minor
	TransferTooEarly
	TransferTooLate
	InductionTooShort
	ExtensionUndecided
	ReleaseOverdue
	HomeLeaveTooLong
	SingleTooLong
	SingleBackToBack
	SeriousBreach
	Use
	AbsenceReportNeeded
	findingCodes
)

// FindingSpec is a refusal or warning with its source. Its text is the catalogue entry "law.refused." or
// "law.warning." + Code.
type FindingSpec struct {
	Code  string
	Basis []Citation
	Mark  Mark
}

// Finding is the table's row for a code.
func Finding(c FindingCode) *FindingSpec { return &findings[c] }

// String is the code as in answers.
func (c FindingCode) String() string { return findings[c].Code }

// Rests is the parameter behind a finding that was not read in an enacted text; "" for any other.
func (c FindingCode) Rests() Key {
	switch c {
	case HomeLeaveTooLong:
		return CIHomeLeaveMax
	case SingleTooLong:
		return CISingleMax
	case SingleBackToBack:
		return CISingleGap
	}
	return ""
}

// Refuses tells whether the code is a refusal, not a warning.
func (c FindingCode) Refuses() bool { return c != NoFinding && c <= lastRefusal }

// Refusals lists the refusals in order.
func Refusals() []FindingCode { return codes(NoFinding+1, lastRefusal) }

// Warnings lists the warnings in order.
func Warnings() []FindingCode { return codes(lastRefusal+1, findingCodes-1) }

// Found is the refusal or warning of a code as rows keep it.
func Found(code string) (FindingCode, bool) {
	for c := NoFinding + 1; c < findingCodes; c++ {
		if c.String() == code {
			return c, true
		}
	}
	return NoFinding, false
}

func codes(from, to FindingCode) []FindingCode {
	var all []FindingCode
	for c := from; c <= to; c++ {
		all = append(all, c)
	}
	return all
}

// findings carries one row below S and X that refuses: unsigned injuries (MOJ127 14 by the press). It
// protects the person and costs no liberty, so it may.
var findings = [findingCodes]FindingSpec{
	NoMeasure:                     {"fact.no_measure", cite("NCL 38", "NCL 48", "REG 13"), S},
	NoOpening:                     {"fact.no_opening", cite("REG 31", "REG 33"), S},
	AlreadyRunning:                {"ci.already_running", cite("NCL 38", "NCL 47"), S},
	WrongOrgan:                    {"ci.organ", cite("NCL 38"), S},
	GroundMissing:                 {"ci.ground_missing", cite("NCL 38", "REG 25"), S},
	Pregnant:                      {"ci.pregnant", cite("NCL 39"), S},
	Nursing:                       {"ci.nursing", cite("NCL 39"), S},
	AdmissionPregnant:             {"admission.pregnant", cite("NCL 39", "MOJ127 14"), S},
	AdmissionNursing:              {"admission.nursing", cite("NCL 39", "MOJ127 14"), S},
	AdmissionSearchSex:            {"admission.search_sex", cite("NCL 42", "REG 28"), S},
	AdmissionInjuryUnsigned:       {"admission.injury_unsigned", cite("MOJ127 14"), Secondary},
	EarlyBeforeOneYear:            {"early.before_one_year", cite("NCL 47"), S},
	EarlyBarred:                   {"early.barred", cite("REG 32", "REG 38"), S},
	EarlyAfterEnd:                 {"early.after_end", cite("NCL 47", "REG 33"), S},
	ConversionAfterEnd:            {"conversion.after_end", cite("NCL 47", "REG 31"), S},
	AbscondAfterEnd:               {"abscond.after_end", cite("NCL 47", "REG 32"), S},
	ExtensionAfterEnd:             {"extension.after_end", cite("NCL 47", "REG 33", "ACL 20"), S},
	ExtensionOver12Months:         {"extension.over_12_months", cite("NCL 47"), S},
	ExtensionNotDecidingAuthority: {"extension.not_deciding_authority", cite("NCL 47", "REG 33"), S},
	OutsideMedicalApprover:        {"outside_medical.approver", cite("REG 31"), S},
	ReleaseAbsconded:              {"release.absconded", cite("REG 32"), S},
	ReleaseTooEarly:               {"release.too_early", cite("NCL 47", "REG 34"), S},
	ReleaseNoCertificate:          {"release.no_certificate", cite("REG 34"), S},
	NoEarlyEnd:                    {"cd.no_early_end", cite("REG 14", "REG 23"), S},
	CROver3Years:                  {"cr.over_3_years", cite("NCL 48", "REG 37"), S},
	RestraintApproval:             {"restraint.approval", cite("NCL 44", "MOJ127 40"), X},
	RestraintReason:               {"restraint.reason", cite("NCL 44", "MOJ127 40"), X},
	WorkTooLong:                   {"work.hours", cite("MOJ127 43"), X},
	WorkTooManyDays:               {"work.days", cite("MOJ127 43"), X},
	WorkOnHoliday:                 {"work.holiday", cite("MOJ127 43"), X},

	StartBeforeDecision:  {"term.start_before_decision", cite("REG 27"), S},
	PrintedDiffers:       {"term.printed_differs", cite("NCL 47", "REG 27"), S},
	CalendarNotPublished: {"calendar.not_published", cite("PSAP 35"), S},
	Minor:                {"ci.minor", cite("NCL 39"), S},
	TransferTooEarly:     {"transfer.too_early", cite("REG 27"), S},
	TransferTooLate:      {"transfer.too_late", cite("REG 27"), S},
	InductionTooShort:    {"induction.too_short", cite("MOJ127 45"), X},
	ExtensionUndecided:   {"extension.undecided_at_end", cite("NCL 47", "REG 33", "ACL 20"), S},
	ReleaseOverdue:       {"release.overdue", cite("NCL 47", "REG 34", "ACL 20"), S},
	HomeLeaveTooLong:     {"home_leave.too_long", cite("MOJ127"), Memory},
	SingleTooLong:        {"single.too_long", cite("MOJ127 27"), Memory},
	SingleBackToBack:     {"single.back_to_back", cite("MOJ127 27"), Memory},
	SeriousBreach:        {"cd.serious_breach", cite("NCL 35", "REG 20"), S},
	Use:                  {"cd.use", cite("NCL 35", "NCL 38", "REG 21"), S},
	AbsenceReportNeeded:  {"absence.report_needed", cite("REG 19"), S},
}
