package census_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rule"
	"guitu/internal/domain/staff"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// house is two facilities with two brigades each, and the people of cast.
type house struct {
	t          *testing.T
	db         *store.DB
	vault      *seal.Vault
	policy     *policy.Engine
	desk       *census.Desk
	persons    *person.Desk
	measures   *measure.Desk
	facilities [2]id.ID
	brigades   [2][2]id.ID
	people     map[string]id.ID
}

// one is an invented person of the cast: where he lives, since when, and until when.
type one struct {
	name, aliases   string
	facility, unit  int
	admitted, left  string
	decided, number string
	file            string
	injured         bool // when he came in
}

var cast = []one{
	{name: "李明远", aliases: "明哥", facility: 0, unit: 0, admitted: "2025-07-14", decided: "2025-06-20", number: number(1), file: "DA-n1-QC-2025-000417"},
	{name: "吉克·阿牛木", facility: 0, unit: 0, admitted: "2025-09-01", decided: "2025-08-10", number: number(2)},
	{name: "周文博", facility: 0, unit: 1, admitted: "2024-05-06", decided: "2024-04-01", number: number(3), injured: true},
	{name: "单雄", facility: 0, unit: 1, admitted: "2026-02-20", decided: "2026-02-01", number: number(4)},
	{name: "李明远", facility: 1, unit: 0, admitted: "2025-11-11", decided: "2025-10-30", number: number(5), injured: true},
	{name: "高原", facility: 1, unit: 1, admitted: "2023-01-10", left: "2024-12-24", decided: "2022-12-25", number: number(6), injured: true},
}

func number(n int) string { return cn.Invent(day("1990-05-01"), n).String() }

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		return civil.Date{}
	}
	return d
}

func each(t *testing.T, body func(*house)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { body(open(t, db)) })
}

func open(t *testing.T, db *store.DB) *house {
	t.Helper()
	cal, err := calendar.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	places, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, db: db, vault: sealtest.Vault(t, db), policy: policytest.Engine(t, db.Clock()), people: map[string]id.ID{}}
	h.persons = person.New(db, h.vault, h.policy, places)
	measures := measure.New(h.persons, db, h.vault, h.policy, rule.Open(db, h.policy, cal))
	h.measures = measures
	h.desk = census.New(census.Rooms{Persons: h.persons, Staff: staff.New(db, h.vault, h.policy), Measures: measures}, db, h.vault, h.policy)
	demo := actor.With(t.Context(), actor.Part("demo"))
	_, err = store.Write(demo, db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if err := h.build(demo, tx); err != nil {
			return 0, err
		}
		for i, p := range cast {
			if err := h.admit(demo, tx, measures, fmt.Sprint(i), p); err != nil {
				return 0, err
			}
		}
		return 0, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) build(ctx context.Context, tx *store.Tx) error {
	desk := facility.New(h.db, h.policy)
	bureau, err := desk.FoundIn(ctx, tx, "省戒毒管理局")
	if err != nil {
		return err
	}
	for i, name := range []string{"青川所", "东溪所"} {
		if h.facilities[i], err = desk.AddIn(ctx, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: name, Code: []string{"QC", "DX"}[i]}); err != nil {
			return err
		}
		for j, unit := range []string{"一大队", "二大队"} {
			if h.brigades[i][j], err = desk.AddIn(ctx, tx, facility.Draft{Parent: string(h.facilities[i]), Kind: "brigade", Name: unit}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (h *house) admit(ctx context.Context, tx *store.Tx, measures *measure.Desk, key string, o one) error {
	f, u := h.facilities[o.facility], h.brigades[o.facility][o.unit]
	who, err := h.persons.Parse(person.Draft{Name: o.name, Aliases: o.aliases, Number: o.number})
	if err != nil {
		return err
	}
	if o.file != "" {
		who.Identifiers = append(who.Identifiers, person.Identifier{Kind: person.FileNumber, Value: o.file})
	}
	h.people[key] = who.ID
	if err := h.persons.CreateIn(ctx, tx, person.At{Facility: f, Unit: u}, []person.Person{who}); err != nil {
		return err
	}
	stay := resident.Resident{ID: id.New(), Person: who.ID, Facility: f, Unit: u, Admitted: day(o.admitted), Left: day(o.left)}
	if err := resident.New(h.db, h.policy).OpenIn(ctx, tx, []resident.Resident{stay}); err != nil {
		return err
	}
	decided := term.OnDay(term.CIDecided, day(o.decided))
	decided.By, decided.Ground = term.County, term.Severe
	admitted := term.OnDay(term.JAAdmitted, day(o.admitted))
	admitted.Injuries, admitted.SignedByPolice, admitted.SignedByResident = o.injured, o.injured, o.injured
	events := []term.Fact{decided, admitted}
	if o.left != "" {
		events = append(events, term.OnDay(term.CertificateIssued, day(o.left)), term.OnDay(term.Released, day(o.left)))
	}
	life := measure.Life{Person: who.ID, Region: "51", Facility: f, Unit: u, KnownFrom: tx.Now()}
	for i, e := range events {
		life.Events = append(life.Events, measure.Event{ID: id.New(), Seq: int64(i), Fact: e, Recorded: tx.Now(), By: "system:demo", Node: tx.Node()})
	}
	_, err = measures.OpenIn(ctx, tx, []measure.Opening{{Life: life, Who: who}})
	return err
}

// as is a new officer of a role: in a brigade of a facility, in a facility, or (-1) in the bureau.
func (h *house) as(role string, facility, unit int) context.Context {
	f, u := id.ID(""), id.ID("")
	if facility >= 0 {
		f = h.facilities[facility]
		if u = f; unit >= 0 {
			u = h.brigades[facility][unit]
		}
	}
	return policytest.As(h.t.Context(), role, f, u, h.db.Clock()())
}

func (h *house) search(ctx context.Context, text string) []string {
	h.t.Helper()
	got, err := h.desk.Search(ctx, text, store.Page{})
	if err != nil {
		h.t.Fatalf("search %q: %v", text, err)
	}
	return h.keys(got.Rows)
}

func (h *house) keys(rows []census.Row) []string {
	var out []string
	for _, r := range rows {
		for key, p := range h.people {
			if p == r.Person {
				out = append(out, key)
			}
		}
	}
	return out
}

func TestOneBoxFindsByEverything(t *testing.T) {
	each(t, func(h *house) {
		head := h.as("facility_head", 0, -1)
		for text, want := range map[string]string{
			"李明远": "0", "明远": "0", "李": "0", "limingyuan": "0", "lmy": "0", "明哥": "0", " 李 明远 ": "0",
			cast[0].number: "0", cast[0].number[14:]: "0", "DA-n1-QC-2025-000417": "0",
			"吉克阿牛木": "1", "吉克·阿牛木": "1", "阿牛": "1", "jike": "1",
			"shanxiong": "3", "高原": "", "张": "", "": "", "·": "",
		} {
			if got := strings.Join(h.search(head, text), " "); got != want {
				t.Errorf("%s: %q finds %q, want %q", h.db.Engine(), text, got, want)
			}
		}
		if got := h.search(h.as("bureau_head", -1, -1), "李明远"); len(got) != 2 {
			t.Errorf("the bureau finds %v", got)
		}
	})
}

func TestOneBoxFindsWhoLiesThere(t *testing.T) {
	each(t, func(h *house) {
		demo := actor.With(t.Context(), actor.Part("demo"))
		_, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
			for key, place := range map[string]facility.Place{"0": {Room: "1106", Bed: "3"}, "2": {Room: "3舍", Bed: "07"}, "4": {Room: "1106", Bed: "3"}} {
				n, _ := strconv.Atoi(key)
				f := h.facilities[cast[n].facility]
				if err := h.policy.Check(demo, tx, policy.FacilityManage, policy.Resource{Kind: "facility", Facility: f}); err != nil {
					return 0, err
				}
				beds, err := facility.New(h.db, h.policy).BedsAsNamed(demo, tx, f, h.brigades[cast[n].facility][cast[n].unit], []facility.Place{place})
				if err != nil {
					return 0, err
				}
				if err := placement.New(h.persons, h.db, h.vault, h.policy).PlaceIn(demo, tx, f, map[id.ID]id.ID{h.people[key]: beds[place]}); err != nil {
					return 0, err
				}
			}
			return 0, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		head := h.as("facility_head", 0, -1)
		for text, want := range map[string]string{
			"1106": "0", "1106房": "0", "1106 3": "0", "11063": "0", "1106-3床": "0", "1106房3床": "0", "1106室3床": "0", "1106室": "0", "room 1106, bed 3": "0", "3舍07床": "2", "3舍 07": "2", "3舍": "2",
			"1106 4": "", "110": "", "07": "", "床": "",
		} {
			if got := strings.Join(h.search(head, text), " "); got != want {
				t.Errorf("%s: %q finds %q, want %q", h.db.Engine(), text, got, want)
			}
		}
	})
}

func TestTheListSortsFiltersAndCounts(t *testing.T) {
	each(t, func(h *house) {
		head := h.as("facility_head", 0, -1)
		for _, c := range []struct {
			filter census.Filter
			sort   string
			want   string
		}{
			{census.Filter{}, "", "2 0 1 3"},
			{census.Filter{}, "-end", "3 1 0 2"},
			{census.Filter{}, "admitted", "2 0 1 3"},
			{census.Filter{Unit: h.brigades[0][1]}, "", "2 3"},
			{census.Filter{Within: "60"}, "", "2"},
			{census.Filter{Phase: census.NoPhase}, "", "2 0 1 3"},
			{census.Filter{Phase: "detox"}, "", ""},
			{census.Filter{State: "CI_JA_FACILITY"}, "", "2 0 1 3"},
			{census.Filter{Within: census.Over}, "", ""},
			{census.Filter{Within: census.Due}, "", ""},
			{census.Filter{Facility: h.facilities[1]}, "", ""},
			{census.Filter{Left: true}, "", ""},
		} {
			got, err := h.desk.Residents(head, c.filter, store.Page{Sort: c.sort})
			if err != nil {
				t.Fatal(err)
			}
			if keys := strings.Join(h.keys(got.Rows), " "); keys != c.want || got.Total != len(got.Rows) {
				t.Errorf("%+v by %q: %q of %d, want %q", c.filter, c.sort, keys, got.Total, c.want)
			}
		}
		first, err := h.desk.Residents(head, census.Filter{}, store.Page{Limit: 3})
		if err != nil || len(first.Rows) != 3 || first.Total != 4 || first.Next == "" {
			t.Fatalf("%+v %v", first, err)
		}
		next, err := h.desk.Residents(head, census.Filter{}, store.Page{Limit: 3, After: first.Next})
		if err != nil || strings.Join(h.keys(next.Rows), " ") != "3" {
			t.Errorf("%v %v", h.keys(next.Rows), err)
		}
		left, err := h.desk.Residents(h.as("facility_head", 1, -1), census.Filter{Left: true}, store.Page{})
		if err != nil || strings.Join(h.keys(left.Rows), " ") != "5" {
			t.Errorf("%v %v", h.keys(left.Rows), err)
		}
		terms, err := h.desk.Measures(head, census.Ends{Kind: "CI"}, store.Page{})
		if err != nil || terms.Total != 4 || terms.Rows[0].Person != h.people["2"] {
			t.Errorf("%+v %v", terms, err)
		}
	})
}

func TestNamesAreWholeForWhoMayOpenTheFile(t *testing.T) {
	each(t, func(h *house) {
		for _, c := range []struct {
			role   string
			f, u   int
			want   string
			masked bool
		}{
			{"zone_officer", 0, 0, "李明远", false},
			{"facility_head", 0, -1, "李明远", false},
			{"bureau_head", -1, -1, "李＊＊", true}, // opens a file with a purpose only
			{"procurator", 0, -1, "李明远", false},
		} {
			got, err := h.desk.Residents(h.as(c.role, c.f, c.u), census.Filter{}, store.Page{})
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(got.Rows, func(r census.Row) bool { return r.Person == h.people["0"] })
			if i < 0 || got.Rows[i].Name.Text != c.want || got.Rows[i].Name.Masked != c.masked || c.masked && got.Rows[i].FileNumber != "" {
				t.Errorf("%s: %+v", c.role, got.Rows)
			}
		}
	})
}

func TestWhoIsSealedAwayIsNowhere(t *testing.T) {
	each(t, func(h *house) {
		demo := actor.With(t.Context(), actor.Part("demo"))
		_, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
			if err := h.policy.Check(demo, tx, policy.ResidentOpen, policy.Resource{Kind: "resident"}); err != nil {
				return 0, err
			}
			tx.MarkAudit("resident")
			if err := resident.GoneIn(demo, tx, h.people["0"]); err != nil { // as a sealing does
				return 0, err
			}
			return h.vault.SealAway(demo, tx, h.people["0"])
		})
		if err != nil {
			t.Fatal(err)
		}
		head := h.as("facility_head", 0, -1)
		if got := h.search(head, "李明远"); len(got) != 0 {
			t.Errorf("found %v", got)
		}
		list, err := h.desk.Residents(head, census.Filter{}, store.Page{})
		if err != nil || list.Total != 3 || slices.Contains(h.keys(list.Rows), "0") {
			t.Errorf("%+v %v", list, err)
		}
		terms, err := h.desk.Measures(head, census.Ends{}, store.Page{})
		if err != nil || terms.Total != 3 {
			t.Errorf("%+v %v", terms, err)
		}
		if _, err := h.desk.File(head, h.people["0"], census.Parts{}); errs.KindOf(err) != errs.NotFound {
			t.Errorf("the file says %v", err)
		}
	})
}
