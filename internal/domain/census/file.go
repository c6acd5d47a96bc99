package census

import (
	"context"
	"strings"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/roster/book"
	"guitu/internal/domain/roster/remark"
	"guitu/internal/platform/history"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// Head is what every page of a person's file begins with.
type Head struct {
	Person   person.Person
	Stay     resident.Resident // the latest; zero when the person was never here
	Facility facility.Unit
	Unit     facility.Unit // zero when not known
	Place    facility.Place
	Officer  string // name of the case officer, "" when nobody
	SameName int    // how many others here bear the same name
	stays    []resident.Resident
	Seen     bool // the reader has opened this file within the last Again
}

// Again is how long an opening of a file counts as the same opening.
const Again = 30 * time.Minute

// At is where the file is kept, for acts on the person.
func (h Head) At() person.At { return person.At{Facility: h.Stay.Facility, Unit: h.Stay.Unit} }

// Resource is the file as policy sees it.
func (h Head) Resource() policy.Resource {
	r := h.Stay.Resource()
	r.Kind, r.ID, r.Person = "person", h.Person.ID, h.Person.ID
	return r
}

// File is a person's file as its pages show it. Parts that were not asked for, or that the reader may not
// see, are empty.
type File struct {
	Head
	Measure  measure.View
	HasLife  bool                   // the house keeps a legal clock for the person
	Duties   []duty.Duty            // all, or by Parts.Owed those that are open, each with its Proofs
	Heads    duty.Heads             // of the units where they are late
	Proofs   map[id.ID][]duty.Proof // what was said of them, by duty
	Kin      []Relative
	Openings []Opening
	Stays    []resident.Resident
	Notes    []book.Note // what rosters said that the house has no place for
	Posts    Posts       // who recorded the facts of the life, or closed a duty
	Begun    time.Time   // when the file was begun here: what is older was told to it then
}

// Parts is what of a file is to be read besides its head. Kin, and the numbers and the address that stand beside
// them, are for who needs them: person.identity. Owed are the duties that are open alone, for pages that show no others.
type Parts struct{ Measure, Duties, Owed, Kin, Notes, Trail bool }

// File reads a person's file. It fails with person.not_found, with policy.denied and policy.purpose_needed of
// person.view, for the kin of person.identity, and reads of the other parts what their own policies let the reader see.
func (k *Desk) File(ctx context.Context, p id.ID, want Parts) (_ File, err error) {
	defer errs.Wrap(&err, "census.File(%s)", p)
	return store.Read(ctx, k.db, func(tx *store.Tx) (f File, err error) {
		if f.Head, err = k.head(ctx, tx, p); err != nil {
			return f, err
		}
		if err = k.lawful(ctx, tx, &f, want); err != nil {
			return f, err
		}
		if want.Kin {
			if err = k.policy.Check(ctx, tx, policy.PersonIdentity, f.Resource()); err != nil {
				return f, err
			}
			if f.Kin, err = k.kin(ctx, tx, p); err != nil {
				return f, err
			}
		}
		if want.Notes {
			notes, err := remark.Of(ctx, tx, k.vault, []id.ID{p})
			if err != nil {
				return f, err
			}
			f.Notes = notes[p]
		}
		if want.Trail {
			f.Openings, err = k.openings(ctx, tx, p)
		}
		return f, err
	})
}

// lawful reads the measures and duties of a file.
func (k *Desk) lawful(ctx context.Context, tx *store.Tx, f *File, want Parts) (err error) {
	if want.Measure {
		f.Measure, err = k.measures.ViewOf(ctx, tx, f.Person)
		switch errs.KindOf(err) {
		case errs.NotFound, errs.Denied: // no clock, or not his to see: the page is drawn without it
			f.Measure = measure.View{}
		default:
			if err != nil {
				return err
			}
			f.HasLife = true
		}
		if f.Posts, err = recorders(ctx, tx, f.Measure); err != nil {
			return err
		}
		if f.Begun, err = begun(ctx, tx, f.Person.ID); err != nil {
			return err
		}
		f.Stays = f.stays
	}
	if !want.Duties && !want.Owed {
		return nil
	}
	all, err := want.duties(ctx, tx, f.Person.ID)
	type seat struct {
		compartment seal.Compartment
		owner       string
	}
	allowed := map[seat]bool{} // policy is asked once for all that it cannot tell apart: an old file has hundreds
	for _, d := range all {
		if strings.HasPrefix(string(d.Code), watch+".") && !k.watched(ctx, d.Facility) {
			continue
		}
		at := seat{d.Compartment, d.Owner}
		may, asked := allowed[at]
		if !asked {
			// In the file a duty stands where the person is, whichever office owes it: who looks after somebody must
			// know what is due to him.
			may = k.policy.Allows(ctx, policy.DutyView, policy.Resource{
				Kind: "duty", ID: d.ID, Person: d.Subject, Facility: f.Stay.Facility, Unit: f.Stay.Unit,
				Compartment: string(d.Compartment), Role: d.Owner,
			})
			allowed[at] = may
		}
		if may {
			f.Duties = append(f.Duties, d)
		}
	}
	if err != nil {
		return err
	}
	if f.Heads, err = duty.HeadsOf(ctx, tx, f.Duties); err != nil {
		return err
	}
	f.Proofs, err = duty.Proofs(ctx, tx, k.vault, f.Duties)
	return err
}

func (want Parts) duties(ctx context.Context, tx *store.Tx, p id.ID) ([]duty.Duty, error) {
	if want.Duties {
		return duty.Of(ctx, tx, p)
	}
	return duty.OpenOf(ctx, tx, p)
}

// begun is when the first version of an identity was kept.
func begun(ctx context.Context, tx *store.Tx, p id.ID) (time.Time, error) {
	return history.Begun(ctx, tx, seal.General, "person_person", p)
}

func (k *Desk) head(ctx context.Context, tx *store.Tx, p id.ID) (h Head, err error) {
	if h.Person, err = k.persons.Get(ctx, tx, p); err != nil {
		return h, err
	}
	if h.stays, err = resident.OfPerson(ctx, tx, p); err != nil {
		return h, err
	}
	if len(h.stays) > 0 {
		h.Stay = h.stays[0]
	}
	if err := k.policy.Check(ctx, tx, policy.PersonView, h.Resource()); err != nil {
		return h, err
	}
	if err := k.place(ctx, tx, &h); err != nil {
		return h, err
	}
	if h.SameName, err = k.sameName(ctx, tx, h); err != nil {
		return h, err
	}
	n, err := store.One(ctx, tx, store.Value[int], `select count(*) from audit_fact where about = $1 and at >= $2 and actor = $3 and kind = $4 and purpose = $5`,
		p, store.Micros(tx.Now().Add(-Again)), actor.From(ctx).Ref(), person.OpenedKind, policy.Purpose(ctx))
	h.Seen = n > 0
	return h, err
}

// place reads where the person is and who looks after the file.
func (k *Desk) place(ctx context.Context, tx *store.Tx, h *Head) (err error) {
	if h.Stay.ID == "" {
		return nil
	}
	if h.Facility, err = facility.Get(ctx, tx, h.Stay.Facility); err != nil {
		return err
	}
	if h.Stay.Unit != "" {
		if h.Unit, err = facility.Get(ctx, tx, h.Stay.Unit); err != nil {
			return err
		}
	}
	if h.Stay.Officer != "" {
		found, err := k.staff.Members(ctx, tx, []id.ID{h.Stay.Officer})
		if err != nil {
			return err
		}
		h.Officer = found[h.Stay.Officer].Name
	}
	s, err := placement.Of(ctx, tx, h.Person.ID)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	h.Place, err = facility.PlaceOf(ctx, tx, s.Bed)
	return err
}

// sameName counts who else in the facility bears the name, so that the page can warn. They are looked for by the reading of
// the whole name, which few share: two of its characters are in the names of a part of the province.
func (k *Desk) sameName(ctx context.Context, tx *store.Tx, h Head) (int, error) {
	tokens := k.persons.Tokens(cn.Full(h.Person.Name))
	if h.Stay.ID == "" || len(tokens) == 0 {
		return 0, nil
	}
	list, args := store.In(3, tokens)
	ids, err := store.Collect(ctx, tx, store.Value[id.ID], `select t.person from person_token t
		join resident_resident r on r.person = t.person and r.left_on is null and r.facility = $1
		where t.person <> $2 and t.token in `+list+` group by t.person having count(*) = `+itoa(len(tokens))+` order by t.person limit 100`,
		append([]any{h.Stay.Facility, h.Person.ID}, args...)...)
	if err != nil {
		return 0, err
	}
	found, err := k.persons.Load(ctx, tx, ids)
	n := 0
	for _, p := range found {
		if p.Name == h.Person.Name {
			n++
		}
	}
	return n, err
}
