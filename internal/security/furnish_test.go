package security_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/daybook"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/emergency"
	"guitu/internal/domain/export"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/rollcall"
	"guitu/internal/domain/roster"
	"guitu/internal/domain/supervision"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/press"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

var compartments = []seal.Compartment{seal.General, seal.Clinical, seal.Infection, seal.Psychology, seal.Child, seal.Voluntary, seal.Complaint}

// furnish puts into the province what it lacks, so that every address has something behind it that could be seen: files
// and papers of every compartment, somebody out, a roster that is looked at, a list that was asked for, a job that failed.
func (w *world) furnish(t testing.TB) {
	t.Helper()
	ctx := actor.With(context.Background(), actor.Part("demo"))
	must := func(what string, err error) {
		if err != nil {
			t.Fatal(what, ": ", err)
		}
	}
	f, b, p := w.chosen["f"], w.chosen["b"], w.chosen["p"]
	for _, c := range compartments {
		at := document.Place{Record: p, About: p, Facility: f, Unit: b, Compartment: c}
		must("document "+string(c), w.file(ctx, t, at))
		_, err := w.Paper.Issue(ctx, store.NewKey(), paper.Draft{
			ID: id.New(), Kind: paper.TermSheet, Facility: f, Unit: b, Person: p, Compartment: c, Sheet: press.Sheet{Title: "期限告知书"},
		})
		must("paper "+string(c), err)
	}
	must("document of the case", w.file(ctx, t, document.Place{Record: w.chosen["case"], About: p, Facility: f, Unit: b, Compartment: seal.General}))
	out, err := w.Outing.Leave(ctx, store.NewKey(), outing.Departure{Person: p, Kind: "hospital", Words: outing.Words{Where: "县医院", Escort: "民警 2 人"}})
	must("outing", err)
	w.chosen["outing"] = out
	who, err := store.Read(ctx, w.DB, func(tx *store.Tx) (person.Person, error) { return w.Person.Get(ctx, tx, p) })
	must("born", err)
	w.chosen["born"] = id.ID(who.Born.String())
	_, err = w.Roster.Bring(ctx, roster.Command{
		Key: store.NewKey(), Run: id.New(), Facility: f, Name: "在册人员.csv", Raw: []byte(readFile(t, "../domain/roster/book/testdata/sample.csv")), Words: w.Words.In(text.ZH),
	})
	must("roster", err)
	w.furnishDesks(t, ctx)
}

// furnishDesks gives the desks what waits there: lists asked for, duties of compartments, a post that is lent, somebody kept
// apart, an affair that waits for another organ.
func (w *world) furnishDesks(t testing.TB, ctx context.Context) {
	t.Helper()
	must := func(what string, err error) {
		if err != nil {
			t.Fatal(what, ": ", err)
		}
	}
	f, b, p := w.chosen["f"], w.chosen["b"], w.chosen["p"]
	legal := w.as("legal_officer", f, f)
	for _, state := range []string{"approved", "asked"} {
		q, err := w.Exports.Request(legal, export.Command{Key: store.NewKey(), List: w.Exports.Lists()[0].Name, Format: "csv", Purpose: "核对名册"}, w.Words.In(text.ZH))
		must("export", err)
		w.exec(t, `update export_request set state = ? where id = ?`, state, q)
	}
	for name, code := range map[string]duty.Code{"duty": "bed.move", "clinical": "bed.care", "child": "child.ask"} {
		made, err := store.Write(ctx, w.DB, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
			if err := w.Policy.Check(ctx, tx, policy.DutyAssign, policy.Resource{}); err != nil {
				return "", err
			}
			return duty.Open(ctx, tx, duty.Duty{Code: code, Subject: p, Cause: id.New(), Number: -1, Facility: f, Unit: b, Due: duty.By(w.now)})
		})
		must("duty", err)
		w.chosen[name] = made
	}
	apart, err := w.Placement.KeepApart(w.as("facility_head", f, f), store.NewKey(), p, w.chosen["mate"], "有冲突")
	must("apart", err)
	w.chosen["pair"] = apart
	w.chosen["move"], err = w.Placement.Move(ctx, store.NewKey(), placement.Move{Person: w.chosen["third"], From: w.chosen["thirdbed"], To: w.chosen["bed"], Words: "换房"})
	must("move", err)
	w.chosen["book"], err = w.Books.Make(ctx, store.NewKey(), daybook.Whom{Facility: f, Unit: b})
	must("book", err)
	w.exec(t, `update rule_confirmation set proposer = 'somebody' where id = ?`, w.chosen["rule"])
	w.chosen["question"], err = w.Supervision.Ask(w.as("procurator", f, f), store.NewKey(), supervision.Draft{Facility: f, Person: p, Topic: "act", Due: "2026-03-20", Text: "请说明依据"})
	must("question", err)
	w.chosen["emergency"], err = w.Emergency.Open(w.as("doctor", f, f), store.NewKey(), emergency.Draft{Person: p, Compartment: seal.Infection, Why: "抢救时要知道"})
	must("emergency", err)
	w.chosen["lent"] = id.New()
	w.exec(t, `insert into staff_delegation (id, post, to_member, from_day, until_day, version) values (?, ?, ?, '2026-03-01', '2026-03-20', 1)`, w.chosen["lent"], w.chosen["post"], w.chosen["other"])
	w.furnishRoll(t, ctx)
	w.furnishAsk(t, ctx)
	w.exec(t, `insert into jobs_job values (?, 'daybook.make', 'general', '{}', 'failed', 0, 1, 0, '', '', 0, 'daybook.nobody', '')`, id.New())
}

// as is an officer who is seated, freshly signed.
func (w *world) as(role string, facility, unit id.ID) context.Context {
	for _, s := range w.seats {
		if s.role == role && (s.where == "facility" || s.where == "unit") {
			return actor.With(context.Background(), actor.Actor{
				Kind: actor.Officer, Account: id.New(), Staff: s.member, SecondAt: w.now.Add(-time.Second),
				Posts: []actor.Post{{Role: role, Facility: facility, Unit: unit}},
			})
		}
	}
	return context.Background()
}

// furnishAsk begins to prepare a release, tells the township of it and hands out the code with which it answers.
func (w *world) furnishAsk(t testing.TB, ctx context.Context) {
	t.Helper()
	of, err := w.Journeys.Begin(ctx, store.NewKey(), journey.Start{Kind: affair.Release, Facility: w.chosen["f"], Unit: w.chosen["b"], Person: w.chosen["third"]})
	if err != nil {
		t.Fatal("release: ", err)
	}
	f, err := w.Journeys.File(ctx, of)
	if err != nil {
		t.Fatal("release: ", err)
	}
	s, _ := f.Course.Step("township")
	told := journey.Posted{"township": {"锦川镇"}, "told_on": {day}, "told": {"周定边"}, "aware": {"yes"}}
	if _, err = w.Journeys.Do(ctx, store.NewKey(), journey.Command{Case: of, Stamp: f.Stamp(s), Step: "township", Said: told}); err != nil {
		t.Fatal("township: ", err, errs.Find(err).Fields)
	}
	key := store.NewKey()
	if err := w.Journeys.Ask(ctx, key, of, "township_answers", "锦川镇"); err != nil {
		t.Fatal("ask: ", err)
	}
	w.chosen["release"], w.chosen["code"] = of, id.ID(w.Journeys.Code(key))
	w.chosen["ask"] = id.ID(w.one(t, `select id from journey_ask where case_id = ?`, of))
}

// furnishRoll gives the brigade a roll that waits for its second officer.
func (w *world) furnishRoll(t testing.TB, ctx context.Context) {
	t.Helper()
	f, b := w.chosen["f"], w.chosen["b"]
	call := id.ID(w.one(t, `select id from rollcall_call where unit = ?`, b))
	if call == "" {
		var err error
		if call, err = w.Rolls.Open(ctx, store.NewKey(), rollcall.Opening{Facility: f, Unit: b, Shift: "morning"}); err != nil {
			t.Fatal("roll: ", err)
		}
	}
	w.chosen["call"] = call
	w.exec(t, `update rollcall_call set state = 'closing', closing_by = 'staff:nobody' where id = ?`, call)
}

// attached is what a field of a form takes: a roster where it says "file", else a scan.
func attached(t testing.TB, field string) []byte {
	t.Helper()
	if field == "file" {
		return []byte(readFile(t, "../domain/roster/book/testdata/sample.csv"))
	}
	return scanned(t)
}

// scanned is a scan as somebody brings one.
func scanned(t testing.TB) []byte {
	t.Helper()
	made, err := press.PDF(press.Drawable(press.Sheet{Title: "扫描件"}))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func (w *world) file(ctx context.Context, t testing.TB, at document.Place) error {
	_, err := w.Documents.Put(ctx, store.NewKey(), document.Draft{
		Place: at, ID: id.New(), Title: "决定书扫描件", Name: "扫描件.pdf", MediaType: "application/pdf", Limit: 1 << 20, Content: bytes.NewReader(scanned(t)),
	})
	return err
}
