package placepages_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/person"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

func each(t *testing.T, body func(*testing.T, *house)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db).settle()
		h.bring(person.Draft{Name: "李明远", Sex: "male", Language: "ii"}, 0, "101/1")
		h.bring(person.Draft{Name: "高原", Sex: "male"}, 0, "101/2")
		h.bring(person.Draft{Name: "秦岭", Sex: "male"}, 1, "201/1")
		h.bring(person.Draft{Name: "何川", Sex: "male"}, 0, "")
		body(t, h)
		if missing := h.words.Missing(); len(missing) > 0 {
			t.Errorf("missing words: %v", missing)
		}
	})
}

func has(t *testing.T, what, body string, words ...string) {
	t.Helper()
	text := plainText(body)
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%s does not say %q: %.600s", what, w, text)
		}
	}
}

// anID is the shape of an identifier in a link or field: 26 characters of random text in which the number
// of any room comes up now and then.
var anID = regexp.MustCompile(`\b[0-9a-hjkmnp-tv-z]{26}\b`)

func hasNot(t *testing.T, what, body string, words ...string) {
	t.Helper()
	body = anID.ReplaceAllString(body, "")
	for _, w := range words {
		if strings.Contains(body, w) {
			t.Errorf("%s says %q", what, w)
		}
	}
}

// Who sees which beds: the brigade its own, the centres and heads the facility's, the bureau no whole name.
func TestWhoSeesTheBoard(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.away = map[id.ID]string{h.people["高原"]: "hospital"}
		h.sit(policy.ZoneOfficer)
		board := h.see("/beds", 200)
		has(t, "the board of the brigade", board, "2 /4", "空 2 张", "李明远", "彝语", "就医", "何川", "还没有床位的 1 人")
		hasNot(t, "the board of the brigade", board, "秦岭", "201")
		table := h.see("/beds?view=table", 200)
		has(t, "the table", table, "101室1床 住人 李明远 彝语 一大队", "101室2床 不在所 高原 就医")
		for _, role := range []string{policy.IntakeOfficer, policy.FacilityHead, policy.Doctor, policy.Teacher} {
			h.sit(role)
			has(t, role, h.see("/beds", 200), "李明远", "秦岭", "201")
		}
		has(t, "one brigade", h.see("/beds?unit="+string(h.brigades[1]), 200), "秦岭")
		hasNot(t, "one brigade", h.see("/beds?unit="+string(h.brigades[1]), 200), "李明远")
		h.chair.who = policytest.Officer("bureau_inspector", "", "")
		bureau := h.see("/beds", 200)
		has(t, "the bureau", bureau, "李＊＊")
		hasNot(t, "the bureau", bureau, "李明远")
		h.chair.who = policytest.Officer(policy.FacilityAdmin, h.facility, h.facility)
		h.see("/beds", 404)
		h.see("/beds/care", 404)
		h.chair.who = policytest.Officer(policy.ZoneOfficer, h.facility, h.brigades[1])
		h.see("/beds/person/"+string(h.people["李明远"]), 404)
		h.see("/beds/bed/"+string(h.bed["101/1"]), 404)
		h.see("/beds/bed/"+string(id.New()), 404)
	})
}

// A facility that took its roster in has rooms that no brigade keeps yet: its officers find their people and the free beds
// beside them all the same.
func TestRoomsThatNoBrigadeKeeps(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.write(func(tx *store.Tx) error {
			if err := h.policy.Check(h.demo, tx, policy.FacilityManage, policy.Resource{Kind: "unit", Facility: h.facility}); err != nil {
				return err
			}
			made, err := h.units.BedsAsNamed(h.demo, tx, h.facility, "", []facility.Place{{Room: "901", Bed: "1"}, {Room: "901", Bed: "2"}, {Room: "902", Bed: "1"}})
			if err == nil {
				err = h.beds.PlaceIn(h.demo, tx, h.facility, map[id.ID]id.ID{h.people["何川"]: made[facility.Place{Room: "901", Bed: "1"}]})
			}
			h.bed["901/2"], h.bed["902/1"] = made[facility.Place{Room: "901", Bed: "2"}], made[facility.Place{Room: "902", Bed: "1"}]
			return err
		})
		h.sit(policy.ZoneOfficer)
		board := h.see("/beds", 200)
		has(t, "the board", board, "901", "何川")
		hasNot(t, "the board", board, "902")
		has(t, "where he can move", h.see("/beds/person/"+string(h.people["何川"]), 200), "901室2床", "902室1床", "102室1床")
		h.sit(policy.IntakeOfficer)
		has(t, "a free bed", h.see("/beds/bed/"+string(h.bed["902/1"]), 200), "安排谁", "李明远 101室1床", "秦岭 201室1床")
		code, _ := h.send("/beds/bed/"+string(h.bed["902/1"])+"/give", "other", string(h.people["秦岭"])+" "+string(h.bed["201/1"]))
		if code != 303 {
			t.Errorf("%d", code)
		}
	})
}

// The walk of an officer: a bed given, moved, swapped, taken back, reserved, kept apart.
func TestAnOfficerMovesPeople(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		li, gao, he := string(h.people["李明远"]), string(h.people["高原"]), string(h.people["何川"])
		h.sit(policy.ZoneOfficer)
		done := func(path string, pairs ...string) {
			t.Helper()
			if code, body := h.send(path, pairs...); code != 303 {
				t.Fatalf("%s: %d %s", path, code, plainText(body))
			}
		}
		page := h.see("/beds/bed/"+string(h.bed["102/1"]), 200)
		has(t, "a free bed", page, "空", "安排人到这张床", "何川", "预留这张床")
		done("/beds/bed/"+string(h.bed["102/1"])+"/give", "other", he+" ")
		code, body := h.send("/beds/bed/"+string(h.bed["102/1"])+"/give", "other", gao+" "+string(h.bed["101/2"]))
		if code != 409 {
			t.Errorf("%d", code)
		}
		has(t, "a bed that is gone", body, "这张床已经安排给别人。这间还有 1 张空床，本大队还有 1 张。")
		page = h.see("/beds/person/"+li, 200)
		has(t, "his beds", page, "101室1床", "可以换到", "102室2床", "和谁对换", "高原 101室2床", "不能换到的 2 张")
		for _, of := range [][2]string{{"move", "请选择床位"}, {"swap", "请选择是谁"}} {
			if code, body = h.send("/beds/person/"+li+"/"+of[0], "from", string(h.bed["101/1"])); code != 422 {
				t.Errorf("nothing chosen: %d", code)
			}
			has(t, "nothing chosen", body, of[1])
		}
		done("/beds/person/"+li+"/move", "from", string(h.bed["101/1"]), "bed", string(h.bed["102/2"]), "words", "打呼噜")
		board := h.see("/beds", 200)
		has(t, "the board", board, "李明远 换到 102室2床", "撤销")
		move := regexp.MustCompile(`name="move" value="(\w+)"`).FindAllStringSubmatch(board, -1)
		if len(move) != 2 {
			t.Fatalf("%d acts can be taken back", len(move))
		}
		done("/beds/person/"+gao+"/move", "from", string(h.bed["101/2"]), "bed", string(h.bed["101/1"])) // where he lay
		board = h.see("/beds", 200)
		has(t, "the board", board, "不能撤销：之后又有变动。请直接调床。")
		if strings.Contains(board, `name="move" value="`+move[0][1]) {
			t.Error("offered, and would be refused")
		}
		last := regexp.MustCompile(`name="move" value="(\w+)"`).FindStringSubmatch(board)
		done("/beds/undo", "move", last[1])
		done("/beds/undo", "move", move[0][1])
		code, body = h.send("/beds/undo", "move", move[0][1])
		if code != 409 {
			t.Errorf("twice: %d", code)
		}
		has(t, "taken back twice", body, "已经撤销过了")
		done("/beds/person/"+li+"/swap", "from", string(h.bed["101/1"]), "other", gao+" "+string(h.bed["101/2"]))
		has(t, "swapped", h.see("/beds/bed/"+string(h.bed["101/2"]), 200), "李明远", "这张床住过的人", "高原")

		code, body = h.send("/beds/person/"+li+"/apart", "apart_other", he, "apart_words", "")
		if code != 422 {
			t.Errorf("without a reason: %d", code)
		}
		has(t, "without a reason", body, "请写明为什么要分开安置")
		done("/beds/person/"+li+"/apart", "apart_other", he, "apart_words", "操场争执")
		has(t, "kept apart", h.see("/beds/person/"+li, 200), "何川", "操场争执", "有应与此人分开安置的人")
		code, body = h.send("/beds/person/"+li+"/move", "from", string(h.bed["101/2"]), "bed", string(h.bed["102/2"]))
		if code != 422 {
			t.Errorf("into the room of one he is kept apart from: %d", code)
		}
		has(t, "kept apart", body, "按决定要和此人分开安置的人")
		h.sit(policy.Teacher)
		hasNot(t, "a teacher's page", h.see("/beds/person/"+li, 200), "操场争执")
		h.sit(policy.ZoneOfficer)
		done("/beds/person/"+li+"/traits", "grade", "strict", "will", "", "version", "0")
		has(t, "his grade", h.see("/beds/person/"+li, 200), "严管")

		code, body = h.send("/beds/bed/"+string(h.bed["102/2"])+"/reserve", "until", "昨天", "note", "周三移送一人")
		if code != 422 {
			t.Errorf("%d", code)
		}
		has(t, "until when", body, "请写预留到哪一天")
		done("/beds/bed/"+string(h.bed["102/2"])+"/reserve", "until", "2030-01-01", "note", "周三移送一人")
		has(t, "reserved", h.see("/beds/bed/"+string(h.bed["102/2"]), 200), "预留", "周三移送一人", "取消预留")
		done("/beds/bed/"+string(h.bed["102/2"])+"/release", "version", "1")
		has(t, "released", h.see("/beds/bed/"+string(h.bed["102/2"]), 200), "预留这张床")
	})
}

// Who is out and has no bed waits for none; the bed of who is gone for long is given back, and a pair is lifted for a reason.
func TestWhoIsOutWaitsForNoBed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		li, he := string(h.people["李明远"]), string(h.people["何川"])
		h.beds.Gone = func(_ context.Context, _ *store.Tx, p id.ID) (bool, error) { return h.away[p] == "absconded", nil }
		h.sit(policy.ZoneOfficer)
		has(t, "he waits for a bed", h.see("/beds", 200), "还没有床位的 1 人")
		h.away = map[id.ID]string{h.people["何川"]: "hospital", h.people["李明远"]: "absconded", h.people["高原"]: "court"}
		board := h.see("/beds", 200)
		has(t, "out without a bed", board, "不在所、没有留床位的 1 人", "就医")
		hasNot(t, "who is out", board, "还没有床位的")
		has(t, "his page", h.see("/beds/person/"+he, 200), "不在所，没有留床位")
		hasNot(t, "at court", h.see("/beds/bed/"+string(h.bed["101/2"]), 200), "腾出床位")
		has(t, "gone", h.see("/beds/bed/"+string(h.bed["101/1"]), 200), "腾出床位", "回来时重新安排床位")
		code, body := h.send("/beds/person/"+string(h.people["高原"])+"/vacate", "from", string(h.bed["101/2"]))
		if code != 422 {
			t.Errorf("%d", code)
		}
		has(t, "at court", body, "回来仍住这张床")
		if code, body := h.send("/beds/person/"+li+"/vacate", "from", string(h.bed["101/1"]), "vacate_words", "脱逃"); code != 303 {
			t.Fatal(code, plainText(body))
		}
		board = h.see("/beds", 200)
		has(t, "given back", board, "李明远 的 101室1床 已腾出", "撤销", "不在所、没有留床位的 2 人")

		if code, body := h.send("/beds/person/"+li+"/apart", "apart_other", he, "apart_words", "操场争执"); code != 303 {
			t.Fatal(code, plainText(body))
		}
		page := h.see("/beds/person/"+li, 200)
		to := regexp.MustCompile(`/lift\?pair=(\w+)`).FindStringSubmatch(page)
		has(t, "asked first", h.see("/beds/person/"+li+"/lift?pair="+to[1], 200), "操场争执", "为什么解除", "可以住进同一间")
		code, body = h.send("/beds/person/"+li+"/lift", "pair", to[1], "version", "1")
		if code != 422 {
			t.Errorf("%d", code)
		}
		has(t, "in one press", body, "请写明为什么解除")
		if code, body := h.send("/beds/person/"+li+"/lift", "pair", to[1], "version", "1", "lift_words", "双方已和解", "lift_sure", "true"); code != 303 {
			t.Fatal(code, plainText(body))
		}
		has(t, "lifted", h.see("/beds/person/"+li, 200), "已解除的 1 条", "双方已和解")
		h.sit(policy.Teacher)
		hasNot(t, "a teacher's page", h.see("/beds/person/"+li, 200), "已解除")
		h.see("/beds/person/"+li+"/lift?pair="+to[1], 404) // denied looks like nothing there
	})
}

func TestRoomsAreChanged(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.chair.who = policytest.Officer(policy.FacilityAdmin, h.facility, h.facility)
		list := h.see("/places/"+string(h.facility), 200)
		room := regexp.MustCompile(`href="(/rooms/\w+)"`).FindStringSubmatch(list)[1]
		page := h.see(room, 200)
		has(t, "a room", page, "101", "停用 1", "整间停用")
		code, body := h.send(room, "version", "1", "name", "101", "building", "一号楼", "unit", string(h.brigades[0]), "out", "true")
		if code != 409 {
			t.Errorf("%d", code)
		}
		has(t, "people sleep in it", body, "这间还有 2 张床有人住或已预留")
		if code, body = h.send(room, "version", "1", "name", "一舍", "building", "一号楼", "unit", string(h.brigades[0]), "more", "2"); code != 303 {
			t.Fatal(code, plainText(body))
		}
		has(t, "two more", h.see(room, 200), "一舍", "停用 4")
		bed := regexp.MustCompile(`name="bed" value="(\w+)">\s*<input type="hidden" name="out" value="true">\s*<input type="hidden" name="version" value="(\d+)"`).FindStringSubmatch(h.see(room, 200))
		if bed == nil {
			t.Fatal("no bed can be closed")
		}
		code, body = h.send(room+"/bed", "version", bed[2], "bed", bed[1], "out", "true")
		if code != 409 {
			t.Errorf("%d", code)
		}
		has(t, "somebody keeps it", body, "这张床有人住，或已预留")
		h.sit(policy.ZoneOfficer)
		h.see(room, 404)
	})
}

// Who treats is offered what he may say, for its purpose, and nothing that is then refused: the nurse what is clinical, the
// doctor the infection record too. What is left out is asked for at its field.
func TestWhoTreatsIsOfferedWhatHeMaySay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for role, want := range map[string]int{policy.Nurse: 3, policy.Doctor: 5} {
			h.sit(role)
			for _, about := range [][]string{{"unit", string(h.brigades[1])}, {"person", string(h.people["李明远"])}} {
				path := "/beds/care"
				if about[0] == "person" {
					path += "?person=" + about[1]
				}
				page := h.see(path, 200)
				offered := regexp.MustCompile(`<option value="((?:clinical|infection) \w+ \w+)"`).FindAllStringSubmatch(page, -1)
				if len(offered) != want {
					t.Errorf("%s is offered %d, not %d", role, len(offered), want)
				}
				for _, o := range offered {
					if code, body := h.send("/beds/care", append(about, "illness", o[1], "drug", "")...); code != 303 {
						t.Errorf("%s: %s is offered and answered by %d: %s", role, o[1], code, plainText(body))
					}
				}
				if role == policy.Nurse {
					has(t, role, page, "传染病方面的需要由医生登记")
					hasNot(t, role, page, "传染病隔离治疗")
					if !strings.Contains(page, "医疗（目的：诊疗）") {
						t.Error("the purpose is not said")
					}
				}
			}
		}
		code, body := h.send("/beds/care", "unit", "", "illness", "", "drug", "")
		if code != 422 {
			t.Error(code)
		}
		has(t, "nothing chosen", body, "请选择大队。", "请从列表里选择。")
		h.sit(policy.Doctor)
		code, body = h.send("/beds/care", "person", string(h.people["李明远"]), "illness", "infection infection_control infectious", "drug", "opioid")
		if code != 422 {
			t.Error(code)
		}
		has(t, "a drug", body, "毒品种类只和医疗方面的需要一起登记")
	})
}

// Two facilities that differ in nothing but what a brigade is for have the same pages and the same answers, whoever
// looks: only a bed that is offered may be another.
func TestNoPageTellsWhatABrigadeIsFor(t *testing.T) {
	var plain string // what the first facility answers: words, without ids
	for _, special := range []string{"", "clinical treatment mental", "infection infection_control infectious"} {
		t.Run(special, func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				if special != "" {
					h.sit(policy.Doctor)
					for _, about := range [][]string{{"unit", string(h.brigades[1])}, {"person", string(h.people["李明远"])}} {
						if code, body := h.send("/beds/care", append(about, "illness", special, "drug", "")...); code != 303 {
							t.Fatal(code, plainText(body))
						}
					}
				}
				var b strings.Builder
				for _, role := range []string{policy.ZoneOfficer, policy.IntakeOfficer, policy.FacilityHead, policy.Doctor, policy.Nurse} {
					h.sit(role)
					for _, path := range []string{"/beds", "/beds?view=table", "/beds/person/" + string(h.people["李明远"]), "/beds/bed/" + string(h.bed["101/1"])} {
						b.WriteString(role + " " + plainText(h.see(path, 200)) + "\n")
					}
					if role == policy.Doctor || role == policy.Nurse {
						b.WriteString(plainText(h.see("/beds/care?person="+string(h.people["李明远"]), 200)) + "\n")
					}
					if role == policy.ZoneOfficer || role == policy.Nurse {
						continue
					}
					b.WriteString(role + " " + plainText(h.see("/beds/bed/"+string(h.bed["201/1"]), 200)) + "\n")
				}
				h.sit(policy.ZoneOfficer)
				for _, bed := range []string{"201/1", "201/2", "202/1", "202/2"} {
					code, body := h.send("/beds/person/"+string(h.people["李明远"])+"/move", "from", string(h.bed["101/1"]), "bed", string(h.bed[bed]))
					b.WriteString(bed + " " + string(rune('0'+code/100)) + " " + plainText(body) + "\n")
				}
				got := b.String()
				if special == "" {
					plain = got
					return
				}
				if got != plain {
					t.Error("a page or an answer differs")
				}
			})
		})
	}
}
