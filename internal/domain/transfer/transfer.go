// Package transfer is the package with which one facility hands somebody over to another (转所移交包): a signed file, also
// where both keep their records in one house, so that the receiving side can tell that nothing is missing and nothing was
// changed, and both can say later what went along.
//
// A package is a parcel with two parts, each sealed with the key of its compartment: the general one (Content) and what
// the doctor hands to the doctor (Health). Its states:
//
//	packed → sent → received
//	              → turned away (the receiver does not take him; he goes back)
//	packed, sent → recalled (the sender takes it back)
//
// A package is received once: whoever brings it again is told when it was. The case that packs it and the case that opens
// it are those of journey; this room knows their ids and nothing of their steps.
package transfer

import (
	"embed"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
)

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// State is where a package stands.
type State string

// The states of a package.
const (
	Packed     State = "packed"
	Sent       State = "sent"
	Received   State = "received"
	TurnedAway State = "turned_away"
	Recalled   State = "recalled"
)

// States lists them.
func States() []State { return []State{Packed, Sent, Received, TurnedAway, Recalled} }

// Ended tells whether nothing more comes of a package.
func (s State) Ended() bool { return s != Packed && s != Sent }

// Key is the state's name on screens.
func (s State) Key() string { return "transfer.state." + string(s) }

// Package is a package as its table knows it.
type Package struct {
	ID       id.ID
	Version  int64
	From, To id.ID // facilities
	Person   id.ID
	Sender   id.ID  // the case that packed it
	Receiver id.ID  // the case that opened it, "" while none has
	Number   string // of the cover that goes along on paper
	Made     time.Time
	By       string     // actor.Ref
	Leaves   civil.Date // when he is to set out
	State    State
	Closed   time.Time // when it came to its end
	Digest   string    // SHA-256 of the file, hexadecimal
}

// Resource is the package as policy sees it from one of its two facilities.
func (p Package) Resource(facility id.ID) policy.Resource {
	return policy.Resource{Kind: "transfer", ID: p.ID, Facility: facility, Person: p.Person}
}

// Content is the general part: what the receiving side must know before it takes him in.
type Content struct {
	Name, Sex  string
	Born       civil.Date
	IDNumber   string
	FileNumber string
	Ethnic     string
	Language   string
	Home       string
	Decision   Decision
	End        civil.Date // of the measure, by the clock of the sending side
	Facts      []Fact
	Papers     []Paper
	Dossier    []Sheet
	Checksum   string // of the dossier's list, as both sides compute it
	Items      []Item
	Cash       int64 // fen
	Reason     string
	Affairs    []string // kinds of the cases that go on with him
}

// Decision is the paper by which he is here.
type Decision struct {
	Organ, Number string
	On            civil.Date
}

// Fact is a fact of the legal clock that counts, in the order recorded.
type Fact struct {
	Type          string
	On            civil.Date
	Number, Organ string
}

// Paper is a numbered paper in force, with the digest that its own facility proves.
type Paper struct{ Kind, Number string }

// Sheet is a paper of the dossier that travels on paper.
type Sheet struct {
	Name  string
	Pages int
}

// Item is a thing of his that travels.
type Item struct{ Name, Amount, Looks string }

// Health is what the doctor hands to the doctor.
type Health struct {
	Examined  time.Time
	Findings  string
	Medicines string
	Fit       bool // fit to travel
}

// The parts of a parcel, by the compartment whose key seals them.
var parts = []seal.Compartment{seal.General, seal.Clinical}

// kind is what the parcels of this room are.
const kind = "transfer"
