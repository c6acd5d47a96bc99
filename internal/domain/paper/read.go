package paper

import (
	"context"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/resident"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/press"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/witness"
)

// OfIn lists the papers of a person in a compartment, newest first; those sealed away are in no list. Each must be
// allowed by paper.view.
func (k *Desk) OfIn(ctx context.Context, tx *store.Tx, person id.ID, c seal.Compartment) (_ []Paper, err error) {
	defer errs.Wrap(&err, "paper.OfIn(%s)", person)
	all, err := store.Collect(ctx, tx, scan, selectPaper+`where person = $1 and compartment = $2 order by issued_at desc, id desc`, person, c)
	if err != nil {
		return nil, err
	}
	ids := make([]id.ID, len(all))
	for i, p := range all {
		if err := k.sees(ctx, tx, p); err != nil {
			return nil, err
		}
		ids[i] = p.ID
	}
	keys, err := k.vault.Keys(ctx, tx, ids, c)
	if err != nil {
		return nil, err
	}
	out := all[:0]
	for _, p := range all {
		if keys[p.ID] != nil {
			out = append(out, p)
		}
	}
	return out, nil
}

// OfKind pages through the general papers of a kind that a facility issued, the latest first, for who may see its papers;
// those of files that are sealed away are in no list.
func (k *Desk) OfKind(ctx context.Context, tx *store.Tx, facility id.ID, of Kind, page store.Page) (_ store.Slice[Paper], err error) {
	defer errs.Wrap(&err, "paper.OfKind(%s)", of)
	r := policy.Resource{Kind: "paper", Facility: facility, Unit: facility, Compartment: string(seal.General)}
	if err := k.policy.Check(ctx, tx, policy.PaperView, r); err != nil {
		return store.Slice[Paper]{}, err
	}
	return store.Select(ctx, tx, store.List{
		Columns: "p." + strings.ReplaceAll(strings.Join(strings.Fields(columns), " "), ", ", ", p."),
		From:    `paper_paper p join seal_key s on s.record = p.id and s.compartment = p.compartment and s.state = 'open'`,
		Where:   []store.Cond{store.Where(`p.facility = $1 and p.kind = $2 and p.compartment = $3`, facility, of, seal.General)},
		Sorts:   map[string]store.Sort{"issued": store.By("p.issued_at")}, Default: "-issued", ID: "p.id",
	}, page, scan)
}

// Printed is a paper as it is printed now.
type Printed struct {
	Paper
	Sheet  press.Sheet
	Reason string // why it no longer counts, "" where it does or another replaces it
	Proven bool   // the code is on it
}

// Print opens a paper to be looked at or printed: paper.view, and a fact. Its proof is made against the newest
// checkpoint; where the log has not published the paper yet, it is let publish at once, and where that does not work the
// paper says so in place of the code. A paper that never was, or was sealed away, is paper.not_found.
func (k *Desk) Print(ctx context.Context, paper id.ID) (out Printed, err error) {
	defer errs.Wrap(&err, "paper.Print(%s)", paper)
	var o opened
	_, err = store.Write(ctx, k.db, store.NewKey(), func(tx *store.Tx) (int, error) {
		if o, err = k.open(ctx, tx, paper); err != nil {
			return 0, err
		}
		f := o.Paper.fact("paper.printed")
		f.Sort = audit.Read
		return 0, audit.Record(ctx, tx, f)
	})
	if err != nil {
		return out, err
	}
	out = Printed{Paper: o.Paper, Sheet: o.sheet, Reason: o.reason}
	out.Sheet.Code = witness.Code(o.commitment)
	if !o.InForce() {
		out.Sheet.Draft = voided(o)
	}
	text, err := k.proof(ctx, o)
	switch {
	case err == nil:
		out.Proven, out.Sheet.QR, out.Sheet.QRNote = true, text, proofNote
	case errs.KindOf(err) == errs.Unavailable:
		out.Sheet.QRNote = waitNote
	default:
		return Printed{}, err
	}
	return out, nil
}

// What stands beside the code, and in its place while there is none. Papers are in Chinese.
const (
	proofNote = "扫二维码核对真伪，不联网也能核对：把扫到的文字贴到本所公布的核对网页，或者用离线核对程序和本所公钥核对。" +
		"结果写明种类、文号、单位、日期、所涉人员（隐名）和期满日；与纸面不一致的，请向本所询问。"
	waitNote = "本件正在登记，暂时没有核对用的二维码。约一分钟后重新打印即有；在此之前可报校验码向本所核对。"
)

func voided(o opened) string {
	if o.ReplacedBy != "" {
		return "已作废　已由新文书替换"
	}
	return "已作废"
}

// opened is a paper with what is sealed of it.
type opened struct {
	Paper
	sheet      press.Sheet
	said       Statement
	reason     string
	salt       []byte
	content    []byte
	commitment []byte
}

// open reads a paper with its sheet.
func (k *Desk) open(ctx context.Context, tx *store.Tx, paper id.ID) (o opened, err error) {
	row, err := getSealed(ctx, tx, paper)
	if err != nil {
		return o, err
	}
	o.Paper = row.Paper
	if err := k.sees(ctx, tx, o.Paper); err != nil {
		return o, err
	}
	key, err := k.vault.Key(ctx, tx, paper, o.Compartment)
	if errs.Is(err, "seal.no_key") {
		return o, errs.New(errs.NotFound, "paper.not_found")
	}
	if err != nil {
		return o, err
	}
	plain, err := key.Open("paper_paper.sheet", row.sheet)
	if err != nil {
		return o, err
	}
	if o.sheet, err = press.Decode(plain); err != nil {
		return o, err
	}
	if err := key.OpenValue("paper_paper.said", row.said, &o.said); err != nil {
		return o, err
	}
	if len(row.reason) > 0 {
		if o.reason, err = key.OpenString("paper_paper.reason", row.reason); err != nil {
			return o, err
		}
	}
	o.salt, o.content, o.commitment = salt(key, o.Paper), witness.Digest(key.Suite(), plain), commitment(key, o.Paper, o.said, plain)
	return o, nil
}

// proof is the text of the code of a paper, audit.not_published where there is none yet.
func (k *Desk) proof(ctx context.Context, o opened) (text string, err error) {
	if k.prover == nil {
		return "", errs.New(errs.Unavailable, "audit.not_published")
	}
	prove := func(tx *store.Tx) (audit.Proof, error) {
		fact, err := stated(ctx, tx, o.Paper, o.Person)
		if errs.Is(err, "paper.no_fact") && o.Person != "" {
			fact, err = stated(ctx, tx, o.Paper, "") // issued before he was taken in
		}
		if err != nil {
			return audit.Proof{}, err
		}
		return k.prover.Prove(ctx, tx, fact)
	}
	p, err := store.Read(ctx, k.db, prove)
	if errs.Is(err, "audit.not_published") {
		if err := k.prover.Publish(ctx); err != nil {
			return "", err
		}
		p, err = store.Read(ctx, k.db, prove)
	}
	if err != nil {
		return "", err
	}
	return witness.Slip{Statement: o.said.list(), Salt: o.salt, Content: o.content, Proof: p}.Text()
}

// stated finds the fact that commits to a paper, among those about somebody, "" for all of its facility and day.
func stated(ctx context.Context, tx *store.Tx, p Paper, about id.ID) (id.ID, error) {
	list, err := audit.List(ctx, tx, audit.Filter{
		Facility: p.Facility, Record: p.ID, About: about, Room: "paper", Day: civil.DateOf(p.Issued),
	}, store.Page{Limit: 100, Sort: "at"})
	if err != nil {
		return "", err
	}
	for _, e := range list.Rows {
		if e.Kind == Stated {
			return e.ID, nil
		}
	}
	return "", errs.New(errs.Internal, "paper.no_fact", p.ID)
}

// Key is the public key by which the papers of this house are checked.
func (k *Desk) Key() string {
	if k.prover == nil {
		return ""
	}
	return k.prover.Key()
}

// Keys are that key and those before it: papers that were issued under one of them are as good.
func (k *Desk) Keys() []string {
	if k.prover == nil {
		return nil
	}
	return k.prover.Keys()
}

// Get is a paper without its sheet, for who was allowed to see its person's; NotFound when there is none.
func (k *Desk) Get(ctx context.Context, tx *store.Tx, paper id.ID) (_ Paper, err error) {
	defer errs.Wrap(&err, "paper.Get(%s)", paper)
	p, err := get(ctx, tx, paper)
	if err != nil {
		return p, err
	}
	return p, k.sees(ctx, tx, p)
}

// sees checks that the reader may see a paper: where it was issued, or where its person is now, whose file goes with him.
func (k *Desk) sees(ctx context.Context, tx *store.Tx, p Paper) error {
	r, err := resident.SeenAs(ctx, tx, k.policy, policy.PaperView, p.Resource())
	if err != nil {
		return err
	}
	return k.policy.Check(ctx, tx, policy.PaperView, r)
}

// InForceOf lists the general papers of a person that count, oldest first, for the act that takes their list along.
func InForceOf(ctx context.Context, tx *store.Tx, person id.ID) ([]Paper, error) {
	return store.Collect(ctx, tx, scan, selectPaper+`where person = $1 and compartment = $2 and state = $3 order by issued_at, id`, person, seal.General, InForce)
}

// SealAwayIn seals the papers of a person away with his file (封存), and RestoreIn opens them again. The act was
// checked by the caller.
func (k *Desk) SealAwayIn(ctx context.Context, tx *store.Tx, person id.ID) error {
	return k.eachOf(ctx, tx, person, k.vault.SealAway)
}

// RestoreIn opens the papers of a person again.
func (k *Desk) RestoreIn(ctx context.Context, tx *store.Tx, person id.ID) error {
	return k.eachOf(ctx, tx, person, k.vault.Restore)
}

func (k *Desk) eachOf(ctx context.Context, tx *store.Tx, person id.ID, do func(context.Context, *store.Tx, id.ID) (int, error)) (err error) {
	defer errs.Wrap(&err, "paper.eachOf(%s)", person)
	ids, err := store.Collect(ctx, tx, store.Value[id.ID], `select id from paper_paper where person = $1 order by id`, person)
	if err != nil {
		return err
	}
	for _, p := range ids {
		if _, err := do(ctx, tx, p); err != nil {
			return err
		}
	}
	return nil
}
