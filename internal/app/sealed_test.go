package app_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"image"
	"image/png"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/app"
	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/person"
	"guitu/internal/domain/sealing"
	"guitu/internal/domain/statistics"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
	"guitu/internal/verify"
)

// province is a house full of invented people, and officers of the law in it.
type province struct {
	*app.House
	t             *testing.T
	hand          *clock.Hand
	legal, second context.Context // both of the bureau's legal post
	inspector     context.Context
}

func provinces(t *testing.T, seed uint64, body func(*province)) {
	t.Helper()
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			hand := clock.At(storetest.Start)
			body(demoOf(t, open(t, engine, hand), hand, seed))
		})
	}
}

func demoOf(t *testing.T, h *app.House, hand *clock.Hand, seed uint64) *province {
	t.Helper()
	if _, err := h.Demo(t.Context(), app.Demo{Seed: seed, Size: 60}); err != nil {
		t.Fatal(err)
	}
	p := &province{House: h, t: t, hand: hand}
	p.legal, p.second, p.inspector = p.officer("bureau_legal"), p.officer("bureau_legal"), p.officer("bureau_inspector")
	return p
}

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func (p *province) officer(role string) context.Context {
	return policytest.As(p.t.Context(), role, "", "", p.hand.Now())
}

// ended lists people whose course has ended and against whose sealing nothing stands that blocks.
func (p *province) ended() []id.ID {
	p.t.Helper()
	out, err := store.Read(p.legal, p.DB, func(tx *store.Tx) (out []id.ID, err error) {
		all, err := store.Collect(p.legal, tx, store.Value[id.ID], `select person from measure_life order by person`)
		for _, x := range all {
			way, err := sealing.InTheWay(p.legal, tx, x)
			if err != nil {
				return nil, err
			}
			if !slices.ContainsFunc(way, func(o sealing.Obstacle) bool { return o.Blocks }) {
				out = append(out, x)
			}
		}
		return out, err
	})
	if err != nil || len(out) == 0 {
		p.t.Fatal("nobody whose file could be sealed", err)
	}
	return out
}

func (p *province) seal(who id.ID) id.ID {
	p.t.Helper()
	s, err := p.Sealings.Ask(p.legal, store.NewKey(), sealing.Draft{Person: who, Ground: "closed", Reason: "期满已逾三年", Known: true, Why: "机关来函"})
	if err == nil {
		err = p.Sealings.Confirm(p.second, store.NewKey(), s, 1)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

func (p *province) person(who id.ID) person.Person {
	p.t.Helper()
	x, err := store.Read(p.legal, p.DB, func(tx *store.Tx) (person.Person, error) { return p.Person.Get(p.legal, tx, who) })
	if err != nil {
		p.t.Fatal(err)
	}
	return x
}

func (p *province) verify() verify.Report {
	p.t.Helper()
	for n := 1; n > 0; {
		var err error
		if n, err = p.Ledger.Step(p.t.Context()); err != nil {
			p.t.Fatal(err)
		}
	}
	r, err := verify.Run(actor.With(p.t.Context(), actor.Part("verify")), verify.House{DB: p.DB, Vault: p.Vault, Measures: p.Measure, Persons: p.Person}, nil, func(verify.Stage) {})
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

func (p *province) figures(by statistics.By) statistics.Table {
	p.t.Helper()
	t, err := p.Figures.Figures(p.legal, "", by)
	if err != nil {
		p.t.Fatal(err)
	}
	return t
}

// dump is every value of every table but those of the log, as text: what a reader of the database can lay beside an id or a
// number.
func (p *province) dump() map[string]string {
	p.t.Helper()
	out := map[string]string{}
	_, err := store.Read(p.legal, p.DB, func(tx *store.Tx) (int, error) {
		for _, table := range append(staying(), taken()...) {
			if strings.HasPrefix(table, "audit_") {
				continue
			}
			var b strings.Builder
			for row, err := range store.Each(p.legal, tx, asText, "select * from "+table) {
				if err != nil {
					return 0, err
				}
				b.WriteString(row + "\n")
			}
			out[table] = b.String()
		}
		return 0, nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

func asText(s store.Scanner) (string, error) {
	columns, err := s.(interface{ Columns() ([]string, error) }).Columns()
	if err != nil {
		return "", err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	err = s.Scan(into...)
	var b strings.Builder
	for _, v := range values {
		if x, ok := v.([]byte); ok {
			v = hex.EncodeToString(x)
		}
		fmt.Fprintf(&b, "%v|", v)
	}
	return b.String(), err
}

func staying() (out []string) {
	for name := range sealing.Stay {
		out = append(out, name)
	}
	return out
}

func taken() (out []string) {
	for _, t := range sealing.Away() {
		out = append(out, t.Name)
	}
	return out
}

// After a sealing the figures are what they were, the house is proven, and there is nobody: in no table but the log and the
// sealing's own, by no name, number, list or page of a person.
func TestWhoIsSealedWasNeverHere(t *testing.T) {
	provinces(t, 11, func(p *province) {
		before := map[statistics.By]statistics.Table{}
		for _, by := range statistics.Dimensions {
			before[by] = p.figures(by)
		}
		all := p.ended()
		for _, who := range all[:min(5, len(all))] {
			x := p.person(who)
			p.seal(who)
			p.gone(x)
		}
		for _, by := range statistics.Dimensions {
			after := p.figures(by)
			if after.Sealed != before[by].Sealed+min(5, len(all)) || after.Total != before[by].Total || fmt.Sprint(after.Lines, after.Columns, after.Counts) != fmt.Sprint(before[by].Lines, before[by].Columns, before[by].Counts) {
				p.t.Errorf("figures by %s changed:\n%+v\n%+v", by, before[by], after)
			}
		}
		if r := p.verify(); !r.Proven() || r.Rows.Closed == 0 {
			p.t.Errorf("log %v, rows %v, clock %+v, stopped by %v, closed %d", r.Log.Findings, r.Rows.Findings, r.Clock.Findings, r.Stopped, r.Rows.Closed)
		}
	})
}

func (p *province) gone(x person.Person) {
	p.t.Helper()
	for table, content := range p.dump() {
		switch table {
		case "sealing_sealing", "seal_key", "store_command": // ids that open nothing
			continue
		}
		if strings.Contains(content, string(x.ID)) {
			p.t.Errorf("%s names %s", table, x.ID)
		}
	}
	for _, what := range []string{x.Name, x.Number(), x.NumberOf(person.FileNumber), x.NumberOf(person.DecisionNumber)} {
		if what == "" {
			continue
		}
		found, err := p.Census.Search(p.legal, what, store.Page{Limit: 50})
		if err != nil {
			p.t.Fatal(err)
		}
		if slices.ContainsFunc(found.Rows, func(r census.Row) bool { return r.Person == x.ID }) {
			p.t.Errorf("a search finds him")
		}
	}
	never := id.New()
	for _, one := range []id.ID{x.ID, never} {
		_, err := p.Measure.View(p.legal, one)
		if errs.KindOf(err) != errs.NotFound {
			p.t.Errorf("%s is answered %v", one, err)
		}
	}
	_, there := p.Measure.View(p.legal, x.ID)
	_, no := p.Measure.View(p.legal, never)
	if errs.CodeOf(there) != errs.CodeOf(no) {
		p.t.Errorf("he is told from nobody: %v, %v", there, no)
	}
}

// An opening is asked by one and granted by another, read by those two while its time lasts, and nothing comes back.
func TestASealedFileOpensForTwo(t *testing.T) {
	provinces(t, 12, func(p *province) {
		all := p.ended()
		i := slices.IndexFunc(all, func(x id.ID) bool { return p.person(x).Number() != "" })
		x := p.person(all[i])
		facts, err := p.Measure.View(p.legal, x.ID)
		if err != nil {
			p.t.Fatal(err)
		}
		p.seal(x.ID)
		tables := p.dump()
		opening := p.ask(x.Number())
		if _, err := p.Sealings.Read(p.legal, opening); errs.CodeOf(err) != "sealing.not_open" {
			p.t.Error("read before it was granted:", err)
		}
		if err := p.Sealings.Grant(p.legal, store.NewKey(), opening, 1); errs.KindOf(err) != errs.Denied {
			p.t.Error("granted by who asked:", err)
		}
		if err := p.Sealings.Grant(p.second, store.NewKey(), opening, 1); err != nil {
			p.t.Fatal(err)
		}
		for _, who := range []context.Context{p.legal, p.second} {
			d, err := p.Sealings.Read(who, opening)
			if err != nil || len(d.Files) != 1 || d.Files[0].Person.Name != x.Name || d.Files[0].Person.Number() != x.Number() || len(d.Files[0].Facts) != len(facts.Life.Events) {
				p.t.Fatalf("%+v %v", d, err)
			}
			for _, doc := range d.Files[0].Files {
				if f, content, err := p.Sealings.Attachment(who, opening, doc.ID); err != nil || int64(len(content)) != f.Size {
					p.t.Error(doc.ID, len(content), err)
				}
			}
			for _, letter := range d.Files[0].Papers {
				if _, sheet, err := p.Sealings.Sheet(who, opening, letter.ID); err != nil || len(sheet.Blocks) == 0 {
					p.t.Error(letter.Number, err)
				}
			}
		}
		for _, who := range []context.Context{p.officer("bureau_legal"), p.inspector, p.officer("bureau_head")} {
			if _, err := p.Sealings.Read(who, opening); errs.KindOf(err) != errs.Denied {
				p.t.Error("read by a third:", err)
			}
		}
		p.gone(x)
		for _, table := range taken() {
			if now := p.dump()[table]; now != tables[table] && table != "document_file" && !strings.HasPrefix(table, "jobs_") {
				p.t.Error("reading wrote into", table)
			}
		}
		p.hand.Forward(time.Duration(p.Sealings.Days) * 24 * time.Hour)
		if _, err := p.Sealings.Read(p.legal, opening); errs.CodeOf(err) != "sealing.not_open" {
			p.t.Error("read after its time, before the sweep:", err)
		}
		if n, err := p.Sealings.CloseDue(actor.With(p.t.Context(), actor.Part("sweep")), 10); n != 1 || err != nil {
			p.t.Error(n, err)
		}
		if r := p.verify(); !r.Proven() {
			p.t.Error(r.Rows.Findings, r.Log.Findings, r.Clock.Findings)
		}
	})
}

// ask asks for an opening with a letter, as who holds the first post of the law.
func (p *province) ask(number string) id.ID {
	p.t.Helper()
	o, err := p.Sealings.AskOpening(p.legal, store.NewKey(), sealing.OpeningDraft{
		Purpose: "organ_case", Wanted: sealing.Wanted{Identity: number, Organ: "某县人民检察院（演示）", Document: "检函〔2026〕1号", Reason: "办案需要"},
		Letter: document.Draft{Title: "来函", Name: "letter.png", MediaType: "image/png", Content: bytes.NewReader(onePage)},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return o
}

// onePage is a paper of one page, made of nothing.
var onePage = func() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 300, 400))); err != nil {
		panic(err)
	}
	return b.Bytes()
}()

// Every table of the schema is either taken from or kept, with its reason; and verify digests the rows that go as the box does.
func TestEveryTableIsThoughtOf(t *testing.T) {
	schema, err := os.ReadFile("../platform/store/schema.sqlite.sql")
	if err != nil {
		t.Fatal(err)
	}
	away := taken()
	for _, m := range regexp.MustCompile(`(?m)^CREATE TABLE (\w+) `).FindAllStringSubmatch(string(schema), -1) {
		if _, stays := sealing.Stay[m[1]]; stays == slices.Contains(away, m[1]) {
			t.Errorf("%s: say in sealing.Away which of its rows go with a file, or in sealing.Stay why none does", m[1])
		}
	}
	digested := verify.Tables()
	for _, x := range sealing.Away() {
		i := slices.IndexFunc(digested, func(d audit.Table) bool { return d.Name == x.Name })
		if (i >= 0) == x.Silent {
			t.Errorf("%s: verify and sealing do not agree on whether its rows are digested", x.Name)
		} else if i >= 0 && digested[i] != x.Table {
			t.Errorf("%s: verify digests %+v, sealing %+v", x.Name, digested[i], x.Table)
		}
	}
}
