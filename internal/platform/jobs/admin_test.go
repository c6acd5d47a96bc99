package jobs_test

import (
	"context"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

func facts(t *testing.T, db *store.DB) []audit.Entry {
	t.Helper()
	s, err := store.Read(t.Context(), db, func(tx *store.Tx) (store.Slice[audit.Entry], error) {
		return audit.List(t.Context(), tx, audit.Filter{Room: "jobs"}, store.Page{Sort: "at"})
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.Rows
}

func TestTheKeeperRetriesAndDiscards(t *testing.T) {
	setup(t, func(t *testing.T, db *store.DB, r *jobs.Room, _ *clock.Hand) {
		fail := true
		answer := func() error {
			if fail {
				return jobs.Cancel(errs.New(errs.Refused, "partner.gone"))
			}
			return nil
		}
		jobs.Handle(r, func(context.Context, notice) error { return answer() })
		jobs.Handle(r, func(context.Context, apart) error { return answer() })
		enqueue(t, db, notice{newest}, apart{newest})
		drain(t, r, 2)

		list, err := r.Failed(keeper(t), store.Page{Sort: "kind"})
		if err != nil || list.Total != 2 {
			t.Fatal(list, err)
		}
		clinic, general := list.Rows[0], list.Rows[1]
		if clinic.Kind != "" || clinic.Compartment != seal.Clinical || general.Kind != "notice.send" {
			t.Errorf("the keeper sees %q and %q", clinic.Kind, general.Kind)
		}
		fail = false
		if err := r.Retry(keeper(t), store.NewKey(), clinic.ID); err != nil {
			t.Fatal(err)
		}
		key := store.NewKey()
		for range 2 { // a button pressed twice
			if err := r.Discard(keeper(t), key, general.ID); err != nil {
				t.Fatal(err)
			}
		}
		for _, again := range []func(context.Context, store.Key, id.ID) error{r.Retry, r.Discard} {
			if err := again(keeper(t), store.NewKey(), general.ID); !errs.Is(err, "jobs.not_failed") {
				t.Error(err)
			}
		}
		drain(t, r, 1)
		if rows(t, db) != 0 {
			t.Error("something is left")
		}
		f := facts(t, db)
		if len(f) != 2 || f[0].Kind != "jobs.retried" || f[0].Record != clinic.ID || f[0].Compartment != seal.Clinical ||
			f[1].Kind != "jobs.discarded" || f[1].Record != general.ID {
			t.Errorf("%+v", f)
		}
	})
}

func TestNobodyElseSeesJobs(t *testing.T) {
	setup(t, func(t *testing.T, db *store.DB, r *jobs.Room, _ *clock.Hand) {
		head := actor.With(t.Context(), actor.Actor{
			Kind: actor.Officer, Staff: newest, Posts: []actor.Post{{ID: newest, Role: policy.FacilityHead, Facility: newest, Unit: newest}},
		})
		if _, err := r.Failed(head, store.Page{}); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
		if _, err := r.Loads(head); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
		if err := r.Retry(head, store.NewKey(), newest); errs.KindOf(err) != errs.Denied {
			t.Error(err)
		}
		if err := r.Discard(t.Context(), store.NewKey(), newest); errs.KindOf(err) != errs.Unauthenticated {
			t.Error(err)
		}
	})
}

func TestLoads(t *testing.T) {
	setup(t, func(t *testing.T, db *store.DB, r *jobs.Room, _ *clock.Hand) {
		jobs.Handle(r, func(context.Context, brief) error { return jobs.Cancel(errs.New(errs.Refused, "partner.gone")) })
		enqueue(t, db, brief{newest})
		drain(t, r, 1)
		enqueue(t, db, notice{newest}, notice{newest}, brief{newest}, apart{newest})
		got, err := r.Loads(keeper(t))
		if err != nil || len(got) != 3 {
			t.Fatal(got, err)
		}
		if got[0].Kind != "" || got[0].Waiting != 1 || got[1].Kind != "notice.brief" || got[1].Waiting != 1 || got[1].Failed != 1 ||
			got[2].Kind != "notice.send" || got[2].Waiting != 2 || got[2].Oldest.IsZero() {
			t.Errorf("%+v", got)
		}
	})
}
