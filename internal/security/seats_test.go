package security_test

import (
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/policy"
)

// places are two facilities: the records that are asked for lie in the first brigade of the first.
type places struct{ facility, brigade, neighbour, other, theirs, bureau id.ID }

// A seat is somebody before a browser.
type seat struct {
	role, where string // where: unit, beside, facility, elsewhere, bureau
	token       string
	member      id.ID
	secret      string // of his second factor, where he signs
}

func (s seat) String() string { return s.role + "@" + s.where }

// settle chooses the places: a facility, the brigade of whom the records are about, and another of each.
func (w *world) settle(t *testing.T) {
	t.Helper()
	pick := func(q string, args ...any) id.ID {
		t.Helper()
		got := w.one(t, q, args...)
		if got == "" {
			t.Fatal("the province lacks: ", q)
		}
		return id.ID(got)
	}
	const fullest = ` order by (select count(*) from resident_resident r where r.unit = u.id and r.left_on is null) desc, name limit 1`
	w.at.facility = pick(`select id from facility_unit where kind = 'facility' and code = 'QH'`)
	w.choose(t)
	w.at.brigade = w.chosen["b"]
	w.at.neighbour = pick(`select id from facility_unit u where kind = 'brigade' and facility = ? and id <> ?`+fullest, w.at.facility, w.at.brigade)
	w.at.other = pick(`select id from facility_unit u where kind = 'facility' and id <> ? order by name limit 1`, w.at.facility)
	w.at.theirs = pick(`select id from facility_unit u where kind = 'brigade' and facility = ?`+fullest, w.at.other)
	w.at.bureau = pick(`select id from facility_unit where kind = 'bureau'`)
}

// sit puts somebody into every seat that the house knows: of a role of brigades or stations in the unit of the records,
// in the one beside it and in another facility; of a role of facilities in both; of the bureau there.
func (w *world) sit(t *testing.T) {
	t.Helper()
	password, err := w.Accounts.Hash(t.Context(), "", "yanshi-510000-gui")
	if err != nil {
		t.Fatal(err)
	}
	used := map[id.ID]bool{w.chosen["member"]: true}
	for _, role := range policy.Roles() {
		kind, ok := staff.KindOf(staff.Role(role))
		if !ok {
			t.Fatalf("%s: policies name it and staff knows no seat of it", role)
		}
		switch kind.Where {
		case staff.InFacility:
			w.seat(t, used, password, role, "facility", w.at.facility, w.at.facility)
			w.seat(t, used, password, role, "elsewhere", w.at.other, w.at.other)
		case staff.InBureau:
			w.seat(t, used, password, role, "bureau", "", w.at.bureau)
		default:
			w.seat(t, used, password, role, "unit", w.at.facility, w.at.brigade)
			w.seat(t, used, password, role, "beside", w.at.facility, w.at.neighbour)
			w.seat(t, used, password, role, "elsewhere", w.at.other, w.at.theirs)
		}
	}
	w.enter(t, w.chosen["member"], password) // whose account the keepers look after
	w.others(t, used, password)
}

// others are those who are no officer in a post: nobody at all, somebody whose session is locked, and who has left.
func (w *world) others(t *testing.T, used map[id.ID]bool, password authn.Hashed) {
	w.seats = append(w.seats, seat{role: "nobody", where: "outside"})
	w.seat(t, used, password, "facility_head", "locked", w.at.facility, w.at.facility)
	w.exec(t, `update authn_session set state = 'locked' where account = (select id from authn_account where staff = ?)`, w.seats[len(w.seats)-1].member)
	w.seat(t, used, password, "facility_head", "left", w.at.facility, w.at.facility)
	w.exec(t, `update staff_post set until_day = '2026-01-01' where member = ?`, w.seats[len(w.seats)-1].member)
}

// seat finds who sits there alone, or seats somebody anew. Seats are written past the house: it is not appointing that is
// tried here.
func (w *world) seat(t *testing.T, used map[id.ID]bool, password authn.Hashed, role, where string, facility, unit id.ID) {
	t.Helper()
	const free = ` and until_day is null and not exists (select 1 from staff_delegation d where d.post = p.id or d.to_member = p.member)
		and (select count(*) from staff_post x where x.member = p.member) = 1`
	find := func(q string, args ...any) (member, post id.ID) {
		rows, err := w.raw.Query(q, args...)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			if err := rows.Scan(&member, &post); err != nil {
				t.Fatal(err)
			}
			if !used[member] {
				return member, post
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return "", ""
	}
	member, post := find(`select member, id from staff_post p where role = ? and facility = ? and unit = ?`+free+` order by id`, role, facility, unit)
	if member == "" {
		member, post = find(`select member, id from staff_post p where role in ('case_officer', 'zone_officer', 'duty_officer', 'nurse') and facility not in (?, ?)`+free+` order by id`, w.at.facility, w.at.other)
	}
	if member == "" {
		member, post = find(`select member, id from staff_post p where role in ('case_officer', 'zone_officer', 'duty_officer', 'nurse') and unit not in (?, ?, ?)`+free+` order by id`, w.at.brigade, w.at.neighbour, w.at.theirs)
	}
	if member == "" {
		t.Fatalf("nobody is left for %s %s", role, where)
	}
	used[member] = true
	w.exec(t, `update staff_post set role = ?, facility = ?, unit = ? where id = ?`, role, facility, unit, post)
	w.seats = append(w.seats, seat{role: role, where: where, member: member, token: w.enter(t, member, password)})
}

// seated is the first who sits in a role, where the records are if the role sits there.
func (w *world) seated(t testing.TB, role string) seat {
	t.Helper()
	for _, s := range w.seats {
		if s.role == role {
			return s
		}
	}
	t.Fatalf("nobody is %s", role)
	return seat{}
}
