// Package sealing is the sealing of files (封存) and their opening for a purpose that the law names.
//
// # A sealing
//
// A legal officer asks, with the ground and a reason, and signs. Another officer, of the bureau's legal post, seals and signs;
// never the same. What a running course needs stands in the way (InTheWay): a measure in force, a stay, an open affair, a
// correction nobody settled, a duty of enacted law that is still owed. A duty of uncertain source only warns, and who asks
// says that he knows it; who seals while dynamic control runs (REG 7) says why. What came to warn since is asked for anew. In
// the transaction of the sealing the outcome goes to statistics, then every row of the file leaves its table
// (platform/aside), and all its keys go to the escrow; so does what was typed in every request about it. From then on there is nothing to be found: not by
// name, number, address of a page, list, count, search or export. The tables are listed in Away; TestEveryTable holds that
// list against the schema.
//
// # An opening
//
// A legal officer types the identity number that the organ's letter names, files the letter, and signs. He is not told whether
// anything is sealed under that number. The bureau's legal post grants or refuses, with a signature; only then the house looks.
// What was opened is read by those two, for the time that the house sets, and only read: no row goes back. When the time is
// over nobody reads it any more, whether or not the sweep has run that closes it.
//
// # What may not be
//
// No automatic act seals. Where somebody was a minor when his measure was decided, the house proposes (a duty), and a person
// decides.
//
// Words: 封存 sealing, 封存登记 register, 查阅封存档案 opening, 事由 ground, 障碍 obstacle.
package sealing

import (
	"embed"
	"strings"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/daybook"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/statistics"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Ground is why a file is sealed (封存事由).
type Ground string

// The grounds.
const (
	Closed Ground = "closed" // the course has ended, aftercare with it
	Minor  Ground = "minor"  // a minor when the measure was decided
	Order  Ground = "order"  // a legal officer orders it, for a reason he gives
)

// GroundKind is what the law says of a ground.
type GroundKind struct {
	Ground Ground
	Basis  []law.Citation
	Mark   law.Mark
}

// Grounds lists them. That records of drug use are sealed is known from press reports of the official explanation; whether a
// compulsory measure, which is no penalty, is covered is doubtful, and REG 7 protects it anyway. So it is never required.
var Grounds = []GroundKind{
	{Closed, []law.Citation{"PSAPL-2025 136", "REG 7"}, law.Secondary},
	{Minor, []law.Citation{"PJD 59"}, law.S},
	{Order, []law.Citation{"REG 7"}, law.Inference},
}

// KindOf is what the law says of a ground.
func KindOf(g Ground) (GroundKind, bool) {
	for _, k := range Grounds {
		if k.Ground == g {
			return k, true
		}
	}
	return GroundKind{}, false
}

func (k GroundKind) basis() string { return strings.Join(k.Basis, "; ") }

// Purpose is for what a sealed file may be opened.
type Purpose string

// The purposes that the law names (PSAPL-2025 136, PJD 59).
const (
	OrganCase    Purpose = "organ_case"    // a state organ, for a case
	EntitledUnit Purpose = "entitled_unit" // a unit entitled by rules of the state
)

// Purposes lists them.
var Purposes = []Purpose{OrganCase, EntitledUnit}

// State is where a sealing or an opening stands.
type State string

// The states.
const (
	Asked   State = "asked"
	Sealed  State = "sealed"  // a sealing that was carried out
	Refused State = "refused" // by the second officer
	Open    State = "open"    // an opening that may be read
	Nothing State = "nothing" // an opening that was granted, and there was nothing under that number
	Shut    State = "closed"  // an opening whose time is over
)

// States lists them.
var States = []State{Asked, Sealed, Refused, Open, Nothing, Shut}

// kinds are the facts that say what became of what was asked.
var kinds = map[State]string{
	Sealed: "sealing.sealed", Refused: "sealing.refused", Open: "sealing.opened", Nothing: "sealing.nothing_found", Shut: "sealing.closed",
}

// Sealing is one sealing.
type Sealing struct {
	ID       id.ID
	Version  int64
	Number   string
	Person   id.ID
	Document id.ID // the one paper, "" for the whole file
	Facility id.ID
	Unit     id.ID
	Ground   Ground
	State    State
	Box      id.ID
	Gone     int
	Said     // zero once it is sealed away
	Asked    time.Time
	By       id.ID // member of staff
	Settled  time.Time
	Settler  id.ID

	sealed []byte
}

// Said is what was typed in asking for a sealing.
type Said struct {
	Reason string
	Letter string   // number of the document it rests on
	Why    string   // why it is sealed although dynamic control still runs, "" where it does not
	Known  []string // what warned then, as Obstacle names it
}

// Opening is one opening.
type Opening struct {
	ID       id.ID
	Version  int64
	Number   string
	Facility id.ID
	Purpose  Purpose
	State    State
	Letter   id.ID // document
	Wanted
	Asked    time.Time
	By       id.ID
	Settled  time.Time
	Settler  id.ID
	Until    time.Time
	ClosedAt time.Time
	Sealings []id.ID

	sealed []byte
}

// Wanted is what was typed in asking for an opening.
type Wanted struct {
	Identity string // identity number
	Organ    string // that asks
	Document string // number of its letter
	Reason   string
}

// Desk is where the acts of this room are done.
type Desk struct {
	db     *store.DB
	vault  *seal.Vault
	policy *policy.Engine
	Rooms

	Days int // for how many days what is opened may be read; the house's setting
}

// Rooms is what the desk stands on.
type Rooms struct {
	Persons    *person.Desk
	Measures   *measure.Desk
	Statistics *statistics.Desk
	Documents  *document.Room
	Books      *daybook.Desk
}

// DefaultDays is for how long what is opened may be read where nobody set it: the house's choice, no number of the law.
const DefaultDays = 7

// New opens the desk.
func New(r Rooms, db *store.DB, v *seal.Vault, p *policy.Engine) *Desk {
	return &Desk{db: db, vault: v, policy: p, Rooms: r, Days: DefaultDays}
}

func (s Sealing) resource() policy.Resource {
	return policy.Resource{Kind: "sealing", ID: s.ID, Facility: s.Facility, Unit: s.Unit, Owner: string(s.By)}
}

func (s Sealing) fact(kind string) audit.Fact {
	k, _ := KindOf(s.Ground)
	return audit.Fact{
		Room: "sealing", Kind: kind, Record: s.ID, Version: s.Version, About: s.Person, Facility: s.Facility,
		Compartment: seal.General, Basis: k.basis(), Rows: []audit.Row{audit.Kept("sealing_sealing", s.ID)},
	}
}

func (o Opening) resource() policy.Resource {
	return policy.Resource{Kind: "opening", ID: o.ID, Facility: o.Facility, Owner: string(o.By), Receiver: string(o.Settler)}
}

func (o Opening) fact(kind string) audit.Fact {
	return audit.Fact{
		Room: "sealing", Kind: kind, Record: o.ID, Version: o.Version, Facility: o.Facility,
		Compartment: seal.General, Purpose: string(o.Purpose), Basis: "PSAPL-2025 136", Rows: []audit.Row{audit.Kept("sealing_opening", o.ID)},
	}
}

// Readable tells whether what was opened may be read at a moment.
func (o Opening) Readable(now time.Time) bool { return o.State == Open && now.Before(o.Until) }

const maxWords = 500 // characters of a reason

// words reads a text that must be there, or tells what is wrong with it.
func words(f *errs.Fields, name, text string, most int) string {
	text = strings.TrimSpace(text)
	if text == "" {
		f.Add(name, "sealing.missing", text)
	} else if n := len([]rune(text)); n > most {
		f.Add(name, "sealing.long", "", most, n)
	}
	return text
}

// Now is where an opening stands at a moment: one whose time is over is closed, whether or not the sweep has been.
func (o Opening) Now(at time.Time) State {
	if o.State == Open && !o.Readable(at) {
		return Shut
	}
	return o.State
}
