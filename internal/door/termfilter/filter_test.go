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
	if err != nil { // ErrNotBuilt says how to build it: nothing is skipped for want of it
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

// With trace every answer says why, in words, in both languages; without, it does not.
func TestTraceHasWords(t *testing.T) {
	raw, err := os.ReadFile("testdata/derived-cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	traced := strings.ReplaceAll(string(raw), `"asOf":`, `"trace":true,"asOf":`)
	for _, l := range text.Locales {
		answers, _ := ask(t, filter(t, l), traced)
		for _, a := range answers {
			var got struct {
				Error    any
				Measures []any
				Trace    []struct{ Rule, Says string }
			}
			if err := json.Unmarshal([]byte(a), &got); err != nil {
				t.Fatal(err)
			}
			if got.Error == nil && len(got.Measures) > 0 && len(got.Trace) == 0 {
				t.Errorf("no reasons: %s", a)
			}
			for _, s := range got.Trace {
				if s.Rule == "" || s.Says == "" || strings.ContainsAny(s.Says, "[]{}") {
					t.Errorf("%s: %q says %q", l, s.Rule, s.Says)
				}
			}
		}
	}
	answers, _ := ask(t, filter(t, text.ZH), string(raw))
	if strings.Contains(strings.Join(answers, ""), `"trace"`) {
		t.Error("a reason that nobody asked for")
	}
}

// Lines may be of any length, empty, without an end, and the first may carry a byte order mark.
func TestLines(t *testing.T) {
	f := filter(t, text.ZH)
	long := `{"id":"long","asOf":"2026-06-01T09:00:00+08:00","facts":[` +
		strings.Repeat(`{"type":"detention.ordered","at":"2025-01-01","days":3},`, 100_000) +
		`{"type":"detention.ordered","at":"2025-01-01","days":3}]}`
	short := `{"id":"短\u0041","asOf":"2026-06-01T09:00:00+08:00","facts":[]}`
	answers, bad := ask(t, f, "\ufeff"+long+"\r\n\n"+short)
	if len(answers) != 3 || !bad {
		t.Fatalf("%d answers, bad %v; want three and bad, for the empty line", len(answers), bad)
	}
	if !strings.HasPrefix(answers[0], `{"id":"long","measures":[]`) {
		t.Errorf("the long line: %.80s", answers[0])
	}
	if !strings.HasPrefix(answers[1], `{"id":null,"error":{"code":"term.bad_input"`) {
		t.Errorf("the empty line: %s", answers[1])
	}
	if !strings.HasPrefix(answers[2], `{"id":"短\u0041","measures":[]`) {
		t.Errorf("the id is not given back: %s", answers[2])
	}
	if answers, bad := ask(t, f, ""); len(answers) != 0 || bad {
		t.Errorf("no input: %v %v", answers, bad)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
func (broken) Read([]byte) (int, error)  { return 0, io.ErrUnexpectedEOF }

// A reader or writer that fails ends the run with its error.
func TestBrokenPipes(t *testing.T) {
	f := filter(t, text.ZH)
	line := `{"id":"a","asOf":"2026-06-01T09:00:00+08:00","facts":[]}` + "\n"
	if _, err := f.Run(strings.NewReader(strings.Repeat(line, 50_000)), broken{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("writing to a closed pipe: %v", err)
	}
	if _, err := f.Run(broken{}, io.Discard); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("reading from a broken one: %v", err)
	}
}
