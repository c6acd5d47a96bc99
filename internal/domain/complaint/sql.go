package complaint

import (
	"context"

	"guitu/internal/base/errs"
	"guitu/internal/platform/store"
)

const selectComplaint = `select id, version, office, box, reply_to, sent_at, opened_at, answered_at, answer, copy,
	coalesce(sent_at < (select o.made_at from complaint_office o where o.id = complaint_complaint.office), 1 = 0) from complaint_complaint `

func scan(s store.Scanner) (c Complaint, err error) {
	err = s.Scan(&c.ID, &c.Version, &c.Office, &c.box, &c.replyTo, store.Instant(&c.Sent), store.Instant(&c.Opened), store.Instant(&c.Answered),
		&c.Answer, &c.copy, &c.Old)
	return c, err
}

// publicOf is the public half of an office's key, nil where it has none.
func publicOf(ctx context.Context, tx *store.Tx, o Office) ([]byte, error) {
	b, err := store.One(ctx, tx, store.Value[[]byte], `select public from complaint_office where id = $1`, string(o))
	if errs.Is(err, "store.not_found") {
		return nil, nil
	}
	return b, err
}

func readers(ctx context.Context, tx *store.Tx, o Office) ([]Reader, error) {
	return store.Collect(ctx, tx, func(s store.Scanner) (r Reader, err error) {
		err = s.Scan(&r.ID, &r.Version, &r.Staff, &r.public, &r.locked, &r.officeKey, store.Instant(&r.At), &r.proposes)
		r.Proposes = r.proposes != nil
		r.Admitted = r.officeKey != nil && !r.Proposes
		return r, err
	}, `select id, version, staff, public, locked, office_key, made_at, proposes from complaint_reader where office = $1 order by made_at, id`, string(o))
}
