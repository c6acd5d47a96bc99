package act

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/law"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// Cautions are what an officer should know before he goes on. They never stop him: he says that he has seen them.
type Cautions []text.Msg

// Add notes a thing to know.
func (c *Cautions) Add(key string, args ...any) { *c = append(*c, text.Msg{Key: key, Args: args}) }

// Cite notes a rule with its articles; one that is not read in an enacted text says so.
func (c *Cautions) Cite(rule text.Key, basis []law.Citation, unsure bool) {
	key := "journey.caution.law"
	if unsure {
		key = "journey.caution.unsure"
	}
	c.Add(key, rule, text.Articles(basis))
}

// Refusal notes what the clock will refuse.
func (c *Cautions) Refusal(code law.FindingCode) {
	c.Cite(text.Key("law.refused."+code.String()), law.Finding(code).Basis, false)
}

// Law notes what the clock would say, and tells whether it would refuse.
func (c *Cautions) Law(found []term.Finding) (refused bool) {
	for _, f := range found {
		kind := "law.warning."
		if f.Code.Refuses() {
			kind, refused = "law.refused.", true
		}
		c.Cite(text.Key(kind+f.Code.String()), law.Finding(f.Code).Basis, f.Unsure())
	}
	return refused
}

// Together does several things and asks in one for what each points out: who says that he has seen it has seen it all.
func Together(list ...Do) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		var f errs.Fields
		for _, do := range list {
			err := do(ctx, tx, a)
			if errs.CodeOf(err) != "journey.caution" && err != nil {
				return err
			}
			if e := errs.Find(err); e != nil {
				for _, x := range e.Fields {
					f.Add(x.Name, x.Code, x.Value, x.Args...)
				}
			}
		}
		return f.Err("journey.caution")
	}
}

// Err asks for the tick while there is something to know and nobody has said that he knows it.
func (c *Cautions) Err(a *journey.Act) error {
	if a.Answers.Says(journey.Aware, "yes") {
		return nil
	}
	var f errs.Fields
	for _, m := range *c {
		f.Add(journey.Aware, m.Key, "", m.Args...)
	}
	return f.Err("journey.caution")
}

// Cited are the articles behind what the clock refuses or points out.
func Cited(c law.FindingCode) (out []string) {
	for _, b := range law.Finding(c).Basis {
		out = append(out, string(b))
	}
	return out
}
