package jobs

import (
	"context"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

type row struct {
	id          id.ID
	kind        string
	compartment seal.Compartment
	args        []byte
	state       string
	due, made   time.Time
	attempt     int
	lease       string
}

func insert(ctx context.Context, tx *store.Tx, j row) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO jobs_job (id, kind, compartment, args, state, due, attempt, made, node, lease, code, address)
		VALUES ($1, $2, $3, $4, $5, $6, 0, $7, '', '', '', '')`,
		string(j.id), j.kind, string(j.compartment), string(j.args), j.state, store.Micros(j.due), store.Micros(j.made))
	return err
}

// due lists what could run now, oldest first. A job that is running under our own name is not taken again: this
// process is alive, and only Start takes back what a dead one left.
func (r *Room) due(ctx context.Context, tx *store.Tx, limit int) ([]row, error) {
	kinds, args := store.In(4, r.order) // a job of a newer program waits for one
	return store.Collect(ctx, tx, func(s store.Scanner) (j row, err error) {
		var args string
		err = s.Scan((*string)(&j.id), &j.kind, (*string)(&j.compartment), &args, &j.attempt, store.Instant(&j.made))
		j.args = []byte(args)
		return j, err
	}, `
		SELECT id, kind, compartment, args, attempt, made FROM jobs_job
		WHERE state <> 'failed' AND due <= $1 AND (state = 'waiting' OR node <> $2) AND kind IN `+kinds+`
		ORDER BY due, id LIMIT $3`, append([]any{store.Micros(tx.Now()), r.runner(), limit}, args...)...)
}

// take puts one job under a lease, unless somebody was quicker.
func take(ctx context.Context, tx *store.Tx, j *row, runner string) (bool, error) {
	j.lease = string(id.New())
	n, err := tx.Exec(ctx, `
		UPDATE jobs_job SET state = 'running', node = $1, lease = $2, due = $3, attempt = attempt + 1
		WHERE id = $4 AND attempt = $5 AND state <> 'failed' AND due <= $6`,
		runner, j.lease, store.Micros(tx.Now().Add(lease)), string(j.id), j.attempt, store.Micros(tx.Now()))
	return n == 1, err
}

// crashed gives up a job that took its process with it on its last attempt: a run that ends otherwise settles its
// attempt, so only such a job comes back with all of them spent.
func crashed(ctx context.Context, tx *store.Tx, j row) error {
	_, err := tx.Exec(ctx, `
		UPDATE jobs_job SET state = 'failed', lease = '', node = '', ended = $1, code = $4, address = ''
		WHERE id = $2 AND attempt = $3 AND state <> 'failed' AND due <= $1`,
		store.Micros(tx.Now()), string(j.id), j.attempt, "jobs.crashed")
	return err
}

// settle writes what became of a run; false when the lease was lost.
func settle(ctx context.Context, tx *store.Tx, j row, o outcome) (bool, error) {
	if o.state == "" {
		n, err := tx.Exec(ctx, `DELETE FROM jobs_job WHERE id = $1 AND lease = $2`, string(j.id), j.lease)
		return n == 1, err
	}
	attempt := j.attempt
	if !o.counted {
		attempt--
	}
	n, err := tx.Exec(ctx, `
		UPDATE jobs_job SET state = $1, due = $2, attempt = $3, lease = '', node = '', ended = $4, code = $5, address = $6
		WHERE id = $7 AND lease = $8`,
		o.state, store.Micros(o.due), attempt, store.Micros(tx.Now()), o.code, o.address, string(j.id), j.lease)
	return n == 1, err
}

// release gives back what the last process that served this node left running. What a command is working on goes
// by another name and comes back when its lease ends.
func release(ctx context.Context, tx *store.Tx) (int64, error) {
	return tx.Exec(ctx, `UPDATE jobs_job SET state = 'waiting', lease = '', node = '', due = $1 WHERE state = 'running' AND node = $2`,
		store.Micros(tx.Now()), tx.Node())
}

// astray is by how much something lies ahead that a clock noted which was wrong: two machines that serve the same records do
// not differ by so much.
const astray = 10 * time.Minute

// claimTurn notes the turn of a periodic kind; false when it is already noted. A turn that is noted and has not come is
// none: a machine whose clock ran a year ahead for a minute would stop the work of every night for that year.
func claimTurn(ctx context.Context, tx *store.Tx, kind string, turn time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO jobs_turn (kind, turn) VALUES ($1, $2)
		ON CONFLICT (kind) DO UPDATE SET turn = excluded.turn WHERE jobs_turn.turn < excluded.turn OR jobs_turn.turn > $3`,
		kind, store.Micros(turn), store.Micros(tx.Now().Add(astray)))
	return n == 1, err
}

// recall lets run what waits for a moment that such a clock gave it.
func recall(ctx context.Context, tx *store.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE jobs_job SET due = $1 WHERE state = 'waiting' AND due > $1 AND made > $2`,
		store.Micros(tx.Now()), store.Micros(tx.Now().Add(astray)))
	return err
}

// hurry lets a job of the kind that still waits run now; true when there is one that waits or runs.
func hurry(ctx context.Context, tx *store.Tx, kind string) (bool, error) {
	if _, err := tx.Exec(ctx, `UPDATE jobs_job SET due = $1 WHERE kind = $2 AND state = 'waiting' AND due > $1`,
		store.Micros(tx.Now()), kind); err != nil {
		return false, err
	}
	return store.One(ctx, tx, func(s store.Scanner) (pending bool, err error) { return pending, s.Scan(&pending) },
		`SELECT EXISTS (SELECT 1 FROM jobs_job WHERE kind = $1 AND state <> 'failed')`, kind)
}

// shownKind is the kind as the keeper may see it.
const shownKind = `CASE WHEN compartment = 'general' THEN kind ELSE '' END`

func listFailed(ctx context.Context, tx *store.Tx, p store.Page) (store.Slice[Failed], error) {
	return store.Select(ctx, tx, store.List{
		From:    "jobs_job",
		Columns: "id, " + shownKind + ", compartment, attempt, made, ended, code, address",
		Where:   []store.Cond{store.Where("state = 'failed'")},
		Sorts:   map[string]store.Sort{"ended": store.By("ended"), "made": store.By("made"), "kind": store.By(shownKind)},
		Default: "-ended",
		ID:      "id",
	}, p, func(s store.Scanner) (f Failed, err error) {
		err = s.Scan((*string)(&f.ID), &f.Kind, (*string)(&f.Compartment), &f.Attempts,
			store.Instant(&f.Made), store.Instant(&f.Ended), &f.Code, &f.Address)
		return f, err
	})
}

func loads(ctx context.Context, tx *store.Tx) ([]Load, error) {
	return store.Collect(ctx, tx, func(s store.Scanner) (l Load, err error) {
		return l, s.Scan(&l.Kind, &l.Waiting, &l.Running, &l.Failed, store.Instant(&l.Oldest))
	}, `
		SELECT `+shownKind+` AS shown,
			sum(CASE state WHEN 'waiting' THEN 1 ELSE 0 END),
			sum(CASE state WHEN 'running' THEN 1 ELSE 0 END),
			sum(CASE state WHEN 'failed' THEN 1 ELSE 0 END),
			min(CASE state WHEN 'waiting' THEN due END)
		FROM jobs_job GROUP BY shown ORDER BY shown`)
}

func stands(ctx context.Context, tx *store.Tx) (Standing, error) {
	return store.One(ctx, tx, func(r store.Scanner) (s Standing, err error) {
		return s, r.Scan(&s.Waiting, &s.Running, &s.Failed, store.Instant(&s.Oldest))
	}, `
		SELECT coalesce(sum(CASE WHEN state = 'waiting' AND due <= $1 THEN 1 ELSE 0 END), 0),
			coalesce(sum(CASE state WHEN 'running' THEN 1 ELSE 0 END), 0),
			coalesce(sum(CASE state WHEN 'failed' THEN 1 ELSE 0 END), 0),
			min(CASE WHEN state = 'waiting' AND due <= $1 THEN due END)
		FROM jobs_job`, store.Micros(tx.Now()))
}

// failedCompartment is the compartment of a failed job; jobs.not_failed when there is none.
func failedCompartment(ctx context.Context, tx *store.Tx, job id.ID) (seal.Compartment, error) {
	c, err := store.One(ctx, tx, store.Value[string], `SELECT compartment FROM jobs_job WHERE id = $1 AND state = 'failed'`, string(job))
	if errs.Is(err, "store.not_found") {
		err = errs.New(errs.Conflict, "jobs.not_failed")
	}
	return seal.Compartment(c), err
}

// revive lets a failed job be tried as if it were new.
func revive(ctx context.Context, tx *store.Tx, job id.ID) error {
	return store.Update(ctx, tx, `UPDATE jobs_job SET state = 'waiting', attempt = 0, due = $1 WHERE id = $2 AND state = 'failed'`,
		store.Micros(tx.Now()), string(job))
}

// remove takes a failed job out of the list.
func remove(ctx context.Context, tx *store.Tx, job id.ID) error {
	return store.Update(ctx, tx, `DELETE FROM jobs_job WHERE id = $1 AND state = 'failed'`, string(job))
}
