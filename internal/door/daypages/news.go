package daypages

import (
	"strconv"
	"time"

	"guitu/internal/domain/duty"
	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

// news is what came onto the reader's day since he last said that he had seen it.
type news struct {
	Count int
	Since string // when that was
	Until string // the moment of this page, as the form gives it back: what comes later stays new
}

// first is how far back things count as new for who never said so.
const first = 24 * time.Hour

// isNew tells whether a duty came since the reader last looked.
func (c cards) isNew(x duty.Duty) bool {
	return x.State == duty.Pending && x.Code != duty.Hidden && x.Came(c.page.Who.Actor.Has(x.Owner), c.page.Now).After(c.seen)
}

// news counts what is new on the day.
func (c cards) news() (n news) {
	for _, x := range c.reading.day.All() {
		if c.isNew(x) {
			n.Count++
		}
	}
	n.Since, n.Until = c.page.Moment(c.seen), strconv.FormatInt(c.page.Now.UnixMicro(), 10)
	return n
}

// seen keeps that the reader has seen his day as it was when the page was drawn.
func (d *desk) seenDay(r *web.Request) error {
	var form struct{ Until int64 }
	if err := r.Decode(&form); err != nil {
		return err
	}
	if err := d.Reminders.Look(r.Context(), store.Key(r.Key()), time.UnixMicro(form.Until)); err != nil {
		return err
	}
	return r.Done("/", "day.news.done")
}
