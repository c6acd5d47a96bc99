package journeypages

import (
	"strings"
	"testing"
	"time"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/law"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/term"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
)

// What a step recorded and is corrected, withdrawn or without effect since is said beside the step, with the way to where it
// stands; what a correction only tells again is not.
func TestAStepSaysWhatBecameOfWhatItRecorded(t *testing.T) {
	words, err := text.Load(Catalogue, telling.Catalogue, measure.Catalogue, law.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	p := web.Page{Printer: words.In(text.ZH)}
	at := func(hour int) time.Time { return time.Date(2026, 3, 2, hour, 0, 0, 0, time.UTC) }
	extended := func(months int32) term.Fact {
		x := term.OnDay(term.ExtensionDecided, civil.On(2026, 3, 2))
		x.Approved, x.Months = true, months
		return x
	}
	early := term.OnDay(term.EarlyDecided, civil.On(2026, 3, 2))
	early.Approved, early.ReleaseOn = true, civil.On(2026, 3, 20)
	event := func(n string, hour int, x term.Fact, takes string) measure.Event {
		return measure.Event{ID: id.ID(n), Fact: x, Recorded: at(hour), Withdraws: id.ID(takes)}
	}
	gone := term.OnDay(term.Withdrawn, civil.On(2026, 3, 2))
	v := measure.View{Life: measure.Life{Person: "p", Events: []measure.Event{
		event("ext", 1, extended(3), ""), event("early", 2, early, ""),
		event("w1", 3, gone, "ext"), event("w2", 3, gone, "early"), event("ext2", 3, extended(2), ""), event("early2", 3, early, ""),
	}}}
	one := func(hour int) since {
		t.Helper()
		got := became(p, v, journey.Entry{At: at(hour)})
		if len(got) == 0 {
			return since{}
		}
		return got[0]
	}
	if s := one(1); !strings.Contains(s.Text, "2026年3月2日") || !strings.Contains(s.Text, "2") || s.URL != "/people/p/law#f-ext2" || s.Status == "" {
		t.Errorf("%+v", s)
	}
	if s := one(2); s != (since{}) {
		t.Errorf("told again, it is said to be another: %+v", s)
	}
	v.Answer.Measures = []term.Measure{{Kind: law.CI, State: law.CIJAFacility, Early: 5, EarlyGone: 4, End: civil.On(2026, 9, 1)}}
	if s := one(2); !strings.Contains(s.Text, "2026年9月1日") || s.URL != "/people/p/law#f-ext2" || !strings.Contains(s.Text, "不按原批准的日子办理解除") {
		t.Errorf("%+v", s)
	}
	v.Life.Events = append(v.Life.Events, event("w3", 4, gone, "ext2"))
	if s := one(1); !strings.Contains(s.Text, "撤回") || s.URL != "/people/p/law#f-ext" {
		t.Errorf("%+v", s)
	}
}
