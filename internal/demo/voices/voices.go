// Package voices lets an invented resident of the demo province speak at his own page: a sign-in with a known number and
// secret, the keys of the two offices with known phrases, a complaint that was answered, one that waits, an objection.
package voices

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/complaint"
	"guitu/internal/domain/objection"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/kiosk"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// File is where it stands how he signs in, and by which phrases the offices open, readable for the folder's owner only.
const File = "demo-own.json"

// Secret is the invented resident's, and the phrases are the offices'. They are no secrets: a folder of invented people does
// not open to a network.
const (
	Secret           = "258036"
	BureauPhrase     = "演示：局督察的口令是假的"
	ProcuratorPhrase = "演示：检察官的口令是假的"
)

// Own is how the invented resident signs in, and how the offices open what he wrote.
type Own struct {
	Number     string `json:"number"`
	Secret     string `json:"secret"`
	Name       string `json:"name"`
	Person     string `json:"person"`
	Bureau     string `json:"bureau"`     // phrase of the account bureau_inspector
	Procurator string `json:"procurator"` // phrase of the account procurator
}

// House is the rooms in which it is done.
type House struct {
	DB         *store.DB
	Accounts   *authn.Room
	Person     *person.Desk
	Kiosk      *kiosk.Room
	Complaints *complaint.Desk
	Objections *objection.Desk
}

// Read is what File of a folder says; the zero Own where there is none.
func Read(folder string) (o Own, err error) {
	raw, err := os.ReadFile(filepath.Join(folder, File))
	if os.IsNotExist(err) {
		return o, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &o)
	}
	if err != nil {
		return o, errs.Because(errs.Unavailable, "demo.accounts_unreadable", err)
	}
	return o, nil
}

// Make lets him speak, in a province that was just made. Where nobody stays in the brigade of the invented case officer it
// does nothing.
func Make(ctx context.Context, h House, folder string) (err error) {
	defer errs.Wrap(&err, "voices.Make")
	ctx = actor.With(ctx, actor.Part("demo"))
	inspector, err := h.holder(ctx, policy.BureauInspector)
	if err != nil || inspector.Staff == "" {
		return err
	}
	procurator, err := h.holder(ctx, policy.Procurator)
	if err != nil || procurator.Staff == "" {
		return err
	}
	who, err := h.speaker(ctx)
	if err != nil || who.ID == "" {
		return err
	}
	chosen := h.Kiosk.Choose(ctx, Secret)
	number, err := store.Write(ctx, h.DB, store.NewKey(), func(tx *store.Tx) (string, error) {
		return h.Kiosk.OpenDemoIn(ctx, tx, who.ID, chosen)
	})
	if err != nil {
		return err
	}
	bureau, theirs := complaint.Bureau, complaint.Procurators(procurator.Posts[0].Facility)
	if _, err := h.Complaints.Make(actor.With(ctx, inspector), store.NewKey(), bureau, BureauPhrase); err != nil {
		return err
	}
	if _, err := h.Complaints.Make(actor.With(ctx, procurator), store.NewKey(), theirs, ProcuratorPhrase); err != nil {
		return err
	}
	if err := h.speak(ctx, who, chosen, inspector, theirs); err != nil {
		return err
	}
	return save(folder, Own{Number: number, Secret: Secret, Name: who.Name, Person: string(who.ID), Bureau: BureauPhrase, Procurator: ProcuratorPhrase})
}

// speak writes to both offices and says that something is wrong; the bureau answers.
func (h House) speak(ctx context.Context, who person.Person, c kiosk.Chosen, inspector actor.Actor, procurators complaint.Office) error {
	his := actor.With(ctx, actor.Actor{Kind: actor.Resident, Account: who.ID, Person: who.ID})
	l := complaint.Letter{Office: complaint.Bureau, ReplyTo: c.Public, Words: complaint.Words{
		Name: who.Name, Place: "（演示）", Text: "上个月写的信没有登记，也没有人告诉我转没转。请查一查。",
	}}
	first, err := h.Complaints.Send(his, store.NewKey(), l)
	if err != nil {
		return err
	}
	l.Office, l.Words = procurators, complaint.Words{Place: "（演示）", Text: "想单独和检察官说一件事，不想让所里知道。"}
	if _, err := h.Complaints.Send(his, store.NewKey(), l); err != nil {
		return err
	}
	if _, err := h.Objections.Raise(his, store.NewKey(), objection.Draft{About: "score", Words: "三月的记分少了两分，那天我在医院。"}); err != nil {
		return err
	}
	work := policy.WithPurpose(actor.With(ctx, inspector), policy.ComplaintWork)
	office, err := h.Complaints.Unlock(work, complaint.Bureau, BureauPhrase)
	if err != nil {
		return err
	}
	got, err := h.Complaints.Open(work, complaint.Bureau, first, office)
	if err != nil {
		return err
	}
	return h.Complaints.Answer(work, store.NewKey(), complaint.Reply{
		Office: complaint.Bureau, ID: first, Version: got.Version, Key: office,
		Text: "已查。您的信当天已转送，登记簿补记了。今后每封来信都当面告诉您登记的日期。",
	})
}

// holder is the officer who has the demo account of a role, as he signs.
func (h House) holder(ctx context.Context, role string) (who actor.Actor, err error) {
	posts, err := store.Read(ctx, h.DB, func(tx *store.Tx) ([]staff.Post, error) { return staff.PostsOn(ctx, tx, "", tx.Today()) })
	if err != nil {
		return who, err
	}
	posts = slices.DeleteFunc(posts, func(p staff.Post) bool { return string(p.Role) != role })
	var members []id.ID
	for _, p := range posts {
		members = append(members, p.Member)
	}
	accounts, err := h.Accounts.Of(ctx, members)
	if err != nil {
		return who, err
	}
	for _, p := range posts {
		if a, ok := accounts[p.Member]; ok && a.Name == role {
			return actor.Actor{
				Kind: actor.Officer, Account: a.ID, Staff: p.Member, SecondAt: h.DB.Clock()(),
				Posts: []actor.Post{{ID: p.ID, Role: role, Facility: p.Facility, Unit: p.Unit}},
			}, nil
		}
	}
	return who, nil
}

// speaker is somebody who stays where the invented case officer sits, and has a paper in his hand.
func (h House) speaker(ctx context.Context) (person.Person, error) {
	officer, err := h.holder(ctx, policy.CaseOfficer)
	if err != nil || officer.Staff == "" {
		return person.Person{}, err
	}
	seat := officer.Posts[0]
	return store.Read(ctx, h.DB, func(tx *store.Tx) (none person.Person, err error) {
		all, err := resident.Here(ctx, tx, seat.Facility)
		if err != nil {
			return none, err
		}
		all = slices.DeleteFunc(all, func(r resident.Resident) bool { return r.Unit != seat.Unit })
		for _, r := range all {
			papers, err := paper.InForceOf(ctx, tx, r.Person)
			if err != nil {
				return none, err
			}
			if len(papers) > 0 {
				return h.Person.Get(ctx, tx, r.Person)
			}
		}
		if len(all) == 0 {
			return none, nil
		}
		return h.Person.Get(ctx, tx, all[0].Person)
	})
}

func save(folder string, o Own) error {
	if folder == "" {
		return nil
	}
	raw, err := json.MarshalIndent(o, "", "  ")
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, File), append(raw, '\n'), 0o600)
	}
	if err != nil {
		return errs.Because(errs.Unavailable, "demo.accounts_unwritable", err)
	}
	return nil
}
