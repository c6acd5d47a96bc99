package reminder_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/jobs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/reminder"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// sent is a fake of the world outside: what would have gone out.
type sent struct {
	list []string
	fail error
}

func (s *sent) Send(_ context.Context, to, subject, body string) error {
	if s.fail != nil {
		return s.fail
	}
	s.list = append(s.list, to+"|"+subject+"|"+body)
	return nil
}

type house struct {
	t         *testing.T
	db        *store.DB
	hand      *clock.Hand
	vault     *seal.Vault
	room      *reminder.Room
	jobs      *jobs.Room
	mail, sms *sent
	count     reminder.Count
	left      bool // he holds no post any more
	who       actor.Actor
}

func each(t *testing.T, run func(t *testing.T, h *house)) {
	words, err := text.Load(store.Catalogue, policy.Catalogue, reminder.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	hand := clock.At(storetest.Start)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) {
		engine := policytest.Engine(t, hand.Now)
		h := &house{t: t, db: db, hand: hand, vault: sealtest.Vault(t, db), mail: &sent{}, sms: &sent{}, who: policytest.Officer(policy.Nurse, id.New(), "")}
		h.jobs = jobs.New(jobs.Config{DB: db, Policy: engine})
		h.room = reminder.New(reminder.Config{
			DB: db, Vault: h.vault, Policy: engine, Words: words, Ways: map[reminder.Way]reminder.Sender{reminder.Mail: h.mail, reminder.SMS: h.sms},
			Count: func(context.Context, *store.Tx, id.ID, id.ID) (reminder.Count, bool, error) {
				return h.count, !h.left, nil
			},
		})
		h.room.Work(h.jobs)
		_, err := store.Write(t.Context(), db, store.NewKey(), func(tx *store.Tx) (int, error) {
			_, err := h.vault.Create(t.Context(), tx, h.who.Account, seal.General)
			return 0, err
		})
		h.must(err)
		run(t, h)
	})
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) is(err error, code string) {
	h.t.Helper()
	if !errs.Is(err, code) {
		h.t.Errorf("%v, want %s", err, code)
	}
}

func (h *house) me() context.Context { return actor.With(h.t.Context(), h.who) }

func (h *house) ask(way reminder.Way, address, hour string) error {
	return h.room.Ask(h.me(), store.NewKey(), reminder.Draft{Way: string(way), Address: address, Hour: hour, Lang: text.EN})
}

// drain does all jobs that are due, failing ones too.
func (h *house) drain() {
	h.t.Helper()
	_, err := h.jobs.Drain(h.t.Context())
	h.must(err)
}

// at moves the clock to an hour in Shanghai, of this day or the next one.
func (h *house) at(hour int) {
	h.t.Helper()
	now := h.hand.Now().In(clock.Shanghai)
	next := time.Date(now.Year(), now.Month(), now.Day(), hour, 1, 0, 0, clock.Shanghai)
	if !next.After(now) {
		next = next.AddDate(0, 0, 1)
	}
	h.hand.Forward(next.Sub(now))
	h.drain()
}

var six = regexp.MustCompile(`\b[0-9]{6}\b`)

// on has reminders set up and proven.
func (h *house) on(way reminder.Way, address, hour string) {
	h.t.Helper()
	h.must(h.ask(way, address, hour))
	h.drain()
	box := h.mail
	if way == reminder.SMS {
		box = h.sms
	}
	code := six.FindString(box.list[len(box.list)-1])
	h.must(h.room.Confirm(h.me(), store.NewKey(), code))
	box.list = nil
}

func (h *house) got(want ...string) {
	h.t.Helper()
	got := append(append([]string{}, h.mail.list...), h.sms.list...)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		h.t.Errorf("sent %q, want %q", got, want)
	}
	h.mail.list, h.sms.list = nil, nil
}

func TestAnAddressCountsOnceItsCodeWasTyped(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.count = reminder.Count{Today: 3}
		h.must(h.ask(reminder.Mail, "li@example.cn", "8"))
		h.drain()
		code := six.FindString(h.mail.list[0])
		wrong := "000000"
		if code == wrong {
			wrong = "000001"
		}
		h.mail.list = nil
		h.at(8)
		h.got() // not proven: nothing is sent
		h.is(h.room.Confirm(h.me(), store.NewKey(), code), "reminder.nothing_asked")

		h.must(h.ask(reminder.Mail, "li@example.cn", "8"))
		h.drain()
		code = six.FindString(h.mail.list[0])
		h.mail.list = nil
		form := store.NewKey() // the page comes back with its key, and what was wrong is typed anew
		h.is(h.room.Confirm(h.me(), form.Saying([]byte("wrong")), wrong), "reminder.bad")
		for range 2 {
			h.must(h.room.Confirm(h.me(), form.Saying([]byte("right")), " "+code[:3]+" "+code[3:]))
		}
		m, err := h.room.Mine(h.me())
		h.must(err)
		if m.State != reminder.On || m.Address != "li@example.cn" || m.Hour != 8 {
			t.Errorf("%+v", m)
		}
		h.at(8)
		h.got("li@example.cn|Reminder|You have 3 duties due today. Sign in to see them.")
	})
}

// Who proves the house finds in the log that an officer asked: his row was not slipped in.
func TestThatHeAskedIsInTheLog(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.must(h.ask(reminder.Mail, "li@example.cn", "8"))
		report, err := audit.VerifyRows(t.Context(), h.db, h.vault, []audit.Table{{Name: "reminder_reach", Loose: true}})
		if err != nil || len(report.Findings) > 0 {
			t.Error(err, report.Findings)
		}
	})
}

func TestACodeIsNotGuessed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.must(h.ask(reminder.SMS, "+86 138-0013-8000", "7"))
		h.drain()
		if !strings.HasPrefix(h.sms.list[0], "13800138000|") {
			t.Error(h.sms.list)
		}
		code := six.FindString(h.sms.list[0])
		for range 5 {
			h.is(h.room.Confirm(h.me(), store.NewKey(), "x"), "reminder.bad")
		}
		h.is(h.room.Confirm(h.me(), store.NewKey(), code), "reminder.nothing_asked")
		for range 4 {
			h.must(h.ask(reminder.SMS, "13800138000", "7"))
		}
		h.is(h.ask(reminder.SMS, "13800138000", "7"), "reminder.too_many")
		h.must(h.room.End(h.me(), store.NewKey())) // does not begin anew
		h.is(h.ask(reminder.SMS, "13800138000", "7"), "reminder.too_many")
	})
}

func TestOneReminderADayAndNoneWithoutCause(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.on(reminder.Mail, "li@example.cn", "8")
		h.at(8)
		h.got()
		h.count = reminder.Count{Overdue: 1}
		h.at(9) // it was looked at eight: this day is told
		h.got()
		h.at(8)
		h.got("li@example.cn|Reminder|You have 1 overdue duty. Sign in to see them.")
		h.at(9)
		h.at(10)
		h.got()
		h.count = reminder.Count{Overdue: 2, Today: 1}
		h.must(h.ask(reminder.Mail, "li@example.cn", "20")) // proven before: no code, another hour
		h.at(19)
		h.got()
		h.at(8)
		h.got()
		h.at(20)
		h.got("li@example.cn|Reminder|You have 1 duty due today and 2 overdue. Sign in to see them.")
	})
}

func TestAHouseThatStoodStillWakesNobodyAtNight(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.on(reminder.Mail, "li@example.cn", "8")
		h.count = reminder.Count{Today: 1}
		h.hand.Forward(24 * time.Hour)
		h.at(10) // two hours late
		h.got("li@example.cn|Reminder|You have 1 duty due today. Sign in to see them.")
		h.hand.Forward(12 * time.Hour)
		h.at(23)
		h.got()
	})
}

func TestAReminderThatCannotBeSentIsTriedAgainAndSeen(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.on(reminder.Mail, "li@example.cn", "8")
		h.count = reminder.Count{Today: 1}
		h.mail.fail = errs.New(errs.Unavailable, "reminder.mail_failed", 0)
		h.at(8)
		stands := func() reminder.Standing {
			s, err := store.Read(t.Context(), h.db, func(tx *store.Tx) (reminder.Standing, error) { return reminder.Stands(t.Context(), tx) })
			h.must(err)
			return s
		}
		if s := stands(); s != (reminder.Standing{On: 1, Failing: 1}) {
			t.Error(s)
		}
		h.mail.fail = nil
		h.hand.Forward(time.Minute)
		h.drain()
		h.got("li@example.cn|Reminder|You have 1 duty due today. Sign in to see them.")
		if s := stands(); s != (reminder.Standing{On: 1}) {
			t.Error(s)
		}
		h.mail.fail = errs.New(errs.Unavailable, "reminder.mail_failed", 0)
		h.at(8)
		h.mail.fail = nil
		h.at(1) // the day has passed: what it would say is not so any more
		h.got()
	})
}

func TestRemindersEndWithTheOfficer(t *testing.T) {
	for name, end := range map[string]func(h *house){
		"his last post ends": func(h *house) { h.left = true },
		"he wants no more":   func(h *house) { h.must(h.room.End(h.me(), store.NewKey())) },
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				h.on(reminder.Mail, "li@example.cn", "8")
				h.count = reminder.Count{Today: 1}
				end(h)
				h.at(8)
				h.left = false
				h.at(8)
				h.got()
				m, err := h.room.Mine(h.me())
				h.must(err)
				if m.State != reminder.Off || m.Address != "" {
					t.Errorf("%+v", m)
				}
				n, err := store.Read(t.Context(), h.db, func(tx *store.Tx) (int, error) {
					return store.One(t.Context(), tx, store.Value[int], `select count(*) from reminder_reach where address is not null`)
				})
				h.must(err)
				if n != 0 {
					t.Error("the address was kept")
				}
			})
		})
	}
}
