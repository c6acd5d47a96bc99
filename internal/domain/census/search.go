package census

import (
	"context"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Search finds residents by name, reading, initials, alias, a number whole or its last four or six
// characters, or the file's number, within the reader's scope; who is here comes first. A text that nothing
// can be looked up by finds nobody. It fails with policy.denied for a reader who may search nobody.
func (k *Desk) Search(ctx context.Context, text string, page store.Page) (_ store.Slice[Row], err error) {
	defer errs.Wrap(&err, "census.Search")
	return store.Read(ctx, k.db, func(tx *store.Tx) (store.Slice[Row], error) {
		who := actor.From(ctx)
		scope, list := k.policy.Scope(who, policy.SearchUse), k.policy.Scope(who, policy.PersonList)
		if scope.Empty() || list.Empty() {
			return store.Slice[Row]{}, errs.New(errs.Denied, "policy.denied")
		}
		tokens := k.persons.Tokens(text)
		if len(tokens) == 0 {
			return store.Slice[Row]{}, nil
		}
		where := []store.Cond{store.Where(latest), ofStay.within(scope, who), ofStay.within(list, who)}
		for _, t := range tokens {
			where = append(where, store.Where(`r.person in (select t.person from person_token t where t.token = $1)`, t))
		}
		rows, err := store.Select(ctx, tx, store.List{
			Columns: ofStays, From: fromStays, Where: where, ID: "r.id", Default: "found",
			Sorts: map[string]store.Sort{"found": store.By(`case when r.left_on is null then 0 else 1 end`, `coalesce(m.ends_on, '9999-12-31')`)},
		}, page, scanRow)
		if err != nil {
			return rows, err
		}
		return rows, k.open(ctx, tx, scope, rows.Rows)
	})
}

// Searchable tells whether a text can be looked up at all.
func (k *Desk) Searchable(text string) bool {
	return strings.TrimSpace(text) != "" && len(k.persons.Tokens(text)) > 0
}
