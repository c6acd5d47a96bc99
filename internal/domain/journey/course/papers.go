package course

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/platform/press"
	"guitu/internal/platform/store"
)

// about is what a paper says of a person and of the decision by which he is here.
type about struct {
	house    forms.House
	person   forms.Person
	decision forms.Decision
	end      civil.Date
	written  bool       // the end is that which the decision states: nobody has computed it
	early    civil.Date // from when an early release may be proposed
	earlyOn  civil.Date // the day of one that is approved and counts
	asked    civil.Date // the last day, if what is proposed were granted
	extended int        // months
	reason   string     // how it ended, "" while it runs
	earlier  string     // number of the decision by which he leaves early
	changed  string     // and of that by which he goes into community treatment
	came     civil.Date // to this house
	ground   forms.Ground
}

// document is the number of the decision by which he leaves, "" where his term is over.
func (x about) document() string {
	if x.ground == forms.GroundEarly {
		return x.earlier
	}
	return ""
}

// goesBy is why the person of a case goes, with the number of the paper that says so.
func goesBy(a *journey.Act, x about) (forms.Ground, string) {
	switch a.Case.Kind {
	case Annulment:
		return forms.GroundAnnulled, a.Case.Said("receive").Of("number")
	case Conversion:
		return forms.GroundConverted, cmp.Or(x.changed, a.Case.Said("grant").Of("number"))
	}
	return x.ground, x.document()
}

// papersField is where a step keeps the papers that came out of it.
const papersField = "papers"

// Papers lists the papers that came out of a step.
func Papers(e journey.Entry) (out []id.ID) {
	for _, p := range strings.Fields(e.Answers.Of(papersField)) {
		out = append(out, id.ID(p))
	}
	return out
}

// about reads what papers say of the person of a case.
func (r Rooms) about(ctx context.Context, tx *store.Tx, a *journey.Act) (x about, err error) {
	if x, err = r.housed(ctx, tx, a); err != nil {
		return x, err
	}
	who, err := r.Persons.Get(ctx, tx, a.Case.Person)
	if err != nil {
		return x, err
	}
	x.person = r.personOf(who)
	if a.Case.Kind == Intake {
		x.called(who.Name, a.Case.Said("identity").Of("name"))
	}
	lives, err := r.Measures.Lives(ctx, tx, []id.ID{a.Case.Person})
	if err != nil {
		return x, err
	}
	for _, e := range lives[a.Case.Person].Standing() {
		if e.Fact.Type == term.CIDecided {
			x.decision = forms.Decision{Organ: e.Note.Organ, Number: e.Note.Number, On: e.Fact.On, From: e.Fact.TermStart, To: e.Fact.TermEnd}
		}
		switch counts := e.Fact.Approved && e.Outside == ""; {
		case counts && e.Fact.Type == term.EarlyDecided:
			x.earlier = e.Note.Number
		case counts && e.Fact.Type == term.ConversionDecided:
			x.changed = e.Note.Number
		}
	}
	stays, err := resident.LatestOf(ctx, tx, []id.ID{a.Case.Person})
	if err != nil {
		return x, err
	}
	x.came = stays[a.Case.Person].Admitted
	m, err := r.Measures.LatestIn(ctx, tx, a.Case.Person)
	if !m.Decided.IsZero() {
		x.computed(m)
	}
	return x, err
}

// computed adds what the clock says of the term.
func (x *about) computed(m term.Measure) {
	x.end, x.early, x.earlyOn, x.extended, x.reason, x.ground = m.End, m.EarliestEarlyRelease, m.EarlyOn, m.ExtensionMonths, m.Reason.String(), groundOf(m)
	if d := &x.decision; d.From.IsZero() || d.To.IsZero() { // as long as one is not printed, both are the clock's
		d.From, d.To, d.Reckoned = m.Start, m.Base, true
	}
}

// housed is about before there is a person: the house, and what the case knows of a newcomer.
func (r Rooms) housed(ctx context.Context, tx *store.Tx, a *journey.Act) (x about, err error) {
	house, err := facility.Get(ctx, tx, a.Case.Facility)
	x.house = houseOf(house)
	letter := latest(a, "decision")
	if who, bad := r.Persons.Parse(draft(latest(a, "identity"))); bad == nil { // of a hand-over nothing but the name is known
		x.person = r.personOf(who)
	}
	x.person.Name = a.Case.Name
	if known := id.ID(latest(a, "identity").Of("known")); err == nil && known != "" && a.Case.Kind == Intake {
		var who person.Person
		who, err = r.Persons.Get(ctx, tx, known)
		x.person.File = who.NumberOf(person.FileNumber)
		x.called(who.Name, a.Case.Name)
	}
	x.decision = forms.Decision{Organ: letter.Of("organ"), Number: letter.Of("number"), On: letter.Day("decided"), From: letter.Day("term_start"), To: letter.Day("term_end")}
	return x, err
}

// called gives papers the name of his file, with that which was said at this door beside it where it is another.
func (x *about) called(name, said string) {
	x.person.Name, x.person.Alias = name, ""
	if said != "" && cn.Normalise(name) != cn.Normalise(said) {
		x.person.Alias = said
	}
}

func houseOf(u facility.Unit) forms.House {
	return forms.House{Name: u.Name, Address: u.Address, Phone: u.Phone}
}

var sexes = map[string]string{string(cn.Male): "男", string(cn.Female): "女"}

func (r Rooms) personOf(p person.Person) forms.Person {
	return forms.Person{
		Name: p.Name, Sex: sexes[string(p.Sex)], Born: p.Born, IDNumber: p.Number(), Ethnic: p.Ethnic.String(), File: p.NumberOf(person.FileNumber), Home: r.Persons.Written(p.Home),
	}
}

// issue issues a paper of a step, and keeps with the step which it was.
func (r Rooms) issue(ctx context.Context, tx *store.Tx, a *journey.Act, d paper.Draft) (paper.Paper, error) {
	p, err := r.Papers.IssueIn(ctx, tx, of(a, d))
	keep(a, p)
	return p, err
}

// again is issue for a step that may have been done before: one paper of a kind counts in a case.
func (r Rooms) again(ctx context.Context, tx *store.Tx, a *journey.Act, d paper.Draft) (paper.Paper, error) {
	p, err := r.Papers.AgainIn(ctx, tx, of(a, d))
	keep(a, p)
	return p, err
}

// of is a draft as one of the case.
func of(a *journey.Act, d paper.Draft) paper.Draft {
	d.ID, d.Facility, d.Unit, d.Person, d.Record = id.New(), a.Case.Facility, a.Case.Unit, a.Case.Person, a.Case.ID
	return d
}

func keep(a *journey.Act, p paper.Paper) {
	a.Answers.Values[papersField] = strings.TrimSpace(a.Answers.Values[papersField] + " " + string(p.ID))
}

// issues makes a Do of one paper about the person of the case.
func (r Rooms) issues(k paper.Kind, sheet func(about, *journey.Act) press.Sheet) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		x, err := r.about(ctx, tx, a)
		if err != nil {
			return err
		}
		d := paper.Draft{Kind: k, Name: x.person.Name, Sheet: sheet(x, a)}
		if k != paper.HandoverReceipt {
			d.States = x.end
		}
		_, err = r.issue(ctx, tx, a, d)
		return err
	}
}

func column(rows []journey.Row, name string) string {
	var out []string
	for _, r := range rows {
		if r[name] != "" {
			out = append(out, r[name])
		}
	}
	return strings.Join(out, "、")
}

// yuan writes an amount in fen as papers do, "" for none.
func yuan(fen string) string {
	n, err := strconv.ParseInt(fen, 10, 64)
	if err != nil || n == 0 {
		return ""
	}
	cents := strconv.FormatInt(n%100+100, 10)[1:]
	return strconv.FormatInt(n/100, 10) + "." + cents + "元"
}

// refusals are the grounds for which nobody is admitted: their articles, and what would make the admission possible.
var refusals = map[string]struct{ basis, cure string }{
	"ncl39":       {"《禁毒法》第三十九条", ""},
	"no_decision": {"《禁毒法》第四十条、第四十一条", "补齐强制隔离戒毒决定书后，可以再次送来。"},
	"not_him":     {"《司法行政机关强制隔离戒毒工作规定》第十四条", "查明身份，决定书与本人一致后，可以再次送来。"},
	"danger":      {"", "经医院治疗脱离危险后，可以再次送来。"},
	"other":       {"", "上述原因消除后，可以再次送来。"},
}

// refusedPaper is the statement that the other side and the person are handed at once.
func (r Rooms) refusedPaper(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	if name := a.Answers.Of("name"); name != "" { // nobody came so far as to ask who he is
		a.Case.Name = name
	}
	x, err := r.housed(ctx, tx, a)
	if err != nil {
		return err
	}
	why, health := refusals[a.Answers.Of("refusal")], a.Answers.Says("refusal", "ncl39") || a.Answers.Says("refusal", "danger")
	if said := a.Answers.Of("refusal_basis"); said != "" {
		why.basis = said
	}
	sheet := forms.RefusalStatement(forms.Refused{
		House: x.house, Person: x.person, Decision: x.decision, Bringing: a.Case.Said("arrive").Of("from_organ"),
		Came: dayOf(a.Case.Said("arrive"), "arrived"), Reason: a.Answers.Of("words"), Basis: why.basis, Cure: why.cure, On: dayOf(a.Answers, "told_at"), Examined: health && a.Case.Did("health"),
	})
	_, err = r.issue(ctx, tx, a, paper.Draft{Kind: paper.Refusal, Name: x.person.Name, Sheet: sheet})
	return err
}

// referredPaper is the letter that goes along with somebody who is sent on.
func (r Rooms) referredPaper(ctx context.Context, tx *store.Tx, a *journey.Act) error {
	x, err := r.housed(ctx, tx, a)
	if err != nil {
		return err
	}
	sheet := forms.ReferralLetter(forms.Referred{
		House: x.house, Person: x.person, Decision: x.decision, Bringing: a.Case.Said("arrive").Of("from_organ"),
		Came: dayOf(a.Case.Said("arrive"), "arrived"), To: a.Answers.Of("refer_where"), Reason: a.Answers.Of("words"), On: dayOf(a.Answers, "told_at"),
	})
	_, err = r.issue(ctx, tx, a, paper.Draft{Kind: paper.Referral, Name: x.person.Name, Sheet: sheet})
	return err
}

func familyLetter(x about, a *journey.Act) press.Sheet {
	return forms.FamilyLetter(forms.Letter{
		House: x.house, Person: x.person, Decision: x.decision, Admitted: cmp.Or(x.came, dayOf(a.Case.Said("arrive"), "arrived")), End: x.end,
		Kin: a.Answers.Of("addressee"), On: a.Answers.Day("sent"),
	})
}

func leavePermit(x about, a *journey.Act) press.Sheet {
	said := a.Case.Said("request")
	return forms.HomeLeavePermit(forms.HomeLeave{
		House: x.house, Person: x.person, Visits: said.Of("kin_name"), Place: said.Of("where"),
		Leaves: dayOf(a.Answers, "departed"), Returns: said.Day("back_on"), On: dayOf(a.Answers, "departed"),
	})
}

// proposalSheets are the proposals on which the deciding organ decides.
var proposalSheets = map[journey.Kind]struct {
	paper.Kind
	title string // of the organ's answer
	about string // what it is about, for an answer that grants nothing
	sheet func(forms.Proposal, about, *journey.Act) press.Sheet
}{
	Early: {paper.EarlyProposal, "提前解除强制隔离戒毒决定书", "提前解除强制隔离戒毒", func(p forms.Proposal, x about, _ *journey.Act) press.Sheet {
		return forms.EarlyProposal(forms.Early{Proposal: p, OneYear: x.early})
	}},
	Extension: {paper.ExtensionProposal, "延长强制隔离戒毒期限决定书", "延长强制隔离戒毒期限", func(p forms.Proposal, x about, a *journey.Act) press.Sheet {
		n, _ := strconv.Atoi(a.Answers.Of("months")) // read already
		return forms.ExtensionProposal(forms.Extension{Proposal: p, Months: n, Already: x.extended, NewEnd: cmp.Or(x.asked, x.end.AddMonths(n))})
	}},
	Conversion: {paper.ConversionProposal, "变更戒毒措施决定书", "变更戒毒措施", func(p forms.Proposal, _ about, _ *journey.Act) press.Sheet {
		return forms.ConversionProposal(forms.Conversion{Proposal: p})
	}},
}

func (r Rooms) proposed(k journey.Kind) Do {
	spec := proposalSheets[k]
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) (err error) {
		var asked civil.Date
		if k == Extension {
			if asked, err = r.Measures.EndWith(ctx, tx, a.Case.Person, granting(a)); err != nil {
				return err
			}
		}
		return r.issues(spec.Kind, func(x about, a *journey.Act) press.Sheet {
			x.asked = asked
			return spec.sheet(forms.Proposal{
				House: x.house, Person: x.person, Decision: x.decision, End: x.end, Findings: strings.Split(a.Answers.Of("words"), "\n"), On: a.Answers.Day("proposed_on"),
			}, x, a)
		})(ctx, tx, a)
	}
}

// answered is the receipt for the organ's decision.
func (r Rooms) answered(k journey.Kind) Do {
	return func(ctx context.Context, tx *store.Tx, a *journey.Act) error {
		asked, _, err := paper.InCase(ctx, tx, a.Case.ID, proposalSheets[k].Kind)
		if err != nil {
			return err
		}
		x, err := r.about(ctx, tx, a)
		if err != nil {
			return err
		}
		in := receipt(x, a, asked.Number)
		first, again, err := paper.InCase(ctx, tx, a.Case.ID, paper.DecisionReceipt)
		if err != nil {
			return err
		}
		if again { // typed again, because it was typed wrong: the organ holds a receipt that says something else
			in.Instead = first.Number
		}
		_, err = r.again(ctx, tx, a, paper.Draft{Kind: paper.DecisionReceipt, Name: x.person.Name, Sheet: forms.DecisionReceipt(in), States: x.end})
		return err
	}
}

// receipt is what the receipt for a decision says.
func receipt(x about, a *journey.Act, asked string) forms.Received {
	spec := proposalSheets[a.Case.Kind]
	in := forms.Received{
		House: x.house, Organ: cmp.Or(a.Answers.Of("organ"), x.decision.Organ), Title: spec.title, Number: a.Answers.Of("number"), Dated: a.Answers.Day("decided"),
		Person: cn.MaskSpoken(x.person.Name), On: civil.DateOf(a.Now), Asked: asked,
	}
	switch {
	case a.Step.Name == "deny": // what the organ calls its answer is not known
		in.Title, in.Then = "关于"+spec.about+"意见的答复", "答复为不予批准，我所将按答复办理。"
	case a.Goes == uncounted:
		in.Then = "本件已存档。按已记载的事实，期满日没有因此改变，我所将就此与你单位联系核实。"
	case a.Case.Kind == Extension:
		in.Months, _ = strconv.Atoi(a.Answers.Of("months")) // read already
		in.End = x.end
	case a.Case.Kind == Early:
		in.Leaves = a.Answers.Day("release_on")
	}
	return in
}

// groundOf is why a term ends on its last day: it is over, or the organ approved an earlier day that counts.
func groundOf(m term.Measure) forms.Ground {
	if m.EarlyOn.IsZero() {
		return forms.GroundExpired
	}
	return forms.GroundEarly
}

// certificate issues the certificate of a release on a day, whose number the fact of it bears.
func (r Rooms) certificate(ctx context.Context, tx *store.Tx, a *journey.Act, on civil.Date) (measure.Note, error) {
	x, err := r.about(ctx, tx, a)
	if err != nil {
		return measure.Note{}, err
	}
	town, pay := a.Case.Said("township"), a.Case.Said("property")
	next := forms.Next{Township: town.Of("township"), Contact: town.Of("phone"), Wages: yuan(pay.Of("wages")), Later: !a.Case.Did("property") || pay.Says("property", "later"), Nothing: pay.Says("property", "none")}
	ground, document := goesBy(a, x)
	if ground == forms.GroundConverted { // who is converted has somewhere to report (REG 14)
		next.Order, next.Kind, next.Township = document, "社区戒毒", a.Answers.Of("township")
	}
	sheet := forms.ReleaseCertificate(forms.Release{
		House: x.house, Person: x.person, Decision: x.decision, Ground: ground, Document: document, On: on, Issued: civil.DateOf(a.Now),
		Next: next,
	})
	p, err := r.issue(ctx, tx, a, paper.Draft{Kind: paper.ReleaseCertificate, Name: x.person.Name, Sheet: sheet})
	return measure.Note{Number: p.Number}, err
}
