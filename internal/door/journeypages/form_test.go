package journeypages

import (
	"testing"

	"guitu/internal/domain/journey"
	"guitu/internal/door/web"
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
