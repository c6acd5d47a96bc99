package affairs

import (
	"context"
	"time"

	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/journey/course/affair"
	"guitu/internal/platform/store"
)

// Send transfers somebody to another house, as far as the gate: his package is on the way, or packed for tomorrow.
func (h House) Send(s Someone, to id.ID, bureau context.Context, gone bool) (err error) {
	defer errs.Wrap(&err, "affairs.Send")
	desk := h.As("intake_officer")
	of, err := h.Journey.Begin(desk, store.NewKey(), journey.Start{Kind: affair.Transfer, Facility: h.Facility, Unit: s.Unit, Person: s.Person, Said: journey.Posted{
		"to_house": one(string(to)), "transfer_ground": one("closer_home"), "words": one("父母年迈，住在接收所附近（演示）"),
	}})
	if err != nil {
		return err
	}
	list := []struct {
		who  context.Context
		step string
		said journey.Posted
	}{
		{h.As("facility_head"), "submit", nil},
		{bureau, "approve", journey.Posted{"approved_on": h.day(-2), "number": one("省戒调〔演示〕3号"), "no_paper": one("扫描件随后补（演示）")}},
		{h.As("doctor"), "health", journey.Posted{"examined": h.minute(20 * time.Hour), "findings": one("一般情况可（演示）"), "fit_to_travel": one("yes")}},
		{desk, "pack", journey.Posted{
			"dossier.paper": {"强制隔离戒毒决定书", "入所登记表"}, "dossier.pages": {"3", "2"}, "property": one("kept"), "items.thing": one("手表"), "items.amount": one("1"),
			"leaves_on": h.day(1),
		}},
		{desk, "depart", journey.Posted{"departed": h.minute(time.Hour), "escorts.escort": one("演示民警乙"), "vehicle": one("川A演示警")}},
	}
	if !gone {
		list = list[:len(list)-1]
	}
	for _, x := range list {
		if err := h.do(x.who, of, x.step, x.said); err != nil {
			return err
		}
	}
	return nil
}
