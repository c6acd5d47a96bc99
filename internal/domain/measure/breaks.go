package measure

import (
	"context"
	"errors"
	"slices"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// What a correction may not leave behind.

// alone are the ends that stand without their beginning.
func (l Life) alone() (out []Event) {
	all := l.Standing()
	for i, e := range all {
		before := l
		before.Events = all[:i]
		if before.begun(e.Fact) != nil {
			out = append(out, e)
		}
	}
	return out
}

// breaks refuses a correction that would leave an end without its beginning, where there was none before: somebody brought
// back on a day on which he had not left yet has no term that anybody could reckon.
func (l Life) breaks(next Life) error {
	if err := errors.Join(l.strays(next), l.goesTwice(next)); err != nil {
		return err
	}
	was, is := l.alone(), next.alone()
	if len(is) <= len(was) {
		return nil
	}
	e := is[len(is)-1]
	var f errs.Fields
	f.Add("at", "measure.leaves_alone", "", text.Key("measure.fact."+e.Fact.Type.String()), e.Fact.On)
	return f.Err("measure.bad_input")
}

// goesTwice refuses a correction by which somebody would have gone a second time without having come back from the first: every
// day between would be counted as away, though he was here.
func (l Life) goesTwice(next Life) error {
	var f errs.Fields
	for ends := range begins {
		_, was := l.Lasts(ends)
		if _, is := next.Lasts(ends); len(is) > len(was) {
			e := is[len(is)-1]
			f.Add("at", "measure.goes_twice", "", text.Key("measure.fact."+e.Fact.Type.String()), e.Fact.On)
		}
	}
	return f.Err("measure.bad_input")
}

// outs are the facts by which somebody is out of the house that took him in.
var outs = map[term.Type]bool{term.HomeLeave: true, term.OutsideMedicalApproved: true, term.Abscond: true, term.HeldElsewhere: true}

// astray are the facts that have somebody out of this house on a day on which he did not live in it: before it took him in, or
// after he had left and before it did again.
func (l Life) astray() (out []Event) {
	for _, e := range l.Standing() {
		if outs[e.Fact.Type] && !l.inside(e.Fact.On) {
			out = append(out, e)
		}
	}
	return out
}

// inside tells whether somebody lived here on a day, by when he was taken in and when he left.
func (l Life) inside(on civil.Date) bool {
	all, since := l.Standing(), civil.Date{}
	for _, e := range all {
		if e.Fact.Type == term.JAAdmitted && !e.Fact.On.After(on) && e.Fact.On.After(since) {
			since = e.Fact.On
		}
	}
	left := func(e Event) bool {
		goes := leaves[e.Fact.Type] != "" || e.Fact.Type == term.ConversionDecided && e.Fact.Approved
		return goes && !e.Fact.On.Before(since) && e.Fact.On.Before(on)
	}
	return !since.IsZero() && !slices.ContainsFunc(all, left)
}

// strays refuses a correction by which somebody would have been out of a house in which he did not live, where he was not
// before: the fact that is put right lies on such a day, or his admission leaves another on one.
func (l Life) strays(next Life) error {
	is := next.astray()
	if len(is) <= len(l.astray()) {
		return nil
	}
	var f errs.Fields
	for _, e := range is {
		stood := slices.ContainsFunc(l.Standing(), func(x Event) bool { return x.Fact.Type == e.Fact.Type && x.Fact.On == e.Fact.On })
		switch {
		case !stood:
			f.Add("at", "measure.not_here_then", e.Fact.On.String(), e.Fact.On)
		case l.inside(e.Fact.On):
			f.Add("at", "measure.leaves_outside", "", text.Key("measure.fact."+e.Fact.Type.String()), e.Fact.On)
		}
	}
	return f.Err("measure.bad_input")
}

// endedThere refuses to tell custody of another day by which the term did not run out there, once his stay was ended because it
// had: that he went is taken back first, and then he is here, or there, as it is told anew.
func endedThere(ctx context.Context, tx *store.Tx, c Correction, before, after *term.Answer) error {
	there := func(a *term.Answer) bool {
		i := last(a)
		return i >= 0 && a.Measures[i].State == law.CIExpiredElsewhere
	}
	if c.With.Type != term.HeldElsewhere || !there(before) || there(after) {
		return nil
	}
	stays, err := resident.LatestOf(ctx, tx, []id.ID{c.Person})
	s, known := stays[c.Person]
	if err != nil || !known || s.Here() {
		return err
	}
	var f errs.Fields
	f.Add("at", "measure.ended_there", c.With.On.String(), s.Left)
	return f.Err("measure.bad_input")
}

// letsGo tells whether a correction is about whether somebody has left, or makes it so.
func (l Life) letsGo(c Correction) bool {
	return leaves[c.With.Type] != "" || slices.ContainsFunc(l.Events, func(e Event) bool { return e.ID == c.Event && leaves[e.Fact.Type] != "" })
}

// daysAway tells whether a correction moves the days that somebody was gone: while he is, nobody knows his last day, and it moves it
// all the same.
func (l Life) daysAway(c Correction) bool {
	return slices.ContainsFunc(l.Events, func(e Event) bool {
		return e.ID == c.Event && (e.Fact.Type == term.Abscond || e.Fact.Type == term.Recapture) && e.Fact.On != c.With.On
	})
}

// runs tells whether a measure goes on.
func runs(a *term.Answer) bool { _, on := Running(a); return on }

// left tells whether somebody has left by what stands, and was not taken in since: whoever was let go too early and whose end is
// taken back is still away.
func (l Life) left() bool { return l.leaving() != "" }

// leaving is how somebody has left by what stands, "" for who has not, or was taken in since.
func (l Life) leaving() (how outing.End) {
	for _, e := range l.Standing() {
		switch {
		case leaves[e.Fact.Type] != "":
			how = outing.End(leaves[e.Fact.Type])
		case e.Fact.Type == term.JAAdmitted:
			how = ""
		}
	}
	return how
}

// unreported lets fall the report of an act outside the law that a correction has taken back, or put inside the law.
func (l Life) unreported(ctx context.Context, tx *store.Tx, by id.ID) error {
	all, err := duty.Of(ctx, tx, l.Person)
	stands := l.Standing()
	for _, d := range all {
		so := slices.ContainsFunc(stands, func(e Event) bool { return e.ID == d.Cause && e.Outside != "" })
		told := slices.ContainsFunc(l.Events, func(e Event) bool { return e.ID == d.Cause })
		if (d.Code == "act.report" || d.Code == "health.report") && told && !so {
			err = errors.Join(err, duty.Lapse(ctx, tx, d, by))
		}
	}
	return err
}

// unproposed refuses a second correction of a fact while one waits for its second officer: whoever confirms would not know
// which of the two counts.
func unproposed(ctx context.Context, tx *store.Tx, person, fact id.ID) error {
	n, err := store.One(ctx, tx, store.Value[int], `select count(*) from measure_change where person = $1 and fact = $2 and state = 'proposed'`, person, fact)
	if err == nil && n > 0 {
		err = errs.New(errs.Invalid, "measure.change_waits")
	}
	return err
}
