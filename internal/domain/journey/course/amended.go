package course

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/term"
	"guitu/internal/platform/store"
)

// A receipt says to the organ what its decision was taken for. It is of its day and right on it, whatever follows; but where a
// fact is corrected it never was right, and the organ would go on by a wrong day: another stands in its place.

// decides are the facts that the answers to proposals record.
var decides = map[journey.Kind]term.Type{Extension: term.ExtensionDecided, Early: term.EarlyDecided, Conversion: term.ConversionDecided}

// Amended holds the affairs of a person against his facts, after some were corrected: the receipts of what was decided, and
// the ways by which he is said to have left.
func (r Rooms) Amended(k *journey.Desk) func(context.Context, *store.Tx, id.ID) error {
	return func(ctx context.Context, tx *store.Tx, person id.ID) error {
		for range 2 { // what one affair lets go on again follows the file as well
			if err := r.amended(ctx, tx, k, person); err != nil {
				return err
			}
		}
		return nil
	}
}

func (r Rooms) amended(ctx context.Context, tx *store.Tx, k *journey.Desk, person id.ID) error {
	cases, err := k.Affairs(ctx, tx, person, slices.Concat(slices.Collect(maps.Keys(goes)), slices.Collect(maps.Keys(decides)))...)
	if err != nil || len(cases) == 0 {
		return err
	}
	lives, err := r.Measures.Lives(ctx, tx, []id.ID{person})
	if err != nil {
		return err
	}
	f := file{life: lives[person]}
	if f.last, err = r.Measures.LatestIn(ctx, tx, person); err != nil {
		return err
	}
	stays, err := resident.LatestOf(ctx, tx, []id.ID{person})
	if err != nil {
		return err
	}
	stay, known := stays[person]
	f.runs, f.here = measure.Runs(f.last), known && stay.Here()
	f.free = slices.ContainsFunc(cases, func(c journey.Case) bool { return c.State == released || c.State == elapsed })
	for _, c := range cases {
		if err := r.follows(ctx, tx, k, &c, &f); err != nil {
			return err
		}
	}
	return nil
}

// follows lets one affair follow the file.
func (r Rooms) follows(ctx context.Context, tx *store.Tx, k *journey.Desk, c *journey.Case, f *file) error {
	course, err := k.Course(c.Kind)
	if err != nil {
		return err
	}
	if tookBack(course, c, f.life) {
		return errors.Join(k.Follow(ctx, tx, c.ID, journey.Mistaken, nil), resume(ctx, tx, k, c))
	}
	if f.notBack(course, c) {
		return k.Follow(ctx, tx, c.ID, stillAway, nil)
	}
	if done, err := r.cameUntold(ctx, tx, course, c, f); err != nil || done {
		return err
	}
	on, err := runsStill(ctx, tx, course, c, f)
	if err != nil {
		return err
	}
	if on {
		return errors.Join(k.Follow(ctx, tx, c.ID, runsOn, nil), resume(ctx, tx, k, c))
	}
	if endedAfterAll(course, c, f) {
		f.free = true // one release ends it, and no second one
		return k.Follow(ctx, tx, c.ID, endsThen, nil)
	}
	if step := saysOtherwise(course, c, f); step != "" {
		if err := errors.Join(k.Follow(ctx, tx, c.ID, step, nil), resume(ctx, tx, k, c)); err != nil {
			return err
		}
	}
	if e, did := lastAnswer(c); did { // one that was typed again has its receipt in the place of the first
		return r.receiptAnew(ctx, tx, c, e, f.life)
	}
	return nil
}

// receiptAnew replaces the receipt of an answer where what it rests on is another now, and makes it void where it is withdrawn.
func (r Rooms) receiptAnew(ctx context.Context, tx *store.Tx, c *journey.Case, e journey.Entry, l measure.Life) error {
	old, first, ok, err := receiptOf(ctx, tx, e)
	if err != nil || !ok {
		return err
	}
	was, now, stands, known := l.ToldAt(e.At, decides[c.Kind])
	switch {
	case !known:
		return nil
	case !stands:
		return r.Papers.VoidIn(ctx, tx, old, withdrawn)
	}
	end, err := r.Measures.EndAfter(ctx, tx, c.Person, now.ID)
	if err != nil || first == "" && was.Fact == now.Fact && was.Note.Number == now.Note.Number && was.Note.Organ == now.Note.Organ && old.States == end && was.Outside == now.Outside {
		return err
	}
	step := "grant"
	if !now.Fact.Approved {
		step = "deny"
	}
	a := &journey.Act{Case: c, Step: &journey.Step{Name: step}, Answers: amendedBy(e.Answers, now), Now: e.At}
	if now.Outside != "" { // by the facts as they are now the law does not let it count
		a.Goes = uncounted
	}
	x, err := r.about(ctx, tx, a)
	if err != nil {
		return err
	}
	x.end = end
	asked, _, err := paper.InCase(ctx, tx, c.ID, proposalSheets[c.Kind].Kind)
	if err != nil {
		return err
	}
	says := func(instead string, on civil.Date) paper.Draft {
		in := receipt(x, a, asked.Number)
		in.Instead, in.Issued = instead, on
		return of(a, paper.Draft{Kind: old.Kind, Name: x.person.Name, Sheet: forms.DecisionReceipt(in), States: end})
	}
	if first != "" { // it was made new by an earlier correction, and this one may be about something else
		if same, err := r.Papers.Says(ctx, tx, old, says(first, civil.DateOf(old.Issued))); err != nil || same {
			return err
		}
	}
	_, err = r.Papers.InsteadIn(ctx, tx, old, says(old.Number, tx.Today()))
	return err
}

// receiptOf is the receipt of an answer that counts: the one issued with it, or what stands in its place; first is the number
// of the one that this replaced.
func receiptOf(ctx context.Context, tx *store.Tx, e journey.Entry) (out paper.Paper, first string, ok bool, err error) {
	all, err := paper.OfCase(ctx, tx, e.Case)
	for _, p := range paper.Line(all, Papers(e)) {
		if p.Kind != paper.DecisionReceipt {
			continue
		}
		if p.InForce() {
			return p, first, true, err
		}
		first = p.Number
	}
	return out, "", false, err
}

// amendedBy are the answers of a step as the fact that they recorded is told now.
func amendedBy(said journey.Answers, now measure.Event) journey.Answers {
	said.Values = maps.Clone(said.Values)
	said.Values["decided"] = now.Fact.On.String()
	if now.Fact.Months > 0 {
		said.Values["months"] = strconv.Itoa(int(now.Fact.Months))
	}
	if !now.Fact.ReleaseOn.IsZero() {
		said.Values["release_on"] = now.Fact.ReleaseOn.String()
	}
	for field, v := range map[string]string{"number": now.Note.Number, "organ": now.Note.Organ} {
		if v != "" {
			said.Values[field] = v
		}
	}
	return said
}
