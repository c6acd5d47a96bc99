package telling_test

import (
	"testing"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
)

// A form of a remedy is against the decision that the request named, also where the file does not have it; where the request
// named none, the form proposes none. Only who begins at the form is offered the one whose limit runs.
func TestAFormIsAgainstWhatTheRequestNamed(t *testing.T) {
	words, err := text.Load(telling.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	granted := term.OnDay(term.ExtensionDecided, civil.On(2026, 1, 10))
	granted.Approved = true
	v := measure.View{Life: measure.Life{Events: []measure.Event{
		{ID: id.New(), Fact: term.OnDay(term.CIDecided, civil.On(2025, 1, 10)), Note: measure.Note{Number: "first"}},
		{ID: id.New(), Seq: 1, Fact: granted, Note: measure.Note{Number: "newest"}},
	}}}
	said := func(step string, pairs ...string) journey.Entry {
		e := journey.Entry{Step: step, Answers: journey.Answers{Values: map[string]string{}}}
		for i := 0; i < len(pairs); i += 2 {
			e.Answers.Values[pairs[i]] = pairs[i+1]
		}
		return e
	}
	for name, x := range map[string]struct {
		entries []journey.Entry
		want    string
	}{
		"nothing was said":         {nil, "newest"},
		"one of the file":          {[]journey.Entry{said("request", "against_number", "first")}, "first"},
		"one that it has not":      {[]journey.Entry{said("request", "against_other", "elsewhere")}, "elsewhere"},
		"not sure":                 {[]journey.Entry{said("request", "against_number", "")}, ""},
		"the form says otherwise":  {[]journey.Entry{said("request", "against_number", "first"), said("form", "against_other", "elsewhere")}, "elsewhere"},
		"the form leaves it open":  {[]journey.Entry{said("request", "against_number", "first"), said("form")}, ""},
		"what was taken back goes": {[]journey.Entry{{Step: "request", Void: true, Answers: said("", "against_number", "first").Answers}}, "newest"},
	} {
		f := web.Field{Name: "against_number"}
		ok := telling.Against(web.Page{Printer: words.In(text.EN)}, v, &journey.Case{Entries: x.entries}, &f)
		offered := false
		for _, o := range f.Options {
			offered = offered || o.Value == x.want
		}
		if !ok || f.Value != x.want || !offered {
			t.Errorf("%s: %q is ticked, want %q; %+v", name, f.Value, x.want, f.Options)
		}
	}
}
