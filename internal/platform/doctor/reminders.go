package doctor

import (
	"context"
	"strings"

	"guitu/internal/base/text"
	"guitu/internal/platform/jobs"
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
		if _, err := mail.Secret(c.MailPassword, c.Secret); err != nil {
			return bad("doctor.reminders.password", "doctor.reminders.password.do", c.MailPassword)
		}
	}
	if h.DB == nil || h.pending(ctx) {
		return h.shut()
	}
	var digest, code string
	s, err := store.Read(ctx, h.DB, func(tx *store.Tx) (s reminder.Standing, err error) {
		if digest, err = jobs.LastFault(ctx, tx, "reminder.digest"); err != nil {
			return s, err
		}
		if code, err = jobs.LastFault(ctx, tx, "reminder.code"); err != nil {
			return s, err
		}
		return reminder.Stands(ctx, tx)
	})
	switch {
	case err != nil:
		return failed(err)
	case s.Failing > 0 && digest == "": // it was tried all day, and the day is over
		return warn("doctor.reminders.failing", "doctor.reminders.failing.do", s.Failing, s.On)
	case s.Failing > 0:
		return warn("doctor.reminders.failing_why", "doctor.reminders.why.do", s.Failing, s.On, why(h, digest))
	case code != "":
		return warn("doctor.reminders.code", "doctor.reminders.why.do", 0, s.On, why(h, code))
	}
	return fine("doctor.reminders", s.On)
}

// why puts the code of a job of reminders into words. What the server answered is in the log; a job keeps no values.
func why(h House, code string) text.Msg {
	whom := h.Config.MailServer
	switch {
	case strings.HasPrefix(code, "reminder.sms_"):
		whom, _, _ = strings.Cut(h.Config.SMSCommand, " ")
	case code == "reminder.mail_password":
		whom = h.Config.MailPassword
	case code == "reminder.mail_ca":
		whom = h.Config.MailCA
	}
	if code == "reminder.mail_failed" || code == "reminder.sms_failed" || code == "reminder.sms_late" {
		whom = "…"
	}
	return text.Msg{Key: code, Args: []any{whom}}
}
