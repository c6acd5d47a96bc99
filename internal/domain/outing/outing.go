// Package outing is who of the facility is not inside (外出、动态): in a hospital under guard, at court, on home leave, on
// a visit in the house but not in the ward, held elsewhere, gone. At most one outing of a person is open.
//
// An outing comes from two sources. Officers record that somebody left and came back (Leave, Return, Amend): hospital,
// visit, court, other, and a transfer on its way. What the legal clock knows (outside medical treatment, home leave,
// custody elsewhere, absconding) is a cache of its fold, kept by Settle in the transaction of the fact: nobody records
// that here, and a correction of the fact corrects the outing.
//
// Whoever is in a bed and not out is present; who has neither bed nor outing waits for a bed. The three make the heads
// of the house (Count), always.
//
// Where to, with whom and why is sealed with the person's key; it belongs to the general file, so it names a hospital
// and never an illness.
package outing

import (
	"embed"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Catalogue holds this room's words in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Kind is why somebody is out; its title is "outing.kind.<kind>".
type Kind string

const (
	Hospital Kind = "hospital" // 就医: hours or days, under guard
	Visit    Kind = "visit"    // 探访: in the house, not in the ward
	Court    Kind = "court"    // 出庭、办案机关提人
	Other    Kind = "other"    // said in words
	Transfer Kind = "transfer" // 转所途中

	OutsideMedical Kind = "outside_medical" // 所外就医
	HomeLeave      Kind = "home_leave"      // 外出探视
	HeldElsewhere  Kind = "held_elsewhere"  // 另案羁押
	Absconded      Kind = "absconded"       // 脱逃
)

// Kinds lists every kind: those that officers record first, then those of the legal clock.
func Kinds() []Kind {
	return []Kind{Hospital, Visit, Court, Other, Transfer, OutsideMedical, HomeLeave, HeldElsewhere, Absconded}
}

// Direct lists the kinds that an officer records by hand.
func Direct() []Kind { return []Kind{Hospital, Visit, Court, Other} }

// ByHand tells whether an officer recorded the outing himself, so that he may withdraw it.
func (o Outing) ByHand() bool { return slices.Contains(Direct(), o.Kind) && o.Fact == "" }

// Legal tells whether the kind is what the legal clock says.
func (k Kind) Legal() bool { return slices.Contains(Kinds()[5:], k) }

// ForLong tells whether nobody knows when who is out so comes back.
func (k Kind) ForLong() bool { return k == Absconded || k == HeldElsewhere }

// Title is the kind as pages call it.
func (k Kind) Title() text.Key { return text.Key("outing.kind." + string(k)) }

// KindOf is the kind of a substate of the legal clock, "" for the ordinary life.
func KindOf(s law.Substate) Kind { return Kind(strings.ToLower(s.String())) }

// Words are what was said of an outing; they are sealed.
type Words struct {
	Where  string // which hospital, court, place
	Escort string // who goes with him
	Note   string
	Wrong  string // why it was withdrawn
}

// Outing is somebody out of the walls.
type Outing struct {
	ID             id.ID
	Version        int64
	Person         id.ID
	Facility, Unit id.ID
	Kind           Kind
	Fact           id.ID // of the legal clock, "" for one that an officer recorded
	From           time.Time
	Due            time.Time // zero when nobody said until when
	Until          time.Time // zero while he is out
	Ended          End       // how, of who did not come back
	GaveWay        id.ID     // to the outing that he is out by since: he did not come back in between
	Void           bool      // it was withdrawn, or the fact behind it was taken back: he was not out
	OpenedBy       string    // actor.Ref
	ClosedBy       string
	Words          Words     // empty until Told opens them
	Said           time.Time // when the words were; zero until Told opens them
}

// End is how an outing ended of somebody who did not come back; its title is "outing.ended.<end>".
type End string

const (
	Died     End = "died"
	Released End = "released"
	Annulled End = "annulled"
	Moved    End = "moved"  // his stay goes on in another facility
	Gone     End = "left"   // his stay is over for another reason
	Turned   End = "turned" // he is out for another reason since (GaveWay)
)

// Ends lists every such end.
func Ends() []End { return []End{Died, Released, Annulled, Moved, Gone, Turned} }

// Title is the end as pages call it.
func (e End) Title() text.Key { return text.Key("outing.ended." + string(e)) }

// column is the end as the store keeps it: nothing for who came back, and for whom the store names what he is out by since.
func (e End) column() any {
	if e == "" || e == Turned {
		return nil
	}
	return e
}

// Late tells whether somebody should have been back by a moment.
func (o Outing) Late(now time.Time) bool {
	return o.Until.IsZero() && !o.Due.IsZero() && now.After(o.Due)
}

// Resource is the outing as policy sees it: its kind is its state, for a doctor sends people to hospital and not to court.
func (o Outing) Resource() policy.Resource {
	return policy.Resource{Kind: "outing", ID: o.ID, Person: o.Person, Facility: o.Facility, Unit: o.Unit, State: string(o.Kind)}
}

// Desk is where the acts of this room are done: every method is one use case.
type Desk struct {
	db     *store.DB
	vault  *seal.Vault
	policy *policy.Engine
}

// New opens the desk.
func New(db *store.DB, v *seal.Vault, p *policy.Engine) *Desk {
	return &Desk{db: db, vault: v, policy: p}
}

// Departure is somebody who leaves, as somebody types it: moments as YYYY-MM-DDThh:mm in Shanghai.
type Departure struct {
	Person id.ID
	Kind   string
	From   string // "" for now
	Due    string // "" when nobody knows; a day alone lasts to its end
	Words  Words
}

// mostWords is how long each of the words of an outing may be.
const mostWords = 120

// read makes an outing of a departure from a stay, or answers every field that is wrong.
func (d Departure) read(admitted civil.Date, now time.Time) (Outing, error) {
	var f errs.Fields
	o := Outing{ID: id.New(), Version: 1, Person: d.Person, Kind: Kind(d.Kind), Words: d.Words.trimmed()}
	switch {
	case o.Kind.Legal():
		f.Add("kind", "outing.by_fact", d.Kind)
	case !slices.Contains(Direct(), o.Kind) && o.Kind != Transfer:
		f.Add("kind", "outing.kind_missing", d.Kind)
	}
	o.From = moment(&f, "from", d.From, now)
	o.Due = until(&f, d.Due)
	switch {
	case o.From.IsZero():
	case o.From.After(now):
		f.Add("from", "outing.not_yet", d.From)
	case civil.DateOf(o.From).Before(admitted):
		f.Add("from", "outing.before_admitted", d.From, admitted)
	case !o.Due.IsZero() && !o.Due.After(o.From):
		f.Add("due", "outing.due_before_from", d.Due)
	}
	o.Words.check(&f)
	if o.Kind == Other && o.Words.Note == "" {
		f.Add("note", "outing.note_missing", "")
	}
	return o, f.Err("outing.bad_input")
}

func (w Words) trimmed() Words {
	return Words{Where: strings.TrimSpace(w.Where), Escort: strings.TrimSpace(w.Escort), Note: strings.TrimSpace(w.Note)}
}

func (w Words) check(f *errs.Fields) {
	for _, x := range []struct{ name, said string }{{"where", w.Where}, {"escort", w.Escort}, {"note", w.Note}} {
		if len([]rune(x.said)) > mostWords {
			f.Add(x.name, "outing.words_long", x.said, mostWords)
		}
	}
}

// until reads when somebody is due back: a moment, or a day, of which he has the whole.
func until(f *errs.Fields, typed string) time.Time {
	if day, err := civil.ParseDate(strings.TrimSpace(typed)); err == nil {
		return duty.On(day).Moment()
	}
	return moment(f, "due", typed, time.Time{})
}

// DueDay is the day until whose end somebody may be out, zero where a moment is said.
func (o Outing) DueDay() civil.Date {
	if day := civil.DateOf(o.Due); !o.Due.IsZero() && duty.On(day).Moment().Equal(o.Due) {
		return day
	}
	return civil.Date{}
}

// moment reads what was typed, or takes what stands for nothing typed.
func moment(f *errs.Fields, name, typed string, otherwise time.Time) time.Time {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return otherwise
	}
	at, err := civil.ParseInstant(typed + ":00+08:00")
	if err != nil {
		f.Add(name, "outing.moment_bad", typed)
		return time.Time{}
	}
	return at.Time()
}
