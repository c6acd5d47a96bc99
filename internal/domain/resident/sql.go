package resident

import (
	"context"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

var columns = []string{"id", "version", "person", "facility", "unit", "phase", "officer", "admitted_on", "left_on"}

const selectResident = `select id, version, person, facility, unit, phase, officer, admitted_on, left_on from resident_resident `

func scan(s store.Scanner) (r Resident, err error) {
	err = s.Scan(&r.ID, &r.Version, &r.Person, &r.Facility, &r.Unit, &r.Phase, &r.Officer, store.Day(&r.Admitted), store.Day(&r.Left))
	return r, err
}

// Get is one stay; NotFound when there is none.
func Get(ctx context.Context, tx *store.Tx, resident id.ID) (Resident, error) {
	return store.One(ctx, tx, scan, selectResident+`where id = $1`, resident)
}

// Here lists who stays in a facility now.
func Here(ctx context.Context, tx *store.Tx, facility id.ID) ([]Resident, error) {
	return store.Collect(ctx, tx, scan, selectResident+`where facility = $1 and left_on is null order by admitted_on, id`, facility)
}

// OfPerson lists the stays of a person, latest first.
func OfPerson(ctx context.Context, tx *store.Tx, person id.ID) ([]Resident, error) {
	return store.Collect(ctx, tx, scan, selectResident+`where person = $1 order by admitted_on desc, id desc`, person)
}

// StaysOf finds the lasting stays of many persons at once.
func StaysOf(ctx context.Context, tx *store.Tx, persons []id.ID) (map[id.ID]Resident, error) {
	out := make(map[id.ID]Resident, len(persons))
	for len(persons) > 0 {
		n := min(len(persons), 500)
		in, args := store.In(1, persons[:n])
		persons = persons[n:]
		for r, err := range store.Each(ctx, tx, scan, selectResident+`where left_on is null and person in `+in, args...) {
			if err != nil {
				return nil, err
			}
			out[r.Person] = r
		}
	}
	return out, nil
}

// LatestOf finds the latest stay of many persons at once, whether or not it lasts: where the file is kept.
func LatestOf(ctx context.Context, tx *store.Tx, persons []id.ID) (map[id.ID]Resident, error) {
	out := make(map[id.ID]Resident, len(persons))
	for len(persons) > 0 {
		n := min(len(persons), 500)
		in, args := store.In(1, persons[:n])
		persons = persons[n:]
		for r, err := range store.Each(ctx, tx, scan, selectResident+`where person in `+in+` order by admitted_on, id`, args...) {
			if err != nil {
				return nil, err
			}
			out[r.Person] = r
		}
	}
	return out, nil
}

// HereIn lists the stays that last in a facility.
func HereIn(ctx context.Context, tx *store.Tx, facility id.ID) ([]Resident, error) {
	return store.Collect(ctx, tx, scan, selectResident+`where facility = $1 and left_on is null`, facility)
}

// Called lists the people whose latest stay lasts in a unit of a facility or, where a zone is given, in that zone of it: those of
// a roll, of whom nothing else is asked.
func Called(ctx context.Context, tx *store.Tx, facility, unit id.ID, zone Phase) ([]id.ID, error) {
	where, what := `r.unit = $2`, string(unit)
	if zone != "" {
		where, what = `r.phase = $2`, string(zone)
	}
	return store.Collect(ctx, tx, store.Value[id.ID], `select r.person from resident_resident r where r.facility = $1 and `+where+` and r.left_on is null
		and not exists (select 1 from resident_resident x where x.person = r.person and (x.admitted_on, x.id) > (r.admitted_on, r.id))`, facility, what)
}

// OneOfEach gives one person who lives in each unit of a facility, for what is the same of all of them.
func OneOfEach(ctx context.Context, tx *store.Tx, facility id.ID) ([]id.ID, error) {
	return store.Collect(ctx, tx, store.Value[id.ID], `select min(person) from resident_resident where facility = $1 and left_on is null group by unit`, facility)
}

// SeenAs is what is about a person as its reader may see it: where it was made, or where the person is now, whose file goes
// with him. r names the person and where it was made; which of the two is to be checked is the answer.
func SeenAs(ctx context.Context, tx *store.Tx, e *policy.Engine, a policy.Action, r policy.Resource) (policy.Resource, error) {
	if r.Person == "" || e.May(actor.From(ctx), a, r) {
		return r, nil
	}
	stays, err := LatestOf(ctx, tx, []id.ID{r.Person})
	if s, ok := stays[r.Person]; ok {
		r.Facility, r.Unit = s.Facility, s.Unit
	}
	return r, err
}
