// Package partner is the directory of those the house works with (协同单位): police organs that decide,
// townships that receive, hospitals that treat, courts, procuratorates, other organs.
//
// A partner is known by its name and sort; the same name in two divisions is two partners. Nothing about a
// resident stands here. An organ that a roster or a letter names and nobody knew yet is entered as named, so
// that a fact can always be recorded; somebody completes it later.
package partner

import (
	"context"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Kind is the sort of a partner.
type Kind string

const (
	Police        Kind = "police"        // 公安机关
	PSFacility    Kind = "ps_facility"   // 公安强制隔离戒毒所
	Township      Kind = "township"      // 乡镇(街道)
	Hospital      Kind = "hospital"      // 医院
	Procuratorate Kind = "procuratorate" // 检察院
	Court         Kind = "court"         // 法院
	Government    Kind = "government"    // 人民政府 (reconsideration organ)
	Other         Kind = "other"
)

// Kinds lists every sort, in the order of the directory.
var Kinds = []Kind{Police, PSFacility, Township, Hospital, Procuratorate, Court, Government, Other}

// Partner is one organ or body. Division is the GB/T 2260 code of its area, "" when unknown.
type Partner struct {
	ID       id.ID
	Version  int64
	Kind     Kind
	Name     string
	Division string
	Phone    string // of the office, never of a person
	Closed   bool
}

// Draft is a partner as somebody types it.
type Draft struct{ Kind, Name, Division, Phone string }

// Longest is how many characters a name may have.
const Longest = 100

// New makes a partner out of a draft, or answers every field that is wrong.
func New(d Draft) (Partner, error) {
	var f errs.Fields
	p := Partner{ID: id.New(), Version: 1, Kind: Kind(d.Kind), Name: strings.TrimSpace(d.Name), Division: strings.TrimSpace(d.Division), Phone: strings.TrimSpace(d.Phone)}
	if p.Name == "" {
		f.Add("name", "partner.name_missing", d.Name)
	}
	if len([]rune(p.Name)) > Longest {
		f.Add("name", "partner.name_long", d.Name, Longest)
	}
	known := false
	for _, k := range Kinds {
		known = known || k == p.Kind
	}
	if !known {
		f.Add("kind", "partner.kind_unknown", d.Kind)
	}
	return p, f.Err("partner.bad_input")
}

// Desk is where the acts of this room are done: every method is one use case.
type Desk struct {
	db     *store.DB
	policy *policy.Engine
}

// Open opens the desk.
func Open(db *store.DB, p *policy.Engine) *Desk { return &Desk{db: db, policy: p} }

// Enter puts a partner into the directory.
func (k *Desk) Enter(ctx context.Context, key store.Key, d Draft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "partner.Enter")
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		if err := k.policy.Check(ctx, tx, policy.PartnerManage, policy.Resource{Kind: "partner"}); err != nil {
			return "", err
		}
		p, err := New(d)
		if err != nil {
			return "", err
		}
		return p.ID, insert(ctx, tx, p)
	})
}

// EnterIn puts many partners into the directory as a step of a larger act, and gives their ids in the same order.
func (k *Desk) EnterIn(ctx context.Context, tx *store.Tx, ds []Draft) ([]id.ID, error) {
	if err := k.policy.Check(ctx, tx, policy.PartnerManage, policy.Resource{Kind: "partner"}); err != nil {
		return nil, err
	}
	out, rows, facts := make([]id.ID, len(ds)), make([][]any, len(ds)), make([]audit.Fact, len(ds))
	for i, d := range ds {
		p, err := New(d)
		if err != nil {
			return nil, err
		}
		out[i], rows[i], facts[i] = p.ID, p.row(), p.fact("partner.entered")
	}
	if err := store.Insert(ctx, tx, "partner_partner", columns, rows); err != nil {
		return nil, err
	}
	return out, history.Record(ctx, tx, facts...)
}

// Change rewrites a partner. version is the one the officer saw; another meanwhile is a conflict.
func (k *Desk) Change(ctx context.Context, key store.Key, partner id.ID, version int64, d Draft) (err error) {
	defer errs.Wrap(&err, "partner.Change(%s)", partner)
	_, err = store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		if err := k.policy.Check(ctx, tx, policy.PartnerManage, policy.Resource{Kind: "partner", ID: partner}); err != nil {
			return "", err
		}
		p, err := New(d)
		if err != nil {
			return "", err
		}
		p.ID, p.Version = partner, version
		if err := store.Update(ctx, tx, `update partner_partner set kind = $3, name = $4, division = $5, phone = $6, version = version + 1
			where id = $1 and version = $2`, partner, version, p.Kind, p.Name, p.Division, p.Phone); err != nil {
			return "", err
		}
		p.Version++
		return partner, record(ctx, tx, "partner.changed", p)
	})
	return err
}

// AsNamed gives the partner of a sort with a name, entering it if nobody knew it: a step of a larger act
// that was allowed already.
func AsNamed(ctx context.Context, tx *store.Tx, kind Kind, name string) (id.ID, error) {
	name = strings.TrimSpace(name)
	p, err := store.One(ctx, tx, scan, selectPartner+`where kind = $1 and name = $2 order by id limit 1`, kind, name)
	if err == nil {
		return p.ID, nil
	}
	if errs.KindOf(err) != errs.NotFound {
		return "", err
	}
	if p, err = New(Draft{Kind: string(kind), Name: name}); err != nil {
		return "", err
	}
	if err := policy.Derived(tx, "partner"); err != nil {
		return "", err
	}
	return p.ID, insert(ctx, tx, p)
}

// List is a page of the directory; sorts: name, kind.
func List(ctx context.Context, tx *store.Tx, kind Kind, page store.Page) (store.Slice[Partner], error) {
	l := store.List{
		Columns: strings.Join(columns, ", "), From: "partner_partner",
		Sorts: map[string]store.Sort{"name": store.By("name"), "kind": store.By("kind", "name")}, Default: "kind", ID: "id",
	}
	if kind != "" {
		l.Where = append(l.Where, store.Where(`kind = $1`, kind))
	}
	return store.Select(ctx, tx, l, page, scan)
}

// Get is one partner; NotFound when there is none.
func Get(ctx context.Context, tx *store.Tx, partner id.ID) (Partner, error) {
	return store.One(ctx, tx, scan, selectPartner+`where id = $1`, partner)
}

const selectPartner = `select id, version, kind, name, division, phone, closed from partner_partner `

var columns = []string{"id", "version", "kind", "name", "division", "phone", "closed"}

func scan(s store.Scanner) (p Partner, err error) {
	err = s.Scan(&p.ID, &p.Version, &p.Kind, &p.Name, &p.Division, &p.Phone, &p.Closed)
	return p, err
}

func insert(ctx context.Context, tx *store.Tx, p Partner) error {
	err := store.Insert(ctx, tx, "partner_partner", columns, [][]any{p.row()})
	if err != nil {
		return err
	}
	return record(ctx, tx, "partner.entered", p)
}

func (p Partner) row() []any {
	return []any{p.ID, p.Version, p.Kind, p.Name, p.Division, p.Phone, p.Closed}
}

func (p Partner) fact(kind string) audit.Fact {
	return audit.Fact{
		Room: "partner", Kind: kind, Record: p.ID, Version: p.Version, Compartment: seal.General,
		Rows: []audit.Row{audit.Kept("partner_partner", p.ID)},
	}
}

func record(ctx context.Context, tx *store.Tx, kind string, p Partner) error {
	return history.Record(ctx, tx, p.fact(kind))
}
