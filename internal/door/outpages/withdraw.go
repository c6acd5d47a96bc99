package outpages

import (
	"cmp"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/daybook"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/rollcall"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// told is a roll or a book that tells of an outing.
type told struct{ Text, URL string }

// tellers reads which rolls and day books tell of an outing: what its withdrawal does to them is shown before and after.
func (d *desk) tellers(r *web.Request, p web.Page, o outing.Outing) (out []told, err error) {
	type read struct {
		calls []rollcall.Call
		books []daybook.Book
	}
	got, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (got read, err error) {
		if got.calls, err = rollcall.Counted(r.Context(), tx, o); err != nil {
			return got, err
		}
		got.books, err = daybook.During(r.Context(), tx, o)
		return got, err
	})
	for _, c := range got.calls {
		if c.State == rollcall.Closed {
			out = append(out, told{p.T("out.told.roll", p.T(string(c.Shift.Title())), p.MomentShort(c.Closed)), "/rolls/" + string(c.ID)})
		} else {
			out = append(out, told{p.T("out.told.running", p.T(string(c.Shift.Title())), p.MomentShort(c.Opened)), "/rolls/" + string(c.ID)})
		}
	}
	for _, b := range got.books {
		out = append(out, told{p.T("out.told.book", p.MomentShort(b.Made)), "/daybook/" + string(b.ID)})
	}
	return out, err
}

// mayWithdraw tells whether the reader may say that an outing never was.
func (d *desk) mayWithdraw(r *web.Request, o outing.Outing) bool {
	return o.ByHand() && !o.Void && d.Policy.May(r.Actor(), policy.OutingRecord, o.Resource())
}

// withdrawForm is where an outing that was entered by mistake is withdrawn: what it told, and why it was wrong.
func (d *desk) withdrawForm(r *web.Request) error {
	p, err := d.shown(r, r.T("out.withdraw"))
	if err != nil {
		return err
	}
	if !p.Withdraws {
		return errs.New(errs.Denied, "policy.denied")
	}
	p.Crumbs = append(p.Crumbs, web.Crumb{Label: p.Name, URL: outingURL(p.Outing.ID)})
	p.Heading, p.Sub = p.Title, p.Name+" · "+p.Sub
	return r.Draw(p.Page, withdrawView(p))
}

func (d *desk) withdraw(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct {
		Version int64
		Wrong   string
	}
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.withdrawForm)
	}
	err = d.Outing.Withdraw(r.Context(), store.Key(r.Key()), outing.Withdrawal{Outing: which, Version: form.Version, Words: form.Wrong})
	if err != nil {
		return r.Again(errs.Renamed(err, "words", "wrong"), d.withdrawForm)
	}
	return r.Done(outingURL(which), "out.withdrawn")
}

// withdrawnBy says who withdrew an outing, when and why; "" for one whose fact was taken back.
func (d *desk) withdrawnBy(r *web.Request, p web.Page, o outing.Outing) string {
	if !o.Void || o.Words.Wrong == "" {
		return ""
	}
	member, _ := strings.CutPrefix(o.ClosedBy, "staff:")
	name, err := d.Census.Officer(r.Context(), id.ID(member))
	if err != nil {
		name = ""
	}
	return p.T("out.withdrawn_by", p.MomentShort(o.Said), cmp.Or(name, p.T("out.nameless")), o.Words.Wrong)
}
