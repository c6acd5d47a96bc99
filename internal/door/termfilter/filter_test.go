package termfilter_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"

	"guitu/internal/base/calendar"
	"guitu/internal/base/text"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"
	"guitu/internal/door/termfilter"
)

func filter(t testing.TB, l text.Locale) *termfilter.Filter {
	t.Helper()
	cal, err := calendar.Embedded()
	if errors.Is(err, calendar.ErrNotBuilt) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	clock, err := term.NewClock(law.Shipped(), cal)
	if err != nil {
		t.Fatal(err)
	}
	words, err := text.Load(termfilter.Catalogue, term.Catalogue, law.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	return termfilter.New(clock, words.In(l))
}

// ask runs lines through a filter.
func ask(t testing.TB, f *termfilter.Filter, lines string) (answers []string, bad bool) {
	t.Helper()
	var out bytes.Buffer
	bad, err := f.Run(strings.NewReader(lines), &out)
	if err != nil {
		t.Fatal(err)
	}
	for l := range strings.Lines(out.String()) {
		answers = append(answers, strings.TrimSuffix(l, "\n"))
	}
	return answers, bad
}

// differs says where got does not hold what want demands, by the rules of the worked cases: an object has the
// keys, a list holds each element, an empty list is empty, null may be absent. "" when it does.
func differs(path string, want, got any) string {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s: want an object, got %v", path, got)
		}
		for k, v := range w {
			if s := differs(path+"."+k, v, g[k]); s != "" {
				return s
			}
		}
	case []any:
		g, _ := got.([]any)
		if len(w) == 0 && len(g) > 0 {
			return fmt.Sprintf("%s: want nothing, got %v", path, got)
		}
	next:
		for i, v := range w {
			for _, have := range g {
				if differs("", v, have) == "" {
					continue next
				}
			}
			return fmt.Sprintf("%s[%d]: want %v among %v", path, i, v, got)
		}
	default:
		if !reflect.DeepEqual(want, got) {
			return fmt.Sprintf("%s: want %v, got %v", path, want, got)
		}
	}
	return ""
}

// check runs a file of cases against what each expects.
func check(t *testing.T, name string) {
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	answers, _ := ask(t, filter(t, text.ZH), string(raw))
	i := 0
	for l := range strings.Lines(string(raw)) {
		var c struct {
			ID     string
			Expect any
		}
		if err := json.Unmarshal([]byte(l), &c); err != nil {
			t.Fatalf("%s line %d: %v", name, i+1, err)
		}
		var got any
		if err := json.Unmarshal([]byte(answers[i]), &got); err != nil {
			t.Fatalf("%s: answer is no JSON: %v\n%s", c.ID, err, answers[i])
		}
		if s := differs(c.ID, c.Expect, got); s != "" {
			t.Errorf("%s\n  case   %s  answer %s", s, l, answers[i])
		}
		i++
	}
	if i == 0 || len(answers) != i {
		t.Errorf("%s: %d cases, %d answers", name, i, len(answers))
	}
}

func TestWorkedCases(t *testing.T) { check(t, "testdata/term-cases.jsonl") }

// The derived cases follow the interface sentence by sentence; an id names its rule.
func TestDerivedCases(t *testing.T) { check(t, "testdata/derived-cases.jsonl") }

// A hundred thousand cases are to take no more than five seconds with everything.
func BenchmarkRun(b *testing.B) {
	raw, err := os.ReadFile("testdata/derived-cases.jsonl")
	if err != nil {
		b.Fatal(err)
	}
	lines := bytes.Count(raw, []byte("\n"))
	f := filter(b, text.ZH)
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := f.Run(bytes.NewReader(raw), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(lines*b.N)/b.Elapsed().Seconds(), "cases/s")
}
