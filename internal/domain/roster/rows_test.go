package roster_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/civil"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/roster/book"
	"guitu/internal/platform/store"
)

// What loading would refuse, looking finds; one row never stops the others.
func TestALongOrganIsItsRowsError(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		raw := file(one(1, nil), one(2, map[string]string{"决定机关": strings.Repeat("局", 101)}), one(3, map[string]string{"决定机关": strings.Repeat("局", 100)}))
		seen, err := h.desk.Preview(h.machine, h.command(raw))
		if err != nil {
			t.Fatal(err)
		}
		h.want(seen, "3: 2+ 0~ 0= [3 organ.missing]")
		if p := seen.Rejected[0]; p.Column != book.Organ || !strings.Contains(p.Right, "100") {
			t.Errorf("%+v", p)
		}
		h.want(h.take(raw), "3: 2+ 0~ 0= [3 organ.missing]")
	})
}

// A room without a bed is a room: it is made as named, and who shares it against a rule is told and owed a move.
func TestARoomWithoutABedIsARoom(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		woman := cn.Invent(civil.On(1988, 5, 1), 2)
		h.take(file(one(9, map[string]string{"房号": "1", "床号": "1", "分区": "教育适应区"})))
		raw := file(
			one(1, map[string]string{"房号": "1", "分区": "生理脱毒区"}),
			one(2, map[string]string{"性别": "女", "证件号码": woman.String(), "房号": " １", "分区": "生理脱毒区"}),
			one(3, map[string]string{"房号": "7A"}), one(4, map[string]string{"房号": "7a"}))
		r := h.take(raw)
		h.want(r, "4: 4+ 0~ 0= []")
		var warned []string
		for _, w := range r.Warnings {
			if strings.HasPrefix(w.Code, "bed.") {
				warned = append(warned, fmt.Sprint(w.Row, w.Code))
			}
		}
		if want := []string{"2bed.separation", "2bed.zone_conflict", "3bed.separation", "3bed.zone_conflict"}; !slices.Equal(warned, want) {
			t.Errorf("%q", warned)
		}
		if _, _, owed := h.known(woman.String()); owed["bed.move"].State != duty.Pending || owed["bed.move"].Basis == "" {
			t.Errorf("%+v", owed["bed.move"])
		}
		rooms, err := store.Read(h.machine, h.db, func(tx *store.Tx) ([]string, error) { return facility.RoomNames(h.machine, tx, h.facility) })
		if err != nil || !slices.Equal(rooms, []string{"1", "7A"}) {
			t.Errorf("%q %v", rooms, err)
		}
		h.want(h.take(append(raw, '\n')), "4: 0+ 0~ 4= []")
		// who has a bed there keeps it; who has one elsewhere has left it
		h.want(h.take(file(one(9, map[string]string{"房号": "1"}))), "1: 0+ 0~ 1= []")
		h.want(h.take(file(one(9, map[string]string{"房号": "2"}), one(8, map[string]string{"房号": "1", "床号": "1"}))), "2: 1+ 1~ 0= []")
	})
}

// A roster brought under the wrong facility says so row by row, and the right one brings everybody back.
func TestTheWrongFacilityIsToldAndUndone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		raw := file(one(1, map[string]string{"房号": "1", "床号": "1", "分区": "教育适应区"}))
		h.take(raw)
		right, wrong := h.facility, h.second("德阳示范所", "DY")
		for _, at := range []id.ID{wrong, right, wrong, right} {
			h.facility = at
			r := h.take(raw)
			h.want(r, "1: 0+ 1~ 0= []")
			if len(r.Notices) != 1 || r.Notices[0].Row != 2 || !strings.Contains(r.Notices[0].Right, "示范所") {
				t.Errorf("%+v", r.Notices)
			}
			who, life, _ := h.known("川公强戒字〔2026〕第00001号")
			if life.Facility != at || h.bed(who.ID) != (facility.Place{Room: "1", Bed: "1"}) {
				t.Errorf("%+v %+v", life.Facility, h.bed(who.ID))
			}
			h.want(h.take(raw), "1: 0+ 0~ 1= []")
		}
	})
}
