package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"

	"guitu/internal/app"
	"guitu/internal/base/errs"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/seal"
	"guitu/internal/verify"
)

type prove struct {
	Checkpoint []string `placeholder:"FILE" help:"${checkpoint}"`
}

// firstFew is how many findings of each part are printed: the first is where to look.
const firstFew = 20

// Run proves the house: 0 when everything is as the log says, 3 when something was altered, 1 when it could not look.
func (p *prove) Run(c *call) error {
	var known []string
	for _, name := range p.Checkpoint {
		raw, err := os.ReadFile(name)
		if err != nil {
			return errs.Because(errs.Invalid, "cli.verify.no_checkpoint", err)
		}
		known = append(known, checkpoints(string(raw))...)
	}
	return c.house("warn", app.Options{Way: seal.Looks, Lent: true}, func(h *app.House) error {
		r, err := verify.Run(c.ctx, verify.House{DB: h.DB, Vault: h.Vault, Measures: h.Measure, Persons: h.Person}, known, func(s verify.Stage) {
			if !c.json {
				fmt.Fprintln(c.err, c.words.T("verify.stage."+string(s)))
			}
		})
		if err != nil {
			return err
		}
		switch {
		case !r.Proven():
			c.code = altered
		case !r.Whole():
			c.code = notDone
		}
		return c.answer(said(r), func() { c.proven(r) })
	})
}

var checkpoint = regexp.MustCompile(`(?m)^guitu/.*\n(?:.+\n)+\n(?:— .*\n)+`)

// checkpoints are those in a text: one that was copied from a page, or all that guitu backup check says. A text without any
// is given as it is, to be refused by its name.
func checkpoints(text string) []string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if all := checkpoint.FindAllString(strings.TrimRight(text, "\n")+"\n", -1); len(all) > 0 {
		return all
	}
	return []string{text}
}

// proven tells people what was seen, the first findings of each part and the verdict.
func (c *call) proven(r verify.Report) {
	for _, n := range r.Log.Nodes {
		c.say("cli.verify.log", n.Name, n.Facts, n.Checkpoints, n.Covered)
	}
	c.say("cli.verify.rows", r.Rows.Rows, r.Log.Waiting)
	c.say("cli.verify.clock", r.Clock.Lives-r.Clock.Behind)
	if n := r.Rows.Closed; n > 0 {
		c.say("cli.verify.closed", n)
	}
	if r.Clock.Behind > 0 {
		c.say("cli.verify.behind", r.Clock.Behind)
	}
	if r.Clock.Unmade > 0 {
		c.say("cli.verify.unmade", r.Clock.Unmade)
	}
	list(c, r.Log.Findings, func(f audit.Finding) string { return c.words.T(f.Key(), f.Seq, f.Through) + " " + string(f.Fact) })
	list(c, r.Rows.Findings, func(f audit.RowFinding) string { return c.words.T(f.Key(), f.Table, f.Row, f.Fact) })
	list(c, r.Clock.Findings, func(f measure.Disagreement) string {
		if f.Duty != "" {
			return c.words.T("cli.verify.off_duty", f.Person, c.words.T(string(f.Duty.Title())))
		}
		switch f.What {
		case "extract":
			return c.words.T("cli.verify.off_extract", f.Person)
		case "sweep":
			return c.words.T("cli.verify.off_sweep", f.Person)
		case "life":
			return c.words.T("cli.verify.off_life", f.Person)
		case "sealed":
			return c.words.T("cli.verify.off_sealed", f.Person)
		}
		return c.words.T("cli.verify.off_measure", f.Person, f.Number+1)
	})
	list(c, r.Tally, func(o resident.Off) string { return c.words.T("cli.verify.off_tally", o.Unit, o.Said, o.Is) })
	if r.Stopped != nil {
		c.say("cli.verify.stopped", r.Stopped)
	}
	switch {
	case !r.Proven():
		c.say("cli.verify.altered")
	case !r.Whole():
		c.say("cli.verify.unlooked")
	default:
		c.say("cli.verify.proven")
	}
}

func list[T any](c *call, all []T, line func(T) string) {
	for _, f := range all[:min(len(all), firstFew)] {
		fmt.Fprintln(c.out, "  "+line(f))
	}
	if n := len(all) - firstFew; n > 0 {
		c.say("cli.more_json", n)
	}
}

// finding is one of them, for --json.
type finding struct {
	What    string `json:"what"`
	Node    string `json:"node,omitempty"`
	Seq     *int64 `json:"seq,omitempty"`
	Through *int64 `json:"through,omitempty"`
	Fact    string `json:"fact,omitempty"`
	Table   string `json:"table,omitempty"`
	Row     string `json:"row,omitempty"`
	Person  string `json:"person,omitempty"`
	Measure *int   `json:"measure,omitempty"`
	Duty    string `json:"duty,omitempty"`
}

func said(r verify.Report) map[string]any {
	found := []finding{}
	for _, f := range r.Log.Findings {
		found = append(found, finding{What: f.What, Node: f.Node, Seq: &f.Seq, Through: &f.Through, Fact: string(f.Fact)})
	}
	for _, f := range r.Rows.Findings {
		found = append(found, finding{What: f.What, Table: f.Table, Row: string(f.Row), Fact: string(f.Fact)})
	}
	for _, f := range r.Clock.Findings {
		found = append(found, finding{What: f.What, Person: string(f.Person), Measure: &f.Number, Duty: string(f.Duty)})
	}
	for _, o := range r.Tally {
		found = append(found, finding{What: "tally", Table: "resident_tally", Row: string(o.Unit)})
	}
	facts := int64(0)
	for _, n := range r.Log.Nodes {
		facts += n.Facts
	}
	return map[string]any{
		"proven": r.Proven(), "facts": facts, "waiting": r.Log.Waiting, "rows": r.Rows.Rows, "lives": r.Clock.Lives, "behind": r.Clock.Behind, "unmade": r.Clock.Unmade,
		"closed": r.Rows.Closed, "findings": found,
	}
}
