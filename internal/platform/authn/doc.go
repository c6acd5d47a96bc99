// Package authn knows who sits at the screen: accounts (账号), passwords, second factors (动态口令), sessions.
// It yields an actor.Actor; what that actor may do is for policy.
//
// An account belongs to one member of staff. It has a sign-in name, a password of the officer's own choice
// (Argon2id, RFC 9106) and, for every act that binds, a second factor (TOTP, RFC 6238) with ten recovery
// codes. Nobody sets a password for another: whoever opens or resets an account gets a ticket, good once,
// which the officer redeems.
//
// Leavers end by date: the posts of a member of staff are asked for at every request (Posts, plugged by app), and
// who has none is nobody.
//
// A session is a seat at one browser: active, or locked after a quarter of an hour without a touch. The officer
// unlocks it with his password and is where he was; another may sign in at the same browser meanwhile, each in a
// session of his own, and finds his own again. Session.ID names the session for whatever a page keeps in the
// browser, so that the text of one officer's form is never shown to another. It ends twelve hours after it began.
//
// A guess is slowed for the name and for the source, known or unknown name alike: same answer, same time. The
// hashing of passwords takes 19 MiB, so only a few run at once.
//
// Prove is the signature of an officer on an act (README 16): a fresh code sets actor.SecondAt for five minutes; the doors
// hold it against the one act that it was given on.
// The code of the sign-in does not count: a signature is given on the act.
//
// Every change is a command with policy's and audit's marks; facts hold ids. The only writes without a fact are
// those that say nothing about anybody's conduct: when a session was last seen, and what its pages keep.
package authn

import "embed"

// Catalogue holds the words of this room's errors and facts in both languages.
//
//go:embed messages.*.json
var Catalogue embed.FS
