// Package affair names the affairs of a person (事项), the states that several of them have, and what each tells the file: the
// facts by which somebody goes or is decided on, those by which he is back, and what the board calls him meanwhile. All rooms
// of the courses stand on these names, and so do the pages.
package affair

import (
	"guitu/internal/domain/journey"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/term"
)

// The affairs, in the order in which the law meets them.
const (
	HandOver        = journey.Kind("handover")        // 移交, from the police facility
	Intake          = journey.Kind("intake")          // 收治
	Transfer        = journey.Kind("transfer")        // 转所, of the sending side
	TransferIn      = journey.Kind("transfer_in")     // 转所, of the receiving side
	HomeLeave       = journey.Kind("home_leave")      // 外出探视
	OutsideMedical  = journey.Kind("outside_medical") // 所外就医
	Abscond         = journey.Kind("abscond")         // 脱逃与追回
	HeldElsewhere   = journey.Kind("held_elsewhere")  // 另案羁押
	Extension       = journey.Kind("extension")       // 延长
	Early           = journey.Kind("early")           // 提前解除
	Conversion      = journey.Kind("conversion")      // 变更为社区戒毒
	Reconsideration = journey.Kind("reconsideration") // 行政复议
	Suit            = journey.Kind("suit")            // 行政诉讼
	LegalAid        = journey.Kind("legal_aid")       // 法律援助
	Release         = journey.Kind("release")         // 解除
	Annulment       = journey.Kind("annulment")       // 撤销
	Death           = journey.Kind("death")           // 死亡
)

// States that several courses have, or by which one affair knows how another stands.
const (
	Checking  = journey.State("checking") // he stands at the door and is looked at
	Settled   = journey.State("settled")
	Refused   = journey.State("refused")
	Dropped   = journey.State("dropped")
	Submitted = journey.State("submitted")
	Approved  = journey.State("approved")
	Denied    = journey.State("denied")
	UnderWay  = journey.State("under_way")
	Out       = journey.State("out")
	Missing   = journey.State("missing")
	Back      = journey.State("back")
	Uncounted = journey.State("uncounted") // decided, kept, and without effect on the term: the law does not let it count
	Ready     = journey.State("ready")     // for the gate
	Released  = journey.State("released")
	Elapsed   = journey.State("elapsed") // he had left before his day, and his term has ended
	Closed    = journey.State("closed")
	Cancelled = journey.State("cancelled")
	Lapsed    = journey.State("lapsed")   // its person has left for good
	Mistaken  = journey.State("mistaken") // it told of a death or a leaving which has not happened
)

// The steps by which an affair follows the file after a correction; nobody does them by hand.
const (
	NowGranted = "now_granted"
	NowDenied  = "now_denied"
	Unanswered = "unanswered"
	CountsOn   = "counts_again"
	CountsNot  = "counts_not"
	RunsOn     = "runs_on"
	EndsThen   = "ends_then"
	StillAway  = "away_yet" // he is not back after all
)

// ReleaseAhead is from how many days before the last day on a release is prepared: the house's own window, no number of the law.
const ReleaseAhead = 60

// In lists the states in which a step is done.
func In(s ...journey.State) []journey.State { return s }

// Going is a step by which somebody is said to have gone, with the fact that it records.
type Going struct {
	Step string
	Fact term.Type
}

// Goes are the steps by which somebody is said to have left, or to be away.
var Goes = map[journey.Kind][]Going{
	Death:          {{"report", term.CIDeceased}},
	Release:        {{"let_go", term.Released}, {"close_outside", term.Released}},
	Annulment:      {{"let_go", term.CIAnnulled}},
	HeldElsewhere:  {{"taken", term.HeldElsewhere}},
	Abscond:        {{"report", term.Abscond}},
	HomeLeave:      {{"depart", term.HomeLeave}},
	OutsideMedical: {{"depart", term.OutsideMedicalApproved}},
}

// Decides are the facts that the answers to proposals record.
var Decides = map[journey.Kind]term.Type{Extension: term.ExtensionDecided, Early: term.EarlyDecided, Conversion: term.ConversionDecided}

// ComesBack are the facts by which an affair has somebody back.
var ComesBack = map[journey.Kind]term.Type{
	HomeLeave: term.HomeLeaveEnded, OutsideMedical: term.OutsideMedicalEnded, Abscond: term.Recapture, HeldElsewhere: term.HeldElsewhereEnded,
}

// WayOut is what the board calls those whom an affair has out.
var WayOut = map[journey.Kind]outing.Kind{
	HomeLeave: outing.HomeLeave, OutsideMedical: outing.OutsideMedical, HeldElsewhere: outing.HeldElsewhere,
	Abscond: outing.Absconded, Transfer: outing.Transfer,
}

// Of is the affair by which somebody is out of a kind, "" where an officer records it by hand.
func Of(out outing.Kind) journey.Kind { return keyOf(WayOut, out) }

// BackBy is the affair that records a fact by which somebody is back, "" for another fact.
func BackBy(t term.Type) journey.Kind { return keyOf(ComesBack, t) }

// keyOf is the key under which a table has a value, nothing where it has not.
func keyOf[K, V comparable](table map[K]V, v V) (key K) {
	for k, x := range table {
		if x == v {
			return k
		}
	}
	return key
}
