package store

import (
	"guitu/internal/base/errs"
	"guitu/internal/platform/store/lite"
)

// Why tells apart, for who stands at the machine, why the records could not be reached: what helps is another thing each
// time. "" where the error says nothing of the sort.
func Why(err error) string {
	e := errs.Find(err)
	if e == nil {
		return ""
	}
	for _, x := range []struct {
		is   bool
		name string
	}{
		{lite.Damaged(err), "damaged"},
		{lite.ReadOnly(err), "read_only"},
		{lite.Full(err) || e.Code == "store.disk_full", "full"},
		{lite.Busy(err), "locked"},
		{e.Code == "store.file_gone" || e.Code == "store.unavailable", "away"},
	} {
		if x.is {
			return x.name
		}
	}
	return ""
}
