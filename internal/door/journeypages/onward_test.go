package journeypages

import (
	"slices"
	"testing"

	"guitu/internal/base/text"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/door/web"
)

// What follows is said of ends that there are, and of no other state.
func TestWhatFollowsIsOfAnEnd(t *testing.T) {
	all := course.All(course.Rooms{})
	for kind, ends := range follows {
		i := slices.IndexFunc(all, func(c *journey.Course) bool { return c.Kind == kind })
		if i < 0 {
			t.Fatalf("%s is no course", kind)
		}
		for state := range ends {
			if state != "" && !all[i].Stage(state).End {
				t.Errorf("%s does not end in %q", kind, state)
			}
		}
	}
	if got := comes(affair.Release, "let_out"); !slices.Equal(got, []string{"release", "board"}) { // his measure goes on
		t.Error(got)
	}
	if got := comes(affair.Intake, "refused"); !slices.Equal(got, []string{"intake"}) {
		t.Error(got)
	}
}

// What the reader can do stands before what waits for others, and what was done can be done again from its line.
func TestTheStepToDoStandsFirst(t *testing.T) {
	words, err := text.Load(Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	p := casePage{Page: web.Page{Printer: words.In(text.ZH)}, Tasks: []web.Step{{Label: "health"}, {Label: "search", URL: "/search"}, {Label: "bed"}, {Label: "place", URL: "/place"}}}
	p.first()
	for i, want := range []string{"search", "place", "health", "bed"} {
		if x := p.Tasks[i]; x.Label != want || x.Here != (i == 0) {
			t.Errorf("%d: %+v", i, x)
		}
	}
	acts := p.again(web.Step{Label: "伤情检查", URL: "/injuries", Acts: []web.Act{{Label: "打印"}}})
	if len(acts) != 2 || acts[1].URL != "/injuries" || acts[1].Target != "伤情检查" {
		t.Errorf("%+v", acts)
	}
}
