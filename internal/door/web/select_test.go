package web_test

import (
	"strings"

	"golang.org/x/net/html"
)

// find gives the first node for a selector of words "tag", ".class", "tag.class", "#id", "tag[name=value]",
// separated by spaces for descent.
func find(n *html.Node, selector string) *html.Node {
	all := findAll(n, selector)
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

func findAll(n *html.Node, selector string) []*html.Node {
	at := []*html.Node{n}
	for _, step := range strings.Fields(selector) {
		var next []*html.Node
		for _, root := range at {
			for d := range root.Descendants() {
				if d.Type == html.ElementNode && matches(d, step) {
					next = append(next, d)
				}
			}
		}
		at = next
	}
	return at
}

func matches(n *html.Node, step string) bool {
	if head, rest, ok := strings.Cut(step, "["); ok {
		name, value, has := strings.Cut(strings.TrimSuffix(rest, "]"), "=")
		if !hasAttr(n, name) || has && attr(n, name) != value {
			return false
		}
		step = head
	}
	if head, want, ok := strings.Cut(step, "#"); ok {
		return (head == "" || n.Data == head) && attr(n, "id") == want
	}
	parts := strings.Split(step, ".")
	if parts[0] != "" && n.Data != parts[0] {
		return false
	}
	classes := strings.Fields(attr(n, "class"))
	for _, c := range parts[1:] {
		found := false
		for _, x := range classes {
			found = found || x == c
		}
		if !found {
			return false
		}
	}
	return true
}

func hasAttr(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func attr(n *html.Node, name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
