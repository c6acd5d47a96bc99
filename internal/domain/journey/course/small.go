package course

import (
	"context"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/journey"
	"guitu/internal/platform/store"
)

type idOf = id.ID

// dayOf is the day of a field, or that of its moment.
func dayOf(a journey.Answers, field string) civil.Date {
	if i := a.Moment(field); i != 0 {
		return i.Day()
	}
	return a.Day(field)
}

func label(field string) text.Key { return text.Key("journey.field." + field) }

// all does several things one after another.
func all(list ...Do) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		for _, do := range list {
			if err := do(ctx, tx, a); err != nil {
				return err
			}
		}
		return nil
	}
}

// Fields that many steps have.
var (
	words  = journey.Field{Name: "words", Sort: journey.Text}
	reason = journey.Field{Name: "words", Sort: journey.Text, Must: true}
	// sheets are the lines of a dossier, things those of belongings, escorts who brings or takes somebody.
	sheets  = []journey.Field{line("paper", true), {Name: "pages", Sort: journey.Count, Must: true, Least: 1, Most: 9999}, line("features", false)}
	things  = []journey.Field{line("thing", true), line("amount", true), line("features", false)}
	escorts = journey.Field{Name: "escorts", Sort: journey.Table, Must: true, Most: 10, Columns: []journey.Field{line("escort", true), line("badge", false)}}
	// happened says that it was so whatever the law says of it: kept, marked, reported.
	happened = journey.Field{Name: "happened", Sort: journey.Tick}
)

// day is a day that has come.
func day(name string) journey.Field { return journey.Field{Name: name, Sort: journey.Day, Must: true} }

// moment is a minute that has come.
func moment(name string) journey.Field {
	return journey.Field{Name: name, Sort: journey.Moment, Must: true}
}

func line(name string, must bool) journey.Field {
	return journey.Field{Name: name, Sort: journey.Line, Must: must}
}

func choice(name string, words ...string) journey.Field {
	return journey.Field{Name: name, Sort: journey.Choice, Must: true, Words: words}
}

// waits marks the words of a choice that leave its matter open.
func waits(f journey.Field, words ...string) journey.Field {
	f.Waits = words
	return f
}

func tick(name string) journey.Field {
	return journey.Field{Name: name, Sort: journey.Tick, Must: true}
}

func in(s ...journey.State) []journey.State { return s }

// keyOf is the key under which a table has a value, nothing where it has not.
func keyOf[K, V comparable](table map[K]V, v V) (key K) {
	for k, x := range table {
		if x == v {
			return k
		}
	}
	return key
}
