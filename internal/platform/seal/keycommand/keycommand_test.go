package keycommand

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// TestMain makes this very program the command when it is started with a role as its first argument.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && strings.HasPrefix(os.Args[1], "be-") {
		os.Exit(be(os.Args[1], os.Args[2]))
	}
	os.Exit(m.Run())
}

// be acts as a command with a key of its own, or as one that is wrong in some way.
func be(role, what string) int {
	in, _ := io.ReadAll(os.Stdin)
	said, err := parse(what, string(in))
	if err != nil {
		return 9
	}
	switch role {
	case "be-late":
		time.Sleep(time.Minute)
	case "be-mute":
		return 0
	case "be-loud":
		fmt.Fprintln(os.Stderr, "no module /usr/lib/softhsm/libsofthsm2.so, asked with "+said["plain"]+" and 00112233445566778899aabbccddeeff00112233")
		return 7
	case "be-bare": // gives back what it was to hide
		fmt.Print(lines{"key": "k1", "wrapped": said["plain"]})
		return 0
	case "be-nosy":
		for _, v := range os.Environ() {
			if strings.HasPrefix(v, "GUITU_") && !strings.HasPrefix(v, "GUITU_PKCS11_") {
				fmt.Fprintln(os.Stderr, "I see", v)
				return 8
			}
		}
	}
	return good(what, said)
}

func good(what string, said lines) int {
	block, _ := aes.NewCipher(bytes.Repeat([]byte{7}, 32))
	gcm, _ := cipher.NewGCM(block)
	nonce := make([]byte, 12) // one key, a test: the nonce is what is hidden, folded
	place, _ := said.bytes(what, "place")
	switch what {
	case "current":
		fmt.Print(lines{"key": "k1"})
	case "wrap":
		plain, _ := said.bytes(what, "plain")
		copy(nonce, plain)
		for i := range nonce {
			nonce[i] ^= byte(i * 31)
		}
		fmt.Print(lines{"key": "k1", "wrapped": text(append(nonce, gcm.Seal(nil, nonce, plain, place)...))})
	case "unwrap":
		if said["key"] != "k1" {
			return notHeld
		}
		wrapped, _ := said.bytes(what, "wrapped")
		if len(wrapped) < 12 {
			return notOpen
		}
		plain, err := gcm.Open(nil, wrapped[:12], wrapped[12:], place)
		if err != nil {
			return notOpen
		}
		fmt.Print(lines{"plain": text(plain)})
	}
	return 0
}

func command(role string) string { return os.Args[0] + " " + role }

func TestACommandWrapsAndUnwraps(t *testing.T) {
	ctx := t.Context()
	t.Setenv("GUITU_DATABASE", "postgres://u:secret@h/d")
	t.Setenv("GUITU_PKCS11_TOKEN", "guitu")
	r, err := Open(ctx, command("be-nosy"))
	if err != nil {
		t.Fatal("the command sees the house's settings:", err)
	}
	plain, place := bytes.Repeat([]byte{1, 2, 3}, 11), []byte("place\x00\n")
	wrapped, root, err := r.Wrap(ctx, plain, place)
	if err != nil || root != "k1" {
		t.Fatal(root, err)
	}
	if got, err := r.Unwrap(ctx, root, wrapped, place); err != nil || !bytes.Equal(got, plain) {
		t.Error(got, err)
	}
	if _, err := r.Unwrap(ctx, root, wrapped, []byte("elsewhere")); !errs.Is(err, "seal.broken") {
		t.Error("in another place:", err)
	}
	if _, err := r.Unwrap(ctx, "k9", wrapped, place); !errs.Is(err, "seal.wrong_root") {
		t.Error("another key:", err)
	}
}

func TestACommandThatIsWrong(t *testing.T) {
	ctx := t.Context()
	for role, want := range map[string]string{"be-mute": "seal.command_answer", "be-loud": "seal.command_failed"} {
		if _, err := Open(ctx, command(role)); !errs.Is(err, want) || errs.KindOf(err) != errs.Unavailable {
			t.Errorf("%s: %v", role, err)
		}
	}
	for _, line := range []string{"", "  ", filepath.Join(t.TempDir(), "none")} {
		if _, err := Open(ctx, line); !errs.Is(err, "seal.command_missing") {
			t.Errorf("%q: %v", line, err)
		}
	}
	late := &Root{words: strings.Fields(command("be-late")), patience: 200 * time.Millisecond}
	if _, err := late.Current(ctx); !errs.Is(err, "seal.command_late") {
		t.Error("late:", err)
	}
	hasty, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
	defer cancel()
	if _, err := (&Root{words: strings.Fields(command("be-late")), patience: patience}).Current(hasty); !errs.Is(err, "seal.command_cut") {
		t.Error("the command is called late, and it was the asker who would not wait:", err)
	}
	bare := &Root{words: strings.Fields(command("be-bare")), patience: patience}
	if _, _, err := bare.Wrap(ctx, []byte("a secret of the house"), nil); !errs.Is(err, "seal.command_answer") {
		t.Error("what was to be hidden came back:", err)
	}
}

// A keeper reads why it failed; no key stands in what he reads.
func TestAComplaintHoldsNoSecret(t *testing.T) {
	loud := &Root{words: strings.Fields(command("be-loud")), patience: patience}
	plain := bytes.Repeat([]byte{0xfb, 0x01, 0x7e}, 11)
	_, _, err := loud.Wrap(t.Context(), plain, nil)
	e := errs.Find(err)
	if e == nil || e.Code != "seal.command_failed" || len(e.Args) != 3 || e.Args[1] != 7 {
		t.Fatal(err)
	}
	said := fmt.Sprint(e.Args...) + err.Error()
	if !strings.Contains(said, "libsofthsm2.so") {
		t.Error("the reason is gone:", said)
	}
	for _, secret := range []string{base64.StdEncoding.EncodeToString(plain), "00112233445566778899aabbccddeeff"} {
		if strings.Contains(said, secret) {
			t.Error("a secret is shown:", said)
		}
	}
}

// A house whose root is a command opens, and opens again.
func TestAHouseWithACommand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		for _, s := range []seal.Suite{seal.Intl, seal.GM} {
			r, err := Open(ctx, command("be-good"))
			if err != nil {
				t.Fatal(err)
			}
			v, err := seal.Open(ctx, db, r, s)
			if err != nil {
				t.Fatal(s, err)
			}
			record := id.New()
			_, err = store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (int, error) {
				_, err := v.Create(ctx, tx, record, seal.General)
				return 0, err
			})
			if err != nil {
				t.Fatal(err)
			}
			if roots, err := v.Roots(ctx); err != nil || len(roots) != 1 || roots[0] != "k1" {
				t.Error(roots, err)
			}
		}
	})
}

func TestExitOf(t *testing.T) {
	if exitOf(errors.New("x")) != -1 || exitOf(nil) != -1 {
		t.Error("what did not end has no code")
	}
}
