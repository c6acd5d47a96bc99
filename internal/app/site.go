package app

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"

	"guitu/internal/domain/journey/course/remedy"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/domain/outing"
	"guitu/internal/door/adminpages"
	"guitu/internal/door/api"
	"guitu/internal/door/bookpages"
	"guitu/internal/door/casepages"
	"guitu/internal/door/daypages"
	"guitu/internal/door/emergencypages"
	"guitu/internal/door/findpages"
	"guitu/internal/door/gallery"
	"guitu/internal/door/helppages"
	"guitu/internal/door/journeypages"
	"guitu/internal/door/lawpages"
	"guitu/internal/door/outpages"
	"guitu/internal/door/ownpages"
	"guitu/internal/door/paperpages"
	"guitu/internal/door/placepages"
	"guitu/internal/door/purpose"
	"guitu/internal/door/rightspages"
	"guitu/internal/door/rollpages"
	"guitu/internal/door/rosterpages"
	"guitu/internal/door/sealingpages"
	"guitu/internal/door/supervisionpages"
	"guitu/internal/door/systempages"
	"guitu/internal/door/transferpages"
	"guitu/internal/door/web"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/obs"
	"guitu/internal/platform/policy"
	"guitu/internal/platform/store"
)

// Handler answers everything that comes in.
func (h *House) Handler(ctx context.Context) (http.Handler, error) {
	proxies, err := h.Config.Proxies()
	if err != nil {
		return nil, err
	}
	site, err := h.Site(ctx)
	if err != nil {
		return nil, err
	}
	return web.Armour(h.Config.Secure(), believed(proxies, site.Handler())), nil
}

// Site builds the pages: the kit, each desk's routes, and the answers to watchmen.
func (h *House) Site(ctx context.Context) (*web.Site, error) {
	demo, err := h.Accounts.HasDemoAccounts(ctx)
	if err != nil {
		return nil, err
	}
	options := web.Options{
		Words: h.Words, Sessions: seats{h}, Clock: h.Clock, Log: h.Log, Menu: h.menu,
		SearchAt: "/search", SignInAt: "/sign-in", Demo: demo, Secure: h.Config.Secure(),
		Refused: h.keepRefusal, Share: h.DB.Share, Watch: h.told(), Rate: h.Config.Rate, Source: Source,
	}
	if !h.Origin.IsZero() {
		options.DemoDay = h.Origin
	}
	kit := web.New(options)
	for _, r := range rooms {
		if err := r.routes(h, kit); err != nil {
			return nil, err
		}
	}
	if demo {
		gallery.Routes(kit)
	}
	if err := api.Routes(kit, api.Deps{DB: h.DB, Policy: h.Policy, Census: h.Census, Person: h.Person, Measure: h.Measure}); err != nil {
		return nil, err
	}
	kit.Bare("GET /live", h.live)
	kit.Bare("GET /health", h.health)
	kit.Bare("GET /ready", h.health)
	return kit, nil
}

// A pageRoom is one package of pages: how it gets what it stands on, and where it stands in the side bar. A new
// one is a line in rooms.
type pageRoom struct {
	routes  func(*House, *web.Site) error
	entries []entry
}

// entry is a line of the side bar, for who may do the action somewhere; for everybody when there is none. The
// last ones stand apart, below.
type entry struct {
	label, icon, url string
	group            string // of groups; what is of every day has none, and comes first
	action           policy.Action
	post             bool // for who may do it by his post, not only with what is his own
	last             bool
}

// rooms lists the page rooms in the order of the side bar.
var rooms = []pageRoom{
	{(*House).signing, nil},
	{func(h *House, s *web.Site) error {
		daypages.Routes(s, daypages.Deps{DB: h.DB, Duty: h.Duty, Reminders: h.Reminders, Census: h.Census, Export: h.Exports, Journey: h.Journeys, Policy: h.Policy})
		return nil
	}, []entry{
		{label: "app.menu.day", icon: "sun", url: "/", action: policy.FacilityView}, // whoever holds a post has a day, also one that stays empty
		{label: "app.menu.paper", icon: "file-text", url: "/paper", action: policy.DutyConfirmPaper, post: true},
	}},
	{func(h *House, s *web.Site) error {
		placepages.Routes(s, placepages.Deps{
			DB: h.DB, Policy: h.Policy, Facility: h.Facility, Placement: h.Placement, Person: h.Person, Staff: h.Staff,
			Away: away,
		})
		return nil
	}, []entry{
		{label: "app.menu.beds", icon: "bed", url: "/beds", action: policy.PlacementView},
		{label: "app.menu.places", group: "house", icon: "building", url: "/places", action: policy.FacilityManage},
	}},
	{func(h *House, s *web.Site) error {
		rollpages.Routes(s, rollpages.Deps{DB: h.DB, Policy: h.Policy, Census: h.Census, Rolls: h.Rolls, Outing: h.Outing, Vouch: h.vouch})
		return nil
	}, []entry{{label: "app.menu.roll", icon: "list-check", url: "/rolls", action: policy.RollcallList}}},
	{func(h *House, s *web.Site) error {
		bookpages.Routes(s, bookpages.Deps{DB: h.DB, Policy: h.Policy, Census: h.Census, Books: h.Books, Words: h.Words, Set: h.bookSetting()})
		return nil
	}, []entry{{label: "app.menu.daybook", icon: "book", url: "/daybook", action: policy.DaybookView}}},
	{func(h *House, s *web.Site) error {
		outpages.Routes(s, outpages.Deps{DB: h.DB, Policy: h.Policy, Census: h.Census, Outing: h.Outing})
		return nil
	}, []entry{{label: "app.menu.out", icon: "route", url: "/out", action: policy.OutingList}}},
	{func(h *House, s *web.Site) error {
		findpages.Routes(s, findpages.Deps{Policy: h.Policy, Census: h.Census})
		return nil
	}, []entry{{label: "app.menu.people", group: "people", icon: "users", url: "/people", action: policy.ResidentList}}},
	{func(h *House, s *web.Site) error {
		casepages.Routes(s, casepages.Deps{
			DB: h.DB, Vault: h.Vault, Policy: h.Policy, Census: h.Census, Person: h.Person, Measure: h.Measure,
			Document: h.Documents, Journey: h.Journeys, Places: h.Divisions, Purpose: h.purpose(),
		})
		return nil
	}, nil},
	{func(h *House, s *web.Site) error {
		journeypages.Routes(s, journeypages.Deps{
			DB: h.DB, Policy: h.Policy, Census: h.Census, Journey: h.Journeys, Measure: h.Measure, Person: h.Person, Placement: h.Placement,
			Paper: h.Paper, Transfers: h.Transfers, Purpose: h.purpose(), Words: h.Words, Address: h.Address(), Demo: !h.Origin.IsZero(),
			Knock: func(r *web.Request, try func() (bool, error)) error {
				return h.Accounts.Knock(r.Context(), Source(r.Request), try)
			},
		})
		return nil
	}, []entry{{label: "app.menu.journeys", group: "people", icon: "clipboard-list", url: "/journeys", action: policy.JourneyView}}},
	{func(h *House, s *web.Site) error {
		transferpages.Routes(s, transferpages.Deps{DB: h.DB, Policy: h.Policy, Transfers: h.Transfers, Purpose: h.purpose()})
		return nil
	}, []entry{{label: "app.menu.transfers", group: "people", icon: "package", url: "/transfers", action: policy.TransferView}}},
	{func(h *House, s *web.Site) error {
		supervisionpages.Routes(s, supervisionpages.Deps{
			DB: h.DB, Policy: h.Policy, Census: h.Census, Paper: h.Paper, Journey: h.Journeys, Supervision: h.Supervision,
			Complaints: h.Complaints, Ledger: h.Ledger,
		})
		return nil
	}, []entry{{label: "app.menu.supervision", group: "rights", icon: "eye", url: "/supervision", action: policy.SupervisionView}}},
	{func(h *House, s *web.Site) error {
		paperpages.Routes(s, paperpages.Deps{
			DB: h.DB, Policy: h.Policy, Census: h.Census, Person: h.Person, Paper: h.Paper, Journey: h.Journeys, Words: h.Words,
			Purpose: h.purpose(), Demo: !h.Origin.IsZero(),
		})
		return nil
	}, nil},
	{func(h *House, s *web.Site) error {
		ownpages.Routes(s, ownpages.Deps{
			DB: h.DB, Policy: h.Policy, Kiosk: h.Kiosk, Census: h.Census, Person: h.Person, Paper: h.Paper, Remedies: &remedy.Voice{DB: h.DB, Policy: h.Policy, Affairs: h.Journeys}, Objections: h.Objections, Rules: h.Rules,
			Complaints: h.Complaints, Source: Source, Demo: !h.Origin.IsZero(),
		})
		return nil
	}, nil},
	{func(h *House, s *web.Site) error {
		rightspages.Routes(s, rightspages.Deps{
			DB: h.DB, Policy: h.Policy, Kiosk: h.Kiosk, Census: h.Census, Staff: h.Staff, Objections: h.Objections,
			Complaints: h.Complaints, Address: h.Address(),
		})
		return nil
	}, []entry{
		{label: "app.menu.complaints", group: "rights", icon: "mail", url: "/complaints", action: policy.ComplaintList},
		{label: "app.menu.objections", group: "rights", icon: "message-report", url: "/objections", action: policy.ObjectionList},
		{label: "app.menu.resets", group: "rights", icon: "key", url: "/resets", action: policy.KioskList},
	}},
	{func(h *House, s *web.Site) error {
		h.purpose().Routes(s)
		emergencypages.Routes(s, emergencypages.Deps{DB: h.DB, Policy: h.Policy, Census: h.Census, Emergency: h.Emergency})
		return nil
	}, []entry{{label: "app.menu.emergencies", group: "rights", icon: "alert-circle", url: "/emergencies", action: policy.EmergencyList}}},
	{func(h *House, s *web.Site) error {
		rosterpages.Routes(s, rosterpages.Deps{Census: h.Census, Roster: h.Roster, Exports: h.Exports, Policy: h.Policy})
		return nil
	}, []entry{
		{label: "app.menu.roster", group: "figures", icon: "upload", url: "/roster", action: policy.RosterPreview},
		{label: "app.menu.exports", group: "figures", icon: "download", url: "/exports", action: policy.ExportRequest},
	}},
	{func(h *House, s *web.Site) error {
		lawpages.Routes(s, lawpages.Deps{DB: h.DB, Rules: h.Rules, Staff: h.Staff, Policy: h.Policy})
		return nil
	}, []entry{{label: "app.menu.rules", group: "figures", icon: "scale", url: "/rules", action: policy.LawView}}},
	{func(h *House, s *web.Site) error {
		sealingpages.Routes(s, sealingpages.Deps{
			DB: h.DB, Policy: h.Policy, Staff: h.Staff, Sealings: h.Sealings, Figures: h.Figures, Documents: h.Documents,
		})
		return nil
	}, []entry{
		{label: "app.menu.sealings", group: "rights", icon: "lock", url: "/sealings", action: policy.SealingView},
		{label: "app.menu.figures", group: "figures", icon: "table", url: "/figures", action: policy.StatisticsView},
	}},
	{func(h *House, s *web.Site) error {
		adminpages.Routes(s, adminpages.Deps{
			DB: h.DB, Policy: h.Policy, Facility: h.Facility, Staff: h.Staff, Partner: h.Partner, Accounts: h.Accounts,
			Jobs: h.Jobs, Health: &h.Health, Link: h.link, Pairs: h.Pairs,
		})
		return nil
	}, []entry{
		{label: "app.menu.posts", group: "house", icon: "user-check", url: "/admin/posts", action: policy.AuthnAccount},
		{label: "app.menu.accounts", group: "house", icon: "key", url: "/admin/accounts", action: policy.AuthnAccount},
	}},
	{func(h *House, s *web.Site) error {
		systempages.Routes(s, systempages.Deps{
			DB: h.DB, Policy: h.Policy, Staff: h.Staff, Census: h.Census, Ledger: h.Ledger, Jobs: h.Jobs, Health: &h.Health, Examine: h.examine,
			Pairs: h.Pairs, Keys: h.Keys,
		})
		return nil
	}, []entry{
		{label: "app.menu.jobs", group: "house", icon: "refresh", url: "/admin/jobs", action: policy.JobsView},
		{label: "app.menu.two", group: "house", icon: "users", url: "/admin/two", action: policy.PairView},
		{label: "app.menu.audit", group: "house", icon: "history", url: "/admin/audit", action: policy.AuditVerify},
		// The overview of adminpages leads to both rooms and stands below them.
		{label: "app.menu.admin", group: "house", icon: "settings", url: "/admin/overview", action: policy.StaffManage},
	}},
	{func(_ *House, s *web.Site) error {
		routes, err := helppages.Routes()
		if err == nil {
			routes(s)
		}
		return err
	}, []entry{{label: "app.menu.help", icon: "help", url: "/help", last: true}}},
}

// groups are the parts of the side bar in their order.
var groups = []string{"", "people", "rights", "figures", "house"}

// purpose asks why something is opened.
func (h *House) purpose() *purpose.Desk {
	return &purpose.Desk{DB: h.DB, Policy: h.Policy, Census: h.Census, Emergency: h.Emergency, Person: h.Person, Journey: h.Journeys, Document: h.Documents, Paper: h.Paper}
}

// menu is the side bar of the reader's desk: what one of his posts may do, in the house's order.
func (h *House) menu(p web.Page) web.Menu {
	m := web.Menu{Desk: p.Who.Post, Blind: !h.Policy.Somewhere(p.Who.Actor, policy.SearchUse)}
	for _, e := range inOrder() {
		item := web.Item{Label: p.T(e.label), Icon: e.icon, URL: e.url}
		if e.group != "" {
			item.Group = p.T("app.menu.group." + e.group)
		}
		switch {
		case e.action != "" && !h.Policy.Somewhere(p.Who.Actor, e.action), e.post && !h.Policy.ByPost(p.Who.Actor, e.action):
		case e.last:
			m.Last = append(m.Last, item)
		default:
			m.Items = append(m.Items, item)
		}
	}
	return m
}

var inOrder = sync.OnceValue(entries)

// entries are all lines of the side bar, group by group.
func entries() (out []entry) {
	for _, g := range groups {
		for _, r := range rooms {
			for _, e := range r.entries {
				if e.group == g {
					out = append(out, e)
				}
			}
		}
	}
	return out
}

// vouch is the signature of an officer at a machine where another sits.
func (h *House) vouch(r *web.Request, name, password, code string) (actor.Actor, error) {
	return h.Accounts.Vouch(r.Context(), authn.Attempt{Name: name, Password: password, Code: code, Source: Source(r.Request)})
}

// watch tells Health what can fail by itself.
func (h *House) watch() {
	h.Health.Watch("store", h.DB.Well)
	h.Health.Watch("durability", h.DB.Durable)
	h.Health.Watch("key", h.Vault.Well)
	h.Health.Watch("jobs", h.Jobs.Well)
}

// live answers who restarts what hangs: 200 while this process answers at all. It asks no part, for a restart mends no
// database.
func (h *House) live(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte("{\"live\":true}\n")) // the asker has gone: nobody is left to tell
}

// health answers a load balancer or a watchman, at /health and /ready: 200 when requests are welcome, else 503, with the
// code of each part that is not well. It names nobody and needs no account.
func (h *House) health(w http.ResponseWriter, r *http.Request) {
	report := h.Health.Report(r.Context())
	answer := struct {
		Ready bool              `json:"ready"`
		Parts map[string]string `json:"parts"`
		Keeps *store.Durability `json:"keeps,omitempty"` // how the engine keeps what it acknowledged, in its own words
	}{Ready: report.Ready, Parts: map[string]string{}}
	ctx, cancel := context.WithTimeout(r.Context(), obs.Patience)
	defer cancel()
	if d, err := h.DB.Durability(ctx); err == nil { // else its part has said so
		answer.Keeps = &d
	}
	for _, p := range report.Parts {
		answer.Parts[p.Part] = p.Code
		if p.Code == "" {
			answer.Parts[p.Part] = "ok"
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if !report.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(answer) // the asker has gone: nobody is left to tell
}

// away is who of a facility is out of the walls, and why: what the bed map hatches.
func away(ctx context.Context, tx *store.Tx, house id.ID) (map[id.ID]string, error) {
	list, err := outing.Out(ctx, tx, house)
	out := make(map[id.ID]string, len(list))
	for _, o := range list {
		out[o.Person] = string(o.Kind)
	}
	return out, err
}
