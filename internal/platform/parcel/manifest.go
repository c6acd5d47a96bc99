package parcel

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"guitu/internal/base/id"
)

// manifest is the text that is signed.
func (p Parcel) manifest() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nid %s\nkind %s\nfrom %s %s\nto %s %s\nmade %s\n", first, p.ID, p.Kind, p.From.ID, p.From.Name, p.To.ID, p.To.Name, p.Made.UTC().Format(time.RFC3339))
	for _, x := range p.Parts {
		sum := sha256.Sum256(x.Content)
		fmt.Fprintf(&b, "part %s %d %s\n", x.Name, len(x.Content), hex.EncodeToString(sum[:]))
	}
	return b.String()
}

type listed struct {
	name string
	size int64
	sum  string
}

var word = regexp.MustCompile(`^[a-z][a-z_-]{0,30}$`)

// parse reads the text of a manifest. Every line stands once, in its place, and in its one form.
func parse(text string) (p Parcel, parts []listed, err error) {
	bad := torn()
	lines := strings.Split(text, "\n")
	if len(lines) < 7 || lines[0] != first || lines[len(lines)-1] != "" {
		return p, nil, bad
	}
	said := make([]string, 5)
	for i, name := range []string{"id", "kind", "from", "to", "made"} {
		var ok bool
		if said[i], ok = strings.CutPrefix(lines[i+1], name+" "); !ok {
			return p, nil, bad
		}
	}
	if p.ID, err = id.Parse(said[0]); err != nil || !word.MatchString(said[1]) {
		return p, nil, bad
	}
	p.Kind = said[1]
	for i, side := range []*Side{&p.From, &p.To} {
		of, name, _ := strings.Cut(said[2+i], " ")
		if side.ID, err = id.Parse(of); err != nil || name == "" {
			return p, nil, bad
		}
		side.Name = name
	}
	if p.Made, err = time.Parse(time.RFC3339, said[4]); err != nil || p.Made.UTC().Format(time.RFC3339) != said[4] {
		return p, nil, bad
	}
	for _, l := range lines[6 : len(lines)-1] {
		f := strings.Split(l, " ")
		if len(f) != 4 || f[0] != "part" || !word.MatchString(f[1]) || len(f[3]) != 2*sha256.Size || len(parts) == mostParts {
			return p, nil, bad
		}
		size, err := strconv.ParseInt(f[2], 10, 64)
		if err != nil || size < 0 || strconv.FormatInt(size, 10) != f[2] {
			return p, nil, bad
		}
		for _, x := range parts {
			if x.name == f[1] {
				return p, nil, bad
			}
		}
		parts = append(parts, listed{f[1], size, f[3]})
	}
	return p, parts, nil
}
