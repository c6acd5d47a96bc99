package course

import (
	"context"
	"errors"
	"slices"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// comesBack are the facts by which an affair has somebody back.
var comesBack = map[term.Type]journey.Kind{
	term.HomeLeaveEnded: HomeLeave, term.OutsideMedicalEnded: OutsideMedical, term.Recapture: Abscond, term.HeldElsewhereEnded: HeldElsewhere,
}

// goesOut are the facts by which somebody who lives here is out of the house.
var goesOut = []term.Type{term.HomeLeave, term.OutsideMedicalApproved, term.Abscond, term.HeldElsewhere}

// Going refuses to record by hand what an affair of the person that is open records: else the file has him back and the affair
// has him out, and whoever ends it records it a second time. Nor is somebody out before he was taken in, and who is on leave
// absconds by the affair, which asks from which day on.
func Going(ctx context.Context, tx *store.Tx, person id.ID, x term.Fact) error {
	kind, ok := comesBack[x.Type]
	if x.Type == term.Abscond {
		kind, ok = HomeLeave, true
	}
	if ok {
		open, err := journey.OpenOf(ctx, tx, kind, []id.ID{person})
		if c, is := open[person]; err != nil || is && (x.Type != term.Abscond || c.State == out || c.State == missing) {
			return errors.Join(err, errs.New(errs.Invalid, "measure.affair_open", text.Key("journey.kind."+string(kind))))
		}
	}
	if !slices.Contains(goesOut, x.Type) {
		return nil
	}
	stays, err := resident.LatestOf(ctx, tx, []id.ID{person})
	var f errs.Fields
	if s, here := stays[person]; here && s.Here() && x.On.Before(s.Admitted) {
		f.Add("at", "measure.before_admitted", x.On.String(), s.Admitted)
	}
	return errors.Join(err, f.Err("measure.bad_input"))
}
