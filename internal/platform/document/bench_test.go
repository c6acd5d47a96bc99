package document_test

import (
	"bytes"
	"io"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// A file of 4 MB kept, and opened.
func BenchmarkFile(b *testing.B) {
	for _, engine := range storetest.Engines() {
		c := storetest.Config(b, engine, clock.At(storetest.Start))
		c.Exercise = false
		db := storetest.Open(b, c)
		v := sealtest.Vault(b, db)
		room := document.New(db, v, policytest.Engine(b, db.Clock()))
		ctx := actor.With(b.Context(), actor.Part("demo"))
		data := content(4 << 20)
		d := draft(nil)
		b.Run(string(engine)+"/put", func(b *testing.B) {
			b.SetBytes(4 << 20)
			for b.Loop() {
				d.ID, d.Content = id.New(), bytes.NewReader(data)
				if _, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (int, error) {
					_, err := room.PutIn(ctx, tx, d)
					return 0, err
				}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(string(engine)+"/open", func(b *testing.B) {
			b.SetBytes(4 << 20)
			for b.Loop() {
				_, r, err := room.Open(ctx, d.Place, d.ID)
				if err != nil {
					b.Fatal(err)
				}
				if n, err := io.Copy(io.Discard, r); err != nil || n != 4<<20 {
					b.Fatal(n, err)
				}
			}
		})
	}
}
