// Package store keeps the records of the house in SQLite (one folder, no server) or PostgreSQL, by the same
// SQL text, and holds every change to four promises.
//
// Whole: the body of a Write happens completely or not at all, and is acknowledged only after it is on disk.
// On SQLite one engine goroutine gathers the bodies that wait into one transaction, each in a savepoint of
// its own, and syncs once for all of them; on PostgreSQL each is a serialisable transaction, repeated when it
// collides with another. A body may therefore run more than once and has no effect except through its Tx. It is
// short, seconds at most: while it runs, PostgreSQL remembers what every other one has read.
//
// Once: every Write carries the key of its command, made by the caller. A command that arrives again is
// answered with the stored result and does nothing.
//
// Authorised and recorded: tables are named room_thing, so the store knows from the statements which rooms
// were written, and refuses to commit unless policy and audit have both marked each of them.
//
// Not over another's change: Update demands exactly one row, so that `where id = $1 and version = $2` turns
// a change made meanwhile into a Conflict.
//
// The words: a Read or Write runs a body; a room is the part of a table's name before the first underscore;
// a mark is the proof, left in the transaction, that policy or audit has seen a room; a ledger room (store,
// seal, audit, history, jobs, goose) is bookkeeping about the others and needs no marks.
//
// SQL is one text for both engines: $1 placeholders, times as BIGINT unix microseconds UTC, civil dates as
// TEXT YYYY-MM-DD, BOOLEAN, BYTEA. No triggers, no serials, no deferred constraints (one would fail the
// commit of every body in the group). Only what stands here reads or writes the database.
package store
