package course_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
)

// Two officers look at everybody who goes, whichever of them looks first, and he has left after both.
func TestNobodyConfirmsTwice(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 0)
		of := h.prepared(p)
		h.must(h.do("duty_officer", of, "second", inHand(number)...))
		h.refused(h.do("duty_officer", of, "first", inHand(number)...), "journey.same_officer")
		between := h.minute(0)
		h.hand.Forward(time.Minute)
		h.must(h.do("zone_officer", of, "first", inHand(number)...))
		h.refused(h.do("zone_officer", of, "second", inHand(number)...), "journey.same_officer")
		h.refused(h.do("return_officer", of, "let_go", "left_at="+between), "journey.before_that")
		h.must(h.do("return_officer", of, "let_go", "left_at="+h.minute(0)))
	})
	for _, kind := range []journey.Kind{affair.Conversion, affair.Annulment} {
		each(t, func(h *house) {
			p := h.resident("马海木", number, 300)
			of := id.ID("")
			if kind == affair.Conversion {
				of = h.converts(p)
			} else {
				of = h.opened(p, string(kind))
			}
			h.must(h.do("duty_officer", of, "second", inHand(number)...))
			h.refused(h.do("duty_officer", of, "first", inHand(number)...), "journey.same_officer")
		})
	}
}

// A release that is proposed anew is confirmed anew: who looked at him before looks again, and the proposer of this time is
// neither of the two.
func TestAReleaseProposedAnewIsConfirmedAnew(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 0)
		of := h.prepared(p)
		h.must(h.do("return_officer/2", of, "first", inHand(number)...))
		h.must(h.do("zone_officer", of, "second", inHand(number)...))
		h.must(h.do("return_officer/2", of, "reopen", "words=再核"))
		if _, counts := h.last(of, "first"); counts {
			h.t.Error("the first confirmation counts still")
		}
		h.must(h.do("return_officer/2", of, "propose"))
		h.refused(h.do("return_officer/2", of, "let_go", "left_at="+h.minute(0)), "journey.before")
		h.refused(h.do("return_officer/2", of, "first", inHand(number)...), "journey.same_officer")
		h.must(h.do("return_officer", of, "first", inHand(number)...)) // who proposed before proposed nothing that stands
		h.must(h.do("zone_officer", of, "second", inHand(number)...))
		h.must(h.do("return_officer/2", of, "let_go", "left_at="+h.minute(0)))
	})
}

// Whoever added a photo or a card looks at nobody by them, as long as they stand; and nobody adds them who looked.
func TestWhoAddedThePhotoDoesNotLookByIt(t *testing.T) {
	each(t, func(h *house) {
		p := h.resident("马海木", number, 0)
		of := h.prepared(p)
		h.refused(h.with("return_officer", of, "papers", []journey.Paper{photo("photo")}), "journey.same_officer")
		h.must(h.with("return_officer/2", of, "papers", []journey.Paper{photo("photo")}, "fingerprint_card=ZW-8"))
		h.must(h.do("legal_officer", of, "papers", "fingerprint_card=ZW-9"))
		same := []string{"document=none", "card_number=ZW-9", "relative=马阿依", "face=same"}
		h.refused(h.do("return_officer/2", of, "first", same...), "journey.same_officer") // his photo stands
		h.refused(h.do("legal_officer", of, "first", same...), "journey.same_officer")
		h.must(h.with("legal_officer", of, "papers", []journey.Paper{photo("photo")}, "fingerprint_card=ZW-9"))
		h.must(h.do("return_officer/2", of, "first", same...)) // and nothing of his now
		h.refused(h.do("return_officer/2", of, "papers", "fingerprint_card=ZW-7"), "journey.same_officer")
	})
}

// gate is a release that four officers lead in any order, and what a plain reader keeps of it.
type gate struct {
	*house
	r                       *rapid.T
	of                      id.ID
	proposer, first, second string
	photoBy, cardBy, card   string
	done                    int // let go
}

// Whatever the order, whoever is let go was proposed by one officer and confirmed after it by two others, and none of the three
// brought the photo or the card by which he was known.
func TestWhoIsLetGoWasSeenByTwoOthers(t *testing.T) {
	each(t, func(h *house) {
		g := &gate{house: h}
		n := 0
		rapid.Check(h.t, func(r *rapid.T) {
			if g.r = r; g.of != "" && h.file(g.of).Closed.IsZero() {
				h.must(h.do("return_officer", g.of, "drop", "words=完"))
			}
			n++
			g.begins(h.resident("甲"+string(rune('一'+n)), "", 0))
			for range 24 {
				g.step()
			}
		})
		if g.done == 0 {
			h.t.Error("nobody was ever let go")
		}
	})
}

func (g *gate) begins(p id.ID) {
	of, err := g.begin("return_officer", affair.Release, p)
	g.must(err)
	g.must(g.do("return_officer", of, "term", "term_checked=yes"))
	g.must(g.do("return_officer", of, "holds", "hold=none", "asked_of=县公安局", "asked_at="+g.minute(0)))
	*g = gate{house: g.house, r: g.r, of: of, done: g.done}
}

// step lets one of four do something, and tries whether he may go.
func (g *gate) step() {
	who := rapid.SampledFrom([]string{"return_officer/1", "return_officer/2", "return_officer/3", "return_officer/4"}).Draw(g.r, "who")
	seen := []string{"document=none", "card_number=" + g.card, "no_relative=无", "face=no_photo"}
	if g.photoBy != "" {
		seen[3] = "face=same"
	}
	switch what := rapid.SampledFrom([]string{"propose", "propose", "reopen", "papers", "photo", "first", "first", "first", "second", "second", "second"}).Draw(g.r, "what"); what {
	case "propose":
		if g.do(who, g.of, "propose") == nil {
			g.proposer, g.first, g.second = who, "", ""
		}
	case "reopen":
		_ = g.do(who, g.of, "reopen", "words=再核") // refused where it is not proposed
	case "papers":
		card := rapid.SampledFrom([]string{"ZW-1", "ZW-2"}).Draw(g.r, "card")
		if g.do(who, g.of, "papers", "fingerprint_card="+card) == nil && card != g.card {
			g.card, g.cardBy = card, who
		}
	case "photo":
		if g.with(who, g.of, "papers", []journey.Paper{photo("photo")}, "fingerprint_card="+g.card) == nil {
			g.photoBy = who
		}
	case "first":
		if g.do(who, g.of, "first", seen...) == nil {
			g.first = who
		}
	case "second":
		if g.do(who, g.of, "second", seen...) == nil {
			g.second = who
		}
	}
	if g.do("return_officer", g.of, "let_go", "left_at="+g.minute(0)) == nil {
		g.done++
		g.judge()
	}
}

// judge holds who did what against the rule of the house.
func (g *gate) judge() {
	three := []string{g.proposer, g.first, g.second}
	slices.Sort(three)
	if len(slices.Compact(slices.Clone(three))) != 3 || three[0] == "" {
		g.r.Fatalf("proposed by %q, looked at by %q and %q", g.proposer, g.first, g.second)
	}
	if slices.Contains(three, g.photoBy) || slices.Contains(three, g.cardBy) {
		g.r.Fatalf("%v, and the photo is of %q, the card of %q", three, g.photoBy, g.cardBy)
	}
}
