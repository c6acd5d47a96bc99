package termfilter

import (
	"strconv"

	"guitu/internal/domain/term"
)

// names finds a fact type by its name.
var names = func() map[string]term.Type {
	m := make(map[string]term.Type)
	for _, t := range term.Types() {
		m[t.String()] = t
	}
	return m
}()

func (d *decoder) readFacts(facts int32) {
	d.fact = 0
	for n := d.line.nodes[facts].child; n != 0 && d.bad == nil; n = d.line.nodes[n].next {
		d.c.Facts = append(d.c.Facts, term.Fact{})
		d.readFact(n, &d.c.Facts[d.fact])
		d.fact++
	}
	d.fact = -1
}

func (d *decoder) readFact(n int32, x *term.Fact) {
	if _, ok := d.of(n, "facts", object, "term.want.object"); !ok {
		return
	}
	kind, ok := d.need(n, "type", "type", str, "term.want.type")
	if !ok {
		return
	}
	raw := d.line.raw[d.line.nodes[kind].start:d.line.nodes[kind].end]
	t, ok := names[string(raw[1:len(raw)-1])]
	if !ok {
		if t, ok = names[unquote(raw)]; !ok {
			d.fail("type", kind, "term.want.type")
			return
		}
	}
	schema := term.SchemaOf(t)
	d.readAt(n, schema, x)
	for i := range schema.Fields {
		d.readField(n, &schema.Fields[i], x)
	}
	d.agree(n, x)
}

func (d *decoder) readAt(n int32, schema *term.Schema, x *term.Fact) {
	if schema.Moment {
		if at, ok := d.need(n, "at", "at", str, "term.want.instant"); ok {
			*x = term.AtMoment(schema.Type, d.instant("at", at))
		}
		return
	}
	if at, ok := d.need(n, "at", "at", str, "term.want.date"); ok {
		*x = term.OnDay(schema.Type, d.date("at", at))
	}
}

// readField reads one field by its kind.
func (d *decoder) readField(n int32, f *term.Field, x *term.Fact) {
	c, ok := d.line.get(n, f.Name)
	if f.Must == term.WhenApproved && !x.Approved {
		return
	}
	k, want := shape(f.Kind)
	if !ok {
		if f.Must != term.Optional {
			d.fail(f.Name, c, want, listed(f.Words))
		}
		return
	}
	if _, ok := d.of(c, f.Name, k, want, f.Words...); !ok {
		return
	}
	switch f.Kind {
	case term.Flag:
		d.setFlag(f.Name, d.line.nodes[c].yes, x)
	case term.Day:
		d.setDay(f.Name, c, x)
	case term.One:
		d.setWord(f.Name, d.word(f.Name, c, f.Words), x)
	case term.Many:
		for e := d.line.nodes[c].child; e != 0; e = d.line.nodes[e].next {
			d.sign(f, e, x)
		}
	case term.Text:
		d.setText(f, c, x)
	case term.Number, term.Ref:
		d.setNumber(f, c, x)
	case term.Hours:
		h, err := strconv.ParseFloat(string(d.line.raw[d.line.nodes[c].start:d.line.nodes[c].end]), 64)
		if err != nil || h < 0 {
			d.fail(f.Name, c, want)
		}
		x.Hours = h
	}
}

// shape is how a field's kind is written in JSON, and the words that say so.
func shape(k term.FieldKind) (kind, string) {
	switch k {
	case term.Flag:
		return boolean, "term.want.bool"
	case term.Day:
		return str, "term.want.date"
	case term.One:
		return str, "term.want.word"
	case term.Many:
		return list, "term.want.words"
	case term.Number:
		return number, "term.want.number"
	case term.Ref:
		return number, "term.want.index"
	case term.Hours:
		return number, "term.want.hours"
	default:
		return str, "term.want.text"
	}
}

func (d *decoder) setFlag(name string, yes bool, x *term.Fact) {
	switch name {
	case "afterCRBreachAndUse":
		x.AfterCRBreach = yes
	case "injuries":
		x.Injuries = yes
	case "pregnant":
		x.Pregnant = yes
	case "nursing":
		x.Nursing = yes
	case "approved":
		x.Approved = yes
	case "forceMajeure":
		x.ForceMajeure = yes
	case "farOrInconvenient":
		x.Far = yes
	case "excused":
		x.Excused = yes
	case "permitted":
		x.Permitted = yes
	}
}

func (d *decoder) setDay(name string, n int32, x *term.Fact) {
	day := d.date(name, n)
	switch name {
	case "termStart":
		x.TermStart = day
	case "termEnd":
		x.TermEnd = day
	case "until":
		x.Until = day
	case "releaseOn":
		x.ReleaseOn = day
	}
}

func (d *decoder) setWord(name string, w term.Word, x *term.Fact) {
	switch name {
	case "by":
		x.By = w
	case "approvedBy":
		x.ApprovedBy = w
	case "ground":
		x.Ground = w
	case "who":
		x.Who = w
	case "cause":
		x.Cause = w
	case "result":
		x.Result = w
	case "searchedBySex":
		x.SearchedBy = w
	}
}

// sign notes one of those who signed for injuries.
func (d *decoder) sign(f *term.Field, n int32, x *term.Fact) {
	if _, ok := d.of(n, f.Name, str, "term.want.words", f.Words...); !ok {
		return
	}
	switch d.word(f.Name, n, f.Words) {
	case term.Police:
		x.SignedByPolice = true
	case term.Resident:
		x.SignedByResident = true
	}
}

// setText reads a text of which only something is kept: that a reason was noted, or which of the named
// reasons it is.
func (d *decoder) setText(f *term.Field, n int32, x *term.Fact) {
	switch {
	case f.Name == "waived":
		x.Waived = d.line.nodes[n].end-d.line.nodes[n].start > 2 // an empty text notes nothing
	case len(f.Words) > 0:
		for _, w := range f.Words {
			if d.line.is(d.line.nodes[n].start, d.line.nodes[n].end, w.String()) {
				x.Reason = w
			}
		}
	}
}

func (d *decoder) setNumber(f *term.Field, n int32, x *term.Fact) {
	v, ok := d.line.whole(n)
	if f.Kind == term.Ref {
		if !ok || v < 0 || int(v) >= d.fact {
			d.fail(f.Name, n, "term.want.index")
		}
		x.Index = v
		return
	}
	if !ok || v < 1 {
		d.fail(f.Name, n, "term.want.number")
	}
	switch f.Name {
	case "days":
		x.Days = v
	case "months":
		x.Months = v
	case "years":
		x.Years = v
	}
}

// agree checks that the days of one fact follow each other.
func (d *decoder) agree(n int32, x *term.Fact) {
	if d.bad != nil {
		return
	}
	if !x.Until.IsZero() && x.Until.Before(x.On) {
		c, _ := d.line.get(n, "until")
		d.fail("until", c, "term.want.notBefore", x.On)
	}
	start := x.TermStart
	if start.IsZero() {
		start = x.On
	}
	if !x.TermEnd.IsZero() && x.TermEnd.Before(start) {
		c, _ := d.line.get(n, "termEnd")
		d.fail("termEnd", c, "term.want.notBefore", start)
	}
}
