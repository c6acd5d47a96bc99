package web

import (
	"time"

	"guitu/internal/base/text"
)

// Urgency is where a duty stands in time.
type Urgency string

// The urgencies, most urgent first. Only Late and Now get a filled button.
const (
	Late    Urgency = "late"
	Soon    Urgency = "now"
	Today   Urgency = "today"
	Week    Urgency = "week"
	Waiting Urgency = "waiting" // on somebody else
	Kept    Urgency = "done"
)

// Duty is one card of "my day": what must be done, by when, for whom, under which article.
type Duty struct {
	ID      string // of its card, for links to it; "" for none
	Urgency Urgency
	Due     string // "18:00", "11月27日"
	Left    string // "还有 28 分钟"
	Title   string // verb first
	URL     string // of the duty itself; "" when there is only the action
	Person  string
	Number  string // of the file, where the name is masked
	Where   string // place
	New     string // "新"; "" for what its reader has seen before
	Fact    string // one more fact: "已查看 2 次"
	Laws    []Law
	Note    string      // to whom it escalated, or on whom it waits and since when
	Why     []Reckoning // how its date was reckoned
	Action  Act
}

// Reckoning is one line of how a date came about: the sentence, and the articles it rests on.
type Reckoning struct {
	Text string
	Laws []Law
}

// Law is one article, or one number that stands under it. Unsure means that the bureau's legal post has not
// confirmed it: dashed border and 待核.
type Law struct {
	Text   string
	Unsure bool
}

// Act is a link (GET) or a button (POST) named by verb and object.
type Act struct {
	Label  string
	Target string // the person or thing, for screen readers: the button "写答复" is read "写答复：王建国"
	URL    string
	Post   bool
	Fields map[string]string // hidden fields of a post
}

// LegalDate is a date that the law sets, with the reason on demand.
type LegalDate struct {
	Day    text.Day
	At     time.Time // set instead of Day when the hour counts
	Unsure bool      // the rule is not confirmed
	Done   bool      // kept: no remaining time is said
	Why    Why
}

// Why is how a date came about, in the order in which it is read.
type Why struct {
	Event   string // "收到申请 11月20日"
	Rule    string // "次日起算，共 7 日"
	Article string // as people cite it
	Shift   string // "最后一天遇节假日，顺延到节后第一天", or that liberty terms never shift
	Result  string
	Note    string // certainty in words; conflicting rules
}

// Ring is a term in days: what police custody took, what is served, what is left, and the sum beside it.
type Ring struct {
	Police    int // days before the facility, counted
	Served    int // days in the facility until today
	Total     int // all days of the term, extension included
	Extension int // of these, added
	Uncounted int // days that stopped the clock
	YearMark  bool
	End       text.Day
	Left      int // below zero: that many days too long
	Sum       []Term
	Unmoved   []string // what does not move the end, in words
	Differs   string   // printed and computed end disagree: both dates and who must settle
	Law       []Law
}

// Term is one line of the sum; the last is the result.
type Term struct{ Label, Value, Note string }

// Event is one line of a timeline, newest first.
type Event struct {
	When   string
	Icon   string
	Kind   string // law, medical, learning, life: the class of the filter
	Title  string
	Text   string
	URL    string
	Struck bool   // corrected later: the original stays, struck
	Gap    string // "4月无记录": stands alone
}

// Zone is one of the four; it colours places, never people.
type Zone string

// The zones.
const (
	Detox         Zone = "z1"
	Adaptation    Zone = "z2"
	Consolidation Zone = "z3"
	Reentry       Zone = "z4"
)

// Person is the head of a person's pages.
type Person struct {
	Name    string
	Number  string // of the file, for the line that stays in view
	Zone    Zone
	Bed     string
	BedURL  string // where his beds are, "" for who may not see them
	Out     Mark   // where he is while he is out, with no word for who is not
	OutURL  string
	Facts   []string // sex, age, number, officer, mentor
	Safety  []Mark   // at most four
	Tabs    []Tab
	SameAs  string // same-name warning
	Actions []Act
	Primary Act
}

// Mark is an icon with its word.
type Mark struct {
	Icon, Word string
	Tone       Tone
}

// Tab is one page of a file. Locked tabs are drawn for everyone alike, so the lock discloses nothing.
type Tab struct {
	Label, URL string
	Here       bool
	Locked     bool
}

// Verdict is the answer of one node of a reason tree.
type Verdict string

// The verdicts.
const (
	Yes        Verdict = "yes"
	No         Verdict = "no"
	Unknown    Verdict = "unknown"
	NotCounted Verdict = "not_counted"
)

// Reason is a node of a reason tree: part → item → evidence → rule.
type Reason struct {
	Verdict Verdict
	Title   string
	Result  string // "合格"
	Text    string // evidence: date, source, method, author
	Fix     string // what would change the result, and by when
	Law     []Law
	Open    bool
	Parts   []Reason
}

// Diff is two versions of one record, field by field. Choose lets the reader take one side per field;
// without it the server's side stands.
type Diff struct {
	Mine, Theirs string // headings: "您写的", "现在的"
	Fields       []DiffField
	Choose       bool
}

// DiffField is one field in both versions. Fixed fields are legal state: the server's side stands.
type DiffField struct {
	Name, Label, Mine, Theirs string
	Fixed                     bool
}

// Pile is one of the piles of an import preview.
type Pile struct {
	Label string
	Count int
	Tone  Tone
	URL   string
}

// Problem is one line of an import that cannot be taken as it stands.
type Problem struct {
	Row                       int
	Field, Value, Reason, Fix string
	URL                       string
}

// Preview is what an import would do; nothing is saved before it is applied.
type Preview struct {
	File     string
	Piles    []Pile
	Problems []Problem
}

// Purpose asks why a compartment, or a file outside one's care, is to be opened.
type Purpose struct {
	What      string // what would be opened
	Whose     string // of whom; "" where the reader may not know, or there is nobody yet
	Options   []Option
	Minutes   int
	Watchers  string   // who will see the log, and whether the person may
	Emergency []string // what is said before the emergency path, which needs a sentence; none where it is not offered
	Keeper    string   // who keeps it in daily work
	Chosen    string   // what was chosen before, where the prompt is shown again
	Kept      []Option // hidden fields that go along: Label is the name
	Next      string
	Back      string
	Action    string
}

// SignIn is the form of the sign-in page. Second asks for the code after the password.
type SignIn struct {
	Action, Next string
	Second       bool
	Help         string // telephone or person to ask
}

// Letterhead heads a printed list or sheet.
type Letterhead struct {
	House   string // facility
	Title   string
	Number  string // with 〔2026〕
	Printed string // who and when
	Draft   bool
	Check   string // check code in the foot
}

// Figure is one key figure with its definition; a number never stands bare.
type Figure struct {
	Label, Value, Unit, Note string
	URL                      string // of the definition
}

// Step is one section of a task list.
type Step struct {
	Label, URL, Hint string
	Tone             Tone
	Status           string
	Here             bool
	Acts             []Act // what can be done with it at once: print its sheet
}

// Facts are label and value pairs of a record.
type Facts []Line

// Line is one label with its value. Kind says the four absences by different words: see Absent.
type Line struct {
	Label, Value string
	Law          []Law
	URL          string
}
