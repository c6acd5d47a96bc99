package census_test

import (
	"context"
	"slices"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Whoever compares a newcomer is written down with each file that he is shown; of a file that another house keeps, and that
// agrees in birth and county alone, he reads that there is one.
func TestWhoIsComparedIsWrittenDown(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.as(policy.IntakeOfficer, 0, -1)
		far, err := h.persons.Create(actor.With(h.t.Context(), actor.Part("demo")), store.NewKey(), person.At{},
			person.Draft{Name: "赵一山", Sex: "男", Born: "1988-03-03", Home: "凉山州美姑县"})
		if err != nil {
			h.t.Fatal(err)
		}
		ask := func(d person.Draft) (shown []id.ID, elsewhere int) {
			who, err := h.persons.Parse(d)
			if err != nil {
				h.t.Fatal(err)
			}
			found, err := h.desk.Duplicates(ctx, who)
			if err != nil {
				h.t.Fatal(err)
			}
			for _, x := range found.Shown {
				shown = append(shown, x.Person)
			}
			return shown, found.Elsewhere
		}
		if shown, n := ask(person.Draft{Name: "钱二海", Sex: "男", Born: "1988-03-03", Home: "凉山州美姑县"}); len(shown) != 0 || n != 1 || h.compared(ctx, far) != 0 {
			h.t.Errorf("birth and county alone: %v, %d more, %d facts", shown, n, h.compared(ctx, far))
		}
		if shown, n := ask(person.Draft{Name: "赵一山", Sex: "男", Born: "1988-03-03"}); !slices.Equal(shown, []id.ID{far}) || n != 0 || h.compared(ctx, far) != 1 {
			h.t.Errorf("name and birth: %v, %d more, %d facts", shown, n, h.compared(ctx, far))
		}
		if _, err := h.desk.Known(ctx, far); err != nil || h.compared(ctx, far) != 1 {
			h.t.Errorf("the same, again: %v, %d facts", err, h.compared(ctx, far))
		}
	})
}

func (h *house) compared(ctx context.Context, about id.ID) int {
	h.t.Helper()
	got, err := store.Read(ctx, h.db, func(tx *store.Tx) (store.Slice[audit.Entry], error) {
		return audit.List(ctx, tx, audit.Filter{About: about, Kinds: []string{person.ComparedKind}}, store.Page{Limit: 10})
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return len(got.Rows)
}
