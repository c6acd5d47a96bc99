package journeypages

import (
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/door/telling"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// groundless are the duties of who is held by nothing any more, whatever day his term would have ended on.
var groundless = []duty.Code{"journey.annulment", "conversion.home", "stay.unfounded"}

// leaver is somebody who goes today because nothing holds him.
type leaver struct{ Name, Why, URL string }

// atOnce lists them before those whose day comes, as far as the reader may list them.
func (d *desk) atOnce(r *web.Request, p web.Page) (out []leaver, err error) {
	scope := d.Policy.Scope(r.Actor(), policy.MeasureView)
	_, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		all, err := facility.All(r.Context(), tx)
		if err != nil {
			return 0, err
		}
		var owed []duty.Duty
		for _, u := range all {
			if u.Kind != facility.Facility || !units.Seen(scope, u) {
				continue
			}
			for _, code := range groundless {
				some, err := duty.Standing(r.Context(), tx, code, u.ID)
				if err != nil {
					return 0, err
				}
				owed = append(owed, some...)
			}
		}
		about := make(map[id.ID]policy.Resource, len(owed))
		for _, x := range owed {
			about[x.Subject] = policy.Resource{Facility: x.Facility, Unit: x.Unit}
		}
		faces, err := d.Census.Faces(r.Context(), tx, about)
		out = leavers(p, owed, faces)
		return 0, err
	})
	return out, err
}

func leavers(p web.Page, owed []duty.Duty, faces map[id.ID]census.Face) (out []leaver) {
	for _, x := range owed {
		if face := faces[x.Subject]; face.Listed || face.Opens {
			out = append(out, leaver{Name: telling.Name(p.Printer, face.Name), Why: telling.DutyTitle(p.Printer, x.Code), URL: telling.Affair(x)})
		}
	}
	return out
}
