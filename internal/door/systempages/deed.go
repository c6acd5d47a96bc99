package systempages

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/door/telling"
	"guitu/internal/door/units"
	"guitu/internal/door/web"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// deed is one fact of the log in words. What belongs to another compartment than general stays neutral.
type deed struct {
	When, Who, WhoURL, Post, Place, Why string
	What, About                         string // what was done, and with which duty, fact or part of the house
	File, FileURL                       string // number of the person's file and its address, for who may know them
}

// deeds puts facts into words, with the names of the officers who acted and the numbers of the files that the reader
// may know.
func (d *desk) deeds(ctx context.Context, tx *store.Tx, where units.Tree, p web.Page, facts []audit.Entry) ([]deed, error) {
	var officers, records []id.ID
	about := map[id.ID]policy.Resource{}
	for _, f := range facts {
		if who, ok := strings.CutPrefix(f.Actor, "staff:"); ok && !slices.Contains(officers, id.ID(who)) {
			officers = append(officers, id.ID(who))
		}
		if f.Compartment == seal.General {
			records = append(records, f.Record)
			if who := f.Whose(); who != "" {
				about[who] = policy.Resource{Facility: f.Facility}
			}
		}
	}
	names, err := d.Staff.Members(ctx, tx, officers)
	if err != nil {
		return nil, err
	}
	faces, err := d.Census.Faces(ctx, tx, about)
	if err != nil {
		return nil, err
	}
	known, err := census.MattersOf(ctx, tx, records, slices.Collect(maps.Keys(about)))
	out := make([]deed, len(facts))
	for i, f := range facts {
		x := deed{When: p.Moment(f.At), Place: where.Name(f.Facility), What: did(p, f), Post: seats(where, p, f.Posts)}
		if who, ok := strings.CutPrefix(f.Actor, "staff:"); ok {
			x.Who, x.WhoURL = names[id.ID(who)].Name, "/admin/staff/"+who
		} else if strings.HasPrefix(f.Actor, actor.ResidentRef) {
			x.Who = p.T("admin.audit.resident")
		} else {
			x.Who = p.T("admin.audit.system")
		}
		if f.Compartment == seal.General {
			x.tell(p, f, faces[f.Whose()], known)
		}
		out[i] = x
	}
	return out, err
}

// tell adds what a fact of the general compartment was about.
func (x *deed) tell(p web.Page, f audit.Entry, face census.Face, known census.Matters) {
	if face.Listed {
		x.File = face.FileNumber
	}
	if face.Opens {
		x.FileURL = "/people/" + string(f.Whose())
	}
	switch code, fact := known.Duties[f.Record], known.Facts[f.Record]; {
	case code != "":
		x.About = telling.DutyTitle(p.Printer, code)
	case fact != "":
		x.About = p.T("measure.fact." + fact)
	case f.Kind == "policy.refused":
		x.About = refused(p, f.Basis)
	}
	if f.Purpose != "" {
		x.Why = telling.Purpose(p.Printer, f.Purpose)
	}
}

// ways are the parts of the house by the beginning of their address, the longer ones first.
var ways = []struct{ path, key string }{
	{"/people/new", "admin.way.admit"},
	{"/people", "admin.way.people"},
	{"/search", "admin.way.people"},
	{"/duties", "admin.way.duties"},
	{"/paper", "admin.way.duties"},
	{"/roster", "admin.way.roster"},
	{"/export", "admin.way.export"},
	{"/rules", "admin.way.rules"},
	{"/places", "admin.way.places"},
	{"/admin", "admin.way.admin"},
}

// refused says where somebody was refused: the basis is a code and a route, "policy.denied GET /people/{id}".
func refused(p web.Page, basis string) string {
	_, route, _ := strings.Cut(basis, " /")
	for _, w := range ways {
		if strings.HasPrefix("/"+route, w.path) {
			return p.T(w.key)
		}
	}
	return ""
}

// did is what happened, in words; a fact of a closed compartment says only that there was one.
func did(p web.Page, f audit.Entry) string {
	if f.Compartment != seal.General {
		return p.T("admin.audit.closed")
	}
	return p.Or("admin.fact."+f.Kind, p.Or(f.Kind, f.Kind))
}

// seats reads "doctor@<unit>,brigade_head@<unit>/for" as people say it.
func seats(where units.Tree, p web.Page, s string) string {
	var out []string
	for _, one := range strings.Split(s, ",") {
		role, at, ok := strings.Cut(one, "@")
		if !ok {
			continue
		}
		unit, lent := strings.CutSuffix(at, "/for")
		words := where.Name(id.ID(unit)) + " " + p.Or("role."+role, role)
		if lent {
			words = p.T("admin.audit.lent", words)
		}
		out = append(out, words)
	}
	return strings.Join(out, "；")
}

func deedColumns(p web.Page) []web.Column[deed] {
	return []web.Column[deed]{
		{Label: p.T("admin.audit.when"), Sort: "at", Cell: web.Words(func(x deed) string { return x.When })},
		{Label: p.T("admin.audit.what"), Main: true, Cell: func(x deed) templ.Component { return whatCell(x) }},
		{Label: p.T("admin.audit.who"), Cell: func(x deed) templ.Component { return whoCell(x) }},
		{Label: p.T("admin.unit"), Cell: web.Words(func(x deed) string { return x.Place })},
		{Label: p.T("admin.audit.person"), Cell: func(x deed) templ.Component { return fileCell(x) }},
		{Label: p.T("admin.audit.why"), Cell: web.Words(func(x deed) string { return x.Why })},
	}
}
