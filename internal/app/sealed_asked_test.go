package app_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/sealing"
	"guitu/internal/domain/supervision"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// asked asks that a file be sealed, or one paper of it.
func (p *province) asked(who, paper id.ID) id.ID {
	p.t.Helper()
	s, err := p.Sealings.Ask(p.legal, store.NewKey(), sealing.Draft{Person: who, Document: paper, Ground: "closed", Reason: "期满已逾三年", Known: true, Why: "机关来函"})
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

func (p *province) sealing(s id.ID) sealing.Sealing {
	return read(p, func(tx *store.Tx) (sealing.Sealing, error) { return p.Sealings.Of(p.legal, tx, s) })
}

// filed files two papers about somebody.
func (p *province) filed(who id.ID) (kept [2]id.ID) {
	place := document.Place{Record: who, About: who, Compartment: seal.General}
	p.write(func(ctx context.Context, tx *store.Tx) error {
		for i := range kept {
			kept[i] = id.New()
			if _, err := p.Documents.PutIn(ctx, tx, document.Draft{
				Place: place, ID: kept[i], Name: "处罚决定书.png", MediaType: "image/png", Limit: 1 << 20, Content: bytes.NewReader(onePage),
			}); err != nil {
				return err
			}
		}
		return nil
	})
	return kept
}

// byHand writes as whoever holds the database, or as an earlier version of the house did.
func (p *province) byHand(room, text string, args ...any) {
	p.t.Helper()
	p.write(func(ctx context.Context, tx *store.Tx) error {
		tx.MarkPolicy(room)
		tx.MarkAudit(room)
		_, err := tx.Exec(ctx, text, args...)
		return err
	})
}

// One paper is sealed while its file stays open, and an organ's letter finds it by his number; with the file it is found as well.
func TestOnePaperIsSealedByItself(t *testing.T) {
	provinces(t, 17, func(p *province) {
		who := p.numbered()
		kept := p.filed(who.ID)
		s := p.asked(who.ID, kept[0])
		if err := p.Sealings.Confirm(p.second, store.NewKey(), s, 1); err != nil {
			p.t.Fatal(err)
		}
		p.person(who.ID)
		x, err := p.Sealings.Look(p.legal, who.ID)
		if err != nil || len(x.Papers) != 1 || x.Papers[0].ID != kept[1] {
			p.t.Errorf("%+v %v", x.Papers, err)
		}
		opened := func() []sealing.File {
			o := p.ask(who.Number())
			if err := p.Sealings.Grant(p.second, store.NewKey(), o, 1); err != nil {
				p.t.Fatal(err)
			}
			d, err := p.Sealings.Read(p.second, o)
			if err != nil {
				p.t.Fatal(err)
			}
			if f, content, err := p.Sealings.Attachment(p.legal, o, kept[0]); err != nil || int64(len(content)) != f.Size {
				p.t.Error(len(content), err)
			}
			return d.Files
		}
		if f := opened(); len(f) != 1 || len(f[0].Files) != 1 || f[0].Files[0].ID != kept[0] || f[0].Person.Name != "" || len(f[0].Facts) != 0 {
			p.t.Errorf("%+v", f)
		}
		p.seal(who.ID)
		if f := opened(); len(f) != 2 {
			p.t.Errorf("%d sealed under his number", len(f))
		}
		if r := p.verify(); !r.Proven() {
			p.t.Error(r.Rows.Findings)
		}
	})
}

// What was typed in asking tells of him. It closes with a refusal, and with the sealing of his file, whatever it asked for; what
// still waited about him waits no more.
func TestWhatWasTypedClosesWithTheFile(t *testing.T) {
	provinces(t, 21, func(p *province) {
		who := p.numbered().ID
		kept := p.filed(who)
		refused := p.asked(who, "")
		if p.sealing(refused).Reason == "" {
			p.t.Error("a request that waits has no reason")
		}
		if err := p.Sealings.Refuse(p.second, store.NewKey(), refused, 1); err != nil {
			p.t.Fatal(err)
		}
		if x := p.sealing(refused); x.Reason != "" || x.State != sealing.Refused {
			p.t.Errorf("after a refusal: %+v", x)
		}
		old := p.asked(who, kept[0]) // refused as a house did before refusing closed anything
		p.byHand("sealing", `update sealing_sealing set state = 'refused' where id = $1`, string(old))
		waits := p.asked(who, kept[1])
		p.seal(who)
		for _, s := range []id.ID{old, waits} {
			if x := p.sealing(s); x.Reason != "" || x.State != sealing.Refused {
				p.t.Errorf("after the file was sealed: %+v", x)
			}
		}
		if list := read(p, func(tx *store.Tx) ([]sealing.Sealing, error) { return p.Sealings.Waiting(p.legal, tx) }); len(list) != 0 {
			p.t.Errorf("%+v", list)
		}
	})
}

// What a house left open before is closed by the sweep.
func TestTheSweepClosesWordsThatWereLeft(t *testing.T) {
	provinces(t, 22, func(p *province) {
		who := p.ended()[0]
		old := p.asked(who, "")
		p.byHand("sealing", `update sealing_sealing set state = 'refused' where id = $1`, string(old))
		lost := p.asked(who, "")
		p.byHand("sealing", `update sealing_sealing set person = 'nobody' where id = $1`, string(lost))
		sweep := actor.With(p.t.Context(), actor.Part("sweep"))
		for _, want := range []int{2, 0} {
			if n, err := p.Sealings.CloseWords(sweep, 10); n != want || err != nil {
				p.t.Error(n, err)
			}
		}
		for _, s := range []id.ID{old, lost} {
			if x := p.sealing(s); x.Reason != "" || x.State != sealing.Refused {
				p.t.Errorf("%+v", x)
			}
		}
	})
}

// What came to warn after a sealing was asked for is known to nobody who asked: it is asked for anew.
func TestWhatCameSinceIsAskedForAnew(t *testing.T) {
	provinces(t, 15, func(p *province) {
		who := ""
		for _, x := range p.ended() { // one of whom a duty was met that can come up again
			if n := read(p, func(tx *store.Tx) (int, error) {
				return store.One(p.legal, tx, store.Value[int], `select count(*) from duty_duty where subject = $1 and state <> 'open' and code <> 'minor.seal'`, string(x))
			}); n > 0 {
				who = string(x)
				break
			}
		}
		s := p.asked(id.ID(who), "")
		p.byHand("duty", `update duty_duty set state = 'open', certainty = 'unsure', due_at = null
			where id = (select min(id) from duty_duty where subject = $1 and state <> 'open' and code <> 'minor.seal')`, who)
		if err := p.Sealings.Confirm(p.second, store.NewKey(), s, 1); errs.CodeOf(err) != "sealing.came_since" {
			p.t.Fatal("sealed past what came since:", err)
		}
		x, err := p.Sealings.Look(p.second, id.ID(who))
		if err != nil {
			p.t.Fatal(err)
		}
		since := 0
		for _, o := range p.sealing(s).Since(x.Way) {
			if o.Since {
				since++
			}
		}
		if since != 1 {
			p.t.Errorf("%d of %+v came since", since, x.Way)
		}
		if err := p.Sealings.Refuse(p.second, store.NewKey(), s, 1); err != nil {
			p.t.Fatal(err)
		}
		if err := p.Sealings.Confirm(p.second, store.NewKey(), p.asked(id.ID(who), ""), 1); err != nil {
			p.t.Error("asked for anew:", err)
		}
	})
}

// A question that a procurator has not closed blocks while one sits in the facility, and only warns where nobody could close it.
func TestAnAnsweredQuestionBlocksWhileAProcuratorIsThere(t *testing.T) {
	provinces(t, 23, func(p *province) {
		who := p.ended()[0]
		house := read(p, func(tx *store.Tx) (id.ID, error) {
			return store.One(p.legal, tx, store.Value[id.ID], `select min(facility) from staff_post where role = 'procurator' and until_day is null`)
		})
		at := func(role string) context.Context {
			return policytest.As(p.t.Context(), role, house, house, p.hand.Now())
		}
		q, err := p.Supervision.Ask(at(policy.Procurator), store.NewKey(), supervision.Draft{
			Facility: house, Person: who, Topic: string(supervision.Topics[0]), Due: "2030-01-01", Text: "请说明。",
		})
		if err != nil {
			p.t.Fatal(err)
		}
		way := func() (string, bool) {
			list := read(p, func(tx *store.Tx) ([]sealing.Obstacle, error) { return sealing.InTheWay(p.legal, tx, who) })
			i := slices.IndexFunc(list, func(o sealing.Obstacle) bool { return o.Record == q })
			if i < 0 {
				p.t.Fatalf("%+v", list)
			}
			return list[i].Kind, list[i].Blocks
		}
		if kind, blocks := way(); kind != sealing.Asking || !blocks {
			p.t.Error(kind, blocks)
		}
		if err := p.Supervision.Answer(at(policy.LegalOfficer), store.NewKey(), q, 1, "情况如下。"); err != nil {
			p.t.Fatal(err)
		}
		if kind, blocks := way(); kind != sealing.Answered || !blocks {
			p.t.Error(kind, blocks)
		}
		p.byHand("supervision", `update supervision_question set facility = 'nobody sits here' where id = $1`, string(q))
		if kind, blocks := way(); kind != sealing.Answered || blocks {
			p.t.Error(kind, blocks)
		}
		p.seal(who)
	})
}
