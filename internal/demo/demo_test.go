package demo

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/daybook"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	courses "guitu/internal/domain/journey/course"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/partner"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rollcall"
	"guitu/internal/domain/rule"
	"guitu/internal/domain/staff"
	"guitu/internal/domain/transfer"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

type posts struct{}

func (posts) Posts(ctx context.Context, tx *store.Tx, member id.ID, now time.Time) ([]actor.Post, error) {
	return staff.Held(ctx, tx, member, civil.DateOf(now))
}

// desks opens everything that the demo writes through.
func desks(t testing.TB, db *store.DB) (House, *policy.Engine) {
	t.Helper()
	h, p, _ := vaulted(t, db)
	return h, p
}

// vaulted is desks with the vault behind them.
func vaulted(t testing.TB, db *store.DB) (House, *policy.Engine, *seal.Vault) {
	t.Helper()
	days, err := calendar.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	places, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	v, p := sealtest.Vault(t, db), policytest.Engine(t, db.Clock())
	h := House{
		DB: db, Calendar: days, Divisions: places, Rules: rule.Open(db, p, days), Facility: facility.New(db, p), Staff: staff.New(db, v, p),
		Partner: partner.Open(db, p), Person: person.New(db, v, p, places), Resident: resident.New(db, p), Placement: placement.New(person.New(db, v, p, places), db, v, p),
		Paper: paper.New(db, v, p, nil), Outing: outing.New(db, v, p), Rolls: rollcall.New(db, v, p),
		Books:    daybook.New(daybook.Rooms{Persons: person.New(db, v, p, places), Outings: outing.New(db, v, p)}, db, v, p),
		Accounts: authn.New(authn.Config{DB: db, Vault: v, Policy: p, Posts: posts{}}),
	}
	h.Measure = measure.New(h.Person, db, v, p, h.Rules)
	packages, err := transfer.Open(t.Context(), db, v, p)
	if err != nil {
		t.Fatal(err)
	}
	rooms := courses.Rooms{Measures: h.Measure, Persons: h.Person, Outings: outing.New(db, v, p), Papers: h.Paper, Beds: h.Placement, Transfers: packages}
	h.Journey = journey.New(db, v, p, document.New(db, v, p), courses.All(rooms)...)
	return h, p, v
}

func read[T any](t testing.TB, h House, body func(context.Context, *store.Tx) (T, error)) T {
	t.Helper()
	ctx := actor.With(t.Context(), actor.Part("demo"))
	out, err := store.Read(ctx, h.DB, func(tx *store.Tx) (T, error) { return body(ctx, tx) })
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func count(t testing.TB, h House, sql string, args ...any) int {
	t.Helper()
	return read(t, h, func(ctx context.Context, tx *store.Tx) (int, error) {
		return store.One(ctx, tx, store.Value[int], sql, args...)
	})
}

func TestASmallProvince(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h, _ := desks(t, db)
		folder := t.TempDir()
		if err := Make(t.Context(), h, Options{Seed: 1, Scale: Scale{Size: 60}, Folder: folder}); err != nil {
			t.Fatal(err)
		}
		for what, want := range map[string]int{
			`select count(*) from measure_life`:                                     60,
			`select count(*) from resident_resident where left_on is null`:          12,
			`select count(*) from authn_account where demo`:                         len(staff.Roles) + len(inTwos),
			`select count(*) from facility_unit where kind = 'bureau'`:              1,
			`select count(*) from partner_partner where kind = 'police' and closed`: 0,
			`select count(*) from partner_partner where kind = 'police'`:            183 + 21,
			`select count(*) from placement_stay s where s.until_at is null and not exists
				(select 1 from resident_resident r where r.person = s.person and r.left_on is null)`: 0,
			`select count(*) from measure_measure m where m.last and m.state = 'CI_JA_FACILITY' and m.ends_on is not null and not exists
				(select 1 from duty_duty d where d.subject = m.person and d.code = 'ci.release' and d.state = 'open')`: 0,
			`select count(*) from resident_resident a join resident_resident b on a.person = b.person and a.id < b.id
				where a.admitted_on <= coalesce(b.left_on, '9999') and b.admitted_on <= coalesce(a.left_on, '9999')`: 0,
			`select count(*) from duty_duty where state in ('done', 'late') and closed_at > opened_at`: 0,
		} {
			if n := count(t, h, what); n != want {
				t.Errorf("%s: %d, want %d", what, n, want)
			}
		}
		separated(t, h)
		signsIn(t, h, folder)
		if err := Make(t.Context(), h, Options{Seed: 1, Scale: Scale{Size: 60}}); err == nil {
			t.Error("a second province was made in the same house")
		}
	})
}

// separated: no room holds two sexes, or minors with others.
func separated(t *testing.T, h House) {
	t.Helper()
	type sleeper struct {
		person id.ID
		room   string
	}
	list := read(t, h, func(ctx context.Context, tx *store.Tx) ([]sleeper, error) {
		return store.Collect(ctx, tx, func(s store.Scanner) (x sleeper, err error) { return x, s.Scan(&x.person, &x.room) },
			`select s.person, b.room from placement_stay s join facility_bed b on b.id = s.bed where s.until_at is null`)
	})
	ids := make([]id.ID, len(list))
	for i, x := range list {
		ids[i] = x.person
	}
	people := read(t, h, func(ctx context.Context, tx *store.Tx) (map[id.ID]person.Person, error) {
		return h.Person.Load(ctx, tx, ids)
	})
	rooms := map[string][]separation.Neighbour{}
	today := civil.DateOf(h.DB.Clock()())
	for _, x := range list {
		p := people[x.person]
		rooms[x.room] = append(rooms[x.room], separation.Neighbour{Person: p.ID, Sex: p.Sex, Minor: today.Before(p.Born.Birthday(18))})
	}
	for _, in := range rooms {
		if b := separation.Found(in); len(b) > 0 {
			t.Errorf("%v", b)
		}
	}
}

func signsIn(t *testing.T, h House, folder string) {
	t.Helper()
	all, err := Accounts(folder)
	if err != nil || len(all) != len(staff.Roles)+len(inTwos) {
		t.Fatalf("%d accounts, %v", len(all), err)
	}
	info, err := os.Stat(filepath.Join(folder, File))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal(info, err)
	}
	for i, a := range all {
		if i%6 != 0 && !a.Second {
			continue
		}
		_, err := h.Accounts.SignIn(t.Context(), authn.Attempt{
			Name: a.Account, Password: a.Password, Code: authn.Code(a.Secret, h.DB.Clock()()), Source: "127.0.0.1",
		})
		if err != nil {
			t.Errorf("%s: %v", a.Role, err)
		}
	}
}

// digest is everything that a province says, without its ids.
func digest(t *testing.T, h House) string {
	t.Helper()
	ids := read(t, h, func(ctx context.Context, tx *store.Tx) ([]id.ID, error) {
		return store.Collect(ctx, tx, store.Value[id.ID], `select id from person_person`)
	})
	lines := read(t, h, func(ctx context.Context, tx *store.Tx) ([]string, error) {
		people, err := h.Person.Load(ctx, tx, ids)
		if err != nil {
			return nil, err
		}
		var out []string
		for _, p := range people {
			i := p.ID
			p.ID = ""
			line, err := story(ctx, tx, h, i)
			if err != nil {
				return nil, err
			}
			out = append(out, fmt.Sprintf("%+v %s", p, line))
		}
		return out, nil
	})
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:])
}

func story(ctx context.Context, tx *store.Tx, h House, p id.ID) (string, error) {
	var b strings.Builder
	v, err := h.Measure.ViewIn(ctx, tx, p)
	if err == nil {
		for _, e := range v.Life.Events {
			fmt.Fprintf(&b, "%+v %+v %s|", e.Fact, e.Note, e.Outside)
		}
	}
	stays, err := resident.OfPerson(ctx, tx, p)
	for _, s := range stays {
		fmt.Fprint(&b, s.Admitted, s.Left, s.Phase)
	}
	if err != nil {
		return "", err
	}
	owed, err := duty.Of(ctx, tx, p)
	slices.SortFunc(owed, func(a, b duty.Duty) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), a.Due.Moment().Compare(b.Due.Moment()), cmp.Compare(a.Number, b.Number))
	})
	for _, d := range owed {
		fmt.Fprint(&b, d.Code, d.Due, d.State, d.Paper, d.Closed.UTC())
	}
	if s, err := placement.Of(ctx, tx, p); err == nil {
		place, err := facility.PlaceOf(ctx, tx, s.Bed)
		fmt.Fprint(&b, place, err)
	}
	return b.String(), err
}

func TestAnotherDayThanTheClocks(t *testing.T) {
	db := storetest.Open(t, storetest.Config(t, store.SQLite, clock.At(storetest.Start)))
	h, _ := desks(t, db)
	if err := Make(t.Context(), h, Options{Day: civil.On(2020, 1, 1)}); err == nil {
		t.Error("made for a day that the clock does not show")
	}
}
