package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"guitu/internal/base/id"
	"guitu/internal/bench/gauge"
	"guitu/internal/domain/census"
	"guitu/internal/domain/person"
	"guitu/internal/platform/store"
)

// beside asks the other program the same of the same people, with the same client on the same machine in the same run:
// PocketBase, with its access rules on and somebody signed in. Ours goes through the pages, with policy, audit and seals;
// its answers are records in JSON.
func (b *bench) beside(ctx context.Context, h *house) error {
	if !b.wanted([]string{"peer.create", "peer.read", "peer.list", "peer.search"}) {
		return nil
	}
	if _, err := os.Stat(b.Peer); b.Peer == "" || err != nil {
		b.say("nothing stands beside: the peer was not built")
		return nil
	}
	b.say("beside: ours")
	ours, err := h.counterpart(ctx)
	if err != nil {
		return err
	}
	folder := filepath.Join(b.Folder, fmt.Sprintf("peer-%d", h.plot.Size))
	people := folder + ".jsonl"
	if err := h.give(ctx, people); err != nil {
		return err
	}
	for _, run := range []struct{ sync, suffix string }{{"FULL", ""}, {"NORMAL", ".shipped"}} {
		its, pragma, err := b.peer(ctx, folder, run.sync, people)
		if err != nil {
			return err
		}
		for i, key := range []string{"peer.create", "peer.read", "peer.list", "peer.search"} {
			f := Figure{Errors: ours[i].Errors + its[i].Errors, Note: fmt.Sprintf("ours %.0f/s, its %.0f/s (%s)", ours[i].Rate(), its[i].Rate(), pragma)}
			if its[i].Rate() > 0 {
				f.Value = ours[i].Rate() / its[i].Rate()
			}
			for _, r := range []gauge.Run{its[i], ours[i]} {
				if r.First != nil {
					f.Wrong = r.First.Error()
				}
			}
			b.keep(key+run.suffix, f)
		}
	}
	return nil
}

// askers is how many ask at once, of both.
const askers = 16

// counterpart is what of ours stands against create, read, list and search.
func (h *house) counterpart(ctx context.Context) ([]gauge.Run, error) {
	duty, err := h.as(ctx, "duty_officer")
	if err != nil {
		return nil, err
	}
	inspector, err := h.as(ctx, "bureau_inspector")
	if err != nil {
		return nil, err
	}
	mine, err := h.seen(duty.ctx, census.Filter{}, census.ByAdmitted, 150)
	if err != nil || len(mine) < 2 {
		return nil, errors.Join(err, errors.New("nobody is in the first brigade"))
	}
	mine = mine[1:] // the first has the long file
	all, err := h.anybody(ctx, 1000)
	if err != nil {
		return nil, err
	}
	return []gauge.Run{
		gauge.Closed(ctx, h.now, askers, h.each, func(ctx context.Context, w, n int) error {
			return duty.adds(ctx, mine[(w+n*askers)%len(mine)], w*1_000_000+n)
		}),
		gauge.Closed(ctx, h.now, askers, h.each, func(ctx context.Context, w, n int) error {
			who := mine[(w+n*7)%len(mine)]
			return duty.shows(ctx, "/people/"+string(who.id), who.name)
		}),
		gauge.Closed(ctx, h.now, askers, h.each, func(ctx context.Context, _, _ int) error {
			return inspector.shows(ctx, "/people?left=1", "</main>")
		}),
		gauge.Closed(ctx, h.now, askers, h.each, func(ctx context.Context, w, n int) error {
			who := all[(w*31+n*7)%len(all)]
			return inspector.finds(ctx, who.name, who)
		}),
	}, nil
}

// adds enters a relative: a person with his key, tokens, versions and facts, and the link to whose he is.
func (o *officer) adds(ctx context.Context, to someone, n int) error {
	path, d := "/people/"+string(to.id)+"/family", relative(n)
	p, err := o.post(ctx, path, url.Values{
		"_key": {string(store.NewKey())}, "name": {d.Name}, "relation": {"friend"}, "phone": {d.Phone}, "another": {"true"},
	})
	if err == nil && p.status != http.StatusSeeOther {
		err = wrong("POST "+path, p)
	}
	return err
}

// record is a person as the other program keeps him, in the clear.
type record struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Pinyin    string `json:"pinyin"`
	Alias     string `json:"alias"`
	Number    string `json:"number"`
	Sex       string `json:"sex"`
	Born      string `json:"born"`
	Ethnic    string `json:"ethnic"`
	Home      string `json:"home"`
	Phone     string `json:"phone"`
	Residence string `json:"residence"`
}

// give writes the people of the house into a file, a record a line, unless it is there.
func (h *house) give(ctx context.Context, path string) (err error) {
	if info, err := os.Stat(path); err == nil && !info.ModTime().Before(h.plot.Marked()) {
		return nil
	}
	// What the other program holds is of the house that stood here before.
	if err := os.RemoveAll(strings.TrimSuffix(path, ".jsonl")); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(file)
	defer func() { err = errors.Join(err, w.Flush(), file.Close()) }()
	for after := id.ID(""); ; {
		some, err := h.Measure.Following(ctx, after, 500)
		if err != nil || len(some) == 0 {
			return err
		}
		after = some[len(some)-1]
		if err := h.write(ctx, json.NewEncoder(w), some); err != nil {
			return err
		}
	}
}

func (h *house) write(ctx context.Context, to *json.Encoder, some []id.ID) error {
	found, err := store.Read(ctx, h.DB, func(tx *store.Tx) (map[id.ID]person.Person, error) { return h.Person.Load(ctx, tx, some) })
	if err != nil {
		return err
	}
	for _, p := range some {
		who := found[p]
		r := record{
			ID: short15(p), Name: who.Name, Alias: strings.Join(who.Aliases, " "), Number: who.Number(), Sex: string(who.Sex), Born: who.Born.String(),
			Ethnic: string(who.Ethnic), Home: h.Person.Written(who.Home), Phone: who.Phone, Residence: h.Person.Written(who.Residence),
		}
		if err := to.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// short15 is an id as the other program has them: the end of ours, which is drawn by chance.
func short15(p id.ID) string { return strings.ToLower(string(p[len(p)-15:])) }

// api is the other program with somebody signed in.
type api struct {
	web   *browser
	token string
}

// peer starts the other program, asks it, and stops it.
func (b *bench) peer(ctx context.Context, folder, sync, people string) (runs []gauge.Run, pragma string, err error) {
	at, err := freePort(ctx)
	if err != nil {
		return nil, "", err
	}
	b.say("beside: PocketBase, %s", sync)
	cmd := exec.CommandContext(ctx, b.Peer, folder, at, sync, people)
	cmd.Stderr = b.Log
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	if err := cmd.Start(); err != nil {
		return nil, "", err
	}
	defer func() {
		stop := cmd.Process.Signal(syscall.SIGTERM)
		if ended := cmd.Wait(); err == nil && cmd.ProcessState.ExitCode() > 0 {
			err = errors.Join(stop, ended)
		}
	}()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if ready, ok := strings.CutPrefix(lines.Text(), "ready "); ok {
			pragma = ready
			break
		}
	}
	if pragma == "" {
		return nil, "", errors.New("the peer did not start")
	}
	a := api{web: newBrowser("http://" + at)}
	for n := 0; !healthy(ctx, a.web.client, a.web.base+"/api/health"); n++ {
		if n > 5000 {
			return nil, "", errors.New("the peer does not answer")
		}
		pause(ctx, 2_000_000)
	}
	var in struct{ Token string }
	if err := a.call(ctx, http.MethodPost, "/api/collections/users/auth-with-password", map[string]string{"identity": "officer@example.org", "password": "yanshi-510000-gui"}, &in); err != nil {
		return nil, "", err
	}
	a.token = in.Token
	some, err := sample(people)
	if err != nil {
		return nil, "", err
	}
	return b.asked(ctx, a, some), pragma, nil
}

// asked is create, read, list and search of the other program.
func (b *bench) asked(ctx context.Context, a api, some []record) []gauge.Run {
	const records = "/api/collections/persons/records"
	closed := func(try gauge.Try) gauge.Run { return gauge.Closed(ctx, b.Clock, askers, b.Each, try) }
	return []gauge.Run{
		closed(func(ctx context.Context, w, n int) error {
			d := relative(w*1_000_000 + n)
			var got record
			err := a.call(ctx, http.MethodPost, records, record{Name: d.Name, Phone: d.Phone, Pinyin: "qinshu"}, &got)
			if err == nil && got.Name != d.Name {
				err = errors.New("another was created")
			}
			return err
		}),
		closed(func(ctx context.Context, w, n int) error {
			who := some[(w*31+n*7)%len(some)]
			var got record
			err := a.call(ctx, http.MethodGet, records+"/"+who.ID, nil, &got)
			if err == nil && got.Name != who.Name {
				err = errors.New("another was read")
			}
			return err
		}),
		closed(func(ctx context.Context, _, _ int) error {
			return a.finds(ctx, records+"?page=1&perPage=50&sort=-born", func(got []record, total int) bool { return len(got) == 50 && total >= 50 })
		}),
		closed(func(ctx context.Context, w, n int) error {
			who := some[(w*31+n*7)%len(some)]
			path := records + "?page=1&perPage=50&filter=" + url.QueryEscape(`name="`+who.Name+`"`)
			return a.finds(ctx, path, func(got []record, total int) bool {
				return total > 50 || slices.ContainsFunc(got, func(r record) bool { return r.ID == who.ID })
			})
		}),
	}
}

func (a api) finds(ctx context.Context, path string, right func([]record, int) bool) error {
	var got struct {
		Items      []record
		TotalItems int
	}
	err := a.call(ctx, http.MethodGet, path, nil, &got)
	if err == nil && !right(got.Items, got.TotalItems) {
		err = errors.New("a list was answered wrongly")
	}
	return err
}

func (a api) call(ctx context.Context, method, path string, body, into any) error {
	var raw bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&raw).Encode(body); err != nil {
			return err
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, a.web.base+path, &raw)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", a.token)
	res, err := a.web.client.Do(r)
	if err != nil {
		return err
	}
	p, err := read(res)
	if err != nil {
		return err
	}
	if p.status != http.StatusOK {
		return wrong(method+" of the peer", p)
	}
	return json.Unmarshal(p.body, into)
}

// sample is some of the records of a file.
func sample(path string) (out []record, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for n := 0; lines.Scan(); n++ {
		if n%7 != 0 {
			continue
		}
		var r record
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, err
		}
		if out = append(out, r); len(out) == 2000 {
			break
		}
	}
	if len(out) == 0 {
		err = errors.New("there is nobody in the file")
	}
	return out, errors.Join(err, lines.Err())
}
