package demo

import (
	"context"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/arrival"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/store"
)

// office is the officers of a facility at work.
type office struct {
	House
	t        testing.TB
	hand     *clock.Hand
	facility id.ID
	seats    map[string][]actor.Post // by role; of the bureau too
	members  map[id.ID]id.ID         // post → who holds it
}

func offices(t testing.TB, h House, hand *clock.Hand) (out []*office) {
	t.Helper()
	type post struct{ id, member, facility, unit id.ID }
	type held struct {
		post
		role string
	}
	all := read(t, h, func(ctx context.Context, tx *store.Tx) ([]held, error) {
		return store.Collect(ctx, tx, func(s store.Scanner) (p held, err error) {
			return p, s.Scan(&p.id, &p.member, &p.role, &p.facility, &p.unit)
		}, `select id, member, role, facility, unit from staff_post where until_day is null order by id`)
	})
	houses := read(t, h, func(ctx context.Context, tx *store.Tx) ([]id.ID, error) {
		return store.Collect(ctx, tx, store.Value[id.ID], `select id from facility_unit where kind = 'facility' order by id`)
	})
	for _, at := range houses {
		o := &office{House: h, t: t, hand: hand, facility: at, seats: map[string][]actor.Post{}, members: map[id.ID]id.ID{}}
		for _, p := range all {
			if p.facility == at || strings.HasPrefix(p.role, "bureau_") {
				o.seats[p.role] = append(o.seats[p.role], actor.Post{ID: p.id, Role: p.role, Facility: p.facility, Unit: p.unit})
				o.members[p.id] = p.member
			}
		}
		out = append(out, o)
	}
	return out
}

// as is the n-th officer with a role, who has just signed.
func (o *office) as(role string, n int) context.Context {
	posts := o.seats[role]
	if len(posts) == 0 {
		o.t.Fatalf("no %s", role)
	}
	p := posts[n%len(posts)]
	return actor.With(o.t.Context(), actor.Actor{
		Kind: actor.Officer, Account: id.New(), Staff: o.members[p.ID], SecondAt: o.hand.Now().Add(-time.Second), Posts: []actor.Post{p},
	})
}

func (o *office) minute(ago time.Duration) string {
	return o.hand.Now().Add(-ago).In(clock.Shanghai).Format("2006-01-02T15:04")
}

func (o *office) day(n int) string { return civil.DateOf(o.hand.Now()).AddDays(n).String() }

// said are answers as a form sends them.
func said(pairs ...string) journey.Posted {
	p := journey.Posted{}
	for _, x := range pairs {
		k, v, _ := strings.Cut(x, "=")
		p[k] = append(p[k], v)
	}
	return p
}

func (o *office) begin(who context.Context, kind journey.Kind, stay resident.Resident, pairs ...string) id.ID {
	o.t.Helper()
	of, err := o.Journey.Begin(who, store.NewKey(), journey.Start{Kind: kind, Facility: o.facility, Unit: stay.Unit, Person: stay.Person, Said: said(pairs...)})
	o.must(string(kind), err)
	return of
}

func (o *office) do(who context.Context, of id.ID, step string, pairs ...string) {
	o.t.Helper()
	f, err := o.Journey.File(o.as("legal_officer", 0), of)
	o.must(step, err)
	s, ok := f.Course.Step(step)
	if !ok {
		o.t.Fatalf("no step %s", step)
	}
	_, err = o.Journey.Do(who, store.NewKey(), journey.Command{Case: of, Stamp: f.Stamp(s), Step: step, Said: said(pairs...)})
	o.must(string(f.Kind)+"."+step, err)
}

func (o *office) must(what string, err error) {
	o.t.Helper()
	if e := errs.Find(err); e != nil {
		o.t.Fatalf("%s of %s: %s: %v %v", what, o.facility, o.hand.Now(), err, e.Fields)
	}
	if err != nil {
		o.t.Fatalf("%s: %v", what, err)
	}
}

// arrives takes a newcomer in.
func (o *office) arrives(name string, born civil.Date) {
	desk := o.as("intake_officer", 0)
	of := o.begin(desk, affair.Intake, resident.Resident{}, "arrived="+o.minute(time.Hour), "from=ps_facility", "from_organ=县公安戒毒所", "escorts.escort=周定边")
	o.do(desk, of, "decision", "decided="+o.day(-100), "by=county", "ground=relapse", "organ=县公安局", "number=县公强戒决字〔2026〕"+name+"号", "no_paper=后补")
	o.do(desk, of, "identity", "name="+name, "sex=male", "born="+born.String(), "verified=police", "same_as=none", "shown="+o.alike(name, born), "fingerprint_card=ZW-9", "no_proof=照片随后补", "aware=yes") // some were children on the day of the decision
	o.checks(of, false)
	o.do(desk, of, "family", "left_alone=no", "asked="+o.minute(0))
	o.do(desk, of, "rights", "talked="+o.minute(0), "read_in=zh", "resident_signs=signed")
	if o.beds(desk, of) {
		o.do(desk, of, "accept", "accept_all=yes")
		return
	}
	o.do(desk, of, "refer", "refer_to=other_facility", "refer_where=邻所", "words=无床位", "told=周定边", "told_at="+o.minute(0))
}

// alike is who may be the newcomer, whom the officer has looked at.
func (o *office) alike(name string, born civil.Date) string {
	found := read(o.t, o.House, func(ctx context.Context, tx *store.Tx) ([]person.Candidate, error) {
		who, err := o.Person.Parse(person.Draft{Name: name, Sex: "male", Born: born.String()})
		if err != nil {
			return nil, err
		}
		return o.Person.Candidates(ctx, tx, who)
	})
	var ids []string
	for _, c := range found {
		ids = append(ids, string(c.Person.ID))
	}
	return strings.Join(ids, ",")
}

// checks are what is looked at of whoever comes in.
func (o *office) checks(of id.ID, woman bool) {
	who := o.as("intake_officer", 0)
	pregnant, by := "not_applicable", "male"
	if woman {
		pregnant, by = "no", "female"
	}
	o.do(o.as("doctor", 0), of, "health", "examined="+o.minute(0), "pregnant="+pregnant, "nursing="+strings.Replace(pregnant, "yes", "no", 1), "findings=可", "conclusion=fit")
	o.do(who, of, "injuries", "injuries=no")
	o.do(who, of, "search", "searchers.searcher=陈立", "searched_by="+by, "contraband=no")
	o.do(who, of, "property", "property=none", "resident_signs=signed")
}

// beds chooses a brigade and the first bed that is offered in it; false when none has one.
func (o *office) beds(desk context.Context, of id.ID) bool {
	brigades := read(o.t, o.House, func(ctx context.Context, tx *store.Tx) ([]id.ID, error) {
		return store.Collect(ctx, tx, store.Value[id.ID], `select id from facility_unit where kind = 'brigade' and facility = $1 order by id`, o.facility)
	})
	for _, b := range brigades {
		o.do(desk, of, "place", "unit="+string(b), "phase=detox")
		f, err := o.Journey.File(desk, of)
		o.must("file", err)
		offers := read(o.t, o.House, func(ctx context.Context, tx *store.Tx) ([]placement.Offer, error) {
			who, err := arrival.Arriving(&f.Case, o.Person)
			if err != nil {
				return nil, err
			}
			return o.Placement.Offers(ctx, tx, who, arrival.Offered)
		})
		if len(offers) > 0 {
			o.do(desk, of, "bed", "bed="+string(offers[0].Bed))
			return true
		}
	}
	return false
}

// releases lets somebody go on his last day, past two officers.
func (o *office) releases(stay resident.Resident, number string) {
	desk := o.as("return_officer", 0)
	of := o.open(affair.Release, stay.Person)
	if of == "" {
		of = o.begin(desk, affair.Release, stay)
	}
	o.do(desk, of, "term", "term_checked=yes")
	o.do(desk, of, "holds", "hold=none", "asked_of=县公安局", "asked_at="+o.minute(time.Hour))
	o.do(desk, of, "property", "property=none", "resident_signs=signed")
	o.do(o.as("legal_officer", 0), of, "papers", "fingerprint_card=ZW-1")
	o.do(desk, of, "propose")
	hand := []string{"document=card", "number_in_hand=" + number, "face=no_photo"}
	if number == "" {
		hand = []string{"document=none", "card_number=ZW-1", "relative=到场亲属", "face=no_photo"}
	}
	o.do(o.as("intake_officer", 0), of, "first", hand...)
	o.do(o.as("facility_head", 0), of, "second", hand...)
	o.do(desk, of, "let_go", "left_at="+o.minute(0))
}

// open is the open case of a kind of somebody.
func (o *office) open(kind journey.Kind, p id.ID) id.ID {
	return read(o.t, o.House, func(ctx context.Context, tx *store.Tx) (id.ID, error) {
		got, err := journey.OpenOf(ctx, tx, kind, []id.ID{p})
		return got[p].ID, err
	})
}

// sends transfers somebody as far as the gate.
func (o *office) sends(stay resident.Resident, to *office) (pkg id.ID) {
	desk := o.as("intake_officer", 0)
	of := o.begin(desk, affair.Transfer, stay, "to_house="+string(to.facility), "transfer_ground=crowded", "words=床位紧张", "aware=yes")
	o.do(o.as("facility_head", 0), of, "submit")
	o.do(o.as("bureau_legal", 0), of, "approve", "approved_on="+o.day(0), "number=省戒调〔2026〕1号", "no_paper=后补")
	o.do(o.as("doctor", 0), of, "health", "examined="+o.minute(0), "findings=可", "fit_to_travel=yes")
	o.do(desk, of, "pack", "dossier.paper=决定书", "dossier.pages=3", "property=none", "leaves_on="+o.day(0))
	o.do(desk, of, "depart", "departed="+o.minute(0), "escorts.escort=周定边")
	f, err := o.Journey.File(desk, of)
	o.must("file", err)
	return id.ID(f.Said("pack").Of("package"))
}

// receives takes in who was sent, or turns him away when there is no bed.
func (o *office) receives(pkg id.ID, who person.Person) {
	desk := o.as("intake_officer", 0)
	of := o.begin(desk, affair.TransferIn, resident.Resident{}, "package="+string(pkg), "arrived="+o.minute(0))
	if number := who.Number(); number != "" {
		o.do(desk, of, "identity", "document=card", "number_in_hand="+number)
	} else {
		o.do(desk, of, "identity", "document=none", "file_number="+who.NumberOf(person.FileNumber))
	}
	o.do(desk, of, "dossier", "dossier.paper=决定书", "dossier.pages=3")
	o.checks(of, who.Sex == cn.Female)
	if o.beds(desk, of) {
		o.do(desk, of, "receive", "accept_all=yes")
		return
	}
	o.do(desk, of, "refuse", "words=无床位", "told=周定边", "told_at="+o.minute(0))
}
