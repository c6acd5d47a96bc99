package lawdoc

import (
	"strings"

	"guitu/internal/domain/law"
)

func (w writer) measures() string {
	b := page("Measures and their states · 措施与状态", `An event in capitals is what only time or a threshold does; the others are facts of the clock. An arrow from
any state is left out of the diagrams, as is an event that leaves the state.`)
	for _, m := range law.Machines {
		b.WriteString("\n## " + m.Name + "\n\n")
		diagram(b, m)
		var rows [][]string
		for _, t := range m.Rows {
			from := code(t.From)
			if t.From == "" {
				from = "any"
			}
			rows = append(rows, []string{
				t.No, from, code(t.Event), code(t.To), w.title("law.organ." + t.Decides.String()), articles(t.Basis), t.Mark.String(),
			})
		}
		table(b, []string{"no.", "from", "event", "to", "decided by", "basis", "certainty"}, rows)
	}
	b.WriteString("\n## States · 状态\n")
	var rows [][]string
	for _, s := range law.States() {
		rows = append(rows, []string{code(s.String()), w.title("law.state." + s.String()), yes(s.Final())})
	}
	table(b, []string{"state", "title", "final"}, rows)
	b.WriteString("\n## Substates of a running CI · 子状态\n")
	rows = nil
	for _, s := range []law.Substate{law.Absconded, law.OutsideMedical, law.HeldElsewhere, law.HomeLeave} {
		rows = append(rows, []string{code(s.String()), w.title("law.substate." + s.String())})
	}
	table(b, []string{"substate", "title"}, rows)
	b.WriteString("\n## How a CI ended · 结束原因\n")
	rows = nil
	for _, r := range []law.Reason{law.Early, law.OnTime, law.AfterExtension, law.Converted, law.Died, law.Annulled} {
		rows = append(rows, []string{code(r.String()), w.title("law.reason." + r.String())})
	}
	table(b, []string{"reason", "title"}, rows)
	return b.String()
}

// diagram draws a machine in mermaid's state notation.
func diagram(b *strings.Builder, m law.Machine) {
	b.WriteString("```mermaid\nstateDiagram-v2\n")
	for _, t := range m.Rows {
		if t.From == "" || t.To == "" {
			continue
		}
		from := t.From
		if from == "NONE" {
			from = "[*]"
		}
		b.WriteString("  " + from + " --> " + t.To + ": " + t.Event + "\n")
	}
	b.WriteString("```\n")
}
