package staff_test

import (
	"testing"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/staff"
)

// Nobody lends days that are over, longer than he holds the post, or longer than the house allows.
func TestTheDaysOfALoan(t *testing.T) {
	day := func(s string) civil.Date {
		d, err := civil.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	ends := staff.Post{Member: "holder", From: day("2020-01-01"), Until: day("2026-12-31")}
	lasts := staff.Post{Member: "holder", From: day("2020-01-01")}
	for _, c := range []struct {
		post            staff.Post
		to, from, until string
		field, code     string
	}{
		{ends, "other", "2026-11-29", "2026-12-31", "", ""},
		{lasts, "other", "2026-11-29", "2027-11-29", "", ""},
		{lasts, "other", "2026-11-29", "2027-11-30", "until", "staff.lend_long"},
		{ends, "other", "2026-11-29", "2027-01-01", "until", "staff.lend_beyond"},
		{ends, "other", "2026-11-28", "2026-12-31", "from", "staff.lend_past"},
		{ends, "other", "2026-12-02", "2026-12-01", "until", "staff.lend_order"},
		{ends, "other", "2026-12-02", "", "until", "staff.day_missing"},
		{ends, "other", "2026-02-30", "2026-12-03", "from", "staff.day_bad"},
		{ends, "holder", "2026-12-02", "2026-12-03", "to", "staff.standin_self"},
		{ends, "", "2026-12-02", "2026-12-03", "to", "staff.standin_missing"},
	} {
		_, err := staff.NewDelegation(staff.Loan{To: id.ID(c.to), From: c.from, Until: c.until}, c.post, day("2026-11-29"))
		var field, code string
		if e := errs.Find(err); e != nil && len(e.Fields) == 1 {
			field, code = e.Fields[0].Name, e.Fields[0].Code
		}
		if field != c.field || code != c.code || (err == nil) != (c.code == "") {
			t.Errorf("%s to %s: %v", c.from, c.until, err)
		}
	}
}
