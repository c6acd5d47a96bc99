package law

// Kind is a measure (措施).
type Kind uint8

// The measures with a term.
const (
	CI Kind = iota + 1 // 强制隔离戒毒, compulsory isolation
	CD                 // 社区戒毒, community detox
	CR                 // 社区康复, community rehabilitation
)

var kindNames = [...]string{"", "CI", "CD", "CR"}

// String is the kind's name in answers.
func (k Kind) String() string { return kindNames[k] }

// State is where a measure stands (状态). The zero State is NONE.
type State uint8

// The states of the three measures. Proposals of early release, extension and conversion are facts, not
// states.
const (
	None State = iota
	CIDecided
	CIPSFacility
	CIJAFacility
	CIReleased
	CIConverted
	CIExpiredElsewhere
	CIAnnulled
	CIDeceased
	CDOrdered
	CDActive
	CDSuspended
	CDCompleted
	CDTerminated
	CDRefused
	CDBreached
	CROrdered
	CRActive
	CRSuspended
	CRCompleted
	CRTerminated
	CRBreached
)

var stateNames = [...]string{
	"NONE",
	"CI_DECIDED", "CI_PS_FACILITY", "CI_JA_FACILITY",
	"CI_RELEASED", "CI_CONVERTED", "CI_EXPIRED_ELSEWHERE", "CI_ANNULLED", "CI_DECEASED",
	"CD_ORDERED", "CD_ACTIVE", "CD_SUSPENDED", "CD_COMPLETED", "CD_TERMINATED", "CD_REFUSED", "CD_BREACHED",
	"CR_ORDERED", "CR_ACTIVE", "CR_SUSPENDED", "CR_COMPLETED", "CR_TERMINATED", "CR_BREACHED",
}

// String is the state's name in answers.
func (s State) String() string { return stateNames[s] }

// States lists every state, NONE first.
func States() []State {
	all := make([]State, len(stateNames))
	for i := range all {
		all[i] = State(i)
	}
	return all
}

// AsCR is the state of a CR that answers to one of a CD. No report and a serious breach have one name there.
func AsCR(s State) State {
	if s == CDRefused || s == CDBreached {
		return CRBreached
	}
	return s - CDOrdered + CROrdered
}

// Final tells whether the state is the end of the measure. Breached and refused are not: they are findings
// that await a named decision, and a late report still activates a refused measure.
func (s State) Final() bool {
	switch s {
	case CIReleased, CIConverted, CIExpiredElsewhere, CIAnnulled, CIDeceased,
		CDCompleted, CDTerminated, CRCompleted, CRTerminated:
		return true
	default:
		return false
	}
}

// FinalStates lists the names of the states in which a measure has ended.
func FinalStates() (out []string) {
	for _, s := range States() {
		if s.Final() {
			out = append(out, s.String())
		}
	}
	return out
}

// Substate tells why a person under CI is out of the facility's ordinary life.
type Substate uint8

// The substates of a running CI.
const (
	InFacility Substate = iota
	Absconded
	OutsideMedical
	HeldElsewhere
	HomeLeave
)

var substateNames = [...]string{"", "ABSCONDED", "OUTSIDE_MEDICAL", "HELD_ELSEWHERE", "HOME_LEAVE"}

// String is the substate's name in answers, "" for the ordinary life.
func (s Substate) String() string { return substateNames[s] }

// Reason is how a measure ended.
type Reason uint8

// The reasons.
const (
	NotEnded Reason = iota
	Early
	OnTime
	AfterExtension
	Converted
	Died
	Annulled
)

var reasonNames = [...]string{"", "EARLY", "ON_TIME", "AFTER_EXTENSION", "CONVERTED", "DIED", "ANNULLED"}

// String is the reason's name in answers, "" where there is none.
func (r Reason) String() string { return reasonNames[r] }

// Bar is what stands against early release; a set of bits.
type Bar uint8

// The bars that a fact of the clock can raise. Others rest on texts not yet confirmed and stay with people.
const (
	BarRecaptured      Bar = 1 << iota // REG 32
	BarCRBreachRelapse                 // REG 38
)

// BarSpec is a bar with its source.
type BarSpec struct {
	Bar   Bar // 0 for one that no fact raises yet
	Code  string
	Basis []Citation
	Mark  Mark
}

// Bars lists every bar that law knows of, the uncertain ones included.
var Bars = []BarSpec{
	{BarRecaptured, "BAR_RECAPTURED", cite("REG 32"), S},
	{BarCRBreachRelapse, "BAR_CR_BREACH_RELAPSE", cite("REG 38"), S},
	{0, "BAR_HOME_LEAVE_USE", cite("MOJ127"), Memory},
	{0, "BAR_IDENTITY", cite("DAM"), Memory},
	{0, "BAR_IN_FACILITY_USE", cite("DAM", "MOJ127"), Memory},
}
