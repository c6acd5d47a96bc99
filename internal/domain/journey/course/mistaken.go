package course

import (
	"context"
	"slices"
	"strings"
	"time"

	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// mistaken is the end of a case that told of a death or a leaving which has not happened.
const mistaken = journey.State("mistaken")

// What stands on a paper whose fact was taken back, and on one made at the door for somebody who was not taken in.
const (
	withdrawn = "本件所依据的登记已撤回"
	notTaken  = "人没有收治"
)

// going is a step by which somebody is said to have gone, with the fact that it records.
type going struct {
	step string
	fact term.Type
}

// goes are the steps by which somebody is said to have left, or to be away.
var goes = map[journey.Kind][]going{
	Death:          {{"report", term.CIDeceased}},
	Release:        {{"let_go", term.Released}, {"close_outside", term.Released}},
	Annulment:      {{"let_go", term.CIAnnulled}},
	HeldElsewhere:  {{"taken", term.HeldElsewhere}},
	Abscond:        {{"report", term.Abscond}},
	HomeLeave:      {{"depart", term.HomeLeave}},
	OutsideMedical: {{"depart", term.OutsideMedicalApproved}},
}

// tookBack tells whether the fact by which a case let somebody go has been withdrawn since. A case that has come to another end
// by then keeps it.
func tookBack(course *journey.Course, c *journey.Case, l measure.Life) bool {
	s, ok := course.Step(journey.Mistaken)
	if !ok || !slices.Contains(s.From, c.State) {
		return false
	}
	return slices.ContainsFunc(goes[c.Kind], func(by going) bool {
		e, did := c.Last(by.step)
		_, _, stands, known := l.ToldAt(e.At, by.fact)
		return did && known && !stands
	})
}

// resume lets go on what ended with the leaving that a case told of.
func resume(ctx context.Context, tx *store.Tx, k *journey.Desk, c *journey.Case) error {
	at := make([]time.Time, len(c.Entries))
	for i, e := range c.Entries {
		at[i] = e.At
	}
	return k.Resume(ctx, tx, c.Person, at)
}

// takenBack is the step for a table: nobody is told any more of what did not happen, and no paper says it.
func (r Rooms) takenBack(from ...journey.State) journey.Step {
	return journey.Step{Name: journey.Mistaken, Follows: true, Voids: true, From: from, To: mistaken, Do: all(r.papersFall(withdrawn), owedNoMore)}
}

// stillAway is the step by which an affair goes on from which somebody came back, once that he did was taken back; nobody does it
// by hand.
const stillAway = "away_yet"

// awayYet is that step for a table: from where his coming back led, to where it stood before, with what that owes. While nothing
// holds him, the law says nothing of where he is, and the board has him where he was.
func (r Rooms) awayYet(by string, to []journey.State, from ...journey.State) journey.Step {
	return journey.Step{
		Name: stillAway, Follows: true, From: from, Or: to, Anew: []string{by},
		Do: func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
			e, _ := cameBack(a.Case)
			a.Goes = e.Was
			return outing.AgainIn(ctx, tx, a.Case.Person, wayOut[a.Case.Kind])
		},
	}
}

// cameBack is how an affair has somebody back.
func cameBack(c *journey.Case) (e journey.Entry, did bool) {
	for _, e := range slices.Backward(c.Entries) {
		if e.Now != e.Was && (e.Was == out || e.Was == missing) {
			return e, true
		}
	}
	return e, false
}

// saidBack is the fact by which an affair has somebody back, as the file has it now: recorded by its step, or later, once something
// held him again. known is false where there is none.
func (f *file) saidBack(c *journey.Case) (stands, known bool) {
	e, _ := cameBack(c)
	ends, on := comesBack[c.Kind], dayOf(e.Answers, "returned")
	if _, _, stands, known = f.life.ToldAt(e.At, ends); known {
		return stands, known
	}
	for _, x := range f.life.Events {
		if x.Fact.Type == ends && x.Fact.On == on && !x.Recorded.Before(e.At) {
			_, _, stands, known = f.life.ToldAt(x.Recorded, ends)
			return stands, known
		}
	}
	return false, false
}

// isOut finds by which fact the file has somebody away still of whom an affair that can go on says that he is back.
func (f *file) isOut(course *journey.Course, c *journey.Case) (since measure.Event, is bool) {
	s, ok := course.Step(stillAway)
	if !ok || !f.here || !slices.Contains(s.From, c.State) {
		return since, false
	}
	since, _ = f.life.Lasts(comesBack[c.Kind])
	return since, since.ID != "" && f.tells(c, since)
}

// notBack tells whether it has been taken back since that somebody came back, and the file has him away by the same fact still.
func (f *file) notBack(course *journey.Course, c *journey.Case) bool {
	_, is := f.isOut(course, c)
	stands, known := f.saidBack(c)
	return is && known && !stands
}

// cameUntold records that somebody came back while the clock had nothing to say of him, now that it has again: his measure had ended
// by what is withdrawn since. done is false where there is nothing to record.
func (r Rooms) cameUntold(ctx context.Context, tx *store.Tx, course *journey.Course, c *journey.Case, f *file) (done bool, err error) {
	e, _ := cameBack(c)
	fact := term.OnDay(comesBack[c.Kind], dayOf(e.Answers, "returned"))
	since, is := f.isOut(course, c)
	if _, known := f.saidBack(c); known || !is || !f.runs || fact.On.IsZero() || fact.On.Before(since.Fact.On) {
		return false, nil
	}
	fact.ForceMajeure = e.Answers.Says("late", "excused")
	_, err = r.Measures.RecordIn(ctx, tx, measure.Recording{Person: c.Person, Fact: fact})
	return true, err
}

// tells tells whether an affair told of a fact first.
func (f *file) tells(c *journey.Case, fact measure.Event) bool {
	return slices.ContainsFunc(goes[c.Kind], func(by going) bool {
		e, did := c.Last(by.step)
		_, now, stands, _ := f.life.ToldAt(e.At, by.fact)
		return did && stands && now.ID == fact.ID
	})
}

// papersFall makes void what the case issued, all of it where no kinds are named: nothing that it says is so.
func (r Rooms) papersFall(why string, kinds ...paper.Kind) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		papers, err := paper.OfCase(ctx, tx, a.Case.ID)
		if err != nil {
			return err
		}
		for _, p := range papers {
			if !p.InForce() || len(kinds) > 0 && !slices.Contains(kinds, p.Kind) {
				continue
			}
			if err := r.Papers.VoidIn(ctx, tx, p, why); err != nil {
				return err
			}
		}
		return nil
	}
}

// untrue are the duties that are owed because somebody has gone.
var untrue = []string{"death", "annulment", "release", "leave"}

// owedNoMore lets fall what was owed because of it. What was told already stays as it was done, and that somebody else stood
// before an officer is still to be looked into.
func owedNoMore(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	all, err := duty.Of(ctx, tx, a.Case.Person)
	if err != nil {
		return err
	}
	for _, d := range all {
		room, _, _ := strings.Cut(string(d.Code), ".")
		his := slices.ContainsFunc(a.Case.Entries, func(e journey.Entry) bool { return e.ID == d.Cause })
		if d.State != duty.Pending || !his || !slices.Contains(untrue, room) {
			continue
		}
		if err := duty.Lapse(ctx, tx, d, a.Entry); err != nil {
			return err
		}
	}
	return nil
}

// notHis makes void the notice of a term, and the receipt of things that were given back, of who was not taken in. What was
// found on his body stays as it was signed.
func (r Rooms) notHis() Do { return r.papersFall(notTaken, paper.RightsNotice, paper.PropertyReceipt) }
