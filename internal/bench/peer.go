package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/platform/store"
)

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
	pid   int
}

// worked is how long the processor has worked for the other program; 0 where the system does not tell.
func (a api) worked() time.Duration {
	const tick = time.Second / 100 // the unit of /proc, on every Linux
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(a.pid) + "/stat")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return 0
	}
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	if err1 != nil || err2 != nil {
		return 0
	}
	return time.Duration(user+system) * tick
}

// peer starts the other program, lets it be asked, and stops it.
func (b *bench) peer(ctx context.Context, folder, sync, people string, ask func(its []side, pragma string) error) (err error) {
	at, err := freePort(ctx)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, b.Peer, folder, at, sync, people)
	cmd.Stderr = b.Log
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() {
		stop := cmd.Process.Signal(syscall.SIGTERM)
		if ended := cmd.Wait(); err == nil && cmd.ProcessState.ExitCode() > 0 {
			err = errors.Join(stop, ended)
		}
	}()
	pragma := ""
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if ready, ok := strings.CutPrefix(lines.Text(), "ready "); ok {
			pragma = ready
			break
		}
	}
	if pragma == "" {
		return errors.New("the peer did not start")
	}
	a := api{web: newBrowser("http://" + at), pid: cmd.Process.Pid}
	for n := 0; !healthy(ctx, a.web.client, a.web.base+"/api/health"); n++ {
		if n > 5000 {
			return errors.New("the peer does not answer")
		}
		pause(ctx, 2_000_000)
	}
	var in struct{ Token string }
	if err := a.call(ctx, http.MethodPost, "/api/collections/users/auth-with-password", map[string]string{"identity": "officer@example.org", "password": "yanshi-510000-gui"}, &in); err != nil {
		return err
	}
	a.token = in.Token
	some, err := sample(people)
	if err != nil {
		return err
	}
	return ask(a.asked(some), pragma)
}

// asked is create, read, list and search of the other program.
func (a api) asked(some []record) []side {
	const records = "/api/collections/persons/records"
	return []side{
		{worked: a.worked, try: func(ctx context.Context, w, n int) error {
			d := relative(w*1_000_000 + n)
			var got record
			err := a.call(ctx, http.MethodPost, records, record{Name: d.Name, Phone: d.Phone, Pinyin: "qinshu"}, &got)
			if err == nil && got.Name != d.Name {
				err = errors.New("another was created")
			}
			return err
		}},
		{worked: a.worked, try: func(ctx context.Context, w, n int) error {
			who := some[(w*31+n*7)%len(some)]
			var got record
			err := a.call(ctx, http.MethodGet, records+"/"+who.ID, nil, &got)
			if err == nil && got.Name != who.Name {
				err = errors.New("another was read")
			}
			return err
		}},
		{worked: a.worked, try: func(ctx context.Context, _, _ int) error {
			return a.finds(ctx, records+"?page=1&perPage=50&sort=-born", func(got []record, total int) bool { return len(got) == 50 && total >= 50 })
		}},
		{worked: a.worked, try: func(ctx context.Context, w, n int) error {
			who := some[(w*31+n*7)%len(some)]
			path := records + "?page=1&perPage=50&filter=" + url.QueryEscape(`name="`+who.Name+`"`)
			return a.finds(ctx, path, func(got []record, total int) bool {
				return total > 50 || slices.ContainsFunc(got, func(r record) bool { return r.ID == who.ID })
			})
		}},
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
