package web_test

import (
	"strings"
	"testing"

	"guitu/internal/door/web"
)

// Rows are drawn by parts of their own, so what stands there is said to the letter: tags, classes, and words with marks in them.
func TestRowsOfATable(t *testing.T) {
	words := web.Words(func(s string) string { return s })
	link := web.Link(func(s string) (string, string) { return s, "/people/1" })
	table := web.Table[string]{Caption: "人", Total: 2, Rows: []string{"李 & <b>", ""}, Columns: []web.Column[string]{
		{Label: "姓名", Main: true, Cell: link},
		{Label: "名", Main: true, Whole: true, Cell: words},
		{Label: `"队" & <别>`, Cell: words},
		{Label: "日", Whole: true, Cell: words},
		{Label: "数", Figures: true, Cell: words},
		{Label: "全", Figures: true, Whole: true, Cell: words},
	}}
	var b strings.Builder
	if err := web.DataTable(table).Render(web.Draw(t.Context(), web.Page{}), &b); err != nil {
		t.Fatal(err)
	}
	_, got, _ := strings.Cut(b.String(), "<tbody>")
	got, _, _ = strings.Cut(got, "</tbody>")
	want := `<tr><th scope="row" class="g-cell-main"><a href="/people/1">李 &amp; &lt;b&gt;</a></th>` +
		`<th scope="row" class="g-cell-main g-whole">李 &amp; &lt;b&gt;</th>` +
		`<td data-label="&#34;队&#34; &amp; &lt;别&gt;">李 &amp; &lt;b&gt;</td><td data-label="日" class="g-whole">李 &amp; &lt;b&gt;</td>` +
		`<td data-label="数" class="g-figures">李 &amp; &lt;b&gt;</td><td data-label="全" class="g-figures g-whole">李 &amp; &lt;b&gt;</td></tr>` +
		`<tr><th scope="row" class="g-cell-main"><a href="/people/1"></a></th><th scope="row" class="g-cell-main g-whole"></th>` +
		`<td data-label="&#34;队&#34; &amp; &lt;别&gt;"></td><td data-label="日" class="g-whole"></td>` +
		`<td data-label="数" class="g-figures"></td><td data-label="全" class="g-figures g-whole"></td></tr>`
	if got != want {
		t.Errorf("rows are\n%s\nnot\n%s", got, want)
	}
}
