package app

import (
	"context"
	"errors"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/daybook"
	"guitu/internal/domain/rule"
	"guitu/internal/door/bookcopy"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/store"
)

// The work that comes round by the clock. What is due by law is no job: a duty rises by the query that shows
// it (domain/duty), whether or not anything here ran.

type (
	foldLives  struct{} // lives that time alone has changed
	eraseFiles struct{} // files whose day of erasure has come
	clearSeats struct{} // sessions, tickets and guesses that have ended
	forgetKeys struct{} // what commands answered long ago
	seeOffices struct{} // offices that residents write to and that nobody reads any more
	seeRooms   struct{} // who must move, because a birthday or a phase has come
	makeBooks  struct{} // what the wards need on paper when the house cannot be asked
	sealAgain  struct{} // openings of sealed files whose time is over
	seeMinors  struct{} // files that the house proposes to seal
	layFigures struct{} // figures of a quarter that is over
	seeTables  struct{} // how many rows the tables hold, for the plans of questions
	copyBook   struct { // and one that somebody made before the machine is stopped
		Book id.ID
	}
)

func (foldLives) Kind() string  { return "sweep.lives" }
func (eraseFiles) Kind() string { return "sweep.files" }
func (clearSeats) Kind() string { return "sweep.seats" }
func (forgetKeys) Kind() string { return "sweep.keys" }
func (seeRooms) Kind() string   { return "sweep.rooms" }
func (makeBooks) Kind() string  { return "sweep.books" }
func (sealAgain) Kind() string  { return "sweep.openings" }
func (seeMinors) Kind() string  { return "sweep.minors" }
func (layFigures) Kind() string { return "sweep.figures" }
func (seeOffices) Kind() string { return "sweep.offices" }
func (seeTables) Kind() string  { return "sweep.tables" }
func (copyBook) Kind() string   { return "sweep.copy" }

// Limits of a fold of the whole province: what expires on one day is little, but nobody knows how much.
func (foldLives) Limits() jobs.Limits { return jobs.Limits{Within: 9 * time.Minute} }

// Limits of a look at every file of the province whose course has ended.
func (seeMinors) Limits() jobs.Limits { return jobs.Limits{Within: 9 * time.Minute} }

// Limits of figures of every facility.
func (layFigures) Limits() jobs.Limits { return jobs.Limits{Within: 9 * time.Minute} }

// Limits of the books of a province, some hundred of them.
func (makeBooks) Limits() jobs.Limits { return jobs.Limits{Within: 9 * time.Minute} }

// keptMonths is how long it is known what a command answered: longer than any form or device keeps one.
const keptMonths = 13

// page is how much is done at once: others wait for no more than its commit.
const page = 200

// openWork tells the jobs what is done with each kind, and when what comes round.
func (h *House) openWork(context.Context, Options) error {
	h.Jobs = jobs.New(jobs.Config{DB: h.DB, Policy: h.Policy, Log: h.Log, Workers: h.Config.Workers, Watch: h.told()})

	jobs.Handle(h.Jobs, func(ctx context.Context, _ foldLives) error { return h.fold(ctx) })
	h.Jobs.Every(jobs.Daily(0, 5), foldLives{}) // the day has changed; what became of it is there before anybody is
	jobs.Handle(h.Jobs, func(ctx context.Context, _ rule.Changed) error {
		if err := h.Measure.Unsettle(ctx, jobs.Key(ctx, "unsettle")); err != nil {
			return err
		}
		return h.fold(ctx)
	})

	jobs.Handle(h.Jobs, func(ctx context.Context, _ eraseFiles) error {
		return all(func() (int, error) { return h.Documents.EraseDue(ctx, page) })
	})
	h.Jobs.Every(jobs.Daily(1, 0), eraseFiles{})

	jobs.Handle(h.Jobs, func(ctx context.Context, _ clearSeats) error {
		return errors.Join(h.Accounts.Sweep(ctx), h.Kiosk.Sweep(ctx))
	})
	h.Jobs.Every(jobs.Each(time.Hour), clearSeats{})

	jobs.Handle(h.Jobs, func(ctx context.Context, _ forgetKeys) error {
		_, err := store.ForgetCommands(ctx, h.DB, keptMonths)
		return err
	})
	h.Jobs.Every(jobs.Daily(1, 30), forgetKeys{})
	jobs.Handle(h.Jobs, func(ctx context.Context, _ seeTables) error { return h.DB.Analyse(ctx) })
	h.Jobs.Every(jobs.Each(time.Hour), seeTables{})
	jobs.Handle(h.Jobs, func(ctx context.Context, _ seeRooms) error { return h.Placement.ReviewAll(ctx) })
	h.Jobs.Every(jobs.Daily(0, 20), seeRooms{})
	jobs.Handle(h.Jobs, func(ctx context.Context, _ seeOffices) error {
		return h.Complaints.Watch(ctx, jobs.Key(ctx, "offices"))
	})
	h.Jobs.Every(jobs.Daily(0, 10), seeOffices{}) // a post that ended yesterday
	jobs.Handle(h.Jobs, func(ctx context.Context, _ makeBooks) error {
		made, err := h.Books.Night(ctx, func(step string) store.Key { return jobs.Key(ctx, step) })
		err = errors.Join(err, h.copies().Keep(ctx, made, h.Books.Copy, h.Clock()))
		return errors.Join(err, all(func() (int, error) { return h.Books.EraseDue(ctx, page) }))
	})
	h.Jobs.Every(jobs.Daily(h.Config.BookHour()), makeBooks{})
	jobs.Handle(h.Jobs, func(ctx context.Context, c copyBook) error {
		return h.copies().Keep(ctx, []id.ID{c.Book}, h.Books.Copy, h.Clock())
	})
	if h.Config.BookFolder != "" {
		h.Books.Made = func(ctx context.Context, tx *store.Tx, book id.ID) error {
			return jobs.Enqueue(ctx, tx, copyBook{book})
		}
	}
	h.Keys.Work(h.Jobs)
	h.Reminders.Work(h.Jobs)
	h.sealWork()
	h.watch()
	return nil
}

// sealWork closes openings of sealed files on the hour after their time, and words that tell of who is sealed, and looks each
// night for files to propose.
func (h *House) sealWork() {
	jobs.Handle(h.Jobs, func(ctx context.Context, _ sealAgain) error {
		if err := all(func() (int, error) { return h.Sealings.CloseWords(ctx, page) }); err != nil {
			return err
		}
		return all(func() (int, error) { return h.Sealings.CloseDue(ctx, page) })
	})
	h.Jobs.Every(jobs.Each(time.Hour), sealAgain{})
	jobs.Handle(h.Jobs, func(ctx context.Context, _ seeMinors) error { return h.proposeMinors(ctx) })
	h.Jobs.Every(jobs.Daily(2, 0), seeMinors{})
	jobs.Handle(h.Jobs, func(ctx context.Context, _ layFigures) error {
		return all(func() (int, error) { return h.Figures.CloseDue(ctx, page) })
	})
	h.Jobs.Every(jobs.Daily(2, 30), layFigures{})
}

// proposeMinors goes through the files whose course has ended, a page at a time.
func (h *House) proposeMinors(ctx context.Context) error {
	last := id.ID("")
	return all(func() (n int, err error) {
		last, n, err = h.Sealings.ProposeMinors(ctx, jobs.Key(ctx, "minors/"+string(last)), last, page)
		return n, err
	})
}

// copies is the folder beside the house for copies of the books.
func (h *House) copies() bookcopy.Folder {
	return bookcopy.Folder{Path: h.Config.BookFolder, Key: h.Config.BookKey, Days: h.Config.BookDays, Set: h.bookSetting()}
}

// bookSetting is how the books are set, wherever they are shown.
func (h *House) bookSetting() daybook.Setting {
	s := daybook.Setting{Words: h.Words.In(text.ZH), Officer: h.Census.Officer}
	if !h.Origin.IsZero() {
		s.Draft = s.Words.T("papers.demo")
	}
	return s
}

// fold folds every life that is due for it, and makes the extracts that are missing since the program is another.
func (h *House) fold(ctx context.Context) error {
	if err := all(func() (int, error) { return h.Measure.Refresh(ctx, page) }); err != nil {
		return err
	}
	return all(func() (int, error) { return h.Measure.Extract(ctx, page) })
}

// all repeats work that is done a page at a time, until a page is not full.
func all(some func() (int, error)) error {
	for {
		n, err := some()
		if err != nil || n < page {
			return err
		}
	}
}
