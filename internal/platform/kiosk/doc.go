// Package kiosk is the sign-in of a resident at his own page (戒毒人员自助页面): accounts bound to a person, tickets, sessions.
// It yields an actor.Resident; what he may do is for policy.
//
// An account has a short number that can be remembered, with a check digit, and a secret of the resident's own choice. An
// officer gives him a ticket, which is printed, good once and for an hour, and handed over in his presence; nobody else ever
// knows the secret. There is no second factor: nothing that he does here binds him but what he signs elsewhere.
//
// Who gives a ticket could use it himself. So each one is told to the resident, first thing at his next sign-in, and listed
// to those who stand outside the facility (Resets); and what was answered to him under seal stays closed: the private half
// of his key is locked by his secret, and a new secret comes with a new key.
//
// The account works while the stay lasts (Config.Stay, plugged by app) and again with the next one. A session ends soon when
// nobody touches it; nothing of it is kept in the browser but a token that the browser forgets when it is closed.
//
// Wrong guesses are slowed by authn, for the number and the source, known or unknown alike.
package kiosk
