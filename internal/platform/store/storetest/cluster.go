package storetest

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// All test processes of a user share one cluster in a temporary folder: starting one takes seconds, a
// database in it milliseconds. Whoever comes first starts it; each process holds a shared lock on the file
// users while it lives, which the kernel releases however it ends; a keeper stops the cluster and removes
// the folder when a look at the lock finds nobody. What a serialisable transaction has read is remembered until all
// beside it have ended, in any database of the cluster: so many tests need more room for it than one house does.
const (
	settings = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off " +
		"-c max_connections=400 -c max_pred_locks_per_transaction=512 -c shared_buffers=64MB -c max_wal_size=2GB -c autovacuum=off"
	keeper = `exec 7<keeper && flock -n 7 || exit
while sleep 120; do
	exec 9<lock && flock -n 9 || continue
	exec 8<users && flock -n 8 && break
	exec 8<&- 9<&-
done
"$0" -D data -m immediate -w stop
rm -rf data`
)

// cluster is a folder with a PostgreSQL in it: data, a socket, and the files lock, users, keeper and log.
type cluster struct {
	folder, bin string
	as          *syscall.Credential // the server's user, when we are root: it refuses to be root
}

// join starts the cluster unless it runs, and returns its address and the lock to hold.
func join() (address string, users *os.File, err error) {
	c := cluster{folder: filepath.Join(os.TempDir(), "guitu-test-pg-"+strconv.Itoa(os.Getuid()))}
	if c.bin, err = programs(); err != nil {
		return "", nil, err
	}
	if err := c.claim(); err != nil {
		return "", nil, err
	}
	lock, err := c.lock("lock", syscall.LOCK_EX)
	if err != nil {
		return "", nil, err
	}
	defer lock.Close()
	address = "postgres:///postgres?user=postgres&host=" + c.folder
	if !answers(address) {
		if err := c.start(); err != nil {
			return "", nil, err
		}
	}
	if users, err = c.lock("users", syscall.LOCK_SH); err != nil {
		return "", nil, err
	}
	return address, users, c.keep()
}

// programs is the folder of PostgreSQL's programs: the one in PATH, else the newest that Debian has.
func programs() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), nil
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.New("this test needs PostgreSQL 15 or newer: apt-get install postgresql-15 (or GUITU_TEST_ENGINE=sqlite to leave it out for now)")
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// claim makes the folder and gives it to the server's user.
func (c *cluster) claim() error {
	if len(c.folder) > 90 {
		return fmt.Errorf("a socket's path has at most 107 characters: set TMPDIR to something shorter than %s", c.folder)
	}
	if err := os.Mkdir(c.folder, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return fmt.Errorf("root may not run PostgreSQL, and there is no user postgres: %w", err)
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	c.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(c.folder, uid, gid)
}

// lock waits for a lock on a file of the folder. The lock ends with the file, or with the process.
func (c *cluster) lock(name string, how int) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(c.folder, name), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	for {
		if err = syscall.Flock(int(f.Fd()), how); !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func answers(address string) bool {
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return false
	}
	defer pool.Close()
	return pool.Ping() == nil
}

// start makes a new cluster and starts it, after clearing away what a crash has left of another.
func (c *cluster) start() error {
	data := filepath.Join(c.folder, "data")
	if _, err := os.Stat(data); err == nil {
		c.command("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop").Run() // it may not run at all
		if err := os.RemoveAll(data); err != nil {
			return err
		}
	}
	for _, cmd := range []*exec.Cmd{
		c.command("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"),
		c.command("pg_ctl", "-D", "data", "-l", "log", "-w", "-o", settings+" -k "+c.folder, "start"),
	} {
		if err := c.run(cmd); err != nil {
			return err
		}
	}
	return nil
}

// keep starts a keeper, unless there is one: it holds a lock of its own.
func (c *cluster) keep() error {
	file, err := c.lock("keeper", syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil
	}
	if err != nil {
		return err
	}
	file.Close()
	cmd := c.command("pg_ctl")
	cmd.Args = []string{"sh", "-c", keeper, cmd.Path}
	if cmd.Path, err = exec.LookPath("sh"); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}

// command is one of the server's programs, to be run in the folder, by the server's user, in a session of
// its own: an interrupted test must not take the cluster with it.
func (c *cluster) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, program), args...)
	cmd.Dir = c.folder
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: c.as}
	return cmd
}

// run runs a command to its end. Its output goes to a file: what the server inherits must not be a pipe,
// or go test would wait for it.
func (c *cluster) run(cmd *exec.Cmd) error {
	out, err := os.CreateTemp("", "guitu-test-pg-*.out")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w\n%s", filepath.Base(cmd.Path), err, said)
	}
	return nil
}
