package course_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/journey/course/paperwork"
	"guitu/internal/domain/outing"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/transfer"
	"guitu/internal/platform/store"
)

// sent brings a transfer to where he is on the way, and gives its case and its package.
func (h *house) sent(p id.ID) (of, pkg id.ID) {
	h.t.Helper()
	of = h.packed(p)
	h.must(h.do("case_officer", of, "depart", "departed="+h.minute(0), "escorts.escort=周定边", "vehicle=川A0001警"))
	return of, id.ID(h.said(of, "pack").Of("package"))
}

func (h *house) packed(p id.ID) (of id.ID) {
	h.t.Helper()
	of, err := h.begin("case_officer", affair.Transfer, p, "to_house="+string(h.there.facility), "transfer_ground=closer_home", "words=父母住在锦川")
	h.must(err)
	h.must(h.do("facility_head", of, "submit"))
	h.must(h.do("bureau_legal", of, "approve", "approved_on="+h.today(), "number=省戒调〔2026〕7号", "no_paper=扫描件随后补"))
	h.waitsFor(p, "doctor")
	h.must(h.do("doctor", of, "health", "examined="+h.minute(time.Hour), "findings=血压偏高", "medicines=氨氯地平", "fit_to_travel=yes"))
	h.waitsFor(p, "case_officer")
	h.must(h.do("case_officer", of, "pack", "dossier.paper=决定书", "dossier.pages=3", "property=kept", "items.thing=手表", "items.amount=1", "leaves_on="+h.today()))
	return of
}

// waitsFor holds that a transfer stands on the day of who has to go on with it.
func (h *house) waitsFor(p id.ID, role string) {
	h.t.Helper()
	h.read(func(ctx context.Context, tx *store.Tx) error {
		all, err := duty.Of(ctx, tx, p)
		if !slices.ContainsFunc(all, func(d duty.Duty) bool {
			return d.Code == "journey.transfer" && d.State == duty.Pending && d.Owner == role
		}) {
			h.t.Errorf("%s does not see it: %+v", role, all)
		}
		return err
	})
}

// expected is what the other facility owes of a package, on its own day.
func (h *house) expected(pkg id.ID) (d duty.Duty) {
	h.t.Helper()
	h.read(func(ctx context.Context, tx *store.Tx) (err error) {
		d, err = duty.Owed(ctx, tx, "", "transfer.expect", pkg)
		return err
	})
	return d
}

// lookedAt does everything at the other side but the receipt itself.
func (h *house) lookedAt(pkg id.ID) (in id.ID) {
	h.t.Helper()
	if d := h.expected(pkg); d.State != duty.Pending || d.Facility != h.there.facility {
		h.t.Errorf("nobody expects him: %+v", d)
	}
	in, err := h.begin("intake_officer"+away, affair.TransferIn, "", "package="+string(pkg), "arrived="+h.minute(0))
	h.must(err)
	if d := h.expected(pkg); d.State != duty.Done {
		h.t.Errorf("%+v", d)
	}
	h.must(h.do("intake_officer"+away, in, "identity", "document=card", "number_in_hand="+number))
	h.must(h.do("intake_officer"+away, in, "dossier", "dossier.paper=决定书", "dossier.pages=3"))
	h.must(h.do("doctor"+away, in, "health", "examined="+h.minute(0), "pregnant=not_applicable", "nursing=not_applicable", "findings=平稳", "conclusion=fit"))
	h.must(h.do("intake_officer"+away, in, "injuries", "injuries=no"))
	h.must(h.do("intake_officer"+away, in, "search", "searchers.searcher=陈立", "searched_by=male", "contraband=no"))
	h.must(h.do("intake_officer"+away, in, "property", "property=kept", "items.thing=手表", "items.amount=1", "resident_signs=signed"))
	h.must(h.do("intake_officer"+away, in, "place", "unit="+string(h.there.unit), "phase=adaptation"))
	h.must(h.do("intake_officer"+away, in, "bed", "bed="+string(h.there.beds[0])))
	return in
}

func (h *house) heads(at id.ID) (present, out int) {
	h.read(func(ctx context.Context, tx *store.Tx) error {
		n, _, err := outing.Count(ctx, tx, at)
		present, out = n.Present, n.Out
		return err
	})
	return present, out
}

func TestSomebodyIsTransferredAndHisClockGoesOn(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		end := h.term(p).End
		leave, err := h.begin("case_officer", affair.HomeLeave, p, "leave_ground=critical", "kin_name=马阿依", "kin_relation=parent", "where=川东县", "leaves_on=2026-03-10", "back_on=2026-03-12")
		h.must(err)
		of, pkg := h.sent(p)
		if here, out := h.heads(h.facility); here != 0 || out != 1 {
			h.t.Errorf("on the way he is out of the house that sends him: %d here, %d out", here, out)
		}
		h.hand.Forward(3 * time.Hour)
		in := h.lookedAt(pkg)
		h.must(h.do("intake_officer"+away, in, "receive", "accept_all=yes"))
		h.state(of, "arrived")
		h.state(in, "taken_over")
		if here, out := h.heads(h.facility); here+out != 0 {
			h.t.Errorf("%d and %d are left behind", here, out)
		}
		if here, out := h.heads(h.there.facility); here != 1 || out != 0 {
			h.t.Errorf("%d here and %d out where he has come to", here, out)
		}
		if m := h.termAs("legal_officer"+away, p); m.End != end {
			h.t.Errorf("the way moved the end from %s to %s", end, m.End)
		}
		if _, err := h.measures.View(h.as("legal_officer"), p); err == nil {
			h.t.Error("the house that sent him still reads his clock")
		}
		h.read(func(ctx context.Context, tx *store.Tx) error {
			owed, err := duty.Of(ctx, tx, p)
			for _, d := range owed {
				if d.State == duty.Pending && d.Facility != h.there.facility {
					h.t.Errorf("%s is still owed by the house that sent him", d.Code)
				}
			}
			return err
		})
		// The leave that was asked for goes on where he is now, and nowhere else.
		h.refused(h.do("facility_head", leave, "approve"), "policy.denied")
		h.must(h.do("facility_head"+away, leave, "approve"))
		h.must(h.do("intake_officer"+away, in, "tell_family", "told_at="+h.minute(0), "addressee=马阿依", "told=电话"))
		_, err = h.begin("intake_officer"+away, affair.TransferIn, "", "package="+string(pkg), "arrived="+h.minute(0))
		h.refused(err, "transfer.replayed")
	})
}

func TestAPackageIsOpenedByWhomItIsForAndOnce(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		of := h.packed(p)
		old := id.ID(h.said(of, "pack").Of("package"))
		open := func(who string, pkg id.ID) error {
			told := h.transfers.Opens(h.as(who), pkg) // before a form is filled, the same is said
			_, err := h.begin(who, affair.TransferIn, "", "package="+string(pkg), "arrived="+h.minute(0))
			if errs.CodeOf(told) != errs.CodeOf(err) {
				h.t.Errorf("before the form: %v; after it: %v", told, err)
			}
			return err
		}
		h.refused(open("intake_officer"+away, old), "transfer.not_sent")
		h.must(h.do("case_officer", of, "pack", "dossier.paper=决定书", "dossier.pages=4", "property=none", "leaves_on="+h.today()))
		pkg := id.ID(h.said(of, "pack").Of("package"))
		h.refused(open("intake_officer"+away, old), "transfer.was_recalled")
		h.must(h.do("case_officer", of, "depart", "departed="+h.minute(0), "escorts.escort=周定边"))
		h.refused(open("intake_officer", pkg), "transfer.elsewhere")
		in, err := h.begin("intake_officer"+away, affair.TransferIn, "", "package="+string(pkg), "arrived="+h.minute(0))
		h.must(err)
		h.refused(open("intake_officer"+away, pkg), "transfer.opened_already")
		h.refused(h.do("intake_officer"+away, in, "identity", "document=card", "number_in_hand=519900199005011023"), "journey.not_whom_sent")
		h.refused(h.do("intake_officer"+away, in, "dossier", "dossier.paper=决定书", "dossier.pages=3"), "journey.other_dossier")
		h.must(h.do("intake_officer"+away, in, "dossier", "dossier.paper=决定书", "dossier.pages=3", "words=缺一页，押送民警已确认"))
		h.refused(h.do("intake_officer"+away, in, "receive", "accept_all=yes"), "journey.must")
		h.must(h.do("intake_officer"+away, in, "drop", "words=误开"))
		h.must(open("intake_officer"+away, pkg))
	})
}

func TestWhoIsNotTakenInGoesBack(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		of, pkg := h.sent(p)
		in, err := h.begin("intake_officer"+away, affair.TransferIn, "", "package="+string(pkg), "arrived="+h.minute(0))
		h.must(err)
		h.must(h.do("intake_officer"+away, in, "refuse", "words=无隔离病房", "told=周定边", "told_at="+h.minute(0)))
		h.state(of, "turned_away")
		refusal := paperwork.Papers(entry(h.last(in, "refuse")))
		if len(refusal) != 1 || !slices.Equal(refusal, paperwork.Papers(entry(h.last(of, "turned_away")))) {
			t.Fatalf("%v is not the paper of both houses", refusal)
		}
		for _, who := range []string{"intake_officer" + away, "case_officer"} {
			got, err := h.papers.Print(h.as(who), refusal[0])
			h.must(err)
			if said := got.Sheet.Text(); got.Kind != paper.TransferRefusal || got.Number == "" || !strings.Contains(said, "锦川所") || !strings.Contains(said, "青川所：") || !strings.Contains(said, "无隔离病房") {
				t.Errorf("%s: %s", got.Number, said)
			}
		}
		h.read(func(ctx context.Context, tx *store.Tx) error {
			owed, err := duty.Of(ctx, tx, p)
			if !slices.ContainsFunc(owed, func(d duty.Duty) bool {
				return d.Code == "journey.transfer" && d.State == duty.Pending && d.Facility == h.facility
			}) {
				h.t.Error("nobody owes his way back")
			}
			return err
		})
		h.hand.Forward(2 * time.Hour)
		h.must(h.do("case_officer", of, "return", "returned="+h.minute(0), "words=已返回"))
		if here, out := h.heads(h.facility); here != 1 || out != 0 {
			h.t.Errorf("%d here, %d out", here, out)
		}
		_, err = h.begin("intake_officer"+away, affair.TransferIn, "", "package="+string(pkg), "arrived="+h.minute(0))
		h.refused(err, "transfer.was_turned_away")
	})
}

func TestAFileThatSomebodyBringsIsHeldAgainstItsSignature(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		_, pkg := h.sent(p)
		_, file, err := h.transfers.File(h.as("intake_officer"), pkg)
		h.must(err)
		got, err := h.transfers.Check(h.as("intake_officer"+away), file)
		h.must(err)
		if got.ID != pkg {
			h.t.Errorf("%+v", got)
		}
		_, err = h.transfers.Check(h.as("intake_officer"), file)
		h.refused(err, "transfer.elsewhere")
		_, err = h.transfers.Check(h.as("intake_officer"+away), file[:len(file)-40])
		h.refused(err, "parcel.torn")
		health, err := h.transfers.Health(purposed(h.as("doctor"+away)), store.NewKey(), pkg)
		h.must(err)
		if health.Findings != "血压偏高" || !health.Fit {
			h.t.Errorf("%+v", health)
		}
		_, err = h.transfers.Health(purposed(h.as("intake_officer"+away)), store.NewKey(), pkg)
		h.refused(err, "policy.denied")
		// A row that somebody changes in the database is a package that is forged.
		_, err = store.Write(h.as("legal_officer"), h.db, store.NewKey(), func(tx *store.Tx) (int, error) {
			tx.MarkPolicy("transfer")
			tx.MarkAudit("transfer")
			_, err := tx.Exec(t.Context(), `update transfer_package set to_facility = $2 where id = $1`, pkg, h.facility)
			return 0, err
		})
		h.must(err)
		_, err = h.transfers.Check(h.as("intake_officer"), file)
		h.refused(err, "parcel.forged")
		s, err := h.transfers.Show(h.as("intake_officer"), pkg)
		h.must(err)
		h.refused(s.Trouble, "parcel.forged")
	})
}

func TestWhatIsInAPackageIsForItsTwoFacilities(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		of := h.packed(p)
		pkg := id.ID(h.said(of, "pack").Of("package"))
		shown := func(who string) transfer.Shown {
			s, err := h.transfers.Show(h.as(who), pkg)
			h.must(err)
			return s
		}
		if s := shown("intake_officer" + away); s.Withheld != "" || s.Content.Name != "马海木" || s.Content.IDNumber != number {
			h.t.Errorf("%+v", s)
		}
		if s := shown("bureau_legal"); s.Withheld != transfer.NotTheirs || s.Content.Name == "马海木" || s.Content.IDNumber != "" {
			h.t.Errorf("the bureau reads without saying for what: %+v", s)
		}
		_, _, err := h.transfers.File(h.as("bureau_legal"), pkg)
		h.refused(err, "policy.denied")
		h.must(h.do("case_officer", of, "cancel", "words=不转了"))
		if s := shown("intake_officer" + away); s.Withheld != transfer.Void || s.Content.IDNumber != "" {
			h.t.Errorf("who does not come is read all the same: %+v", s)
		}
		if s := shown("intake_officer"); s.Withheld != "" {
			h.t.Errorf("%+v", s)
		}
	})
}

func entry(e journey.Entry, _ bool) journey.Entry { return e }

func TestWhoHasChargeOfBothRefusesInWriting(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		of, err := h.begin("case_officer", affair.Transfer, p, "to_house="+string(h.there.facility), "transfer_ground=closer_home", "words=父母住在锦川")
		h.must(err)
		h.must(h.do("facility_head", of, "submit"))
		h.must(h.do("bureau_legal", of, "deny", "words=转入单位床位已满"))
		list := paperwork.Papers(entry(h.last(of, "deny")))
		if len(list) != 1 {
			t.Fatalf("%v", list)
		}
		got, err := h.papers.Print(h.as("case_officer"), list[0])
		h.must(err)
		if said := got.Sheet.Text(); got.Number == "" || !strings.Contains(said, "省戒毒管理局") || !strings.Contains(said, "转入单位床位已满") || !strings.Contains(said, "抄送锦川所") {
			t.Errorf("%s: %s", got.Number, said)
		}
	})
}

// Who is received though the doctor there finds him unfit is received with a word what is done about it; then the receipt of the
// house that sent him counts no more, for this one has signed for his things.
func TestWhoIsUnfitIsReceivedWithAWord(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		_, pkg := h.sent(p)
		in := h.lookedAt(pkg)
		h.must(h.do("doctor"+away, in, "health", "examined="+h.minute(0), "pregnant=not_applicable", "nursing=not_applicable", "findings=高热", "conclusion=hospital"))
		h.refused(h.do("intake_officer"+away, in, "receive", "accept_all=yes"), "journey.received_unfit")
		h.must(h.do("intake_officer"+away, in, "receive", "accept_all=yes", "words=当晚送县医院"))
		if stay, _ := h.stays(p); !stay.Here() || stay.Facility != h.there.facility {
			h.t.Errorf("%+v", stay)
		}
	})
}

// An admission that was opened by mistake leaves somebody waiting for him, as before.
func TestWhoIsStillOnTheRoadIsStillExpected(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 200)
		_, pkg := h.sent(p)
		in := h.lookedAt(pkg)
		h.must(h.do("intake_officer"+away, in, "drop", "words=误开", "things_back=returned"))
		if d := h.expected(pkg); d.State != duty.Pending {
			h.t.Errorf("nobody expects him: %+v", d)
		}
	})
}
