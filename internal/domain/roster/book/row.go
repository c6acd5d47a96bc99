package book

import (
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/domain/resident"
)

// Row is one person's row, as far as the file alone can tell: every value exists and none contradicts another.
// A zero value means that the file does not say.
type Row struct {
	Row      int // as a spreadsheet numbers it, header row counted
	Name     string
	Aliases  []string
	Sex      cn.Sex
	Number   cn.IDNumber // zero where the identity is not established (身份不明)
	Born     civil.Date  // from the column, or from the number
	Ethnic   cn.Ethnic
	Home     Place
	Living   Place
	Organ    string
	Letter   string // number of the decision letter
	Decided  civil.Date
	Start    civil.Date // as printed on the letter
	End      civil.Date // as printed on the letter
	Police   civil.Date
	Admitted civil.Date
	Phase    resident.Phase
	Room     string
	Bed      string
	Drugs    []cn.Drug
	Other    []string // drugs that the table does not have, as written
	Contacts []Contact
	Remark   string
	Notes    []Note
	Renamed  bool // somebody said that the number's owner is called so now
}

// Place is a division, and the text of the cell.
type Place struct {
	Code string // 2, 4, 6 or 9 digits; "" where the file does not say or says 不详
	Text string
	Rest string // what stands after the division: a street, a village
}

// Contact is a relative or friend to be told.
type Contact struct{ Name, Tie, Phone string }

// Note is a cell that the house has no column for, or could not place.
type Note struct{ Header, Text string }

// Term is the range of the measure as far as the row tells: from the decision, wherever the letter lets the term
// begin (the clock allows no decision while a measure runs), to the printed end where it is no later than the law's, else
// the law's (NCL 47: two years from the decision).
func (r Row) Term() (start, end civil.Date) {
	start, end = r.Decided, Lawful(r.Decided)
	if !r.End.IsZero() && r.End.Before(end) {
		end = r.End
	}
	return start, end
}

// Lawful is the last day of two years from the decision: the day before the corresponding day, or the last day
// of the month where there is no corresponding day (2024-02-29 → 2026-02-28).
func Lawful(decided civil.Date) civil.Date {
	end, exact := decided.Corresponding(24)
	if exact {
		end = end.AddDays(-1)
	}
	return end
}

// Same tells whether two rows belong to one person: by number, else by decision letter and name.
func (r Row) Same(o Row) bool {
	if !r.Number.IsZero() && !o.Number.IsZero() {
		return r.Number == o.Number
	}
	return r.LetterKey() != "" && r.LetterKey() == o.LetterKey()
}

// LetterKey names a decision on a person: letter and name, folded; "" when one of them is missing.
func (r Row) LetterKey() string {
	if r.Letter == "" || r.Name == "" {
		return ""
	}
	return Fold(r.Letter) + "\x00" + cn.Normalise(r.Name)
}

// Fold is a number of a letter, a room or a bed as it is compared: brackets of any kind are one, spaces and
// case do not matter.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '〔', '[', '【', '{', '<', '《':
			return '('
		case '〕', ']', '】', '}', '>', '》':
			return ')'
		case '—', '–', '‐', '‑':
			return '-'
		}
		return r
	}, strings.ToUpper(cn.Compact(s)))
}
