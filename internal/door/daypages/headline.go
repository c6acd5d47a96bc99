package daypages

import (
	"context"
	"strconv"

	"guitu/internal/base/errs"
	"guitu/internal/domain/census"
	"guitu/internal/door/web"
)

// care says how many are in the reader's care today, and leads to them: what a duty officer asks first at seven in the
// morning. Who lists nobody sees no line.
func (d *desk) care(ctx context.Context, p web.Page) ([]web.Act, error) {
	n, err := d.Census.Headline(ctx)
	if errs.KindOf(err) == errs.Denied || err == nil && n.Here == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := []web.Act{{Label: p.T("day.care.here", n.Here), URL: "/people"}}
	if n.Out > 0 {
		out = append(out, web.Act{Label: p.T("day.care.out", n.Out)})
	}
	if n.Due > 0 {
		out = append(out, web.Act{Label: p.T("day.care.due", n.Due), URL: "/people?within=" + string(census.Due)})
	}
	return append(out, web.Act{Label: p.T("day.care.ends", census.Week, n.Ends), URL: "/people?sort=end&within=" + strconv.Itoa(census.Week)}), nil
}
