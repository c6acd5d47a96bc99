package policy

import (
	"math/bits"
	"slices"

	cedar "github.com/cedar-policy/cedar-go"

	"guitu/internal/base/actor"
)

// The roles that policies speak of: the codes of staff.Role.
const (
	DutyOfficer        = "duty_officer"        // 值班民警
	ZoneOfficer        = "zone_officer"        // 管区民警
	IntakeOfficer      = "intake_officer"      // 收治民警
	ReturnOfficer      = "return_officer"      // 回归指导民警
	CaseOfficer        = "case_officer"        // 主管民警
	BrigadeHead        = "brigade_head"        // 大队长
	FacilityHead       = "facility_head"       // 所领导
	Assessor           = "assessor"            // 诊断评估员
	AssessmentHead     = "assessment_head"     // 评估中心主任
	Doctor             = "doctor"              // 医生
	Nurse              = "nurse"               // 护士
	Pharmacist         = "pharmacist"          // 药剂师
	Psychologist       = "psychologist"        // 心理咨询师
	Teacher            = "teacher"             // 教师
	Trainer            = "trainer"             // 康复训练师
	LegalOfficer       = "legal_officer"       // 所法制
	FacilityAdmin      = "facility_admin"      // 所管理员
	BureauHead         = "bureau_head"         // 局领导
	BureauLegal        = "bureau_legal"        // 局法制岗
	BureauStatistician = "bureau_statistician" // 局统计岗
	BureauInspector    = "bureau_inspector"    // 局督察
	SystemKeeper       = "system_keeper"       // 系统管理员
	StationOfficer     = "station_officer"     // 指导站民警
	Procurator         = "procurator"          // 检察官
)

var roles = [...]string{
	DutyOfficer, ZoneOfficer, IntakeOfficer, ReturnOfficer, CaseOfficer, BrigadeHead, FacilityHead,
	Assessor, AssessmentHead, Doctor, Nurse, Pharmacist, Psychologist, Teacher, Trainer, LegalOfficer, FacilityAdmin,
	BureauHead, BureauLegal, BureauStatistician, BureauInspector, SystemKeeper, StationOfficer, Procurator,
}

// Roles lists every role that a policy may name.
func Roles() []string { return append([]string(nil), roles[:]...) }

// mask is a set of roles, one bit each: roles relate an officer to a resource four ways in every check, so
// the set must cost nothing to make and be a key to its Cedar form.
type mask uint32

func maskOf(names ...string) (m mask) {
	for _, n := range names {
		m |= bitOf[n]
	}
	return m
}

var bitOf = func() map[string]mask {
	out := make(map[string]mask, len(roles))
	for i, r := range roles {
		out[r] = 1 << i
	}
	return out
}()

// relation is how an officer stands to a resource: the roles he holds in the bureau, anywhere in the
// resource's facility, in its unit (or for the whole facility), and anywhere at all.
type relation struct{ bureau, facility, unit, anywhere mask }

// wide tells whether a post is a seat for the whole facility.
func wide(p actor.Post) bool { return p.Facility != "" && (p.Unit == "" || p.Unit == p.Facility) }

func relate(who actor.Actor, r Resource) (rel relation) {
	for _, p := range who.Posts {
		m := maskOf(p.Role)
		rel.anywhere |= m
		if p.Facility == "" {
			rel.bureau |= m
			continue
		}
		here := p.Facility == r.Facility
		if here {
			rel.facility |= m
		}
		if here && wide(p) || r.Unit != "" && p.Unit == r.Unit {
			rel.unit |= m
		}
	}
	return rel
}

// set is the Cedar form of a mask. Few masks ever occur, so each is made once.
func (e *Engine) set(m mask) cedar.Set {
	if s, ok := e.sets.Load(m); ok {
		return s.(cedar.Set)
	}
	names := make([]cedar.Value, 0, bits.OnesCount32(uint32(m)))
	for i, r := range roles {
		if m&(1<<i) != 0 {
			names = append(names, cedar.String(r))
		}
	}
	s := cedar.NewSet(names...)
	e.sets.Store(m, s)
	return s
}

// Outside are the roles whose holders watch over those who keep accounts, and Inside those who watch over a keeper in his own
// house: who is told of an emergency, reviews it, and agrees. No keeper lets them in, or closes them out, alone (decision 0036).
// Agreeing are those by which somebody may be the second of another, and who watches: no one gives or lends such a post alone.
var (
	Outside  = []string{BureauInspector, BureauLegal, Procurator}
	Inside   = []string{FacilityHead, LegalOfficer}
	Agreeing = slices.Concat(Outside, Inside, []string{BureauHead, SystemKeeper, FacilityAdmin})
)
