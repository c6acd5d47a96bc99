// Package lawdoc writes the tables of domain/law as pages that a lawyer can read: docs/law/*.md.
//
// Promises: Pages is a pure function of the tables, and a test holds the committed pages against it, so that
// the documents never say something else than the code does. `go test ./internal/domain/law/lawdoc -update`
// writes them again.
//
// Not here: what the tables mean for a case (domain/term).
package lawdoc

import (
	"fmt"
	"strings"

	"guitu/internal/base/text"
	"guitu/internal/domain/law"
)

// Pages is every page by its file name.
func Pages() (map[string]string, error) {
	words, err := text.Load(law.Catalogue)
	if err != nil {
		return nil, err
	}
	w := writer{zh: words.In(text.ZH), en: words.In(text.EN)}
	pages := map[string]string{
		"README.md":      w.index(),
		"instruments.md": w.instruments(),
		"parameters.md":  w.parameters(),
		"measures.md":    w.measures(),
		"duties.md":      w.duties(),
		"findings.md":    w.findings(),
	}
	if missing := words.Missing(); len(missing) > 0 {
		return nil, fmt.Errorf("lawdoc: no words for %v", missing)
	}
	return pages, nil
}

type writer struct{ zh, en text.Printer }

// title is both languages of a key.
func (w writer) title(key string) string { return w.zh.T(key) + " · " + w.en.T(key) }

const head = "<!-- Written by internal/domain/law/lawdoc from the tables of internal/domain/law. Do not edit. -->\n\n"

// page begins a page.
func page(title, says string) *strings.Builder {
	b := new(strings.Builder)
	b.WriteString(head + "# " + title + "\n\n" + says + "\n")
	return b
}

// table writes a table; rows have as many cells as there are columns.
func table(b *strings.Builder, columns []string, rows [][]string) {
	b.WriteString("\n| " + strings.Join(columns, " | ") + " |\n|" + strings.Repeat("---|", len(columns)) + "\n")
	for _, r := range rows {
		b.WriteString("| " + strings.Join(r, " | ") + " |\n")
	}
}

func articles(c []law.Citation) string {
	if len(c) == 0 {
		return "—"
	}
	return strings.Join(c, ", ")
}

func code(s string) string {
	if s == "" {
		return "—"
	}
	return "`" + s + "`"
}

func codes(s []string) string {
	out := make([]string, len(s))
	for i, c := range s {
		out[i] = code(c)
	}
	return strings.Join(out, ", ")
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func (w writer) index() string {
	b := page("The law in the house · 法律依据", `What the system takes the law to be, with the article and the certainty of every row. The same tables run the
legal clock; nothing here is written by hand. It is not legal advice: every row that is not marked S is to be
confirmed by a legal officer.

| mark | meaning | may refuse |
|---|---|---|
| S | the whole article was read in a copy of the enacted text | yes |
| X | the article was read in an excerpt | yes |
| 2° | secondary source only | after two people of the bureau's legal post confirmed it |
| memory | recalled, no text at hand | after confirmation |
| inference | our reading, in no text | after confirmation |
| unknown | no number found: a setting without default | after confirmation |

A confirmation or a local value is never less favourable to the person than a value marked S.

* [Instruments · 法规](instruments.md)
* [Parameters · 参数](parameters.md)
* [Measures and their states · 措施与状态](measures.md)
* [Duties · 法定时限](duties.md)
* [Refusals, warnings and bars · 拒绝、提示与限制](findings.md)`)
	return b.String()
}

func (w writer) instruments() string {
	b := page("Instruments · 法规", "Short names as citations use them.")
	var rows [][]string
	for _, i := range law.Instruments {
		rows = append(rows, []string{code(i.Short), i.Title, i.Text, i.Read.String()})
	}
	table(b, []string{"short", "title", "text", "read"}, rows)
	return b.String()
}

func (w writer) parameters() string {
	b := page("Parameters · 参数", `Numbers and choices that rules use. "Favour" says which way a value may be moved without hurting the person.
The narrowest row wins: facility, region, country. A dash is a value that nobody knows: a person decides.`)
	var rows [][]string
	for _, p := range law.Registry {
		region := p.Region
		if region == "" {
			region = "all"
		}
		rows = append(rows, []string{
			code(string(p.Key)), w.title("law.param." + string(p.Key)), region, p.Value.String(), articles(p.Basis), p.Mark.String(), p.Favour.String(), yes(!p.Recorded),
		})
	}
	table(b, []string{"key", "title", "region", "value", "basis", "certainty", "favour", "read by rules"}, rows)
	return b.String()
}

func (w writer) duties() string {
	b := page("Duties · 法定时限", `Every obligation with a limit. "Rolls": a limit that ends on a rest day moves to the next working day; liberty,
notices and what is owed to the person never wait. "Stands": it does not fall away when its measure ends.`)
	var rows [][]string
	for _, c := range law.Duties() {
		d := law.Duty(c)
		rows = append(rows, []string{
			code(d.Code), w.title("law.duty." + d.Code), codes(d.OpenedBy), limit(d), codes(d.DischargedBy), w.title("law.organ." + d.Owes.String()),
			yes(d.Rolls), yes(d.NeverVoid), yes(d.Waivable), articles(d.Basis), d.Mark.String(),
		})
	}
	table(b, []string{"code", "title", "opened by", "limit", "discharged by", "owed by", "rolls", "stands", "waivable", "basis", "certainty"}, rows)
	return b.String()
}

// limit says when a duty is due.
func limit(d *law.DutySpec) string {
	var parts []string
	if d.NotBefore != "" {
		parts = append(parts, "not before "+code(string(d.NotBefore)))
	}
	switch d.Anchor {
	case law.FromOpening:
		parts = append(parts, "within "+code(string(d.Within)))
	case law.BeforeEnd:
		parts = append(parts, code(string(d.Within))+" before the end")
	case law.AtEnd:
		parts = append(parts, "on the end")
	case law.AfterEnd:
		parts = append(parts, "within "+code(string(d.Within))+" after the end")
	case law.NoDue:
		parts = append(parts, "no due")
	}
	return strings.Join(parts, ", ")
}

func (w writer) findings() string {
	b := page("Refusals, warnings and bars · 拒绝、提示与限制", "A refused fact changes nothing in the clock. In the house what happened is recorded all the same, marked with the code.")
	b.WriteString("\n## Refusals · 拒绝\n")
	table(b, []string{"code", "title", "basis", "certainty"}, w.findingRows(law.Refusals(), "law.refused."))
	b.WriteString("\n## Warnings · 提示\n")
	table(b, []string{"code", "title", "basis", "certainty"}, w.findingRows(law.Warnings(), "law.warning."))
	b.WriteString("\n## Bars against early release · 不得提前解除的情形\n")
	var rows [][]string
	for _, x := range law.Bars {
		rows = append(rows, []string{code(x.Code), w.title("law.bar." + x.Code), articles(x.Basis), x.Mark.String(), yes(x.Bar != 0)})
	}
	table(b, []string{"code", "title", "basis", "certainty", "raised by the clock"}, rows)
	return b.String()
}

func (w writer) findingRows(list []law.FindingCode, prefix string) [][]string {
	var rows [][]string
	for _, c := range list {
		f := law.Finding(c)
		rows = append(rows, []string{code(f.Code), w.title(prefix + f.Code), articles(f.Basis), f.Mark.String()})
	}
	return rows
}
