package doctor_test

import (
	"context"
	"encoding/base64"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/platform/config"
	"guitu/internal/platform/doctor"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/keyfile"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// What is set beside the house is named by its setting and its value, each with a remedy of its own; a key that is none
// keeps a server from starting, and nothing else does.
func TestWhatIsSetBesideTheHouse(t *testing.T) {
	h := bench(t, nil, clock.At(storetest.Start))
	says(t, h, "around", doctor.OK, "doctor.around.none")
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	loose := filepath.Join(t.TempDir(), "loose")
	write(t, loose, "secret")
	if err := os.Chmod(loose, 0o644); err != nil {
		t.Fatal(err)
	}
	for code, c := range map[string]struct {
		level doctor.Level
		set   func(*config.Config)
	}{
		"doctor.around.key_old":     {doctor.Bad, func(c *config.Config) { c.KeyOld = nowhere }},
		"doctor.around.book_key":    {doctor.Bad, func(c *config.Config) { c.BookKey = "zzz" }},
		"doctor.around.book_folder": {doctor.Warn, func(c *config.Config) { c.BookFolder = nowhere }},
		"doctor.around.mail_ca":     {doctor.Bad, func(c *config.Config) { c.MailCA = loose }},
		"doctor.around.sms":         {doctor.Bad, func(c *config.Config) { c.SMSCommand = nowhere + " --to" }},
		"doctor.around.scanner":     {doctor.Warn, func(c *config.Config) { c.Scanner = nowhere }},
		"doctor.around.secret":      {doctor.Bad, func(c *config.Config) { c.OIDC.SecretFile = loose }},
		"doctor.around.provider":    {doctor.Warn, func(c *config.Config) { c.OIDC.Issuer = nowhere }},
	} {
		h := h
		h.Provider = func(context.Context) error { return errors.New("away") }
		c.set(&h.Config)
		says(t, h, "around", c.level, code)
		f := found(t, h, "around")
		if len(f.Args) == 0 || f.Args[0] != nowhere && f.Args[0] != loose && f.Args[0] != "zzz" {
			t.Errorf("%s names %v", code, f.Args)
		}
		if err := doctor.Never(doctor.Set(h.Config)); errs.Is(err, "doctor.around.book_key") != (code == "doctor.around.book_key") {
			t.Errorf("%s: a server does not start: %v", code, err)
		}
	}
	h.Config.Scanner, h.Config.SMSCommand = nowhere, nowhere
	if n := len(doctor.Examine(t.Context(), h)); n != len(doctor.Checks())+1 {
		t.Errorf("two are wrong at once, and %d are told", n-len(doctor.Checks())+1)
	}
}

func TestWhatIsSetBesideTheHouseWorks(t *testing.T) {
	h := bench(t, nil, clock.At(storetest.Start))
	path := filepath.Join(t.TempDir(), "old")
	if _, err := keyfile.New(path, seal.Intl); err != nil {
		t.Fatal(err)
	}
	public, _ := seal.NewBox()
	h.Config.KeyOld, h.Config.BookKey, h.Config.BookFolder = path, base64.StdEncoding.EncodeToString(public), t.TempDir()
	h.Config.SMSCommand, h.Config.Scanner = "cat", scanner(t)
	says(t, h, "around", doctor.OK, "doctor.around")
}

// scanner is one that says that it is there.
func scanner(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "clamd")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Read(make([]byte, 6))
			_, _ = c.Write([]byte("PONG\x00"))
			_ = c.Close()
		}
	}()
	return path
}

// The reason why a reminder was not sent is told as it was noted, with what would be right.
func TestWhyNobodyIsReminded(t *testing.T) {
	each(t, func(t *testing.T, h doctor.House, _ *clock.Hand) {
		h.Config.MailServer, h.Config.MailFrom = "mail.example.cn:587", "guitu@example.cn"
		says(t, h, "reminders", doctor.OK, "doctor.reminders")
		err := store.Ledger(t.Context(), h.DB, func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), `insert into jobs_job (id, kind, compartment, args, state, due, attempt, made, ended, node, lease, code, address)
				values ('x', 'reminder.code', 'general', '{}', 'waiting', 0, 1, 0, 1, '', '', 'reminder.mail_untrusted', '')`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		says(t, h, "reminders", doctor.Warn, "doctor.reminders.code")
		f := found(t, h, "reminders")
		if why, ok := f.Args[2].(text.Msg); !ok || why.Key != "reminder.mail_untrusted" || why.Args[0] != "mail.example.cn:587" {
			t.Error(f.Args)
		}
	})
}
