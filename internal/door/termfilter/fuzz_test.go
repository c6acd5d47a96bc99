package termfilter_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"guitu/internal/base/text"
	"guitu/internal/door/termfilter"
)

func seed(f *testing.F) {
	for _, name := range []string{"testdata/term-cases.jsonl", "testdata/derived-cases.jsonl"} {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for l := range bytes.Lines(raw) {
			f.Add(l)
		}
	}
}

// Whatever comes in, every line has one answer, which is JSON and gives the line's id back.
func FuzzFilter(f *testing.F) {
	seed(f)
	flt := filter(f, text.ZH)
	f.Fuzz(func(t *testing.T, raw []byte) {
		answers, bad := ask(t, flt, string(raw))
		raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
		lines := bytes.Count(raw, []byte("\n"))
		if len(raw) > 0 && raw[len(raw)-1] != '\n' {
			lines++
		}
		if len(answers) != lines {
			t.Fatalf("%d lines, %d answers", lines, len(answers))
		}
		errors := false
		for _, a := range answers {
			var got struct {
				ID    *string
				Error *struct{ Code, Field, Message string }
			}
			if err := json.Unmarshal([]byte(a), &got); err != nil {
				t.Fatalf("%v: %s", err, a)
			}
			errors = errors || got.Error != nil
			if got.Error != nil && (got.Error.Code != "term.bad_input" || strings.Contains(got.Error.Message, "[term.")) {
				t.Fatalf("error without words: %s", a)
			}
		}
		if errors != bad {
			t.Fatalf("bad is %v, errors answered: %v", bad, errors)
		}
	})
}

// The filter's own reader takes what encoding/json takes, and nothing else, in UTF-8 only (RFC 8259 §8.1).
func FuzzJSON(f *testing.F) {
	seed(f)
	for _, s := range []string{`1`, `-0.5e+3`, `01`, `"\ud800"`, `[1,]`, `{"a":1,}`, "\"\x01\"", `nul`, "\"\xff\"", `[[[[]]]]`, `{"a":{"b":[true,false,null]}} `} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if got, want := termfilter.Reads(raw), json.Valid(raw) && utf8.Valid(raw); got != want {
			t.Fatalf("%q: the filter reads it: %v; encoding/json: %v", raw, got, want)
		}
	})
}
