package book

import (
	"regexp"
	"slices"
	"strings"

	"guitu/internal/base/cn"
	"guitu/internal/platform/sheet"
)

// rest takes what cannot be wrong, and keeps what the house has no place for.
func (e *entry) rest() {
	e.Room, e.Bed = e.said(Room), e.said(Bed)
	if s := e.said(Ethnic); s != "" {
		if e.Ethnic = cn.ParseEthnic(s); e.Ethnic == "" {
			e.Notes = append(e.Notes, Note{string(Ethnic), s})
			e.notice(Ethnic, EthnicUnknown, s)
		}
	}
	e.Drugs, e.Other = cn.ParseDrugs(e.said(Drugs))
	for _, d := range e.Other {
		e.notice(Drugs, DrugUnknown, d)
	}
	contact := Contact{Tie: e.said(KinTie), Phone: e.said(KinPhone)}
	contact.Name, _ = cn.CleanName(e.said(Kin))
	if contact != (Contact{}) {
		e.Contacts = []Contact{contact}
	}
	switch {
	case contact.Name == "" && contact != (Contact{}):
		e.notice(Kin, KinNameless, strings.TrimSpace(contact.Tie+" "+contact.Phone))
	case contact.Phone != "" && !phone.MatchString(cn.Compact(contact.Phone)):
		e.notice(KinPhone, PhoneOdd, contact.Phone)
	}
	if x := e.at(Remark); x.Kind != sheet.Broken {
		e.Remark = strings.TrimSpace(x.Text)
	}
	for i, c := range e.line.Cells {
		if i >= len(e.columns.names) || e.columns.other[i] {
			if s := strings.TrimSpace(c.Text); s != "" {
				e.Notes = append(e.Notes, Note{e.columns.title(i), s})
			}
		}
	}
}

// phone is how telephone numbers look, several of them too.
var phone = regexp.MustCompile(`^\+?[0-9()（）\-—、,，;；/转]{5,}$`)

func (e *entry) notice(c Column, code, value string) {
	e.notices = append(e.notices, Problem{Row: e.Row.Row, Column: c, Code: code, Value: value, Args: []any{value}})
}

// broken keeps the errors of a spreadsheet in columns that may be empty: such a cell is not an empty one.
func (e *entry) broken() {
	for i := range e.line.Cells {
		x := e.cell(i)
		if x.Kind != sheet.Broken {
			continue
		}
		c := Column(e.columns.title(i))
		for column, at := range e.columns.at {
			if at == i {
				c = column
			}
		}
		if c == advice || slices.ContainsFunc(e.problems, func(p Problem) bool { return p.Column == c }) {
			continue
		}
		if n := (Note{string(c), strings.TrimSpace(x.Text)}); n.Text != "" && !slices.Contains(e.Notes, n) {
			e.Notes = append(e.Notes, n)
		}
		e.notice(c, CellBroken, x.Text)
	}
}
