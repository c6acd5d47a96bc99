// Package written is how the facts of the legal clock are written: as the words of a form, and as the fields of a row
// ("by=county;ground=severe"). Both follow the schemas of term, so that a field added there is read and written here.
package written

import (
	"strconv"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"
)

// Values are the fields of a fact as a form or a row writes them, by the names of term's schema; dates as
// YYYY-MM-DD, lists by commas, flags as "true".
type Values map[string]string

// types finds a fact type by name.
var types = func() map[string]term.Type {
	m := map[string]term.Type{}
	for _, t := range term.Types() {
		m[t.String()] = t
	}
	return m
}()

// ParseType reads the name of a fact type.
func ParseType(name string) (term.Type, bool) { t, ok := types[name]; return t, ok }

// ParseFact makes a fact out of a form's words, or answers every field that is wrong. at is a day, or a
// moment as RFC 3339 where the type happens at a moment.
func ParseFact(name, at string, v Values) (term.Fact, error) {
	var f errs.Fields
	t, ok := ParseType(name)
	if !ok {
		f.Add("type", "measure.type_unknown", name, name)
		return term.Fact{}, f.Err("measure.bad_input")
	}
	schema := term.SchemaOf(t)
	fact := moment(&f, schema, at)
	for _, field := range schema.Fields {
		s := strings.TrimSpace(v[field.Name])
		if s == "" || field.Must == term.WhenApproved && v["approved"] != "true" {
			if field.Must == term.Required || field.Must == term.WhenApproved && v["approved"] == "true" {
				f.Add(field.Name, "measure.field_missing", "", text.Key("measure.field."+field.Name))
			}
			continue
		}
		if !set(&fact, field, s) {
			f.Add(field.Name, "measure.field_bad", s, s)
		}
	}
	consistent(&f, fact)
	return fact, f.Err("measure.bad_input")
}

func moment(f *errs.Fields, schema *term.Schema, at string) term.Fact {
	if !schema.Moment {
		d, err := civil.ParseDate(at)
		if err != nil {
			f.Add("at", "date.bad", at)
			return term.Fact{Type: schema.Type}
		}
		return term.OnDay(schema.Type, d)
	}
	i, err := civil.ParseInstant(at)
	if err != nil {
		f.Add("at", "measure.moment_bad", at)
		return term.Fact{Type: schema.Type}
	}
	return term.AtMoment(schema.Type, i)
}

// consistent asks what two fields must agree on.
func consistent(f *errs.Fields, x term.Fact) {
	if x.Type == term.CIDecided && !x.TermEnd.IsZero() {
		start := x.TermStart
		if start.IsZero() {
			start = x.On
		}
		if x.TermEnd.Before(start) {
			f.Add("termEnd", "date.order", x.TermEnd.String(), start.String())
		}
	}
	if x.Waived && !Waivable(x.Type, x.Who) {
		f.Add("waived", "measure.not_waivable", "", text.Key("measure.word."+x.Who.String()))
	}
	if !x.Until.IsZero() && x.Until.Before(x.On) {
		f.Add("until", "date.order", x.Until.String(), x.On.String())
	}
}

// Waivable tells whether the article of a notice lets it be left out for a noted reason.
func Waivable(t term.Type, who term.Word) bool {
	first := map[term.Type]law.DutyCode{
		term.CINotified: law.NoticeFamily, term.EarlyNotified: law.EarlyNoticeFamily, term.ExtensionNotified: law.ExtensionNoticeFamily,
	}[t]
	return first != law.NoDuty && who >= term.Family && who <= term.PoliceStation && law.Duty(first+law.DutyCode(who-term.Family)).Waivable
}

// set puts a field's words into the fact; false when they are not of the field's kind.
func set(x *term.Fact, field term.Field, s string) bool {
	if field.Name == "injurySignedBy" {
		for _, w := range strings.Split(s, ",") {
			switch strings.TrimSpace(w) {
			case term.Police.String():
				x.SignedByPolice = true
			case term.Resident.String():
				x.SignedByResident = true
			default:
				return false
			}
		}
		return true
	}
	switch p := place(x, field.Name).(type) {
	case *term.Word:
		for _, w := range field.Words {
			if w.String() == s {
				*p = w
			}
		}
		return *p != term.NoWord || field.Kind == term.Text
	case *bool:
		*p = s != "false"
		return s == "true" || s == "false" || field.Kind == term.Text
	case *civil.Date:
		d, err := civil.ParseDate(s)
		*p = d
		return err == nil
	case *int32:
		n, err := strconv.ParseInt(s, 10, 32)
		*p = int32(n)
		return err == nil && (n > 0 || field.Kind == term.Ref)
	case *float64:
		h, err := strconv.ParseFloat(s, 64)
		*p = h
		return err == nil && h >= 0 && h <= 24
	}
	return field.Kind == term.Text // words for people, kept in the note
}

// place is where a field of the schema stands in the fact; nil for words that the clock does not read.
func place(x *term.Fact, name string) any {
	switch name {
	case "by":
		return &x.By
	case "approvedBy":
		return &x.ApprovedBy
	case "ground":
		return &x.Ground
	case "who":
		return &x.Who
	case "cause":
		return &x.Cause
	case "result":
		return &x.Result
	case "searchedBySex":
		return &x.SearchedBy
	case "reason":
		if x.Type == term.Restraint {
			return &x.Reason
		}
	case "injuries":
		return &x.Injuries
	case "pregnant":
		return &x.Pregnant
	case "nursing":
		return &x.Nursing
	case "approved":
		return &x.Approved
	}
	return place2(x, name)
}

func place2(x *term.Fact, name string) any {
	switch name {
	case "forceMajeure":
		return &x.ForceMajeure
	case "farOrInconvenient":
		return &x.Far
	case "excused":
		return &x.Excused
	case "permitted":
		return &x.Permitted
	case "waived":
		return &x.Waived
	case "afterCRBreachAndUse":
		return &x.AfterCRBreach
	case "termStart":
		return &x.TermStart
	case "termEnd":
		return &x.TermEnd
	case "until":
		return &x.Until
	case "releaseOn":
		return &x.ReleaseOn
	case "days":
		return &x.Days
	case "months":
		return &x.Months
	case "years":
		return &x.Years
	case "hours":
		return &x.Hours
	}
	return nil
}

// Write gives the fields of a fact as a row keeps them: "by=county;ground=severe". Only what is set is
// written; words for people are not here but sealed.
func Write(x term.Fact) string {
	var b strings.Builder
	for _, field := range term.SchemaOf(x.Type).Fields {
		if Bodily(field.Name) {
			continue // kept apart, sealed
		}
		if s := value(&x, field.Name); s != "" {
			if b.Len() > 0 {
				b.WriteByte(';')
			}
			b.WriteString(field.Name + "=" + s)
		}
	}
	return b.String()
}

func value(x *term.Fact, name string) string {
	if name == "injurySignedBy" {
		var who []string
		if x.SignedByPolice {
			who = append(who, term.Police.String())
		}
		if x.SignedByResident {
			who = append(who, term.Resident.String())
		}
		return strings.Join(who, ",")
	}
	switch p := place(x, name).(type) {
	case *term.Word:
		return p.String()
	case *bool:
		if *p {
			return "true"
		}
	case *civil.Date:
		if !p.IsZero() {
			return p.String()
		}
	case *int32:
		if *p != 0 {
			return strconv.Itoa(int(*p))
		}
	case *float64:
		if *p != 0 {
			return strconv.FormatFloat(*p, 'f', -1, 64)
		}
	}
	return ""
}

// ValuesOf gives the fields of a fact by name, for a form or a page. What it says of the body is not among them.
func ValuesOf(x term.Fact) Values {
	v := Values{}
	for _, field := range term.SchemaOf(x.Type).Fields {
		if Bodily(field.Name) {
			continue
		}
		if s := value(&x, field.Name); s != "" {
			v[field.Name] = s
		}
	}
	return v
}

// Read makes a fact out of a row. A row that cannot be read is a defect or an alteration, never skipped.
func Read(name string, at int64, fields string) (term.Fact, error) {
	t, ok := ParseType(name)
	if !ok {
		return term.Fact{}, errs.New(errs.Internal, "measure.row_unreadable", name)
	}
	schema := term.SchemaOf(t)
	x := term.AtMoment(t, civil.Instant(at))
	for fields != "" {
		var pair string
		pair, fields, _ = strings.Cut(fields, ";")
		key, s, _ := strings.Cut(pair, "=")
		found := false
		for _, field := range schema.Fields {
			if field.Name == key {
				found = set(&x, field, s)
			}
		}
		if !found {
			return x, errs.New(errs.Internal, "measure.row_unreadable", name)
		}
	}
	return x, nil
}

// Bodily are the fields that say something of the body: they are kept apart from the fact.
func Bodily(field string) bool { return field == "pregnant" || field == "nursing" }
