package law

// Transition is one row of a measure's table: what happens to whom, on whose decision, by which article.
type Transition struct {
	No      string // number of the row, stable: "I5"
	From    string // state, "" where any state of the measure will do
	Event   string // fact type of the clock, or a word in capitals for what only time does
	To      string // state, "" where the state stays
	Decides Organ
	Basis   []Citation
	Mark    Mark
}

// Organ is who decides or owes (决定或承担的机关、人).
type Organ uint8

// The organs and persons of the tables.
const (
	ByLaw       Organ = iota // nobody decides: time and the law do
	Person                   // the person under the measure
	Police                   // 县级、设区的市级公安机关
	Authority                // 决定机关, the police organ that ordered the measure
	PSFacility               // 公安戒毒所
	Facility                 // 司法行政戒毒所
	Supervisor               // 戒毒所主管机关
	Township                 // 乡镇人民政府、街道办事处
	Court                    // 复议机关、法院
	Clinic                   // 戒毒医疗机构
	RehabCentre              // 戒毒康复场所
)

var organNames = [...]string{
	"law", "person", "police", "authority", "ps_facility", "facility", "supervisor", "township", "court", "clinic", "rehab_centre",
}

// String is the organ's code; its title is the catalogue entry "law.organ." + code.
func (o Organ) String() string { return organNames[o] }

// Organs lists every organ.
func Organs() []Organ {
	all := make([]Organ, len(organNames))
	for i := range all {
		all[i] = Organ(i)
	}
	return all
}

// Machine is the table of one measure or overlay.
type Machine struct {
	Name string // "CI", "CD", "CR", "MMT", …
	Rows []Transition
}

// Machines is every table: the three measures, then what runs beside them.
var Machines = []Machine{
	{"CI", []Transition{
		{"I1", "NONE", "ci.decided", "CI_DECIDED", Police, cite("NCL 38", "REG 25"), S},
		{"I2", "CI_DECIDED", "ci.served", "", Authority, cite("NCL 40", "PSAP 176"), S},
		{"I4", "CI_DECIDED", "ps.admitted", "CI_PS_FACILITY", Authority, cite("NCL 41", "PSAP 237"), S},
		{"I5", "CI_PS_FACILITY", "ja.admitted", "CI_JA_FACILITY", Facility, cite("REG 27"), S},
		{"I5b", "CI_DECIDED", "ja.admitted", "CI_JA_FACILITY", Facility, cite("REG 27"), S},
		{"I6", "", "detention.ordered", "", Authority, cite("PSAP 221"), S},
		{"I7", "", "held_elsewhere", "", ByLaw, cite("REG 36"), S},
		{"I7a", "CI_DECIDED", "EXPIRY_WHILE_HELD", "CI_EXPIRED_ELSEWHERE", ByLaw, cite("REG 36"), S},
		{"I7b", "CI_PS_FACILITY", "EXPIRY_WHILE_HELD", "CI_EXPIRED_ELSEWHERE", ByLaw, cite("REG 36"), S},
		{"I7c", "CI_JA_FACILITY", "EXPIRY_WHILE_HELD", "CI_EXPIRED_ELSEWHERE", ByLaw, cite("REG 36"), S},
		{"I8", "", "abscond", "", ByLaw, cite("REG 32"), S},
		{"I9", "", "outside_medical.approved", "", Supervisor, cite("REG 31"), S},
		{"I10", "CI_JA_FACILITY", "conversion.decided", "CI_CONVERTED", Authority, cite("REG 31"), S},
		{"I10a", "CI_PS_FACILITY", "conversion.decided", "CI_CONVERTED", Authority, cite("REG 31"), S},
		{"I10b", "CI_DECIDED", "conversion.decided", "CI_CONVERTED", Authority, cite("REG 31"), S},
		{"I11", "", "early.decided", "", Authority, cite("NCL 47", "REG 33"), S},
		{"I13", "", "extension.decided", "", Authority, cite("NCL 47", "REG 33"), S},
		{"I15", "CI_JA_FACILITY", "released", "CI_RELEASED", Facility, cite("REG 34"), S},
		{"I15b", "CI_PS_FACILITY", "released", "CI_RELEASED", PSFacility, cite("REG 34"), S},
		{"I15c", "CI_DECIDED", "released", "CI_RELEASED", Authority, cite("REG 34"), Inference},
		{"I16", "CI_DECIDED", "ci.annulled", "CI_ANNULLED", Court, cite("ARL", "ALL"), Inference},
		{"I16a", "CI_PS_FACILITY", "ci.annulled", "CI_ANNULLED", Court, cite("ARL", "ALL"), Inference},
		{"I16b", "CI_JA_FACILITY", "ci.annulled", "CI_ANNULLED", Court, cite("ARL", "ALL"), Inference},
		{"I16c", "CI_RELEASED", "ci.annulled", "CI_ANNULLED", Court, cite("ARL", "ALL"), Inference},
		{"I16d", "CI_CONVERTED", "ci.annulled", "CI_ANNULLED", Court, cite("ARL", "ALL"), Inference},
		{"I16e", "CI_EXPIRED_ELSEWHERE", "ci.annulled", "CI_ANNULLED", Court, cite("ARL", "ALL"), Inference},
		{"I16f", "CI_DECEASED", "ci.annulled", "CI_ANNULLED", Court, cite("ARL", "ALL"), Inference},
		{"I17", "CI_DECIDED", "ci.deceased", "CI_DECEASED", ByLaw, cite("MOJ127"), Secondary},
		{"I17a", "CI_PS_FACILITY", "ci.deceased", "CI_DECEASED", ByLaw, cite("MOJ127"), Secondary},
		{"I17b", "CI_JA_FACILITY", "ci.deceased", "CI_DECEASED", ByLaw, cite("MOJ127"), Secondary},
	}},
	{"CD", append(community("CD", "D"),
		Transition{"D1", "NONE", "cd.ordered", "CD_ORDERED", Police, cite("REG 13"), S},
		Transition{"D1b", "NONE", "conversion.decided", "CD_ORDERED", Authority, cite("REG 31"), S},
		Transition{"D3", "CD_ORDERED", "NO_REPORT", "CD_REFUSED", ByLaw, cite("REG 14", "NCL 38"), S},
		Transition{"D10g", "CD_REFUSED", "ci.decided", "CD_TERMINATED", Police, cite("NCL 38"), Inference},
		Transition{"D10i", "CD_REFUSED", "cd.imprisoned", "CD_TERMINATED", ByLaw, cite("REG 24"), Inference},
		Transition{"D3a", "CD_REFUSED", "cd.reported", "CD_ACTIVE", Person, cite("REG 14"), Inference},
	)},
	{"CR", append(community("CR", "R"),
		Transition{"R1", "NONE", "cr.ordered", "CR_ORDERED", Authority, cite("NCL 48", "REG 37"), S},
		Transition{"R5", "CR_ORDERED", "NO_REPORT", "CR_BREACHED", ByLaw, cite("REG 38"), S},
		Transition{"R5a", "CR_BREACHED", "cr.reported", "CR_ACTIVE", Person, cite("REG 38"), Inference},
	)},
	{"MMT", []Transition{
		{"V6", "NONE", "ENROL", "ENROLLED", Clinic, cite("REG 12"), S},
		{"V6a", "ENROLLED", "LEAVE", "ENDED", Clinic, cite("MMT"), Memory},
	}},
	{"REHAB_CENTRE", []Transition{
		{"V9", "OUT", "AGREEMENT", "IN", RehabCentre, cite("REG 41", "REG 42"), S},
		{"V9a", "IN", "LEAVE", "OUT", Person, cite("REG 41"), S},
	}},
	{"DYNAMIC_CONTROL", []Transition{
		{"C1", "OFF", "REGISTRATION", "ON", Police, cite("NCL 32", "REG 4"), S},
		{"C2", "ON", "THREE_YEARS_CLEAN", "OFF", Police, cite("REG 7"), S},
	}},
}

// community is what CD and CR share: NCL 48 sends CR to the rules of CD.
func community(k, no string) []Transition {
	report, place, breach, suspend, end := cite("REG 14"), cite("REG 22"), cite("REG 20", "REG 21"), cite("REG 24"), cite("REG 23")
	fact := "cd."
	if k == "CR" {
		fact = "cr."
		report, place, breach = cite("REG 38"), cite("NCL 48", "REG 22"), cite("NCL 48", "REG 20", "REG 38")
		suspend, end = cite("NCL 48", "REG 24"), cite("REG 40")
	}
	return []Transition{
		{no + "2", k + "_ORDERED", fact + "reported", k + "_ACTIVE", Person, report, S},
		{no + "7", k + "_ACTIVE", "SERIOUS_BREACH", k + "_BREACHED", Police, breach, S},
		{no + "7a", k + "_SUSPENDED", "SERIOUS_BREACH", k + "_BREACHED", Police, breach, Inference},
		{no + "8", k + "_ACTIVE", fact + "moved", "", Person, place, S},
		{no + "9", k + "_ACTIVE", fact + "detained", k + "_SUSPENDED", ByLaw, suspend, S},
		{no + "9a", k + "_SUSPENDED", fact + "detention_ended", k + "_ACTIVE", ByLaw, suspend, S},
		{no + "10", k + "_ACTIVE", fact + "imprisoned", k + "_TERMINATED", ByLaw, suspend, S},
		{no + "10a", k + "_SUSPENDED", fact + "imprisoned", k + "_TERMINATED", ByLaw, suspend, S},
		{no + "10b", k + "_ORDERED", "ci.decided", k + "_TERMINATED", Police, cite("NCL 38"), Inference},
		{no + "10c", k + "_ACTIVE", "ci.decided", k + "_TERMINATED", Police, cite("NCL 38"), Inference},
		{no + "10d", k + "_BREACHED", "ci.decided", k + "_TERMINATED", Police, cite("NCL 38"), Inference},
		{no + "10e", k + "_SUSPENDED", "ci.decided", k + "_TERMINATED", Police, cite("NCL 38"), Inference},
		{no + "10f", k + "_BREACHED", fact + "imprisoned", k + "_TERMINATED", ByLaw, suspend, S},
		{no + "10h", k + "_ORDERED", fact + "imprisoned", k + "_TERMINATED", ByLaw, suspend, Inference},
		{no + "11", k + "_ACTIVE", "EXPIRY", k + "_COMPLETED", ByLaw, end, S},
	}
}
