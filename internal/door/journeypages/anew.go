package journeypages

import (
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/arrival"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/door/web"
)

// Papers that are signed at the door are made new when a name or a decision is corrected after they were signed. Nobody may
// take the old signature for one under the new paper: the step says so until it is done again, and so does the step that
// made the paper new.

// anew is the paper that counts in the place of one that a step, as it was done, had signed.
func (p casePage) anew(e journey.Entry) (issued, bool) {
	i := slices.IndexFunc(p.papers, func(x issued) bool { return arrival.Anew(e, x.Paper) })
	if i < 0 {
		return issued{}, false
	}
	return p.papers[i], true
}

// toSignAgain names the steps whose paper was made new since.
func (p casePage) toSignAgain() (out []string) {
	for _, s := range p.Case.Course.Steps {
		e, did := p.Case.Last(s.Name)
		if x, ok := p.anew(e); did && ok {
			out = append(out, x.Label)
		}
	}
	return out
}

// replaced says which papers of other steps a step has made new: "权利义务告知书 QL-…5（原 QL-…4）".
func (p casePage) replaced(step string) (out []string) {
	e, _ := p.Case.Last(step)
	made := paperwork.Papers(e)
	for _, x := range p.papers {
		old := slices.IndexFunc(p.papers, func(y issued) bool { return y.ID == x.Replaces })
		if old >= 0 && slices.Contains(made, x.ID) && x.Kind != arrival.SpotPaper(step) {
			out = append(out, p.T("journeys.renewed.one", text.Key(x.Kind.Key()), x.Number, p.papers[old].Number))
		}
	}
	return out
}

// did tells that a step is kept, and which signed papers are others by it.
func (d *desk) did(r *web.Request, before journey.File, step string) error {
	title, to := journey.Title(before.Kind, step), at(&before.Case, "")
	f, err := d.Journey.File(r.Context(), before.ID)
	if err != nil { // by this step the case is for others to see
		r.Note("replaced", errs.CodeOf(err))
		return r.Done(to, "journeys.did", title)
	}
	p := casePage{Page: r.Page("", ""), Case: f}
	if e, _ := f.Last(step); len(paperwork.Papers(e)) > 0 {
		if p.papers, err = d.issued(r, p); err != nil {
			return err
		}
	}
	if list := p.replaced(step); len(list) > 0 {
		return r.Tell(to, web.Warn, "journeys.renewed", title, p.List(list))
	}
	return r.Done(to, "journeys.did", title)
}
