package duty

import (
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/seal"
)

// Code is which duty: the same words as in the term filter for the duties of the legal clock, and those of
// the house beside them. Its title in the catalogue is "duty.<code>", what discharges it "duty.<code>.by".
type Code string

// Kind is what the house knows of a code: which seat owes it, in whose compartment it stands, and what
// the officer records to discharge it. What the law says of the clock's duties stands in law.Duty.
type Kind struct {
	Code    Code
	Owner   string // role
	Fact    string // fact of the clock that discharges it, "" for a duty that somebody marks as done
	House   bool   // an act of the house opens it, although a fact of the clock discharges it
	Case    bool   // what its room knows discharges it (a step, the end of an outing, the second officer), and nobody ticks it off
	Liberty bool   // a day of somebody's liberty hangs on it: every leader sees it on the day
	// Theirs is what the person himself may or must do. The house reminds and helps; that he lets it pass is
	// no failure of an officer, so it never rises, and a remedy whose time is over leaves the day's list.
	Theirs, Remedy bool
	// Outside is an act outside the law: it reaches facility head, bureau and procurator at once, late or not.
	Outside bool
	// Unseen is what a neutral line would tell: that it is owed of somebody says what he is. It stands in no list but those of
	// who may know it.
	Unseen bool
	// Stays is what a facility owes of what was done there: the record that it stands for is that facility's, and so are the only
	// officers who may close it. It does not go along when its person is transferred.
	Stays       bool
	Compartment seal.Compartment
}

// kinds is the table; order is that of the law's course. The owner is the seat of the judicial facility
// that does it or sees to it: what police or township owe is watched by legal affairs, so that nobody's
// right waits unseen because another organ is silent.
var kinds = []Kind{
	// somebody taken in whose decision is not there yet: held without a paper is the first thing of every leader's day
	{Code: "entry.decision", Owner: "legal_officer", Fact: "ci.decided", House: true, Liberty: true},
	{Code: "entry.letter", Owner: "intake_officer"},
	{Code: "ci.notice.family", Owner: "legal_officer", Fact: "ci.notified"},
	{Code: "ci.notice.employer", Owner: "legal_officer", Fact: "ci.notified"},
	{Code: "ci.notice.police_station", Owner: "legal_officer", Fact: "ci.notified"},
	{Code: "ci.transfer", Owner: "legal_officer", Fact: "ja.admitted"},
	{Code: "ci.family_letter", Owner: "intake_officer", Fact: "ja.family_letter"},
	{Code: "ci.booklet", Owner: "assessor", Fact: "ja.booklet"},
	{Code: "ci.induction", Owner: "teacher", Fact: "ja.induction_closed"},
	{Code: "ci.decide.early", Owner: "legal_officer", Fact: "early.decided"},
	{Code: "ci.decide.extension", Owner: "legal_officer", Fact: "extension.decided"},
	{Code: "ci.decide.conversion", Owner: "legal_officer", Fact: "conversion.decided"},
	{Code: "early.notice.family", Owner: "legal_officer", Fact: "early.notified"},
	{Code: "early.notice.employer", Owner: "legal_officer", Fact: "early.notified"},
	{Code: "early.notice.police_station", Owner: "legal_officer", Fact: "early.notified"},
	{Code: "extension.notice.family", Owner: "legal_officer", Fact: "extension.notified"},
	{Code: "extension.notice.employer", Owner: "legal_officer", Fact: "extension.notified"},
	{Code: "extension.notice.police_station", Owner: "legal_officer", Fact: "extension.notified"},
	{Code: "ci.release.notice", Owner: "return_officer", Fact: "release.noticed"},
	{Code: "ci.release", Owner: "return_officer", Fact: "released", Liberty: true},
	{Code: "ci.release.files", Owner: "return_officer", Fact: "release.files_sent"},
	{Code: "cd.report", Owner: "station_officer", Fact: "cd.reported", Theirs: true},
	{Code: "cr.report", Owner: "station_officer", Fact: "cr.reported", Theirs: true},
	{Code: "cd.move_report", Owner: "station_officer", Fact: "cd.move_reported", Theirs: true},
	{Code: "cr.move_report", Owner: "station_officer", Fact: "cr.move_reported", Theirs: true},
	{Code: "cd.end_notice", Owner: "station_officer", Fact: "cd.end_noticed"},
	{Code: "cr.end_notice", Owner: "station_officer", Fact: "cr.end_noticed"},
	{Code: "recon.apply", Owner: "case_officer", Fact: "recon.applied", Theirs: true, Remedy: true},
	{Code: "suit.direct", Owner: "case_officer", Fact: "suit.filed", Theirs: true, Remedy: true},
	{Code: "suit.after_recon", Owner: "case_officer", Fact: "suit.filed", Theirs: true, Remedy: true},
	{Code: "legal_aid.forward", Owner: "case_officer", Fact: "legal_aid.forwarded"},
	// duties of the house that the shell filter does not print
	{Code: "da.one_year", Owner: "assessor"},
	{Code: "da.pre_expiry", Owner: "assessor"},
	{Code: "act.report", Owner: "legal_officer", Outside: true, Stays: true},
	{Code: "health.report", Owner: "doctor", Compartment: seal.Clinical, Outside: true, Stays: true},
	{Code: "abscond.report", Owner: "brigade_head"},
	{Code: "held.expired", Owner: "legal_officer", Case: true},
	{Code: "outing.late", Owner: "duty_officer", Case: true},
	{Code: "rollcall.missing", Owner: "duty_officer", Case: true, Stays: true},
	{Code: "bed.move", Owner: "zone_officer"},
	{Code: "bed.care", Owner: "doctor", Compartment: seal.Clinical, Unseen: true},
	{Code: "bed.asked", Owner: "doctor", Case: true},
	{Code: "organ.correct_letter", Owner: "legal_officer"},
	{Code: "measure.confirm", Owner: "legal_officer", Case: true},
	{Code: "person.clash", Owner: "legal_officer"},
	{Code: "minor.seal", Owner: "legal_officer"},
	{Code: "letter.replace", Owner: "legal_officer", Case: true},
	// affairs that wait for somebody, and what their steps owe at once
	{Code: "journey.handover", Owner: "intake_officer", Case: true},
	{Code: "journey.intake", Owner: "intake_officer", Case: true},
	{Code: "journey.transfer", Owner: "case_officer", Case: true},
	{Code: "journey.transfer_in", Owner: "intake_officer", Case: true},
	{Code: "transfer.expect", Owner: "intake_officer", Case: true},
	{Code: "journey.home_leave", Owner: "case_officer", Case: true},
	{Code: "journey.outside_medical", Owner: "case_officer", Case: true},
	{Code: "journey.outside_medical.tell", Owner: "legal_officer", Case: true},
	{Code: "journey.extension", Owner: "legal_officer", Case: true},
	{Code: "journey.early", Owner: "legal_officer", Case: true},
	{Code: "journey.conversion", Owner: "legal_officer", Case: true},
	{Code: "conversion.home", Owner: "return_officer", Case: true, Liberty: true},
	{Code: "intake.health", Owner: "doctor", Case: true},
	{Code: "intake.letter", Owner: "intake_officer"},
	{Code: "intake.proof", Owner: "intake_officer"},
	{Code: "intake.refused", Owner: "facility_head"},
	{Code: "release.property", Owner: "return_officer"},
	{Code: "release.tell_family", Owner: "return_officer"},
	{Code: "release.tell_employer", Owner: "return_officer"},
	{Code: "release.tell_police_station", Owner: "return_officer"},
	{Code: "release.tell_organ", Owner: "return_officer"},
	{Code: "release.tell_township", Owner: "return_officer"},
	{Code: "journey.reconsideration", Owner: "case_officer", Case: true},
	{Code: "journey.suit", Owner: "case_officer", Case: true},
	{Code: "remedy.tell", Owner: "case_officer", Case: true},
	{Code: "remedy.overturned", Owner: "legal_officer", Liberty: true},
	{Code: "journey.release", Owner: "return_officer", Case: true, Liberty: true},
	{Code: "stay.unfounded", Owner: "facility_head", Liberty: true},
	{Code: "gate.alone", Owner: "facility_head"},
	{Code: "gate.mismatch", Owner: "facility_head", Liberty: true},
	{Code: "leave.off_days", Owner: "legal_officer", Outside: true, Stays: true},
	{Code: "annulment.held", Owner: "legal_officer", Outside: true, Stays: true},
	{Code: "journey.annulment", Owner: "return_officer", Case: true, Liberty: true},
	{Code: "journey.death", Owner: "facility_head", Case: true},
	{Code: "death.supervisor", Owner: "facility_head", Case: true},
	{Code: "death.family", Owner: "facility_head", Case: true},
	{Code: "death.organ", Owner: "legal_officer", Case: true},
	{Code: "death.procuratorate", Owner: "legal_officer", Case: true},
	{Code: "supervision.answer", Owner: "legal_officer", Case: true, Stays: true},
	// what he says at his own page; a complaint names nobody, and is for its office alone
	{Code: "objection.answer", Owner: "legal_officer", Case: true},
	{Code: "complaint.answer", Owner: "bureau_inspector", Case: true, Compartment: seal.Complaint},
	{Code: "complaint.key", Owner: "bureau_inspector", Case: true},
	{Code: "complaint.office", Owner: "bureau_inspector", Case: true},
	{Code: "emergency.told", Owner: "facility_head", Case: true, Stays: true}, // a compartment was opened because a life was at risk
	{Code: "emergency.told_many", Owner: "facility_head", Case: true, Stays: true},
	{Code: "emergency.review_many", Owner: "bureau_inspector", Case: true, Stays: true},
	{Code: "emergency.review", Owner: "legal_officer", Case: true, Stays: true},
	{Code: "emergency.follow", Owner: "bureau_inspector", Case: true, Stays: true},
	{Code: "child.place", Owner: "intake_officer", Compartment: seal.Child},
	{Code: "child.ask", Owner: "intake_officer", Case: true, Compartment: seal.Child},
}

var byCode = func() map[Code]Kind {
	m := make(map[Code]Kind, len(kinds))
	for _, k := range kinds {
		if k.Compartment == "" {
			k.Compartment = seal.General
		}
		m[k.Code] = k
	}
	return m
}()

// KindOf is what the house knows of a code; ok is false for a code that nobody registered.
func KindOf(c Code) (k Kind, ok bool) { k, ok = byCode[c]; return k, ok }

// Apart tells whether another has to say that it was done than the one out of whose act it is owed: a report of what was outside
// the law, or what somebody's liberty hangs on, where no fact and no step proves it.
func (k Kind) Apart() bool { return k.Fact == "" && !k.Case && (k.Outside || k.Liberty) }

// Title is what a duty is called: the law's name for those of the clock, the house's for its own.
func (c Code) Title() text.Key {
	if k, _ := KindOf(c); k.Fact != "" && !k.House {
		return text.Key("law.duty." + string(c))
	}
	return text.Key("duty." + string(c))
}

// OwnerOf is the role that owes what a fact of the clock discharges, "" where no duty waits for it.
func OwnerOf(fact string) string {
	for _, k := range kinds {
		if k.Fact == fact {
			return k.Owner
		}
	}
	return ""
}

// Kinds lists every code, in the order of the law's course.
func Kinds() []Kind { return append([]Kind(nil), kinds...) }

// seatUnit is the unit in which the owner of a code sits: the person's unit (his brigade, and his station once he
// is out) for the roles of a brigade or station, the facility itself for all others. Where the brigade is not known yet the facility answers, so that no
// duty is without a head.
func seatUnit(c Code, facility, brigade id.ID) id.ID {
	k, _ := KindOf(c)
	return seatOf(k.Owner, facility, brigade)
}

func seatOf(owner string, facility, brigade id.ID) id.ID {
	if r, ok := staff.KindOf(staff.Role(owner)); ok && (r.Where == staff.InBrigade || r.Where == staff.InStation) && brigade != "" {
		return brigade
	}
	return facility
}
