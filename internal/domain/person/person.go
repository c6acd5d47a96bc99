package person

import (
	"context"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/lately"
	"guitu/internal/platform/store"
)

// Person is somebody's identity. All but ID and Version is sealed as one.
type Person struct {
	ID      id.ID
	Version int64

	Name        string
	Aliases     []string
	Sex         cn.Sex
	Born        civil.Date // zero when unknown
	Ethnic      cn.Ethnic
	Identifiers []Identifier
	Home        Address // 户籍地
	Residence   Address // 现住地
	Phone       string
	Language    string   // language the person speaks best, one of Languages; "" when nobody has asked
	Access      []string // needs when reading and hearing: codes such as "large_print", "reader"
}

// Languages are those that a person may speak best: Chinese, Yi, Tibetan, another.
var Languages = []string{"zh", "ii", "bo", "other"}

// Identifier is a number somebody is known by.
type Identifier struct {
	Kind  string // IdentityNumber, Passport, OtherNumber
	Value string
}

// Kinds of numbers.
const (
	IdentityNumber = "identity" // GB 11643
	Passport       = "passport"
	OtherNumber    = "other"
	FileNumber     = "file"     // 档案编号, taken from document.Number when a file begins here
	DecisionNumber = "decision" // 决定书文号, of every decision that brought the person here
)

// Address is a division as deep as known, and the rest as written.
type Address struct {
	Division string // GB/T 2260, 2 to 9 digits
	Rest     string
}

// County is the six digits of the county, or "" when it is not known so deep.
func (a Address) County() string {
	if len(a.Division) < 6 {
		return ""
	}
	return a.Division[:6]
}

// Number is the identity number, or "".
func (p Person) Number() string { return p.NumberOf(IdentityNumber) }

// NumberOf is the first number of a kind, or "".
func (p Person) NumberOf(kind string) string {
	for _, i := range p.Identifiers {
		if i.Kind == kind {
			return i.Value
		}
	}
	return ""
}

// names are the name and every alias.
func (p Person) names() []string { return append([]string{p.Name}, p.Aliases...) }

// Goes tells whether somebody goes by a name: his own, or an alias.
func (p Person) Goes(name string) bool {
	return slices.ContainsFunc(p.names(), func(n string) bool { return cn.Normalise(n) == cn.Normalise(name) })
}

// Kin is a link of the family graph: Relative is Relation to Person ("mother": the relative is the mother).
type Kin struct {
	ID               id.ID
	Person, Relative id.ID
	Relation         string // code of relations.go
	Contact          bool   // to be told, may be called

	Version int64
	Ended   civil.Date // since when he is no longer called; zero while he is
	Back    bool       // read from the relative's end: it is changed on the other's file
}

// Desk is where the acts of this room are done: every method is one use case.
type Desk struct {
	db     *store.DB
	vault  *seal.Vault
	policy *policy.Engine
	places *cn.Divisions
	lately *lately.Column[Person]

	// Frozen answers why an identity stands still, nil when it does not: who has died. Set by app from the room above.
	Frozen func(ctx context.Context, tx *store.Tx, person id.ID) error
	// Changed is told of an identity that was written anew, in the act: the legal clock goes by birth and sex. Set by app.
	Changed func(ctx context.Context, tx *store.Tx, p Person) error
}

// New opens the desk.
func New(db *store.DB, v *seal.Vault, p *policy.Engine, places *cn.Divisions) *Desk {
	return &Desk{db: db, vault: v, policy: p, places: places, lately: lately.New[Person](v, column, seal.General)}
}
