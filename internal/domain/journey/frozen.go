package journey

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/measure"
	"guitu/internal/platform/document"
	"guitu/internal/platform/store"
)

// The file of somebody who has died stands still, for whoever looks into the death. What the affair of the death itself
// brings is still filed: whom the house told, and what the expert of the family says (Course.Dead).

// still refuses what is done by hand about somebody who has died, outside the affair of his death: papers of a step, and
// steps that lead nowhere. An affair that is open beside it can be closed, and others told of what had happened before.
func still(ctx context.Context, tx *store.Tx, course *Course, a *Act, papers []Paper) error {
	if course.Dead || a.Case.Person == "" || len(papers) == 0 && a.Step.leads() {
		return nil
	}
	return measure.Frozen(ctx, tx, a.Case.Person)
}

// leads tells whether a step may take its case to another state.
func (s *Step) leads() bool { return s.To != "" || len(s.Or) > 0 || s.Follows }

// Stands tells whether a step of a case is not done any more, because its person has died.
func (f File) Stands(s *Step) bool { return f.Still != nil && !s.leads() }

// FilePaper puts a paper that somebody brings into the file of its person, as an act of its own: document.put. It fails as
// document.Ready and PutIn do, and with measure.frozen for who has died. Sent twice, it files once.
func (k *Desk) FilePaper(ctx context.Context, key store.Key, d document.Draft) (_ id.ID, err error) {
	defer errs.Wrap(&err, "journey.FilePaper(%s)", d.ID)
	if d, err = k.documents.Ready(ctx, d); err != nil {
		return "", err
	}
	return store.Write(ctx, k.db, key, func(tx *store.Tx) (id.ID, error) {
		f, err := k.documents.PutIn(ctx, tx, d)
		if err == nil {
			err = measure.Frozen(ctx, tx, d.About) // after policy: whom one may not see, of him one learns nothing
		}
		return f.ID, err
	})
}
