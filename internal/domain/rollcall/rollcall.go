// Package rollcall calls the roll (点名): who of a brigade or a zone, or of no brigade yet, is where at a moment.
//
//	Open     the list is made, by bed; who is out is marked from his outing
//	Mark     one mark or many, from a screen or from a tablet that was offline
//	Renew    who has come since is put on the list
//	Close    every row is marked, who has left since, or was moved to where another roll calls him, is counted no more; where
//	         somebody is not found it waits for a second officer
//	Confirm  the second officer, signed, never the first
//	Look     where somebody was looked for, and who was told
//
// A mark is never changed: a later one counts, the older ones stay. Which is later is said by the moment on the device,
// then by the device and its own count, so that marks may arrive in any order and any number of times and make the same
// roll. A mark that arrives after the call was closed is kept and changes nothing.
//
// A roll says what officers saw, outings what was recorded: where the two differ the roll asks (Row.Question), and nobody
// is moved by a mark. What differs is seen by who closes it, and kept as it was then.
package rollcall

import (
	"embed"
	"slices"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Catalogue holds this room's words in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Shift is which call of the day; its title is "rollcall.shift.<shift>".
type Shift string

// Shifts lists the calls of a day.
var Shifts = []Shift{"morning", "evening", "night", "special"}

// Title is the shift as pages call it.
func (s Shift) Title() text.Key { return text.Key("rollcall.shift." + string(s)) }

// State is where a call stands.
type State string

const (
	Running State = "open"
	Closing State = "closing" // waits for a second officer, because somebody is not found
	Closed  State = "closed"
)

// Sort is how somebody is marked; its title is "rollcall.mark.<sort>".
type Sort string

const (
	Present  Sort = "present"
	Hospital Sort = "hospital"
	Visit    Sort = "visit"
	Leave    Sort = "leave"
	Court    Sort = "court"
	Other    Sort = "other"
	Missing  Sort = "missing"
)

// Sorts lists the marks in the order of their keys.
var Sorts = []Sort{Present, Hospital, Visit, Leave, Court, Other, Missing}

// Title is the mark as pages call it.
func (s Sort) Title() text.Key { return text.Key("rollcall.mark." + string(s)) }

// SortOf is how somebody is marked who is out.
func SortOf(k outing.Kind) Sort {
	switch k {
	case outing.Hospital, outing.OutsideMedical:
		return Hospital
	case outing.Visit:
		return Visit
	case outing.HomeLeave:
		return Leave
	case outing.Court:
		return Court
	}
	return Other
}

// Call is one call of the roll.
type Call struct {
	ID             id.ID
	Version        int64
	Facility, Unit id.ID
	Zone           resident.Phase // of a call of a zone; then Unit is "". With neither, of who is in no brigade yet
	Shift          Shift
	State          State
	Heads          int // on the list
	Missing        int // not found when it was closed
	Opened         time.Time
	OpenedBy       string    // actor.Ref
	Until          time.Time // when it should be closed; zero when nobody said
	ClosingBy      string    // who asked to close it while somebody was not found
	ClosingAt      time.Time // when; zero where nobody had to ask
	Closed         time.Time
	ClosedBy       string
	Asks           int // rows that differed from the outings when it was closed; unkept before
}

// Resource is the call as policy sees it; who asked to close it is its owner, so that another confirms.
func (c Call) Resource() policy.Resource {
	return policy.Resource{Kind: "rollcall", ID: c.ID, Facility: c.Facility, Unit: c.Unit, Owner: staffOf(c.ClosingBy)}
}

// Late is by how much a call was closed late, or is late at a moment; 0 when nobody said until when.
func (c Call) Late(now time.Time) time.Duration {
	if c.Until.IsZero() {
		return 0
	}
	if !c.Closed.IsZero() {
		now = c.Closed
	}
	return max(0, now.Sub(c.Until))
}

// Mark is what somebody marked.
type Mark struct {
	Person id.ID
	Sort   Sort
	Words  string    // of "other"; sealed
	At     time.Time // on the device
	Device string    // "" for the house itself
	Seq    int64     // the device's own count
	Late   bool      // came after the call was closed
	Sent   time.Time // when it arrived
	By     string    // actor.Ref

	sealed []byte
}

// said is how long what was said of the mark is, 0 for nothing: it need not be opened for that.
func (m Mark) said() int { return len(m.sealed) }

// after tells whether a mark counts over another: by the moment, then by device and count, whichever arrived first.
func (m Mark) after(o Mark) bool {
	if !m.At.Equal(o.At) {
		return m.At.After(o.At)
	}
	if m.Device != o.Device {
		return m.Device > o.Device
	}
	return m.Seq > o.Seq
}

// Row is somebody on the list, with what is known of him now.
type Row struct {
	Person    id.ID
	Place     int
	Room, Bed string // where he sleeps; of a closed call, where he slept then
	Mark      Mark   // what counts; its Sort is "" while nobody marked him
	Older     []Mark // latest first
	Late      []Mark // came after the call was closed
	Outing    outing.Outing
	Out       bool
	Gone      bool   // counted no more: he has left the house since the list was made, or was moved
	Moved     bool   // of Gone: he is in the house, and another roll calls him now
	Stray     bool   // he was moved, and no other roll calls him: he stays with this one, and is counted by it
	Sought    bool   // he is looked for by this roll, which calls him by his name wherever he is kept since
	Question  string // what differs between mark and outing, or between two officers, "" for nothing: one of Questions

	given id.ID // the stay in a bed that he was given since the call was opened
}

// Questions lists what a roll can ask; the words are "rollcall.question.<code>".
var Questions = []string{"unrecorded", Unsaid, "other_kind", "still_out", "out_not_found", TwoMarks}

// What a roll asks beside the outings: where somebody is who is marked "other", and which of two officers saw right. The
// first keeps a roll open; the second is asked when it is closed and when it is confirmed, like what differs from an outing.
const (
	Unsaid   = "unsaid"
	TwoMarks = "two_marks"
)

// disputed tells whether another officer's last mark is not the one that counts. What the house marked is no officer's.
func (r Row) disputed() bool {
	if r.Mark.Device == "" {
		return false
	}
	last := map[string]bool{r.Mark.By: true}
	for _, m := range r.Older {
		if m.Device != "" && !last[m.By] && m.Sort != r.Mark.Sort {
			return true
		}
		last[m.By] = true
	}
	return false
}

// question holds a mark against those of other officers, then against the outing of the same moment.
func (r Row) question() string {
	if r.disputed() && !r.Gone { // which of them counts is asked first: nothing that differs is put together in silence
		return TwoMarks
	}
	return r.Apart()
}

// Apart is what a mark and the outing of the same moment have apart, whatever other officers say; "" when they agree.
func (r Row) Apart() string {
	switch m := r.Mark.Sort; {
	case m == "" || r.Gone:
		return ""
	case m == Present && r.Out:
		return "still_out"
	case m == Missing && r.Out:
		return "out_not_found"
	case m == Present, m == Missing:
	case !r.Out && m != Other:
		return "unrecorded"
	case !r.Out && r.Mark.said() == 0: // “other” explains itself where it says where he is
		return Unsaid
	case r.Out && SortOf(r.Outing.Kind) != m:
		return "other_kind"
	}
	return ""
}

// Sheet is a call with its list.
type Sheet struct {
	Call Call
	Rows []Row
	New  []id.ID // who has come since, and is not on the list yet; of a call that is not closed
}

// Count says how many are marked how; unmarked ones stand under "". Who has left or was moved meanwhile is not counted.
func (s Sheet) Count() map[Sort]int {
	n := map[Sort]int{}
	for _, r := range s.Rows {
		if !r.Gone {
			n[r.Mark.Sort]++
		}
	}
	return n
}

// Marked is how many are marked, of Heads.
func (s Sheet) Marked() int { return s.Heads() - s.Count()[""] }

// Lost lists who is marked as not found. Another bed finds nobody: who was moved is looked for all the same.
func (s Sheet) Lost() (out []Row) {
	for _, r := range s.Rows {
		if r.Lost() {
			out = append(out, r)
		}
	}
	return out
}

// Lost tells whether somebody is to be looked for by this roll.
func (r Row) Lost() bool { return r.Mark.Sort == Missing && (!r.Gone || r.Moved) }

// latest gives of the marks of one person the one that counts and the older ones, latest first; those that came too
// late apart.
func latest(all []Mark) (now Mark, older, late []Mark) {
	for _, m := range all {
		if m.Late {
			late = append(late, m)
		} else {
			older = append(older, m)
		}
	}
	slices.SortFunc(older, func(a, b Mark) int {
		if a.after(b) {
			return -1
		}
		return 1
	})
	if len(older) > 0 {
		now, older = older[0], older[1:]
	}
	return now, older, late
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
