package store_test

import (
	"context"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// act is the size of a usual act: load a record, change it, insert two rows, keep the key.
func act(ctx context.Context, db *store.DB, record id.ID) error {
	_, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		mark(tx)
		version, err := store.One(ctx, tx, store.Value[int64], `select version from trial_case where id = $1`, record)
		if err != nil {
			return "", err
		}
		if err := store.Update(ctx, tx, `update trial_case set version = version + 1, at = $1 where id = $2 and version = $3`,
			store.Micros(tx.Now()), record, version); err != nil {
			return "", err
		}
		note := id.New()
		if _, err := tx.Exec(ctx, `insert into trial_note (id, of) values ($1, $2)`, note, record); err != nil {
			return "", err
		}
		_, err = tx.Exec(ctx, `insert into retrial_case (id, n) values ($1, $2)`, note, 1)
		return note, err
	})
	return err
}

// BenchmarkWrite is the sustained rate of durable acts: 64 officers, each waiting for the disk.
func BenchmarkWrite(b *testing.B) {
	for _, engine := range storetest.Engines() {
		b.Run(string(engine), func(b *testing.B) { benchmarkWrite(b, engine, 32) })
		b.Run(string(engine)+"/alone", func(b *testing.B) { benchmarkWrite(b, engine, 0) })
	}
}

func benchmarkWrite(b *testing.B, engine store.Engine, parallel int) {
	c := config(b, engine)
	c.Exercise = false
	db := storetest.Open(b, c)
	ctx := b.Context()
	fresh := func() id.ID {
		record := id.New()
		err := do(b, db, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `insert into trial_case (id, version, label, rank, open) values ($1, 1, 'x', 1, true)`, record)
			return err
		})
		if err != nil {
			b.Error(err)
		}
		return record
	}
	b.ResetTimer()
	if parallel == 0 {
		record := fresh()
		for b.Loop() {
			if err := act(ctx, db, record); err != nil {
				b.Fatal(err)
			}
		}
	} else {
		b.SetParallelism(parallel)
		b.RunParallel(func(p *testing.PB) {
			record := fresh()
			for p.Next() {
				if err := act(ctx, db, record); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acts/s")
}

// BenchmarkRead is a record by its id, in a transaction of its own.
func BenchmarkRead(b *testing.B) {
	for _, engine := range storetest.Engines() {
		b.Run(string(engine), func(b *testing.B) {
			db := storetest.Open(b, config(b, engine))
			record := id.New()
			insertRows(b, db, row{ID: record})
			b.ResetTimer()
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					_, err := store.Read(b.Context(), db, func(tx *store.Tx) (row, error) {
						return store.One(b.Context(), tx, scanRow, selectRows+`where id = $1`, record)
					})
					if err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

// BenchmarkImport is one body with 15,000 rows, as an import writes them.
func BenchmarkImport(b *testing.B) {
	for _, engine := range storetest.Engines() {
		b.Run(string(engine), func(b *testing.B) {
			c := config(b, engine)
			c.Exercise = false
			db := storetest.Open(b, c)
			for b.Loop() {
				rows := make([]row, 15_000)
				for i := range rows {
					rows[i] = row{ID: id.New(), Rank: i, Label: "x"}
				}
				insertRows(b, db, rows...)
			}
		})
	}
}
