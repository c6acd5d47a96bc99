package api

import (
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/census"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/domain/term/written"
	"guitu/internal/door/telling"
	"guitu/internal/door/web"
	"guitu/internal/platform/policy"
)

// Entry is somebody who has been here for a while and stands in no file yet. Who arrives today is taken in by the affair that
// looks at him first, on the pages.
type Entry struct {
	Name      string `json:"name"`
	Aliases   string `json:"aliases,omitempty" doc:"with 、 or commas between them"`
	Sex       string `json:"sex,omitempty" doc:"male or female; the identity number says it too"`
	Number    string `json:"number,omitempty" doc:"identity number (GB 11643)"`
	Born      string `json:"born,omitempty" doc:"a day; the identity number says it too" example:"1990-01-31"`
	Ethnic    string `json:"ethnic,omitempty" doc:"nationality: its code (GB/T 3304) or its name"`
	Home      string `json:"home,omitempty" doc:"where he is registered"`
	Residence string `json:"residence,omitempty" doc:"where he lives"`
	Phone     string `json:"phone,omitempty"`
	Language  string `json:"language,omitempty" doc:"that he speaks best: zh, ii, bo or other"`

	Unit      string    `json:"unit" doc:"id of the brigade, or of the facility while he is in none"`
	Phase     string    `json:"phase,omitempty" doc:"detox, adaptation, consolidation or reentry"`
	Bed       string    `json:"bed,omitempty" doc:"id of a free bed"`
	Admitted  string    `json:"admitted" doc:"the first day here, before today" example:"2026-01-31"`
	Decision  *Decision `json:"decision,omitempty" doc:"with which he came; without it the paper is not here yet"`
	Happened  bool      `json:"happened,omitempty" doc:"he is here although the law refuses it: kept, marked, and to be reported"`
	Known     []id.ID   `json:"known,omitempty" nullable:"false" maxItems:"100" doc:"the candidates that were looked at: he is none of them"`
	Elsewhere int       `json:"elsewhere,omitempty" minimum:"0" doc:"how many files of other facilities, as the problem counts them, that are shown to nobody here and may be his: the sender knows of them"`
}

// Decision is a decision on compulsory isolation.
type Decision struct {
	Day    string `json:"day" example:"2026-01-31"`
	By     string `json:"by" doc:"who decided: county, prefecture, station or other"`
	Ground string `json:"ground" doc:"the case of the law on which it rests, as on the page"`
	Letter string `json:"letter,omitempty" doc:"number of the paper"`
	Organ  string `json:"organ,omitempty" doc:"that issued it"`
	Words  string `json:"words,omitempty" doc:"why the number or the scan is not there yet; no scan is sent here"`
}

// Candidate is somebody known who may be the same person.
type Candidate struct {
	ID       id.ID  `json:"id"`
	Name     string `json:"name" doc:"whole for who may open the file, else masked"`
	Year     int    `json:"year,omitempty" doc:"of birth"`
	LastFour string `json:"last_four,omitempty" doc:"of the identity number"`
	Facility string `json:"facility,omitempty" doc:"where he is or was"`
	Here     bool   `json:"here,omitempty"`
	Same     bool   `json:"same,omitempty" doc:"bears the same number: there is no second file for it"`
}

// alike stops an entry until somebody has looked at who may be the same person.
type alike struct {
	error
	known     []Candidate
	elsewhere int
}

func (a alike) Unwrap() error { return a.error }

type enterAsked struct {
	Key     string `header:"Idempotency-Key" doc:"an id in this house's form, made by the sender: the same sent again acts once"`
	RawBody []byte
	Body    Entry
}

func (d *desk) enter(a huma.API) {
	answered(a, huma.Operation{
		OperationID: "enterPerson", Method: http.MethodPost, Path: under + "people", Summary: "Enter somebody who has been here for a while", DefaultStatus: http.StatusCreated,
		Description: "Begins a file. A problem with the code case.duplicates lists who may be the same person: whoever sends it looks at them first, and names those whom he is not in known; and how many files of other facilities may be his that are not shown, which the sender repeats in elsewhere.",
	}, func(r *web.Request, in *enterAsked) (*madeAnswer, error) {
		key, err := keyed(r, in.RawBody)
		if err != nil {
			return nil, err
		}
		made, done, err := d.Measure.Entered(r.Context(), key)
		if err != nil {
			return nil, err
		}
		if done { // sent again, he would be the one who is alike
			return entered(made), nil
		}
		entry, who, err := d.entry(r, in.Body)
		if err != nil {
			return nil, err
		}
		found, err := d.Census.Duplicates(r.Context(), who)
		if err == nil {
			err = compared(r, in.Body, found)
		}
		if err != nil {
			return nil, err
		}
		if made, err = d.Measure.Enter(r.Context(), key, entry); err != nil {
			return nil, err
		}
		return entered(made), nil
	})
}

func entered(made id.ID) *madeAnswer {
	return &madeAnswer{Location: under + "people/" + string(made), Body: Made{made}}
}

// entry makes the command, or answers every field that is wrong.
func (d *desk) entry(r *web.Request, x Entry) (e measure.Entry, who person.Person, err error) {
	places, err := d.Census.Places(r.Context(), policy.ResidentOpen)
	if err != nil {
		return e, who, err
	}
	if len(places) == 0 {
		return e, who, web.Known(errs.New(errs.Denied, "policy.denied"), "case.new.denied")
	}
	var f errs.Fields
	e = measure.Entry{Region: cn.Home, Happened: x.Happened, Phase: resident.Phase(x.Phase), Bed: id.ID(x.Bed)}
	e.Who = person.Draft{
		Name: x.Name, Aliases: x.Aliases, Sex: x.Sex, Number: x.Number, Born: x.Born, Ethnic: x.Ethnic, Home: x.Home,
		Residence: x.Residence, Phone: x.Phone, Language: x.Language,
	}
	if who, err = d.Person.Parse(e.Who); err != nil {
		if err = taken(&f, err, nil); err != nil {
			return e, who, err
		}
	}
	i := slices.IndexFunc(places, func(u facility.Unit) bool { return string(u.ID) == x.Unit })
	switch {
	case i < 0:
		f.Add("unit", "case.unit_missing", x.Unit)
	case places[i].Kind == facility.Brigade:
		e.Facility, e.Unit = places[i].Facility, places[i].ID
	default:
		e.Facility = places[i].Facility
	}
	if e.Admitted, err = civil.ParseDate(x.Admitted); err != nil {
		f.Add("admitted", "date.bad", x.Admitted)
	} else if !e.Admitted.Before(today(r)) {
		f.Add("admitted", "measure.arrived_today", x.Admitted)
	}
	if err := x.Decision.into(&e, &f); err != nil {
		return e, who, err
	}
	e.Days(&f, who.Born, today(r))
	return e, who, f.Err("person.bad_input")
}

// What may be said of a paper at most, in characters: as in the form of the page.
const (
	longPaper = 60
	longWords = 1000
)

// ofDecision are the fields of a decision by the names that the rooms give them.
var ofDecision = map[string]string{"at": "decision.day", "decided": "decision.day", "by": "decision.by", "ground": "decision.ground", "words": "decision.words"}

// into puts a decision into an entry; one that is not there is none.
func (x *Decision) into(e *measure.Entry, f *errs.Fields) error {
	if x == nil {
		return nil
	}
	for _, s := range []struct {
		name, text string
		most       int
	}{{"letter", x.Letter, longPaper}, {"organ", x.Organ, longPaper}, {"words", x.Words, longWords}} {
		if len([]rune(s.text)) > s.most {
			f.Add("decision."+s.name, "case.too_long", s.text, s.most)
		}
	}
	fact, err := written.ParseFact(term.CIDecided.String(), x.Day, written.Values{"by": x.By, "ground": x.Ground})
	if err := taken(f, err, ofDecision); err != nil {
		return err
	}
	e.Decided, e.Note = fact, measure.Note{Number: x.Letter, Organ: x.Organ, Words: x.Words}
	return taken(f, paper.Letter{Number: x.Letter, Words: x.Words}.Asked(term.CIDecided), ofDecision)
}

// taken puts the faults of a part with the others, by the names that their sender gave them; what is no fault of a field is
// given back.
func taken(f *errs.Fields, err error, names map[string]string) error {
	e := errs.Find(err)
	if err == nil || e == nil || e.Kind != errs.Invalid {
		return err
	}
	for _, x := range e.Fields {
		name := x.Name
		if names[name] != "" {
			name = names[name]
		}
		if names != nil && x.Value == "" && name != "decision.words" {
			x.Code, x.Args = "case.decision_part", []any{text.Key(labels[name])}
		}
		f.Add(name, x.Code, x.Value, x.Args...)
	}
	return nil
}

// labels are the words of the fields without which there is no decision.
var labels = map[string]string{"decision.day": "case.field.decided", "decision.by": "measure.field.by", "decision.ground": "measure.field.ground"}

// compared holds who may be the same person against what the sender has said of them. The same number always stops.
func compared(r *web.Request, x Entry, found census.Alike) error {
	a, same, unseen := alike{elsewhere: found.Elsewhere}, false, found.Elsewhere > x.Elsewhere
	for _, c := range found.Shown {
		a.known = append(a.known, Candidate{
			ID: c.Person, Name: telling.Name(r.Words(), c.Name), Year: c.Year, LastFour: c.LastFour, Facility: c.Facility, Here: c.Here, Same: c.Same,
		})
		same = same || c.Same
		unseen = unseen || !slices.Contains(x.Known, c.Person)
	}
	switch {
	case same:
		var f errs.Fields
		f.Add("number", "measure.number_known", x.Number)
		a.known = slices.DeleteFunc(a.known, func(c Candidate) bool { return !c.Same })
		a.error = f.Err("person.bad_input")
	case unseen:
		a.error = errs.New(errs.Invalid, "case.duplicates", len(found.Shown)+found.Elsewhere)
	default:
		return nil
	}
	return a
}
