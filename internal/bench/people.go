package bench

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"guitu/internal/app"
	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/term"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/store"
)

// someone is a person as one asks for him.
type someone struct {
	id                          id.ID
	name, pinyin, alias, number string
}

// anybody is some of the people of the house, spread over all of them.
func (h *house) anybody(ctx context.Context, n int) (all []someone, err error) {
	const spans = 10
	shares, err := h.Measure.Shares(ctx, spans)
	if err != nil {
		return nil, err
	}
	for _, s := range shares {
		some, err := h.Measure.Following(ctx, s.After, n/len(shares))
		if err != nil {
			return nil, err
		}
		known, err := h.known(ctx, some)
		if err != nil {
			return nil, err
		}
		all = append(all, known...)
	}
	return all, nil
}

// seen is the first people of a list as the actor of ctx sees it.
func (h *house) seen(ctx context.Context, f census.Filter, sort string, n int) ([]someone, error) {
	var people []id.ID
	for after := ""; len(people) < n; {
		got, err := h.Census.Residents(ctx, f, store.Page{Sort: sort, After: after, Limit: min(500, n-len(people)), Uncounted: true})
		if err != nil {
			return nil, err
		}
		for _, r := range got.Rows {
			people = append(people, r.Person)
		}
		if after = got.Next; after == "" {
			break
		}
	}
	return h.known(ctx, people)
}

// known are people as one asks for them.
func (h *house) known(ctx context.Context, people []id.ID) ([]someone, error) {
	return store.Read(ctx, h.DB, func(tx *store.Tx) (out []someone, err error) {
		found, err := h.Person.Load(ctx, tx, people)
		for _, p := range people {
			who := found[p]
			s := someone{id: p, name: who.Name, pinyin: typed(cn.Full(who.Name)), number: who.Number()}
			if len(who.Aliases) > 0 {
				s.alias = who.Aliases[0]
			}
			out = append(out, s)
		}
		return out, err
	})
}

// typed is a reading as somebody types it, "" where the name has a character that has none.
func typed(reading string) string {
	if strings.IndexFunc(reading, func(r rune) bool { return r > 'z' }) >= 0 {
		return ""
	}
	return reading
}

// stories is how many entries the one long file has.
const stories = 1000

// longStory gives the first of the first brigade who came a thousand entries: work, day by day, as a file of years has it.
func longStory(ctx context.Context, h *app.House) error {
	all, err := h.DemoAccounts()
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.Account != "duty_officer" {
			continue
		}
		e, err := h.Accounts.SignIn(ctx, authn.Attempt{Name: a.Account, Password: a.Password, Code: authn.Code(a.Secret, h.Clock())})
		if err != nil {
			return err
		}
		got, err := h.Census.Residents(actor.With(ctx, e.Session.Actor()), census.Filter{}, store.Page{Sort: census.ByAdmitted, Limit: 1})
		if err != nil || len(got.Rows) == 0 {
			return errors.Join(err, errors.New("nobody is in the first brigade"))
		}
		return tell(actor.With(ctx, actor.Part("demo")), h, got.Rows[0])
	}
	return errors.New("nobody in this house is duty_officer")
}

// tell records the entries of the long file, a hundred a transaction.
func tell(ctx context.Context, h *app.House, r census.Row) error {
	days := max(1, h.Today().Sub(r.Admitted)-1)
	for first := 0; first < stories; first += 100 {
		facts := make([]measure.Recording, 100)
		for i := range facts {
			work := term.OnDay(term.Work, r.Admitted.AddDays(1+(first+i)*days/stories))
			work.Hours = 1
			facts[i] = measure.Recording{Person: r.Person, Fact: work, Note: measure.Note{Words: fmt.Sprintf("习艺劳动第 %d 次", first+i+1)}}
		}
		_, err := store.Write(ctx, h.DB, store.NewKey(), func(tx *store.Tx) (int, error) {
			_, err := h.Measure.AddIn(ctx, tx, r.Person, facts)
			return len(facts), err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// relative is a draft of somebody who belongs to a person: what a create writes.
func relative(n int) person.Draft {
	return person.Draft{Name: fmt.Sprintf("亲属%s", han(n)), Phone: fmt.Sprintf("199%08d", n%100_000_000)}
}

// han is a number as two or three characters of a name.
func han(n int) string {
	const some = "安宁平和明远志文德仁义礼智信诚正廉勇毅恒"
	all := []rune(some)
	return string([]rune{all[n%len(all)], all[n/len(all)%len(all)]})
}

// today is the day of the house's clock as forms write it, so many days ago.
func (h *house) today(ago int) string {
	return civil.DateOf(h.Clock().Add(-time.Duration(ago) * 24 * time.Hour)).String()
}
