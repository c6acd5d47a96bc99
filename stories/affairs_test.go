package stories

import (
	"context"
	"fmt"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/term/written"
	"guitu/internal/platform/store"
)

// makeRoom gives a brigade a room with beds.
func makeRoom(w *world, args []string, with written.Values) (string, error) {
	if err := need(args, 2, "room UNIT NAME beds=4 [zone=detox]"); err != nil {
		return "", err
	}
	ctx := actor.With(context.Background(), actor.Part("setup"))
	u, err := w.unit(ctx, args[0])
	if err != nil {
		return "", err
	}
	_, err = w.house.Facility.AddRoom(ctx, store.NewKey(), facility.RoomDraft{
		Facility: u.Facility, Unit: u.ID, Building: "一号楼", Name: args[1], Beds: with["beds"], Zone: with["zone"],
	})
	return "", err
}

// said are answers as a form sends them. "now" is this minute, "today" this day, "first" the first bed that is offered, and
// a brigade goes by its name.
func (w *world) said(ctx context.Context, with written.Values) (journey.Posted, error) {
	p := journey.Posted{}
	for k, v := range with {
		switch {
		case v == "now":
			v = w.hand.Now().In(clock.Shanghai).Format(minute)
		case v == "today":
			v = today(w).String()
		case strings.HasPrefix(v, "today+"):
			var n int
			if _, err := fmt.Sscanf(v, "today+%d", &n); err != nil {
				return nil, err
			}
			v = today(w).AddDays(n).String()
		case k == "package" && v == "packed": // the last one that was made
			v = w.pack
		case k == "unit", k == "to_house":
			u, err := w.unit(ctx, v)
			if err != nil {
				return nil, err
			}
			v = string(u.ID)
		case k == "bed":
			beds, err := store.Read(ctx, w.house.DB, func(tx *store.Tx) ([]facility.BedNamed, error) {
				u, err := facility.Named(ctx, tx, v)
				if err != nil {
					return nil, err
				}
				return facility.Beds(ctx, tx, u.ID)
			})
			if err != nil {
				return nil, err
			}
			v = string(beds[0].Bed)
		}
		p[k] = []string{v}
	}
	return p, nil
}

// begin opens an affair: of somebody, or at=所 of a newcomer.
func begin(w *world, args []string, with written.Values) (string, error) {
	if err := need(args, 1, "begin KIND [NAME] [at=FACILITY] field=value…"); err != nil {
		return "", err
	}
	return "", w.act(func(ctx context.Context) error {
		s := journey.Start{Kind: journey.Kind(args[0])}
		if len(args) > 1 {
			p, err := w.person(ctx, args[1])
			if err != nil {
				return err
			}
			v, err := w.house.Measure.View(ctx, p)
			if err != nil {
				return err
			}
			s.Person, s.Facility, s.Unit = p, v.Life.Facility, v.Life.Unit
		} else {
			u, err := w.unit(ctx, with["at"])
			if err != nil {
				return err
			}
			s.Facility = u.Facility
			delete(with, "at")
		}
		said, err := w.said(ctx, with)
		if err != nil {
			return err
		}
		s.Said = said
		of, err := w.house.Journeys.Begin(ctx, store.NewKey(), s)
		if err == nil {
			w.affair = of
		}
		return err
	})
}

// step does a step of the affair.
func step(w *world, args []string, with written.Values) (string, error) {
	if err := need(args, 1, "step NAME field=value…"); err != nil {
		return "", err
	}
	return "", w.act(func(ctx context.Context) error {
		f, err := w.house.Journeys.File(ctx, w.affair)
		if err != nil {
			return err
		}
		s, ok := f.Course.Step(args[0])
		if !ok {
			return fmt.Errorf("%s has no step %s", f.Kind, args[0])
		}
		said, err := w.said(ctx, with)
		if err != nil {
			return err
		}
		if _, err := w.house.Journeys.Do(ctx, store.NewKey(), journey.Command{Case: f.ID, Stamp: f.Stamp(s), Step: s.Name, Said: said}); err != nil {
			return err
		}
		return w.goesOn(ctx, f.ID)
	})
}

// goesOn remembers who a newcomer has become, and follows a hand-over into its admission.
func (w *world) goesOn(ctx context.Context, of id.ID) error {
	f, err := w.house.Journeys.File(ctx, of)
	if err != nil {
		return err
	}
	if f.Person != "" && f.Name != "" {
		w.people[f.Name] = f.Person
	}
	if made := f.Said("pack").Of("package"); made != "" {
		w.pack = made
	}
	if next := f.Said("to_intake").Of("case"); next != "" {
		w.affair = id.ID(next)
	}
	return nil
}

// showCase says where the affair stands and what it lacks.
func showCase(w *world, _ []string, _ written.Values) (out string, err error) {
	err = w.act(func(ctx context.Context) error {
		f, err := w.house.Journeys.File(ctx, w.affair)
		if err != nil {
			return err
		}
		out = fmt.Sprintf("%s %s\n", w.words.T("journey.kind."+string(f.Kind)), w.words.T("journey.state."+string(f.State)))
		for _, n := range f.Lacks {
			out += "lacks " + w.words.T(string(journey.Title(f.Kind, n))) + "\n"
		}
		for _, e := range f.Entries {
			for name, v := range e.Answers.Values {
				out += e.Step + " " + name + " " + v + "\n"
			}
		}
		return nil
	})
	return out, err
}
