package person

import (
	"slices"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
)

// Draft is a person as somebody types it: plain words, not yet true.
type Draft struct {
	Name, Aliases, Sex, Number, Born, Ethnic, Home, Residence, Phone, Language string
}

// Parse makes a person out of a draft, or answers every field that is wrong.
func (k *Desk) Parse(d Draft) (Person, error) {
	var f errs.Fields
	p := Person{ID: id.New(), Version: 1}
	p.called(&f, d)
	long(&f, "aliases", d.Aliases, longAliases)
	long(&f, "home", d.Home, longAddress)
	long(&f, "residence", d.Residence, longAddress)
	p.Phone = phone(&f, d.Phone)
	if p.Language = strings.TrimSpace(d.Language); p.Language != "" && !slices.Contains(Languages, p.Language) {
		f.Add("language", "person.language_unknown", d.Language, d.Language)
	}
	p.identity(&f, d)
	if d.Ethnic != "" {
		if p.Ethnic = cn.ParseEthnic(d.Ethnic); p.Ethnic == "" {
			f.Add("ethnic", "person.ethnic_unknown", d.Ethnic, d.Ethnic)
		}
	}
	p.Home = k.address(&f, "home", d.Home)
	p.Residence = k.address(&f, "residence", d.Residence)
	return p, f.Err("person.bad_input")
}

// What may be typed at most, in characters. A roster's cells are bounded where they are read.
const (
	longName    = 50
	longAliases = 200
	longAddress = 100
	longPhone   = 30
	longWhy     = 200
)

// long answers a text that is longer than its field.
func long(f *errs.Fields, name, text string, most int) {
	if len([]rune(text)) > most {
		f.Add(name, "person.too_long", text, most)
	}
}

// called reads the name and what else somebody is called.
func (p *Person) called(f *errs.Fields, d Draft) {
	p.Name, _ = cn.CleanName(d.Name)
	switch bad := cn.NotOfName(p.Name); {
	case p.Name == "":
		f.Add("name", "name.missing", d.Name)
	case bad != "":
		f.Add("name", "person.name_bad", d.Name, d.Name, bad)
	case len([]rune(p.Name)) > longName:
		f.Add("name", "person.name_long", d.Name, longName)
	}
	for _, a := range cn.Parts(d.Aliases) {
		a, _ = cn.CleanName(a)
		if bad := cn.NotOfName(a); bad != "" {
			f.Add("aliases", "person.alias_bad", a, a, bad)
		} else if a != "" && a != p.Name {
			p.Aliases = append(p.Aliases, a)
		}
	}
}

// phone reads a telephone number as people write one. What a roster says of a telephone is kept as it stands there
// and does not come through here.
func phone(f *errs.Fields, text string) string {
	s := cn.Fold(text)
	figures := 0
	odd := strings.ContainsFunc(s, func(r rune) bool {
		if r >= '0' && r <= '9' {
			figures++
			return false
		}
		return !strings.ContainsRune("+-() ", r)
	})
	if long(f, "phone", s, longPhone); len([]rune(s)) > longPhone {
		return s
	}
	if s != "" && (odd || figures < 5 || figures > 20) {
		f.Add("phone", "person.phone_bad", text, text)
	}
	return s
}

// identity reads number, sex and birth together, because the number says the other two.
func (p *Person) identity(f *errs.Fields, d Draft) {
	if d.Sex != "" {
		s, ok := cn.ParseSex(d.Sex)
		if !ok {
			f.Add("sex", "sex.bad", d.Sex)
		}
		p.Sex = s
	}
	if d.Born != "" {
		b, err := civil.ParseDate(strings.TrimSpace(d.Born))
		if err != nil {
			f.Add("born", "date.bad", d.Born)
		}
		p.Born = b
	}
	if strings.TrimSpace(d.Number) == "" {
		if p.Sex == "" && d.Sex == "" {
			f.Add("sex", "sex.missing", "")
		}
		return
	}
	n, _, err := cn.ParseIDNumber(d.Number)
	if err != nil {
		f.Add("number", errs.CodeOf(err), d.Number, args(err)...)
		return
	}
	p.Identifiers = append(p.Identifiers, Identifier{Kind: IdentityNumber, Value: n.String()})
	if p.Sex != "" && p.Sex != n.Sex() {
		f.Add("sex", "sex.disagrees", d.Sex, n.Sex().String())
	}
	if !p.Born.IsZero() && p.Born != n.Born() {
		f.Add("born", "born.disagrees", d.Born, n.Born().String())
	}
	p.Sex, p.Born = n.Sex(), n.Born()
}

func (k *Desk) address(f *errs.Fields, name, text string) Address {
	if strings.TrimSpace(text) == "" {
		return Address{}
	}
	at, err := k.places.Find(text)
	if err != nil {
		f.Add(name, errs.CodeOf(err), text, args(err)...)
		return Address{Rest: text}
	}
	return Address{Division: at.Code, Rest: at.Rest}
}

// Written is an address as people write it: its division with all above it, and the rest.
func (k *Desk) Written(a Address) string {
	if a.Division == "" {
		return a.Rest
	}
	return k.places.FullName(a.Division) + a.Rest
}

func args(err error) []any {
	if e := errs.Find(err); e != nil {
		return e.Args
	}
	return nil
}
