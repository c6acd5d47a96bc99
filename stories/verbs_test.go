package stories

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"guitu/internal/app"
	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/rule"
	"guitu/internal/domain/term"
	"guitu/internal/domain/term/written"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// A verb does one thing, and tells what it showed. args are the words of its line; those of the form
// name=value are in with.
type verb func(w *world, args []string, with written.Values) (string, error)

func verbs() map[string]func(*testscript.TestScript, bool, []string) {
	out := map[string]func(*testscript.TestScript, bool, []string){"see": see(true), "unseen": see(false), "link": link}
	for name, v := range map[string]verb{
		"house": house, "clock": moveClock, "facility": makeFacility, "unit": makeUnit, "officer": makeOfficer,
		"as": as, "sign": sign, "visitor": visitor, "purpose": purpose,
		"arrives": arrives, "leaves": leaves, "import": importRoster, "record": record,
		"person": showPerson, "duties": showDuties, "day": showDay, "search": search,
		"propose": propose, "confirm": confirm, "refuse": refuse,
		"page": getPage, "post": postPage,
		"objects": objects, "answers": answers, "emergency": opensAtOnce, "heeds": heeds, "reviews": reviews, "asks": asks, "replies": replies,
		"room": makeRoom, "begin": begin, "step": step, "case": showCase,
	} {
		out[name] = spoken(name, v)
	}
	return out
}

// spoken makes a verb a command of a script: what it shows goes to stdout, a refusal with code and words to
// stderr.
func spoken(name string, v verb) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		w := ts.Value(worldKey{}).(*world)
		if w.house == nil && name != "house" {
			ts.Fatalf("a story begins with: house 2026-03-02T09:00")
		}
		var plain []string
		with := written.Values{}
		for _, a := range args {
			if k, v, ok := strings.Cut(a, "="); ok && k != "" && !strings.ContainsAny(k, "/ ") {
				with[k] = v
			} else {
				plain = append(plain, a)
			}
		}
		if f, ok := with["file"]; ok {
			with["file"] = ts.MkAbs(f)
		}
		shown, err := v(w, plain, with)
		w.seen = shown
		fmt.Fprint(ts.Stdout(), shown)
		if err != nil {
			w.seen = w.told(err)
			fmt.Fprint(ts.Stderr(), w.seen)
		}
		switch {
		case err != nil && !neg:
			ts.Fatalf("%s: %v", name, err)
		case err == nil && neg:
			ts.Fatalf("%s was not refused", name)
		}
	}
}

// told is a refusal as a reader has it: code, words, articles, fields.
func (w *world) told(err error) string {
	e := errs.Find(err)
	if e == nil {
		return err.Error() + "\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", e.Code, w.words.T(e.Code, e.Args...))
	for _, a := range e.Basis {
		fmt.Fprintf(&b, "%s\n", w.words.Article(a))
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "%s %s %s\n", f.Name, f.Code, w.words.T(f.Code, f.Args...))
	}
	return b.String()
}

// see tells whether the last verb showed some texts, literally.
func see(want bool) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		w := ts.Value(worldKey{}).(*world)
		for _, a := range args {
			if strings.Contains(w.seen, a) != (want != neg) {
				ts.Fatalf("%q: wanted %v, in:\n%s", a, want != neg, w.seen)
			}
		}
	}
}

func need(args []string, n int, usage string) error {
	if len(args) < n {
		return fmt.Errorf("usage: %s", usage)
	}
	return nil
}

func house(w *world, args []string, _ written.Values) (string, error) {
	if err := need(args, 1, "house 2026-03-02T09:00"); err != nil {
		return "", err
	}
	at, err := w.moment(args[0])
	if err != nil {
		return "", err
	}
	return "", w.open(at)
}

func moveClock(w *world, args []string, _ written.Values) (string, error) {
	if err := need(args, 1, "clock 2026-03-05T08:00 | +3d"); err != nil {
		return "", err
	}
	at, err := w.moment(args[0])
	if err != nil {
		return "", err
	}
	return "", w.forward(at)
}

func makeFacility(w *world, args []string, _ written.Values) (string, error) {
	if err := need(args, 1, "facility NAME"); err != nil {
		return "", err
	}
	_, err := w.house.FacilityNamed(context.Background(), store.NewKey(), args[0])
	return "", err
}

func makeUnit(w *world, args []string, with written.Values) (string, error) {
	if err := need(args, 3, "unit FACILITY brigade|office|facility NAME [code=]"); err != nil {
		return "", err
	}
	ctx := actor.With(context.Background(), actor.Part("setup"))
	parent, err := w.unit(ctx, args[0])
	if err != nil {
		return "", err
	}
	if args[1] == string(facility.Facility) { // another one of the same bureau
		parent.ID = parent.Parent
	}
	_, err = w.house.Facility.Add(ctx, store.NewKey(), facility.Draft{Parent: string(parent.ID), Kind: args[1], Name: args[2], Code: with["code"]})
	return "", err
}

// makeOfficer gives somebody a post, an account, a password and a second factor, the way everybody gets them.
func makeOfficer(w *world, args []string, _ written.Values) (string, error) {
	if err := need(args, 3, "officer SIGN-IN NAME ROLE [UNIT]"); err != nil {
		return "", err
	}
	ctx := context.Background()
	n := app.Newcomer{SignIn: args[0], Name: args[1], Role: args[2]}
	if len(args) > 3 {
		n.Unit = args[3]
	}
	link, err := w.house.AddOfficer(ctx, store.NewKey(), n)
	if err != nil {
		return "", err
	}
	_, ticket, _ := strings.Cut(link, app.TicketPath)
	if err := w.house.Accounts.Redeem(ctx, authn.Ticket(ticket), password, source); err != nil {
		return "", err
	}
	o, before := &officer{}, w.now
	w.officers[n.SignIn] = o
	defer func() { w.now = before }()
	if err := w.signIn(n.SignIn); err != nil {
		return "", err
	}
	return "", w.act(func(ctx context.Context) error {
		e, err := w.house.Accounts.Enrol(ctx)
		if err != nil {
			return err
		}
		o.secret = e.Secret
		_, err = w.house.Accounts.ConfirmSecond(ctx, w.code(o))
		return err
	})
}

func as(w *world, args []string, _ written.Values) (string, error) {
	if err := need(args, 1, "as SIGN-IN"); err != nil {
		return "", err
	}
	return "", w.signIn(args[0])
}

// sign proves the second factor: the signature on the acts of the next five minutes.
func sign(w *world, _ []string, _ written.Values) (string, error) {
	return "", w.act(func(ctx context.Context) error {
		_, err := w.house.Accounts.Prove(ctx, w.code(w.now), source)
		return err
	})
}

func purpose(w *world, args []string, _ written.Values) (string, error) {
	if err := need(args, 1, "purpose handover"); err != nil {
		return "", err
	}
	w.purpose = args[0]
	return "", nil
}

// arrives begins the file of somebody who comes with a decision.
func arrives(w *world, args []string, with written.Values) (string, error) {
	usage := "arrives NAME UNIT admitted=DAY decided=DAY by=county ground=relapse [number= sex= born= letter= organ= region=]"
	if err := need(args, 2, usage); err != nil {
		return "", err
	}
	return "", w.act(func(ctx context.Context) error {
		unit, err := w.unit(ctx, args[1])
		if err != nil {
			return err
		}
		admitted, err := civil.ParseDate(with["admitted"])
		if err != nil {
			return err
		}
		e := measure.Entry{
			Who:      person.Draft{Name: args[0], Sex: with["sex"], Number: with["number"], Born: with["born"]},
			Facility: unit.Facility, Unit: unit.ID, Admitted: admitted, Region: with["region"],
			Note: measure.Note{Number: with["letter"], Organ: with["organ"]},
		}
		if with["decided"] != "" {
			e.Decided, err = written.ParseFact("ci.decided", with["decided"], written.Values{"by": with["by"], "ground": with["ground"]})
			if err != nil {
				return err
			}
		}
		p, err := store.Write(ctx, w.house.DB, store.NewKey(), func(tx *store.Tx) (id.ID, error) { // as the affair does that looked at him
			if err := w.house.Policy.Check(ctx, tx, policy.JourneyIntake, policy.Resource{Kind: "journey", Facility: unit.Facility}); err != nil {
				return "", err
			}
			return w.house.Measure.EnterIn(ctx, tx, e)
		})
		w.people[args[0]] = p
		return err
	})
}

// leaves lets somebody go as the affair of his release does at its last step, with the certificate where he is owed one.
func leaves(w *world, args []string, _ written.Values) (string, error) {
	if err := need(args, 2, "leaves NAME DAY [happened]"); err != nil {
		return "", err
	}
	return "", w.act(func(ctx context.Context) error {
		p, err := w.person(ctx, args[0])
		if err != nil {
			return err
		}
		on, err := civil.ParseDate(args[1])
		if err != nil {
			return err
		}
		v, err := w.house.Measure.View(ctx, p)
		if err != nil {
			return err
		}
		r := measure.Recording{Person: p, Fact: term.OnDay(term.Released, on), Happened: len(args) > 2 && args[2] == "happened"}
		if !r.Happened {
			r.Before = []measure.Recording{{Fact: term.OnDay(term.CertificateIssued, on)}}
		}
		_, err = store.Write(ctx, w.house.DB, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
			if err := w.house.Policy.Check(ctx, tx, policy.JourneyRelease, policy.Resource{Kind: "journey", Facility: v.Life.Facility, Person: p}); err != nil {
				return "", err
			}
			return w.house.Measure.RecordIn(ctx, tx, r)
		})
		return err
	})
}

// importRoster takes a sheet in, as `guitu import` does.
func importRoster(w *world, args []string, with written.Values) (string, error) {
	got, err := w.house.Import(context.Background(), app.Import{
		File: with["file"], Facility: with["facility"], DryRun: len(args) > 0 && args[0] == "dry", Words: w.words,
		Progress: func(int, int) {},
	})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d rows, %d created, %d updated, %d unchanged\n", got.Rows, got.Created, got.Updated, got.Unchanged)
	for _, p := range got.Rejected {
		fmt.Fprintf(&b, "rejected %d %s %s %s\n", p.Row, p.Column, p.Code, p.Right)
	}
	for _, p := range got.Warnings {
		fmt.Fprintf(&b, "warning %d %s %s %s\n", p.Row, p.Column, p.Code, p.Right)
	}
	return b.String(), nil
}

// record adds a fact to a life; "happened" says that it happened whatever the law says.
func record(w *world, args []string, with written.Values) (string, error) {
	if err := need(args, 3, "record NAME FACT DAY [happened] [field=value…]"); err != nil {
		return "", err
	}
	return "", w.act(func(ctx context.Context) error {
		p, err := w.person(ctx, args[0])
		if err != nil {
			return err
		}
		at := args[2]
		if t, ok := written.ParseType(args[1]); ok && term.SchemaOf(t).Moment && len(at) == len(minute) {
			at += ":00+08:00"
		}
		note := measure.Note{Number: with["letter"], Words: with["why"]}
		delete(with, "letter")
		delete(with, "why")
		fact, err := written.ParseFact(args[1], at, with)
		if err != nil {
			return err
		}
		v, err := w.house.Measure.View(ctx, p)
		if err != nil {
			return err
		}
		_, err = w.house.Measure.Record(ctx, store.NewKey(), measure.Recording{
			Person: p, Version: v.Life.Version, Fact: fact, Note: note, Happened: len(args) > 3 && args[3] == "happened",
		})
		return err
	})
}

// propose asks for a number of the law to be confirmed as it stands, or set.
func propose(w *world, args []string, with written.Values) (string, error) {
	if err := need(args, 1, "propose PARAMETER document= [value= unit= region= from=]"); err != nil {
		return "", err
	}
	return "", w.act(func(ctx context.Context) error {
		_, err := w.house.Rules.Propose(ctx, store.NewKey(), rule.Draft{
			Key: args[0], Region: with["region"], Value: with["value"], Unit: with["unit"], From: with["from"], Document: with["document"],
		})
		return err
	})
}

func confirm(w *world, args []string, _ written.Values) (string, error) {
	return w.settle(args, w.house.Rules.Confirm)
}

func refuse(w *world, args []string, _ written.Values) (string, error) {
	return w.settle(args, w.house.Rules.Refuse)
}

// settle settles the latest proposal about a number of the law, and lets the house follow.
func (w *world) settle(args []string, do func(context.Context, store.Key, id.ID, int64) error) (string, error) {
	if err := need(args, 1, "confirm PARAMETER"); err != nil {
		return "", err
	}
	err := w.act(func(ctx context.Context) error {
		rows, err := store.Read(ctx, w.house.DB, func(tx *store.Tx) ([]rule.Confirmation, error) {
			return w.house.Rules.List(ctx, tx, "")
		})
		for _, r := range rows {
			if string(r.Key) == args[0] {
				return do(ctx, store.NewKey(), r.ID, r.Version)
			}
		}
		return errors.Join(err, fmt.Errorf("nobody proposed %s", args[0]))
	})
	if err != nil {
		return "", err
	}
	_, err = w.house.Jobs.Drain(context.Background())
	return "", err
}
