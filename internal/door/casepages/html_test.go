package casepages_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func parse(t *testing.T, body string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// all finds the elements of a name whose attributes hold the given pairs; "" as value asks only for presence,
// and a class is one word of many.
func all(n *html.Node, tag string, pairs ...string) []*html.Node {
	var out []*html.Node
	for x := range n.Descendants() {
		if x.Type != html.ElementNode || tag != "" && x.Data != tag {
			continue
		}
		ok := true
		for i := 0; i+1 < len(pairs); i += 2 {
			v, has := attr(x, pairs[i])
			switch {
			case !has:
				ok = false
			case pairs[i] == "class":
				ok = ok && strings.Contains(" "+v+" ", " "+pairs[i+1]+" ")
			case pairs[i+1] != "":
				ok = ok && v == pairs[i+1]
			}
		}
		if ok {
			out = append(out, x)
		}
	}
	return out
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func plain(n *html.Node) string {
	var b strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.TextNode && x.Parent.Data != "script" && x.Parent.Data != "style" {
			b.WriteString(strings.TrimSpace(x.Data) + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func main(n *html.Node) string { return plain(all(n, "main")[0]) }

func attrOf(n *html.Node, name string) string { v, _ := attr(n, name); return v }
