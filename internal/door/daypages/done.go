package daypages

import (
	"strconv"

	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// done ticks off a duty of the house.
func (d *desk) done(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct{ Version int64 }
	if err := r.Decode(&form); err != nil {
		return err
	}
	if err := d.Duty.Done(r.Context(), store.Key(r.Key()), which, form.Version, ""); err != nil {
		return err
	}
	return r.Done("/", "day.was_done")
}
