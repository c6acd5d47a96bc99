package placement

import (
	"context"
	"slices"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/platform/store"
)

var columns = []string{"id", "facility", "person", "bed", "from_at", "until_at"}

const selectStay = `select id, facility, person, bed, from_at, until_at from placement_stay `

func scan(s store.Scanner) (st Stay, err error) {
	err = s.Scan(&st.ID, &st.Facility, &st.Person, &st.Bed, store.Instant(&st.From), store.Instant(&st.Until))
	return st, err
}

// Here lists who is in which bed of a facility now.
func Here(ctx context.Context, tx *store.Tx, facility id.ID) ([]Stay, error) {
	return store.Collect(ctx, tx, scan, selectStay+`where facility = $1 and until_at is null`, facility)
}

// Of is where a person sleeps; NotFound when he has no bed.
func Of(ctx context.Context, tx *store.Tx, person id.ID) (Stay, error) {
	return store.One(ctx, tx, scan, selectStay+`where person = $1 and until_at is null`, person)
}

// Since gives of some people the beds that they were given from a moment on and kept at another, by person.
func Since(ctx context.Context, tx *store.Tx, people []id.ID, from, at time.Time) (map[id.ID]Stay, error) {
	out := map[id.ID]Stay{}
	for part := range slices.Chunk(people, 500) {
		in, args := store.In(3, part)
		list, err := store.Collect(ctx, tx, scan, selectStay+`where from_at >= $1 and from_at <= $2 and (until_at is null or until_at > $2)
			and person in `+in, append([]any{store.Micros(from), store.Micros(at)}, args...)...)
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			out[s.Person] = s
		}
	}
	return out, nil
}

// lately bounds what pages show of the past of a bed or a person.
const lately = 50

// Past lists the beds that a person had, latest first.
func Past(ctx context.Context, tx *store.Tx, person id.ID) ([]Stay, error) {
	return store.Collect(ctx, tx, scan, selectStay+`where person = $1 order by from_at desc, id desc limit $2`, person, lately)
}

// PastOf lists who had a bed, latest first.
func PastOf(ctx context.Context, tx *store.Tx, bed id.ID) ([]Stay, error) {
	return store.Collect(ctx, tx, scan, selectStay+`where bed = $1 order by from_at desc, id desc limit $2`, bed, lately)
}

var moveColumns = []string{"id", "facility", "kind", "moved_at", "moved_by", "undoes"}

var stepColumns = []string{"id", "move", "person", "from_bed", "to_bed", "from_stay", "to_stay", "from_unit", "to_unit", "words"}

func scanAct(s store.Scanner) (a Act, err error) {
	err = s.Scan(&a.ID, &a.Facility, &a.Kind, store.Instant(&a.At), &a.By, &a.Undoes, &a.undone)
	return a, err
}

const selectAct = `select m.id, m.facility, m.kind, m.moved_at, m.moved_by, m.undoes, coalesce(u.id, '')
	from placement_move m left join placement_move u on u.undoes = m.id and u.undoes <> '' `

func scanStep(s store.Scanner) (t step, err error) {
	err = s.Scan(&t.id, &t.move, &t.Person, &t.From, &t.To, &t.fromStay, &t.toStay, &t.FromUnit, &t.ToUnit)
	return t, err
}

// actOf is one act with its steps; NotFound when there is none.
func actOf(ctx context.Context, tx *store.Tx, move id.ID) (Act, error) {
	a, err := store.One(ctx, tx, scanAct, selectAct+`where m.id = $1`, move)
	if err != nil {
		return a, err
	}
	list := []Act{a}
	err = withSteps(ctx, tx, list)
	return list[0], err
}

// recent lists the acts of a facility that nobody has taken back and that are young enough for it, latest first.
func recent(ctx context.Context, tx *store.Tx, facility id.ID) ([]Act, error) {
	since := tx.Now().Add(-Window)
	list, err := store.Collect(ctx, tx, scanAct, selectAct+`where m.facility = $1 and m.moved_at >= $2 and m.kind <> 'undo' and u.id is null
		order by m.moved_at desc, m.id desc limit 20`, facility, store.Micros(since))
	if err != nil {
		return nil, err
	}
	return list, withSteps(ctx, tx, list)
}

func withSteps(ctx context.Context, tx *store.Tx, list []Act) error {
	if len(list) == 0 {
		return nil
	}
	ids, at := make([]id.ID, len(list)), make(map[id.ID]int, len(list))
	for i, a := range list {
		ids[i], at[a.ID] = a.ID, i
	}
	in, args := store.In(1, ids)
	steps, err := store.Collect(ctx, tx, scanStep, `select id, move, person, from_bed, to_bed, from_stay, to_stay, from_unit, to_unit
		from placement_step where move in `+in+` order by id`, args...)
	for _, s := range steps {
		a := &list[at[s.move]]
		a.Steps = append(a.Steps, s)
	}
	return err
}

// late tells whether an act can no longer be taken back.
func (a Act) late(now time.Time) bool { return now.Sub(a.At) > Window }
