package rosterpages_test

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"guitu/internal/base/actor"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/partner"
	"guitu/internal/domain/person"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/staff"
	"guitu/internal/platform/audit"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// eachHouse is build on every engine.
func eachHouse(t *testing.T, body func(*house)) {
	t.Helper()
	hand := clock.At(morning)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) { body(buildOn(t, db, hand)) })
}

// must is what an act made.
func must(t *testing.T) func(id.ID, error) id.ID {
	return func(made id.ID, err error) id.ID {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
}

// take asks for a list as a text table and reads it: the rows under the titles.
func (h *house) take(address string) []string {
	h.t.Helper()
	w := h.ask(address, url.Values{"format": {"csv"}, "purpose": {"核对"}})
	h.holds(address, w, 303)
	w = h.ask(w.Header().Get("Location")+"/file", url.Values{"_code": {"246810"}})
	h.holds(address, w, 200, "导出编号")
	return strings.Split(strings.TrimSuffix(w.Body.String(), "\r\n"), "\r\n")[1:]
}

func (h *house) wants(address string, rows ...string) {
	h.t.Helper()
	got := h.take(address)
	if len(got) != len(rows)+1 {
		h.t.Fatalf("%s: %d rows, want %d\n%s", address, len(got)-1, len(rows), strings.Join(got, "\n"))
	}
	for i, has := range rows {
		if !strings.Contains(got[i+1], has) {
			h.t.Errorf("%s: row %d is %q, want %q", address, i+1, got[i+1], has)
		}
	}
}

func TestPostsLeaveWithTheirUnitAndStandIn(t *testing.T) {
	eachHouse(t, func(h *house) {
		setup, must := actor.With(h.t.Context(), actor.Part("setup")), must(h.t)
		brigade := must(h.units.Add(setup, store.NewKey(), facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: "一大队"}))
		head := must(h.staff.Engage(setup, store.NewKey(), staff.Draft{Name: "-罗维"}, staff.PostDraft{Unit: brigade, Role: "brigade_head", From: "2025-01-06"}))
		other := must(h.staff.Engage(setup, store.NewKey(), staff.Draft{Name: "余清"}, staff.PostDraft{Unit: h.facility, Role: "legal_officer", From: "2024-03-01"}))
		must(h.staff.Engage(setup, store.NewKey(), staff.Draft{Name: "走了"}, staff.PostDraft{Unit: h.facility, Role: "nurse", From: "2024-03-01", Until: "2025-03-01"}))
		post, err := store.Read(setup, h.db, func(tx *store.Tx) (id.ID, error) {
			p, err := staff.PostsOn(setup, tx, h.facility, tx.Today())
			for _, x := range p {
				if x.Member == head {
					return x.ID, err
				}
			}
			return "", err
		})
		must(post, err)
		boss := policytest.As(h.t.Context(), "facility_head", h.facility, h.facility, morning)
		must(h.staff.Delegate(boss, store.NewKey(), staff.Loan{Post: post, To: other, From: civil.DateOf(morning).String(), Until: "2026-12-05"}))

		h.wants("/export?list=posts&sort=from", "余清,所法制民警,绵阳示范所,绵阳示范所,2024-03-01", "'-罗维,大队长,绵阳示范所,一大队,2025-01-06,,余清 2026-11-24–2026-12-05")
		h.wants("/export?list=posts&sort=-from", "罗维", "余清")
		h.wants("/export?list=posts&unit="+string(brigade), "罗维")
		h.wants("/export?list=posts&role=nurse&on=2025-01-01", "走了")
		h.see("/export?list=posts&sort=-from&role=brigade_head&unit="+string(brigade), 200, "共 1 行", "任职起（倒序）", "大队长", "一大队")
		h.see("/export?list=posts&sort=evil", 422)

		h.facility = must(h.units.Add(setup, store.NewKey(), facility.Draft{Parent: string(bureauOf(h)), Kind: "facility", Name: "云岭所", Code: "YL"}))
		h.sit("intake_officer")
		h.wants("/export?list=posts") // another house's seats are not his
	})
}

func bureauOf(h *house) id.ID {
	h.t.Helper()
	u, err := store.Read(h.t.Context(), h.db, func(tx *store.Tx) (facility.Unit, error) { return facility.Root(h.t.Context(), tx) })
	if err != nil {
		h.t.Fatal(err)
	}
	return u.ID
}

func TestManyPostsNeedASecondPerson(t *testing.T) {
	h := build(t)
	setup := actor.With(t.Context(), actor.Part("setup"))
	if _, err := store.Write(setup, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		who, err := h.staff.EnrolIn(setup, tx, h.facility, staff.Draft{Name: "余清"})
		for range 201 {
			if err == nil {
				_, err = h.staff.AppointIn(setup, tx, staff.PostDraft{Member: who, Unit: h.facility, Role: "nurse", From: "2025-01-06"})
			}
		}
		return who, err
	}); err != nil {
		t.Fatal(err)
	}
	w := h.ask("/export?list=posts", url.Values{"format": {"csv"}, "purpose": {"核对"}})
	h.see(w.Header().Get("Location"), 200, "正在等待第二人批准")
}

func TestPartnersLeaveAsTheDirectoryListsThem(t *testing.T) {
	eachHouse(t, func(h *house) {
		must := must(h.t)
		desk := partner.Open(h.db, h.sources.Policy)
		officer := policytest.As(h.t.Context(), "intake_officer", h.facility, h.facility, morning)
		must(desk.Enter(officer, store.NewKey(), partner.Draft{Kind: "police", Name: "美姑县公安局", Division: "513436", Phone: "0834-8242110"}))
		must(desk.Enter(officer, store.NewKey(), partner.Draft{Kind: "hospital", Name: "+绵阳市第三人民医院"}))
		h.wants("/export?list=partners&kind=police", "美姑县公安局,公安机关,513436,0834-8242110")
		h.wants("/export?list=partners&sort=-name", "美姑县公安局", "'+绵阳市第三人民医院,医院")
		h.see("/export?list=partners&kind=police&sort=name", 200, "种类", "公安机关", "名称")
		h.sit("nurse")
		h.see("/export?list=partners", 403, "您的岗位不能申请导出")
	})
}

func TestRoomsLeaveWithTheirBeds(t *testing.T) {
	eachHouse(t, func(h *house) {
		setup, must := actor.With(h.t.Context(), actor.Part("setup")), must(h.t)
		brigade := must(h.units.Add(setup, store.NewKey(), facility.Draft{Parent: string(h.facility), Kind: "brigade", Name: "一大队"}))
		must(h.units.AddRoom(setup, store.NewKey(), facility.RoomDraft{Facility: h.facility, Building: "一号楼", Name: "101", Unit: brigade, Zone: "detox", Beds: "11"}))
		second := must(h.units.AddRoom(setup, store.NewKey(), facility.RoomDraft{Facility: h.facility, Building: "一号楼", Name: "102", Beds: "2"}))
		mine := h.facility
		beds, err := store.Read(setup, h.db, func(tx *store.Tx) (map[id.ID][]facility.Bed, error) {
			return facility.BedsOf(setup, tx, []id.ID{second})
		})
		if err != nil || len(beds[second]) != 2 {
			h.t.Fatal(beds, err)
		}
		if err := setBed(setup, h, beds[second][0].ID); err != nil {
			h.t.Fatal(err)
		}
		at := "/export?list=rooms&facility=" + string(mine)
		h.wants(at, "绵阳示范所,一号楼,101,一大队,生理脱毒,11,1 2 3 4 5 6 7 8 9 10 11,", "一号楼,102,,,1,2,1")
		h.wants(at+"&sort=-name", "102", "101")
		h.see(at+"&sort=-name", 200, "绵阳示范所", "房号（倒序）")

		h.facility = must(h.units.Add(setup, store.NewKey(), facility.Draft{Parent: string(bureauOf(h)), Kind: "facility", Name: "云岭所", Code: "YL"}))
		must(h.units.AddRoom(setup, store.NewKey(), facility.RoomDraft{Facility: h.facility, Building: "甲", Name: "201", Beds: "1"}))
		h.sit("legal_officer")
		h.wants("/export?list=rooms", "云岭所,甲,201")
		h.see(at, 403)
		h.chair.who.Actor = policytest.Officer("bureau_legal", "", "")
		if got := h.take("/export?list=rooms"); len(got) != 4 {
			h.t.Error(got)
		}
	})
}

func TestThoseWhoLeftHaveAListOfTheirOwn(t *testing.T) {
	eachHouse(t, func(h *house) {
		run := h.upload(sample(h.t), string(id.New())).Header().Get("Location")
		h.holds("load", h.ask(run+"/load", url.Values{"version": {"1"}, "_code": {"246810"}}), 303)
		h.wants("/export?list=left")
		left := 0
		born, _ := civil.ParseDate("1992-03-08")
		demo := actor.With(h.t.Context(), actor.Part("demo"))
		if _, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
			for _, x := range []struct{ name, on string }{{"吴桐", "2024-12-24"}, {"@高原", "2025-12-24"}} {
				who, err := h.persons.Parse(person.Draft{Name: strings.TrimPrefix(x.name, "@"), Number: cn.Invent(born.AddDays(left), 2*left+901).String()})
				if err != nil {
					return "", err
				}
				who.Name = x.name // as a roster may have written it
				if err := h.persons.CreateIn(demo, tx, person.At{Facility: h.facility, Unit: h.facility}, []person.Person{who}); err != nil {
					return "", err
				}
				in, _ := civil.ParseDate("2023-01-10")
				out, _ := civil.ParseDate(x.on)
				stay := resident.Resident{ID: id.New(), Person: who.ID, Facility: h.facility, Unit: h.facility, Admitted: in, Left: out}
				if err := resident.New(h.db, h.sources.Policy).OpenIn(demo, tx, []resident.Resident{stay}); err != nil {
					return "", err
				}
				left++
			}
			return h.facility, nil
		}); err != nil || left < 2 {
			h.t.Fatal(left, err)
		}
		h.wants("/export?list=left&left=1&sort=left", "吴桐", "高原")
		h.wants("/export?list=left", "高原", "吴桐")
		h.wants("/export?list=left&unit=" + string(id.New()))
		h.wants("/export?list=residents&left=1&sort=left", "吴桐", "高原")
		h.see("/export?list=left&sort=left", 200, "共 2 行", "离所日期")
		for _, row := range h.take("/export?list=residents&sort=-admitted") {
			if regexp.MustCompile(`吴桐|高原`).MatchString(row) {
				h.t.Error(row)
			}
		}
		h.chair.who.Actor = policytest.Officer("bureau_legal", "", "") // who sees names masked takes them out masked
		if rows := h.take("/export?list=left&sort=left"); len(rows) != 3 || strings.Contains(rows[1], "吴桐") || !strings.HasPrefix(rows[1], "吴") {
			h.t.Error(rows)
		}
		h.sit("intake_officer")
		days := regexp.MustCompile(`,(20\d\d-\d\d-\d\d),`)
		last := "9"
		for _, row := range h.take("/export?list=residents&sort=-admitted")[1:] {
			if on := days.FindStringSubmatch(row); on == nil || on[1] > last {
				h.t.Errorf("%v after %s", on, last)
			} else {
				last = on[1]
			}
		}
	})
}

func TestTheLogLeavesWithItsPagesFilters(t *testing.T) {
	eachHouse(t, func(h *house) {
		run := h.upload(sample(h.t), string(id.New())).Header().Get("Location")
		h.holds("load", h.ask(run+"/load", url.Values{"version": {"1"}, "_code": {"246810"}}), 303)
		me := h.chair.who
		mine := len(h.take("/export?list=audit&own=1")) // his own trail, though the log is not his to read
		if mine < 3 {
			h.t.Error(mine)
		}
		h.see("/export?list=audit", 403)
		h.sit("legal_officer")
		h.see("/export?list=audit&day=2020-01-01", 200, "共 0 行")
		h.see("/export?list=audit&place="+string(id.New()), 403)
		h.see("/export?list=audit&day=2025-02-30", 422, "2025-02-30", "没有这一天")
		h.see("/export?list=residents&within=-5", 422, "-5", "没有")
		h.see("/export?list=residents&unit=x", 422, "没有")
		h.see("/export?list=audit&officer="+string(id.New()), 200, "共 0 行", "一名办理人")
		h.chair.who.Actor = policytest.Officer("bureau_legal", "", "")
		if page := h.see("/export?list=audit", 200); !regexp.MustCompile(`共 [1-9]\d* 行`).MatchString(page) {
			h.t.Error("the whole log leaves without its count:", plain(page))
		}
		if page := h.see("/export?list=audit&officer="+string(me.Actor.Staff), 200); strings.Contains(page, "共 0 行") {
			h.t.Error(plain(page))
		}
	})
}

// setBed takes a bed out of use.
func setBed(ctx context.Context, h *house, bed id.ID) error {
	_, err := store.Write(ctx, h.db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, h.units.SetBedIn(ctx, tx, bed, 1, true) })
	return err
}

// Whose file is sealed away is in no line of a list of facts: an id is the address that the file had.
func TestTheLogTakenOutForgetsWhoIsSealed(t *testing.T) {
	eachHouse(t, func(h *house) {
		run := h.upload(sample(h.t), string(id.New())).Header().Get("Location")
		h.holds("load", h.ask(run+"/load", url.Values{"version": {"1"}, "_code": {"246810"}}), 303)
		who, err := store.Read(h.t.Context(), h.db, func(tx *store.Tx) (string, error) {
			return store.One(h.t.Context(), tx, store.Value[string], `select person from resident_resident where left_on is null order by person limit 1`)
		})
		if err != nil {
			h.t.Fatal(err)
		}
		h.sit("legal_officer")
		about := func() (all, his int) {
			return strings.Count(strings.Join(h.take("/export?list=audit&room=person"), "\n"), who), len(h.take("/export?list=audit&person="+who)) - 1
		}
		if all, his := about(); all == 0 || his == 0 {
			h.t.Fatalf("%d lines name him, %d are about him", all, his)
		}
		demo := actor.With(h.t.Context(), actor.Part("demo"))
		if _, err := store.Write(demo, h.db, store.NewKey(), func(tx *store.Tx) (int, error) { return h.vault.SealAway(demo, tx, id.ID(who)) }); err != nil {
			h.t.Fatal(err)
		}
		if all, his := about(); all != 0 || his != 0 {
			h.t.Errorf("sealed, %d lines name him, %d are about him", all, his)
		}
	})
}

// The log about one person leaves whole, also where a page of it has nothing but facts of compartments.
func TestTheLogAboutOnePersonLeavesWhole(t *testing.T) {
	eachHouse(t, func(h *house) {
		run := h.upload(sample(h.t), string(id.New())).Header().Get("Location")
		h.holds("load", h.ask(run+"/load", url.Values{"version": {"1"}, "_code": {"246810"}}), 303)
		who, err := store.Read(h.t.Context(), h.db, func(tx *store.Tx) (string, error) {
			return store.One(h.t.Context(), tx, store.Value[string], `select person from resident_resident where left_on is null order by person limit 1`)
		})
		if err != nil {
			h.t.Fatal(err)
		}
		h.sit("legal_officer")
		address := "/export?list=audit&room=clinic&person=" + who
		were := len(h.take(address))
		const more = 3
		facts := make([]audit.Fact, more)
		for i := range facts {
			facts[i] = audit.Fact{Room: "clinic", Kind: "person.part_opened", Record: id.ID(who), About: id.ID(who), Facility: h.facility, Compartment: seal.Clinical, Sort: audit.Read}
		}
		if _, err := store.Write(h.t.Context(), h.db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, audit.Record(h.t.Context(), tx, facts...) }); err != nil {
			h.t.Fatal(err)
		}
		if are := len(h.take(address)); are < were+more {
			h.t.Errorf("%d lines, then %d", were, are)
		}
	})
}
