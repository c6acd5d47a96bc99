package supervisionpages

import (
	"fmt"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/door/web"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// largestKept bounds a file in which a checkpoint was kept, in bytes: one is a few hundred.
const largestKept = 1 << 20

// logPage is where the procurator holds a checkpoint that he kept against the log. It reads, and leaves no fact: that he asked is
// nobody's to see.
type logPage struct {
	web.Page
	Latest audit.Checkpoint
	Keys   string
	Kept   string // the checkpoint that was handed in
	Answer *audit.Continuation
	Tone   web.Tone
	Says   string // the answer in a line
	Text   string
}

func (d *desk) logForm(r *web.Request) error { return d.drawLog(r, "", nil) }

func (d *desk) drawLog(r *web.Request, kept string, c *audit.Continuation) error {
	if !d.watches(r) {
		return errs.New(errs.Denied, "policy.denied")
	}
	p := logPage{Page: r.Page(r.T("supervision.log"), "supervision"), Kept: kept, Answer: c, Keys: strings.Join(d.Ledger.Keys(), "\n")}
	p.Crumbs = []web.Crumb{{Label: p.T("supervision.title"), URL: "/supervision"}}
	_, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (_ int, err error) {
		p.Latest, err = d.Ledger.Latest(r.Context(), tx)
		return 0, err
	})
	if err != nil {
		return err
	}
	if c != nil {
		p.said(*c)
	}
	return r.Draw(p.Page, logView(p))
}

// said puts the answer into words.
func (p *logPage) said(c audit.Continuation) {
	was, now := p.Moment(c.KeptAt), p.Moment(c.NowAt)
	switch {
	case c.Held:
		p.Tone, p.Says, p.Text = web.OK, p.T("supervision.log.held"), p.T("supervision.log.held.text", c.Kept, was, c.Now, now)
	case c.Shorter:
		p.Tone, p.Says, p.Text = web.Danger, p.T("supervision.log.shorter"), p.T("supervision.log.shorter.text", c.Kept, was, c.Now, now)
	default:
		p.Tone, p.Says, p.Text = web.Danger, p.T("supervision.log.rewritten"), p.T("supervision.log.rewritten.text", c.Kept, was, c.Now, now)
	}
}

// watches tells whether the reader is the procurator of some facility.
func (d *desk) watches(r *web.Request) bool {
	return d.Policy.Somewhere(r.Actor(), policy.SupervisionAsk)
}

// continued holds what was handed in against the log.
func (d *desk) continued(r *web.Request) (kept string, c audit.Continuation, err error) {
	if !d.watches(r) {
		return "", c, errs.New(errs.Denied, "policy.denied")
	}
	var form struct{ Checkpoint string }
	if err := r.Decode(&form); err != nil {
		return "", c, err
	}
	kept = form.Checkpoint
	if r.MultipartForm != nil && len(r.MultipartForm.File["kept"]) > 0 {
		body, _, err := r.ReadUpload("kept", largestKept)
		if err != nil {
			return "", c, err
		}
		kept = string(body)
	}
	c, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) (audit.Continuation, error) { return d.Ledger.Continues(r.Context(), tx, kept) })
	return kept, c, err
}

func (d *desk) log(r *web.Request) error {
	kept, c, err := d.continued(r)
	if err != nil {
		return r.Again(err, d.logForm)
	}
	return d.drawLog(r, kept, &c)
}

// proof sends the proof as a file.
func (d *desk) proof(r *web.Request) error {
	_, c, err := d.continued(r)
	if err != nil {
		return r.Again(err, d.logForm)
	}
	if !c.Held { // another log was written between the page and this
		return r.Tell("/supervision/log", web.Danger, "supervision.log.rewritten")
	}
	name := fmt.Sprintf("guitu-consistency-%d-%d.txt", c.Kept, c.Now)
	return r.Send(web.Sent{MediaType: "text/plain; charset=utf-8", Name: name, Size: int64(len(c.Proof)), Content: strings.NewReader(c.Proof)})
}
