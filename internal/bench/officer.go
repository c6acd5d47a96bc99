package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"guitu/internal/base/actor"
	"guitu/internal/platform/authn"
)

// officer is somebody who signed in, as his browser and as the desks see him.
type officer struct {
	web    *browser
	cookie string
	ctx    context.Context // acts as him
}

// browser is the client of all officers: the connections stay open, redirects are answers.
type browser struct {
	base   string
	client *http.Client
}

// page is an answer.
type page struct {
	status   int
	location string
	body     []byte
}

func newBrowser(base string) *browser {
	return &browser{base: base, client: &http.Client{
		Transport:     &http.Transport{MaxIdleConns: 1024, MaxIdleConnsPerHost: 1024, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (b *browser) send(ctx context.Context, method, path string, form url.Values, cookie string) (*http.Response, error) {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(ctx, method, b.base+path, body)
	if err != nil {
		return nil, err
	}
	if form != nil { // as a browser posts from the house's own page
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", b.base)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	return b.client.Do(r)
}

// read reads an answer whole, into one piece of memory where its length is told: what is measured is the house.
func read(res *http.Response) (page, error) {
	var b bytes.Buffer
	return readInto(&b, res)
}

func readInto(b *bytes.Buffer, res *http.Response) (page, error) {
	defer res.Body.Close()
	if res.ContentLength > 0 {
		b.Grow(int(res.ContentLength) + bytes.MinRead) // ReadFrom wants room for one more look
	}
	_, err := b.ReadFrom(res.Body)
	return page{res.StatusCode, res.Header.Get("Location"), b.Bytes()}, err
}

func (o *officer) post(ctx context.Context, path string, form url.Values) (page, error) {
	res, err := o.web.send(ctx, http.MethodPost, path, form, o.cookie)
	if err != nil {
		return page{}, err
	}
	return read(res)
}

// answers are buffers for answers that are judged and thrown away: a browser of its own would not fill the memory of the house.
var answers = make(chan *bytes.Buffer, 256)

// judged sends something and judges the whole answer, which is not there afterwards.
func (o *officer) judged(ctx context.Context, method, path string, form url.Values, judge func(page) error) error {
	res, err := o.web.send(ctx, method, path, form, o.cookie)
	if err != nil {
		return err
	}
	var b *bytes.Buffer
	select {
	case b = <-answers:
	default:
		b = new(bytes.Buffer)
	}
	p, err := readInto(b, res)
	if err == nil {
		err = judge(p)
	}
	b.Reset()
	select {
	case answers <- b:
	default:
	}
	return err
}

// shows asks for a page and wants it to hold a text.
func (o *officer) shows(ctx context.Context, path, text string) error {
	return o.judged(ctx, http.MethodGet, path, nil, func(p page) error {
		if p.status != http.StatusOK || !bytes.Contains(p.body, []byte(text)) {
			return wrong("GET "+path, p)
		}
		return nil
	})
}

// wrong is an answer that is not the right one. It tells no more of a page than its state: pages name people.
func wrong(what string, p page) error {
	return fmt.Errorf("%s was answered with %d %s, %d bytes", what, p.status, p.location, len(p.body))
}

// as is an officer of the demo by his account, signed in once through the pages.
func (h *house) as(ctx context.Context, account string) (*officer, error) {
	if o := h.officers[account]; o != nil {
		return o, nil
	}
	a, err := h.account(account)
	if err != nil {
		return nil, err
	}
	web := newBrowser(h.base)
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	web.client.Jar = jar
	if err := signIn(ctx, web, url.Values{"account": {a.Account}, "password": {a.Password}}, authn.Code(a.Secret, h.Clock())); err != nil {
		return nil, fmt.Errorf("%s: %w", account, err)
	}
	at, err := url.Parse(h.base)
	if err != nil {
		return nil, err
	}
	o := &officer{web: newBrowser(h.base)}
	var all []string
	for _, c := range jar.Cookies(at) {
		all = append(all, c.Name+"="+c.Value)
		s, err := h.Accounts.Find(ctx, c.Value)
		if err == nil && s.State == authn.Active {
			o.ctx = actor.With(ctx, s.Actor())
		}
	}
	if o.ctx == nil {
		return nil, fmt.Errorf("%s signed in and has no session", account)
	}
	o.cookie = strings.Join(all, "; ")
	h.officers[account] = o
	return o, nil
}

// signIn goes through the two pages of a sign-in.
func signIn(ctx context.Context, web *browser, form url.Values, code string) error {
	res, err := web.send(ctx, http.MethodPost, "/sign-in", form, "")
	if err != nil {
		return err
	}
	p, err := read(res)
	if err != nil {
		return err
	}
	if p.location == "/sign-in/code" {
		step := ""
		at, err := url.Parse(web.base + p.location)
		if err != nil {
			return err
		}
		for _, c := range web.client.Jar.Cookies(at) {
			if c.Name == "guitu_step" {
				step = c.Value
			}
		}
		if res, err = web.send(ctx, http.MethodPost, p.location, url.Values{"step": {step}, "code": {code}}, ""); err != nil {
			return err
		}
		if p, err = read(res); err != nil {
			return err
		}
	}
	if p.status != http.StatusSeeOther || strings.HasPrefix(p.location, "/sign-in") {
		return wrong("the sign-in", p)
	}
	return nil
}
