package web

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"
)

func seconds(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }

// tabTitle is the browser's title: what is wrong first, then the page, then the house.
func tabTitle(p *Page) string {
	t := p.Title
	if t == "" {
		return p.T("web.name")
	}
	if p.Form.Shown {
		t = p.T("web.fault.prefix") + t
	}
	return t + " · " + p.T("web.name")
}

func helpURL(chapter string) templ.SafeURL {
	if chapter == "" {
		return "/help"
	}
	return templ.SafeURL("/help/" + url.PathEscape(chapter))
}

func monogram(name string) string {
	for _, r := range name {
		return string(r)
	}
	return ""
}

func pressed(on bool) string { return strconv.FormatBool(on) }

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func themeOf(t Theme) string {
	if t == Auto {
		return "auto"
	}
	return string(t)
}

// otherTheme is what the button in the top bar switches to without script; with script it looks at the
// system as well.
func otherTheme(t Theme) string {
	if t == Dark {
		return "light"
	}
	return "dark"
}

func itoa(n int) string { return strconv.Itoa(n) }

func sortedFields(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// fieldAttributes are what an input carries besides its name and value.
func fieldAttributes(f Field, fault string) templ.Attributes {
	a := templ.Attributes{"autocomplete": "off"}
	set := func(name, value string) {
		if value != "" {
			a[name] = value
		}
	}
	set("autocomplete", f.Complete)
	set("inputmode", f.Mode)
	set("accept", f.Accept)
	set("aria-describedby", f.described(fault))
	if f.Max > 0 {
		a["maxlength"] = itoa(f.Max)
	}
	if fault != "" {
		a["aria-invalid"] = "true"
	}
	if !f.Optional && f.kind() != "search" {
		a["aria-required"] = "true"
	}
	if f.Focus {
		a["autofocus"] = true
	}
	if f.kind() == "number" { // a wheel over a number field changed doses; text with digits does not
		a["type"], a["inputmode"] = "text", "numeric"
	}
	return a
}

func narrowAll(ctx context.Context, f Field) string {
	if f.Empty != "" {
		return f.Empty
	}
	return T(ctx, "web.list.all")
}

// swaps makes a link or form of a list swap the list alone: the same address answers the same page, and
// without script the link is a link.
func swaps(to string) templ.Attributes {
	return templ.Attributes{
		"hx-get": to, "hx-target": "#list", "hx-select": "#list", "hx-swap": "outerHTML", "hx-push-url": "true",
	}
}
