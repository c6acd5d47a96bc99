package measure

import (
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/domain/term"
)

// own are the facts that the house itself does: it is refused when the law refuses it. Everything else
// happened elsewhere, or to somebody, and is recorded as it happened.
var own = map[term.Type]bool{
	term.JAAdmitted: true, term.JAFamilyLetter: true, term.JABooklet: true, term.JAInductionClosed: true,
	term.HomeLeave: true, term.OutsideMedicalApproved: true,
	term.EarlyProposed: true, term.ExtensionProposed: true, term.ConversionProposed: true,
	term.ReleaseNoticed: true, term.CertificateIssued: true, term.Released: true, term.ReleaseFilesSent: true,
	term.Restraint: true, term.Single: true, term.Work: true, term.LegalAidForwarded: true,
}

// Own tells whether a fact is an act of the house.
func Own(t term.Type) bool { return own[t] }

// leaves are the facts after which somebody is no longer in the facility, with the word by which affairs that end with it
// are told.
var leaves = map[term.Type]string{
	term.Released: "released", term.CIDeceased: "died", term.CIAnnulled: "annulled",
}

// lets are the facts that may end a measure without his leaving: an affair ends his stay after them.
var lets = map[term.Type]bool{term.ConversionDecided: true, term.HeldElsewhere: true}

// begins are the facts that let another end: nobody is brought back who has not left, by what the file knows.
var begins = map[term.Type]struct {
	by           term.Type
	never, since string // what is wrong with an end alone, and with one before its beginning
	anyhow       bool   // it has begun even where the law did not allow it: he was out
}{
	term.HeldElsewhereEnded:  {term.HeldElsewhere, "measure.never_held", "measure.held_since", false},
	term.Recapture:           {term.Abscond, "measure.never_gone", "measure.gone_since", false},
	term.HomeLeaveEnded:      {term.HomeLeave, "measure.never_on_leave", "measure.on_leave_since", true},
	term.OutsideMedicalEnded: {term.OutsideMedicalApproved, "measure.never_treated", "measure.treated_since", true},
}

// Followed tells whether an affair follows a fact once it is corrected: what was decided, and how somebody went or came back.
func Followed(t term.Type) bool {
	return ByAffair(t) || serves[t] != nil || outs[t] || begins[t].by != term.NoType
}

// begun refuses the end of something of which the file does not know that it had begun by then. The clock takes the end of a
// custody without a word (it may come long after the term), and keeps a recapture as an act outside the rules: here somebody
// can say first when it began.
func (l Life) begun(x term.Fact) error {
	begun, ends := begins[x.Type]
	if !ends {
		return l.afterDecision(x)
	}
	since, _ := l.Lasts(x.Type)
	var f errs.Fields
	switch {
	case since.ID == "":
		f.Add("at", begun.never, x.On.String())
	case x.On.Before(since.Fact.On):
		f.Add("at", begun.since, x.On.String(), since.Fact.On)
	}
	return f.Err("measure.bad_input")
}

// Lasts finds what a kind of fact would end now: the absence that nothing has ended; again are those that began while it lasted:
// of the same kind, and those to which the house lets somebody go who is here.
func (l Life) Lasts(ends term.Type) (since Event, again []Event) {
	begun, back := begins[ends], civil.Date{}
	for _, e := range l.Standing() {
		switch {
		case since.ID != "" && own[e.Fact.Type] && outs[e.Fact.Type]:
			again = append(again, e)
		case e.Fact.Type == begun.by && (e.Outside == "" || begun.anyhow):
			if since.ID != "" || e.Fact.On.Before(back) {
				again = append(again, e)
			}
			if since.ID == "" || e.Fact.On.Before(since.Fact.On) {
				since = e
			}
		case e.Fact.Type == ends && since.ID != "" && !e.Fact.On.Before(since.Fact.On):
			since, back = Event{}, e.Fact.On
		}
	}
	return since, again
}

// afterDecision refuses that a decision is annulled, or somebody is released from it, before any was taken. Whoever was taken
// in twice may have either annulled: only a day before both cannot be.
func (l Life) afterDecision(x term.Fact) error {
	first := civil.Date{}
	for _, e := range l.Standing() {
		if e.Fact.Type == term.CIDecided && (first.IsZero() || e.Fact.On.Before(first)) {
			first = e.Fact.On
		}
	}
	var f errs.Fields
	if (x.Type == term.CIAnnulled || x.Type == term.Released) && x.On.Before(first) {
		f.Add("at", "measure.before_decided", x.On.String(), first)
	}
	return f.Err("measure.bad_input")
}
