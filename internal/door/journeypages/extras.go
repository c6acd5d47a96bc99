package journeypages

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/arrival"
	"guitu/internal/domain/journey/course/keeping"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/door/purpose"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/scan"
	"guitu/internal/platform/store"
)

// extra is what a step shows beside its questions.
type extra struct {
	Alike  []census.Duplicate // of an identity: who may be the same person
	Else   int                // more of them, of whom only the bureau tells
	Shown  string             // who they are, by commas
	Sum    *telling.Measure   // of a release: the term with its reasons
	Photos []string           // of a confirmation: the face at the admission
	Card   bool               // a card of fingerprints is known
	Kept   []string           // of a step about belongings: what is in keeping; nil where none of it is asked here
	Keeps  bool               // it is such a step
}

func (d *desk) extra(r *web.Request, p *formPage, f journey.File) (x extra, err error) {
	switch p.Step.Name {
	case "identity":
		if p.Form.Shown && f.Kind == affair.Intake {
			return d.alike(r, p)
		}
	case "place":
		return x, d.brigades(r, p, &f.Case)
	case "bed":
		return x, d.beds(r, p, &f.Case)
	case "term":
		return d.sum(r, p, &f.Case)
	case "first", "second":
		return d.faces(r, f)
	case "property", "pack", "belongings":
		if f.Person != "" && !slices.Contains(keeping.Kinds, f.Kind) {
			return d.kept(r, p, f)
		}
	}
	return x, d.against(r, p)
}

// alike lists who may be the person whose identity was typed: by all that the step itself compares.
func (d *desk) alike(r *web.Request, p *formPage) (x extra, err error) {
	said := func(field string) string { return p.Form.Value(field, "") }
	who := person.Person{Name: said("name")}
	if known, err := d.Person.Parse(person.Draft{
		Name: who.Name, Aliases: said("aliases"), Sex: said("sex"), Number: said("id_number"), Born: said("born"), Ethnic: said("ethnic"),
		Home: said("home"), Residence: said("residence"), Phone: said("phone"), Language: said("language"),
	}); err == nil {
		who = known
	}
	found, err := d.Census.Duplicates(r.Context(), who)
	x.Alike, x.Else = found.Shown, found.Elsewhere
	ids := make([]string, len(x.Alike))
	for i, a := range x.Alike {
		ids[i] = string(a.Person)
	}
	x.Shown = strings.Join(ids, ",")
	return x, err
}

// offer puts choices into a field of the form.
func (p *formPage) offer(field string, options []web.Option) {
	for i := range p.Inputs {
		if p.Inputs[i].Name == field {
			p.Inputs[i].Options = options
		}
	}
}

// choices puts into the form of a first step what it is chosen from: another facility, the package that comes.
func (d *desk) choices(r *web.Request, p *formPage) error {
	for _, f := range p.Step.Fields {
		if f.Name == "package" {
			for i := range p.Inputs {
				if p.Inputs[i].Name == f.Name {
					p.Inputs[i].Value, p.Inputs[i].Draw = p.Form.Value(f.Name, r.URL.Query().Get("package")), "hidden"
				}
			}
		}
		if f.Sort != journey.House {
			continue
		}
		all, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) ([]facility.Unit, error) { return facility.All(r.Context(), tx) })
		if err != nil {
			return err
		}
		var options []web.Option
		for _, u := range all {
			if u.Kind == facility.Facility && u.Closed.IsZero() && u.ID != p.Case.Facility {
				options = append(options, web.Option{Value: string(u.ID), Label: u.Name})
			}
		}
		p.offer(f.Name, options)
	}
	return d.against(r, p)
}

// against offers the decisions of the file where a remedy asks which one is meant.
func (d *desk) against(r *web.Request, p *formPage) error {
	i := slices.IndexFunc(p.Inputs, func(x input) bool { return x.Name == "against_number" })
	if i < 0 {
		return nil
	}
	v, err := d.life(r, p.Case)
	if err == nil && telling.Against(p.Page, v, p.Case, &p.Inputs[i].Field) {
		p.Inputs[i].Draw = "radios"
	}
	return err
}

// brigades offers the brigades, each with how many of its open beds suit who arrives; where none does anywhere, it says why.
func (d *desk) brigades(r *web.Request, p *formPage, c *journey.Case) error {
	who, err := arrival.Arriving(c, d.Person)
	if err != nil {
		return err
	}
	who.Unit = ""
	var fits map[id.ID]placement.Fitting
	units, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (_ []facility.Unit, err error) {
		if fits, err = d.Placement.Fitting(r.Context(), tx, who); err != nil {
			return nil, err
		}
		return facility.Below(r.Context(), tx, c.Facility)
	})
	var options []web.Option
	for _, u := range units {
		if u.Kind == facility.Brigade && u.Closed.IsZero() {
			f := fits[u.ID].With(fits[""])
			options = append(options, web.Option{Value: string(u.ID), Label: p.T("journeys.brigade", u.Name, suiting(p.Page, f), f.Free)})
		}
	}
	p.offer("unit", options)
	if why := noneSuits(p.Page, fits); why != "" {
		p.Hint = why
	}
	return err
}

// suiting says how many beds of a brigade suit somebody: one figure, or one for each phase where they differ.
func suiting(p web.Page, f placement.Fitting) string {
	var by []string
	same := true
	for _, x := range resident.Phases {
		same = same && f.In[x] == f.Suits
		if f.In[x] > 0 {
			by = append(by, p.T("journeys.fits.phase", p.T("resident.phase."+string(x)), f.In[x]))
		}
	}
	if same {
		return p.T("journeys.fits", f.Suits)
	}
	return p.T("journeys.fits_by", strings.Join(by, p.T("journeys.fits.comma")))
}

// noneSuits says why no bed of the house suits somebody, and what can be done; "" where one does.
func noneSuits(p web.Page, fits map[id.ID]placement.Fitting) string {
	free, against := 0, map[string]int{}
	for _, f := range fits {
		if f.Suits > 0 {
			return ""
		}
		free += f.Free
		for key, n := range f.Against {
			against[key] += n
		}
	}
	if free == 0 {
		return p.T("journeys.fits.full")
	}
	var why []string
	for _, key := range placement.Keys() {
		if n := against[key]; n > 0 {
			why = append(why, p.T("journeys.fits.no."+key, n))
		}
	}
	return p.T("journeys.fits.none", free, strings.Join(why, p.T("journeys.fits.comma")))
}

// beds offers the few beds that fit, and says what speaks for each.
func (d *desk) beds(r *web.Request, p *formPage, c *journey.Case) error {
	who, err := arrival.Arriving(c, d.Person)
	if err != nil {
		return err
	}
	offers, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) ([]placement.Offer, error) {
		return d.Placement.Offers(r.Context(), tx, who, arrival.Offered)
	})
	var options []web.Option
	for _, o := range offers {
		var why []string
		for _, w := range o.Why {
			why = append(why, p.T("beds.why."+w.Code, w.N))
		}
		options = append(options, web.Option{Value: string(o.Bed), Label: telling.Bed(p.Printer, o.Place.Room, o.Place.Bed), Hint: p.List(why)})
	}
	p.offer("bed", options)
	if len(options) == 0 {
		p.Hint = p.T("journeys.no_bed")
	}
	return err
}

// placeName is what a brigade or a bed is called.
func (d *desk) placeName(r *web.Request, p web.Page, place id.ID) string {
	name, err := store.Read(r.Context(), d.DB, func(tx *store.Tx) (string, error) {
		if u, err := facility.Get(r.Context(), tx, place); err == nil {
			return u.Name, nil
		} else if errs.KindOf(err) != errs.NotFound {
			return "", err
		}
		at, err := facility.PlaceOf(r.Context(), tx, place)
		return telling.Bed(p.Printer, at.Room, at.Bed), err
	})
	if err != nil {
		r.Note("place", errs.CodeOf(err))
		return ""
	}
	return name
}

// sum shows the term of the person as the clock has it now.
func (d *desk) sum(r *web.Request, p *formPage, c *journey.Case) (x extra, err error) {
	v, err := d.Measure.View(r.Context(), c.Person)
	if err != nil {
		return x, err
	}
	if all := telling.Measures(p.Page, v); len(all) > 0 {
		x.Sum = &all[0] // the latest
	}
	return x, nil
}

// faces finds the photographs of the admission, or those that the release has added.
func (d *desk) faces(r *web.Request, f journey.File) (x extra, err error) {
	said := []journey.File{f}
	_, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		all, err := journey.OfPerson(r.Context(), tx, f.Person)
		if err != nil {
			return 0, err
		}
		if i := slices.IndexFunc(all, func(c journey.Case) bool { return c.Kind == affair.Intake }); i >= 0 {
			in, err := d.Journey.FileIn(r.Context(), tx, all[i].ID)
			if err != nil {
				return 0, err
			}
			said = append(said, in)
		}
		return 0, nil
	})
	for _, c := range said {
		for _, step := range []string{"papers", "identity"} {
			a := c.Said(step)
			x.Card = x.Card || a.Of("fingerprint_card") != ""
			for _, photo := range a.Files["photo"] {
				x.Photos = append(x.Photos, at(&c.Case, "files/"+string(photo)+"?picture"))
			}
		}
	}
	return x, err
}

// kept shows what the house has in keeping of a person, whatever is ticked; the list of what goes along begins with it.
func (d *desk) kept(r *web.Request, p *formPage, f journey.File) (x extra, err error) {
	var last journey.File
	_, err = store.Read(r.Context(), d.DB, func(tx *store.Tx) (int, error) {
		all, err := journey.OfPerson(r.Context(), tx, f.Person) // the latest first
		for _, c := range all {
			if err != nil || !slices.Contains(keeping.Kinds, c.Kind) {
				continue
			}
			if last, err = d.Journey.FileIn(r.Context(), tx, c.ID); err == nil && last.Did("property") {
				break
			}
		}
		return 0, err
	})
	if errs.KindOf(err) == errs.Denied { // led by another house, and not this reader's to see: he asks there
		return x, nil
	}
	said := last.Said("property")
	x.Kept, x.Keeps = keeping.Kept(said), err == nil
	for i := range p.Inputs {
		if in := &p.Inputs[i]; p.Step.Name == "pack" && len(x.Kept) > 0 && !f.Did("pack") && !p.Form.Shown {
			switch in.Name {
			case "property":
				in.Value = "kept"
			case "items":
				in.Lines = append(slices.Clone(said.Tables["items"]), journey.Row{})
			case "cash":
				in.Value = shown(journey.Field{Sort: journey.Money}, said.Of("cash"))
			}
		}
	}
	return x, err
}

// pictures are the sorts of files that a page may show; all others the browser saves.
var pictures = []string{"image/jpeg", "image/png"}

// file sends a scan or a photo of a case. Who may follow a case need not see a face: it opens for who may see documents of
// the person, among them both officers at the gate. That somebody looked at it is a fact.
func (d *desk) file(r *web.Request) error {
	f, _, err := d.load(r)
	if err != nil {
		return err
	}
	which, err := r.ID("file")
	if err != nil {
		return err
	}
	got, content, err := d.Journey.OpenBrought(r.Context(), f, which)
	if errs.Is(err, "policy.purpose_needed") && f.Person != "" {
		return r.Redirect("/people/" + string(f.Person) + "/scans/" + string(which)) // where the purpose is asked
	}
	if err != nil {
		return err
	}
	body, err := io.ReadAll(content)
	if err != nil {
		return err
	}
	if got.MediaType == "image/tiff" { // no browser shows one: a single page is drawn, of several the face that is asked for
		if picture, pages, ok := scan.Drawn(body); ok && (pages == 1 || r.URL.Query().Has("picture")) {
			got.MediaType, got.Size, body = "image/png", int64(len(picture)), picture
		}
	}
	return r.Send(web.Sent{
		MediaType: got.MediaType, Name: got.Name, Size: got.Size, Shown: slices.Contains(pictures, got.MediaType), Content: bytes.NewReader(body),
	})
}

// openPage is what a step of another compartment said, for its staff and a purpose.
type openPage struct {
	web.Page
	Who  string
	Says web.Facts
	Rows []table
	Back string
}

func (d *desk) open(r *web.Request) error {
	f, face, err := d.load(r)
	if err != nil {
		return err
	}
	s, ok := f.Course.Step(r.PathValue("step"))
	e, did := f.Last(r.PathValue("step"))
	if !ok || !did {
		return errs.New(errs.NotFound, "web.not_found")
	}
	of := f.Person
	if of == "" { // nobody has a file yet: the affair is what is opened
		of = f.ID
	}
	ctx, err := d.Purpose.For(r, of, e.Compartment)
	if err != nil {
		return err
	}
	said, err := d.Journey.Open(ctx, store.NewKey(), f.ID, s.Name)
	if errs.Is(err, "policy.purpose_needed") {
		return d.Purpose.Ask(r, purpose.Question{Record: of, Compartment: e.Compartment, At: opening(&f.Case, e), Back: at(&f.Case, "")})
	}
	if err != nil {
		return err
	}
	p := openPage{Page: r.Page(r.T(string(journey.Title(f.Kind, s.Name))), "journeys"), Back: at(&f.Case, "")}
	p.Who, _ = d.who(p.Page, &f.Case, face)
	for _, x := range s.Fields {
		if v := said.Values[x.Name]; v != "" {
			p.Says = append(p.Says, web.Line{Label: p.T("journey.field." + x.Name), Value: d.said(r, p.Page, x, v)})
		}
		if rows := said.Tables[x.Name]; len(rows) > 0 {
			p.Rows = append(p.Rows, tableOf(p.Page, x, rows))
		}
	}
	return r.Draw(p.Page, openView(p))
}
