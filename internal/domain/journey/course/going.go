package course

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// comesBack are the facts by which an affair has somebody back.
var comesBack = map[term.Type]journey.Kind{
	term.HomeLeaveEnded: HomeLeave, term.OutsideMedicalEnded: OutsideMedical, term.Recapture: Abscond, term.HeldElsewhereEnded: HeldElsewhere,
}

// Going refuses to record by hand what an affair of the person that is open records: else the file has him back and the affair
// has him out, and whoever ends it records it a second time.
func Going(ctx context.Context, tx *store.Tx, person id.ID, t term.Type) error {
	kind, ok := comesBack[t]
	if !ok {
		return nil
	}
	open, err := journey.OpenOf(ctx, tx, kind, []id.ID{person})
	if _, is := open[person]; is && err == nil {
		err = errs.New(errs.Invalid, "measure.affair_open", text.Key("journey.kind."+string(kind)))
	}
	return err
}
