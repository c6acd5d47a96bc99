package daypages

import (
	"context"
	"strconv"

	"guitu/internal/base/errs"
	"guitu/internal/domain/census"
	"guitu/internal/domain/rollcall"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
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
		x := web.Act{Label: p.T("day.care.out", n.Out)}
		if !d.Policy.Scope(p.Who.Actor, policy.OutingList).Empty() {
			x.URL = "/out"
		}
		out = append(out, x)
	}
	if n.Due > 0 {
		out = append(out, web.Act{Label: p.T("day.care.due", n.Due), URL: "/people?within=" + string(census.Due)})
	}
	return append(out, web.Act{Label: p.T("day.care.ends", census.Week, n.Ends), URL: "/people?sort=end&within=" + strconv.Itoa(census.Week)}), nil
}

// rolls are the calls of the roll that the reader may go on with.
func (d *desk) rolls(ctx context.Context, p web.Page) (out []web.Act, err error) {
	scope := d.Policy.Scope(p.Who.Actor, policy.RollcallList)
	if scope.All || scope.Empty() {
		return nil, nil
	}
	running, err := store.Read(ctx, d.DB, func(tx *store.Tx) ([]rollcall.Standing, error) { return rollcall.Now(ctx, tx, scope) })
	for _, c := range running {
		if d.Policy.May(p.Who.Actor, policy.RollcallRecord, c.Resource()) {
			out = append(out, web.Act{Label: p.T("day.care.roll", c.Shift.Title(), c.Marked, c.Heads), URL: "/rolls/" + string(c.ID)})
		}
	}
	return out, err
}
