package app

import (
	"guitu/internal/base/errs"
	"guitu/internal/platform/store/lite"
)

// Unreached tells apart, for who stands at the machine, why the records could not be reached: what helps is another thing
// each time, and the words of the store are those of a page. "" where the error says nothing of the sort.
func Unreached(err error) string {
	code := errs.CodeOf(err)
	for _, x := range []struct {
		is   bool
		name string
	}{
		{lite.Damaged(err), "damaged"},
		{lite.ReadOnly(err), "read_only"},
		{lite.Full(err) || code == "store.disk_full", "full"},
		{lite.Busy(err), "locked"},
		{code == "store.file_gone" || code == "store.unavailable", "away"},
	} {
		if x.is {
			return x.name
		}
	}
	return ""
}
