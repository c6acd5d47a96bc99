// Package purpose asks why something is opened that is not open by one's daily work: a file outside one's own care, and
// whatever lies in a compartment. There is one prompt and one way:
//
//	ctx, err := d.Purpose.For(r, person, seal.Clinical)   // what was said on this device before
//	… the room opens with ctx, and records the reading …
//	if errs.Is(err, "policy.purpose_needed") { return d.Purpose.Ask(r, purpose.Question{…}) }
//
// Only what policy offers this reader for that record may be said. It is kept on his device for a short while, for that record
// and compartment: the house's choice. It decides nothing by itself, policy asks each time, and every reading is in the log with
// it. An emergency (紧急调阅) is more than said: it counts only while domain/emergency keeps an opening of his. No address holds
// a purpose.
package purpose

import (
	"context"
	"embed"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/emergency"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of the prompt.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Desk asks, takes the answers, and opens what lies in a part of a file.
type Desk struct {
	DB        *store.DB
	Policy    *policy.Engine
	Census    *census.Desk
	Emergency *emergency.Desk
	Person    *person.Desk
	Journey   *journey.Desk
	Document  *document.Room
	Paper     *paper.Desk
}

// Routes adds where the answer goes.
func (d *Desk) Routes(site *web.Site) { site.Post("/purpose", d.said) }

// Cookie is where the device keeps what was said for a compartment, see Said; its name does not tell which compartment that
// is. Over TLS it begins with __Host-, so that no neighbouring host can say a purpose in the officer's name
// (web.Request.CookieName).
func Cookie(c seal.Compartment) string {
	return "guitu_purpose_" + strconv.Itoa(slices.Index(seal.All(), c))
}

// Said is what stands there: until when and why, and a digest of both with the session in which it was said, the record and
// the compartment. So it speaks for nobody who signs in at the same computer later, tells him nothing of whom somebody opened,
// and ends also in a browser that keeps what it was told to forget.
func Said(session, record id.ID, c seal.Compartment, why string, until time.Time) string {
	at := strconv.FormatInt(until.Unix(), 36)
	return authn.Bound(session, string(record), string(c), at, why) + "." + at + "." + why
}

// General is the context of a request with the purpose for which a person's file is open on this device.
func General(r *web.Request, person id.ID) context.Context {
	return kept(r, person, seal.General)
}

func kept(r *web.Request, record id.ID, c seal.Compartment) context.Context {
	said := r.Remembered(Cookie(c))
	parts := strings.SplitN(said, ".", 3)
	if len(parts) != 3 || parts[2] == "" {
		return r.Context()
	}
	seconds, err := strconv.ParseInt(parts[1], 36, 64)
	until := time.Unix(seconds, 0)
	if err != nil || !r.Now().Before(until) || said != Said(authn.From(r.Context()).ID, record, c, parts[2], until) {
		return r.Context()
	}
	return policy.WithPurpose(r.Context(), parts[2])
}

// For is the context of a request with the purpose for which a compartment of a record is open on this device: of a person,
// or of an affair or a package before there is one. An emergency counts while its opening stands.
func (d *Desk) For(r *web.Request, record id.ID, c seal.Compartment) (context.Context, error) {
	ctx := kept(r, record, c)
	if policy.Purpose(ctx) != policy.Emergency {
		return ctx, nil
	}
	return d.Emergency.Standing(r.Context(), record, c)
}

// Question is what is to be opened.
type Question struct {
	Record      id.ID // the person, or the affair or package before there is one
	Compartment seal.Compartment
	At          policy.Resource // where it is, as the policy that refused saw it
	Back        string          // where the reader came from; "" for his day
}

type askPage struct {
	web.Page
	Ask web.Purpose
}

// Ask shows the prompt in place of what is to be opened: the purposes that policy allows this reader for it, and the emergency
// where it names him. It fails with policy.denied where no purpose would help. What was posted is not kept: the answer leads
// back to a page that is looked at.
func (d *Desk) Ask(r *web.Request, q Question) error {
	next := r.URL.RequestURI()
	if r.Method != http.MethodGet {
		next = q.Back
	}
	return d.draw(r, q, next)
}

// asks is what policy is asked about it.
func (q Question) asks() (policy.Action, policy.Resource) {
	action, at := policy.Action(string(q.Compartment)+".view"), q.At
	at.ID, at.Compartment = q.Record, string(q.Compartment)
	if q.Compartment == seal.General {
		action, at.Kind, at.Person = policy.PersonView, "person", q.Record
	}
	return action, at
}

// offers is for which purposes policy would open it to this reader: none where it is open without, or not at all.
func (d *Desk) offers(r *web.Request, q Question) []string {
	action, at := q.asks()
	return d.Policy.Explain(r.Actor(), action, at, r.Now()).Purposes
}

func (d *Desk) draw(r *web.Request, q Question, next string) error {
	_, at := q.asks()
	p := askPage{Page: r.Page(r.T("purpose.title"), "locks")}
	p.Ask = web.Purpose{
		What: r.T("purpose.what." + string(q.Compartment)), Minutes: int(census.Again / time.Minute), Watchers: r.T("purpose.watchers"),
		Action: "/purpose", Next: next, Back: web.Local(q.Back), Chosen: r.FormValue("purpose"),
		Kept: []web.Option{
			{Value: string(q.Record), Label: "record"},
			{Value: string(q.Compartment), Label: "compartment"},
			{Value: string(at.Person), Label: "person"},
			{Value: string(at.Facility), Label: "facility"},
			{Value: string(at.Unit), Label: "unit"},
			{Value: q.Back, Label: "back"},
		},
	}
	var err error
	if p.Ask.Whose, err = d.whose(r, p.Printer, at); err != nil {
		return err
	}
	for _, x := range d.offers(r, q) {
		switch {
		case x != policy.Emergency:
			p.Ask.Options = append(p.Ask.Options, web.Option{Value: x, Label: r.T("policy.purpose." + x)})
		case at.Person != "":
			p.Ask.Emergency = d.warned(r, at.Facility)
		}
	}
	if q.Compartment != seal.General {
		p.Ask.Keeper = r.T("purpose.keeper." + string(q.Compartment))
	}
	if len(p.Ask.Options)+len(p.Ask.Emergency) == 0 {
		return errs.New(errs.Denied, "policy.denied")
	}
	return r.Draw(p.Page, askView(p))
}

// whose says whose file it is, that nobody opens another's by mistake: the name as lists show it to this reader, else the
// number of the file, for who may ask to open it. Fields of a form decide nothing here, but where the person is now.
func (d *Desk) whose(r *web.Request, p text.Printer, at policy.Resource) (string, error) {
	if at.Person == "" {
		return "", nil
	}
	faces, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (map[id.ID]census.Face, error) {
		return d.Census.Faces(r.Context(), tx, map[id.ID]policy.Resource{at.Person: {}})
	})
	face, found := faces[at.Person]
	switch {
	case err != nil || !found:
		return "", err
	case face.Listed:
		return r.T("purpose.whose", telling.Name(p, face.Name)), nil
	case d.Policy.May(r.Actor(), policy.PersonView, face.At) && face.FileNumber != "":
		return r.T("purpose.whose.number", face.FileNumber), nil
	}
	return "", nil
}

// warned is what is said before somebody opens by emergency.
func (d *Desk) warned(r *web.Request, facility id.ID) []string {
	told := "purpose.emergency.told"
	if slices.ContainsFunc(r.Actor().Posts, func(p actor.Post) bool { return p.Facility == facility && p.Role == policy.FacilityHead }) {
		told = "purpose.emergency.told_above"
	}
	return []string{
		r.T("purpose.emergency.minutes", d.Emergency.Minutes), r.T("purpose.emergency.recorded"), r.T(told), r.T("purpose.emergency.reviewed", d.Emergency.Days),
		r.T("purpose.emergency.many", emergency.Most), r.T("purpose.emergency.person"),
	}
}

// answer is what somebody says why.
type answer struct{ Record, Compartment, Person, Facility, Unit, Back, Purpose, Why, Next string }

func (a answer) question() Question {
	return Question{
		Record: id.ID(a.Record), Compartment: seal.Compartment(a.Compartment), Back: a.Back,
		At: policy.Resource{Person: id.ID(a.Person), Facility: id.ID(a.Facility), Unit: id.ID(a.Unit)},
	}
}

// said takes the answer, and leads back to where the question came from.
func (d *Desk) said(r *web.Request) error {
	var a answer
	if err := r.Decode(&a); err != nil {
		return err
	}
	q := a.question()
	if !slices.Contains(seal.All(), q.Compartment) || q.Record == "" {
		return errs.New(errs.NotFound, "web.not_found")
	}
	again := func(r *web.Request) error { return d.draw(r, q, a.Next) }
	keep := census.Again
	switch {
	case a.Purpose == policy.Emergency:
		if _, err := d.Emergency.Open(r.Context(), store.Key(r.Key()), emergency.Draft{Person: q.At.Person, Compartment: q.Compartment, Why: a.Why}); err != nil {
			return r.Again(err, again)
		}
		keep = time.Duration(d.Emergency.Minutes) * time.Minute
	case !slices.Contains(d.offers(r, q), a.Purpose):
		var f errs.Fields
		f.Add("purpose", "person.purpose_missing", "")
		return r.Again(f.Err("person.bad_input"), again)
	}
	http.SetCookie(r.Writer(), &http.Cookie{
		Name: r.CookieName(Cookie(q.Compartment)), Value: Said(authn.From(r.Context()).ID, q.Record, q.Compartment, a.Purpose, r.Now().Add(keep)), Path: "/",
		MaxAge: int(keep / time.Second), HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.Secure(),
	})
	return r.Redirect(web.Local(a.Next))
}
