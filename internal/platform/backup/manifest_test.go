package backup

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func described() Manifest {
	return Manifest{
		Format: 1, Made: time.Date(2026, 12, 1, 3, 0, 0, 0, time.UTC), Took: 1.5, Engine: "sqlite", Node: "n1", Steps: []int64{1, 2},
		Roots: []string{"r1"}, Trees: []Tree{{Node: "n1", Size: 7, Checkpoint: "guitu/n1\n7\nabc=\n\n— guitu/n1 c2lnbmVk\n"}},
		Parts: []Part{{Entry: records, Size: 4096, SHA256: strings.Repeat("ab", 32)}},
	}
}

// Whatever byte of a manifest is another, it is told; that of its digest's own name too.
func TestEveryByteOfAManifestIsWatched(t *testing.T) {
	m := described()
	text, err := m.encode()
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := decode(text); !ok || got.Digest == "" || got.Checkpoints()[0] != m.Checkpoints()[0] {
		t.Fatalf("as it was written: %v %+v", ok, got)
	}
	for n := range text {
		for _, flip := range []byte{1, 0x20, 0x80} {
			bent := bytes.Clone(text)
			bent[n] ^= flip
			if _, ok := decode(bent); ok {
				t.Errorf("byte %d is %q and was %q: nobody noticed", n, bent[n], text[n])
			}
		}
	}
}

// One from before manifests had a digest is read as it was written.
func TestAManifestFromBeforeIsRead(t *testing.T) {
	m := described()
	text, err := m.encode()
	if err != nil {
		t.Fatal(err)
	}
	body, _, _ := strings.Cut(string(text), ",\n  \"digest\"")
	if got, ok := decode([]byte(body + "\n}")); !ok || got.Digest != "" || got.Parts[0] != m.Parts[0] {
		t.Errorf("%v %+v", ok, got)
	}
}
