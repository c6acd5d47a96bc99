package census_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/person"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

func TestAFileOpensForItsOwnPeople(t *testing.T) {
	each(t, func(h *house) {
		all := census.Parts{Measure: true, Duties: true, Kin: true, Trail: true}
		f, err := h.desk.File(h.as("zone_officer", 0, 0), h.people["0"], all)
		if err != nil {
			t.Fatal(err)
		}
		if !f.HasLife || len(f.Duties) == 0 || f.Facility.Name != "青川所" || f.Unit.Name != "一大队" || len(f.Openings) == 0 {
			t.Errorf("life %v, %d duties in %q, %q, %d openings", f.HasLife, len(f.Duties), f.Facility.Name, f.Unit.Name, len(f.Openings))
		}
		if _, err := h.desk.File(h.as("zone_officer", 0, 1), h.people["0"], all); errs.KindOf(err) != errs.Denied {
			t.Errorf("another brigade: %v", err)
		}
		_, err = h.desk.File(h.as("bureau_legal", -1, -1), h.people["0"], all)
		if !errs.Is(err, "policy.purpose_needed") {
			t.Errorf("the bureau without a purpose: %v", err)
		}
		bureau := policy.WithPurpose(h.as("bureau_legal", -1, -1), policy.LegalReview)
		if f, err = h.desk.File(bureau, h.people["0"], all); err != nil || f.Seen {
			t.Fatalf("%+v %v", f, err)
		}
		if err := h.persons.Opened(bureau, store.NewKey(), f.At(), f.Person.ID); err != nil {
			t.Fatal(err)
		}
		if f, err = h.desk.File(bureau, h.people["0"], all); err != nil || !f.Seen || f.Openings[0].Purpose != policy.LegalReview {
			t.Errorf("%+v %v", f, err)
		}
	})
}

// A page that shows what is owed gets of a file's duties those that are open, as they stand among all of them, with what was
// said of them.
func TestAFileIsReadWithWhatIsOwedAlone(t *testing.T) {
	each(t, func(h *house) {
		closed := 0
		for i := range cast {
			ctx, p := h.as("facility_head", cast[i].facility, -1), h.people[fmt.Sprint(i)]
			all, err := h.desk.File(ctx, p, census.Parts{Measure: true, Duties: true})
			if err != nil {
				t.Fatal(err)
			}
			owed, err := h.desk.File(ctx, p, census.Parts{Measure: true, Owed: true})
			if err != nil {
				t.Fatal(err)
			}
			open := slices.DeleteFunc(slices.Clone(all.Duties), func(d duty.Duty) bool { return d.State != duty.Pending })
			closed += len(all.Duties) - len(open)
			if len(open) == 0 != (owed.Duties == nil) || len(open) > 0 && !reflect.DeepEqual(owed.Duties, open) || !reflect.DeepEqual(owed.Heads, all.Heads) {
				t.Errorf("%d: open are\n%+v\nand read alone\n%+v", i, open, owed.Duties)
			}
			for _, d := range open {
				if !reflect.DeepEqual(owed.Proofs[d.ID], all.Proofs[d.ID]) {
					t.Errorf("%s: what was said is %v, read alone %v", d.Code, all.Proofs[d.ID], owed.Proofs[d.ID])
				}
			}
		}
		if closed == 0 {
			t.Error("nobody has a closed duty, so that nothing is left out")
		}
	})
}

// Who teaches knows whom he teaches; address, numbers and kin are not his work.
func TestKinIsForWhoNeedsIt(t *testing.T) {
	each(t, func(h *house) {
		for role, want := range map[string]errs.Kind{"teacher": errs.Denied, "trainer": errs.Denied, "nurse": 0, "facility_head": 0} {
			ctx := h.as(role, 0, -1)
			if f, err := h.desk.File(ctx, h.people["0"], census.Parts{}); err != nil || f.Person.Name != "李明远" {
				t.Errorf("%s reads no head: %v", role, err)
			}
			if _, err := h.desk.File(ctx, h.people["0"], census.Parts{Kin: true}); err != nil != (want != 0) || err != nil && errs.KindOf(err) != want {
				t.Errorf("%s reads the kin: %v", role, err)
			}
		}
	})
}

// A stolen database lists nobody: no row of any table holds a name, an alias or a number of the cast.
func TestAStolenDatabaseNamesNobody(t *testing.T) {
	each(t, func(h *house) {
		_, err := store.Read(t.Context(), h.db, func(tx *store.Tx) (int, error) {
			for _, table := range h.tables(tx) {
				for row, err := range store.Each(t.Context(), tx, bytesOf(table), "select * from "+table.name) {
					if err != nil {
						return 0, err
					}
					for _, p := range cast {
						for _, secret := range []string{p.name, p.aliases, p.number, strings.ReplaceAll(p.name, "·", "")} {
							if secret != "" && strings.Contains(row, secret) {
								t.Errorf("%s holds %s", table.name, secret)
							}
						}
					}
				}
			}
			return 0, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

type table struct {
	name    string
	columns int
}

func (h *house) tables(tx *store.Tx) []table {
	h.t.Helper()
	text := `select m.name, (select count(*) from pragma_table_info(m.name)) from sqlite_master m where m.type = 'table' and m.name not like 'sqlite%'`
	if h.db.Engine() == store.Postgres {
		text = `select table_name, count(*) from information_schema.columns where table_schema = current_schema() group by table_name`
	}
	all, err := store.Collect(h.t.Context(), tx, func(s store.Scanner) (t table, err error) {
		err = s.Scan(&t.name, &t.columns)
		return t, err
	}, text)
	if err != nil || len(all) < 20 {
		h.t.Fatalf("%d tables: %v", len(all), err)
	}
	return all
}

func bytesOf(t table) func(store.Scanner) (string, error) {
	return func(s store.Scanner) (string, error) {
		values, dest := make([]any, t.columns), make([]any, t.columns)
		for i := range values {
			dest[i] = &values[i]
		}
		if err := s.Scan(dest...); err != nil {
			return "", err
		}
		var b strings.Builder
		for _, v := range values {
			if raw, ok := v.([]byte); ok {
				b.Write(raw)
			} else {
				fmt.Fprint(&b, v)
			}
			b.WriteByte('\n')
		}
		return b.String(), nil
	}
}

// Who bears the same name in the house is counted; who only sounds the same, and who lives elsewhere, is not.
func TestWhoBearsTheSameNameIsCounted(t *testing.T) {
	each(t, func(h *house) {
		same := func() int {
			f, err := h.desk.File(h.as("zone_officer", 0, 0), h.people["0"], census.Parts{})
			if err != nil {
				t.Fatal(err)
			}
			return f.SameName
		}
		if n := same(); n != 0 {
			t.Errorf("%d, and the other lives in another house", n)
		}
		demo := actor.With(t.Context(), actor.Part("demo"))
		for who, name := range map[string]string{"2": "李明圆", "3": "李明远"} {
			if _, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
				p, err := h.persons.Get(demo, tx, h.people[who])
				if err != nil {
					return 0, err
				}
				p.Name = name
				return 0, h.persons.ChangeIn(demo, tx, person.At{Facility: h.facilities[0]}, p)
			}); err != nil {
				t.Fatal(err)
			}
		}
		if n := same(); n != 1 {
			t.Errorf("%d of the same name", n)
		}
	})
}
