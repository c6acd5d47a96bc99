package duty

import (
	"context"
	"regexp"
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Desk is where the acts of this room are done: every method is one use case.
type Desk struct {
	db     *store.DB
	vault  *seal.Vault
	policy *policy.Engine
}

// New opens the desk.
func New(db *store.DB, v *seal.Vault, p *policy.Engine) *Desk {
	return &Desk{db: db, vault: v, policy: p}
}

// resource is a duty as policy sees it.
func (d Duty) resource() policy.Resource {
	return policy.Resource{
		Kind: "duty", ID: d.ID, Person: d.Subject, Facility: d.Facility, Unit: d.Unit,
		Compartment: string(d.Compartment), Role: d.Owner,
	}
}

// Source is the sheet from which old duties are confirmed: its sort, and its number or page.
type Source struct {
	Kind   string // one of Sources
	Number string // register number, volume, page: figures and signs, no names
}

// Sources lists the sorts of sheets; their titles are "duty.source.<code>".
var Sources = []string{"file", "register", "receipt", "letter"}

// sheet is what a number of a sheet looks like: the words of registers and letters, digits, and no room for a name.
var sheet = regexp.MustCompile(`^[0-9A-Za-z〔〕\[\]()（）第号页册卷年月日字登记簿台账回执收据存根通知书函寄单公强戒毒决延解除\-—/. ]{1,40}$`)

// FromPaper confirms duties that were due before the house kept the clock, all from one sheet. What is not
// such a duty is refused with duty.not_from_paper and nothing is confirmed. It returns how many it confirmed.
func (k *Desk) FromPaper(ctx context.Context, key store.Key, duties []id.ID, s Source) (_ int, err error) {
	defer errs.Wrap(&err, "duty.FromPaper(%d)", len(duties))
	note, err := s.note(len(duties))
	if err != nil {
		return 0, err
	}
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (int, error) {
		for _, i := range duties {
			d, err := Get(ctx, tx, i)
			if err != nil {
				return 0, err
			}
			if err := k.policy.Check(ctx, tx, policy.DutyConfirmPaper, d.resource()); err != nil {
				return 0, err
			}
			if !d.Paper || d.State != Pending {
				return 0, errs.New(errs.Conflict, "duty.not_from_paper")
			}
			d.State, d.Note = Done, note
			if err := shut(ctx, tx, d, "duty.confirmed_from_paper"); err != nil {
				return 0, err
			}
		}
		return len(duties), nil
	})
}

func (s Source) note(n int) (string, error) {
	var f errs.Fields
	known := false
	for _, k := range Sources {
		known = known || k == s.Kind
	}
	if !known {
		f.Add("source", "duty.source_unknown", s.Kind)
	}
	if !sheet.MatchString(strings.TrimSpace(s.Number)) {
		f.Add("number", "duty.sheet_bad", s.Number)
	}
	if n == 0 {
		f.Add("duties", "duty.none_chosen", "")
	}
	return paperNote + " " + s.Kind + " " + strings.TrimSpace(s.Number), f.Err("duty.bad_input")
}

// OnPaper lists the duties of some seats that wait to be confirmed from paper, by due moment.
func OnPaper(ctx context.Context, tx *store.Tx, seats []Seat, page store.Page) (store.Slice[Duty], error) {
	seats = own(seats)
	if len(seats) == 0 {
		return store.Slice[Duty]{}, nil
	}
	where, args := seatsSQL(seats, tx.Now(), nil)
	return store.Select(ctx, tx, store.List{
		Columns: strings.Join(columns, ", "), From: "duty_duty",
		Where: []store.Cond{store.Where(`state = 'open' and paper`), store.Where(where, args...)},
		Sorts: map[string]store.Sort{"due": store.By("coalesce(due_at, 0)")}, Default: "due", ID: "id",
	}, page, scan)
}
