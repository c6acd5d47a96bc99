package app_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/document"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// alters writes as somebody who holds the database, who knows how everything in it is made, and has no key of the house.
func (p *province) alters(body func(ctx context.Context, tx *store.Tx) error) {
	p.t.Helper()
	p.write(func(ctx context.Context, tx *store.Tx) error {
		for _, room := range []string{"seal", "measure", "aside", "resident"} {
			tx.MarkPolicy(room)
			tx.MarkAudit(room)
		}
		return body(ctx, tx)
	})
}

// wants looks at everything, and wants a finding.
func (p *province) wants(table, what string, row id.ID) {
	p.t.Helper()
	r := p.verify()
	if !slices.ContainsFunc(r.Rows.Findings, func(f audit.RowFinding) bool {
		return f.Table == table && f.What == what && (row == "" || f.Row == row)
	}) {
		p.t.Errorf("%s %s %s is not found: %v", table, what, row, r.Rows.Findings)
	}
}

// Nobody without the house's keys makes a file look sealed away, so that nobody compares it any more: not by sealing its keys to
// the escrow, whose half for that is public; not by a box of other rows.
func TestASealingIsNotForged(t *testing.T) {
	provinces(t, 19, func(p *province) {
		all := p.ended()
		who, other := all[0], all[1]
		p.write(func(ctx context.Context, tx *store.Tx) error {
			_, err := p.Documents.PutIn(ctx, tx, document.Draft{
				Place: document.Place{Record: who, About: who, Compartment: seal.General}, ID: id.New(), Name: "决定书.png",
				MediaType: "image/png", Limit: 1 << 20, Content: bytes.NewReader(onePage),
			})
			return err
		})
		p.seal(who)
		if r := p.verify(); !r.Proven() {
			t.Fatal(r.Rows.Findings)
		}
		p.alters(func(ctx context.Context, tx *store.Tx) error {
			escrow, err := store.One(ctx, tx, store.Value[[]byte], `select public from seal_ring where purpose = 'escrow'`)
			if err != nil {
				return err
			}
			data := make([]byte, 65)
			if _, err := rand.Read(data); err != nil {
				return err
			}
			data[0] = 1 // the suite
			box, err := seal.SealTo(escrow, "guitu away\x00"+string(other)+"\x00general", data)
			if err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `update seal_key set state = 'sealed', kek = 'escrow-1', wrapped = $1 where record = $2 and compartment = 'general'`, box, string(other))
			return err
		})
		p.wants("seal_key", audit.SealBroken, other)
		p.wants("measure_fact", audit.RowStands, "")
		p.wants("person_person", audit.RowStands, other)

		p.boxOfOthers()

		p.alters(func(ctx context.Context, tx *store.Tx) error {
			tx.MarkPolicy("document")
			tx.MarkAudit("document")
			_, err := tx.Exec(ctx, `delete from document_piece where n = 0 and file not in (select id from document_file)`)
			return err
		})
		p.wants("document_piece", audit.SealBroken, "")
	})
}

// boxOfOthers keeps other rows in the box than went into it, as a key of the box's place lets one do.
func (p *province) boxOfOthers() {
	var box id.ID
	p.alters(func(ctx context.Context, tx *store.Tx) (err error) {
		if box, err = store.One(ctx, tx, store.Value[id.ID], `select min(id) from aside_box`); err != nil {
			return err
		}
		if _, err := p.Vault.Restore(ctx, tx, box); err != nil {
			return err
		}
		key, err := p.Vault.Key(ctx, tx, box, seal.General)
		if err != nil {
			return err
		}
		n, err := store.One(ctx, tx, store.Value[int], `select count(*) from aside_piece where box = $1`, box)
		for i := 0; i < n && err == nil; i++ {
			err = other(ctx, tx, key, box, i)
		}
		if err == nil {
			_, err = p.Vault.SealAway(ctx, tx, box)
		}
		return err
	})
	p.wants("aside_piece", audit.SealBroken, box)
}

func other(ctx context.Context, tx *store.Tx, key *seal.Key, box id.ID, n int) error {
	column := "aside_piece.sealed/" + string(box) + "/" + strconv.Itoa(n)
	sealed, err := store.One(ctx, tx, store.Value[[]byte], `select sealed from aside_piece where box = $1 and n = $2`, box, n)
	if err != nil {
		return err
	}
	plain, err := key.Open(column, sealed)
	if err != nil {
		return err
	}
	plain = bytes.ReplaceAll(plain, []byte(`"ci.decided"`), []byte(`"ci.entered"`))
	_, err = tx.Exec(ctx, `update aside_piece set sealed = $1 where box = $2 and n = $3`, key.Seal(column, plain), box, n)
	return err
}
