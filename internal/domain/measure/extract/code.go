package extract

import (
	"encoding/binary"
	"hash/fnv"
	"math"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/term"
)

// An extract is, in this order:
//
//	head    a byte of flags, sex, region and facility with their lengths, born, birth of a nursed infant
//	facts   each: type, mask, day, then the fields that the mask names, in the order of places
//
// Numbers are varints, days are counted from the fact before. The last fact ends the extract. What is zero is not written.
//
// Types and words stand as the numbers that this program has for them. So a row says in its column form what the numbers
// mean: a program with other words does not read it, but makes it anew.

// Form is what the numbers of an extract mean: a digest of the clock's words and of the order of fields.
var Form = form()

// order is a word that is changed with the order of fields or the head.
const order = "1: flags sex region facility born infant; moment words flags dates counts hours"

func form() int64 {
	h := fnv.New64a()
	for _, s := range append([]string{order}, term.Vocabulary()...) {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return int64(h.Sum64() >> 1) // a bigint, never negative
}

// Flags of the head.
const (
	excludeStart = 1 << iota
	inclusiveStart
	provincePlan
	pregnant
)

// Bits of a fact's mask: those seen most are lowest, so that most masks are one byte.
const (
	hasFlags  = 1 << iota // a number of bits, see flags
	isMoment              // microseconds since its day began
	wordsFrom = iota      // eight words
	datesFrom = wordsFrom + 8
	intsFrom  = datesFrom + 4
	hoursBit  = 1 << (intsFrom + 4)
)

func words(x *term.Fact) [8]*term.Word {
	return [8]*term.Word{&x.By, &x.Ground, &x.Who, &x.Cause, &x.ApprovedBy, &x.Result, &x.SearchedBy, &x.Reason}
}

func flags(x *term.Fact) [12]*bool {
	return [12]*bool{
		&x.SignedByPolice, &x.SignedByResident, &x.Injuries, &x.Pregnant, &x.Nursing, &x.Approved, &x.ForceMajeure, &x.Far, &x.Excused,
		&x.Permitted, &x.Waived, &x.AfterCRBreach,
	}
}

func dates(x *term.Fact) [4]*civil.Date {
	return [4]*civil.Date{&x.TermStart, &x.TermEnd, &x.Until, &x.ReleaseOn}
}

func counts(x *term.Fact) [4]*int32 { return [4]*int32{&x.Days, &x.Months, &x.Years, &x.Index} }

func number(d civil.Date) int64 { return int64(d.Sub(civil.Date{})) }

// encode writes a case behind b. When it is judged, and whether reasons are wanted, is the reader's.
func encode(b []byte, c *term.Case) []byte {
	var f byte
	set := func(on bool, bit byte) {
		if on {
			f |= bit
		}
	}
	set(c.Settings.DayCount == term.ExcludeStart, excludeStart)
	set(c.Settings.DayCount == term.InclusiveStart, inclusiveStart)
	set(c.Settings.ProvincePlan, provincePlan)
	set(c.Person.Pregnant, pregnant)
	b = append(b, f, byte(c.Person.Sex), byte(len(c.Region)))
	b = append(append(append(b, c.Region...), byte(len(c.Facility))), c.Facility...)
	b = binary.AppendVarint(b, number(c.Person.Born))
	b = binary.AppendVarint(b, number(c.Person.NursingInfantBorn))
	last := int64(0)
	for i := range c.Facts {
		b, last = encodeFact(b, &c.Facts[i], last)
	}
	return b
}

func encodeFact(b []byte, x *term.Fact, last int64) (_ []byte, day int64) {
	mask, bits := uint64(0), uint64(0)
	for i, p := range flags(x) {
		if *p {
			mask, bits = mask|hasFlags, bits|1<<i
		}
	}
	since := int64(x.At.Sub(x.At.Day().Start()).Microseconds())
	if since != 0 {
		mask |= isMoment
	}
	for i, p := range words(x) {
		if *p != term.NoWord {
			mask |= 1 << (wordsFrom + i)
		}
	}
	for i, p := range dates(x) {
		if !p.IsZero() {
			mask |= 1 << (datesFrom + i)
		}
	}
	for i, p := range counts(x) {
		if *p != 0 {
			mask |= 1 << (intsFrom + i)
		}
	}
	if x.Hours != 0 {
		mask |= hoursBit
	}
	day = number(x.At.Day())
	b = binary.AppendUvarint(append(b, byte(x.Type)), mask)
	b = binary.AppendVarint(b, day-last)
	if since != 0 {
		b = binary.AppendUvarint(b, uint64(since))
	}
	if bits != 0 {
		b = binary.AppendUvarint(b, bits)
	}
	return encodeFields(b, x, day), day
}

func encodeFields(b []byte, x *term.Fact, day int64) []byte {
	for _, p := range words(x) {
		if *p != term.NoWord {
			b = append(b, byte(*p))
		}
	}
	for _, p := range dates(x) {
		if !p.IsZero() {
			b = binary.AppendVarint(b, number(*p)-day)
		}
	}
	for _, p := range counts(x) {
		if *p != 0 {
			b = binary.AppendVarint(b, int64(*p))
		}
	}
	if x.Hours != 0 {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x.Hours))
	}
	return b
}

// decoder reads extracts one after the other: the names of facilities are few, and kept.
type decoder struct {
	rest []byte
	bad  bool
	seen map[string]string
}

// decode reads an extract into c, whose memory of facts it uses again. What is no extract is measure.extract_unreadable.
func (d *decoder) decode(plain []byte, c *term.Case) error {
	d.rest, d.bad = plain, false
	f := d.byte()
	facts := c.Facts[:0]
	*c = term.Case{Kept: true}
	switch {
	case f&excludeStart != 0:
		c.Settings.DayCount = term.ExcludeStart
	case f&inclusiveStart != 0:
		c.Settings.DayCount = term.InclusiveStart
	}
	c.Settings.ProvincePlan, c.Person.Pregnant = f&provincePlan != 0, f&pregnant != 0
	c.Person.Sex = term.Word(d.byte())
	c.Region, c.Facility = d.name(), d.name()
	c.Person.Born = civil.Date{}.AddDays(int(d.varint()))
	c.Person.NursingInfantBorn = civil.Date{}.AddDays(int(d.varint()))
	for last := int64(0); len(d.rest) > 0 && !d.bad; {
		facts = append(facts, term.Fact{})
		last = d.fact(&facts[len(facts)-1], last)
	}
	c.Facts = facts
	if d.bad {
		return errs.New(errs.Internal, "measure.extract_unreadable")
	}
	return nil
}

func (d *decoder) fact(x *term.Fact, last int64) (day int64) {
	x.Type = term.Type(d.byte())
	mask := d.uvarint()
	day = last + d.varint()
	x.On = civil.Date{}.AddDays(int(day))
	x.At = x.On.Start()
	if mask&isMoment != 0 {
		x.At += civil.Instant(d.uvarint())
	}
	if mask&hasFlags != 0 {
		bits := d.uvarint()
		for i, p := range flags(x) {
			*p = bits&(1<<i) != 0
		}
	}
	if mask>>wordsFrom == 0 {
		return day
	}
	for i, p := range words(x) {
		if mask&(1<<(wordsFrom+i)) != 0 {
			*p = term.Word(d.byte())
		}
	}
	if mask>>datesFrom == 0 {
		return day
	}
	for i, p := range dates(x) {
		if mask&(1<<(datesFrom+i)) != 0 {
			*p = civil.Date{}.AddDays(int(day + d.varint()))
		}
	}
	for i, p := range counts(x) {
		if mask&(1<<(intsFrom+i)) != 0 {
			*p = int32(d.varint())
		}
	}
	if mask&hoursBit != 0 {
		x.Hours = d.float()
	}
	return day
}

func (d *decoder) byte() byte {
	if len(d.rest) == 0 {
		d.bad = true
		return 0
	}
	b := d.rest[0]
	d.rest = d.rest[1:]
	return b
}

func (d *decoder) name() string {
	n := int(d.byte())
	if n > len(d.rest) {
		d.bad = true
		return ""
	}
	raw := d.rest[:n]
	d.rest = d.rest[n:]
	s, ok := d.seen[string(raw)]
	if !ok {
		if d.seen == nil {
			d.seen = map[string]string{}
		}
		s = string(raw)
		d.seen[s] = s
	}
	return s
}

func (d *decoder) varint() int64 {
	v, n := binary.Varint(d.rest)
	return v * int64(d.took(n))
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.rest)
	return v * uint64(d.took(n))
}

// took goes on behind n bytes; 0 where they are no number, 1 where they are.
func (d *decoder) took(n int) int {
	if n <= 0 {
		d.bad, d.rest = true, nil
		return 0
	}
	d.rest = d.rest[n:]
	return 1
}

func (d *decoder) float() float64 {
	if len(d.rest) < 8 {
		d.bad, d.rest = true, nil
		return 0
	}
	v := math.Float64frombits(binary.LittleEndian.Uint64(d.rest))
	d.rest = d.rest[8:]
	return v
}
