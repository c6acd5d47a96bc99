package ground

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"guitu/internal/platform/store"
)

// What a house's PostgreSQL is told on a machine of this size. Nothing here trades durability for speed: every commit waits
// for the disk. The planner's table of what serialisable transactions have read is as docs say for a house.
const settings = "-c listen_addresses= -c shared_buffers=1GB -c max_wal_size=4GB -c checkpoint_timeout=15min -c max_connections=100 " +
	"-c max_pred_locks_per_transaction=512 -c work_mem=16MB -c maintenance_work_mem=512MB -c random_page_cost=1.1"

// Cluster is a PostgreSQL that the bench started, or one that it was told of.
type Cluster struct {
	address      string // of any database; %s stands for its name
	folder, sock string
	bin          string
	as           *syscall.Credential
}

// Start starts the bench's own PostgreSQL in a folder, with what it held before, or uses the server at url. It runs
// Debian's programs, as the user postgres when this is root.
func Start(folder, url string) (*Cluster, error) {
	if url != "" {
		return &Cluster{address: url}, nil
	}
	c := &Cluster{folder: folder}
	var err error
	if c.bin, err = programs(); err != nil {
		return nil, err
	}
	if c.sock, err = os.MkdirTemp("", "guitu-bench-"); err != nil { // a socket's path has at most 107 characters
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	if os.Getuid() == 0 {
		if c.as, err = servant(); err != nil {
			return nil, err
		}
		for _, f := range []string{c.sock, folder} {
			if err := os.Chown(f, int(c.as.Uid), int(c.as.Gid)); err != nil {
				return nil, err
			}
		}
	}
	c.address = "postgres:///%s?user=postgres&host=" + c.sock
	if _, err := os.Stat(filepath.Join(folder, "PG_VERSION")); err != nil {
		if err := c.run("initdb", "-D", folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"); err != nil {
			return nil, err
		}
	}
	return c, c.Up()
}

// Up starts it, at the address that it had before.
func (c *Cluster) Up() error {
	return c.run("pg_ctl", "-D", c.folder, "-l", filepath.Join(c.sock, "log"), "-w", "-t", "300", "-o", settings+" -k "+c.sock, "start")
}

// Down ends it: fast lets transactions roll back, immediate is what a loss of power leaves.
func (c *Cluster) Down(mode string) error {
	return c.run("pg_ctl", "-D", c.folder, "-m", mode, "-w", "-t", "300", "stop")
}

// Stop stops a PostgreSQL that was started here; its data stays.
func (c *Cluster) Stop() error {
	if c.folder == "" {
		return nil
	}
	return errors.Join(c.Down("fast"), os.RemoveAll(c.sock))
}

// Own tells whether each house can have a database of its own here; a server of somebody else's has the one it names.
func (c *Cluster) Own() bool { return c.folder != "" }

// Database is the address of the database of a house. fresh makes it anew.
func (c *Cluster) Database(ctx context.Context, name string, fresh bool) (string, error) {
	if !c.Own() {
		return c.address, nil
	}
	url := fmt.Sprintf(c.address, name)
	if !fresh {
		return url, nil
	}
	db, err := sql.Open("pgx", fmt.Sprintf(c.address, "postgres"))
	if err != nil {
		return "", err
	}
	defer db.Close()
	for _, text := range []string{`drop database if exists "` + name + `"`, `create database "` + name + `" template template0 encoding 'UTF8' locale 'C.UTF-8'`} {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return "", err
		}
	}
	return url, nil
}

// Size is how many bytes a database takes.
func Size(ctx context.Context, url string) (n int64, err error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	err = db.QueryRowContext(ctx, `select pg_database_size(current_database())`).Scan(&n)
	return n, err
}

// Settle lets PostgreSQL gather what its planner needs to know after so many rows came at once.
func Settle(ctx context.Context, p *Plot) error {
	if p.Engine != store.Postgres {
		return nil
	}
	db, err := sql.Open("pgx", p.URL)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `vacuum analyze`)
	return err
}

func programs() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), nil
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.New("the bench needs PostgreSQL 15 or newer: apt-get install postgresql-15, or GUITU_BENCH_DATABASE=postgres://…")
	}
	return filepath.Dir(found[len(found)-1]), nil
}

func servant() (*syscall.Credential, error) {
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("root may not run PostgreSQL, and there is no user postgres: %w", err)
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// run runs one of the server's programs to its end. What it says goes to a file: what the server inherits must not be a
// pipe, or nobody would see its end.
func (c *Cluster) run(program string, args ...string) error {
	out, err := os.CreateTemp("", "guitu-bench-*.out")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd := exec.Command(filepath.Join(c.bin, program), args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.sock, out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: c.as}
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w\n%s", program, err, said)
	}
	return nil
}
