package parcel

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
)

// house is a key with which parcels are signed.
func house(t testing.TB, name string) (note.Signer, string) {
	t.Helper()
	private, public, err := note.GenerateKey(zeros{}, name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	return s, public
}

// zeros makes the same key every time.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func sample() Parcel {
	return Parcel{
		ID: id.New(), Kind: "transfer", From: Side{id.New(), "青川 所"}, To: Side{id.New(), "锦川所"},
		Made:  time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
		Parts: []Part{{"general", []byte("sealed one")}, {"clinical", []byte("sealed two")}},
	}
}

func written(t testing.TB, p Parcel, s note.Signer) []byte {
	t.Helper()
	b, err := Write(p, s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAParcelIsReadAsItWasWritten(t *testing.T) {
	s, v := house(t, "guitu/a")
	p := sample()
	file := written(t, p, s)
	if !bytes.Equal(file, written(t, p, s)) {
		t.Error("the same parcel is other bytes")
	}
	got, err := Read(file, v)
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != p.ID || got.From != p.From || got.To != p.To || !got.Made.Equal(p.Made) || got.Signer != "guitu/a" || !slices.EqualFunc(got.Parts, p.Parts, func(a, b Part) bool {
		return a.Name == b.Name && bytes.Equal(a.Content, b.Content)
	}) {
		t.Errorf("%+v", got)
	}
}

// Whatever byte is changed, cut or put in: the parcel is not taken.
func TestNoByteOfAParcelCanBeOther(t *testing.T) {
	s, v := house(t, "guitu/a")
	p := sample()
	file := written(t, p, s)
	same := func(b []byte) bool {
		got, err := Read(b, v)
		if err != nil {
			if errs.KindOf(err) != errs.Invalid || !slices.Contains([]string{"parcel.none", "parcel.torn", "parcel.forged", "parcel.unknown_house"}, errs.CodeOf(err)) {
				t.Fatalf("%v is no answer for a reader", err)
			}
			return true
		}
		// What the ZIP keeps twice or not at all (a moment, an attribute) may change: what is said may not.
		return got.manifest() == p.manifest()
	}
	rapid.Check(t, func(r *rapid.T) {
		b := slices.Clone(file)
		switch rapid.IntRange(0, 2).Draw(r, "how") {
		case 0:
			b[rapid.IntRange(0, len(b)-1).Draw(r, "at")] ^= byte(rapid.IntRange(1, 255).Draw(r, "by"))
		case 1:
			b = b[:rapid.IntRange(0, len(b)-1).Draw(r, "to")]
		case 2:
			b = slices.Insert(b, rapid.IntRange(0, len(b)).Draw(r, "at"), rapid.Byte().Draw(r, "what"))
		}
		if !same(b) {
			r.Fatal("taken")
		}
	})
}

// edited is a parcel whose entries somebody changed with the tools of the trade: sizes and checksums of the ZIP are right.
func edited(t testing.TB, file []byte, change func(name string, body []byte) []byte, more ...Part) []byte {
	t.Helper()
	signed, parts, err := unzip(file)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	put := func(name string, body []byte) {
		if body == nil {
			return
		}
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = f.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	put(manifest, change(manifest, signed))
	for _, n := range []string{"general", "clinical"} {
		put(n, change(n, parts[n]))
	}
	for _, x := range more {
		put(x.Name, x.Content)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEachFaultOfAParcelIsToldApart(t *testing.T) {
	s, v := house(t, "guitu/a")
	other, _ := house(t, "guitu/b")
	file := written(t, sample(), s)
	keep := func(_ string, b []byte) []byte { return b }
	on := func(part string, f func([]byte) []byte) func(string, []byte) []byte {
		return func(name string, b []byte) []byte {
			if name == part {
				return f(b)
			}
			return b
		}
	}
	gone := func([]byte) []byte { return nil }
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":                  {nil, "parcel.none"},
		"a picture":                {[]byte("\xff\xd8\xff\xe0 picture"), "parcel.none"},
		"half of it":               {file[:len(file)/2], "parcel.torn"},
		"a part that is missing":   {edited(t, file, on("clinical", gone)), "parcel.torn"},
		"a part broken off":        {edited(t, file, on("general", func(b []byte) []byte { return b[:3] })), "parcel.torn"},
		"a part of another letter": {edited(t, file, on("general", func(b []byte) []byte { return append(slices.Clone(b[1:]), 'x') })), "parcel.forged"},
		"one part more":            {edited(t, file, keep, Part{"psychology", []byte("x")}), "parcel.forged"},
		"another addressee": {edited(t, file, on(manifest, func(b []byte) []byte {
			return []byte(strings.Replace(string(b), "锦川所", "金川所", 1))
		})), "parcel.forged"},
		"no manifest":      {edited(t, file, on(manifest, gone)), "parcel.torn"},
		"nobody's writing": {edited(t, file, on(manifest, func([]byte) []byte { return []byte("hello") })), "parcel.torn"},
		"another's key":    {written(t, sample(), other), "parcel.unknown_house"},
		"an entry twice":   {edited(t, file, keep, Part{"general", []byte("sealed one")}), "parcel.torn"},
		"far too much":     {make([]byte, Most+1), "parcel.large"},
	} {
		if _, err := Read(c.file, v); errs.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestWhatCannotStandInAManifestIsNotSigned(t *testing.T) {
	s, _ := house(t, "guitu/a")
	p := sample()
	p.From.Name = "a\nto b"
	if _, err := Write(p, s); errs.CodeOf(err) != "parcel.bad" {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	s, v := house(f, "guitu/a")
	f.Add(written(f, sample(), s))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := Read(b, v); err == nil && p.Signer != "guitu/a" {
			t.Error("taken from nobody")
		}
	})
}
