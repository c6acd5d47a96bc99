package app_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/person"
	"guitu/internal/domain/sealing"
	"guitu/internal/domain/statistics"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func (p *province) write(body func(ctx context.Context, tx *store.Tx) error) {
	p.t.Helper()
	demo := actor.With(p.t.Context(), actor.Part("demo"))
	if _, err := store.Write(demo, p.DB, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, body(demo, tx) }); err != nil {
		p.t.Fatal(err)
	}
}

func read[T any](p *province, body func(tx *store.Tx) (T, error)) T {
	p.t.Helper()
	x, err := store.Read(p.legal, p.DB, body)
	if err != nil {
		p.t.Fatal(err)
	}
	return x
}

func (p *province) numbered() person.Person {
	for _, x := range p.ended() {
		if who := p.person(x); who.Number() != "" {
			return who
		}
	}
	p.t.Fatal("nobody with a number")
	return person.Person{}
}

// signsIn gives somebody a sign-in at the kiosk.
func (p *province) signsIn(who id.ID) {
	p.t.Helper()
	secret := p.Kiosk.Choose(p.t.Context(), "275319")
	p.write(func(ctx context.Context, tx *store.Tx) error {
		_, err := p.Kiosk.OpenDemoIn(ctx, tx, who, secret)
		return err
	})
}

// without is somebody who stays and has no sign-in.
func (p *province) without() id.ID {
	return read(p, func(tx *store.Tx) (id.ID, error) {
		return store.One(p.legal, tx, store.Value[id.ID], `select max(r.person) from resident_resident r
			where r.left_on is null and not exists (select 1 from kiosk_account k where k.person = r.person)`)
	})
}

// Who comes again gets a new file: the number finds nobody, and only an opening lays the two side by side.
func TestWhoComesAgainIsNew(t *testing.T) {
	provinces(t, 13, func(p *province) {
		old := p.numbered()
		p.signsIn(old.ID)
		p.signsIn(p.without())
		p.seal(old.ID)
		p.signsIn(p.without()) // the sealed one's account is gone, and the next one has a number of its own
		again := person.Person{
			ID: id.New(), Version: 1, Name: old.Name, Sex: old.Sex, Born: old.Born, Home: old.Home,
			Identifiers: []person.Identifier{{Kind: person.IdentityNumber, Value: old.Number()}},
		}
		if alike := read(p, func(tx *store.Tx) ([]person.Candidate, error) { return p.Person.Candidates(p.legal, tx, again) }); slices.ContainsFunc(alike, func(c person.Candidate) bool {
			return c.Person.ID == old.ID || c.Same
		}) {
			p.t.Error("the old file is hinted at")
		}
		p.write(func(ctx context.Context, tx *store.Tx) error {
			return p.Person.CreateIn(ctx, tx, person.At{}, []person.Person{again})
		})
		o := p.ask(old.Number())
		if err := p.Sealings.Grant(p.second, store.NewKey(), o, 1); err != nil {
			p.t.Fatal(err)
		}
		d, err := p.Sealings.Read(p.second, o)
		if err != nil || len(d.Files) != 1 || d.Files[0].Person.ID != old.ID || !slices.Equal(d.Today, []id.ID{again.ID}) {
			p.t.Errorf("%+v %v", d, err)
		}
	})
}

// An organ whose number is nobody's is told so by the grant, and by nothing before it.
func TestAnOpeningOfNothingSaysSoOnlyWhenItIsGranted(t *testing.T) {
	provinces(t, 14, func(p *province) {
		sealed := p.numbered()
		p.seal(sealed.ID)
		for number, want := range map[string]sealing.State{"519900190001010019": sealing.Nothing, sealed.Number(): sealing.Open} {
			o := p.ask(number)
			if got := read(p, func(tx *store.Tx) (sealing.Opening, error) { return p.Sealings.OpeningOf(p.legal, tx, o) }); got.State != sealing.Asked || len(got.Sealings) != 0 {
				p.t.Errorf("%+v", got)
			}
			if err := p.Sealings.Grant(p.second, store.NewKey(), o, 1); err != nil {
				p.t.Fatal(err)
			}
			got := read(p, func(tx *store.Tx) (sealing.Opening, error) { return p.Sealings.OpeningOf(p.legal, tx, o) })
			if got.State != want || (want == sealing.Nothing) != (got.Identity == "") {
				p.t.Errorf("%s: %+v", number, got)
			}
			if seen := read(p, func(tx *store.Tx) (sealing.Opening, error) { return p.Sealings.OpeningOf(p.inspector, tx, o) }); seen.Identity != "" || seen.Reason != "" {
				p.t.Error("the register names somebody")
			}
		}
	})
}

// What a running course needs stands in the way, and nobody seals what he asked for.
func TestWhatStandsInTheWay(t *testing.T) {
	provinces(t, 15, func(p *province) {
		here := read(p, func(tx *store.Tx) (id.ID, error) {
			return store.One(p.legal, tx, store.Value[id.ID], `select min(person) from resident_resident where left_on is null`)
		})
		_, err := p.Sealings.Ask(p.legal, store.NewKey(), sealing.Draft{Person: here, Ground: "closed", Reason: "x", Known: true, Why: "机关来函"})
		if errs.CodeOf(err) != "sealing.in_the_way" {
			p.t.Error("somebody in custody was sealed:", err)
		}
		way := read(p, func(tx *store.Tx) ([]sealing.Obstacle, error) { return sealing.InTheWay(p.legal, tx, here) })
		for _, kind := range []string{sealing.Staying, sealing.InForce, sealing.Owed} {
			if !slices.ContainsFunc(way, func(o sealing.Obstacle) bool { return o.Kind == kind && (o.Blocks || kind == sealing.Owed) }) {
				p.t.Errorf("%s is not said: %+v", kind, way)
			}
		}
		who := p.ended()[0]
		s, err := p.Sealings.Ask(p.legal, store.NewKey(), sealing.Draft{Person: who, Ground: "closed", Reason: "期满", Known: true, Why: "机关来函"})
		if err != nil {
			p.t.Fatal(err)
		}
		if _, err := p.Sealings.Ask(p.second, store.NewKey(), sealing.Draft{Person: who, Ground: "closed", Reason: "期满", Known: true, Why: "机关来函"}); errs.CodeOf(err) != "sealing.asked_already" {
			p.t.Error("asked twice:", err)
		}
		if err := p.Sealings.Confirm(p.legal, store.NewKey(), s, 1); errs.KindOf(err) != errs.Denied {
			p.t.Error("sealed by who asked:", err)
		}
		if err := p.Sealings.Refuse(p.second, store.NewKey(), s, 1); err != nil {
			p.t.Error(err)
		}
		if err := p.Sealings.Confirm(p.second, store.NewKey(), s, 2); errs.CodeOf(err) != "sealing.settled" {
			p.t.Error("sealed after it was refused:", err)
		}
		p.person(who) // is still there
		for ground, code := range map[string]string{"minor": "sealing.bad_input", "order": "sealing.bad_input", "whim": "sealing.bad_input"} {
			if _, err := p.Sealings.Ask(p.legal, store.NewKey(), sealing.Draft{Person: who, Ground: ground, Reason: "x", Known: true, Why: "机关来函"}); errs.CodeOf(err) != code {
				p.t.Error(ground, err)
			}
		}
		if _, err := p.Sealings.Ask(p.legal, store.NewKey(), sealing.Draft{Person: id.New(), Ground: "closed", Reason: "x"}); errs.KindOf(err) != errs.NotFound {
			p.t.Error("nobody's file:", err)
		}
	})
}

// Whose dynamic control runs is sealed only with the reason in words: both officers see until when it runs and when he left.
func TestWhatStillRunsIsSaid(t *testing.T) {
	provinces(t, 15, func(p *province) {
		said := 0
		for _, who := range p.ended() {
			x, err := p.Sealings.Look(p.legal, who)
			if err != nil {
				p.t.Fatal(err)
			}
			runs := slices.ContainsFunc(x.Way, func(o sealing.Obstacle) bool {
				return o.Kind == sealing.Control && !o.Blocks && o.Until.After(civil.DateOf(p.hand.Now()))
			})
			recent := x.Ended.Left.After(civil.DateOf(p.hand.Now()).AddYears(-3))
			if recent && !runs && x.Ended.State == "CI_RELEASED" || x.Ended.State == "" {
				p.t.Errorf("he left on %s (%s) and nothing runs: %+v", x.Ended.Left, x.Ended.State, x.Way)
			}
			d := sealing.Draft{Person: who, Ground: "closed", Reason: "期满三年", Known: true}
			_, err = p.Sealings.Ask(p.legal, store.NewKey(), d)
			if !runs {
				if err != nil {
					p.t.Error("nothing runs:", err)
				}
				continue
			}
			if e := errs.Find(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Code != "sealing.why_now" {
				p.t.Errorf("sealed without a word of why: %v", err)
			}
			d.Why = "本人申请"
			s, err := p.Sealings.Ask(p.legal, store.NewKey(), d)
			if err != nil {
				p.t.Fatal(err)
			}
			kept := read(p, func(tx *store.Tx) (sealing.Sealing, error) { return p.Sealings.Of(p.second, tx, s) })
			if kept.Why != d.Why {
				p.t.Errorf("the second reads %q", kept.Why)
			}
			said++
		}
		if said == 0 {
			p.t.Error("nobody's dynamic control runs: the test proves nothing")
		}
	})
}

// The house proposes to seal the file of who was a minor, once, and never seals by itself.
func TestMinorsAreProposed(t *testing.T) {
	provinces(t, 16, func(p *province) {
		who := p.person(p.ended()[0])
		decided := read(p, func(tx *store.Tx) (string, error) {
			return store.One(p.legal, tx, store.Value[string], `select min(decided_on) from measure_measure where person = $1`, who.ID)
		})
		who.Born = day(decided).AddYears(-17)
		p.write(func(ctx context.Context, tx *store.Tx) error { return p.Person.ChangeIn(ctx, tx, person.At{}, who) })
		sweep := actor.With(p.t.Context(), actor.Part("sweep"))
		proposed := func() []duty.Duty {
			return read(p, func(tx *store.Tx) (out []duty.Duty, err error) {
				all, err := duty.Of(p.legal, tx, who.ID)
				for _, d := range all {
					if d.Code == sealing.ProposeCode {
						out = append(out, d)
					}
				}
				return out, err
			})
		}
		for range 2 {
			for last, n := id.ID(""), 7; n == 7; {
				var err error
				if last, n, err = p.Sealings.ProposeMinors(sweep, store.NewKey(), last, 7); err != nil {
					p.t.Fatal(err)
				}
			}
			if d := proposed(); len(d) != 1 || d[0].Basis != "PJD 59" || d[0].State != duty.Pending {
				p.t.Fatalf("%+v", d)
			}
		}
		s, err := p.Sealings.Ask(p.legal, store.NewKey(), sealing.Draft{Person: who.ID, Ground: "minor", Reason: "未成年", Known: true, Why: "机关来函"})
		if err == nil {
			err = p.Sealings.Confirm(p.second, store.NewKey(), s, 1)
		}
		if err != nil || len(proposed()) != 0 {
			p.t.Error(err, proposed())
		}
	})
}

// Whoever alters a row and has it sealed, takes a row away by hand, or alters the box, is found.
func TestSealingHidesNoAlteration(t *testing.T) {
	for name, alter := range map[string]string{
		"before":   `update resident_resident set unit = 'x' where person = $1`,
		"elements": `update aside_box set elements = x'00' where $1 <> ''`,
		"pieces":   `update aside_box set pieces = pieces + 1 where $1 <> ''`,
	} {
		t.Run(name, func(t *testing.T) {
			hand := clock.At(storetest.Start)
			h := open(t, store.SQLite, hand)
			p := demoOf(t, h, hand, 18)
			who := p.ended()[0]
			change := func() {
				p.write(func(ctx context.Context, tx *store.Tx) error {
					for _, room := range []string{"resident", "aside"} {
						tx.MarkPolicy(room) // the hand of who holds the database
						tx.MarkAudit(room)
					}
					_, err := tx.Exec(ctx, alter, string(who))
					return err
				})
			}
			if name == "before" {
				change()
			}
			p.seal(who)
			if name != "before" {
				change()
			}
			if r := p.verify(); r.Proven() {
				t.Error("not found")
			}
		})
	}
}

// Any of the people, in any order: the figures stay, the house is proven, and the last one is as gone as the first.
func TestAnyPeopleInAnyOrder(t *testing.T) {
	hand := clock.At(storetest.Start)
	p := demoOf(t, open(t, store.SQLite, hand), hand, 19)
	before := p.figures(statistics.ByAge)
	left := p.ended()
	rapid.Check(t, func(t *rapid.T) {
		if len(left) == 0 {
			return
		}
		i := rapid.IntRange(0, len(left)-1).Draw(t, "who")
		x := p.person(left[i])
		left = slices.Delete(left, i, i+1)
		p.seal(x.ID)
		p.gone(x)
		if now := p.figures(statistics.ByAge); fmt.Sprint(now.Counts, now.Lines) != fmt.Sprint(before.Counts, before.Lines) {
			t.Fatalf("%+v\n%+v", before, now)
		}
	})
	if r := p.verify(); !r.Proven() {
		t.Error(r.Rows.Findings)
	}
}

// A head sees closed quarters of his own facility and nothing small in them; and what is laid down never moves.
func TestFiguresOutsideTheBureau(t *testing.T) {
	provinces(t, 20, func(p *province) {
		house := read(p, func(tx *store.Tx) (id.ID, error) {
			return store.One(p.legal, tx, store.Value[id.ID], `select min(id) from facility_unit where kind = 'facility'`)
		})
		head := func() statistics.Table {
			got, err := p.Figures.Figures(policytest.As(p.t.Context(), "facility_head", house, "", p.hand.Now()), house, statistics.BySex)
			if err != nil || got.Whole || got.Sealed != 0 {
				p.t.Fatalf("%+v %v", got, err)
			}
			for i, line := range got.Counts {
				for j, n := range line {
					if n < statistics.Small && !got.Covered[i][j] {
						p.t.Error("a small cell is shown")
					}
				}
			}
			return got
		}
		sweep := actor.With(p.t.Context(), actor.Part("sweep"))
		p.byHand("statistics", `delete from statistics_closed`)
		// Enough for a line: all of the house ended in one way, in one quarter.
		p.byHand("measure", `update measure_measure set state = 'CI_RELEASED', ends_on = '2025-02-03' where last`)
		p.byHand("resident", `update resident_resident set left_on = '2025-02-03' where left_on is null`)
		if n, err := p.Figures.CloseDue(sweep, 10); n == 0 || err != nil {
			p.t.Fatal(n, err)
		}
		first := head()
		if first.None || first.Until == "" || !slices.Contains(first.Lines, "2025-Q1") {
			p.t.Fatalf("%+v", first)
		}
		p.byHand("measure", `update measure_measure set state = 'CI_DECEASED', ends_on = '2025-02-03' where last and person in (select person from measure_life where facility = $1)`, string(house))
		p.hand.Forward(100 * 24 * time.Hour)
		if n, err := p.Figures.CloseDue(sweep, 10); n == 0 || err != nil {
			p.t.Fatal(n, err)
		}
		then := head()
		if then.Until <= first.Until {
			p.t.Error(then.Until)
		}
		for i, q := range first.Lines {
			if j := slices.Index(then.Lines, q); j < 0 || fmt.Sprint(then.Counts[j]) != fmt.Sprint(first.Counts[i]) {
				p.t.Errorf("%s moved: %+v, was %+v", q, then, first)
			}
		}
		if _, err := p.Figures.Figures(p.legal, house, statistics.ByEnded); err != nil {
			p.t.Error(err)
		}
		if _, err := p.Figures.Figures(policytest.As(p.t.Context(), "facility_head", house, "", p.hand.Now()), "", statistics.BySex); errs.KindOf(err) != errs.Denied {
			p.t.Error("the province's figures:", err)
		}
	})
}
