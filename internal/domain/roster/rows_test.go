package roster_test

import (
	"strings"
	"testing"

	"guitu/internal/domain/roster/book"
)

// What loading would refuse, looking finds; one row never stops the others.
func TestALongOrganIsItsRowsError(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		raw := file(one(1, nil), one(2, map[string]string{"决定机关": strings.Repeat("局", 101)}), one(3, map[string]string{"决定机关": strings.Repeat("局", 100)}))
		seen, err := h.desk.Preview(h.machine, h.command(raw))
		if err != nil {
			t.Fatal(err)
		}
		h.want(seen, "3: 2+ 0~ 0= [3 organ.missing]")
		if p := seen.Rejected[0]; p.Column != book.Organ || !strings.Contains(p.Right, "100") {
			t.Errorf("%+v", p)
		}
		h.want(h.take(raw), "3: 2+ 0~ 0= [3 organ.missing]")
	})
}
