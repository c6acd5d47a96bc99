package away

import (
	"context"
	"errors"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/law"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// goesOut are the facts by which somebody who lives here is out of the house.
var goesOut = map[term.Type]journey.Kind{
	term.HomeLeave: affair.HomeLeave, term.OutsideMedicalApproved: affair.OutsideMedical, term.Abscond: affair.HomeLeave, term.HeldElsewhere: affair.HeldElsewhere,
}

// Going refuses to record by hand what an affair of the person that is open records: else the file has him back and the affair
// has him out, and whoever ends it records it a second time; an affair that is only asked for would let somebody out who is
// out. Nor is somebody out before he was taken in, or twice, and who is on leave absconds by the affair, which asks from which
// day on.
func Going(ctx context.Context, tx *store.Tx, person id.ID, x term.Fact) error {
	kind := affair.BackBy(x.Type)
	back := kind != ""
	if !back {
		kind = goesOut[x.Type]
	}
	if kind == "" {
		return nil
	}
	open, err := journey.OpenOf(ctx, tx, kind, []id.ID{person})
	if err != nil {
		return err
	}
	if c, is := open[person]; is && c.State != untold && (x.Type != term.Abscond || c.State == affair.Out || c.State == affair.Missing) {
		return errs.New(errs.Invalid, "measure.affair_open", text.Key("journey.kind."+string(kind)))
	}
	if back {
		return nil
	}
	stays, err := resident.LatestOf(ctx, tx, []id.ID{person})
	var f errs.Fields
	if s, here := stays[person]; here && s.Here() && x.On.Before(s.Admitted) {
		f.Add("at", "measure.before_admitted", x.On.String(), s.Admitted)
	}
	if err := errors.Join(err, f.Err("measure.bad_input")); err != nil {
		return err
	}
	if err := outOnce(ctx, tx, person, x); err != nil || x.Type != term.HomeLeave {
		return err
	}
	return unasked(ctx, tx, stays[person])
}

// outOnce refuses that somebody goes out who is out by then, and names what he is out for. A visit is in the house, and from a
// hospital he may go on to be treated outside; who is out absconds from there. What is told late, of a day before he set out,
// is not in the way of it, unless it is the same once more: the clock would take the two for one.
func outOnce(ctx context.Context, tx *store.Tx, person id.ID, x term.Fact) error {
	o, err := outing.Current(ctx, tx, person)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	same := x.Type == term.Abscond || o.Kind == outing.Kind(goesOut[x.Type])
	switch {
	case o.Kind == outing.Visit, o.Kind == outing.Hospital && x.Type == term.OutsideMedicalApproved:
		return nil
	case x.Type == term.Abscond && o.Kind != outing.Absconded, x.On.Before(civil.DateOf(o.From)) && !same:
		return nil
	}
	var f errs.Fields
	f.Add("at", "measure.is_out", x.On.String(), o.Kind.Title(), o.From)
	return f.Err("measure.bad_input")
}

// unasked owes a report of a leave that no affair had approved (NCL 46): it is kept as it was, and somebody says who let him go
// and until when.
func unasked(ctx context.Context, tx *store.Tx, s resident.Resident) error {
	if !s.Here() {
		return nil
	}
	_, err := duty.Open(ctx, tx, duty.Duty{
		Code: "leave.off_days", Subject: s.Person, Cause: id.New(), Number: -1, Facility: s.Facility, Unit: s.Facility,
		Due: duty.On(tx.Today()), Basis: "NCL 46", Certainty: law.S.String(),
	})
	return err
}
