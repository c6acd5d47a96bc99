// Package peer is the other program of the bench (tools/peer) as its client: started, signed in, asked, stopped.
package peer

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	"guitu/internal/bench/gauge"
)

// Record is a person as the other program keeps him, in the clear.
type Record struct {
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

// ID is an id as the other program has them: the end of ours, which is drawn by chance.
func ID(p id.ID) string { return strings.ToLower(string(p[len(p)-15:])) }

// API is the other program with somebody signed in.
type API struct {
	Pragma string // how its writing connection waits for the disk, as it tells itself
	client *http.Client
	base   string
	token  string
	cmd    *exec.Cmd
}

// Start starts the program at an address, over its folder and a file of people, and waits until it says that it takes requests.
func Start(ctx context.Context, log io.Writer, program string, args ...string) (*API, error) {
	a := &API{cmd: exec.CommandContext(ctx, program, args...), base: "http://" + args[1]}
	a.client = &http.Client{Transport: &http.Transport{MaxIdleConns: 1024, MaxIdleConnsPerHost: 1024, DisableCompression: true}}
	a.cmd.Stderr = log
	out, err := a.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := a.cmd.Start(); err != nil {
		return nil, err
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if ready, ok := strings.CutPrefix(lines.Text(), "ready "); ok {
			a.Pragma = ready
			return a, nil
		}
	}
	return nil, errors.Join(errors.New("the peer did not start"), a.Stop())
}

// Stop ends it.
func (a *API) Stop() error {
	stop := a.cmd.Process.Signal(syscall.SIGTERM)
	if ended := a.cmd.Wait(); a.cmd.ProcessState.ExitCode() > 0 {
		return errors.Join(stop, ended)
	}
	return nil
}

// Health is where it says that it is well.
func (a *API) Health() (client *http.Client, address string) { return a.client, a.base + "/api/health" }

// Worked is how long the processor has worked for the other program; 0 where the system does not tell.
func (a *API) Worked() time.Duration {
	const tick = time.Second / 100 // the unit of /proc, on every Linux
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(a.cmd.Process.Pid) + "/stat")
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

// SignIn signs the officer of tools/peer in.
func (a *API) SignIn(ctx context.Context) error {
	var in struct{ Token string }
	err := a.call(ctx, http.MethodPost, "/api/collections/users/auth-with-password", map[string]string{"identity": "officer@example.org", "password": "yanshi-510000-gui"}, &in)
	a.token = in.Token
	return err
}

// Tries are create, read, list and search. who makes a person to create.
func (a *API) Tries(some []Record, who func(n int) Record) []gauge.Try {
	const records = "/api/collections/persons/records"
	return []gauge.Try{
		func(ctx context.Context, w, n int) error {
			d := who(w*1_000_000 + n)
			var got Record
			err := a.call(ctx, http.MethodPost, records, d, &got)
			if err == nil && got.Name != d.Name {
				err = errors.New("another was created")
			}
			return err
		},
		func(ctx context.Context, w, n int) error {
			who := some[(w*31+n*7)%len(some)]
			var got Record
			err := a.call(ctx, http.MethodGet, records+"/"+who.ID, nil, &got)
			if err == nil && got.Name != who.Name {
				err = errors.New("another was read")
			}
			return err
		},
		func(ctx context.Context, _, _ int) error {
			return a.finds(ctx, records+"?page=1&perPage=50&sort=-born", func(got []Record, total int) bool { return len(got) == 50 && total >= 50 })
		},
		func(ctx context.Context, w, n int) error {
			who := some[(w*31+n*7)%len(some)]
			path := records + "?page=1&perPage=50&filter=" + url.QueryEscape(`name="`+who.Name+`"`)
			return a.finds(ctx, path, func(got []Record, total int) bool {
				return total > 50 || slices.ContainsFunc(got, func(r Record) bool { return r.ID == who.ID })
			})
		},
	}
}

func (a *API) finds(ctx context.Context, path string, right func([]Record, int) bool) error {
	var got struct {
		Items      []Record
		TotalItems int
	}
	err := a.call(ctx, http.MethodGet, path, nil, &got)
	if err == nil && !right(got.Items, got.TotalItems) {
		err = errors.New("a list was answered wrongly")
	}
	return err
}

func (a *API) call(ctx context.Context, method, path string, body, into any) error {
	var raw bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&raw).Encode(body); err != nil {
			return err
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, a.base+path, &raw)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", a.token)
	res, err := a.client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	var got bytes.Buffer
	if _, err := got.ReadFrom(res.Body); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s of the peer was answered with %d, %d bytes", method, res.StatusCode, got.Len())
	}
	return json.Unmarshal(got.Bytes(), into)
}

// Sample is some of the records of a file.
func Sample(path string) (out []Record, err error) {
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
		var r Record
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
