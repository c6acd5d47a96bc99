package stories

import (
	"context"
	"fmt"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/domain/emergency"
	"guitu/internal/domain/objection"
	"guitu/internal/domain/supervision"
	"guitu/internal/domain/term/written"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// objects lets somebody say at his own page what is wrong; the story speaks of it until it is answered.
func objects(w *world, args []string, with written.Values) (string, error) {
	if err := need(args, 1, "objects NAME about=term words="); err != nil {
		return "", err
	}
	p, known := w.people[args[0]]
	if !known {
		return "", fmt.Errorf("nobody is called %s", args[0])
	}
	his := actor.With(context.Background(), actor.Actor{Kind: actor.Resident, Account: id.New(), Person: p})
	of, err := w.house.Objections.Raise(his, store.NewKey(), objection.Draft{About: with["about"], Words: with["words"]})
	w.objection = of
	return "", err
}

// answers answers the objection, in the version that the officer reads.
func answers(w *world, _ []string, with written.Values) (string, error) {
	return "", w.act(func(ctx context.Context) error {
		o, err := store.Read(ctx, w.house.DB, func(tx *store.Tx) (objection.Objection, error) { return w.house.Objections.Get(ctx, tx, w.objection) })
		if err != nil {
			return err
		}
		return w.house.Objections.Answer(ctx, store.NewKey(), objection.Reply{ID: o.ID, Version: o.Version, Words: with["words"]})
	})
}

// opensAtOnce opens a compartment because a life is at risk.
func opensAtOnce(w *world, args []string, with written.Values) (string, error) {
	if err := need(args, 2, "emergency NAME COMPARTMENT why="); err != nil {
		return "", err
	}
	return "", w.act(func(ctx context.Context) error {
		p, err := w.person(ctx, args[0])
		if err != nil {
			return err
		}
		w.opening, err = w.house.Emergency.Open(ctx, store.NewKey(), emergency.Draft{Person: p, Compartment: seal.Compartment(args[1]), Why: with["why"]})
		return err
	})
}

// heeds says that the head knows of the opening.
func heeds(w *world, _ []string, _ written.Values) (string, error) {
	return "", w.act(func(ctx context.Context) error { return w.house.Emergency.Heed(ctx, store.NewKey(), w.opening) })
}

// reviews judges the opening.
func reviews(w *world, args []string, with written.Values) (string, error) {
	if err := need(args, 1, "reviews justified|unjustified words="); err != nil {
		return "", err
	}
	return "", w.act(func(ctx context.Context) error {
		return w.house.Emergency.Review(ctx, store.NewKey(), emergency.Finding{ID: w.opening, Version: 1, Outcome: emergency.Outcome(args[0]), Words: with["words"]})
	})
}

// asks puts a question of the procurator to a facility, about somebody where he is named.
func asks(w *world, args []string, with written.Values) (string, error) {
	if err := need(args, 1, "asks FACILITY [NAME] topic= due= words="); err != nil {
		return "", err
	}
	return "", w.act(func(ctx context.Context) error {
		u, err := w.unit(ctx, args[0])
		if err != nil {
			return err
		}
		d := supervision.Draft{Facility: u.ID, Topic: with["topic"], Due: with["due"], Text: with["words"]}
		if len(args) > 1 {
			if d.Person, err = w.person(ctx, args[1]); err != nil {
				return err
			}
		}
		of, err := w.house.Supervision.Ask(ctx, store.NewKey(), d)
		if err == nil {
			w.question = of
		}
		return err
	})
}

// replies answers the procurator's question for the facility.
func replies(w *world, _ []string, with written.Values) (string, error) {
	return "", w.act(func(ctx context.Context) error {
		return w.house.Supervision.Answer(ctx, store.NewKey(), w.question, 1, with["words"])
	})
}
