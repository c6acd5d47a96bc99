package security_test

import (
	"slices"
	"testing"

	"guitu/internal/base/text"
)

// Whatever stands in the log of a province that everybody has walked through stands there in words, in both languages: a
// kind that is put together in a variable is in no list of the source.
func TestEveryFactOfTheProvinceHasWords(t *testing.T) {
	w := open(t)
	rows, err := w.raw.Query(`select distinct kind from audit_fact`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var kinds []string
	for rows.Next() {
		var kind string
		if err := rows.Scan(&kind); err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, kind)
	}
	if err := rows.Err(); err != nil || len(kinds) < 30 {
		t.Fatal(len(kinds), err)
	}
	slices.Sort(kinds)
	for _, l := range []text.Locale{text.ZH, text.EN} {
		p := w.Words.In(l)
		for _, kind := range kinds {
			if said := p.Or("admin.fact."+kind, p.Or(kind, kind)); said == kind {
				t.Errorf("%s: %s has no words", l, kind)
			}
		}
	}
}
