package sqltext

import (
	"slices"
	"testing"
)

func TestStatementsShowWhatTheyWrite(t *testing.T) {
	for text, want := range map[string][]string{
		`select * from measure_fact where update_at > $1`:                                           nil,
		"insert into measure_fact (id) values ($1)":                                                 {"measure"},
		"\n\t-- why\n INSERT INTO Measure_Fact select * from duty_duty;":                            {"measure"},
		`insert into duty_duty (id) values ($1) on conflict (id) do update set at = $2`:             {"duty"},
		`update staff_post set holder = (select id from person_person where x = 'delete from a_b')`: {"staff"},
		`delete/* really */from roster_row where id = $1 returning id`:                              {"roster"},
		`with old as (delete from a_x returning *) insert into b_x select * from old`:               {"a", "b"},
		`with n as (select 1) update a_x set y = 2`:                                                 {"a"},
		`select replace(x, 'a', 'b'), "update", "into" from a_x`:                                    nil,
		`values (1), (2)`: nil,
	} {
		s, err := Parse(text)
		if err != nil || !slices.Equal(s.Writes, want) {
			t.Errorf("%s\nwrites %v, %v, want %v", text, s, err, want)
		}
	}
}

func TestStatementsNotUnderstoodAreRefused(t *testing.T) {
	for _, text := range []string{
		"", ";", "  -- only a comment", "commit", "rollback", "savepoint x", "pragma foreign_keys = off", "vacuum",
		"create table a_b (x text)", "drop table a_b", "truncate a_b", "attach 'x' as y", "copy a_b from stdin",
		"merge into a_b using c_d on true when matched then delete", "replace into a_b values (1)",
		"insert or replace into a_b values (1)", "insert into ab values (1)", `insert into "a_b" values (1)`,
		"insert into main.a_b values (1)", "update or rollback a_b set x = 1", "update only a_b set x = 1",
		"select * into a_b from c_d", "select * from a_b for update", "select 1; delete from a_b", "delete a_b",
		"update", "insert into", "select $$delete$$", "select 'open", `select "open`, "select /* open", "explain select 1", "do $$ begin end $$",
	} {
		if s, err := Parse(text); err == nil {
			t.Errorf("%q was taken for one that writes %v", text, s.Writes)
		}
	}
}

func TestPlaceholders(t *testing.T) {
	for text, want := range map[string]string{
		`select '$1', "$1", $1, $12 /* $3 */ from a_b where x=$2::text`: `select '$1', "$1", ?1, ?12 /* $3 */ from a_b where x=?2::text`,
		`select $1, $2, $3`: `select ?, ?, ?`,
		`select $2, $1`:     `select ?2, ?1`,
		`select $1, $1`:     `select ?1, ?1`,
		`select $01`:        `select ?01`,
	} {
		s, err := Parse(text)
		if err != nil || s.Lite != want {
			t.Errorf("%s became %v, %v, want %s", text, s, err, want)
		}
	}
	if got, want := Shift(`a = $1 and '$1' < $12`, 3), `a = $4 and '$1' < $15`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func FuzzScan(f *testing.F) {
	f.Add(`insert into a_b values ($1, 'x''y', "z") -- end`)
	f.Add(`/* $1`)
	f.Add(`select $2, $1`)
	f.Fuzz(func(t *testing.T, text string) {
		words, lite, err := scan(text)
		if err == nil && len(lite) > len(text) {
			t.Errorf("%q became %q (%q)", text, lite, words)
		}
	})
}
