package civil

import (
	"errors"
	"strconv"
	"time"
)

// Instant is a moment: microseconds since 1970-01-01T00:00:00Z, as the store keeps them. Instants compare
// with < and ==.
type Instant int64

// ErrInstant is answered for a text that is not a moment as RFC 3339 writes it.
var ErrInstant = errors.New("civil: not a moment written as RFC 3339")

const (
	micro  = 1
	second = 1_000_000 * micro
	day    = 86_400 * second
	east8  = 8 * 3600 * second // Shanghai, all year
)

// Shanghai is the zone of every civil day in the house.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// DateOf is the day in Shanghai on which t falls.
func DateOf(t time.Time) Date { return InstantOf(t).Day() }

// InstantOf is t to the microsecond; what is finer is cut off.
func InstantOf(t time.Time) Instant { return Instant(t.UnixMicro()) }

// Time is the moment as the standard library has it, in Shanghai.
func (i Instant) Time() time.Time { return time.UnixMicro(int64(i)).In(Shanghai) }

// Start is the first moment of the day.
func (d Date) Start() Instant { return Instant(int64(d.n-epoch)*day - east8) }

// Day is the day in Shanghai on which the moment falls.
func (i Instant) Day() Date {
	n := int64(i) + east8
	days := n / day
	if n%day < 0 {
		days--
	}
	return Date{epoch + int32(days)}
}

// Add is the moment d later.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d.Microseconds()) }

// Sub is the time from j to i.
func (i Instant) Sub(j Instant) time.Duration { return time.Duration(i-j) * time.Microsecond }

// ParseInstant reads a moment as RFC 3339 writes it, with Z or a numeric offset. What is finer than a
// microsecond is cut off. A leap second is refused: no clock of the house shows one.
func ParseInstant(s string) (Instant, error) {
	if len(s) < 20 || (s[10] != 'T' && s[10] != 't') || s[13] != ':' || s[16] != ':' {
		return 0, ErrInstant
	}
	date, err := ParseDate(s[:10])
	h, ok1 := digits(s[11:13])
	m, ok2 := digits(s[14:16])
	sec, ok3 := digits(s[17:19])
	if err != nil || !ok1 || !ok2 || !ok3 || h > 23 || m > 59 || sec > 59 {
		return 0, ErrInstant
	}
	frac, rest, ok := fraction(s[19:])
	if !ok {
		return 0, ErrInstant
	}
	offset, ok := zone(rest)
	if !ok {
		return 0, ErrInstant
	}
	i := Instant(int64(date.n-epoch)*day + int64(h*3600+m*60+sec)*second + frac - offset)
	if d := i.Day(); d.n < 1 || d.Year() > 9999 {
		return 0, ErrInstant // its day in Shanghai is outside the years that can be written
	}
	return i, nil
}

// fraction reads ".5…" as microseconds and gives what follows.
func fraction(s string) (micros int64, rest string, ok bool) {
	if s == "" || s[0] != '.' {
		return 0, s, true
	}
	n, scale := 1, int64(second)
	for ; n < len(s) && s[n] >= '0' && s[n] <= '9'; n++ {
		scale /= 10
		micros += int64(s[n]-'0') * scale
	}
	return micros, s[n:], n > 1
}

// zone reads Z or ±HH:MM as microseconds east.
func zone(s string) (east int64, ok bool) {
	if s == "Z" || s == "z" {
		return 0, true
	}
	if len(s) != 6 || (s[0] != '+' && s[0] != '-') || s[3] != ':' {
		return 0, false
	}
	h, ok1 := digits(s[1:3])
	m, ok2 := digits(s[4:6])
	if !ok1 || !ok2 || h > 23 || m > 59 {
		return 0, false
	}
	east = int64(h*3600+m*60) * second
	if s[0] == '-' {
		east = -east
	}
	return east, true
}

// String is the moment in Shanghai, with +08:00; a fraction only where there is one.
func (i Instant) String() string { return string(i.AppendTo(make([]byte, 0, 32))) }

// AppendTo appends String to b.
func (i Instant) AppendTo(b []byte) []byte {
	d := i.Day()
	left := int64(i - d.Start())
	b = append(d.AppendTo(b), 'T')
	secs, frac := int(left/second), left%second
	b = two(append(two(append(two(b, secs/3600), ':'), secs/60%60), ':'), secs%60)
	if frac > 0 {
		text := strconv.FormatInt(second+frac, 10) // 1 and six digits
		for text[len(text)-1] == '0' {
			text = text[:len(text)-1]
		}
		b = append(append(b, '.'), text[1:]...)
	}
	return append(b, "+08:00"...)
}

func two(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }
