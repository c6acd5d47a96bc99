package crash

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"guitu/internal/base/clock"
	"guitu/internal/base/id"
)

// officer is one browser that files requests for legal aid: each is a fact of a life, which opens a duty to pass it on
// within a day, and moves what is computed from the facts.
type officer struct {
	house  *house
	files  []*folder
	client http.Client
	doing  *act // sent, and not answered
	done   []act
}

// folder is the file of one person, as the officer last saw it.
type folder struct {
	person  id.ID
	version int64
	kept    int // acts that were acknowledged
}

type act struct {
	folder *folder
	form   url.Values
}

// officers are so many, each with people of his own.
func (h *house) officers(n int) []*officer {
	all := make([]*officer, n)
	for i := range all {
		all[i] = &officer{house: h, client: http.Client{
			Timeout:       30 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}}
	}
	for i, p := range h.people {
		o := all[i%n]
		o.files = append(o.files, &folder{person: p, version: h.version})
	}
	return all
}

// next is an act that was not sent yet.
func (o *officer) next(turn int) *act {
	f := o.files[turn%len(o.files)]
	return &act{f, url.Values{
		"_key": {string(id.New())}, "type": {"legal_aid.requested"}, "version": {strconv.FormatInt(f.version, 10)},
		"at": {time.Now().Add(-time.Hour).In(clock.Shanghai).Format("2006-01-02T15:04")}, "words": {"口头申请法律援助"},
	}}
}

// send sends an act, and tells what was answered; 0 when nothing was.
func (o *officer) send(address string, a *act) (status int, page string) {
	r, err := http.NewRequest("POST", address+"/people/"+string(a.folder.person)+"/record", strings.NewReader(a.form.Encode()))
	if err != nil {
		return 0, err.Error()
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, c := range o.house.cookies {
		r.AddCookie(c)
	}
	w, err := o.client.Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer w.Body.Close()
	body, err := io.ReadAll(w.Body)
	if err != nil {
		return 0, err.Error()
	}
	return w.StatusCode, string(body)
}

// answered notes that an act was acknowledged.
func (o *officer) answered() {
	o.doing.folder.version++
	o.doing.folder.kept++
	o.done = append(o.done, *o.doing)
	o.doing = nil
}
