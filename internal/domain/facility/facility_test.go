package facility_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// province makes a bureau and one facility.
func province(t *testing.T, db *store.DB) (k *facility.Desk, bureau, house id.ID, ctx context.Context) {
	t.Helper()
	ctx = actor.With(t.Context(), actor.Part("demo"))
	k = facility.New(db, policytest.Engine(t, db.Clock()))
	bureau, err := k.Found(ctx, store.NewKey(), "省戒毒管理局")
	if err != nil {
		t.Fatal(err)
	}
	house, err = k.Add(ctx, store.NewKey(), facility.Draft{Parent: string(bureau), Kind: "facility", Name: "青川所", Code: "qc"})
	if err != nil {
		t.Fatal(err)
	}
	return k, bureau, house, ctx
}

func TestTheTree(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k, bureau, house, ctx := province(t, db)
		if _, err := k.Found(ctx, store.NewKey(), "又一个局"); errs.CodeOf(err) != "facility.bureau_stands" {
			t.Errorf("a second bureau: %v", err)
		}
		_, err := k.Add(ctx, store.NewKey(), facility.Draft{Parent: string(bureau), Kind: "brigade", Name: ""})
		if e := errs.Find(err); e == nil || len(e.Fields) != 2 {
			t.Errorf("every field is answered: %v", err)
		}
		if _, err := k.Add(ctx, store.NewKey(), facility.Draft{Parent: string(house), Kind: "brigade", Name: "一大队"}); err != nil {
			t.Error(err)
		}
		units, err := store.Read(ctx, db, func(tx *store.Tx) ([]facility.Unit, error) { return facility.Below(ctx, tx, house) })
		if err != nil || len(units) != 2 || units[0].Code != "QC" || units[1].Facility != house {
			t.Errorf("%+v %v", units, err)
		}
		if err := k.Rename(ctx, store.NewKey(), house, 1, "清江所"); err != nil {
			t.Error(err)
		}
		if err := k.Rename(ctx, store.NewKey(), house, 1, "青山所"); errs.KindOf(err) != errs.Conflict {
			t.Errorf("the second officer saw an old version: %v", err)
		}
		if err := k.Reach(ctx, store.NewKey(), house, 2, facility.Contact{Phone: strings.Repeat("1", 41)}); errs.CodeOf(err) != "facility.bad_input" {
			t.Error(err)
		}
		want := facility.Contact{Address: "清江县归途路1号", Phone: "000-0000 0001"}
		if err := k.Reach(ctx, store.NewKey(), house, 2, facility.Contact{Address: " " + want.Address, Phone: want.Phone}); err != nil {
			t.Error(err)
		}
		u, err := store.Read(ctx, db, func(tx *store.Tx) (facility.Unit, error) { return facility.Get(ctx, tx, house) })
		if err != nil || u.Contact != want || u.Name != "清江所" || u.Version != 3 {
			t.Errorf("%+v %v", u, err)
		}
	})
}

func TestRoomsAndBeds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		k, _, house, ctx := province(t, db)
		_, err := k.AddRoom(ctx, store.NewKey(), facility.RoomDraft{Facility: house, Zone: "vip", Beds: "no"})
		if e := errs.Find(err); e == nil || len(e.Fields) != 4 {
			t.Errorf("every field is answered: %v", err)
		}
		for _, name := range []string{"101", "102"} {
			if _, err := k.AddRoom(ctx, store.NewKey(), facility.RoomDraft{Facility: house, Building: "一号楼", Name: name, Beds: "4", Zone: "detox"}); err != nil {
				t.Fatal(err)
			}
		}
		lines, err := store.Read(ctx, db, func(tx *store.Tx) (store.Slice[facility.Line], error) {
			return facility.RoomsOf(ctx, tx, house, store.Page{})
		})
		if err != nil || lines.Total != 2 || lines.Rows[0].Beds != 4 || lines.Rows[1].BuildingName != "一号楼" {
			t.Fatalf("%+v %v", lines, err)
		}
		beds, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) ([]id.ID, error) {
			if err := policytest.Engine(t, db.Clock()).Check(ctx, tx, policy.PlacementAssign, policy.Resource{Kind: "placement", Facility: house}); err != nil {
				return nil, err
			}
			made, err := k.BedsAsNamed(ctx, tx, house, "", []facility.Place{{Room: "101", Bed: "1"}, {Room: "103", Bed: "9"}})
			return []id.ID{made[facility.Place{Room: "101", Bed: "1"}], made[facility.Place{Room: "103", Bed: "9"}]}, err
		})
		if err != nil || beds[0] == "" || beds[1] == "" {
			t.Fatalf("%v %v", beds, err)
		}
		set := func(ctx context.Context, version int64, out bool) error {
			_, err := store.Write(ctx, db, store.NewKey(), func(tx *store.Tx) (int, error) { return 0, k.SetBedIn(ctx, tx, beds[1], version, out) })
			return err
		}
		if err := set(ctx, 1, true); err != nil {
			t.Error(err)
		}
		stranger := policytest.As(t.Context(), "duty_officer", house, house, time.Now())
		if err := set(stranger, 2, false); errs.KindOf(err) != errs.Denied {
			t.Errorf("a duty officer takes no bed out of use: %v", err)
		}
	})
}
