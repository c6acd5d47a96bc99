package findpages

import (
	"strings"
	"testing"

	"github.com/a-h/templ"

	"guitu/internal/base/civil"
	"guitu/internal/domain/census"
	"guitu/internal/door/web"
)

// What a row of the list says, to the letter: its cells are drawn some thirty times a page, each by the shortest way, and what
// somebody is called may hold marks of HTML. Without a catalogue a message is its key.
func TestCellsOfTheList(t *testing.T) {
	end, err := civil.ParseDate("2026-07-18")
	if err != nil {
		t.Fatal(err)
	}
	p, row := &web.Page{}, census.Row{Person: "01J", Alias: "明<哥>", FileNumber: "DA&1", End: end}
	row.Name.Text = "李<明>"
	masked := census.Row{Person: "01J"}
	masked.Name.Text, masked.Name.Latin, masked.Name.Masked = "李**", "L**", true
	for want, cell := range map[string]templ.Component{
		`<a href="/people/01J">李&lt;明&gt;</a> <br><span class="g-quiet">[find.alias]</span> <br><span class="g-quiet g-cell-short">DA&amp;1</span>`: nameCell(p, &row),
		`<a href="/people/01J">李**</a> `: nameCell(p, &masked),
		`<span class="g-cell-short">2026年7月18日</span> <br><span class="g-quiet">[text.unknown]</span>`: endCell(p, &row),
		`<span class="g-quiet">[told.end.unknown]</span>`:                                              endCell(p, &masked),
	} {
		var b strings.Builder
		if err := cell.Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		if b.String() != want {
			t.Errorf("%q, not %q", b.String(), want)
		}
	}
}
