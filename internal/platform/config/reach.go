package config

import (
	"net"
	"net/mail"
)

// Reach is how officers are reminded outside of the house. Empty is not at all: a house may stand where no mail goes.
type Reach struct {
	MailServer   string // SMTP, host:port; 465 speaks TLS at once, any other must know STARTTLS unless it is this machine
	MailFrom     string // who writes
	MailUser     string // "" for a server that asks for none
	MailPassword string // path of a file
	MailCA       string // path of certificates that vouch for the server, besides the system's
	SMSCommand   string // program and arguments that hand a text message to a gateway; no shell
}

func reachSettings() []setting {
	return []setting{
		{"GUITU_MAIL_SERVER", "mail server for reminders, host:port; none unless set", func(c *Config) any { return &c.MailServer }},
		{"GUITU_MAIL_FROM", "address that reminders come from", func(c *Config) any { return &c.MailFrom }},
		{"GUITU_MAIL_USER", "name at the mail server, where it asks for one", func(c *Config) any { return &c.MailUser }},
		{"GUITU_MAIL_PASSWORD_FILE", "file with the password of that name, mode 600", func(c *Config) any { return &c.MailPassword }},
		{"GUITU_MAIL_CA", "file of certificates that vouch for the mail server, besides the system's", func(c *Config) any { return &c.MailCA }},
		{"GUITU_SMS_COMMAND", "command that hands a text message to a gateway; no shell; none unless set", func(c *Config) any { return &c.SMSCommand }},
	}
}

// reach tells what cannot be of it.
func (c Config) reach(wrong *faults) {
	if (c.MailServer == "") != (c.MailFrom == "") || c.MailServer == "" && c.MailUser != "" || (c.MailUser == "") != (c.MailPassword == "") {
		wrong.Add("GUITU_MAIL_SERVER", "config.mail_pair", "")
	}
	if host, port, err := net.SplitHostPort(c.MailServer); c.MailServer != "" && (err != nil || host == "" || !number(port, 1, 65535)) {
		wrong.told("GUITU_MAIL_SERVER", "config.mail_server", c.MailServer)
	}
	if _, err := mail.ParseAddress(c.MailFrom); c.MailFrom != "" && err != nil {
		wrong.told("GUITU_MAIL_FROM", "config.mail_from", c.MailFrom)
	}
}
