// Package jobs is work that follows from a transaction and happens after it: what needs the network or the
// disk, takes long, or comes round by the clock.
//
// Enqueue writes the job in the business transaction, so that it exists exactly when its cause does. A worker
// takes it when it is due, under a lease, and runs the handler of its kind. The handler answers nil (done, the
// row goes), an error (again later, and after the kind's last attempt into the list of failed jobs), Snooze
// (later, not counted as an attempt) or Cancel (failed at once). A process that dies loses its lease, and
// another one, or the same when it starts again, repeats the job: a handler may run more than once and makes
// its Write with Key, which is the same at each repetition.
//
// The words: kind 种类 (part.what; the part is the system actor that the handler acts as: "sweep.duties" runs
// as the part "sweep"), due (not before), attempt, lease, turn (of a periodic kind: the moment of its schedule).
//
// A job holds ids, codes, numbers and moments, never a name and never free text: the table is read by the
// keeper of the system, who may open no file. Handle refuses a type that could hold one, Enqueue a value
// that does. A job of another compartment than general is shown to the keeper without its kind.
//
// Not here: what is due by law (domain/duty, one sweep finds it), and events between rooms. Why this is our
// own table and not a library: docs/decisions/0009-jobs-own-table.md.
package jobs
