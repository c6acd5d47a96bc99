package casepages

import (
	"guitu/internal/base/errs"
	"guitu/internal/domain/outing"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// away reads where the person of a file is while he is out, for who may see it.
func (d *desk) away(f *file) error {
	if !f.Stay.Here() || !d.Policy.Allows(f.ctx, policy.OutingView, f.Stay.Resource()) {
		return nil
	}
	o, err := store.Read(f.ctx, d.DB, func(tx *store.Tx) (outing.Outing, error) { return outing.Current(f.ctx, tx, f.Person.ID) })
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	f.out = o
	return err
}

// whereOut says on every page of a file that he is not in the house, and leads to what is known of it.
func whereOut(p web.Page, f *file) (m web.Mark, at string) {
	if f.out.ID == "" {
		return m, ""
	}
	m = web.Mark{Icon: "route", Tone: web.Info, Word: p.T("case.out", f.out.Kind.Title())}
	if f.out.Late(p.Now) {
		m.Tone, m.Word = web.Danger, p.T("case.out.late", f.out.Kind.Title())
	}
	return m, "/out/" + string(f.out.ID)
}
