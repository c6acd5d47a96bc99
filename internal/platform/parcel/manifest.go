package parcel

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/platform/seal"
)

// manifest is the text that is signed.
func (p Parcel) manifest() string {
	var b strings.Builder
	head := first
	if p.Suite == seal.GM {
		head = firstSM3
	}
	fmt.Fprintf(&b, "%s\nid %s\nkind %s\nfrom %s %s\nto %s %s\nmade %s\n", head, p.ID, p.Kind, p.From.ID, p.From.Name, p.To.ID, p.To.Name, p.Made.UTC().Format(time.RFC3339))
	for _, x := range p.Parts {
		fmt.Fprintf(&b, "part %s %d %s\n", x.Name, len(x.Content), p.sum(x.Content))
	}
	return b.String()
}

// sum is the digest of a part.
func (p Parcel) sum(content []byte) string {
	h := p.Suite.NewHash()
	h.Write(content)
	return hex.EncodeToString(h.Sum(nil))
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
	if len(lines) < 7 || lines[0] != first && lines[0] != firstSM3 || lines[len(lines)-1] != "" {
		return p, nil, bad
	}
	if lines[0] == firstSM3 {
		p.Suite = seal.GM
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
		if len(f) != 4 || f[0] != "part" || !word.MatchString(f[1]) || len(f[3]) != 2*sumSize || len(parts) == mostParts {
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
