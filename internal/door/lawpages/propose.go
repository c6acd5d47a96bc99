package lawpages

import (
	"context"
	"net/url"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/law"
	"guitu/internal/domain/rule"
	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

// propose asks for a parameter to be confirmed or set.
func (d *desk) propose(r *web.Request) error {
	var form struct {
		Region, Value, Unit, From, Document string
		Worse                               bool
	}
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.one)
	}
	key := r.PathValue("key")
	draft := rule.Draft{Key: key, Region: form.Region, Value: form.Value, Unit: form.Unit, From: form.From, Document: form.Document}
	if err := d.weighed(r, draft, form.Worse); err != nil {
		return r.Again(err, d.one)
	}
	_, err := d.Rules.Propose(r.Context(), store.Key(r.Key()), draft)
	if err != nil {
		return r.Again(inWords(r, err), d.one)
	}
	return r.Done(at(key), "rules.proposed")
}

// weighed answers what is wrong with a draft, before anybody signs it; and one that would be worse for the person than
// what stands is proposed by who says that he knows it.
func (d *desk) weighed(r *web.Request, draft rule.Draft, known bool) error {
	c, err := rule.New(draft)
	if err != nil || known {
		return err
	}
	g, err := d.read(r.Context())
	if err != nil {
		return err
	}
	now, worse := c.Worse(g.book, civil.DateOf(r.Now()))
	if _, bad := g.book.With([]law.Confirmation{{Key: c.Key, Scope: c.Scope, Value: c.Value, From: c.From, By: [2]string{"1", "2"}, Document: c.Document, At: c.From}}); !worse || bad[0] != nil {
		return nil // fine, or refused by its article
	}
	var f errs.Fields
	f.Add("worse", "rules.worse.fault", "", value(r.Page("", "").Printer, now))
	return f.Err("rule.bad_input")
}

func at(key string) string { return "/rules/" + url.PathEscape(key) }

// inWords says the values of a refusal as people read them; the law writes them for documents. The article
// that stands against it is already in the error.
func inWords(r *web.Request, err error) error {
	e := errs.Find(err)
	if e == nil || e.Code != "law.confirm.unfavourable" && e.Code != "law.confirm.unit" {
		return err
	}
	c := *e
	c.Args = nil
	for _, a := range e.Args {
		s, _ := a.(string)
		c.Args = append(c.Args, written(r, s))
	}
	if c.Code == "law.confirm.unit" {
		c.Fields = []errs.Field{{Name: "value", Code: c.Code, Args: c.Args}}
	}
	return &c
}

// written reads law.Value.String back: "15 day", "DECISION_DATE".
func written(r *web.Request, s string) string {
	p := r.Page("", "").Printer
	for _, row := range law.Registry {
		if row.Value.String() == s {
			return value(p, row.Value)
		}
	}
	for u := law.Count; u < law.Word; u++ {
		if n, ok := cutUnit(s, u); ok {
			return p.T("rules.unit."+u.String(), n)
		}
	}
	return p.Or("rules.word."+s, s)
}

func (d *desk) confirm(r *web.Request) error { return d.settle(r, d.Rules.Confirm, "rules.confirmed") }

func (d *desk) refuse(r *web.Request) error { return d.settle(r, d.Rules.Refuse, "rules.refused") }

func (d *desk) settle(r *web.Request, act settling, said text.Key) error {
	row, err := r.ID("row")
	if err != nil {
		return err
	}
	var form struct{ Version int64 }
	if err := r.Decode(&form); err != nil {
		return err
	}
	if err := act(r.Context(), store.Key(r.Key()), row, form.Version); err != nil {
		return r.Again(inWords(r, err), d.one)
	}
	return r.Done(at(r.PathValue("key")), string(said))
}

// settling is Confirm or Refuse.
type settling func(ctx context.Context, key store.Key, row id.ID, version int64) error

func cutUnit(s string, u law.Unit) (number string, ok bool) {
	number, ok = strings.CutSuffix(s, " "+u.String())
	return number, ok
}
