// Package complaint keeps what a resident writes to an office outside the facility (投诉、控告): sealed in the act to the
// public key of the office, so that the facility's server keeps ciphertext.
//
// An office is the bureau's inspection, or the procurators appointed for a facility. It takes letters while somebody reads for it:
// it has a key, and who was let in holds its post today. Else the bureau owes the mend, and nobody writes for nothing. It has a key pair. The private half is
// nowhere but sealed to each reader's own key, and that one is locked by a phrase that the reader alone knows; and on the
// recovery sheet that the first reader printed. The first reader makes it, a reader admits another.
//
// Nobody of the facility sees that somebody wrote, to whom, or when: the row holds a keyed token of its owner and no place,
// its facts name neither person nor facility and are stated by the part "complaint", the duty to answer stands in the bureau
// about nobody. The resident finds his own by the token, and reads the answer, sealed to his own key, by his secret.
//
// What this does not do: whoever runs the machine and alters the program can read what is typed while it is typed. Decision
// 0039 says against whom the seal stands.
//
// Words: 收件机关 office, 阅读人 reader, 口令 phrase, 恢复码 recovery code.
package complaint

import (
	"context"
	"embed"
	"strings"
	"time"
	"unicode/utf8"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Office is who is written to: Bureau, or the procurators appointed for the facility with the id.
type Office string

// Bureau is the office above all facilities: the inspection of the bureau (局督察).
const Bureau Office = "bureau"

// Procurators is the office of those who are appointed for a facility. There is none above: a procurator sits in the facility
// that he watches over (decision 0043).
func Procurators(facility id.ID) Office { return Office(facility) }

// Role is the role whose holders are the office.
func (o Office) Role() string {
	if o == Bureau {
		return policy.BureauInspector
	}
	return policy.Procurator
}

// Facility is the facility for which it is, "" for the bureau.
func (o Office) Facility() id.ID {
	if o == Bureau {
		return ""
	}
	return id.ID(o)
}

// resource is the office as policy sees it.
func (o Office) resource() policy.Resource {
	return policy.Resource{Kind: "complaint", ID: id.ID(o), Facility: o.Facility(), Role: o.Role()}
}

// Desk is where the acts of this room are done.
type Desk struct {
	db     *store.DB
	vault  *seal.Vault
	policy *policy.Engine
	// Days is until when the bureau wants a complaint answered; 0 where nobody set it. No law names a number.
	Days int
}

// New opens the desk.
func New(db *store.DB, v *seal.Vault, p *policy.Engine) *Desk {
	return &Desk{db: db, vault: v, policy: p}
}

// Complaint is one as the house knows it: without its words.
type Complaint struct {
	ID       id.ID
	Version  int64
	Office   Office
	Sent     time.Time
	Opened   time.Time
	Answered time.Time
	Old      bool   // sealed to a key of the office that nobody has any more: a new one was made since
	Answer   []byte // sealed to the resident; AnswerInfo is what it is bound to

	box, replyTo, copy []byte
}

// Lost tells that nobody can open it, nor answer it any more.
func (c Complaint) Lost() bool { return c.Old && c.Answered.IsZero() }

// Due is until when the house wants an answer, the zero Due for no moment.
func (k *Desk) Due(c Complaint) duty.Due {
	if k.Days <= 0 {
		return duty.Due{}
	}
	return duty.On(civil.DateOf(c.Sent).AddDays(k.Days))
}

// Words is what stands in a complaint: only its office can open it.
type Words struct {
	Name  string // of who wrote, "" where he withholds it
	Place string // where he is kept
	Text  string
}

// The longest a complaint, and an answer, may be, in characters.
const longest = 4000

// boxes are filled up to a multiple of this many bytes: the length of a box says nothing of what is in it.
const filled = 2048

func (w Words) plain() []byte {
	b := []byte(strings.Join([]string{w.Name, w.Place, w.Text}, "\x00") + "\x00")
	return append(b, make([]byte, filled-len(b)%filled)...)
}

func readWords(plain []byte) Words {
	parts := append(strings.SplitN(string(plain), "\x00", 4), "", "", "")
	return Words{Name: parts[0], Place: parts[1], Text: parts[2]}
}

// text checks what is written: complaint.bad_input (Invalid, field "text").
func text(s string) (string, error) {
	var f errs.Fields
	s = strings.TrimSpace(strings.ReplaceAll(s, "\x00", ""))
	switch n := utf8.RuneCountInString(s); {
	case n == 0:
		f.Add("text", "complaint.text_missing", "")
	case n > longest:
		f.Add("text", "complaint.text_long", "", longest, n)
	}
	return s, f.Err("complaint.bad_input")
}

func boxInfo(c id.ID, o Office) string { return "complaint/" + string(o) + "/" + string(c) }

// AnswerInfo is what the answer to a complaint is bound to.
func AnswerInfo(c id.ID) string { return "complaint answer/" + string(c) }

func (k *Desk) owner(person id.ID) []byte {
	return k.vault.Token("complaint_complaint.owner", string(person))
}

// part is the context in which this room states its facts and opens its duties: they name nobody.
func part(ctx context.Context) context.Context { return actor.With(ctx, actor.Part("complaint")) }

func fact(kind string, c id.ID, version int64) audit.Fact {
	return audit.Fact{Room: "complaint", Kind: kind, Record: c, Version: version, Compartment: seal.Complaint, Rows: []audit.Row{audit.Kept("complaint_complaint", c)}}
}

// Letter is a complaint to be sent.
type Letter struct {
	Office  Office
	Words   Words
	ReplyTo []byte // public half of the resident's key
}

// Send seals a complaint of the resident of ctx to its office. It fails with complaint.no_office (Conflict) where nobody could
// open it, with complaint.bad_input, and as policy says.
func (k *Desk) Send(ctx context.Context, key store.Key, l Letter) (_ id.ID, err error) {
	defer errs.Wrap(&err, "complaint.Send")
	person, own := actor.From(ctx).Person, ctx
	// The command is the house's and not his: what the store keeps of a command, to know it again, must not say who wrote.
	return store.Write(part(ctx), k.db, key, func(tx *store.Tx) (id.ID, error) {
		if err := k.policy.Check(own, tx, policy.ComplaintSend, policy.Resource{Kind: "complaint", Person: person}); err != nil {
			return "", err
		}
		w, public := l.Words, []byte(nil)
		if w.Text, err = text(w.Text); err != nil {
			return "", err
		}
		if public, err = readBy(ctx, tx, l.Office); err != nil {
			return "", err
		}
		if public == nil {
			return "", errs.New(errs.Conflict, "complaint.no_office")
		}
		c := id.New()
		box, err := seal.SealTo(public, boxInfo(c, l.Office), w.plain())
		if err != nil {
			return "", err
		}
		if _, err := tx.Exec(ctx, `insert into complaint_complaint (id, version, office, owner, box, reply_to, sent_at, opened_by, answered_by)
			values ($1, 1, $2, $3, $4, $5, $6, '', '')`, c, string(l.Office), k.owner(person), box, l.ReplyTo, store.Micros(tx.Now())); err != nil {
			return "", err
		}
		ctx := part(own)
		if err := audit.Record(ctx, tx, fact("complaint.sent", c, 1)); err != nil {
			return "", err
		}
		return c, k.owe(ctx, tx, Complaint{ID: c, Office: l.Office, Sent: tx.Now()})
	})
}

// owe opens the bureau's duty to answer. What the procurators owe is theirs to watch: the house has no say in it, and a duty
// in their facility would show there.
func (k *Desk) owe(ctx context.Context, tx *store.Tx, c Complaint) error {
	if c.Office != Bureau {
		return nil
	}
	_, err := duty.Open(ctx, tx, duty.Duty{Code: "complaint.answer", Cause: c.ID, Number: -1, Due: k.Due(c)})
	return err
}

// Mine lists what the resident of ctx has sent since he has his key, newest first. What he sent before somebody reset his
// sign-in is in no list any more: whoever resets could be the one who looks, and is not to see that he wrote.
func (k *Desk) Mine(ctx context.Context, tx *store.Tx, public []byte) ([]Complaint, error) {
	return store.Collect(ctx, tx, scan, selectComplaint+`where owner = $1 and reply_to = $2 order by sent_at desc, id desc`, k.owner(actor.From(ctx).Person), public)
}
