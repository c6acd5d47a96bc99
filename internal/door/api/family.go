package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/door/web"
)

// Relative is somebody of the family, or whom else to tell.
type Relative struct {
	Name     string `json:"name"`
	Relation string `json:"relation" doc:"what he is to the person: spouse, father, mother, son, daughter, child, parent, brother, sister, sibling, grandparent, grandchild, guardian, ward, relative, friend or other"`
	Phone    string `json:"phone,omitempty"`
	Contact  bool   `json:"contact,omitempty" doc:"to be told, and may be called"`
	Another  bool   `json:"another,omitempty" doc:"one of the same name, relation and telephone is known, and this is somebody else"`
}

// Made is the id of what was made.
type Made struct {
	ID id.ID `json:"id"`
}

type familyAsked struct {
	ID      string `path:"id" doc:"of the person"`
	Purpose string `header:"Guitu-Purpose" doc:"as for the head of the file"`
	Key     string `header:"Idempotency-Key" doc:"an id in this house's form, made by the sender: the same sent again acts once"`
	RawBody []byte
	Body    Relative
}

type madeAnswer struct {
	Location string `header:"Location" doc:"where it can be read, where there is such a place"`
	Body     Made
}

func (d *desk) family(a huma.API) {
	answered(a, huma.Operation{
		OperationID: "addRelative", Method: http.MethodPost, Path: under + "people/{id}/family", Summary: "Enter a relative", DefaultStatus: http.StatusCreated,
	}, func(r *web.Request, in *familyAsked) (*madeAnswer, error) {
		ctx, head, err := d.open(r)
		if err != nil {
			return nil, err
		}
		key, err := keyed(r, in.RawBody)
		if err != nil {
			return nil, err
		}
		x := in.Body
		draft := person.KinDraft{Draft: person.Draft{Name: x.Name, Phone: x.Phone}, Relation: x.Relation, Contact: x.Contact, Another: x.Another}
		made, err := d.Person.AddKin(ctx, key, head.At(), head.Person.ID, draft)
		if err != nil {
			return nil, err
		}
		return &madeAnswer{Body: Made{made}}, nil
	})
}
