package doctor

import (
	"context"

	"guitu/internal/platform/reminder"
	"guitu/internal/platform/reminder/mail"
	"guitu/internal/platform/store"
)

// reminders looks at what leaves the house for officers: the password of the mail server, and whom the last one did not
// reach. It asks neither server nor gateway.
func reminders(ctx context.Context, h House) Finding {
	c := h.Config
	if c.MailServer == "" && c.SMSCommand == "" {
		return fine("doctor.reminders.none")
	}
	if c.MailUser != "" {
		if _, err := mail.Secret(c.MailPassword); err != nil {
			return bad("doctor.reminders.password", "doctor.reminders.password.do", c.MailPassword)
		}
	}
	if h.DB == nil || h.pending(ctx) {
		return shut()
	}
	s, err := store.Read(ctx, h.DB, func(tx *store.Tx) (reminder.Standing, error) { return reminder.Stands(ctx, tx) })
	switch {
	case err != nil:
		return failed(err)
	case s.Failing > 0:
		return warn("doctor.reminders.failing", "doctor.reminders.failing.do", s.Failing, s.On)
	}
	return fine("doctor.reminders", s.On)
}
