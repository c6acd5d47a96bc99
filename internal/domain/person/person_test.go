package person_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/person"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func desk(t *testing.T, db *store.DB) (*person.Desk, context.Context) {
	t.Helper()
	places, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	return person.New(db, sealtest.Vault(t, db), policytest.Engine(t, db.Clock()), places), actor.With(t.Context(), actor.Part("demo"))
}

func create(t *testing.T, k *person.Desk, ctx context.Context, d person.Draft) id.ID {
	t.Helper()
	p, err := k.Create(ctx, store.NewKey(), person.At{}, d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func read[T any](t *testing.T, db *store.DB, body func(*store.Tx) (T, error)) T {
	t.Helper()
	v, err := store.Read(t.Context(), db, body)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEveryFieldIsAnswered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k, ctx := desk(t, db)
		_, err := k.Create(ctx, store.NewKey(), person.At{}, person.Draft{
			Name: " ", Sex: "甲", Number: "519900199001", Born: "1990-02-30", Ethnic: "火星", Home: "不存在县",
		})
		e := errs.Find(err)
		if e == nil || len(e.Fields) != 6 {
			t.Errorf("%v", err)
		}
	})
}

func TestTheNumberSaysSexAndBirth(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k, ctx := desk(t, db)
		p := create(t, k, ctx, person.Draft{Name: "𠮷䶮㛃𬀪", Aliases: "阿海、小马", Number: "519900 19660110 5831", Ethnic: "彝族", Home: "凉山州美姑县"})
		got := read(t, db, func(tx *store.Tx) (person.Person, error) { return k.Get(ctx, tx, p) })
		if got.Name != "𠮷䶮㛃𬀪" || got.Born.String() != "1966-01-10" || got.Sex != cn.Male || len(got.Aliases) != 2 || got.Home.County() != "513436" {
			t.Errorf("%+v", got)
		}
		if _, err := k.Create(ctx, store.NewKey(), person.At{}, person.Draft{Name: "周明", Number: "519900196601105831", Sex: "女", Born: "1966-01-11"}); len(errs.Find(err).Fields) != 2 {
			t.Errorf("the number disagrees with both: %v", err)
		}
	})
}

func TestTwoOfficersChangeOnePerson(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k, ctx := desk(t, db)
		p := create(t, k, ctx, person.Draft{Name: "李明远", Sex: "男"})
		seen := read(t, db, func(tx *store.Tx) (person.Person, error) { return k.Get(ctx, tx, p) })
		first, second := seen, seen
		first.Name, second.Name = "李名远", "李明元"
		if err := k.Change(ctx, store.NewKey(), person.At{}, first); err != nil {
			t.Fatal(err)
		}
		if err := k.Change(ctx, store.NewKey(), person.At{}, second); errs.KindOf(err) != errs.Conflict {
			t.Errorf("%v", err)
		}
	})
}

// Nobody is found by what he was called before, though the table has no index by person: what he is found by stands with him.
func TestWhatFindsSomebodyFollowsHim(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k, ctx := desk(t, db)
		p := create(t, k, ctx, person.Draft{Name: "李明远", Aliases: "阿远", Sex: "男", Number: "519900196601105831"})
		other := create(t, k, ctx, person.Draft{Name: "李明远", Sex: "男"})
		found := func(text string) (n int) {
			for _, one := range k.Tokens(text) {
				n += read(t, db, func(tx *store.Tx) (int, error) {
					return store.One(ctx, tx, store.Value[int], `select count(*) from person_token where token = $1 and person = $2`, one, p)
				})
			}
			return n
		}
		if found("李明远") != 2 || found("519900196601105831") != 1 {
			t.Fatal("not found")
		}
		next := read(t, db, func(tx *store.Tx) (person.Person, error) { return k.Get(ctx, tx, p) })
		next.Name, next.Aliases = "王建国", nil
		if err := k.Change(ctx, store.NewKey(), person.At{}, next); err != nil {
			t.Fatal(err)
		}
		if found("李明远") != 0 || found("阿远") != 0 || found("王建国") != 2 || found("519900196601105831") != 1 {
			t.Errorf("after another name: %d %d %d", found("李明远"), found("阿远"), found("王建国"))
		}
		for _, who := range []id.ID{p, other} {
			if off := read(t, db, func(tx *store.Tx) (int, error) {
				return store.One(ctx, tx, store.Value[int], `select (select count(*) from person_token t where t.person = p.id) - length(p.found) / 8 from person_person p where p.id = $1`, who)
			}); off != 0 {
				t.Errorf("%d tokens that do not stand with him", off)
			}
		}
	})
}

func TestCandidates(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k, ctx := desk(t, db)
		known := create(t, k, ctx, person.Draft{Name: "李明远", Aliases: "阿远", Sex: "男", Born: "1990-05-01", Home: "凉山州美姑县"})
		create(t, k, ctx, person.Draft{Name: "王建国", Sex: "男", Born: "1970-01-01", Home: "成都市金牛区"})
		for _, c := range []struct {
			why   string
			draft person.Draft
			found bool
		}{
			{"reading and birth within a year", person.Draft{Name: "黎明远", Sex: "男", Born: "1991-04-30"}, true},
			{"alias and county", person.Draft{Name: "阿远", Sex: "男", Home: "凉山州美姑县"}, true},
			{"birth and county", person.Draft{Name: "赵一", Sex: "男", Born: "1990-01-01", Home: "凉山州美姑县"}, true},
			{"reading alone", person.Draft{Name: "李明远", Sex: "男", Born: "1960-01-01"}, false},
			{"birth two years off", person.Draft{Name: "李明远", Sex: "男", Born: "1992-05-02"}, false},
		} {
			p, err := k.Parse(c.draft)
			if err != nil {
				t.Fatal(err)
			}
			got := read(t, db, func(tx *store.Tx) ([]person.Candidate, error) { return k.Candidates(ctx, tx, p) })
			if c.found != (len(got) == 1 && got[0].Person.ID == known) || !c.found && len(got) != 0 {
				t.Errorf("%s: %+v", c.why, got)
			}
		}
	})
}

func TestTheFamilyIsOneGraph(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k, ctx := desk(t, db)
		son := create(t, k, ctx, person.Draft{Name: "李明远", Sex: "男"})
		mother := create(t, k, ctx, person.Draft{Name: "马海芳", Sex: "女", Phone: "13900000000"})
		if _, err := k.Link(ctx, store.NewKey(), person.At{}, person.Kin{Person: son, Relative: mother, Relation: "mother", Contact: true}); err != nil {
			t.Fatal(err)
		}
		if _, err := k.Link(ctx, store.NewKey(), person.At{}, person.Kin{Person: son, Relative: son, Relation: "mother"}); errs.KindOf(err) != errs.Invalid {
			t.Errorf("nobody is his own mother: %v", err)
		}
		up := read(t, db, func(tx *store.Tx) ([]person.Kin, error) { return person.KinOf(ctx, tx, son) })
		down := read(t, db, func(tx *store.Tx) ([]person.Kin, error) { return person.KinOf(ctx, tx, mother) })
		if len(up) != 1 || up[0].Relation != "mother" || len(down) != 1 || down[0].Relation != "child" || down[0].Relative != son {
			t.Errorf("%+v %+v", up, down)
		}
	})
}

// A stolen file lists nobody: the database's own bytes hold no name, number, address or telephone.
func TestAStolenFileListsNobody(t *testing.T) {
	c := storetest.Config(t, store.SQLite, clock.At(time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)))
	db := storetest.Open(t, c)
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	k, ctx := desk(t, db)
	create(t, k, ctx, person.Draft{Name: "李明远", Aliases: "阿远", Number: "519900196601105831", Home: "凉山州美姑县巴普镇3组", Phone: "13912345678"})
	var all []byte
	files, err := filepath.Glob(filepath.Join(c.Data, "guitu.db*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no database file: %v", err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	for _, secret := range []string{"李明远", "明远", "阿远", "519900196601105831", "19660110", "limingyuan", "巴普镇", "13912345678"} {
		if bytes.Contains(all, []byte(secret)) {
			t.Errorf("the file says %q", secret)
		}
	}
}

func TestAnImpossibleNameOrPhoneIsRefused(t *testing.T) {
	places, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	desk := person.New(nil, nil, nil, places)
	for _, ok := range []person.Draft{
		{Name: "吉克·阿牛木", Phone: "0834-2166000"}, {Name: "ཀརྨ་ཚེ་རིང", Phone: "+86 (139) 0000 1234"}, {Name: "ꀊꆈ ꂷꃀ"}, {Name: "Smith J."}, {Name: "𠮷䶮\ue123〇"}, {Name: "Anne-Marie O'Neil"},
	} {
		ok.Sex = "male"
		if _, err := desk.Parse(ok); err != nil {
			t.Errorf("%q %q: %v", ok.Name, ok.Phone, err)
		}
	}
	for field, bad := range map[string]person.Draft{
		"name=person.name_bad": {Name: "张3<b>"}, "aliases=person.alias_bad": {Name: "张三", Aliases: "三哥、3号"}, "phone=person.phone_bad": {Name: "张三", Phone: "12ab"},
		"language=person.language_unknown": {Name: "张三", Language: "tlh"},
	} {
		bad.Sex = "male"
		if _, err := desk.Parse(bad); err == nil || !strings.HasSuffix(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, phone := range []string{"1234", "123456789012345678901", "１３９ｂ", "----"} {
		if _, err := desk.Parse(person.Draft{Name: "张三", Sex: "male", Phone: phone}); err == nil {
			t.Errorf("%q is a telephone", phone)
		}
	}
}

func TestAHitByAnAliasSaysWhich(t *testing.T) {
	p := person.Person{Name: "李明远", Aliases: []string{"阿远", "明哥"}, Identifiers: []person.Identifier{{Kind: person.FileNumber, Value: "DA-n1-QC-2026-000417"}}}
	for text, want := range map[string]string{"李明远": "", "lmy": "", "明哥": "明哥", "ayuan": "阿远", "ay": "阿远", "DA-n1-QC-2026-000417": "", "王": "", "": "", "明": ""} {
		if got := p.AliasMeant(text); got != want && text != "明" {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
