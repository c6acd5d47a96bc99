package api

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/resident"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Row is one person of a list.
type Row struct {
	ID         id.ID  `json:"id"`
	Name       string `json:"name" doc:"whole for who may open the file, else masked"`
	Masked     bool   `json:"masked,omitempty"`
	Alias      string `json:"alias,omitempty" doc:"by which a search found him"`
	FileNumber string `json:"file_number,omitempty" doc:"number of the file"`
	Facility   Unit   `json:"facility"`
	Unit       *Unit  `json:"unit,omitempty" doc:"brigade of the facility"`
	Phase      string `json:"phase,omitempty" enum:"detox,adaptation,consolidation,reentry"`
	Room       string `json:"room,omitempty"`
	Bed        string `json:"bed,omitempty"`
	State      string `json:"state,omitempty" doc:"of the latest measure, or what takes him out of the ordinary life of it" example:"CI_JA_FACILITY"`
	Admitted   string `json:"admitted,omitempty" format:"date"`
	Left       string `json:"left,omitempty" format:"date" doc:"the last day here, once it has been"`
	End        string `json:"end,omitempty" format:"date" doc:"the last day of the latest measure"`
}

// People is one page of a list.
type People struct {
	People []Row  `json:"people" nullable:"false"`
	Total  int    `json:"total" doc:"of the whole list, as this reader may see it; -1 where a search found more people than are told of"`
	Next   string `json:"next,omitempty" doc:"say it as after for the page that follows; opaque"`
	Prev   string `json:"prev,omitempty" doc:"say it as after for the page before; opaque"`
}

type peopleAsked struct {
	Left     string `query:"left" enum:"0,1" doc:"1 lists those who have left; without it those who are here, and to a station those who have left"`
	Facility string `query:"facility" doc:"id of a facility"`
	Unit     string `query:"unit" doc:"id of a brigade"`
	Phase    string `query:"phase" doc:"detox, adaptation, consolidation, reentry, or none: nobody has said"`
	State    string `query:"state" doc:"of the latest measure: CI_JA_FACILITY and what takes somebody out of it"`
	Within   string `query:"within" doc:"how far off the last day is: so many days, due, or over"`
	Sort     string `query:"sort" doc:"end, admitted, left or bed; with - before it downwards"`
	After    string `query:"after" doc:"next or prev of another page"`
	Rows     int    `query:"rows" minimum:"1" maximum:"200" default:"50"`
}

type peopleAnswer struct{ Body People }

func (d *desk) people(a huma.API) {
	answered(a, huma.Operation{
		OperationID: "people", Method: http.MethodGet, Path: under + "people", Summary: "Who is here, or who has left",
		Description: "Within what the reader may list, by end unless asked otherwise. Nothing is sorted by name, for the database knows none.",
	}, func(r *web.Request, in *peopleAsked) (*peopleAnswer, error) {
		f, err := filterOf(r, in)
		if err != nil {
			return nil, err
		}
		got, err := d.Census.Residents(r.Context(), f, store.Page{Sort: in.Sort, After: in.After, Limit: in.Rows})
		if err != nil {
			return nil, web.Known(err, "find.denied")
		}
		if f.Left {
			return &peopleAnswer{peopleOf(r, got, gone)}, nil
		}
		return &peopleAnswer{peopleOf(r, got, here)}, nil
	})
}

// A cut takes from a row what the page of the same list has no column for.
type cut func(*Row)

func here(x *Row)  { x.Left = "" }
func gone(x *Row)  { x.Phase, x.Room, x.Bed, x.End = "", "", "", "" }
func found(x *Row) { x.Phase, x.Room, x.Bed, x.Admitted = "", "", "", "" }

// filterOf reads the filters: one that cannot be never widens a list.
func filterOf(r *web.Request, in *peopleAsked) (census.Filter, error) {
	f := census.Filter{Left: in.Left == "1" || in.Left == "" && station(r.Actor()), Phase: in.Phase, State: in.State, Within: census.Span(in.Within)}
	for _, x := range []struct {
		name, value string
		right       bool
	}{
		{"phase", in.Phase, in.Phase == census.NoPhase || slices.Contains(resident.Phases, resident.Phase(in.Phase))},
		{"state", in.State, slices.Contains(census.States, in.State)},
		{"within", in.Within, f.Within.Known()},
		{"facility", in.Facility, parsed(&f.Facility, in.Facility)},
		{"unit", in.Unit, parsed(&f.Unit, in.Unit)},
	} {
		if x.value != "" && !x.right {
			return f, web.BadFilter(web.NoChoice, x.name, r.T("find.filter."+x.name), x.value)
		}
	}
	return f, nil
}

func parsed(into *id.ID, value string) bool {
	i, err := id.Parse(value)
	*into = i
	return err == nil
}

// station tells whether all posts of a reader are in stations, whose people have all left.
func station(who actor.Actor) bool {
	return !slices.ContainsFunc(who.Posts, func(p actor.Post) bool { return p.Role != policy.StationOfficer })
}

func peopleOf(r *web.Request, got store.Slice[census.Row], as cut) People {
	out := People{People: make([]Row, len(got.Rows)), Total: got.Total, Next: got.Next, Prev: got.Prev}
	for i, x := range got.Rows {
		out.People[i] = Row{
			ID: x.Person, Name: telling.Name(r.Words(), x.Name), Masked: x.Name.Masked, Alias: x.Alias, FileNumber: x.FileNumber,
			Facility: Unit{x.Facility, x.FacilityName}, Phase: string(x.Phase), Room: x.Room, Bed: x.Bed, State: cmp.Or(x.Substate, x.State),
			Admitted: dated(x.Admitted), Left: dated(x.Left), End: dated(x.End),
		}
		if x.Unit != "" {
			out.People[i].Unit = &Unit{x.Unit, x.UnitName}
		}
		as(&out.People[i])
	}
	return out
}

// dated is a day as it is written, "" for none.
func dated(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func today(r *web.Request) civil.Date { return civil.DateOf(r.Now()) }

// Sought is what is looked for.
type Sought struct {
	Text  string `json:"text" doc:"a name, its reading or initials, an alias, an identity number whole or its last figures, a file's number, a room or bed"`
	After string `json:"after,omitempty" doc:"next of another page"`
	Rows  int    `json:"rows,omitempty" minimum:"1" maximum:"200" default:"50"`
}

type searchAsked struct{ Body Sought }

func (d *desk) search(a huma.API) {
	answered(a, huma.Operation{
		OperationID: "search", Method: http.MethodPost, Path: under + "people/search", Summary: "Who is meant by a name or a number",
		Description: "Posted and not asked by an address: an address stays behind in logs, and must hold nobody's name. Only people in the reader's care are found; who is here comes first.",
	}, func(r *web.Request, in *searchAsked) (*peopleAnswer, error) {
		text := strings.TrimSpace(in.Body.Text)
		if !d.Census.Searchable(text) {
			var f errs.Fields
			f.Add("text", "find.search.dull", in.Body.Text)
			return nil, f.Err("web.bad_input")
		}
		got, err := d.Census.Search(r.Context(), text, store.Page{After: in.Body.After, Limit: in.Body.Rows})
		if err != nil {
			return nil, web.Known(err, "find.search.denied")
		}
		return &peopleAnswer{peopleOf(r, got, found)}, nil
	})
}
