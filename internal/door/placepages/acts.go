package placepages

import (
	"strings"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/placement/known"
	"guitu/internal/door/web"
	"guitu/internal/platform/store"
)

// act decodes a form about the person or bed of the address, does what it says, and shows the page again with what is
// wrong.
func act[F any](r *web.Request, show web.Handler, done string, do func(which id.ID, form F) error) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form F
	if err := r.Decode(&form); err != nil {
		return r.Again(err, show)
	}
	if err := do(which, form); err != nil {
		return r.Again(err, show)
	}
	return r.Done(back(r), done)
}

// back is the page on which a form stood: the bed's or the person's, for its acts stand below it. After an act one wants
// to see the board again, with the way to take it back.
func back(r *web.Request) string {
	at := r.URL.Path
	if i := strings.LastIndex(at, "/"); i > 0 && !strings.HasSuffix(at, "/undo") {
		at = at[:i]
	}
	return at
}

func (d *desk) move(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct{ From, Bed, Words string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.person)
	}
	act, err := d.Placement.Move(r.Context(), store.Key(r.Key()), placement.Move{Person: which, From: id.ID(form.From), To: id.ID(form.Bed), Words: form.Words})
	if err != nil {
		return r.Again(err, d.person)
	}
	return moved(r, act)
}

// moved goes back to the board: somebody lies elsewhere, or the medical desk was asked for a bed of another brigade.
func moved(r *web.Request, act id.ID) error {
	if act == "" {
		return r.Done("/beds", "beds.asked")
	}
	return r.Done("/beds", "beds.moved", int(placement.Window.Minutes()))
}

// stay is the medical desk's answer that somebody stays where he is.
func (d *desk) stay(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := d.Placement.Stay(r.Context(), store.Key(r.Key()), which); err != nil {
		return r.Again(err, d.elsewhere)
	}
	return r.Done("/beds", "beds.stays")
}

func (d *desk) swap(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct{ From, Other, SwapWords string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.person)
	}
	other, bed := unseen(form.Other)
	_, err = d.Placement.Swap(r.Context(), store.Key(r.Key()), placement.Swap{A: which, B: other, BedA: id.ID(form.From), BedB: bed, Words: form.SwapWords})
	if err != nil {
		return r.Again(errs.Renamed(err, "words", "swap_words"), d.person)
	}
	return r.Done("/beds", "beds.swapped", int(placement.Window.Minutes()))
}

// give puts somebody into the bed of the address.
func (d *desk) give(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct{ Other, Words string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.bed)
	}
	who, from := unseen(form.Other)
	act, err := d.Placement.Move(r.Context(), store.Key(r.Key()), placement.Move{Person: who, From: from, To: which, Words: form.Words})
	if err != nil {
		return r.Again(err, d.bed)
	}
	return moved(r, act)
}

func (d *desk) undo(r *web.Request) error {
	var form struct{ Move string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.board)
	}
	if _, err := d.Placement.Undo(r.Context(), store.Key(r.Key()), id.ID(form.Move)); err != nil {
		return r.Again(err, d.board)
	}
	return r.Done("/beds", "beds.undone")
}

func (d *desk) reserve(r *web.Request) error {
	return act(r, d.bed, "beds.reserved", func(bed id.ID, form struct{ Person, Until, Note string }) error {
		_, err := d.Placement.Reserve(r.Context(), store.Key(r.Key()), placement.ReserveDraft{Bed: bed, Person: id.ID(form.Person), Until: form.Until, Words: form.Note})
		return errs.Renamed(err, "words", "note")
	})
}

func (d *desk) release(r *web.Request) error {
	return act(r, d.bed, "beds.released", func(bed id.ID, form struct{ Version int64 }) error {
		return d.Placement.Release(r.Context(), store.Key(r.Key()), bed, form.Version)
	})
}

func (d *desk) apart(r *web.Request) error {
	return act(r, d.person, "beds.kept_apart", func(who id.ID, form struct{ ApartOther, ApartWords string }) error {
		_, err := d.Placement.KeepApart(r.Context(), store.Key(r.Key()), who, id.ID(form.ApartOther), form.ApartWords)
		return errs.Renamed(errs.Renamed(err, "words", "apart_words"), "other", "apart_other")
	})
}

func (d *desk) lift(r *web.Request) error {
	return act(r, d.liftForm, "beds.lifted", func(_ id.ID, form struct {
		Pair, LiftWords string
		LiftSure        bool
		Version         int64
	},
	) error {
		err := d.Placement.Lift(r.Context(), store.Key(r.Key()), placement.Lifting{Pair: id.ID(form.Pair), Version: form.Version, Words: form.LiftWords, Sure: form.LiftSure})
		return errs.Renamed(errs.Renamed(err, "words", "lift_words"), "sure", "lift_sure")
	})
}

// vacate gives the bed of somebody back who is gone for long.
func (d *desk) vacate(r *web.Request) error {
	which, err := r.ID("id")
	if err != nil {
		return err
	}
	var form struct{ From, VacateWords string }
	if err := r.Decode(&form); err != nil {
		return r.Again(err, d.person)
	}
	_, err = d.Placement.Vacate(r.Context(), store.Key(r.Key()), placement.Vacating{Person: which, Bed: id.ID(form.From), Words: form.VacateWords})
	if err != nil {
		return r.Again(errs.Renamed(err, "words", "vacate_words"), d.person)
	}
	return r.Done("/beds", "beds.vacated", int(placement.Window.Minutes()))
}

func (d *desk) traits(r *web.Request) error {
	return act(r, d.person, "beds.traits_said", func(who id.ID, form struct {
		Grade, Will string
		Version     int64
	},
	) error {
		said := known.Said{Traits: known.Traits{Grade: form.Grade, Will: form.Will}, Version: form.Version}
		return d.Placement.SetTraits(r.Context(), store.Key(r.Key()), who, said)
	})
}
