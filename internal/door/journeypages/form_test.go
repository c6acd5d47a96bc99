package journeypages

import (
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/journey"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
)

// A table of a form offers some lines to begin with, and one more below those that are filled.
func TestATableOffersNoMoreLinesThanItNeeds(t *testing.T) {
	f := journey.Field{Name: "items", Sort: journey.Table, Columns: []journey.Field{{Name: "thing"}}}
	for filled, want := range map[int]int{0: 3, 1: 3, 2: 3, 3: 4, 7: 8} {
		said := journey.Answers{Tables: map[string][]journey.Row{"items": {}}}
		for range filled {
			said.Tables["items"] = append(said.Tables["items"], journey.Row{"thing": "手机"})
		}
		said.Tables["items"] = append(said.Tables["items"], journey.Row{"thing": " "}, journey.Row{})
		if got := len(lines(web.Page{}, f, said)); got != want {
			t.Errorf("%d filled: %d lines, want %d", filled, got, want)
		}
	}
}

// A number that identifies is told by its last four signs, whatever letters it is written in, and a short one is never whole:
// who has to type it reads it there.
func TestTheEndOfANumberIsWhole(t *testing.T) {
	words, err := text.Load(Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	for number, want := range map[string]string{"519900199005011015": "尾号 1015", "指-7": "尾号 7", "ZW-1": "尾号 -1", "入所指纹卡第-7": "尾号 卡第-7", "": "尾号 "} {
		if got := lastFour(words.In(text.ZH), number); got != want {
			t.Errorf("%q: %q, want %q", number, got, want)
		}
	}
}

func TestWhoWentOnIsSaidToHaveLeft(t *testing.T) {
	ours := journey.Case{Facility: "a"}
	for _, c := range []struct {
		face census.Face
		want bool
	}{
		{census.Face{At: policy.Resource{Facility: "b"}}, true},
		{census.Face{At: policy.Resource{Facility: "a"}}, false}, // another brigade's
		{census.Face{}, false}, // nobody yet
		{census.Face{At: policy.Resource{Facility: "b"}, Listed: true}, false}, // the bureau reads both
	} {
		if got := left(c.face, &ours); got != c.want {
			t.Errorf("%+v: %v", c.face, got)
		}
	}
}

// Who sits in another house reads what was done, and not who it is.
func TestAnswersThatIdentifyAreVeiledElsewhere(t *testing.T) {
	p := casePage{Case: journey.File{Case: journey.Case{Facility: "a"}}}
	words, err := text.Load(Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	p.Printer = words.In(text.ZH)
	for _, c := range []struct{ post, field, said, want string }{
		{"a", "name", "谭晓晓", "谭晓晓"},
		{"", "name", "谭晓晓", "谭＊＊"},
		{"b", "announced_name", "谭晓晓", "谭＊＊"},
		{"", "aliases", "晓晓", "＊＊"},
		{"", "born", "1990-05-01", "1990 年"},
		{"", "organ", "川东县公安局", "川东县公安局"},
	} {
		p.Page.Who.Actor = actor.Actor{Posts: []actor.Post{{Role: "x", Facility: id.ID(c.post)}}}
		if got := p.veiled(journey.Field{Name: c.field}, c.said); got != c.want {
			t.Errorf("%s at %q: %q, want %q", c.field, c.post, got, c.want)
		}
	}
}
