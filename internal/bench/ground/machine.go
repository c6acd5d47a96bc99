package ground

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
)

// Machine says in a line what this machine is, without its name.
func Machine() string {
	words := fmt.Sprintf("%d cores (%s), %s/%s, %s", runtime.NumCPU(), field("/proc/cpuinfo", "model name"), runtime.GOOS, runtime.GOARCH, runtime.Version())
	if kb, err := strconv.ParseInt(strings.TrimSuffix(field("/proc/meminfo", "MemTotal"), " kB"), 10, 64); err == nil {
		words += fmt.Sprintf(", %d GB memory", (kb+512*1024)>>20)
	}
	return words
}

// RSS is how many bytes of memory a process holds; 0 where the system does not tell.
func RSS(pid int) int64 { return held(pid, "VmRSS") }

// Own is how many of them are its own: without pages of files, which the system takes back when it wants them. A house that is
// read maps its file, and would seem to grow until all of it was read once.
func Own(pid int) int64 { return held(pid, "RssAnon") }

func held(pid int, what string) int64 {
	kb, err := strconv.ParseInt(strings.TrimSuffix(field(fmt.Sprintf("/proc/%d/status", pid), what), " kB"), 10, 64)
	if err != nil {
		return 0
	}
	return kb << 10
}

// field is the first value of a name in a file of "name: value" lines, "" when there is none.
func field(path, name string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if at, value, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(at) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
