package course_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/placement"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// doers is who does what.
var doers = map[policy.Action][]string{
	policy.JourneyIntake: {"intake_officer"}, policy.JourneyExamine: {"doctor"}, policy.JourneyAttend: {"intake_officer"},
	policy.JourneyMove: {"case_officer"}, policy.JourneyPropose: {"case_officer"}, policy.JourneyApprove: {"facility_head"},
	policy.JourneySupervise: {"bureau_legal"}, policy.JourneyDecide: {"legal_officer"}, policy.JourneyRelease: {"return_officer"},
	policy.JourneyWitness: {"duty_officer", "zone_officer"}, policy.JourneyReport: {"brigade_head"}, policy.JourneyExpire: {"return_officer"}, policy.JourneyRemedy: {"case_officer"}, policy.JourneyRequest: {"case_officer"},
}

// walker goes through the courses at random, answering every question with something that could be said.
type walker struct {
	*house
	r     *rapid.T
	cases []id.ID
	ends  map[journey.State]int
	at    id.ID // the facility of the case
}

// Beds and those who are out make the people, whatever way their affairs go; and nothing that can be said is a defect.
func TestBedsAndOutMakeThePeople(t *testing.T) {
	each(t, func(h *house) {
		for i := range 5 {
			h.resident("住客"+string(rune('甲'+i)), "", 30*i)
		}
		w := &walker{house: h, ends: map[journey.State]int{}}
		rapid.Check(h.t, func(r *rapid.T) { // the house goes on from check to check: one long life
			w.r = r
			for range 12 {
				w.step()
				w.counts()
			}
		})
		if len(w.ends) < 3 {
			h.t.Errorf("the walks came to few ends: %v", w.ends)
		}
	})
}

func (w *walker) pick(label string, n int) int { return rapid.IntRange(0, n-1).Draw(w.r, label) }

func (w *walker) step() {
	if w.pick("pass", 15) == 0 {
		w.hand.Forward(time.Duration(1+w.pick("hours", 200)) * time.Hour)
		if _, err := w.measures.Refresh(w.as("legal_officer"), 100); err != nil {
			w.r.Fatal(err)
		}
	}
	if len(w.cases) == 0 || w.pick("new", 4) == 0 {
		w.opens()
		return
	}
	of := w.cases[w.pick("case", len(w.cases))]
	f := w.file(of)
	able := f.Doable(f.Course)
	if len(able) == 0 {
		return
	}
	s := able[w.pick("step", len(able))]
	if s.Asks != "" {
		return // another organ's to answer
	}
	if w.pick("forward", 3) > 0 {
		s = w.forward(f, able, s)
	}
	if slices.Contains(givesUp, s.Name) && w.pick("really", 5) > 0 {
		return // a walk that always gives up sees little
	}
	who := doers[s.Action]
	officer := who[w.pick("who", len(who))]
	if s.Name == "second" {
		officer = who[len(who)-1]
	}
	if f.Facility == w.there.facility {
		officer += away
	}
	w.at = f.Facility
	err := w.house.do(officer, of, s.Name, w.answers(s)...)
	w.fine(err, s.Name)
	if after := w.file(of); !after.Closed.IsZero() {
		w.ends[after.State]++
		w.cases = slices.DeleteFunc(w.cases, func(x id.ID) bool { return x == of })
	}
}

var givesUp = []string{"drop", "refuse", "refer", "cancel", "withdraw", "reopen", "not_back"}

// forward is the step that leads a case on: what it lacks, else what was not done yet, else s.
func (w *walker) forward(f journey.File, able []*journey.Step, s *journey.Step) *journey.Step {
	var on []*journey.Step
	for _, x := range able {
		if !f.Did(x.Name) && x.Asks == "" && (x.Must || len(f.Lacks) == 0 && !slices.Contains(givesUp, x.Name)) {
			on = append(on, x)
		}
	}
	if len(on) == 0 {
		return s
	}
	return on[w.pick("on", len(on))]
}

// opens begins an affair: of a newcomer, or of somebody who is here.
func (w *walker) opens() {
	all := w.desk.Courses()
	c := all[w.pick("course", len(all))]
	var person id.ID
	if !c.Newcomer {
		var here []id.ID
		w.read(func(ctx context.Context, tx *store.Tx) (err error) {
			here, err = store.Collect(ctx, tx, store.Value[id.ID], `select person from resident_resident where left_on is null and facility = $1 order by id`, w.facility)
			return err
		})
		if len(here) == 0 {
			return
		}
		person = here[w.pick("person", len(here))]
	}
	first := &c.Steps[0]
	who := doers[first.Action]
	w.at = w.facility
	officer := who[0]
	if c.Kind == affair.TransferIn {
		w.at, officer = w.there.facility, officer+away
	}
	of, err := w.begin(officer, c.Kind, person, w.answers(first)...)
	w.fine(err, first.Name)
	if err == nil {
		w.cases = append(w.cases, of)
	}
}

// fine lets through what a reader is told; a defect of ours is none of it.
func (w *walker) fine(err error, step string) {
	if err != nil && errs.KindOf(err) == errs.Internal {
		w.r.Fatalf("%s: %v", step, err)
	}
}

// answers says something to every question of a step.
func (w *walker) answers(s *journey.Step) (out []string) {
	for _, f := range s.Fields {
		if f.Sort == journey.Table {
			for _, c := range f.Columns {
				out = append(out, f.Name+"."+c.Name+"="+w.value(c))
			}
			continue
		}
		if v := w.value(f); v != "" {
			out = append(out, f.Name+"="+v)
		}
	}
	return out
}

func (w *walker) value(f journey.Field) string {
	now := w.hand.Now().In(clock.Shanghai)
	if f.Name == "phone" && f.Must {
		return "13800000000"
	}
	switch f.Name {
	case "same_as":
		return "none"
	case "package":
		return string(w.sent())
	case "file_number":
		return "DA-QC-2026-0001"
	case "shown", "term_start", "term_end", "home", "residence", "ethnic", "phone":
		return ""
	case "name", "number_in_hand", "card_number", "id_number":
		return map[string]string{"name": "无名" + string(rune('一'+w.pick("name", 5000))), "card_number": "ZW-1"}[f.Name]
	case "fingerprint_card":
		return "ZW-1"
	case "document":
		return "none"
	case "searched_by", "conclusion":
		return f.Words[0]
	case "face":
		return "no_photo"
	case "born":
		return "1990-05-01"
	case "decided":
		return now.AddDate(-w.pick("years", 3), 0, -w.pick("days", 20)).Format("2006-01-02")
	}
	switch f.Sort {
	case journey.Choice:
		if f.Name == "injuries" || f.Name == "left_alone" || f.Name == "pregnant" || f.Name == "nursing" {
			return f.Words[0]
		}
		return f.Words[w.pick(f.Name, len(f.Words))]
	case journey.Tick:
		return []string{"yes", ""}[w.pick(f.Name, 2)]
	case journey.Day:
		return now.AddDate(0, 0, w.pick(f.Name, 6)-4).Format("2006-01-02")
	case journey.Moment:
		return now.Add(-time.Duration(w.pick(f.Name, 300)) * time.Minute).Format("2006-01-02T15:04")
	case journey.Count, journey.Money:
		return "1"
	case journey.House:
		return string(w.there.facility)
	case journey.Unit:
		if w.at == w.there.facility {
			return string(w.there.unit)
		}
		return string(w.unit)
	case journey.Bed:
		beds := w.beds
		if w.at == w.there.facility {
			beds = w.there.beds
		}
		return string(beds[w.pick("bed", len(beds))])
	case journey.Files:
		return ""
	}
	return "有话要说"
}

// sent is a package that is on the way, or none.
func (w *walker) sent() (of id.ID) {
	w.read(func(ctx context.Context, tx *store.Tx) error {
		all, err := store.Collect(ctx, tx, store.Value[id.ID], `select id from transfer_package where state = 'sent' order by id`)
		if len(all) > 0 {
			of = all[w.pick("package", len(all))]
		}
		return err
	})
	return of
}

// counts holds the heads against the stays, the beds and the outings.
func (w *walker) counts() {
	w.read(func(ctx context.Context, tx *store.Tx) error {
		for _, at := range []id.ID{w.facility, w.there.facility} {
			heads, _, err := outing.Count(ctx, tx, at)
			if err != nil {
				return err
			}
			people, err := store.One(ctx, tx, store.Value[int], `select count(*) from resident_resident where left_on is null and facility = $1`, at)
			if err != nil {
				return err
			}
			beds, err := placement.Here(ctx, tx, at)
			if heads.Present+heads.Out != people || heads.Waiting != 0 || len(beds) != people {
				w.r.Fatalf("%d present + %d out + %d waiting, and %d people in %d beds", heads.Present, heads.Out, heads.Waiting, people, len(beds))
			}
			if err != nil {
				return err
			}
		}
		twice, err := store.One(ctx, tx, store.Value[int], `select count(*) from (select person from resident_resident where left_on is null group by person having count(*) > 1) t`)
		if twice > 0 {
			w.r.Fatalf("%d people are in two houses", twice)
		}
		return err
	})
}
