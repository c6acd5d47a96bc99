package sms_test

import (
	"os"
	"path/filepath"
	"testing"

	"guitu/internal/base/errs"
	"guitu/internal/platform/reminder/sms"
)

// gateway is a command of the place, faked: it keeps what it was given.
func gateway(t *testing.T, exit string) (sms.Command, string) {
	dir := t.TempDir()
	script, kept := filepath.Join(dir, "gateway"), filepath.Join(dir, "kept")
	err := os.WriteFile(script, []byte("#!/bin/sh\n{ echo \"$#\"; cat; env | grep GUITU_; } > "+kept+"\nexit "+exit+"\n"), 0o700)
	if err != nil {
		t.Fatal(err)
	}
	return sms.Command(script + " --signature 1"), kept
}

func TestAMessageGoesOverStandardInput(t *testing.T) {
	t.Setenv("GUITU_KEY", "secret")
	command, kept := gateway(t, "0")
	if err := command.Send(t.Context(), "13800138000", "", "您今天有 3 项事项到期。"); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(kept)
	if want := "2\n{\"to\":\"13800138000\",\"text\":\"您今天有 3 项事项到期。\"}\n"; err != nil || string(got) != want {
		t.Errorf("%q, want %q: %v", got, want, err)
	}
}

func TestACommandThatFailsIsTold(t *testing.T) {
	command, _ := gateway(t, "7")
	if err := command.Send(t.Context(), "13800138000", "", "x"); !errs.Is(err, "reminder.sms_failed") {
		t.Error(err)
	}
	for _, c := range []sms.Command{"", "/nowhere/gateway"} {
		if err := c.Send(t.Context(), "13800138000", "", "x"); !errs.Is(err, "reminder.sms_missing") {
			t.Error(err)
		}
	}
}
