package cn

import (
	"strings"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
)

// IDNumber is a citizen's identity number (公民身份号码, GB 11643-1999): eighteen characters whose date exists and
// whose check digit is right. The zero value is no number. Numbers are equal with ==.
type IDNumber struct{ s string }

// ParseIDNumber reads a number of 18 or 15 digits: X in either case, full-width digits, spaces, hyphens and
// dots between the digits do not matter. upgraded tells that it had 15 digits and was lengthened, a thing to
// check on paper. It fails with
//
//	id.length       not 18 characters (digits, X at the end) nor 15 digits; argument: how many were read
//	id.date         the day of birth in it does not exist
//	id.check_digit  the last character is not the check digit; argument: the one that would be
//
// and reports the first of these only: behind a missing digit nothing else can be judged. Whether the division
// exists is another question (Divisions.Known): divisions are abolished every year.
func ParseIDNumber(text string) (_ IDNumber, upgraded bool, _ error) {
	s := strings.ToUpper(strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '‐', '‑', '–', '—', '_', '.', '·', '\'', '‘', '’', '`':
			return -1
		case 'Х', 'χ', 'х', '×', '✕': // Cyrillic and Greek look-alikes, and signs that are typed for X
			return 'X'
		}
		return r
	}, Fold(text)))
	switch {
	case len(s) == 15 && digits(s):
		s, upgraded = s[:6]+"19"+s[6:], true
	case len(s) == 18 && digits(s[:17]) && (s[17] == 'X' || digits(s[17:])):
	default:
		return IDNumber{}, false, errs.New(errs.Invalid, "id.length", len([]rune(s)))
	}
	if born, ok := bornIn(s); !ok || born.Year() < 1850 {
		return IDNumber{}, false, errs.New(errs.Invalid, "id.date")
	}
	right := checkDigit(s)
	if upgraded {
		s += string(right)
	}
	if s[17] != right {
		return IDNumber{}, false, errs.New(errs.Invalid, "id.check_digit", string(right))
	}
	return IDNumber{s}, upgraded, nil
}

// checkDigit is the check character of the first seventeen digits, ISO 7064 MOD 11-2.
func checkDigit(s string) byte {
	sum := 0
	for i := range 17 {
		sum = (sum + int(s[i]-'0')) * 2 % 11
	}
	return "10X98765432"[sum]
}

func bornIn(s string) (civil.Date, bool) {
	n := 0
	for _, c := range s[6:14] {
		n = n*10 + int(c-'0')
	}
	return civil.Of(n/10000, time.Month(n/100%100), n%100)
}

// String is the number with all its digits. Do not print it: it is sealed at rest and masked on screens.
func (n IDNumber) String() string { return n.s }

// IsZero tells whether there is no number.
func (n IDNumber) IsZero() bool { return n.s == "" }

// Born is the day of birth; the zero Date for no number.
func (n IDNumber) Born() civil.Date {
	if n.s == "" {
		return civil.Date{}
	}
	born, _ := bornIn(n.s)
	return born
}

// Sex is what the seventeenth digit says: odd male, even female; "" for no number.
func (n IDNumber) Sex() Sex {
	switch {
	case n.s == "":
		return ""
	case n.s[16]%2 == 1:
		return Male
	default:
		return Female
	}
}

// Division is the code of the county that first issued the number, six digits; it may be abolished since.
func (n IDNumber) Division() string {
	if n.s == "" {
		return ""
	}
	return n.s[:6]
}

// Short is the fifteen-digit form that older papers carry, or "" for one born outside 1900–1999.
func (n IDNumber) Short() string {
	if n.s == "" || n.s[6:8] != "19" {
		return ""
	}
	return n.s[:6] + n.s[8:17]
}

// Invented tells whether the number belongs to nobody: it begins with 519900, no division, as all test data do.
func (n IDNumber) Invented() bool { return strings.HasPrefix(n.s, "519900") }

// Invent makes the number of an invented person, for demo and tests: a birthday and a serial 0–999 whose parity
// decides the sex.
func Invent(born civil.Date, serial int) IDNumber {
	y, m, d := born.Civil()
	s := "519900" + pad(y, 4) + pad(int(m), 2) + pad(d, 2) + pad(serial%1000, 3)
	return IDNumber{s + string(checkDigit(s))}
}

func pad(n, width int) string {
	b := make([]byte, width)
	for i := width - 1; i >= 0; i-- {
		b[i], n = byte('0'+n%10), n/10
	}
	return string(b)
}
