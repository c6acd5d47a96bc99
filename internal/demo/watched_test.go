package demo

import (
	"strings"
	"testing"

	"guitu/internal/base/clock"
	"guitu/internal/platform/store/storetest"
)

// What no digest of a row covers is watched as well: what lasts of an account, versions that were kept, who is found by
// what, and a person's whole older seal.
func TestWhatNoRowDigestIsWatchedToo(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			c := storetest.Config(t, engine, clock.At(storetest.Start))
			h, _, vault := vaulted(t, storetest.Open(t, c))
			if err := Make(t.Context(), h, Options{Seed: 3, Scale: Scale{Size: 60, Inside: 20}}); err != nil {
				t.Fatal(err)
			}
			proven(t, h, vault)
			b := breakIn(t, c)
			for _, x := range []struct{ name, alter, finds string }{
				{"somebody else's password", `update authn_account set password = password || 'x' where id = (select min(id) from authn_account)`, "authn_account row_changed"},
				{"a demo account that is none", `update authn_account set demo = not demo where id = (select max(id) from authn_account)`, "authn_account row_changed"},
				{"an older seal of a person", `update person_person set sealed = (select v.sealed from history_version v where v.record = person_person.id limit 1)
					where id = (select min(id) from person_person)`, "person_person row_changed"},
				{"what a row said", `update history_row set content = '{}' where record = (select min(record) from history_row) and version = 1`, "history_row row_changed"},
				{"who changed it", `update history_version set actor = 'staff:x' where source = 'person_person' and version = 1 and record = (select min(record) from history_version where source = 'person_person')`, "history_version row_changed"},
			} {
				if !b.does(x.alter) {
					t.Errorf("%s: nothing was changed", x.name)
				} else if got := found(proof(t, h, vault)); !strings.Contains(got, x.finds+"\n") {
					t.Errorf("%s: found %q, want %q", x.name, got, x.finds)
				}
			}
		})
	}
}

// Whom search no longer finds, and whom it finds by what is not his, is named.
func TestWhoIsFoundByWhatIsWatched(t *testing.T) {
	for _, engine := range storetest.Engines() {
		for name, alter := range map[string]string{
			"one token less":   `delete from person_token where person = (select max(person) from person_token) and token = (select token from person_token where person = (select max(person) from person_token) order by token limit 1)`,
			"one of another's": `update person_token set person = (select min(id) from person_person) where person = (select max(person) from person_token) and token = (select token from person_token where person = (select max(person) from person_token) order by token limit 1)`,
			"found by nothing": `update person_person set found = null where id = (select min(id) from person_person)`,
		} {
			t.Run(string(engine)+"/"+name, func(t *testing.T) {
				c := storetest.Config(t, engine, clock.At(storetest.Start))
				h, _, vault := vaulted(t, storetest.Open(t, c))
				if err := Make(t.Context(), h, Options{Seed: 3, Scale: Scale{Size: 6, Inside: 2}}); err != nil {
					t.Fatal(err)
				}
				proven(t, h, vault)
				if !breakIn(t, c).does(alter) {
					t.Fatal("nothing was changed")
				}
				if got := found(proof(t, h, vault)); !strings.Contains(got, "person_token found_off\n") {
					t.Errorf("found %q", got)
				}
			})
		}
	}
}
