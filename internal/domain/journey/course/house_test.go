package course_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/objection"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rollcall"
	"guitu/internal/domain/rule"
	"guitu/internal/domain/staff"
	"guitu/internal/domain/term"
	"guitu/internal/domain/transfer"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// house is a facility with a brigade, a room of twelve beds and the journeys.
type house struct {
	t              *testing.T
	hand           *clock.Hand
	db             *store.DB
	vault          *seal.Vault
	measures       *measure.Desk
	persons        *person.Desk
	desk           *journey.Desk
	papers         *paper.Desk
	facility, unit id.ID
	beds           []id.ID
	officers       map[string]actor.Actor
	transfers      *transfer.Desk
	objections     *objection.Desk
	outings        *outing.Desk
	rolls          *rollcall.Desk
	census         *census.Desk
	there          place // a second facility, to which people are transferred
}

// place is another facility with one brigade and its beds.
type place struct {
	facility, unit id.ID
	beds           []id.ID
}

// each opens a house on both engines, at nine in the morning of 2 March 2026.
func each(t *testing.T, body func(*house)) {
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) { body(open(t, hand, db)) })
}

func open(t *testing.T, hand *clock.Hand, db *store.DB) *house {
	t.Helper()
	cal, err := calendar.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	divisions, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	vault, pol := sealtest.Vault(t, db), policytest.Engine(t, db.Clock())
	h := &house{t: t, hand: hand, db: db, vault: vault, papers: paper.New(db, vault, pol, nil), outings: outing.New(db, vault, pol), rolls: rollcall.New(db, vault, pol), objections: objection.New(db, vault, pol), persons: person.New(db, vault, pol, divisions), officers: map[string]actor.Actor{}}
	h.persons.Frozen = measure.Frozen
	h.measures = measure.New(h.persons, db, vault, pol, rule.Open(db, pol, cal))
	if h.transfers, err = transfer.Open(t.Context(), db, vault, pol); err != nil {
		t.Fatal(err)
	}
	rooms := course.Rooms{Measures: h.measures, Persons: h.persons, Outings: h.outings, Papers: h.papers, Beds: placement.New(h.persons, db, vault, pol), Transfers: h.transfers, Objections: h.objections}
	h.desk = journey.New(db, vault, pol, document.New(db, vault, pol), course.All(rooms)...)
	h.measures.Left, h.measures.Amended, h.measures.Going = h.desk.Lapse, course.Amended(rooms, h.desk), course.Going
	h.census = census.New(census.Rooms{Persons: h.persons, Staff: staff.New(db, vault, pol), Measures: h.measures}, db, vault, pol)
	places, setup := facility.New(db, pol), actor.With(t.Context(), actor.Part("demo"))
	bureau, err := places.Found(setup, store.NewKey(), "省戒毒管理局")
	if err == nil {
		h.facility, err = places.Add(setup, store.NewKey(), facility.Draft{Parent: string(bureau), Kind: "facility", Name: "青川所", Code: "QC", Contact: facility.Contact{Address: "川东县归途路1号", Phone: "000-0000 0001"}})
	}
	if err == nil {
		h.unit, err = places.Add(setup, store.NewKey(), facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: "一大队"})
	}
	if err == nil {
		_, err = places.AddRoom(setup, store.NewKey(), facility.RoomDraft{Facility: h.facility, Building: "一号楼", Name: "101", Unit: h.unit, Beds: "12"})
	}
	if err != nil {
		t.Fatal(err)
	}
	h.there.facility, err = places.Add(setup, store.NewKey(), facility.Draft{Parent: string(bureau), Kind: "facility", Name: "锦川所", Code: "JC"})
	if err == nil {
		h.there.unit, err = places.Add(setup, store.NewKey(), facility.Draft{Parent: string(h.there.facility), Kind: "brigade", Name: "七大队"})
	}
	if err == nil {
		_, err = places.AddRoom(setup, store.NewKey(), facility.RoomDraft{Facility: h.there.facility, Building: "七号楼", Name: "701", Unit: h.there.unit, Beds: "12"})
	}
	if err != nil {
		t.Fatal(err)
	}
	h.beds, h.there.beds = h.bedsOf(h.facility), h.bedsOf(h.there.facility)
	return h
}

func (h *house) bedsOf(at id.ID) (out []id.ID) {
	h.read(func(ctx context.Context, tx *store.Tx) error {
		beds, err := facility.Beds(ctx, tx, at)
		for _, b := range beds {
			out = append(out, b.Bed)
		}
		return err
	})
	return out
}

func (h *house) read(body func(context.Context, *store.Tx) error) {
	h.t.Helper()
	ctx := actor.With(h.t.Context(), actor.Part("demo"))
	if _, err := store.Read(ctx, h.db, func(tx *store.Tx) (int, error) { return 0, body(ctx, tx) }); err != nil {
		h.t.Fatal(err)
	}
}

// as is an officer of the house by name: "intake_officer", "duty_officer/2" for a second one, "doctor@there" for one of the
// other facility. He signs whatever he does.
func (h *house) as(name string) context.Context {
	role, _, _ := strings.Cut(strings.TrimSuffix(name, away), "/")
	who, known := h.officers[name]
	if !known {
		at, unit := h.facility, h.unit
		if strings.HasSuffix(name, away) {
			at, unit = h.there.facility, h.there.unit
		}
		if strings.HasPrefix(role, "bureau_") {
			at, unit = "", ""
		}
		who = policytest.Officer(role, at, unit)
		h.officers[name] = who
	}
	return actor.With(h.t.Context(), policytest.Signed(who, h.hand.Now()))
}

// away is how an officer of the other facility is named.
const away = "@there"

// said are answers as a form sends them: "unit=…", "items.thing=手机", repeated for further lines.
func stated(pairs ...string) journey.Posted {
	p := journey.Posted{}
	for _, x := range pairs {
		k, v, _ := strings.Cut(x, "=")
		p[k] = append(p[k], v)
	}
	return p
}

// minute is a moment as a browser sends it, so long before now.
func (h *house) minute(ago time.Duration) string {
	return h.hand.Now().Add(-ago).In(clock.Shanghai).Format("2006-01-02T15:04")
}

func (h *house) today() string { return civil.DateOf(h.hand.Now()).String() }

// begin opens a case; person is "" for a newcomer.
func (h *house) begin(who string, kind journey.Kind, person id.ID, pairs ...string) (id.ID, error) {
	s := journey.Start{Kind: kind, Facility: h.facility, Person: person, Said: stated(pairs...)}
	if strings.HasSuffix(who, away) {
		s.Facility = h.there.facility
	}
	if person != "" {
		s.Unit = h.unit
	}
	return h.desk.Begin(h.as(who), store.NewKey(), s)
}

// do does a step as somebody who has just looked at the case.
func (h *house) do(who string, of id.ID, step string, pairs ...string) error {
	h.t.Helper()
	return h.with(who, of, step, nil, pairs...)
}

func (h *house) with(who string, of id.ID, step string, papers []journey.Paper, pairs ...string) error {
	h.t.Helper()
	f := h.file(of)
	s, ok := f.Course.Step(step)
	if !ok {
		h.t.Fatalf("no step %s", step)
	}
	_, err := h.desk.Do(h.as(who), store.NewKey(), journey.Command{Case: of, Stamp: f.Stamp(s), Step: step, Said: stated(pairs...), Papers: papers})
	return err
}

func (h *house) file(of id.ID) journey.File {
	h.t.Helper()
	f, err := h.desk.File(h.as("bureau_legal"), of)
	if err != nil {
		h.t.Fatal(err)
	}
	return f
}

func (h *house) last(of id.ID, step string) (journey.Entry, bool) {
	f := h.file(of)
	return f.Last(step)
}

func (h *house) said(of id.ID, step string) journey.Answers {
	f := h.file(of)
	return f.Said(step)
}

// must fails the test on an error.
func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		e := errs.Find(err)
		if e != nil {
			h.t.Fatalf("%v %v", err, e.Fields)
		}
		h.t.Fatal(err)
	}
}

// state fails the test when a case stands elsewhere.
func (h *house) state(of id.ID, want journey.State) {
	h.t.Helper()
	if f := h.file(of); f.State != want {
		h.t.Fatalf("%s stands in %q, want %q", f.Kind, f.State, want)
	}
}

// refused fails the test unless err has the code.
func (h *house) refused(err error, code string) {
	h.t.Helper()
	if errs.CodeOf(err) == code {
		return
	}
	if e := errs.Find(err); e != nil {
		for _, f := range e.Fields {
			if f.Code == code {
				return
			}
		}
		h.t.Fatalf("%v %v, want %s", err, e.Fields, code)
	}
	h.t.Fatalf("%v, want %s", err, code)
}

func photo(field string) journey.Paper {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16)), nil); err != nil {
		panic(err)
	}
	return journey.Paper{Field: field, Draft: document.Draft{ID: id.New(), Name: "入所.jpg", Limit: 1 << 20, Content: bytes.NewReader(b.Bytes())}}
}

// resident is somebody in the first free bed, whose isolation was decided two years less some days ago.
func (h *house) resident(name, number string, daysLeft int) id.ID {
	h.t.Helper()
	end := civil.DateOf(h.hand.Now()).AddDays(daysLeft)
	start := end.AddYears(-2).AddDays(1)
	x := term.OnDay(term.CIDecided, start)
	x.By, x.Ground = term.County, term.Severe
	var bed id.ID
	h.read(func(ctx context.Context, tx *store.Tx) error {
		free, err := placement.Free(ctx, tx, h.facility)
		if len(free) > 0 {
			bed = free[0].Bed
		}
		return err
	})
	p, err := h.measures.Enter(h.as("intake_officer"), store.NewKey(), measure.Entry{
		Who: person.Draft{Name: name, Sex: string(sexOf(number)), Number: number}, Facility: h.facility, Unit: h.unit, Bed: bed,
		Phase: resident.Detox, Admitted: start.AddMonths(3), Decided: x, Note: measure.Note{Words: "补录"}, Region: "51",
	})
	h.must(err)
	return p
}

// sexOf is what a number says, male where there is none.
func sexOf(number string) cn.Sex {
	if len(number) == 18 && (number[16]-'0')%2 == 0 {
		return cn.Female
	}
	return cn.Male
}

func (h *house) term(p id.ID) term.Measure {
	h.t.Helper()
	v, err := h.measures.View(h.as("legal_officer"), p)
	h.must(err)
	return v.Answer.Measures[len(v.Answer.Measures)-1]
}

func (h *house) stays(p id.ID) (stay resident.Resident, inBed bool) {
	h.read(func(ctx context.Context, tx *store.Tx) error {
		all, err := resident.OfPerson(ctx, tx, p)
		if len(all) > 0 {
			stay = all[0]
		}
		if _, none := placement.Of(ctx, tx, p); none == nil {
			inBed = true
		}
		return err
	})
	return stay, inBed
}

func (h *house) owes(p id.ID, code duty.Code) (d duty.Duty) {
	h.read(func(ctx context.Context, tx *store.Tx) error {
		all, err := duty.Of(ctx, tx, p)
		for _, x := range all {
			if x.Code == code && (d.ID == "" || x.State == duty.Pending) {
				d = x
			}
		}
		return err
	})
	return d
}

func photoOf(content string) *bytes.Reader { return bytes.NewReader([]byte(content)) }

// purposed is somebody who says that he treats.
func purposed(ctx context.Context) context.Context { return policy.WithPurpose(ctx, policy.Treatment) }

func (h *house) termAs(who string, p id.ID) term.Measure {
	h.t.Helper()
	v, err := h.measures.View(h.as(who), p)
	h.must(err)
	return v.Answer.Measures[len(v.Answer.Measures)-1]
}
