package app_test

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course"
	"guitu/internal/domain/journey/course/ending"
	"guitu/internal/domain/law"
	"guitu/internal/domain/objection"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/partner"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/rollcall"
	"guitu/internal/domain/sealing"
	"guitu/internal/domain/statistics"
	"guitu/internal/domain/supervision"
	"guitu/internal/domain/term"
	"guitu/internal/domain/transfer"
	"guitu/internal/door/papercheck"
	"guitu/internal/door/supervisionpages"
	"guitu/internal/door/transferpages"
	"guitu/internal/platform/doctor"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/reminder"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/witness"
)

// families lists the keys that sources compose. Who knows the ends is asked for them, so that a code without its
// words fails, and so do words whose code is gone. Ends that nobody lists are spelled in the rooms named.
func families() []text.Family { return append(asked(), spelled()...) }

func asked() []text.Family {
	var facts, fields, words, params, bars []string
	for _, t := range term.Types() {
		facts = append(facts, t.String())
		for _, f := range term.SchemaOf(t).Fields {
			fields = append(fields, f.Name)
			words = append(words, names(f.Words)...)
		}
	}
	for _, p := range law.Registry {
		params = append(params, string(p.Key))
	}
	for _, b := range law.Bars {
		bars = append(bars, b.Code)
	}
	own, clock := duties()
	marks := []string{"secondary"} // whose own sign is 2°
	for _, m := range []law.Mark{law.S, law.X, law.Memory, law.Inference, law.Unknown} {
		marks = append(marks, strings.ToLower(m.String()))
	}
	return []text.Family{
		{Begin: "role.", Ends: policy.Roles()},
		{Begin: "doctor.check.", Ends: doctor.Checks()},
		{Begin: "reminder.way.", Ends: codes([]reminder.Way{reminder.Mail, reminder.SMS})},
		{Begin: "doctor.level.", Ends: codes([]doctor.Level{doctor.OK, doctor.Warn, doctor.Bad})},
		{Begin: "check.verdict.", Ends: codes(papercheck.Verdicts())},
		{Begin: "check.verdict.", Ends: with(".next", codes(papercheck.Verdicts()))},
		{Begin: "paper.kind.", Ends: codes(paper.Kinds())},
		{Begin: "witness.verdict.", Ends: []string{string(witness.Genuine), string(witness.Altered), string(witness.UnknownKey)}},
		{Begin: "policy.purpose.", Ends: policy.Purposes()},
		{Begin: "admin.action.", Ends: codes(policy.Actions()), Some: true}, /* signing in is nothing to ask about */
		{Begin: "supervision.topic.", Ends: codes(supervision.Topics)},
		{Begin: "supervision.state.", Ends: codes(supervision.States)},
		{Begin: "supervision.view.", Ends: codes(supervisionpages.Views)},
		{Begin: "admin.compartment.", Ends: codes(seal.All())},
		{Begin: "law.duty.", Ends: clock},
		{Begin: "duty.", Ends: own},
		{Begin: "duty.level.", Ends: []string{"0", "1", "2", "3"}},
		{Begin: "duty.source.", Ends: duty.Sources},
		{Begin: "law.param.", Ends: params},
		{Begin: "law.bar.", Ends: bars},
		{Begin: "law.refused.", Ends: names(law.Refusals())},
		{Begin: "law.refused.", Ends: with(".remedy", names(law.Refusals())), Some: true},
		{Begin: "law.warning.", Ends: names(law.Warnings())},
		{Begin: "law.organ.", Ends: names(law.Organs())},
		{Begin: "law.state.", Ends: names(law.States())},
		{Begin: "law.substate.", Ends: names([]law.Substate{law.Absconded, law.OutsideMedical, law.HeldElsewhere, law.HomeLeave})},
		{Begin: "law.reason.", Ends: names([]law.Reason{law.Early, law.OnTime, law.AfterExtension, law.Converted, law.Died, law.Annulled})},
		{Begin: "law."},       // of the two findings, whose families stand above
		{Begin: "rule."},      // of facts of the log, which have no words under it
		{Begin: "placement."}, // as above
		{Begin: "placement.", Ends: with(".title", []string{ // conflicts that are nobody's other hand: web.Form.Title
			"taken", "reserved", "out_of_use", "not_offered", "one_brigade", "bed_kept", "room_kept", "room_of_others",
			"undo_late", "undo_twice", "undo_changed", "undo_medical", "no.apart",
		})},
		{Begin: "beds.away.", Ends: []string{"hospital", "visit", "court", "transfer", "outside_medical", "home_leave", "held_elsewhere", "absconded"}}, // outing.Kinds; another says "out"
		{Begin: "beds.compartment.", Ends: []string{"clinical", "infection"}},
		{Begin: "beds.mark.access.", Ends: []string{"large_print", "reader", "hearing", "interpreter"}}, // person.Person.Access
		{Begin: "placement.no.", Ends: separated()},
		{Begin: "rules.", Ends: []string{"refused.title", "warning.title"}},
		{Begin: "case.access.", Ends: []string{"large_print", "reader", "hearing", "interpreter"}, Some: true}, // person.Person.Access
		{Begin: "text.span.", Ends: []string{"hours", "days", "work_days", "months", "years"}},                 // text.Printer.Span
		{Begin: "rules.mark.", Ends: marks},
		{Begin: "measure.fact.", Ends: facts},
		{Begin: "measure.field.", Ends: fields},
		{Begin: "measure.word.", Ends: append(words, "injurySignedBy.police")}, // telling.wordOf
		{Begin: "resident.phase.", Ends: append(codes(resident.Phases), "")},
		{Begin: "rollcall.shift.", Ends: codes(rollcall.Shifts)},
		{Begin: "rollcall.mark.", Ends: codes(rollcall.Sorts)},
		{Begin: "rollcall.item.", Ends: rollcall.Items},
		{Begin: "rollcall.question.", Ends: rollcall.Questions},
		{Begin: "out.view.", Ends: outing.Views},
		{Begin: "out.none.", Ends: outing.Views},
		{Begin: "journeys.fits.no.", Ends: placement.Keys()},
		{Begin: "outing.ended.", Ends: codes(outing.Ends())},
		{Begin: "outing.kind.", Ends: codes(outing.Kinds())},
		{Begin: "journey.kind.", Ends: affairs().kinds},
		{Begin: "journey.state.", Ends: affairs().states},
		{Begin: "journey.step.", Ends: affairs().steps},
		{Begin: "journey.field.", Ends: affairs().fields},
		{Begin: "journey.word.", Ends: append(affairs().words, "yes")}, // of a tick
		{Begin: "journey.hint.", Ends: affairs().fields, Some: true},
		{Begin: "journey.hint.", Ends: affairs().steps, Some: true},
		{Begin: "transfers.box.", Ends: transferpages.Boxes},
		{Begin: "transfers.none.", Ends: transferpages.Boxes},
		{Begin: "transfers.withheld.", Ends: codes([]transfer.Withheld{transfer.NotTheirs, transfer.Void})},
		{Begin: "transfer.state.", Ends: codes(transfer.States())},
		{Begin: "journeys.lacking.", Ends: ending.Readiness{}.Lacks()},
		{Begin: "journeys.whose.", Ends: affairs().actions},
		{Begin: "partner.kind.", Ends: codes(partner.Kinds)},
		{Begin: "relation.", Ends: relations()},
		{Begin: "purpose.what.", Ends: codes(seal.All())},
		{Begin: "purpose.keeper.", Ends: codes(seal.All()[1:])},
		{Begin: "emergencies.count.", Ends: []string{"all", "waiting", "overdue", "in_time", "unjustified"}},
		{Begin: "emergencies.count.", Ends: with(".note", []string{"all", "waiting", "overdue", "in_time", "unjustified"})},
		{Begin: "emergencies.outcome.", Ends: []string{"justified", "unjustified"}}, // emergency.Outcome
		{Begin: "sealing.ground.", Ends: grounds()},
		{Begin: "sealing.state.", Ends: codes(sealing.States)},
		{Begin: "sealing.way.", Ends: sealing.Ways},
		{Begin: "sealing.purpose.", Ends: codes(sealing.Purposes)},
		{Begin: "sealings.age.", Ends: statistics.Ages},
		{Begin: "sealings.by.", Ends: append(codes(statistics.Dimensions), string(statistics.ByQuarter))},
		{Begin: "case.language.", Ends: append(slices.Clone(person.Languages), ""), Some: true},
		{Begin: "objection.about.", Ends: objection.About},
		{Begin: "own.office.", Ends: []string{"bureau", "procurator"}}, // ownpages.slug
		{Begin: "own.office.", Ends: []string{"bureau.sub", "procurator.sub"}},
		{Begin: "own.tile.", Ends: []string{"term", "owed", "papers", "trail", "object", "remedy", "procurator", "complaint"}},
		{Begin: "own.tile.", Ends: with(".sub", []string{"term", "owed", "papers", "trail", "object", "remedy", "procurator", "complaint"})},
		{Begin: "own.told.", Ends: []string{"opened", "reset"}},                                                            // kiosk.Reset.Kind
		{Begin: "app.menu.group.", Ends: []string{"people", "rights", "figures", "house"}},                                 // groups
		{Begin: "own.remedy.ask.", Ends: []string{"reconsideration", "suit", "legal_aid"}},                                 // remedy.Kinds
		{Begin: "own.remedy.who.", Ends: []string{"himself", "relative", "lawyer"}},                                        // by whom a remedy is asked for
		{Begin: "own.remedy.state.", Ends: []string{"asked_for", "written", "sent_on", "answered", "closed", "cancelled"}}, // of the course of a remedy
		{Begin: "own.trail.", Ends: []string{"file", "numbers", "paper", "document", "affair", "closed", "compared", "urgent", "urgent_justified", "urgent_unjustified"}}, // census.Look.What
		{Begin: "rights.office.", Ends: []string{policy.BureauInspector, policy.Procurator}},
		{Begin: "rights.resets.", Ends: []string{"opened", "reset"}}, // kiosk.Reset.Kind
		{Begin: "told.", Ends: []string{"withdrawn", "replaced"}},
		{Begin: "told.struck.", Ends: []string{"withdrawn", "replaced"}},
		{Begin: "trouble.", Ends: troubles(), Some: true},
		{Begin: "basis.", Ends: laws()},
		{Begin: "case.field.", Ends: entered()},
		{Begin: "case.kin.", Ends: append(answered("internal/domain/person/kin.go"), "name", "phone")},
	}
}

func grounds() (out []string) {
	for _, g := range sealing.Grounds {
		out = append(out, string(g.Ground))
	}
	return out
}

// told are the words of every affair, as its table has them.
type told struct{ kinds, states, steps, fields, words, actions []string }

func affairs() (t told) {
	add := func(into *[]string, word string) {
		if !slices.Contains(*into, word) {
			*into = append(*into, word)
		}
	}
	var asked func(f journey.Field)
	asked = func(f journey.Field) {
		add(&t.fields, f.Name)
		for _, w := range f.Words {
			add(&t.words, w)
		}
		for _, c := range f.Columns {
			asked(c)
		}
	}
	for _, c := range course.All(course.Rooms{}) {
		add(&t.kinds, string(c.Kind))
		for _, s := range c.Stages {
			add(&t.states, string(s.State))
		}
		for _, s := range c.Steps {
			add(&t.steps, string(c.Kind)+"."+s.Name)
			if !s.Follows {
				add(&t.actions, string(s.Action))
			}
			for _, f := range s.Fields {
				asked(f)
			}
		}
	}
	return t
}

// entered are the fields of an identity and an arrival: whatever the rooms answer a fault of must have its label, for the
// form names the field by it.
func entered() []string {
	ends := []string{"unit", "admitted", "decided", "phase"}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[person.Draft]()) {
		ends = append(ends, strings.ToLower(f.Name))
	}
	for _, x := range answered("internal/domain/person/draft.go", "internal/domain/person/acts.go", "internal/domain/measure/enter.go", "internal/domain/placement/arrival.go", "internal/door/casepages/intake.go") {
		if !slices.Contains([]string{"by", "ground", "organ", "letter", "words"}, x) { // labelled as fields of the decision
			ends = append(ends, x)
		}
	}
	return ends
}

var answer = regexp.MustCompile(`\.Add\("(\w+)", "`)

// answered are the fields by whose names some sources answer faults.
func answered(files ...string) (ends []string) {
	for _, f := range files {
		source, err := os.ReadFile("../../" + f)
		if err != nil {
			panic(err)
		}
		for _, m := range answer.FindAllStringSubmatch(string(source), -1) {
			ends = append(ends, m[1])
		}
	}
	return ends
}

func with(end string, list []string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = x + end
	}
	return out
}

// duties are the codes of the house with their ".by", and those of the clock.
func duties() (own, clock []string) {
	for _, k := range duty.Kinds() {
		switch {
		case k.Fact != "" && !k.House:
			clock = append(clock, string(k.Code))
		case k.Case && !slices.Contains([]duty.Code{"outing.late", "rollcall.missing", "measure.confirm", "letter.replace"}, k.Code): // a step of its affair
			own = append(own, string(k.Code))
		default:
			own = append(own, string(k.Code), string(k.Code)+".by")
		}
	}
	return append(own, string(duty.Hidden)), clock
}

// separated are the keys by which people are kept apart.
func separated() (ends []string) {
	for _, r := range separation.Rules {
		ends = append(ends, r.Key)
	}
	return ends
}

func troubles() (ends []string) {
	for k := errs.Internal; k <= errs.TooLarge; k++ {
		ends = append(ends, k.String()+".title", k.String()+".do")
	}
	return ends
}

// laws are the instruments that articles are cited of.
func laws() (ends []string) {
	for _, i := range law.Instruments {
		ends = append(ends, i.Short)
	}
	return ends
}

func names[T fmt.Stringer](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = x.String()
	}
	return out
}

func codes[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}

func relations() (ends []string) {
	for _, r := range person.Relations {
		ends = append(ends, r.Code)
	}
	return ends
}
