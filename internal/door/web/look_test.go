package web_test

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

func sheet(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// lights reads the three colour blocks of tokens.css: light, dark by choice, dark by system.
func lights(t *testing.T) []map[string]string {
	t.Helper()
	css := sheet(t, "css/tokens.css")
	var out []map[string]string
	for _, at := range []string{":root, [data-bs-theme=light] {", "\n[data-bs-theme=dark] {", ":root:not([data-bs-theme]) {"} {
		_, rest, ok := strings.Cut(css, at)
		if !ok {
			t.Fatalf("no block %q", at)
		}
		body, _, _ := strings.Cut(rest, "}")
		m := map[string]string{}
		for _, d := range regexp.MustCompile(`(--[\w-]+):\s*([^;]+);`).FindAllStringSubmatch(body, -1) {
			m[d[1]] = d[2]
		}
		out = append(out, m)
	}
	return out
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil || len(hex) != 7 {
		t.Fatalf("%q is not plain hex", hex)
	}
	part := func(v uint64) float64 {
		c := float64(v&255) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(n>>16) + 0.7152*part(n>>8) + 0.0722*part(n)
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrastInBothLights(t *testing.T) {
	l := lights(t)
	for i, light := range []map[string]string{l[0], l[1]} {
		c := func(name string) string { return light["--g-"+name] }
		need := func(fore, back string, least float64) {
			if got := contrast(t, c(fore), c(back)); got < least {
				t.Errorf("light %d: %s on %s is %.2f, needs %.1f", i, fore, back, got, least)
			}
		}
		for _, ground := range []string{"bg", "surf", "sunk", "hover"} {
			for _, ink := range []string{"ink", "ink2", "ink3", "link", "primary", "ok", "warn", "danger", "info", "neutral", "seal"} {
				need(ink, ground, 4.5)
			}
			need("line2", ground, 3)
			need("focus", ground, 3)
			for n := 1; n <= 6; n++ {
				need(fmt.Sprintf("chart-%d", n), ground, 3)
			}
		}
		for _, tone := range []string{"primary", "ok", "warn", "danger", "info", "neutral", "seal", "z1", "z2", "z3", "z4"} {
			need(tone, tone+"-tint", 4.5)
			need("ink", tone+"-tint", 7)
		}
		need("on-primary", "primary", 4.5)
		need("on-primary", "primary-deep", 4.5)
	}
}

func TestTheTwoDarksAreOne(t *testing.T) {
	l := lights(t)
	for k, v := range l[1] {
		if l[2][k] != v {
			t.Errorf("%s: %s by choice, %s by system", k, v, l[2][k])
		}
	}
	if len(l[1]) != len(l[2]) || len(l[0]) != len(l[1]) {
		t.Errorf("blocks of %d, %d and %d colours", len(l[0]), len(l[1]), len(l[2]))
	}
}

// The house is built for Chromium 88 and for browsers that lag behind: no colour functions, no :has(), no
// nesting, in our own sheets and in what the build leaves of Tabler; and every variable that is used exists.
func TestSheetsAreForOldBrowsers(t *testing.T) {
	own := ""
	for _, n := range []string{"tokens", "base", "frame", "parts", "forms", "tables", "legal", "beds", "roll", "print", "paper"} {
		own += regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(sheet(t, "css/"+n+".css"), "")
	}
	tabler := sheet(t, "dist/tabler.css")
	for _, bad := range []string{"light-dark(", "oklch(", "oklab", "color-mix(", ":has(", "@layer", "@container", "@nest", "&"} {
		if strings.Contains(own, bad) {
			t.Errorf("our sheets use %s", bad)
		}
		if strings.Contains(tabler, bad) {
			t.Errorf("what is left of Tabler uses %s", bad)
		}
	}
	for _, m := range regexp.MustCompile(`var\((--(?:g|tblr)-[\w-]+)\)`).FindAllStringSubmatch(own, -1) {
		if !strings.Contains(own, m[1]+":") {
			t.Errorf("%s is used and nowhere declared", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`(?:color|background-color|border-color): var\((--tblr-[\w-]+)`).FindAllStringSubmatch(tabler, -1) {
		if !strings.Contains(own, m[1]+":") {
			t.Errorf("Tabler uses the colour %s, tokens.css does not say it again", m[1])
		}
	}
}

func TestOwnClassesCarryThePrefix(t *testing.T) {
	for _, n := range []string{"base", "frame", "parts", "forms", "tables", "legal", "print", "paper"} {
		css := regexp.MustCompile(`url\("[^"]*"\)|(?s)/\*.*?\*/`).ReplaceAllString(sheet(t, "css/"+n+".css"), "")
		for _, m := range regexp.MustCompile(`\.([a-zA-Z][\w-]*)`).FindAllStringSubmatch(css, -1) {
			if !strings.HasPrefix(m[1], "g-") {
				t.Errorf("%s.css: .%s collides with a foundation sooner or later; call it .g-%s", n, m[1], m[1])
			}
		}
	}
}

// Every part, drawn in both languages: no missing word, no inline style or script, one h1 in the head of
// the page, unique ids, every icon in the sprite, every label tied.
func TestGalleryIsWellFormed(t *testing.T) {
	h := build(t)
	sprite := sheet(t, "dist/icons.svg")
	for _, l := range []string{"zh-CN", "en"} {
		body := h.ask(t, "GET", "/_gallery", nil, "Cookie", "guitu_locale="+l).Body.String()
		n := doc(t, body)
		if m := regexp.MustCompile(`\[[a-z_]+\.[a-z_.]+\]`).FindString(body); m != "" {
			t.Errorf("%s: no words for %s", l, m)
		}
		ids := map[string]bool{}
		for d := range n.Descendants() {
			if hasAttr(d, "style") || d.Data == "script" && attr(d, "src") == "" {
				t.Errorf("%s: inline style or script in <%s>", l, d.Data)
			}
			if id := attr(d, "id"); id != "" && ids[id] {
				t.Errorf("%s: two elements are #%s", l, id)
			} else {
				ids[id] = true
			}
			if href := attr(d, "href"); d.Data == "use" && !strings.Contains(sprite, `id="`+href[strings.Index(href, "#")+1:]+`"`) {
				t.Errorf("no icon %s in the sprite", href)
			}
		}
		for _, label := range findAll(n, "label") {
			if !ids[attr(label, "for")] {
				t.Errorf("%s: a label for nothing: %s", l, textOf(label))
			}
		}
	}
	if m := h.words.Missing(); len(m) > 0 {
		t.Errorf("missing: %v", m)
	}
}

func TestIdleReachesTheBrowser(t *testing.T) {
	h := build(t)
	n := doc(t, h.ask(t, "GET", "/_gallery", nil).Body.String())
	if attr(find(n, "body"), "data-idle") != "600" || find(n, "#g-lock") == nil {
		t.Error("the sheet of the lock is not there")
	}
	h.seat.who.Idle = time.Duration(0)
	if n := doc(t, h.ask(t, "GET", "/_gallery", nil).Body.String()); find(n, "#g-lock") != nil {
		t.Error("a lock without a time")
	}
}
