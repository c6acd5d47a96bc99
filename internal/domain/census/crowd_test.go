package census_test

import (
	"strings"
	"testing"

	"guitu/internal/platform/store"
)

// Of a crowd one page is told, who is here first, and no number, to who sees everybody. Who sees a part is told all of it, and
// with its number: that there are more of the name elsewhere is nothing that he may learn.
func TestACrowdIsToldInPart(t *testing.T) {
	each(t, func(h *house) {
		bureau, head := h.as("bureau_head", -1, -1), h.as("facility_head", 0, -1)
		for _, c := range []struct {
			text  string
			few   int
			limit int
			want  int
			keys  string
		}{{"李明远", 1, 0, 2, "04"}, {"李明远", 1, 1, 1, "04"}, {"高原", 0, 0, 1, "5"}, {"lmy", 1, 2, 2, "04"}} {
			h.desk.Few(c.few)
			got, err := h.desk.Search(bureau, c.text, store.Page{Limit: c.limit})
			if err != nil || len(got.Rows) != c.want || got.Total != -1 || got.Next != "" {
				t.Errorf("%s: %d rows of %d, then %q: %v", c.text, len(got.Rows), got.Total, got.Next, err)
			}
			if k := strings.Join(h.keys(got.Rows), ""); strings.Trim(k, c.keys) != "" {
				t.Errorf("%s finds %s", c.text, k)
			}
		}
		if got, err := h.desk.Search(head, "李明远", store.Page{}); err != nil || len(got.Rows) != 1 || got.Total != 1 {
			t.Errorf("the head of one of the houses: %d of %d, %v", len(got.Rows), got.Total, err)
		}
		h.desk.Few(1)
		if got, err := h.desk.Search(bureau, "高原", store.Page{}); err != nil || got.Total != 1 {
			t.Errorf("one is no crowd: %d, %v", got.Total, err)
		}
	})
}

// The total of what is found is told with its first page, also where the page holds a part of it.
func TestWhatIsFoundIsCounted(t *testing.T) {
	each(t, func(h *house) {
		got, err := h.desk.Search(h.as("bureau_head", -1, -1), "李明远", store.Page{Limit: 1})
		if err != nil || got.Total != 2 || len(got.Rows) != 1 || got.Next == "" {
			t.Fatal(got.Total, len(got.Rows), got.Next, err)
		}
		rest, err := h.desk.Search(h.as("bureau_head", -1, -1), "李明远", store.Page{Limit: 1, After: got.Next})
		if err != nil || rest.Total != 2 || rest.First != 2 || len(rest.Rows) != 1 || rest.Rows[0].Person == got.Rows[0].Person {
			t.Error(rest.Total, rest.First, len(rest.Rows), err)
		}
	})
}
