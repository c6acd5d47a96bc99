package seal

import (
	"bytes"
	"encoding/hex"
	"strings"
	"sync"
	"testing"

	"github.com/emmansun/gmsm/sm4"
	"pgregory.net/rapid"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The cipher and hash of the gm suite are the ones of the standards.
func TestNationalVectors(t *testing.T) {
	t.Run("SM4, GB/T 32907 A.1", func(t *testing.T) {
		key := unhex(t, "0123456789abcdeffedcba9876543210")
		c, err := sm4.NewCipher(key)
		if err != nil {
			t.Fatal(err)
		}
		out := make([]byte, 16)
		c.Encrypt(out, key)
		if got := hex.EncodeToString(out); got != "681edf34d206965e86b3e94f536e4246" {
			t.Error(got)
		}
	})
	t.Run("SM4-GCM, RFC 8998 A.1", func(t *testing.T) {
		c := GM.aead(unhex(t, "0123456789abcdeffedcba9876543210"))
		plain := unhex(t, "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"+
			"eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa")
		got := c.Seal(nil, unhex(t, "00001234567800000000abcd"), plain, unhex(t, "feedfacedeadbeeffeedfacedeadbeefabaddad2"))
		want := "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735" +
			"d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d" + "83de3541e4c2b58177e065a9bf7b62ec"
		if hex.EncodeToString(got) != want {
			t.Errorf("%x", got)
		}
	})
	t.Run("SM3, GB/T 32905 A.1", func(t *testing.T) {
		h := GM.NewHash()
		h.Write([]byte("abc"))
		if got := hex.EncodeToString(h.Sum(nil)); got != "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" {
			t.Error(got)
		}
	})
	t.Run("HMAC-SHA256, RFC 4231 case 2", func(t *testing.T) {
		got := hex.EncodeToString(Intl.mac([]byte("Jefe"), []byte("what do ya want "), []byte("for nothing?")))
		if got != "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" {
			t.Error(got)
		}
	})
}

func anyKey(t *rapid.T) (*Key, id.ID) {
	s := rapid.SampledFrom([]Suite{Intl, GM}).Draw(t, "suite")
	record := id.New()
	return newKey(record, General, s, s.newData()), record
}

func TestSealedOpensInItsPlaceOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, _ := anyKey(t)
		plain := rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "plain")
		sealed := k.Seal("person_person.name", plain)
		got, err := k.Open("person_person.name", sealed)
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%v %x", err, got)
		}
		if _, err := k.Open("person_person.note", sealed); !errs.Is(err, "seal.broken") {
			t.Fatalf("opened under another column: %v", err)
		}
		other := *k
		other.record = id.New()
		if _, err := other.Open("person_person.name", sealed); !errs.Is(err, "seal.broken") {
			t.Fatalf("opened under another record: %v", err)
		}
		at := rapid.IntRange(0, len(sealed)-1).Draw(t, "at")
		sealed[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		if _, err := k.Open("person_person.name", sealed); !errs.Is(err, "seal.broken") {
			t.Fatalf("opened altered at %d: %v", at, err)
		}
		if _, err := k.Open("person_person.name", sealed[:at]); !errs.Is(err, "seal.broken") {
			t.Fatalf("opened cut at %d: %v", at, err)
		}
	})
}

func TestLengthDoesNotTell(t *testing.T) {
	for _, s := range []Suite{Intl, GM} {
		k := newKey(id.New(), Infection, s, s.newData())
		n := len(k.SealString("infection_test.result", ""))
		for _, v := range []string{"positive", "negative", "阳性", "indeterminate"} {
			if got := len(k.SealString("infection_test.result", v)); got != n {
				t.Errorf("%s: %q takes %d bytes, nothing takes %d", s, v, got, n)
			}
		}
	}
	k := newKey(id.New(), General, Intl, Intl.newData())
	if v, err := k.Open("a.b", nil); v != nil || err != nil {
		t.Error("a NULL column opens to nil")
	}
}

func TestDigestIsKeyedAndUnambiguous(t *testing.T) {
	a := newKey(id.New(), General, Intl, Intl.newData())
	b := newKey(id.New(), General, Intl, Intl.newData())
	x, y := []byte("x"), []byte("xy")
	if bytes.Equal(a.Digest(x), b.Digest(x)) {
		t.Error("digests of two records can be compared")
	}
	if bytes.Equal(a.Digest(y), a.Digest(x, []byte("y"))) || bytes.Equal(a.Digest(x, nil), a.Digest(nil, x)) {
		t.Error("two lists have one digest")
	}
	if !bytes.Equal(a.Digest(x, y), a.Digest(x, y)) || len(a.Digest()) != 32 {
		t.Error("a digest is 32 bytes and always the same")
	}
}

func current(t *testing.T, r Root) string {
	t.Helper()
	name, err := r.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func TestRootText(t *testing.T) {
	a, b := NewRootText(), NewRootText()
	one, err := RootText(a+","+b, Intl)
	if err != nil {
		t.Fatal(err)
	}
	two, err := RootText("# kept by the bureau, off line, in two places\n\n"+a+"\r\n"+b+"\n", Intl)
	if err != nil || current(t, one) != current(t, two) {
		t.Error("commas are line ends", err)
	}
	for text, code := range map[string]string{
		"": "seal.no_root", "# nothing": "seal.no_root", "c2hvcnQ=": "seal.bad_root", strings.Repeat("*", 44): "seal.bad_root",
	} {
		if _, err := RootText(text, Intl); !errs.Is(err, code) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestBox(t *testing.T) {
	for _, s := range []Suite{Intl, GM} {
		t.Run(string(s), func(t *testing.T) { testBox(t, s) })
	}
}

func testBox(t *testing.T, s Suite) {
	public, private := s.NewBox()
	box, err := SealTo(public, "complaint for the procurator", []byte("我要投诉"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := OpenWith(private, "complaint for the procurator", box); err != nil || string(got) != "我要投诉" {
		t.Error(err)
	}
	_, stranger := s.NewBox()
	_, foreign := map[Suite]Suite{Intl: GM, GM: Intl}[s].NewBox()
	for name, try := range map[string]func() ([]byte, error){
		"another key":   func() ([]byte, error) { return OpenWith(stranger, "complaint for the procurator", box) },
		"another suite": func() ([]byte, error) { return OpenWith(foreign, "complaint for the procurator", box) },
		"altered": func() ([]byte, error) {
			return OpenWith(private, "complaint for the procurator", append(box[:len(box)-1:len(box)-1], box[len(box)-1]^1))
		},
		"another info": func() ([]byte, error) { return OpenWith(private, "complaint for the bureau", box) },
		"cut":          func() ([]byte, error) { return OpenWith(private, "complaint for the procurator", box[:20]) },
		"empty":        func() ([]byte, error) { return OpenWith(private, "complaint for the procurator", nil) },
	} {
		if _, err := try(); !errs.Is(err, "seal.box_broken") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := SealTo([]byte("short"), "", nil); !errs.Is(err, "seal.bad_public_key") {
		t.Error(err)
	}
}

func BenchmarkKey(b *testing.B) {
	for _, s := range []Suite{Intl, GM} {
		kek := newRingKey(ringRow{id: "general-1", purpose: "general", suite: string(s)}, random(s.cipherKeySize()))
		record := id.New()
		data := s.newData()
		row := keyRow{record: record, compartment: General, wrapped: kek.wrap(record, General, data), kek: kek.id}
		sealed := newKey(record, General, s, data).SealString("person_person.name", "单雄信")
		b.Run(string(s)+"/unwrap+open", func(b *testing.B) {
			for b.Loop() {
				d, err := kek.unwrap(row)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := newKey(record, General, s, d).OpenString("person_person.name", sealed); err != nil {
					b.Fatal(err)
				}
			}
		})
		k := newKey(record, General, s, data)
		b.Run(string(s)+"/seal", func(b *testing.B) {
			for b.Loop() {
				k.SealString("person_person.name", "单雄信")
			}
		})
		b.Run(string(s)+"/open", func(b *testing.B) {
			for b.Loop() {
				k.OpenString("person_person.name", sealed)
			}
		})
		b.Run(string(s)+"/digest", func(b *testing.B) {
			for b.Loop() {
				k.Digest(data)
			}
		})
		v := &Vault{suite: s}
		v.ring.Store(&ring{current: map[string]*ringKey{forIndex: {suite: s, secret: random(32)}}, derived: &sync.Map{}})
		b.Run(string(s)+"/token", func(b *testing.B) {
			for b.Loop() {
				v.Token("person.id_number", "519900199001011234")
			}
		})
	}
}
