package ownpages

import (
	"guitu/internal/door/web"
	"guitu/internal/platform/kiosk"
)

// handed is one time that an officer gave him a sign-in, and what became of the slip.
type handed struct{ ID, What, When, Used, Seen string }

// atFirst is how many of them stand on the first page; all of them stand with who opened his file.
const atFirst = 6

// handedAll are all of them, newest first, and how and when the secret was chosen that is used now. Whoever used a slip in his place has
// also pressed the notice away: so nothing of it depends on what was said to have been read.
func (d *desk) handedAll(v *visit, p web.Page) (list []handed, since []string, err error) {
	changed, err := d.Kiosk.Changed(v.Context(), v.s)
	if err != nil {
		return nil, nil, err
	}
	if !changed.IsZero() {
		since = append(since, p.T("own.handed.changed", p.Moment(changed)))
	}
	slip := false
	all, err := d.Kiosk.Done(v.Context(), v.s)
	for _, x := range all {
		list = append(list, handedLine(p, x))
		if !slip && !x.Used.IsZero() {
			since, slip = append(since, p.T("own.handed.since", p.Moment(x.Used))), true
		}
	}
	return list, since, err
}

func handedLine(p web.Page, x kiosk.Reset) handed {
	by := p.T("told.part")
	if x.Role != "" {
		by = p.T("role." + x.Role)
	}
	l := handed{ID: string(x.ID), What: p.T("own.told." + x.Kind), When: p.T("own.told.when", p.Moment(x.At), by), Used: p.T("own.handed.unused")}
	if !x.Used.IsZero() {
		l.Used = p.T("own.handed.used", p.Moment(x.Used))
	}
	switch {
	case x.Doubted:
		l.Seen = p.T("own.handed.doubted")
	case !x.Seen.IsZero():
		l.Seen = p.T("own.handed.seen", p.Moment(x.Seen))
	}
	return l
}
