package policy

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"guitu/internal/base/clock"
)

var update = flag.Bool("update", false, "write the table of roles and actions anew")

// The table in table.go is what the policies say, not what somebody remembers that they say.
func TestTable(t *testing.T) {
	got := table(Must(clock.System))
	if *update {
		if err := os.WriteFile("table.go", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("table.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("table.go is not what the policies say; look at the difference after: go test ./internal/platform/policy -run Table -update")
	}
}

const legend = `package policy

// What each role may do, written by TestTable from the policies:
//
//	U in the unit where he sits   F in his facility   P in the province (a seat in the bureau)   O only his own
//	s with a fresh second factor  p for a purpose      . not at all
//
//	DO duty_officer   ZO zone_officer   IO intake_officer   RO return_officer   CO case_officer   BR brigade_head
//	FH facility_head  AS assessor  AH assessment_head  DR doctor  NU nurse  PH pharmacist  PS psychologist
//	TE teacher  TR trainer  LO legal_officer  FA facility_admin  BH bureau_head  BL bureau_legal
//	BS bureau_statistician  BI bureau_inspector  SK system_keeper  SO station_officer  PR procurator
//
// "Not by the same officer" (confirm, approve, appoint, reset) and parts of the system are not in the table.
//
`

var short = map[string]string{
	DutyOfficer: "DO", ZoneOfficer: "ZO", IntakeOfficer: "IO", ReturnOfficer: "RO", CaseOfficer: "CO", BrigadeHead: "BR",
	FacilityHead: "FH", Assessor: "AS", AssessmentHead: "AH", Doctor: "DR", Nurse: "NU", Pharmacist: "PH",
	Psychologist: "PS", Teacher: "TE", Trainer: "TR", LegalOfficer: "LO", FacilityAdmin: "FA", BureauHead: "BH",
	BureauLegal: "BL", BureauStatistician: "BS", BureauInspector: "BI", SystemKeeper: "SK", StationOfficer: "SO",
	Procurator: "PR",
}

func table(e *Engine) []byte {
	var b bytes.Buffer
	b.WriteString(legend)
	fmt.Fprintf(&b, "//\t%-18s", "")
	for _, r := range roles {
		fmt.Fprintf(&b, " %-3s", short[r])
	}
	trimRight(&b)
	for _, a := range Actions() {
		fmt.Fprintf(&b, "//\t%-18s", a)
		for _, r := range roles {
			fmt.Fprintf(&b, " %-3s", cell(e, r, a))
		}
		trimRight(&b)
	}
	return b.Bytes()
}

func trimRight(b *bytes.Buffer) {
	b.Truncate(len(bytes.TrimRight(b.Bytes(), " ")))
	b.WriteByte('\n')
}

// cell tries a role from the seat it has (the bureau's roles in the bureau) on a record ever nearer, first plainly,
// then signed, then for each purpose, and last on what is his own.
func cell(e *Engine, role string, a Action) string {
	seat := "A1"
	if strings.HasPrefix(role, "bureau") || role == SystemKeeper {
		seat = "bureau"
	}
	q := question{who: officer(role + "@" + seat), action: a}
	for _, try := range []struct{ about, reach string }{{"B1", "P"}, {"A2", "F"}, {"A1", "U"}} {
		q.resource = Resource{Owner: "other"}
		q.resource.Facility, q.resource.Unit = place(try.about)
		if s, ok := way(e, q); ok {
			return try.reach + s
		}
	}
	q.resource.Owner, q.resource.State = "me", StateApproved
	if s, ok := way(e, q); ok {
		return "O" + s
	}
	return "."
}

func way(e *Engine, q question) (string, bool) {
	for _, sign := range []bool{false, true} {
		q.purpose, q.signed = "", sign
		if ok, _ := e.decide(q); ok {
			return map[bool]string{true: "s"}[sign], true
		}
		if len(e.purposes(q)) > 0 {
			return "p" + map[bool]string{true: "s"}[sign], true
		}
	}
	return "", false
}
