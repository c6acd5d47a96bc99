// Package duty keeps what is owed (法定时限): who owes it, to whom, under which article, until when, and
// the proof that it was done.
//
// A duty is opened by the law or by an act of the house, in the transaction of the fact that causes it,
// and is closed by a fact, also one that leaves it undone where its article allows that, or by the end of its
// measure. No room keeps a deadline of its own: a date that somebody must keep is a row here, or it does not exist.
//
//	Open       a duty that an act of the house causes
//	Discharge  it was done; the evidence is a fact or a document
//	Reconcile  the duties of a person's legal clock, as the clock computes them today
//	Day        what an officer must see this morning, in what order, and why he sees it
//
// Words: 义务 duty, 责任岗位 owner (a role in a unit, never a person: people leave, posts remain), 期限 due,
// 逐级提醒 escalation, 待核纸质 to be confirmed from paper.
//
// Promises. Escalation is computed from the due moment, not sent by a job that could fail: at the due
// moment the head of the unit sees the duty, after 24 hours the facility's head, after 48 hours the bureau;
// a release due today is on every leader's page until it is done. A seat that nobody holds falls to the
// head of the unit at once, one of the bureau to its head, one of a station to the head of its facility. Nobody waives a duty,
// and none is deleted: one whose cause was withdrawn becomes void and stays in the file.
//
// The text of a duty is a key of the catalogue and its compartment; a reader without the compartment's key
// sees a neutral title. There is no name in any row.
package duty
