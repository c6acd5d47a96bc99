package app_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"guitu/internal/app"
	"guitu/internal/base/clock"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
	"guitu/internal/verify"
)

// By the one setting of the national algorithms everything that is new is by them: keys and columns, tokens, the tree, what
// signs, and what residents write to offices. Sealing, proof, turning of keys, backup and restore go on as ever.
func TestAHouseUnderTheNationalSuite(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			hand := clock.At(storetest.Start)
			c := settings(t, engine, hand)
			c.Suite = string(seal.GM)
			h, err := app.Open(t.Context(), c, app.Options{Clock: hand.Now, Exercise: true})
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := h.Close(); err != nil {
					t.Error(err)
				}
			}()
			p := demoOf(t, h, hand, 5)
			p.national()
			who := p.numbered()
			p.seal(who.ID)
			if r := p.verify(); !r.Proven() || r.Rows.Rows == 0 {
				t.Fatalf("not proven: %+v %+v %+v", r.Log.Findings, r.Rows.Findings, r.Clock.Findings)
			}
			p.goesBack()
			p.turns()
			p.goesBack()
		})
	}
}

// national looks at what lies in the house: no key, no box and no signature is of the other suite.
func (p *province) national() {
	p.t.Helper()
	for what, q := range map[string]string{
		"data keys": `select count(*) from seal_key where suite <> 'gm'`,
		"ring":      `select count(*) from seal_ring where suite <> 'gm'`,
	} {
		if n := read(p, func(tx *store.Tx) (int, error) { return store.One(p.legal, tx, store.Value[int], q) }); n > 0 {
			p.t.Errorf("%s: %d are of another suite", what, n)
		}
	}
	const boxSM2, publicSM2 = 0x22, 65
	for what, q := range map[string]string{
		"office": `select public from complaint_office`, "reader": `select public from complaint_reader`,
		"resident": `select public from kiosk_account where public is not null`, "reply to": `select reply_to from complaint_complaint`,
		"complaint": `select box from complaint_complaint`,
	} {
		all := read(p, func(tx *store.Tx) ([][]byte, error) { return store.Collect(p.legal, tx, store.Value[[]byte], q) })
		if len(all) == 0 {
			p.t.Errorf("%s: the province has none", what)
		}
		for _, b := range all {
			if what == "complaint" && b[0] != boxSM2 || what != "complaint" && len(b) != publicSM2 {
				p.t.Errorf("%s: is not sealed by SM2: %d bytes, %x", what, len(b), b[0])
			}
		}
	}
	for _, k := range p.Paper.Keys() {
		raw, err := base64.StdEncoding.DecodeString(strings.SplitN(k, "+", 3)[2])
		if err != nil || raw[0] != 0xff { // Ed25519 has 0x01
			p.t.Errorf("papers are signed by %q, %v", k, err)
		}
	}
}

// turns gives the house a new root and new keys of its compartments; what was found before is found by its token still.
func (p *province) turns() {
	p.t.Helper()
	x := p.numbered()
	if moved, _, err := p.TurnRoot(p.t.Context()); err != nil || moved < 10 {
		p.t.Fatal("turning the root: ", moved, err)
	}
	if n, err := p.RewrapAll(p.t.Context(), func(int) {}); err != nil || n == 0 {
		p.t.Fatal("rewrapping: ", n, err)
	}
	if gone, err := p.DropRoots(p.t.Context()); err != nil || len(gone) != 1 {
		p.t.Fatal("dropping the old root: ", gone, err)
	}
	found, err := p.Census.Search(p.legal, x.Number(), store.Page{})
	if err != nil || len(found.Rows) != 1 || found.Rows[0].Person != x.ID {
		p.t.Errorf("searched by number: %d rows, %v", len(found.Rows), err)
	}
}

// goesBack makes a backup and puts it back elsewhere, where it is proven.
func (p *province) goesBack() {
	p.t.Helper()
	file, _, err := p.Backup(p.t.Context(), p.t.TempDir())
	if err != nil {
		p.t.Fatal(err)
	}
	to := elsewhere(p.t, p.Config)
	got, err := app.Restore(p.t.Context(), to, file, app.Options{Clock: p.hand.Now}, func(verify.Stage) {})
	if err != nil || !got.Report.Proven() || got.Report.Rows.Rows == 0 {
		p.t.Fatalf("%v %+v", err, got.Report)
	}
}
