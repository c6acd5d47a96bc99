package extract

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"guitu/internal/base/civil"
	"guitu/internal/domain/term"
	"guitu/internal/platform/seal"
)

// Every field of a fact is written: one that is added to the clock and forgotten here would be lost silently.
func TestEveryFieldIsInTheExtract(t *testing.T) {
	kinds := reflect.TypeFor[term.Fact]()
	for i := range kinds.NumField() {
		x := term.OnDay(term.Type(7), civil.On(2025, 3, 10))
		f := reflect.ValueOf(&x).Elem().Field(i)
		switch kinds.Field(i).Name {
		case "At":
			x = term.AtMoment(x.Type, x.At+12_345_678)
		case "On":
			continue // the day of At, as a row of a fact has it
		default:
			fill(t, f)
		}
		if got := around(t, term.Case{Kept: true, Facts: []term.Fact{x}}); got.Facts[0] != x {
			t.Errorf("%s is lost: %+v", kinds.Field(i).Name, got.Facts[0])
		}
	}
}

// So is every field of the case and the person, but for what the reader says.
func TestEveryFieldOfTheCaseIsInTheExtract(t *testing.T) {
	whole := term.Case{Kept: true, Region: "51", Facility: "01890a5d", Settings: term.Settings{DayCount: term.ExcludeStart, ProvincePlan: true}}
	whole.Person = term.Person{Sex: term.Female, Born: civil.On(1990, 5, 1), Pregnant: true, NursingInfantBorn: civil.On(2025, 1, 2)}
	for _, v := range []reflect.Value{reflect.ValueOf(whole), reflect.ValueOf(whole.Person), reflect.ValueOf(whole.Settings)} {
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; v.Field(i).IsZero() && !slices.Contains([]string{"AsOf", "Trace", "Facts"}, name) {
				t.Errorf("%s is not tried here", name)
			}
		}
	}
	got := around(t, whole)
	if got.Facts = nil; !reflect.DeepEqual(got, whole) {
		t.Errorf("%+v", got)
	}
}

func fill(t *testing.T, f reflect.Value) {
	switch f.Kind() {
	case reflect.Uint8:
		f.SetUint(5)
	case reflect.Bool:
		f.SetBool(true)
	case reflect.Int32:
		f.SetInt(-7)
	case reflect.Float64:
		f.SetFloat(5.5)
	case reflect.Struct:
		f.Set(reflect.ValueOf(civil.On(2024, 2, 29)))
	default:
		t.Fatalf("no value for a %s", f.Kind())
	}
}

func around(t *testing.T, c term.Case) (got term.Case) {
	t.Helper()
	if err := new(decoder).decode(encode(nil, &c), &got); err != nil {
		t.Fatal(err)
	}
	return got
}

// Whatever facts there are, they are read as they were written, by a reader that has read others before.
func TestExtractsAreReadAsWritten(t *testing.T) {
	var d decoder
	var got term.Case
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.Custom(func(t *rapid.T) civil.Date {
			return civil.On(2008, 6, 1).AddDays(rapid.IntRange(-9000, 9000).Draw(t, "day"))
		})
		c := term.Case{Kept: true, Region: rapid.SampledFrom([]string{"", "51", "53"}).Draw(t, "region"), Facility: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "facility")}
		c.Person.Born = day.Draw(t, "born")
		for range rapid.IntRange(0, 30).Draw(t, "facts") {
			x := term.AtMoment(term.Type(rapid.IntRange(1, 60).Draw(t, "type")), day.Draw(t, "at").Start()+civil.Instant(rapid.IntRange(0, 1).Draw(t, "moment")*rapid.IntRange(0, 86399).Draw(t, "second")*1_000_000))
			for _, p := range words(&x) {
				*p = term.Word(rapid.IntRange(0, 20).Draw(t, "word"))
			}
			for _, p := range flags(&x) {
				*p = rapid.Bool().Draw(t, "flag")
			}
			for _, p := range dates(&x) {
				if rapid.Bool().Draw(t, "has") {
					*p = day.Draw(t, "date")
				}
			}
			for _, p := range counts(&x) {
				*p = rapid.Int32().Draw(t, "count")
			}
			x.Hours = rapid.Float64Range(0, 24).Draw(t, "hours")
			c.Facts = append(c.Facts, x)
		}
		if err := d.decode(encode(nil, &c), &got); err != nil || !slices.Equal(got.Facts, c.Facts) || got.Person != c.Person || got.Region != c.Region || got.Facility != c.Facility {
			t.Fatalf("%v\n%+v\n%+v", err, c, got)
		}
	})
}

// What was cut anywhere is told, or is a life with fewer facts, and never a crash: it comes out of a database.
func TestACutExtractIsNoCrash(t *testing.T) {
	x := term.AtMoment(term.Work, civil.On(2025, 3, 10).Start()+5)
	x.Hours, x.Months, x.TermEnd, x.By, x.Far = 4, 3, civil.On(2026, 1, 1), term.County, true
	c := term.Case{Kept: true, Region: "51", Facility: "abc", Facts: []term.Fact{x}}
	whole := encode(nil, &c)
	for n := range whole {
		var got term.Case
		if err := new(decoder).decode(whole[:n], &got); err == nil && len(got.Facts) > 0 {
			t.Errorf("%d of %d bytes are read: %+v", n, len(whole), got)
		}
	}
}

func TestTheBodyLiesInItsCompartment(t *testing.T) {
	c := term.Case{Facts: []term.Fact{term.OnDay(term.JAAdmitted, civil.On(2025, 3, 10))}}
	if Compartment(&c) != seal.General {
		t.Error("clinical without a word of the body")
	}
	c.Facts[0].Nursing = true
	if Compartment(&c) != seal.Clinical {
		t.Error("general with a word of the body")
	}
	c.Facts[0].Nursing, c.Person.NursingInfantBorn = false, civil.On(2025, 1, 1)
	if Compartment(&c) != seal.Clinical {
		t.Error("general with a nursed infant")
	}
}

func BenchmarkDecode(b *testing.B) {
	c := term.Case{Kept: true, Region: "51", Facility: "01890a5d3c7e8f0123456789ab"}
	for i := range 17 {
		c.Facts = append(c.Facts, term.OnDay(term.JAFamilyLetter, civil.On(2025, 3, 10).AddDays(i*20)))
	}
	plain := encode(nil, &c)
	var d decoder
	var got term.Case
	b.ReportAllocs()
	for b.Loop() {
		if err := d.decode(plain, &got); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(plain)), "bytes")
}
