package sealingpages

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/sealing"
	"guitu/internal/door/web"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// openPage asks that what is sealed under a number be opened.
type openPage struct {
	web.Page
	Purposes []web.Option
	Days     int
}

func (d *desk) openForm(r *web.Request) error {
	if !d.Policy.Somewhere(r.Actor(), policy.SealingOpenAsk) {
		return errs.New(errs.Denied, "policy.denied")
	}
	p := openPage{Page: r.Page(r.T("sealings.open.title"), chapter), Days: d.Sealings.Days}
	p.Crumbs = []web.Crumb{{Label: p.T("sealings.title"), URL: list}}
	for _, x := range sealing.Purposes {
		p.Purposes = append(p.Purposes, web.Option{Value: string(x), Label: p.T("sealing.purpose." + string(x))})
	}
	return r.Draw(p.Page, openView(p))
}

// seat is from where the reader asks: his facility's, or the bureau's.
func (d *desk) seat(r *web.Request) id.ID {
	for _, post := range r.Actor().Posts {
		if d.Policy.May(r.Actor(), policy.SealingOpenAsk, policy.Resource{Kind: "opening", Facility: post.Facility}) {
			return post.Facility
		}
	}
	return ""
}

func (d *desk) openAsk(r *web.Request) error {
	var form struct{ Identity, Organ, Document, Purpose, Reason string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.openForm)
	}
	draft := sealing.OpeningDraft{
		Facility: d.seat(r), Purpose: form.Purpose,
		Wanted: sealing.Wanted{Identity: form.Identity, Organ: form.Organ, Document: form.Document, Reason: form.Reason},
	}
	content, head, err := r.Upload("letter", d.Documents.Limit())
	if err != nil {
		return r.Again(err, d.openForm)
	}
	draft.Letter = document.Draft{Title: r.T("sealings.open.letter"), Name: head.Filename, Content: content}
	o, err := d.Sealings.AskOpening(r.Context(), store.Key(r.Key()), draft)
	if err := errors.Join(errs.Renamed(err, "content", "letter"), content.Close()); err != nil {
		return r.Again(err, d.openForm)
	}
	return r.Done(openingAt(o), "sealings.open.done")
}

// openingPage is one opening.
type openingPage struct {
	web.Page
	Opening sealing.Opening
	State   string
	Tone    web.Tone
	Facts   web.Facts
	Own     bool
	Settle  bool
	File    string // where what was opened is read
}

func (d *desk) opening(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var o sealing.Opening
	names, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (map[id.ID]string, error) {
		if o, err = d.Sealings.OpeningOf(r.Context(), tx, which); err != nil {
			return nil, err
		}
		return d.named(r.Context(), tx, o.By, o.Settler)
	})
	if err != nil {
		return err
	}
	me := r.Actor().Staff
	p := openingPage{Page: r.Page(r.T("sealings.opening"), chapter), Opening: o, Tone: tone(o.Now(r.Now()))}
	p.State, p.Sub, p.Crumbs = word(p.Page, o.Now(r.Now())), o.Number, []web.Crumb{{Label: p.T("sealings.title"), URL: list}}
	line := func(label, value string) {
		if value != "" {
			p.Facts = append(p.Facts, web.Line{Label: p.T(label), Value: value})
		}
	}
	line("sealings.purpose", p.T("sealing.purpose."+string(o.Purpose)))
	line("sealings.open.identity", o.Identity)
	line("sealings.open.organ", o.Organ)
	line("sealings.open.document", o.Document)
	line("sealings.reason", o.Reason)
	line("sealings.asked", p.T("sealings.by", names[o.By], o.Asked))
	if o.Settler != "" {
		line("sealings.settled", p.T("sealings.by", names[o.Settler], o.Settled))
	}
	line("sealings.until", moment(p.Page, o.Until))
	p.Own = o.State == sealing.Asked && o.By == me
	p.Settle = o.State == sealing.Asked && !p.Own && d.Policy.May(r.Actor(), policy.SealingOpenGrant, policy.Resource{Kind: "opening", Facility: o.Facility, Owner: string(o.By)})
	if o.Readable(r.Now()) && slices.Contains([]id.ID{o.By, o.Settler}, me) {
		p.File = openingAt(o.ID) + "/file"
	}
	return r.Draw(p.Page, openingView(p))
}

// settling is what a second officer does about what waits, and where he is led then.
type settling struct {
	act  func(ctx context.Context, key store.Key, which id.ID, version int64) error
	show web.Handler
	at   func(id.ID) string
	said string
}

func (d *desk) settle(r *web.Request, s settling) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct{ Version int64 }
	if err := r.Decode(&form); err != nil {
		return err
	}
	if err := s.act(r.Context(), store.Key(r.Key()), which, form.Version); err != nil {
		return r.Again(err, s.show)
	}
	return r.Done(s.at(which), s.said)
}

func (d *desk) grant(r *web.Request) error {
	return d.settle(r, settling{d.Sealings.Grant, d.opening, openingAt, "sealings.granted"})
}

func (d *desk) refuseOpening(r *web.Request) error {
	return d.settle(r, settling{d.Sealings.RefuseOpening, d.opening, openingAt, "sealings.refused"})
}

// document sends a scan of a file that was opened.
func (d *desk) document(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	wanted, err := r.ID("file")
	if err != nil {
		return err
	}
	f, content, err := d.Sealings.Attachment(r.Context(), which, wanted)
	if err != nil {
		return err
	}
	return r.Send(web.Sent{MediaType: f.MediaType, Name: string(f.ID), Size: int64(len(content)), Content: bytes.NewReader(content)})
}
