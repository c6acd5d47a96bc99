package app_test

import (
	"context"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/store"
)

// The mark by which an organ's letter finds a sealed file again leads to that file: one that leads to another's, or to none, and
// one that was taken away, are named.
func TestAMarkLeadsToItsFile(t *testing.T) {
	provinces(t, 19, func(p *province) {
		all := p.ended()
		p.seal(all[0])
		p.seal(all[1])
		if r := p.verify(); !r.Proven() {
			t.Fatal(r.Rows.Findings)
		}
		changes := func(text string) {
			p.write(func(ctx context.Context, tx *store.Tx) error {
				tx.MarkPolicy("sealing")
				tx.MarkAudit("sealing")
				n, err := tx.Exec(ctx, text)
				if n == 0 {
					t.Error("nothing was changed:", text)
				}
				return err
			})
		}
		of := func(who id.ID) (sealing id.ID) {
			p.write(func(ctx context.Context, tx *store.Tx) (err error) {
				sealing, err = store.One(ctx, tx, store.Value[id.ID], `select id from sealing_sealing where person = $1`, who)
				return err
			})
			return sealing
		}
		one, other := of(all[0]), of(all[1])
		changes(`update sealing_mark set sealing = '` + string(other) + `' where sealing = '` + string(one) + `'`)
		p.wants("sealing_mark", audit.RowChanged, one)
		p.wants("sealing_mark", audit.RowChanged, other)
		changes(`update sealing_mark set sealing = 'nobody'`)
		p.wants("sealing_mark", audit.RowChanged, "nobody")
		changes(`delete from sealing_mark`)
		p.wants("sealing_mark", audit.RowChanged, one)
	})
}
