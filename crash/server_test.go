package crash

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// server is the program at work.
type server struct {
	process *exec.Cmd
	said    *bufio.Scanner
	errors  strings.Builder
	Address string `json:"listening"`
}

// start starts `guitu serve`; it is ready once ready has returned.
func (h *house) start(t *testing.T, environment ...string) *server {
	t.Helper()
	s := &server{process: exec.Command(program, "serve", "--data", h.config.Data, "--listen", h.config.Listen, "--json")}
	s.process.Env = append(append(os.Environ(), "GUITU_DATABASE="+h.config.Database, "GUITU_LOG_LEVEL=error", "GUITU_RATE=0", "GOMAXPROCS=2"), environment...)
	s.process.Stderr = &s.errors
	out, err := s.process.StdoutPipe()
	if err == nil {
		err = s.process.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	s.said = bufio.NewScanner(out)
	t.Cleanup(s.kill)
	return s
}

// ready waits until it takes requests.
func (s *server) ready(t *testing.T) {
	t.Helper()
	if !s.said.Scan() || json.Unmarshal(s.said.Bytes(), s) != nil || s.Address == "" {
		s.kill()
		t.Fatalf("the program did not start: %q %s", s.said.Text(), s.errors.String())
	}
}

// kill is kill -9: the program has no time for anything.
func (s *server) kill() {
	if s.process.ProcessState == nil {
		s.process.Process.Kill()
		io.Copy(io.Discard, io.MultiReader()) // nothing is left to be read
		s.process.Wait()                      // killed, so it has nothing to say
	}
}

// health is what the program says of itself.
func (s *server) health(t *testing.T) (status int, answer struct {
	Ready bool
	Parts map[string]string
	Keeps struct{ Engine, Journal, Synchronous string }
},
) {
	t.Helper()
	client := http.Client{Timeout: 10 * time.Second}
	w, err := client.Get(s.Address + "/health")
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	if err := json.NewDecoder(w.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return w.StatusCode, answer
}
