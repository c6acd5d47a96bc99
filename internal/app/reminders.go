package app

import (
	"context"

	"guitu/internal/base/actor"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/platform/authn"
	"guitu/internal/platform/reminder"
	"guitu/internal/platform/reminder/mail"
	"guitu/internal/platform/reminder/sms"
	"guitu/internal/platform/store"
)

// openReminders readies the ways by which officers are reminded outside of the house: those that are set, and no other.
func (h *House) openReminders(context.Context, Options) error {
	c, ways := h.Config, map[reminder.Way]reminder.Sender{}
	if c.MailServer != "" {
		server, err := mail.At(mail.Config{
			Server: c.MailServer, From: c.MailFrom, User: c.MailUser, Password: c.MailPassword, CA: c.MailCA, Clock: h.Clock, Read: c.Secret,
		})
		if err != nil {
			return err
		}
		ways[reminder.Mail] = server
	}
	if c.SMSCommand != "" {
		ways[reminder.SMS] = sms.Command(c.SMSCommand)
	}
	h.Reminders = reminder.New(reminder.Config{DB: h.DB, Vault: h.Vault, Policy: h.Policy, Words: h.Words, Ways: ways, Count: owed})
	return nil
}

// owed is what reminder asks of the duties: how much an officer has to see to, by the posts that he holds now.
func owed(ctx context.Context, tx *store.Tx, account, member id.ID) (n reminder.Count, holds bool, err error) {
	open, err := authn.Opened(ctx, tx, account)
	if err != nil || !open {
		return n, false, err
	}
	posts, err := postholder{}.Posts(ctx, tx, member, tx.Now())
	if err != nil || len(posts) == 0 {
		return n, false, err
	}
	seats, err := duty.SeatsOf(ctx, tx, actor.Actor{Kind: actor.Officer, Account: account, Staff: member, Posts: posts})
	if err != nil {
		return n, true, err
	}
	got, err := duty.CountOf(ctx, tx, seats)
	return reminder.Count(got), true, err
}
