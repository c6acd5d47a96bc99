// Package parcel is a signed parcel of files: what one house hands to another, so that the other can tell that nothing
// is missing, that nobody changed a letter, from whom it comes, and for whom it is.
//
// A parcel is a ZIP file. Its first entry, manifest.txt, is a signed note (as the checkpoints of audit are) that says in
// the clear what the parcel is and lists the parts with their sizes and SHA-256:
//
//	guitu parcel 1
//	id <26 signs>
//	kind transfer
//	from <id of the facility> <name>
//	to <id of the facility> <name>
//	made <RFC 3339>
//	part <name> <bytes> <digest, hexadecimal>
//
//	— <signer> <signature>
//
// The digests are SHA-256; where the first line ends in " sm3" they are SM3, and the signature is of an SM2 key.
//
// The parts are the further entries; they are sealed already, a parcel never sees what is in them. Whether a parcel came
// before is not its own to know: the room that receives it keeps the ids.
package parcel

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
)

// Catalogue holds the words of this room in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS

// Most bytes of a parcel, and of a manifest.
const (
	Most         = 16 << 20
	mostManifest = 16 << 10
	mostParts    = 16
	sumSize      = 32 // of either hash
)

const (
	first    = "guitu parcel 1"
	firstSM3 = first + " sm3"
	manifest = "manifest.txt"
)

// Side is one of the two facilities.
type Side struct {
	ID   id.ID
	Name string
}

// Part is a file of the parcel.
type Part struct {
	Name    string // small letters and "-"
	Content []byte
}

// Parcel is what goes from one house to another.
type Parcel struct {
	ID       id.ID
	Kind     string // small letters and "_"
	From, To Side
	Made     time.Time // to the second
	Parts    []Part
	Suite    seal.Suite // whose hash the digests of the parts are
	Signer   string     // name of the key that signed it; of a parcel that was read
}

// Digest is the digest of a parcel's file.
func Digest(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}

// Part finds a part by its name.
func (p Parcel) Part(name string) ([]byte, bool) {
	for _, x := range p.Parts {
		if x.Name == name {
			return x.Content, true
		}
	}
	return nil, false
}

// Write makes the file of a parcel. What cannot stand in a manifest (a line break in a name) is parcel.bad (Internal).
func Write(p Parcel, s note.Signer) ([]byte, error) {
	text := p.manifest()
	if again, listed, err := parse(text); err != nil || again.From != p.From || again.To != p.To || len(listed) != len(p.Parts) {
		return nil, errs.New(errs.Internal, "parcel.bad")
	}
	signed, err := note.Sign(&note.Note{Text: text}, s)
	if err != nil {
		return nil, errs.Because(errs.Internal, "parcel.bad", err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, x := range append([]Part{{manifest, signed}}, p.Parts...) {
		// Stored and with the moment of the parcel: the same parcel is the same bytes.
		f, err := w.CreateHeader(&zip.FileHeader{Name: x.Name, Method: zip.Store, Modified: p.Made.UTC()})
		if err == nil {
			_, err = f.Write(x.Content)
		}
		if err != nil {
			return nil, errs.Because(errs.Internal, "parcel.bad", err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, errs.Because(errs.Internal, "parcel.bad", err)
	}
	return b.Bytes(), nil
}

// Read opens a file and holds it against the keys of the houses that are trusted (note verifier keys). What it gives is
// whole, unchanged and from one of them. It fails with parcel.none (another file), parcel.torn (something is missing),
// parcel.unknown_house with the name that it claims, and parcel.forged (something was changed after it was signed).
func Read(file []byte, keys ...string) (p Parcel, err error) {
	trusted := make([]note.Verifier, len(keys))
	for i, k := range keys {
		if trusted[i], err = seal.NoteVerifier(k); err != nil {
			return p, errs.Because(errs.Internal, "parcel.bad", err)
		}
	}
	signed, parts, err := unzip(file)
	if err != nil {
		return p, err
	}
	n, err := note.Open(signed, note.VerifierList(trusted...))
	if err != nil {
		return p, refuse(signed, err)
	}
	p, listed, err := parse(n.Text)
	if err != nil {
		return p, torn()
	}
	p.Signer = n.Sigs[0].Name
	for _, l := range listed {
		content, ok := parts[l.name]
		if !ok || int64(len(content)) < l.size {
			return p, torn()
		}
		if int64(len(content)) != l.size || p.sum(content) != l.sum {
			return p, errs.New(errs.Invalid, "parcel.forged")
		}
		p.Parts = append(p.Parts, Part{l.name, content})
		delete(parts, l.name)
	}
	if len(parts) > 0 { // the signed list does not know them
		return p, errs.New(errs.Invalid, "parcel.forged")
	}
	return p, nil
}

func torn() error { return errs.New(errs.Invalid, "parcel.torn") }

// refuse tells a note that nobody trusted signed from one that was changed behind its signature.
func refuse(signed []byte, err error) error {
	var unverified *note.UnverifiedNoteError
	if errors.As(err, &unverified) {
		names := make([]string, len(unverified.Note.UnverifiedSigs))
		for i, s := range unverified.Note.UnverifiedSigs {
			names[i] = s.Name
		}
		return errs.New(errs.Invalid, "parcel.unknown_house", strings.Join(names, ", "))
	}
	var invalid *note.InvalidSignatureError
	if errors.As(err, &invalid) {
		return errs.New(errs.Invalid, "parcel.forged")
	}
	if !bytes.HasPrefix(signed, []byte(first)) {
		return torn()
	}
	return errs.Because(errs.Invalid, "parcel.forged", err)
}

// unzip takes a file apart, whatever it is: a file that is none, entries twice, entries that swell are torn.
func unzip(file []byte) (signed []byte, parts map[string][]byte, err error) {
	if len(file) > Most {
		return nil, nil, errs.New(errs.TooLarge, "parcel.large", Most>>20)
	}
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil && !bytes.HasPrefix(file, []byte("PK")) {
		return nil, nil, errs.New(errs.Invalid, "parcel.none")
	}
	if err != nil || len(z.File) == 0 || len(z.File) > mostParts+1 {
		return nil, nil, torn()
	}
	parts = map[string][]byte{}
	for _, f := range z.File {
		body, err := entry(f)
		if errors.Is(err, zip.ErrChecksum) {
			return nil, nil, errs.New(errs.Invalid, "parcel.forged")
		}
		if _, twice := parts[f.Name]; err != nil || twice || signed != nil && f.Name == manifest {
			return nil, nil, torn()
		}
		if f.Name == manifest {
			signed = body
			continue
		}
		parts[f.Name] = body
	}
	if signed == nil || len(signed) > mostManifest {
		return nil, nil, torn()
	}
	return signed, parts, nil
}

// entry reads an entry that is stored as it is; what is packed was not made here.
func entry(f *zip.File) ([]byte, error) {
	if f.Method != zip.Store {
		return nil, zip.ErrAlgorithm
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(r, Most))
	return body, errors.Join(err, r.Close())
}
