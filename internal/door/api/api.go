// Package api is where other programs ask: the same people, rights, compartments and traces as on the pages, as JSON.
//
//	GET  /api/people                 who is here, or who has left: filters, order and place in the address
//	POST /api/people/search          the one box; posted, so that no address names anybody
//	GET  /api/people/{id}            the head of a file, as it stands on every page of it
//	POST /api/people                 somebody who has been here for a while and stands in no file yet
//	POST /api/people/{id}/family     a relative
//	GET  /api/openapi.json           this interface, as OpenAPI 3.1
//
// A handler decodes, calls the use case that the page calls, and answers; nothing is decided here. An answer never tells
// more than the page does to the same reader. What goes wrong is a problem (RFC 9457) with the code of the house and the
// words of the page in the language asked for. The document is made from the types below and held by a golden file.
package api

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"guitu/internal/domain/census"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of problems that no page has.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Deps is what the interface stands on.
type Deps struct {
	DB      *store.DB
	Policy  *policy.Engine
	Census  *census.Desk
	Person  *person.Desk
	Measure *measure.Desk
}

type desk struct{ Deps }

// under is where all of it stands.
const under = "/api/"

// version of the interface: it grows by one when something that was there is no longer, or means something else.
const version = "1"

// most is how many bytes a body may have: the largest of them is a form of a page.
const most = 64 << 10

// Routes adds the interface.
func Routes(site *web.Site, deps Deps) error {
	d := &desk{deps}
	site.Machines(web.Machines{Under: under, Say: say, Speaks: speaks})
	a := humago.New(doors{site}, settings())
	d.people(a)
	d.search(a)
	d.person(a)
	d.enter(a)
	d.family(a)
	document, err := spelled(a.OpenAPI())
	if err != nil {
		return err
	}
	site.Get(under+"openapi.json", func(r *web.Request) error {
		r.Writer().Header().Set("Content-Type", "application/json")
		_, err := r.Writer().Write(document)
		return err
	})
	return nil
}

func settings() huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Guitu", Version: version,
				Description: "The people in a province's judicial-administrative drug rehabilitation service, as far as who asks may know of them. " +
					"Whoever asks is signed in as on the pages and sends the cookie of his session; a POST says from where it comes (Origin).",
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", named),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: "guitu", Description: "the session of an officer; over TLS it is called __Host-guitu"},
				},
			},
			Security: []map[string][]string{{"session": {}}},
		},
		Formats:                      map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{faults},
	}
}

// named is what a type is called in the document: by its own name, with a capital.
func named(t reflect.Type, hint string) string { return huma.DefaultSchemaNamer(t, hint) }

// doors gives the operations their places among the routes of the site, behind its chain.
type doors struct{ site *web.Site }

// HandleFunc adds an operation for who is signed in.
func (d doors) HandleFunc(pattern string, answer func(http.ResponseWriter, *http.Request)) {
	add := d.site.Get
	method, path, _ := strings.Cut(pattern, " ")
	if method == http.MethodPost {
		add = d.site.Post
	}
	add(path, func(r *web.Request) error {
		r.Writer().Header().Set("Content-Language", string(r.Words().Locale()))
		answer(r.Writer(), r.Request)
		return nil
	})
}

// ServeHTTP is never asked: the site serves.
func (d doors) ServeHTTP(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }

// answered registers an operation. An error of its handler becomes a problem, and stands in the event of the request.
func answered[I, O any](a huma.API, op huma.Operation, handle func(*web.Request, *I) (*O, error)) {
	op.MaxBodyBytes = most
	op.Responses = map[string]*huma.Response{
		"default": {
			Description: "what went wrong",
			Content:     map[string]*huma.MediaType{problemType: {Schema: a.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "")}},
		},
	}
	if op.DefaultStatus == 0 {
		op.DefaultStatus = http.StatusOK
	}
	// Without a second answer beside this one the library would add its own form of an error.
	op.Responses[key(op.DefaultStatus)] = &huma.Response{Description: http.StatusText(op.DefaultStatus)}
	huma.Register(a, op, func(ctx context.Context, in *I) (*O, error) {
		r := web.Of(ctx)
		out, err := handle(r, in)
		if err != nil {
			r.Failed(err)
			return nil, problem(r.Spell(err), err)
		}
		return out, nil
	})
}

// spelled is the document as it is served and kept.
func spelled(o *huma.OpenAPI) ([]byte, error) {
	for _, own := range []string{"ErrorModel", "ErrorDetail"} { // the library's, which nothing here answers with
		delete(o.Components.Schemas.Map(), own)
	}
	raw, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, raw, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}
