// Peer serves PocketBase over the same people as a house of the bench, with access rules on, so that both can be asked on
// the same machine in the same run. It is a module of its own: what stands beside the house is no dependency of it.
//
//	peer DIR LISTEN FULL|NORMAL PEOPLE.jsonl
//
// DIR is its folder, filled from PEOPLE.jsonl the first time. FULL sets the pragma by which a commit waits for the disk;
// NORMAL is how it is shipped. It prints "ready PRAGMA", the pragma as its writing connection tells it, when it takes
// requests.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Who signs in. It is no secret: the people are invented, and the address is this machine's own.
const email, password = "officer@example.org", "yanshi-510000-gui"

type person struct {
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

var fields = []string{"name", "pinyin", "alias", "number", "sex", "born", "ethnic", "home", "phone", "residence"}

func (p person) values() []string {
	return []string{p.Name, p.Pinyin, p.Alias, p.Number, p.Sex, p.Born, p.Ethnic, p.Home, p.Phone, p.Residence}
}

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "peer DIR LISTEN FULL|NORMAL PEOPLE.jsonl")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dir, listen, sync, people string) error {
	config := pocketbase.Config{DefaultDataDir: dir, HideStartBanner: true}
	if sync == "FULL" {
		// Its own pragmas (core.DefaultDBConnect), but for this one.
		config.DBConnect = func(path string) (*dbx.DB, error) {
			return dbx.Open("sqlite", path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)"+
				"&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)")
		}
	}
	app := pocketbase.NewWithConfig(config)
	if err := app.Bootstrap(); err != nil {
		return err
	}
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	if _, err := app.FindCollectionByNameOrId("persons"); err != nil {
		if err := fill(app, people); err != nil {
			return err
		}
	}
	var pragma int
	if err := app.NonconcurrentDB().NewQuery("pragma synchronous").Row(&pragma); err != nil {
		return err
	}
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		fmt.Printf("ready synchronous=%d\n", pragma)
		return e.Next()
	})
	return apis.Serve(app, apis.ServeConfig{HttpAddr: listen})
}

// fill makes the collection, its rules, the officer and the people.
func fill(app core.App, path string) error {
	c := core.NewBaseCollection("persons")
	signed := types.Pointer(`@request.auth.id != "" && @request.auth.verified = true`)
	c.ListRule, c.ViewRule, c.CreateRule, c.UpdateRule = signed, signed, signed, signed
	for _, f := range fields {
		c.Fields.Add(&core.TextField{Name: f, Max: 500})
	}
	for _, f := range []string{"name", "pinyin", "alias", "number"} {
		c.AddIndex("idx_persons_"+f, false, f, "")
	}
	if err := app.Save(c); err != nil {
		return err
	}
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	who := core.NewRecord(users)
	who.SetEmail(email)
	who.SetPassword(password)
	who.SetVerified(true)
	if err := app.Save(who); err != nil {
		return err
	}
	file, err := os.Open(filepath.Clean(path))
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for more := true; more; {
		if err := app.RunInTransaction(func(tx core.App) (err error) {
			more, err = load(tx, lines, 2000)
			return err
		}); err != nil {
			return err
		}
	}
	return lines.Err()
}

// load inserts the next people, past its hooks: how they came there is not what is measured.
func load(tx core.App, lines *bufio.Scanner, most int) (more bool, err error) {
	text := "insert into persons (id, " + strings.Join(fields, ", ") + ") values ({:id}, {:" + strings.Join(fields, "}, {:") + "})"
	q := tx.NonconcurrentDB().NewQuery(text).Prepare()
	defer q.Close()
	for range most {
		if !lines.Scan() {
			return false, nil
		}
		var p person
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			return false, err
		}
		params := dbx.Params{"id": p.ID}
		for i, v := range p.values() {
			params[fields[i]] = v
		}
		if _, err := q.Bind(params).Execute(); err != nil {
			return false, err
		}
	}
	return true, nil
}
