package course_test

import (
	"context"
	"io"
	"slices"
	"testing"
	"time"

	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/domain/paper"
	"guitu/internal/domain/term"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/store"
)

// look opens a document as the page of a case does.
func (h *house) look(who string, of, file id.ID) error {
	f, err := h.desk.File(h.as(who), of)
	if err != nil {
		return err
	}
	_, content, err := h.desk.OpenBrought(h.as(who), f, file)
	if err == nil {
		_, err = io.Copy(io.Discard, content)
	}
	return err
}

func (h *house) documents(ctx context.Context, person id.ID) ([]journey.Filed, error) {
	return store.Read(ctx, h.db, func(tx *store.Tx) ([]journey.Filed, error) { return h.desk.Documents(ctx, tx, person, seal.General) })
}

// What was brought at the door before there was a file is one of the person's documents once he is somebody: it opens for who
// may see documents and for nobody who merely follows the case, and every opening stands in his trail, those before it too.
func TestDocumentsOfACaseAreThePersons(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.must(h.with("intake_officer", of, "decision", []journey.Paper{photo("scan"), photo("scan")}, "decided=2025-11-03", "by=county", "ground=severe", "number=川东公强戒决字〔2025〕12号", "organ=川东县公安局"))
		sheet := []journey.Paper{{Field: "photo", Draft: document.Draft{ID: id.New(), Name: "照片.pdf", Content: photoOf("%PDF-1.7\nstartxref\n0\n%%EOF\n")}}}
		h.refused(h.with("intake_officer", of, "identity", sheet, "name=吉布阿且", "sex=male", "born=1990-05-01", "verified=police", "no_proof=没有指纹卡"), "journey.not_a_photo")
		h.must(h.with("intake_officer", of, "identity", []journey.Paper{photo("photo")}, "name=吉布阿且", "sex=male", "born=1990-05-01", "verified=police", "no_proof=没有指纹卡"))
		scans, face := h.said(of, "decision").Files["scan"], h.said(of, "identity").Files["photo"][0]
		h.hand.Forward(time.Minute)
		h.must(h.look("legal_officer", of, face)) // before there is anybody to have a trail
		if err := h.look("bureau_legal", of, face); errs.KindOf(err) != errs.Denied {
			t.Error("nobody's photo is the bureau's own paper:", err)
		}
		h.hand.Forward(time.Minute)
		h.checked(of, cn.Male, "decision", "identity")
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes"))
		c := h.file(of)
		h.hand.Forward(time.Minute)
		for who, opens := range map[string]bool{
			"intake_officer": true, "return_officer": true, "legal_officer": true, "facility_head": true, "duty_officer": true, "zone_officer": true, "brigade_head": true,
			"doctor": false, "nurse": false, "procurator": false, "bureau_head": false,
		} {
			if err := h.look(who, of, face); opens != (err == nil) || err != nil && errs.KindOf(err) != errs.Denied {
				t.Errorf("%s: %v", who, err)
			}
		}
		if err := h.look("bureau_legal", of, face); !errs.Is(err, "policy.purpose_needed") {
			t.Error("without a purpose:", err)
		}
		bureau := policy.WithPurpose(h.as("bureau_legal"), policy.LegalReview)
		if _, _, err := h.desk.OpenDocument(bureau, c.Person, scans[1], seal.General); err != nil {
			t.Error(err)
		}
		if _, _, err := h.desk.OpenDocument(h.as("legal_officer"), id.New(), face, seal.General); !errs.Is(err, "document.not_found") && errs.KindOf(err) != errs.Denied {
			t.Error("as another's:", err)
		}
		list, err := h.documents(h.as("legal_officer"), c.Person)
		if err != nil || len(list) != 3 {
			t.Fatalf("%d documents: %v", len(list), err)
		}
		for _, x := range list {
			if want := map[bool]string{true: "identity.photo", false: "decision.scan"}[x.ID == face]; x.Case != of || x.Step+"."+x.Field != want {
				t.Errorf("%s.%s", x.Step, x.Field)
			}
		}
		if list, err := h.documents(h.as("nurse"), c.Person); errs.KindOf(err) != errs.Denied || list != nil {
			t.Error("a nurse reads names:", err)
		}
		v, err := h.measures.View(h.as("legal_officer"), c.Person)
		h.must(err)
		for _, e := range v.Life.Events {
			if e.Fact.Type == term.CIDecided && e.Document != scans[0] {
				t.Error("the decision knows another scan than the first")
			}
		}
		h.trailed(c.Person, face, 8) // seven after, one before
	})
}

// trailed counts the openings of a document in a person's trail.
func (h *house) trailed(person, file id.ID, want int) {
	h.t.Helper()
	f, err := h.census.File(h.as("legal_officer"), person, census.Parts{Trail: true})
	h.must(err)
	n := 0
	for i, o := range f.Openings {
		if o.Record == file && o.Kind == "document.opened" && len(o.Seats) > 0 {
			n++
		}
		if i > 0 && o.At.After(f.Openings[i-1].At) {
			h.t.Error("the trail is not in its order")
		}
	}
	if n != want {
		h.t.Errorf("%d openings in the trail, want %d", n, want)
	}
}

// A scan is replaced by that of the step done again: it says when and by which, and stands behind those that count. Done
// again without another, the scan of before still counts.
func TestAScanThatWasReplacedSaysSo(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		letter := []string{"decided=2025-11-03", "by=county", "ground=severe", "number=川东公强戒决字〔2025〕12号", "organ=川东县公安局"}
		h.must(h.with("intake_officer", of, "decision", []journey.Paper{photo("scan")}, letter...))
		old := h.said(of, "decision").Files["scan"][0]
		h.hand.Forward(time.Minute)
		h.must(h.do("intake_officer", of, "decision", letter...))
		if c := h.file(of); c.Said("decision").Files["scan"][0] != old {
			t.Error("done again without another, the scan is gone")
		} else if _, gone := c.Replaced(old); gone {
			t.Error("it counts still")
		}
		h.hand.Forward(time.Minute)
		h.must(h.with("intake_officer", of, "decision", []journey.Paper{photo("scan")}, letter...))
		since := h.hand.Now()
		now := h.said(of, "decision").Files["scan"][0]
		h.checked(of, cn.Male, "decision")
		h.hand.Forward(time.Minute)
		h.must(h.do("intake_officer", of, "accept", "accept_all=yes"))
		list, err := h.documents(h.as("legal_officer"), h.file(of).Person)
		h.must(err)
		if len(list) != 2 || list[0].ID != now || !list[0].Since.IsZero() || list[1].ID != old || !list[1].Since.Equal(since) || len(list[1].By) != 1 || list[1].By[0] != now {
			t.Errorf("%+v", list)
		}
	})
}

// What both sides signed at a hand-over is the person's once he is taken in, with who looked at it before and after.
func TestDocumentsOfAHandOverAreThePersons(t *testing.T) {
	each(t, func(h *house) {
		of, err := h.begin("intake_officer", affair.HandOver, "", "from_organ=川东公安戒毒所", "name=马海木", "decision_number=川东公强戒决字〔2025〕12号", "expected_on="+h.today())
		h.must(err)
		h.must(h.with("intake_officer", of, "count", []journey.Paper{photo("scan")}, "arrived="+h.minute(time.Hour), "escorts.escort=周定边", "dossier.paper=决定书", "dossier.pages=2"))
		h.must(h.with("intake_officer", of, "sign", []journey.Paper{photo("scan")}, "police_signs=signed", "police_name=周定边", "receiver=林小满"))
		count := h.said(of, "count").Files["scan"][0]
		h.hand.Forward(time.Minute)
		h.must(h.look("legal_officer", of, count))
		h.hand.Forward(time.Minute)
		h.must(h.do("intake_officer", of, "to_intake"))
		in := id.ID(h.said(of, "to_intake").Of("case"))
		h.hand.Forward(time.Minute)
		h.must(h.look("facility_head", of, count))
		h.must(h.do("intake_officer", in, "decision", "decided=2025-11-03", "by=county", "ground=severe", "organ=川东县公安局", "number=川东公强戒决字〔2025〕12号", "no_paper=扫描件随后补"))
		h.must(h.do("intake_officer", in, "identity", "name=马海木", "sex=male", "born=1990-05-01", "verified=police", "no_proof=照片随后补", "fingerprint_card=ZW-7"))
		h.checked(in, cn.Male, "decision", "identity")
		h.hand.Forward(time.Minute)
		h.must(h.do("intake_officer", in, "accept", "accept_all=yes"))
		p := h.file(in).Person
		if h.file(of).Person != p {
			t.Fatal("the hand-over is nobody's")
		}
		h.hand.Forward(time.Minute)
		h.must(h.look("legal_officer", of, count))
		if _, _, err := h.desk.OpenDocument(h.as("legal_officer"), p, count, seal.General); err != nil {
			t.Error(err)
		}
		list, err := h.documents(h.as("legal_officer"), p)
		h.must(err)
		steps := map[string]int{}
		for _, x := range list {
			if x.Case == of {
				steps[x.Step]++
			}
		}
		if steps["count"] != 1 || steps["sign"] != 1 {
			t.Errorf("%v", steps)
		}
		h.trailed(p, count, 4)
		h.read(func(ctx context.Context, tx *store.Tx) error {
			papers, err := paper.InForceOf(ctx, tx, p)
			if !slices.ContainsFunc(papers, func(x paper.Paper) bool { return x.Kind == paper.HandoverReceipt }) {
				t.Error("the receipt is none of his papers")
			}
			return err
		})
		key := store.NewKey() // the other side still answers
		h.must(h.desk.Ask(h.as("intake_officer"), key, of, "acknowledge", "周定边"))
		h.must(h.desk.Answer(h.partner(), store.NewKey(), h.desk.Code(key), stated("receipt="+h.said(of, "count").Of("receipt_number"), "agrees=yes", "answerer=周定边")))
		h.state(of, "closed")
	})
}
