// Pkcs11-key is a key command of Guitu (GUITU_KEY_COMMAND) for a PKCS#11 token: the root key is made on the token, never
// leaves it, and wraps and unwraps the house's ring there by AES-GCM, with the place as additional data.
//
//	pkcs11-key make      makes a key on the token and tells its id; from then on it wraps
//	pkcs11-key list      tells the ids of the keys, the one that wraps last
//	pkcs11-key pin       tries the PIN, which is to be done by hand after a wrong one was tried
//	pkcs11-key wrap | unwrap | current     as the protocol says: internal/platform/seal/keycommand of Guitu
//
// It is told where by the environment:
//
//	GUITU_PKCS11_MODULE     library of the token, such as /usr/lib/softhsm/libsofthsm2.so
//	GUITU_PKCS11_TOKEN      label of the token
//	GUITU_PKCS11_PIN_FILE   file with the PIN of its user, readable by its owner only
//	GUITU_PKCS11_LABEL      label of the keys, guitu-root when not set
//
// The token must know CKM_AES_KEY_GEN and CKM_AES_GCM with 256-bit keys (SoftHSM 2.6.1 does). PKCS#11 has no mechanism for
// SM4: tokens that can it name it each in their own way, and need a command of their own.
//
// A token locks after a few wrong PINs, some for good, and what it holds is lost with it. So a PIN is tried by itself only as
// long as the token remembers no wrong one: a house that starts again and again with a wrong file spends one try.
//
// It is a program apart because PKCS#11 needs C, and Guitu does not.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/miekg/pkcs11"
)

const (
	head    = "guitu-key 1"
	notHeld = 2
	notOpen = 3
	failed  = 1
	nonce   = 12
	tagBits = 128
)

var (
	errNotHeld = errors.New("this token has no such key")
	errNotOpen = errors.New("what was given does not open under this key and place")
)

func main() {
	out, err := run(os.Args[1:], os.Stdin)
	switch {
	case err == nil:
		fmt.Print(out)
	case errors.Is(err, errNotHeld):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(notHeld)
	case errors.Is(err, errNotOpen):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(notOpen)
	default:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(failed)
	}
}

func run(args []string, in io.Reader) (string, error) {
	if len(args) != 1 || !slices.Contains([]string{"make", "list", "pin", "wrap", "unwrap", "current"}, args[0]) {
		return "", errors.New("usage: pkcs11-key make | list | pin | wrap | unwrap | current")
	}
	said := map[string]string{}
	if args[0] == "wrap" || args[0] == "unwrap" {
		var err error
		if said, err = read(in); err != nil {
			return "", err
		}
	}
	t, err := open(args[0] == "pin")
	if err != nil {
		return "", err
	}
	defer t.close()
	switch args[0] {
	case "pin":
		return "the token takes the PIN\n", nil
	case "make":
		id, err := t.make()
		return "key " + id + "\n", err
	case "list":
		keys, err := t.keys()
		var b strings.Builder
		for _, k := range keys {
			b.WriteString("key " + k.id() + "\n")
		}
		return b.String(), err
	case "wrap":
		return t.wrap(said)
	case "unwrap":
		return t.unwrap(said)
	}
	k, err := t.current()
	return head + "\nkey " + k.id() + "\n", err
}

// read reads the lines of the house.
func read(in io.Reader) (map[string]string, error) {
	lines := bufio.NewScanner(io.LimitReader(in, 64<<10))
	if !lines.Scan() || lines.Text() != head {
		return nil, errors.New("the first line is not “" + head + "”")
	}
	said := map[string]string{}
	for lines.Scan() {
		word, value, _ := strings.Cut(lines.Text(), " ")
		said[word] = value
	}
	return said, lines.Err()
}

// token is a session on a token, signed in.
type token struct {
	p       *pkcs11.Ctx
	session pkcs11.SessionHandle
	label   string
}

// open signs in to the token. Again tries a PIN although a wrong one was tried before.
func open(again bool) (_ *token, err error) {
	module, name := os.Getenv("GUITU_PKCS11_MODULE"), os.Getenv("GUITU_PKCS11_TOKEN")
	if module == "" || name == "" {
		return nil, errors.New("GUITU_PKCS11_MODULE and GUITU_PKCS11_TOKEN are to be set")
	}
	pin, err := pinOf(os.Getenv("GUITU_PKCS11_PIN_FILE"))
	if err != nil {
		return nil, err
	}
	t := &token{p: pkcs11.New(module), label: os.Getenv("GUITU_PKCS11_LABEL")}
	if t.label == "" {
		t.label = "guitu-root"
	}
	if t.p == nil {
		return nil, fmt.Errorf("the module %s cannot be loaded", module)
	}
	if err := t.p.Initialize(); err != nil {
		return nil, fmt.Errorf("the module does not start: %w", err)
	}
	slot, err := t.slot(name)
	if err != nil {
		return nil, err
	}
	if err := t.bears(slot, again); err != nil {
		return nil, err
	}
	if t.session, err = t.p.OpenSession(slot, pkcs11.CKF_SERIAL_SESSION|pkcs11.CKF_RW_SESSION); err != nil {
		return nil, fmt.Errorf("no session: %w", err)
	}
	if err := t.p.Login(t.session, pkcs11.CKU_USER, pin); err != nil && !errors.Is(err, pkcs11.Error(pkcs11.CKR_USER_ALREADY_LOGGED_IN)) {
		return nil, fmt.Errorf("the token does not take the PIN: %w", err)
	}
	return t, nil
}

// pinOf reads the PIN; a file that others can read is no secret.
func pinOf(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("GUITU_PKCS11_PIN_FILE: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", errors.New("GUITU_PKCS11_PIN_FILE can be read by others: chmod 600")
	}
	b, err := os.ReadFile(path)
	return strings.TrimRight(string(b), "\r\n"), err
}

func (t *token) slot(name string) (uint, error) {
	slots, err := t.p.GetSlotList(true)
	if err != nil {
		return 0, fmt.Errorf("no slots: %w", err)
	}
	for _, s := range slots {
		if info, err := t.p.GetTokenInfo(s); err == nil && strings.TrimRight(info.Label, " \x00") == name {
			return s, nil
		}
	}
	return 0, fmt.Errorf("there is no token with the label %q", name)
}

// bears tells whether a PIN may be tried, by what the token says of those before.
func (t *token) bears(slot uint, again bool) error {
	info, err := t.p.GetTokenInfo(slot)
	switch {
	case err != nil:
		return fmt.Errorf("the token does not answer: %w", err)
	case info.Flags&pkcs11.CKF_USER_PIN_LOCKED != 0:
		return errors.New("the PIN of the token is locked: its security officer sets a new one")
	case info.Flags&(pkcs11.CKF_USER_PIN_COUNT_LOW|pkcs11.CKF_USER_PIN_FINAL_TRY) != 0 && !again:
		return errors.New("a wrong PIN was tried and the token locks after a few: put the right one into GUITU_PKCS11_PIN_FILE and run pkcs11-key pin")
	}
	return nil
}

func (t *token) close() {
	_ = t.p.Logout(t.session) // the process ends
	_ = t.p.CloseSession(t.session)
	_ = t.p.Finalize()
	t.p.Destroy()
}

// key is a key on the token. The names of keys begin with a number that grows.
type key struct {
	handle pkcs11.ObjectHandle
	name   []byte
}

func (k key) id() string { return hex.EncodeToString(k.name) }

// keys lists the keys of the label, the newest last.
func (t *token) keys() ([]key, error) {
	err := t.p.FindObjectsInit(t.session, []*pkcs11.Attribute{
		pkcs11.NewAttribute(pkcs11.CKA_CLASS, pkcs11.CKO_SECRET_KEY), pkcs11.NewAttribute(pkcs11.CKA_LABEL, t.label),
	})
	if err != nil {
		return nil, err
	}
	found, _, err := t.p.FindObjects(t.session, 1000)
	if err := errors.Join(err, t.p.FindObjectsFinal(t.session)); err != nil {
		return nil, err
	}
	var out []key
	for _, h := range found {
		a, err := t.p.GetAttributeValue(t.session, h, []*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_ID, nil)})
		if err != nil {
			return nil, err
		}
		if len(a[0].Value) == 8 {
			out = append(out, key{h, a[0].Value})
		}
	}
	slices.SortFunc(out, func(a, b key) int { return slices.Compare(a.name, b.name) })
	return out, nil
}

func (t *token) current() (key, error) {
	all, err := t.keys()
	if err != nil {
		return key{}, err
	}
	if len(all) == 0 {
		return key{}, fmt.Errorf("the token has no key %q: run pkcs11-key make", t.label)
	}
	return all[len(all)-1], nil
}

func (t *token) make() (string, error) {
	all, err := t.keys()
	if err != nil {
		return "", err
	}
	n := uint32(1)
	if len(all) > 0 {
		n = binary.BigEndian.Uint32(all[len(all)-1].name) + 1
	}
	tail, err := t.p.GenerateRandom(t.session, 4)
	if err != nil {
		return "", err
	}
	name := append(binary.BigEndian.AppendUint32(nil, n), tail...)
	_, err = t.p.GenerateKey(t.session, []*pkcs11.Mechanism{pkcs11.NewMechanism(pkcs11.CKM_AES_KEY_GEN, nil)}, []*pkcs11.Attribute{
		pkcs11.NewAttribute(pkcs11.CKA_TOKEN, true), pkcs11.NewAttribute(pkcs11.CKA_PRIVATE, true),
		pkcs11.NewAttribute(pkcs11.CKA_SENSITIVE, true), pkcs11.NewAttribute(pkcs11.CKA_EXTRACTABLE, false),
		pkcs11.NewAttribute(pkcs11.CKA_ENCRYPT, true), pkcs11.NewAttribute(pkcs11.CKA_DECRYPT, true),
		pkcs11.NewAttribute(pkcs11.CKA_VALUE_LEN, 32),
		pkcs11.NewAttribute(pkcs11.CKA_LABEL, t.label), pkcs11.NewAttribute(pkcs11.CKA_ID, name),
	})
	if err != nil {
		return "", fmt.Errorf("the token makes no AES-256 key: %w", err)
	}
	return hex.EncodeToString(name), nil
}

func (t *token) wrap(said map[string]string) (string, error) {
	plain, err1 := base64.StdEncoding.DecodeString(said["plain"])
	place, err2 := base64.StdEncoding.DecodeString(said["place"])
	if err := errors.Join(err1, err2); err != nil || len(plain) == 0 || len(place) == 0 {
		return "", errors.New("plain and place are to be bytes in base64")
	}
	k, err := t.current()
	if err != nil {
		return "", err
	}
	iv, err := t.p.GenerateRandom(t.session, nonce)
	if err != nil {
		return "", err
	}
	g := pkcs11.NewGCMParams(iv, place, tagBits)
	defer g.Free()
	if err := t.p.EncryptInit(t.session, []*pkcs11.Mechanism{pkcs11.NewMechanism(pkcs11.CKM_AES_GCM, g)}, k.handle); err != nil {
		return "", fmt.Errorf("the token cannot AES-GCM: %w", err)
	}
	sealed, err := t.p.Encrypt(t.session, plain)
	if err != nil {
		return "", err
	}
	if used := g.IV(); len(used) == nonce { // some tokens put their own in
		iv = used
	}
	return head + "\nkey " + k.id() + "\nwrapped " + base64.StdEncoding.EncodeToString(append(slices.Clone(iv), sealed...)) + "\n", nil
}

func (t *token) unwrap(said map[string]string) (string, error) {
	wrapped, err1 := base64.StdEncoding.DecodeString(said["wrapped"])
	place, err2 := base64.StdEncoding.DecodeString(said["place"])
	if err := errors.Join(err1, err2); err != nil || len(place) == 0 {
		return "", errors.New("wrapped and place are to be bytes in base64")
	}
	all, err := t.keys()
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(all, func(k key) bool { return k.id() == said["key"] })
	if i < 0 {
		return "", errNotHeld
	}
	if len(wrapped) <= nonce+tagBits/8 {
		return "", errNotOpen
	}
	g := pkcs11.NewGCMParams(wrapped[:nonce], place, tagBits)
	defer g.Free()
	if err := t.p.DecryptInit(t.session, []*pkcs11.Mechanism{pkcs11.NewMechanism(pkcs11.CKM_AES_GCM, g)}, all[i].handle); err != nil {
		return "", fmt.Errorf("the token cannot AES-GCM: %w", err)
	}
	plain, err := t.p.Decrypt(t.session, wrapped[nonce:])
	var code pkcs11.Error
	switch {
	case errors.As(err, &code) && t.refuses(uint(code)):
		return "", errNotOpen
	case err != nil:
		return "", err
	}
	return head + "\nplain " + base64.StdEncoding.EncodeToString(plain) + "\n", nil
}

// refuses tells whether an error of decrypting says that the bytes are not those which were wrapped. SoftHSM calls a wrong tag a
// general error, which at another token is trouble of its own: that must not be told as an alteration.
func (t *token) refuses(code uint) bool {
	if code == pkcs11.CKR_GENERAL_ERROR {
		info, err := t.p.GetInfo()
		return err == nil && strings.Contains(info.ManufacturerID, "SoftHSM")
	}
	return code == pkcs11.CKR_ENCRYPTED_DATA_INVALID || code == pkcs11.CKR_ENCRYPTED_DATA_LEN_RANGE
}
