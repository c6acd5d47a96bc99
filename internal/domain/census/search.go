package census

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Search finds residents by name, reading, initials, alias, a number whole or its last four or six
// characters, the file's number, or the room or bed they are in, within the reader's scope; who is here comes
// first. A text that nothing can be looked up by finds nobody. It fails with policy.denied for a reader who may search nobody.
func (k *Desk) Search(ctx context.Context, text string, page store.Page) (_ store.Slice[Row], err error) {
	defer errs.Wrap(&err, "census.Search")
	return store.Read(ctx, k.db, func(tx *store.Tx) (store.Slice[Row], error) {
		who := actor.From(ctx)
		scope, list := k.policy.Scope(who, policy.SearchUse), k.policy.Scope(who, policy.PersonList)
		if scope.Empty() || list.Empty() {
			return store.Slice[Row]{}, errs.New(errs.Denied, "policy.denied")
		}
		if !k.Searchable(text) {
			return store.Slice[Row]{}, nil
		}
		m, err := k.meant(ctx, tx, text)
		if err != nil {
			return store.Slice[Row]{}, err
		}
		found := store.List{
			Columns: ofStays, From: fromStays, Count: justStays, ID: "r.id", Default: "found", Together: true,
			Where: []store.Cond{store.Where(latest), ofFound.within(scope, who), ofFound.within(list, who)},
			Sorts: map[string]store.Sort{"found": store.By(`case when r.left_on is null then 0 else 1 end`, `coalesce(m.ends_on, '9999-12-31')`)},
		}
		var rows store.Slice[Row]
		if m.many && scope.All && list.All {
			rows, err = m.crowd(ctx, tx, found, page)
		} else {
			rows, err = store.Select(ctx, tx, with(found, m.cond(tx)), page, scanRow)
		}
		if err != nil {
			return rows, err
		}
		return rows, k.open(ctx, tx, scope, rows.Rows, text)
	})
}

// few is how many people of the province may bear what was searched for before they are told by a query and not one by one,
// and before who sees all of them is asked to write more. Who sees a part of them is told of all in it: how many more there
// are elsewhere is nothing that he may learn.
const few = 400

// meaning is who is meant by a text.
type meaning struct {
	tokens []string // a query for each token, for who has it
	args   []any
	some   []id.ID // the first who are meant, in the order of their ids; all unless many
	many   bool
}

// meant asks who has every token of the text, or lies where it says. They are asked first: they are few, and in one
// statement with all that is shown of them PostgreSQL joins everybody before it looks who is meant.
func (k *Desk) meant(ctx context.Context, tx *store.Tx, text string) (m meaning, err error) {
	where := squeeze.Replace(text)
	m.args = append([]any{where, strings.TrimRight(where, "房室"), strings.TrimSuffix(where, "床")}, beginnings(where)...)
	for _, t := range k.persons.Tokens(text) {
		m.args = append(m.args, t)
		m.tokens = append(m.tokens, fmt.Sprintf("select t.person from person_token t where t.token = $%d", len(m.args)))
	}
	m.some, err = m.first(ctx, tx, k.few+1)
	m.many = len(m.some) > k.few
	return m, err
}

// all is a query for who is in each of some lists. SQLite goes along all of them at once, each in the order of its index;
// PostgreSQL looks from the first into the others.
func all(tx *store.Tx, lists []string) string {
	return tx.Pick(lists[0]+strings.Join(append([]string{""}, lists[1:]...), " and t.person in (")+strings.Repeat(")", len(lists)-1), strings.Join(lists, " intersect "))
}

// first are so many at most of those who are meant and are on some further lists.
func (m meaning) first(ctx context.Context, tx *store.Tx, most int, further ...string) ([]id.ID, error) {
	query, limit := inBed, fmt.Sprintf(" limit $%d", len(m.args)+1)
	if len(m.tokens) > 0 { // cut before the beds are joined to it: a union is made whole before it is cut
		query = "select b.person from (" + all(tx, append(slices.Clip(m.tokens), further...)) + " order by 1" + limit + ") b union " + inBed
	}
	return store.Collect(ctx, tx, store.Value[id.ID], query+limit, append(slices.Clip(m.args), most)...)
}

// cond is the condition that somebody is meant.
func (m meaning) cond(tx *store.Tx) store.Cond {
	switch {
	case !m.many:
		return store.Among("r.person", padded(m.some))
	case len(m.tokens) == 0:
		return store.Where("r.person in ("+inBed+")", m.args...)
	}
	return store.Where("r.person in ("+all(tx, m.tokens)+" union "+inBed+")", m.args...)
}

// crowd is one page of people of whom there are too many to be sorted or counted: who is here, by the end of the term, and then
// some of those who have left. It goes along the lists of who is meant and who is here, and looks more closely at no more than
// a few. Nothing comes after it, and its total is -1.
func (m meaning) crowd(ctx context.Context, tx *store.Tx, l store.List, page store.Page) (rows store.Slice[Row], err error) {
	here, err := m.first(ctx, tx, len(m.some), `select r.person from resident_resident r where r.left_on is null`)
	if err != nil {
		return rows, err
	}
	l.Uncounted, l.Together, page.After = true, false, ""
	if rows, err = store.Select(ctx, tx, with(l, store.Where(`r.left_on is null`), store.Among("r.person", padded(here))), page, scanRow); err != nil {
		return rows, err
	}
	l.ID, l.Default, l.Sorts = "r.person", "id", map[string]store.Sort{"id": nil} // in the order in which they are found
	left, err := store.Select(ctx, tx, with(l, store.Where(`r.left_on is not null`), store.Among("r.person", padded(m.some))), page, scanRow)
	rows.Rows, rows.Next = append(rows.Rows, left.Rows...), ""
	rows.Rows = rows.Rows[:min(len(rows.Rows), cmp.Or(page.Limit, crowded))]
	return rows, err
}

// with is a list under further conditions.
func with(l store.List, more ...store.Cond) store.List {
	l.Where = append(slices.Clone(l.Where), more...)
	return l
}

// crowded is how many of a crowd are shown where nobody says how many.
const crowded = 50

// padded repeats the last of some people until there are as many as a power of two: each number of placeholders is a
// statement of its own, and a connection keeps some hundreds prepared.
func padded(people []id.ID) []id.ID {
	for n := len(people); n > 0 && n&(n-1) != 0; n++ {
		people = append(people, people[len(people)-1])
	}
	return people
}

// longestRoom is how many characters of a text may name a room.
const longestRoom = 24

// beginnings are the names that a room may have which a text means: the text begins with each of them.
func beginnings(text string) []any {
	out, n := make([]any, 0, longestRoom), 0
	for i := range text {
		if i > 0 && n < longestRoom-1 {
			out, n = append(out, text[:i]), n+1
		}
	}
	for len(out) < longestRoom { // one statement, however long the text
		out = append(out, text)
	}
	return out
}

// inBed is who lies in a room by its name, or in a bed by room and number written as one: 1106, 1106房, 11063, 1106-3床,
// 1106室3床. The joins are crossed so that SQLite, which knows nothing of how many there are, begins with the rooms, and those
// are found by their names.
const inBed = `select y.person from facility_room w cross join facility_bed x cross join placement_stay y
	where w.name in ($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)
		and x.room = w.id and y.bed = x.id and y.until_at is null and (w.name in ($1, $2)
		or substr($3, 1, length(w.name)) = w.name and replace(replace(substr($3, length(w.name) + 1), '房', ''), '室', '') = x.name)`

// squeeze takes out what people put around and between room and bed, in either language.
var squeeze = strings.NewReplacer(" ", "", "　", "", "-", "", "－", "", ",", "", "，", "", "room", "", "Room", "", "bed", "")

// Searchable tells whether a text can be looked up at all.
func (k *Desk) Searchable(text string) bool {
	return len(k.persons.Tokens(text)) > 0 || strings.ContainsAny(text, "0123456789")
}
