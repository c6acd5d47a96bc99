// Package measure keeps a person's legal life: what happened, when, when it was recorded, by whom, on which
// document, and what that makes of his term today (法定措施).
//
// Facts are the truth; state and dates are their fold by the legal clock (term.Fold), the same function that
// `guitu term` answers with. The rows of measures and of duties are caches of it, written in the transaction
// of the fact; once a day what merely time has changed is folded again (Refresh).
//
//	Record    something happened, or the house wants to do something
//	Withdraw  a fact is to count as never recorded; Correct withdraws one and records another
//	Confirm   a second officer lets a correction count that moves an end date
//	Explain   every date with its inputs, rule, article and certainty
//
// Doing and recording. What the house does (proposals, admission, release …) is refused with its article
// when the law refuses it, and nothing is written. What happened can always be recorded: the fact is kept,
// marked with the articles it breaks, it changes no date, and it opens a duty to report. Which facts are the
// house's own acts stands in acts.go.
//
// A fact is never changed and never deleted. There is no name in a fact; free words (a reason, the number of
// a letter) are sealed with the person's key.
package measure
