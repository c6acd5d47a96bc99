package term

import (
	"fmt"

	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/domain/law"
)

// Clock is the law of every province, made ready for folding: a law book and a calendar, looked up once. It
// never changes and serves everyone at once.
type Clock struct {
	calendar  *calendar.Calendar
	provinces [len(provinces) + 1]rules // the last one holds the national rules
}

// provinces with rules of their own.
var provinces = [...]string{law.Sichuan, law.Shanghai, law.Zhejiang, law.Shandong, law.Guangdong, law.Chongqing}

// rules are the numbers that apply in one province.
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
	within, notBefore                   [dutyCodes]law.Value
	basis                               [dutyCodes][]law.Citation
}

const dutyCodes = int(law.LegalAidForward) + 1

// NewClock makes the clock of a book and a calendar. It is an error when the book lacks a number that the
// clock cannot do without, or gives one in a unit that its rule cannot use.
func NewClock(book law.Book, cal *calendar.Calendar) (*Clock, error) {
	c := &Clock{calendar: cal}
	for i := range c.provinces {
		r := reader{book: book, at: law.Scope{Region: "00"}}
		if i < len(provinces) {
			r.at.Region = provinces[i]
		}
		c.provinces[i] = r.rules()
		if r.err != nil {
			return nil, r.err
		}
	}
	return c, nil
}

// province finds the rules for a region code.
func (c *Clock) province(region string) *rules {
	if region == "" {
		region = law.Sichuan
	}
	for i, p := range provinces {
		if p == region {
			return &c.provinces[i]
		}
	}
	return &c.provinces[len(provinces)]
}

// reader takes numbers out of a book and remembers the first that is missing.
type reader struct {
	book law.Book
	at   law.Scope
	err  error
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
	}
	if r.value(law.CIDayCount).Word == "EXCLUDE_START" {
		x.dayCount = ExcludeStart
	}
	for _, code := range law.Duties() {
		spec := law.Duty(code)
		x.within[code], x.notBefore[code] = r.value(spec.Within), r.value(spec.NotBefore)
		x.basis[code] = r.book.Basis(code, r.at)
	}
	return x
}

// value is the value in force without end, not set where there is none.
func (r *reader) value(k law.Key) law.Value {
	p, _ := r.book.Find(k, r.at, civil.Date{})
	return p.Value
}

// number is a value that must be there, in a unit.
func (r *reader) number(k law.Key, u law.Unit) int {
	v := r.value(k)
	if (!v.Set || v.Unit != u) && r.err == nil {
		r.err = fmt.Errorf("term: %s is %q in region %s; the clock needs a number in %s", k, v, r.at.Region, u)
	}
	return v.N
}
