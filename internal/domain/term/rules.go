package term

import (
	"fmt"
	"slices"

	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
)

// Clock is the law of every place through time, made ready for folding: a law book and a calendar, looked up
// once. It never changes and serves everyone at once.
type Clock struct {
	book       law.Book // asked for reasons only: numbers are looked up once, below
	calendar   *calendar.Calendar
	regions    []string // provinces with rules of their own
	provinces  []eras   // of each of them; the last one holds the national rules
	facilities map[string][]eras
}

// eras are the rules of one place through time, earliest first. The first has held since always.
type eras []era

type era struct {
	from  civil.Date
	rules rules
}

// on is the rules of a day.
func (e eras) on(day civil.Date) *rules {
	i := len(e) - 1
	for i > 0 && day.Before(e[i].from) {
		i--
	}
	return &e[i].rules
}

// rules are the numbers that apply in one place in one era.
type rules struct {
	dayCount                            DayCount
	ciYears, cdYears, crMaxYears        int
	earlyYears, controlYears            int
	extensionMax                        int
	minorAge, nursingYears              int
	workHours                           float64
	workDays                            int
	singleMax, singleGap                civil.Instant // lengths in microseconds
	homeLeaveDays, absenceDays          int
	seriousRefusals, seriousTrips, over int
	transferByPlan, reportFar           law.Value
	submitLead                          law.Value
	within, notBefore                   [dutyCodes]law.Value
	basis                               [dutyCodes][]law.Citation
	settled                             [dutyCodes]bool          // two officers confirmed the limit
	lead                                bool                     // and the lead of an opinion
	warns                               map[law.FindingCode]bool // and what these findings rest on
}

const dutyCodes = int(law.LegalAidForward) + 1

// national is a region that has no rules of its own.
const national = "00"

// NewClock makes the clock of a book and a calendar. It is an error when the book lacks a number that the
// clock cannot do without, or gives one in a unit that its rule cannot use.
func NewClock(book law.Book, cal *calendar.Calendar) (*Clock, error) {
	regions, facilities := book.Places()
	c := &Clock{book: book, calendar: cal, regions: regions, facilities: make(map[string][]eras, len(facilities))}
	r := reader{book: book, days: book.Days()}
	c.provinces = r.provinces(regions, "")
	for _, f := range facilities {
		c.facilities[f] = r.provinces(regions, f)
	}
	return c, r.err
}

// place finds the rules of a region, or of a facility in it.
func (c *Clock) place(region, facility string) eras {
	if region == "" {
		region = law.Sichuan
	}
	i := slices.Index(c.regions, region)
	if i < 0 {
		i = len(c.regions)
	}
	if own, ok := c.facilities[facility]; ok {
		return own[i]
	}
	return c.provinces[i]
}

// reader takes numbers out of a book and remembers the first that is missing.
type reader struct {
	book law.Book
	days []civil.Date // on which another value begins to apply
	at   law.Scope
	on   civil.Date
	err  error
}

func (r *reader) provinces(regions []string, facility string) []eras {
	out := make([]eras, 0, len(regions)+1)
	for _, region := range append(slices.Clip(regions), national) {
		r.at = law.Scope{Region: region, Facility: facility}
		all := make(eras, 0, len(r.days))
		for _, r.on = range r.days {
			all = append(all, era{r.on, r.rules()})
		}
		out = append(out, all)
	}
	return out
}

func (r *reader) rules() rules {
	x := rules{
		dayCount: InclusiveStart, ciYears: r.number(law.CITerm, law.Year), cdYears: r.number(law.CDTerm, law.Year),
		crMaxYears: r.number(law.CRMaxTerm, law.Year), earlyYears: r.number(law.CIEarlyMin, law.Year),
		controlYears: r.number(law.ControlYears, law.Year), extensionMax: r.number(law.CIExtensionMax, law.Month),
		minorAge: r.number(law.CIMinorAge, law.Year), nursingYears: r.number(law.CINursing, law.Year),
		workHours: float64(r.number(law.CIWorkHours, law.Hour)), workDays: r.number(law.CIWorkDays, law.Day),
		singleMax:     civil.Instant(0).Add(24 * hours(r.number(law.CISingleMax, law.Day))),
		singleGap:     civil.Instant(0).Add(hours(r.number(law.CISingleGap, law.Hour))),
		homeLeaveDays: r.number(law.CIHomeLeaveMax, law.Day), absenceDays: r.number(law.CDAbsenceReport, law.Day),
		seriousRefusals: r.number(law.CDSeriousRefusals, law.Count), seriousTrips: r.number(law.CDSeriousTrips, law.Count),
		over: r.number(law.CDSeriousDays, law.Day), transferByPlan: r.value(law.CIPSMaxByPlan), reportFar: r.value(law.CDReportFar),
		submitLead: r.value(law.CISubmitLead),
	}
	if r.value(law.CIDayCount).Word == "EXCLUDE_START" {
		x.dayCount = ExcludeStart
	}
	for _, code := range law.Duties() {
		spec := law.Duty(code)
		x.within[code], x.notBefore[code] = r.value(spec.Within), r.value(spec.NotBefore)
		x.basis[code] = r.book.Basis(code, r.at, r.on)
		x.settled[code] = r.confirmed(spec.Within, spec.NotBefore)
	}
	x.lead, x.warns = r.confirmed(law.CISubmitLead, ""), map[law.FindingCode]bool{}
	for _, code := range law.Warnings() {
		x.warns[code] = r.confirmed(code.Rests(), "")
	}
	return x
}

// value is the value in force, not set where there is none.
func (r *reader) value(k law.Key) law.Value {
	p, _ := r.book.Find(k, r.at, r.on)
	return p.Value
}

// confirmed tells whether two officers confirmed or set what there is of a limit and an earliest moment.
func (r *reader) confirmed(within, notBefore law.Key) bool {
	w, due := r.book.Find(within, r.at, r.on)
	n, from := r.book.Find(notBefore, r.at, r.on)
	return (due || from) && (!due || w.Confirmed) && (!from || n.Confirmed)
}

// number is a value that must be there, in a unit.
func (r *reader) number(k law.Key, u law.Unit) int {
	v := r.value(k)
	if (!v.Set || v.Unit != u) && r.err == nil {
		r.err = fmt.Errorf("term: %s is %q in region %s; the clock needs a number in %s", k, v, r.at.Region, u)
	}
	return v.N
}
