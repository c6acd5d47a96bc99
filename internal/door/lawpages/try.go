package lawpages

import (
	"net/url"
	"slices"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"
	"guitu/internal/door/termfilter"
	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

// tryPage is the legal clock on a page: a case that is nobody's goes in, what the law makes of it comes out.
type tryPage struct {
	web.Page
	Regions []web.Option
	Values  url.Values
	Line    string
	Asked   bool
	Wrong   []web.Fault
	Answer  answer
}

// happening is one line of the small form: the fact that its day makes.
type happening struct {
	name  string
	kind  term.Type
	group string
	add   func(*term.Fact, url.Values)
}

// happenings are what the form can say, in the order in which such a life goes.
var happenings = []happening{
	{"decided", term.CIDecided, "begin", func(f *term.Fact, _ url.Values) { f.By, f.Ground = term.County, term.Severe }},
	{"ps", term.PSAdmitted, "begin", nil},
	{"ja", term.JAAdmitted, "begin", nil},
	{"abscond", term.Abscond, "change", nil},
	{"recapture", term.Recapture, "change", nil},
	{"held", term.HeldElsewhere, "change", func(f *term.Fact, _ url.Values) { f.Cause = term.Arrest }},
	{"held_ended", term.HeldElsewhereEnded, "change", nil},
	{"extension_proposed", term.ExtensionProposed, "decide", nil},
	{"extension_received", term.ExtensionReceived, "decide", nil},
	{"extension", term.ExtensionDecided, "decide", func(f *term.Fact, v url.Values) {
		f.Approved, f.By, f.Months = true, term.DecidingAuthority, int32(number(v.Get("months")))
	}},
	{"early_proposed", term.EarlyProposed, "decide", nil},
	{"early_received", term.EarlyReceived, "decide", nil},
	{"early", term.EarlyDecided, "decide", func(f *term.Fact, v url.Values) {
		f.Approved, f.By = true, term.DecidingAuthority
		f.ReleaseOn, _ = civil.ParseDate(v.Get("early_on"))
	}},
	{"released", term.Released, "end", nil},
}

// number reads a count of months; anything else is nought, which the clock answers by itself.
func number(s string) (n int) {
	for _, c := range s {
		if c < '0' || c > '9' || n > 1000 {
			return 0
		}
		n = 10*n + int(c-'0')
	}
	return n
}

func (d *desk) try(r *web.Request) error {
	v := r.URL.Query()
	p := d.tryPage(r, v)
	if p.Asked = v.Has("decided"); p.Asked {
		var c term.Case
		c, p.Wrong = built(p.Printer, v)
		if len(p.Wrong) == 0 {
			if err := d.judge(r, &p, &c); err != nil {
				return err
			}
		}
	}
	return r.Draw(p.Page, tryView(p))
}

func (d *desk) tryPage(r *web.Request, v url.Values) tryPage {
	p := tryPage{Page: r.Page(r.T("rules.try.title"), "law"), Values: v}
	p.Sub, p.Crumbs = p.T("rules.try.sub"), []web.Crumb{{Label: p.T("rules.title"), URL: "/rules"}}
	p.Regions = regions(p.Printer)
	return p
}

// tryLine judges a case as `guitu term` reads it.
func (d *desk) tryLine(r *web.Request) error {
	var form struct{ Line string }
	if err := r.Decode(&form); err != nil {
		return err
	}
	p := d.tryPage(r, url.Values{})
	p.Line, p.Asked = form.Line, true
	line, _, _ := strings.Cut(form.Line, "\n")
	c, bad := termfilter.Decode([]byte(line), p.Printer)
	if bad != "" {
		p.Wrong = []web.Fault{{Field: "line", Text: bad}}
		return r.Draw(p.Page, tryView(p))
	}
	if err := d.judge(r, &p, &c); err != nil {
		return err
	}
	return r.Draw(p.Page, tryView(p))
}

// judge asks the same clock as every other page.
func (d *desk) judge(r *web.Request, p *tryPage, c *term.Case) error {
	clock, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (*term.Clock, error) { return d.Rules.Clock(r.Context(), tx) })
	if err != nil {
		return err
	}
	c.Trace = true
	a := clock.Fold(c)
	p.Answer = drawn(p.Page, c, &a)
	return nil
}

// built makes a case of the form, or says which days are none.
func built(p text.Printer, v url.Values) (term.Case, []web.Fault) {
	var f errs.Fields
	c := term.Case{Region: v.Get("region")}
	day := func(name string, must bool) civil.Date {
		s := strings.TrimSpace(v.Get(name))
		if s == "" && !must {
			return civil.Date{}
		}
		on, err := civil.ParseDate(s)
		if err != nil {
			f.Add(name, "date.bad", s)
		}
		return on
	}
	c.AsOf = day("as_of", true).Start()
	for _, h := range happenings {
		if on := day(h.name, h.name == "decided"); !on.IsZero() {
			x := term.OnDay(h.kind, on)
			if h.add != nil {
				h.add(&x, v)
			}
			c.Facts = append(c.Facts, x)
		}
	}
	day("early_on", v.Get("early") != "")
	if v.Get("extension") != "" && number(v.Get("months")) == 0 {
		f.Add("months", "rules.try.months_bad", v.Get("months"))
	}
	slices.SortStableFunc(c.Facts, func(a, b term.Fact) int { return a.On.Compare(b.On) })
	return c, faults(p, f.Err("rules.try.bad"))
}

func faults(p text.Printer, err error) []web.Fault {
	e := errs.Find(err)
	if e == nil {
		return nil
	}
	out := make([]web.Fault, len(e.Fields))
	for i, x := range e.Fields {
		out[i] = web.Fault{Field: x.Name, Text: p.T(x.Code, x.Args...)}
	}
	return out
}

func (p tryPage) fault(name string) string {
	for _, x := range p.Wrong {
		if x.Field == name {
			return x.Text
		}
	}
	return ""
}

// group lists the days of one part of the form.
func group(name string) (out []happening) {
	for _, h := range happenings {
		if h.group == name {
			out = append(out, h)
		}
	}
	return out
}

// in is a value of the form as it stands in the address; today is offered for the day of judgement.
func (p tryPage) in(name string) string {
	if v := p.Values.Get(name); v != "" || p.Asked {
		return v
	}
	switch name {
	case "as_of":
		return p.Today().String()
	case "region":
		return law.Sichuan
	}
	return ""
}
