package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/person"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Person is the head of a file: what stands on every page of it. Numbers and the day of birth are not in it.
type Person struct {
	ID         id.ID    `json:"id"`
	Version    int64    `json:"version" doc:"of the identity"`
	Name       string   `json:"name"`
	Sex        string   `json:"sex,omitempty" enum:"male,female"`
	Age        *int     `json:"age,omitempty" doc:"whole years, today"`
	FileNumber string   `json:"file_number,omitempty" doc:"number of the file"`
	Facility   *Unit    `json:"facility,omitempty" doc:"that has, or had, charge"`
	Unit       *Unit    `json:"unit,omitempty" doc:"brigade of the facility"`
	Left       string   `json:"left,omitempty" format:"date" doc:"the last day here, once it has been"`
	Phase      string   `json:"phase,omitempty" enum:"detox,adaptation,consolidation,reentry" doc:"which of the four zones: the person's, not the place's"`
	Room       string   `json:"room,omitempty"`
	Bed        string   `json:"bed,omitempty"`
	Out        string   `json:"out,omitempty" doc:"why he is out of the walls now: hospital, court …"`
	OutLate    bool     `json:"out_late,omitempty" doc:"he should be back"`
	Officer    string   `json:"officer,omitempty" doc:"who looks after the file"`
	SameName   int      `json:"same_name,omitempty" doc:"how many others in the facility bear the name"`
	Language   string   `json:"language,omitempty" doc:"that he speaks best, where it is not Chinese: ii, bo, other"`
	Access     []string `json:"access,omitempty" nullable:"false" doc:"needs when reading and hearing: large_print, reader …"`
}

// Unit is a part of the service.
type Unit struct {
	ID   id.ID  `json:"id"`
	Name string `json:"name"`
}

// asPurpose is the header by which it is said why a file outside one's own care is opened.
const asPurpose = "Guitu-Purpose"

type personAsked struct {
	ID      string `path:"id" doc:"of the person"`
	Purpose string `header:"Guitu-Purpose" doc:"why a file outside one's own care is opened; a problem with the code policy.purpose_needed lists which count"`
}

type personAnswer struct {
	ETag string `header:"ETag" doc:"the version, as a weak tag: where he lies may change without it"`
	Body Person
}

func (d *desk) person(a huma.API) {
	answered(a, huma.Operation{
		OperationID: "person", Method: http.MethodGet, Path: under + "people/{id}", Summary: "The head of a person's file",
		Description: "Opening a file is a fact that the person can ask for; who opens the same again within half an hour leaves no second one.",
	}, func(r *web.Request, _ *personAsked) (*personAnswer, error) {
		ctx, head, err := d.open(r)
		if err != nil {
			return nil, err
		}
		p := personOf(r, head)
		if err := d.away(ctx, r, head, &p); err != nil {
			return nil, err
		}
		return &personAnswer{ETag: `W/"` + strconv.FormatInt(p.Version, 10) + `"`, Body: p}, nil
	})
}

// open reads the head of the file that the address names, for the purpose that is said, and notes that it was opened.
func (d *desk) open(r *web.Request) (context.Context, census.Head, error) {
	p, err := r.ID("id")
	if err != nil {
		return nil, census.Head{}, err
	}
	ctx, err := d.purposeOf(r, p)
	if err != nil {
		return nil, census.Head{}, err
	}
	f, err := d.Census.File(ctx, p, census.Parts{})
	if errs.Is(err, "policy.purpose_needed") {
		return ctx, f.Head, d.asked(r, p, err)
	}
	if err == nil && !f.Seen {
		err = d.Person.Opened(ctx, store.NewKey(), f.At(), p)
	}
	return ctx, f.Head, err
}

// purposeOf is the context of a request with the purpose that its header says, where policy offers it to this reader for this
// file; where the file is open without, or for other purposes only, it counts as not said. An emergency is not said here: it
// is opened on its page, with a sentence, and reviewed.
func (d *desk) purposeOf(r *web.Request, p id.ID) (context.Context, error) {
	said := r.Header.Get(asPurpose)
	switch {
	case said == "":
		return r.Context(), nil
	case said == policy.Emergency, !slices.Contains(policy.Purposes(), said):
		var f errs.Fields
		f.Add("purpose", "api.purpose_unknown", said, said)
		return r.Context(), f.Err("web.bad_input")
	case !slices.Contains(d.offers(r, p), said):
		return r.Context(), nil
	}
	return policy.WithPurpose(r.Context(), said), nil
}

// offers is for which purposes a file outside his care opens to this reader.
func (d *desk) offers(r *web.Request, p id.ID) (out []string) {
	at := policy.Resource{Kind: "person", ID: p, Person: p, Facility: p, Compartment: string(seal.General)}
	for _, x := range d.Policy.Explain(r.Actor(), policy.PersonView, at, r.Now()).Purposes {
		if x != policy.Emergency {
			out = append(out, x)
		}
	}
	return out
}

// needs is a file that opens for a purpose, with those that would open it.
type needs struct {
	error
	purposes []string
}

func (n needs) Unwrap() error { return n.error }

// asked is what the prompt of the pages is to people: which purposes open the file to this reader. Where none does, there is
// no such file to him.
func (d *desk) asked(r *web.Request, p id.ID, err error) error {
	n := needs{error: web.Known(err, "api.purpose_needed"), purposes: d.offers(r, p)}
	if len(n.purposes) == 0 {
		return errs.New(errs.Denied, "policy.denied")
	}
	return n
}

func personOf(r *web.Request, h census.Head) Person {
	who := h.Person
	p := Person{
		ID: who.ID, Version: who.Version, Name: who.Name, Sex: string(who.Sex), FileNumber: who.NumberOf(person.FileNumber),
		Facility: unitOf(h.Facility), Unit: unitOf(h.Unit), Phase: string(h.Stay.Phase), Room: h.Place.Room, Bed: h.Place.Bed,
		Officer: h.Officer, SameName: h.SameName, Access: who.Access,
	}
	if !who.Born.IsZero() {
		age := who.Born.Age(today(r))
		p.Age = &age
	}
	if h.Stay.ID != "" && !h.Stay.Here() {
		p.Left = h.Stay.Left.String()
	}
	if who.Language != "zh" {
		p.Language = who.Language
	}
	return p
}

func unitOf(u facility.Unit) *Unit {
	if u.ID == "" {
		return nil
	}
	return &Unit{ID: u.ID, Name: u.Name}
}

// away says where somebody is while he is out, to who may see it.
func (d *desk) away(ctx context.Context, r *web.Request, h census.Head, p *Person) error {
	if !h.Stay.Here() || !d.Policy.Allows(ctx, policy.OutingView, h.Stay.Resource()) {
		return nil
	}
	o, err := store.Read(ctx, d.DB, func(tx *store.Tx) (outing.Outing, error) { return outing.Current(ctx, tx, h.Person.ID) })
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if err == nil {
		p.Out, p.OutLate = string(o.Kind), o.Late(r.Now())
	}
	return err
}
