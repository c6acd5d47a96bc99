package app

import (
	"context"
	"net"
	"net/netip"
	"os"

	"guitu/internal/base/actor"
	"guitu/internal/base/errs"
	"guitu/internal/base/id"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/staff"
	"guitu/internal/door/signpages"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/store"
)

// TicketPath is where a ticket is redeemed: BaseURL, this, and the ticket.
const TicketPath = "/ticket/"

// FirstLink is the one-time link of the first administrator; needed is false when there is an account. A new
// link ends the one before.
func (h *House) FirstLink(ctx context.Context) (link string, needed bool, err error) {
	ticket, needed, err := h.Accounts.FirstTicket(ctx)
	if err != nil || !needed {
		return "", needed, err
	}
	return h.link(ticket), true, nil
}

func (h *House) link(t authn.Ticket) string { return h.Address() + TicketPath + string(t) }

// Address is what people type to come here. A server that listens on every address of its machine is reached by the
// machine's own: 0.0.0.0 is nobody's.
func (h *House) Address() string {
	c := h.Config
	host, port, err := net.SplitHostPort(c.Listen)
	if a, _ := netip.ParseAddr(host); err == nil && c.Public == "" && (host == "" || a.IsUnspecified()) {
		c.Listen = net.JoinHostPort(machine(), port)
	}
	return c.BaseURL()
}

// machine is an address of this machine that others reach, its name where it has none, and itself where it has no name.
func machine() string {
	addresses, _ := net.InterfaceAddrs() // without any there is still the name
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && n.IP.IsGlobalUnicast() {
			return n.IP.String()
		}
	}
	if name, err := os.Hostname(); err == nil {
		return name
	}
	return "localhost"
}

// Begin makes the bureau, unless it stands, and in it the first keeper of the system with his account, in one
// transaction: a journey through facility, staff and authn. It fails with authn.bad_ticket, authn.bad_name,
// authn.bad_password, facility.bad_input and staff.bad_input.
func (h *House) Begin(ctx context.Context, key store.Key, f signpages.First) (err error) {
	defer errs.Wrap(&err, "app.Begin")
	password, err := h.Accounts.Hash(ctx, f.SignIn, f.Password)
	if err != nil {
		return err
	}
	ctx = actor.With(ctx, actor.Part("setup"))
	_, err = store.Write(ctx, h.DB, key, func(tx *store.Tx) (id.ID, error) {
		bureau, err := h.bureau(ctx, tx, f.Bureau)
		if err != nil {
			return "", err
		}
		member, err := h.Staff.EnrolIn(ctx, tx, bureau, staff.Draft{Name: f.Name})
		if err != nil {
			return "", err
		}
		post := staff.PostDraft{Member: member, Unit: bureau, Role: "system_keeper", From: tx.Today().String()}
		if _, err := h.Staff.AppointIn(ctx, tx, post); err != nil {
			return "", err
		}
		return h.Accounts.RedeemFirstIn(ctx, tx, f.Ticket, authn.Opening{Staff: member, Name: f.SignIn}, password)
	})
	return err
}

// bureau is the root of the tree, founded under a name when there is none yet.
func (h *House) bureau(ctx context.Context, tx *store.Tx, name string) (id.ID, error) {
	root, err := facility.Root(ctx, tx)
	if errs.KindOf(err) == errs.NotFound {
		return h.Facility.FoundIn(ctx, tx, name)
	}
	return root.ID, err
}
