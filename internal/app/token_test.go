package app_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"guitu/internal/app"
	"guitu/internal/base/errs"
	"guitu/internal/platform/config"
	"guitu/internal/platform/store"
)

const module = "/usr/lib/softhsm/libsofthsm2.so"

// softToken makes a PKCS#11 token in a folder, and the key command that reaches it.
func softToken(t *testing.T) (command string) {
	t.Helper()
	if _, err := exec.LookPath("softhsm2-util"); err != nil {
		t.Fatal("this test needs SoftHSM: sudo tools/test-deps.sh")
	}
	home := t.TempDir()
	command = filepath.Join(home, "pkcs11-key")
	build := exec.Command("go", "build", "-o", command, ".")
	build.Dir = filepath.Join("..", "..", "tools", "pkcs11-key")
	build.Env = append(os.Environ(), "CGO_ENABLED=1")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("tools/pkcs11-key: %v\n%s", err, out)
	}
	for name, text := range map[string]string{"conf": "directories.tokendir = " + filepath.Join(home, "tokens") + "\n", "pin": "123456\n"} {
		if err := os.WriteFile(filepath.Join(home, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(home, "tokens"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SOFTHSM2_CONF", filepath.Join(home, "conf"))
	t.Setenv("GUITU_PKCS11_MODULE", module)
	t.Setenv("GUITU_PKCS11_TOKEN", "guitu")
	t.Setenv("GUITU_PKCS11_PIN_FILE", filepath.Join(home, "pin"))
	if out, err := exec.Command("softhsm2-util", "--init-token", "--free", "--label", "guitu", "--pin", "123456", "--so-pin", "654321").CombinedOutput(); err != nil {
		t.Fatalf("softhsm2-util: %v\n%s", err, out)
	}
	return command
}

func tokenSays(t *testing.T, command, what string) string {
	t.Helper()
	out, err := exec.Command(command, what).Output()
	if err != nil {
		t.Fatal(what, err)
	}
	return strings.TrimSpace(strings.TrimPrefix(string(out), "key "))
}

// A house whose root key never leaves a token: it starts, starts again, reads whom it keeps, and turns the key. Without the
// token it does not open.
func TestAHouseWithItsRootKeyOnAToken(t *testing.T) {
	command := softToken(t)
	c := config.Default()
	c.Data, c.KeyCall = filepath.Join(t.TempDir(), "data"), command
	open := func() *app.House {
		t.Helper()
		h, err := app.Open(t.Context(), c, app.Options{Found: true})
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	if _, err := app.Open(t.Context(), c, app.Options{Found: true}); !errs.Is(err, "seal.command_failed") {
		t.Fatal("a token without a key:", err)
	}
	first := tokenSays(t, command, "make")

	h := open()
	if _, err := h.FacilityNamed(t.Context(), store.NewKey(), "云岭示范所"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.AddOfficer(t.Context(), store.NewKey(), app.Newcomer{SignIn: "lin", Name: "林见微", Role: "intake_officer", Unit: "云岭示范所"}); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(c.KeyPath()); err == nil {
		t.Error("a key file was made beside the token")
	}

	h = open()
	reads := func() {
		t.Helper()
		all, err := h.Officers(t.Context())
		if err != nil || len(all) != 1 || all[0].Name != "林见微" {
			t.Error(all, err)
		}
	}
	reads()
	second := tokenSays(t, command, "make")
	moved, now, err := h.TurnRoot(t.Context())
	if err != nil || moved < 10 || now != second || now == first {
		t.Error("turned:", moved, now, err)
	}
	if roots, err := h.Vault.Roots(t.Context()); err != nil || len(roots) != 1 || roots[0] != second {
		t.Error("the old key still wraps something:", roots, err)
	}
	reads()
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h = open()
	reads()
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GUITU_PKCS11_TOKEN", "another")
	if _, err := app.Open(t.Context(), c, app.Options{}); !errs.Is(err, "seal.command_failed") {
		t.Error("a house without its token opens:", err)
	}
}

// A house that starts again and again with a wrong PIN spends one try of the token's few, and goes on when somebody has tried
// the right one by hand.
func TestAWrongPINIsTriedOnce(t *testing.T) {
	command := softToken(t)
	tokenSays(t, command, "make")
	pin := os.Getenv("GUITU_PKCS11_PIN_FILE")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(pin, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	fails := func(args, with string) {
		t.Helper()
		out, err := exec.Command(command, args).CombinedOutput()
		if err == nil || !strings.Contains(string(out), with) {
			t.Errorf("%s: %v %s", args, err, out)
		}
	}
	write("000000")
	fails("current", "does not take the PIN")
	fails("current", "a wrong PIN was tried")
	fails("pin", "does not take the PIN")
	write("123456")
	fails("current", "a wrong PIN was tried")
	tokenSays(t, command, "pin")
	tokenSays(t, command, "current")
}

// A house moves from a key file to a key in its environment, while nothing is lost, and then the file may go.
func TestAHouseMovesItsRootKey(t *testing.T) {
	c := config.Default()
	c.Data = filepath.Join(t.TempDir(), "data")
	h, err := app.Open(t.Context(), c, app.Options{Found: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	old := c.KeyPath()
	c.KeyText = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
	if _, err := app.Open(t.Context(), c, app.Options{}); !errs.Is(err, "seal.wrong_root") {
		t.Error("another key opens the house:", err)
	}
	c.KeyOld = old
	if h, err = app.Open(t.Context(), c, app.Options{}); err != nil {
		t.Fatal(err)
	}
	if moved, _, err := h.TurnRoot(t.Context()); err != nil || moved < 10 {
		t.Error(moved, err)
	}
	if _, err := h.DropRoots(t.Context()); !errs.Is(err, "app.key_elsewhere") {
		t.Error(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(old); err != nil {
		t.Fatal(err)
	}
	c.KeyOld = ""
	if h, err = app.Open(t.Context(), c, app.Options{}); err != nil {
		t.Fatal("the new key alone:", err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
}
