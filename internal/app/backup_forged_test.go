package app_test

import (
	"testing"

	"guitu/internal/app"
	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

// A fact that the house did not write is found by verify; it takes nobody's backups away.
func TestABackupIsMadeThoughAFactIsForged(t *testing.T) {
	each(t, func(t *testing.T, h *app.House) {
		if _, err := h.FacilityNamed(t.Context(), store.NewKey(), "云岭示范所"); err != nil {
			t.Fatal(err)
		}
		forged := string(id.New())
		if _, err := store.Write(t.Context(), h.DB, store.NewKey(), func(tx *store.Tx) (int, error) {
			tx.MarkPolicy("audit")
			tx.MarkAudit("audit")
			if _, err := tx.Exec(t.Context(), `insert into audit_fact select month, $1, node, at, actor, posts, request, room, kind, record, version,
				about, facility, compartment, digest, purpose, basis from audit_fact where id = (select min(id) from audit_fact)`, forged); err != nil {
				return 0, err
			}
			_, err := tx.Exec(t.Context(), `insert into audit_pending (node, id, month, mac, seen) select node, id, month, null, 0 from audit_fact where id = $1`, forged)
			return 0, err
		}); err != nil {
			t.Fatal(err)
		}
		if path, _, err := h.Backup(t.Context(), t.TempDir()); err != nil || path == "" {
			t.Error("no backup:", err)
		}
	})
}
