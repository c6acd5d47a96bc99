package measure

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/law"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Recording is a fact that somebody wants to record.
type Recording struct {
	Person   id.ID
	Version  int64 // of the life, as the officer saw it; another meanwhile is a conflict
	Fact     term.Fact
	Note     Note
	Document id.ID
	Scan     func(context.Context, *store.Tx) (id.ID, error) // files the letter in the same act, and gives its Document
	// Before are facts recorded just before this one, in the same act: the certificate of release, without which
	// nobody may be let go. One that is refused refuses all.
	Before []Recording
	// Left is the day on which he really left, where it is another than that of the fact: an annulment ends the measure by
	// its own day and opens no door. Zero for that of the fact.
	Left civil.Date
	// Happened says that it happened whether or not the law allows it: the fact is then kept, marked.
	Happened bool
}

// Record adds a fact to a life. An act of the house that the law refuses is refused with its article and
// nothing is written; what happened is kept, marked with the rules it breaks, and a duty to report opens.
//
// It fails with the refusal's code (errs.Refused), store.changed_meanwhile or policy.denied.
func (k *Desk) Record(ctx context.Context, key store.Key, r Recording) (_ id.ID, err error) {
	defer errs.Wrap(&err, "measure.Record(%s)", r.Person)
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		l, who, err := k.load(ctx, tx, r.Person)
		if err != nil {
			return "", err
		}
		if err := k.policy.Check(ctx, tx, policy.MeasureRecord, l.recording(r.Fact.Type)); err != nil {
			return "", err
		}
		if l.Version != r.Version {
			return "", errs.New(errs.Conflict, "store.changed_meanwhile")
		}
		if err := Frozen(ctx, tx, r.Person); err != nil {
			return "", err
		}
		if err := byAffair(ctx, tx, r); err != nil {
			return "", err
		}
		if k.Going != nil {
			if err := k.Going(ctx, tx, r.Person, r.Fact); err != nil {
				return "", err
			}
		}
		letter := paper.Letter{Number: r.Note.Number, Scan: r.Document != "" || r.Scan != nil, Words: r.Note.Words}
		if err := letter.Asked(r.Fact.Type); err != nil {
			return "", err
		}
		if r.Scan != nil {
			if r.Document, err = r.Scan(ctx, tx); err != nil {
				return "", err
			}
		}
		return k.record(ctx, tx, l, who, r)
	})
}

// affairs are the facts by which somebody who lives here leaves for good. They come out of an affair and no form of their
// own: two officers look at who goes, and of a death four are told at once.
var affairs = []term.Type{term.Released, term.CIDeceased, term.CIAnnulled, term.ConversionDecided}

// ByAffair tells whether a fact of somebody who lives here comes out of an affair only.
func ByAffair(t term.Type) bool { return slices.Contains(affairs, t) }

// byAffair refuses to record as a mere fact what ends the stay of somebody who lives here. Of who has left already it says
// what happened.
func byAffair(ctx context.Context, tx *store.Tx, r Recording) error {
	if !ByAffair(r.Fact.Type) {
		return nil
	}
	stays, err := resident.LatestOf(ctx, tx, []id.ID{r.Person})
	if s, ok := stays[r.Person]; ok && s.Here() {
		return errs.New(errs.Invalid, "measure.by_affair")
	}
	return err
}

// RecordIn is Record as a step of a larger act, which was allowed: a leave that begins, a death.
func (k *Desk) RecordIn(ctx context.Context, tx *store.Tx, r Recording) (id.ID, error) {
	l, who, err := k.load(ctx, tx, r.Person)
	if err != nil {
		return "", err
	}
	if err := policy.Derived(tx, "measure"); err != nil {
		return "", err
	}
	return k.record(ctx, tx, l, who, r)
}

func (k *Desk) record(ctx context.Context, tx *store.Tx, l Life, who term.Person, r Recording) (id.ID, error) {
	if err := housed(ctx, tx, r); err != nil {
		return "", err
	}
	if err := l.begun(r.Fact); err != nil {
		return "", err
	}
	first := len(l.Events)
	for _, x := range append(slices.Clone(r.Before), r) {
		if x.Fact.Type == term.Withdrawn {
			return "", errs.New(errs.Invalid, "measure.withdraw_by_change")
		}
		if err := notYet(x.Fact, tx.Now()); err != nil {
			return "", err
		}
		l.Events = append(l.Events, l.event(ctx, tx, x))
	}
	a, err := k.fold(ctx, tx, l, who)
	if err != nil {
		return "", err
	}
	for at := first; at < len(l.Events); at++ {
		if err := l.judge(&a, at, r.Happened); err != nil {
			return "", err
		}
	}
	return l.Events[len(l.Events)-1].ID, k.append(ctx, tx, l, &a, len(l.Events)-first)
}

// housed refuses an admission on a day on which nobody took the person in: the fact alone would leave him outside the
// house. Enter opens the stay with it.
func housed(ctx context.Context, tx *store.Tx, r Recording) error {
	if r.Fact.Type != term.JAAdmitted {
		return nil
	}
	stays, err := resident.OfPerson(ctx, tx, r.Person)
	for _, s := range stays {
		if s.Here() || !r.Fact.On.Before(s.Admitted) && !r.Fact.On.After(s.Left) {
			return nil
		}
	}
	return errors.Join(err, errs.New(errs.Invalid, "measure.no_stay"))
}

// judge refuses an act of the house that the law refuses, and marks what happened all the same.
func (l Life) judge(a *term.Answer, at int, happened bool) error {
	broken := codes(a.Refused, at)
	if broken != "" && Own(l.Events[at].Fact.Type) && !happened {
		code, _, _ := strings.Cut(broken, " ")
		return errs.Law("law.refused."+code, basis(a.Refused, at)...)
	}
	l.Events[at].Outside = marks(a, at)
	return nil
}

// event is a recording as it will stand in the life.
func (l Life) event(ctx context.Context, tx *store.Tx, r Recording) Event {
	return Event{
		ID: id.New(), Person: l.Person, Seq: int64(len(l.Events)), Fact: r.Fact, Note: r.Note, Document: r.Document,
		Recorded: tx.Now(), By: actor.From(ctx).Ref(), Node: tx.Node(), left: r.Left,
	}
}

// append saves the last n events of a life and what follows from them.
func (k *Desk) append(ctx context.Context, tx *store.Tx, l Life, a *term.Answer, n int) error {
	added := l.Events[len(l.Events)-n:]
	told, err := k.insertEvents(ctx, tx, l.Person, added)
	if err != nil {
		return err
	}
	facts := make([]audit.Fact, n)
	for i := range added {
		facts[i] = l.fact("measure.recorded", added[i], told, i)
	}
	if err := audit.Record(ctx, tx, facts...); err != nil {
		return err
	}
	again, same := l.retold(added)
	if len(same) > 0 {
		if err := k.follows(ctx, tx, l, same); err != nil {
			return err
		}
	}
	if err := k.keep(ctx, tx, l, a); err != nil {
		return err
	}
	for _, e := range added {
		if again[e.ID] { // it followed when it was told first; that it is outside the law is new where it was not
			if err := toReportNow(ctx, tx, l, e, same); err != nil {
				return err
			}
			continue
		}
		if err := k.follow(ctx, tx, l, a, e); err != nil {
			return err
		}
	}
	return nil
}

// retold finds those of some events that only say again what was taken back beside them; same says where each of
// those taken back stands now.
func (l Life) retold(added []Event) (again map[id.ID]bool, same map[id.ID]id.ID) {
	again, same = map[id.ID]bool{}, map[id.ID]id.ID{}
	became := l.Became()
	for _, w := range added {
		now := became[w.Withdraws]
		i := slices.IndexFunc(l.Events, func(e Event) bool { return e.ID == w.Withdraws })
		if i >= 0 && now.ID != "" && now.Fact == l.Events[i].Fact {
			again[now.ID], same[w.Withdraws] = true, now.ID
		}
	}
	return again, same
}

// toReportNow owes the report of what a correction has put outside the law: told again, it breaks a rule that it did not break
// before.
func toReportNow(ctx context.Context, tx *store.Tx, l Life, e Event, same map[id.ID]id.ID) error {
	before := func(x Event) bool { return same[x.ID] == e.ID && x.Outside == "" }
	if e.Outside == "" || !slices.ContainsFunc(l.Events, before) {
		return nil
	}
	return toReport(ctx, tx, l, e)
}

// toReport owes the report of an act outside the law. What broke a rule of health is reported by the medical
// centre, in its compartment: for everybody else it is a duty with a neutral title. What broke another rule as well is
// reported by the legal post all the same.
func toReport(ctx context.Context, tx *store.Tx, l Life, e Event) error {
	others, health := strings.CutPrefix(e.Outside, Neutral)
	if health {
		if err := report(ctx, tx, l, e, duty.Duty{Code: "health.report", Note: Neutral}); err != nil {
			return err
		}
	}
	if others = strings.TrimSpace(others); others == "" {
		return nil
	}
	return report(ctx, tx, l, e, duty.Duty{Code: "act.report", Note: others})
}

// report owes one report of an act. What was reported once is not reported again; what was lawful for a while is.
func report(ctx context.Context, tx *store.Tx, l Life, e Event, d duty.Duty) error {
	d.Subject, d.Cause, d.Number, d.Facility, d.Unit = l.Person, e.ID, -1, l.Facility, l.Facility
	d.Due, d.Basis, d.Certainty = duty.On(tx.Today()), strings.Join(basisOf(d.Note), "; "), law.Inference.String()
	old, err := duty.Owed(ctx, tx, d.Subject, d.Code, d.Cause)
	switch {
	case err == nil && old.State != duty.Void:
		return nil
	case err == nil || errs.KindOf(err) == errs.NotFound:
		err = duty.Renew(ctx, tx, d)
	}
	return err
}

// follow does what an event means for other rooms: an act outside the law is to be reported; who has left has
// no bed and no stay, whether or not he was allowed to leave.
func (k *Desk) follow(ctx context.Context, tx *store.Tx, l Life, a *term.Answer, e Event) error {
	if e.Outside != "" {
		if err := toReport(ctx, tx, l, e); err != nil {
			return err
		}
	}
	if err := papered(ctx, tx, l, e); err != nil {
		return err
	}
	if leaves[e.Fact.Type] == "" {
		return nil
	}
	if err := resident.CloseIn(ctx, tx, l.Person, cmp.Or(e.left, e.Fact.On)); err != nil {
		return err
	}
	if err := outing.CloseIn(ctx, tx, l.Person, outing.End(leaves[e.Fact.Type])); err != nil {
		return err
	}
	if err := placement.LeaveIn(ctx, tx, l.Person); err != nil {
		return err
	}
	if _, runs := Running(a); runs || k.Left == nil { // who was let go too early is still serving: what is going on about him goes on
		return nil
	}
	return k.Left(ctx, tx, l.Person, leaves[e.Fact.Type])
}

// fact is what the log says of the i-th of the events written.
func (l Life) fact(kind string, e Event, w kept, i int) audit.Fact {
	return audit.Fact{
		Room: "measure", Kind: kind, Record: e.ID, Version: e.Seq + 1, About: l.Person, Facility: l.Facility,
		Compartment: seal.General, Basis: e.Outside, Key: w.key, Rows: w.rows[i : i+1],
	}
}

// load reads a life with the person as the clock needs him.
func (k *Desk) load(ctx context.Context, tx *store.Tx, p id.ID) (Life, term.Person, error) {
	l, err := k.life(ctx, tx, p)
	if err != nil {
		return l, term.Person{}, err
	}
	who, err := k.persons.Get(ctx, tx, p)
	l.who = whoIs(who)
	return l, l.who, err
}

// refold computes a life again, for time has passed or the person's birth was corrected.
func (k *Desk) refold(ctx context.Context, tx *store.Tx, p id.ID) error {
	l, who, err := k.load(ctx, tx, p)
	if err != nil {
		return err
	}
	// Nothing is recorded: what was recorded is computed again. But the file's cache is written.
	if err := k.policy.Check(ctx, tx, policy.MeasureRecord, l.Resource()); err != nil {
		return err
	}
	return k.again(ctx, tx, l, who)
}

// Reseat gives a life to another unit of its facility, with all that is owed of it, as the consequence of an act already
// allowed: a bed in another brigade. Who has no life yet has nothing to be given.
func (k *Desk) Reseat(ctx context.Context, tx *store.Tx, p, unit id.ID) error {
	l, who, err := k.load(ctx, tx, p)
	switch {
	case errs.KindOf(err) == errs.NotFound:
		return nil
	case err == nil:
		err = policy.Derived(tx, "measure")
	}
	if l.Unit = unit; err != nil {
		return err
	}
	return k.again(ctx, tx, l, who)
}

// again folds a life and writes what comes of it.
func (k *Desk) again(ctx context.Context, tx *store.Tx, l Life, who term.Person) error {
	l.who = who
	a, err := k.fold(ctx, tx, l, who)
	if err != nil {
		return err
	}
	if err := k.keep(ctx, tx, l, &a); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Fact{
		Sort: audit.Computed, Room: "measure", Kind: "measure.folded", Record: l.Person, Version: l.Version + 1, About: l.Person, Facility: l.Facility, Compartment: seal.General,
	})
}

// AddIn records several facts of a known life at once, as found, as a step of a larger act.
func (k *Desk) AddIn(ctx context.Context, tx *store.Tx, p id.ID, rs []Recording) (term.Answer, error) {
	l, who, err := k.load(ctx, tx, p)
	if err != nil {
		return term.Answer{}, err
	}
	if err := k.policy.Check(ctx, tx, policy.MeasureRecord, l.Resource()); err != nil {
		return term.Answer{}, err
	}
	first := len(l.Events)
	for _, r := range rs {
		l.Events = append(l.Events, l.event(ctx, tx, r))
	}
	a, err := k.fold(ctx, tx, l, who)
	if err != nil {
		return a, err
	}
	for i := first; i < len(l.Events); i++ {
		l.Events[i].Outside = marks(&a, i)
	}
	return a, k.append(ctx, tx, l, &a, len(rs))
}

// notYet answers a fact that lies in the future: what has not happened is no fact, and would discharge today
// what somebody still owes. A paper that names a later day (a release approved for next week) says so in its
// own field.
func notYet(x term.Fact, now time.Time) error {
	today := civil.DateOf(now)
	if !x.On.After(today) && (!term.SchemaOf(x.Type).Moment || x.At <= civil.InstantOf(now)) {
		return nil
	}
	var f errs.Fields
	f.Add("at", "measure.not_yet", x.On.String(), today)
	return f.Err("measure.bad_input")
}
