package person

import (
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
	p := Person{ID: id.New(), Version: 1, Phone: strings.TrimSpace(d.Phone), Language: strings.TrimSpace(d.Language)}
	p.Name, _ = cn.CleanName(d.Name)
	if p.Name == "" {
		f.Add("name", "name.missing", d.Name)
	}
	if len([]rune(p.Name)) > 50 {
		f.Add("name", "person.name_long", d.Name, 50)
	}
	for _, a := range cn.Parts(d.Aliases) {
		if a, _ = cn.CleanName(a); a != "" && a != p.Name {
			p.Aliases = append(p.Aliases, a)
		}
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

func args(err error) []any {
	if e := errs.Find(err); e != nil {
		return e.Args
	}
	return nil
}
