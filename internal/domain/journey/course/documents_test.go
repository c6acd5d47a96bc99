package course_test

import (
	"context"
	"io"
	"testing"
	"time"

	"guitu/internal/base/cn"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/census"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/term"
	"guitu/internal/platform/policy"
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
	return store.Read(ctx, h.db, func(tx *store.Tx) ([]journey.Filed, error) { return h.desk.Documents(ctx, tx, person) })
}

// What was brought at the door before there was a file is one of the person's documents once he is somebody: it opens for who
// may see documents and for nobody who merely follows the case, and every opening stands in his trail, those before it too.
func TestDocumentsOfACaseAreThePersons(t *testing.T) {
	each(t, func(h *house) {
		of := h.arrives()
		h.must(h.with("intake_officer", of, "decision", []journey.Paper{photo("scan"), photo("scan")}, "decided=2025-11-03", "by=county", "ground=severe", "number=川东公强戒决字〔2025〕12号", "organ=川东县公安局"))
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
		if _, _, err := h.desk.OpenDocument(bureau, c.Person, scans[1]); err != nil {
			t.Error(err)
		}
		if _, _, err := h.desk.OpenDocument(h.as("legal_officer"), id.New(), face); !errs.Is(err, "document.not_found") && errs.KindOf(err) != errs.Denied {
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
