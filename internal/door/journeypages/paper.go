package journeypages

import (
	"bytes"
	"context"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/arrival"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/domain/paper"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/press"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// issued is a paper of a case by what it is called, with its page.
type issued struct {
	paper.Paper
	Label, URL string
}

// issued lists the papers that came out of the steps of a case. Who needs a purpose for the file opens its papers there,
// where he says it.
func (d *desk) issued(r *web.Request, p casePage) ([]issued, error) {
	c := &p.Case.Case
	seen := policy.Resource{Kind: "paper", Facility: p.Case.Seen.Facility, Unit: p.Case.Seen.Unit, Person: c.Person, Compartment: string(seal.General)}
	if !d.Policy.Explain(r.Actor(), policy.PaperView, seen, p.Now).Allow {
		return nil, nil
	}
	list, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) ([]paper.Paper, error) { return d.papersOf(r.Context(), tx, c) })
	out := make([]issued, len(list))
	for i, x := range list {
		out[i] = issued{x, p.T("journeys.paper", text.Key(x.Kind.Key()), x.Number), at(c, "papers/"+string(x.ID))}
		if !x.InForce() {
			out[i].Label = p.T("journeys.paper.void", text.Key(x.Kind.Key()), x.Number)
		}
	}
	return out, err
}

// papersOf lists the papers of a case, and those of another house that were sent to it.
func (d *desk) papersOf(ctx context.Context, tx *store.Tx, c *journey.Case) ([]paper.Paper, error) {
	list, err := paper.OfCase(ctx, tx, c.ID)
	for _, e := range c.Entries {
		for _, of := range paperwork.Papers(e) {
			if err != nil || slices.ContainsFunc(list, func(x paper.Paper) bool { return x.ID == of }) {
				continue
			}
			var x paper.Paper
			x, err = d.Paper.Get(ctx, tx, of)
			list = append(list, x)
		}
	}
	return list, err
}

// printed are the papers that came out of a step.
func (p casePage) printed(e journey.Entry) (out []file) {
	of := paperwork.Papers(e)
	for _, x := range p.papers { // oldest first
		if slices.Contains(of, x.ID) || slices.Contains(of, x.Replaces) && !p.stepped(x.ID) {
			out, of = append(out, file{Label: x.Label, URL: x.URL}), append(of, x.ID)
		}
	}
	return out
}

// stepped tells whether a paper came out of a step; what was issued because a fact was corrected did not.
func (p casePage) stepped(x id.ID) bool {
	return slices.ContainsFunc(p.Case.Entries, func(e journey.Entry) bool { return slices.Contains(paperwork.Papers(e), x) })
}

// signing puts beside a step the sheet that is signed now, and where its scan is handed in while it is not there.
func (p casePage) signing(task *web.Step, s *journey.Step, e journey.Entry) {
	kind := arrival.SpotPaper(s.Name)
	_, again := p.anew(e)
	for _, x := range p.papers {
		if kind == "" && x.InForce() && slices.Contains(paperwork.Papers(e), x.ID) {
			task.Acts = append(task.Acts, web.Act{Label: p.T("journeys.print", text.Key(x.Kind.Key())), URL: x.URL})
			if x.MayBeReplaced() { // it states an old day
				task.Tone, task.Status, task.Hint = web.Warn, p.T("journeys.old_day"), p.T("journeys.old_day.text")
			}
		}
		if x.Kind != kind || !x.InForce() {
			continue
		}
		task.Acts = append(task.Acts, web.Act{Label: p.T("journeys.print", text.Key(x.Kind.Key())), URL: x.URL})
		if task.URL != "" && (again || len(e.Answers.Files["scan"]) == 0) {
			task.Acts = append(task.Acts, web.Act{Label: p.T("journeys.hand_in"), Target: p.T(string(journey.Title(p.Case.Kind, s.Name))), URL: task.URL + "#f-scan"})
		}
		if again {
			task.Tone, task.Status, task.Hint = web.Warn, p.T("journeys.sign_again"), p.T("journeys.sign_again.text", x.Number)
		}
	}
}

// paperPage is a paper that came out of a step, as it is printed.
type paperPage struct {
	web.Page
	Paper paper.Printed
	PDF   string // "" where the face lacks a character
	Back  string
}

// printed opens a paper of the case of the address.
func (d *desk) printed(r *web.Request) (p paper.Printed, back string, err error) {
	f, _, err := d.load(r)
	if err != nil {
		return p, "", err
	}
	which, err := r.ID("paper")
	if err != nil {
		return p, "", err
	}
	all, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) ([]paper.Paper, error) { return d.papersOf(r.Context(), tx, &f.Case) })
	if err != nil {
		return p, "", err
	}
	if !slices.ContainsFunc(all, func(x paper.Paper) bool { return x.ID == which }) {
		return p, "", errs.New(errs.NotFound, "web.not_found")
	}
	p, err = d.Paper.Print(r.Context(), which)
	if d.Demo && p.Sheet.Draft == "" {
		p.Sheet.Draft = d.Words.In(text.ZH).T("journeys.demo")
	}
	return p, at(&f.Case, ""), err
}

func (d *desk) paper(r *web.Request) error {
	got, back, err := d.printed(r)
	if err != nil {
		return err
	}
	p := paperPage{Page: r.Page(r.T(got.Kind.Key()), "paper-print"), Paper: got, Back: back}
	if press.Missing(got.Sheet.Text()) == "" {
		p.PDF = r.URL.Path + "/pdf"
	}
	return r.Draw(p.Page, paperView(p))
}

func (d *desk) pdf(r *web.Request) error {
	got, _, err := d.printed(r)
	if err != nil {
		return err
	}
	body, err := press.PDF(got.Sheet)
	if err != nil {
		return err
	}
	return r.Send(web.Sent{MediaType: "application/pdf", Name: got.Number + ".pdf", Size: int64(len(body)), Content: bytes.NewReader(body)})
}
